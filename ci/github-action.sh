#!/usr/bin/env bash
# What action.yml runs: annotations on the change, a summary of the step, and SARIF where a file for it is named.
# Takes PATHS, RULEBOOK, ARGUMENTS and SARIF from the environment; each is split at spaces.
set -euo pipefail

read -r -a paths <<<"${PATHS:?what to check}"
read -r -a arguments <<<"${ARGUMENTS:-}"
read -r -a rulebooks <<<"${RULEBOOK:-}"
for rulebook in "${rulebooks[@]}"; do
  arguments+=(--rulebook "$rulebook")
done

status=0
huashu check "${paths[@]}" "${arguments[@]}" --format github || status=$?
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  {
    echo '## huashu'
    echo '```'
    huashu check "${paths[@]}" "${arguments[@]}" --format concise --fail-on never | head -n 200 || true
    echo '```'
  } >>"$GITHUB_STEP_SUMMARY"
fi
if [ -n "${SARIF:-}" ]; then
  huashu check "${paths[@]}" "${arguments[@]}" --format sarif --fail-on never --output "$SARIF" || true
fi
exit "$status"
