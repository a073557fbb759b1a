#!/usr/bin/env bash
# One verdict everywhere: the conformance corpus by the command line, Python, Arrow, Polars, DuckDB, Daft and PySpark, the
# example for data engineers, and the guardrails. `bash ci/engines.sh`
# A machine without Python, or where no Java can be installed, says so and does without.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  echo "SKIPPED: there is no Python 3.10 or later here"
  exit 0
fi
spark='pyspark==4.3.0'
if ! command -v java >/dev/null && ! { command -v apt-get >/dev/null && apt-get update -qq &&
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless; }; then
  echo "SKIPPED: Spark, for there is no Java here and none can be installed"
  spark=''
fi
work=$(mktemp -d)
guards=''
trap '[ -z "$guards" ] || kill "$guards" 2>/dev/null || true; rm -rf "$work"' EXIT
install() { "$1" -m pip install --quiet --disable-pip-version-check "${@:2}"; }

# Each guardrail in an environment of its own, for two of them are imported by the same name; fetched while others work.
install_guards() {
  local number=0 packages
  for packages in 'openai-guardrails==0.3.6 langchain==1.5.2' 'guardrails-ai==0.11.0' 'nemoguardrails==0.24.1'; do
    number=$((number + 1))
    python3 -m venv "$work/guard-$number"
    install "$work/guard-$number/bin/python" 'pytest==9.2.0' $packages
  done
}
install_guards &
guards=$!

# The folder of the workspace, so that what was built for the package's own tests is not built again.
export CARGO_TARGET_DIR="$PWD/target"
python3 -m venv "$work/engines"
python="$work/engines/bin/python"
install "$python" 'maturin==1.16.0' 'pytest==9.2.0' pyarrow 'polars==2.1.0' 'duckdb==2.0.1' 'daft==0.7.26' 'pandas<3' $spark
(cd crates/huashu-python && "$work/engines/bin/maturin" build --quiet --profile dev --locked --interpreter "$python" --out "$work/wheels")
install "$python" --no-deps "$work"/wheels/*.whl
HUASHU="$work/engines/bin/huashu" "$python" -m pytest -q -p no:cacheprovider tests/conformance

wait "$guards"
for guard in "$work"/guard-*; do
  install "$guard/bin/python" --no-deps "$work"/wheels/*.whl
  "$guard/bin/python" -m pytest -q -p no:cacheprovider -W ignore tests/conformance/test_guard.py
done
