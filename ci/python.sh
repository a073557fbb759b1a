#!/usr/bin/env bash
# The package for Python: built as a wheel, installed into a fresh environment, tried. `bash ci/python.sh`
# Where there is no Python it says so and does nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  echo "SKIPPED: there is no Python 3.10 or later here"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
package=crates/huashu-python

(cd "$package" && cargo fmt --check)
python3 -m venv "$work/venv"
python="$work/venv/bin/python"
# What tests compare with; the package itself needs nothing.
"$python" -m pip install --quiet --disable-pip-version-check \
  'maturin==1.16.0' 'pytest==9.2.0' 'mypy==2.4.1' 'pyarrow==26.0.1' 'polars==2.1.0' 'duckdb==2.0.1' 'pandas==3.1.1'

# The folder of the workspace, so that what both need of other crates is built once.
export CARGO_TARGET_DIR="$PWD/target"
(cd "$package" && cargo clippy --quiet --locked -- -D warnings)
(cd "$package" && "$work/venv/bin/maturin" build --quiet --profile dev --locked --interpreter "$python" --out "$work/wheels")
"$python" -m pip install --quiet --disable-pip-version-check --no-deps "$work"/wheels/*.whl
ls -l "$work"/wheels/*.whl | awk '{ print $5, "bytes" }'

cd "$package"
# The types of what is installed, and that the native half is what its stub says.
"$python" -m mypy --strict --no-error-summary --cache-dir "$work/mypy" -p huashu
"$python" -m mypy --strict --no-error-summary --cache-dir "$work/mypy" tests
"$python" -m mypy.stubtest huashu._huashu
"$python" -m pytest -q -p no:cacheprovider tests
"$python" -c 'import doctest, huashu, sys; sys.exit(doctest.testmod(huashu).failed)'
