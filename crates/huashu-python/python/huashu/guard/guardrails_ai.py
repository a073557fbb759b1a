"""A validator for guardrails-ai: `Guard().use(Huashu(linter, on_fail="fix"))`.

Its chunks are whole sentences of Chinese as well as of English; the chunker that guardrails-ai has by itself waits for
a full stop of English, so that a Chinese answer is validated only once it has been streamed to its end.
"""

from __future__ import annotations

from typing import Any

from guardrails.validator_base import ErrorSpan, FailResult, PassResult, ValidationResult, Validator, register_validator
from huashu import Linter
from huashu.guard._sentences import sentences
from huashu.guard._verdict import Rewording, Severity, judge


@register_validator(name="huashu/huashu", data_type="string")
class Huashu(Validator):
    """Fails on an answer that breaks the rulebook, with the place of every breach in characters.

    `metadata={"context": conversation}` judges the answer as what is said next. With `on_fail="fix"` the answer put
    right takes its place, where `rewording` allows it; else nothing does.
    """

    def __init__(
        self,
        linter: Linter | None = None,
        *,
        fail_on: Severity = "error",
        rewording: Rewording = "safe",
        on_fail: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(on_fail=on_fail, fail_on=fail_on, rewording=rewording, **options)
        self._linter = Linter() if linter is None else linter
        self._fail_on: Severity = fail_on
        self._rewording: Rewording = rewording

    def _validate(self, value: Any, metadata: dict[str, Any]) -> ValidationResult:
        context = metadata.get("context")
        verdict = judge(self._linter, value, context=context, fail_on=self._fail_on, rewording=self._rewording)
        if not verdict.blocked:
            return PassResult()
        spans = [
            ErrorSpan(start=record["start"], end=record["end"], reason=f"[{record['rule']}] {record['message']}")
            for record in verdict.records()
        ]
        return FailResult(error_message=verdict.reason, fix_value=verdict.fixed, error_spans=spans)

    def _chunking_function(self, chunk: str) -> list[str]:
        return sentences(chunk)
