#!/usr/bin/env bash
# What action.yml runs: annotations on the change, with a summary of the step, and SARIF where a file for it is named.
# Takes PATHS, RULEBOOK, ARGUMENTS and SARIF from the environment; the first three are split at spaces and line breaks.
set -euo pipefail

# Reading to the end of the text is no failure.
read -r -d '' -a paths <<<"${PATHS:?what to check}" || true
read -r -d '' -a arguments <<<"${ARGUMENTS:-}" || true
read -r -d '' -a rulebooks <<<"${RULEBOOK:-}" || true
# Before version 4.4 bash takes an empty list for an unset one.
for rulebook in ${rulebooks[@]+"${rulebooks[@]}"}; do
  arguments+=(--rulebook "$rulebook")
done

check() {
  huashu check "${paths[@]}" ${arguments[@]+"${arguments[@]}"} "$@"
}

status=0
check --format github || status=$?
if [ -n "${SARIF:-}" ]; then
  check --format sarif --fail-on never --output "$SARIF" || status=2
  # Code scanning takes 10 MB, packed.
  packed=$(gzip -c "$SARIF" | wc -c)
  if [ "$packed" -gt 10000000 ]; then
    echo "::warning title=huashu::$SARIF has $((packed)) bytes when packed; GitHub takes 10 MB: check fewer files at a time"
  fi
fi
exit "$status"
