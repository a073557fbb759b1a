"""What a rulebook says of one answer before it is sent, in the form in which every guardrail wants it.

Knows the linter and nothing of the frameworks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from huashu import Draft, Finding, Linter

Severity = Literal["error", "warning", "info"]
Rewording = Literal["never", "safe", "any"]

_RANKS = {"info": 0, "warning": 1, "error": 2}


@dataclass(frozen=True)
class Verdict:
    """What an answer came to.

    `findings` are those at or above the threshold; `fixed` is the answer put right, where that may be sent instead:
    nothing is left in it at or above the threshold, nothing is to be filled in, and the rewording is as safe as was
    asked for. `draft` is all that the linter said.
    """

    text: str
    findings: tuple[Finding, ...]
    fixed: str | None
    draft: Draft

    @property
    def blocked(self) -> bool:
        """Whether the answer must not be sent as it is."""
        return bool(self.findings)

    @property
    def reason(self) -> str:
        """The findings in one line, for people and for the model that has to try again."""
        return "; ".join(_in_words(finding) for finding in self.findings)

    def records(self) -> list[dict[str, Any]]:
        """Returns the findings as plain data: rule, severity, message, the words that were hit, characters from and
        to, and what to say instead."""
        return [
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "message": finding.message,
                "hit": finding.text,
                "start": finding.span[0],
                "end": finding.span[1],
                "suggestions": [suggestion.text for suggestion in finding.suggestions],
            }
            for finding in self.findings
        ]


def judge(
    linter: Linter,
    text: str,
    *,
    context: Any = None,
    fail_on: Severity = "error",
    rewording: Rewording = "safe",
) -> Verdict:
    """Judges what is about to be sent.

    `context` is the conversation so far, as `Linter.draft` takes it; without it only rules about one utterance are
    judged. `fail_on` is the lowest severity that blocks. `rewording` says which rewordings may stand in the answer's
    place: those marked as safe, any that leave nothing behind, or none.
    """
    if fail_on not in _RANKS:
        raise ValueError(f"fail_on: error, warning or info, not {fail_on!r}")
    draft = linter.draft(text, context)
    findings = _counted(draft.findings, fail_on)
    return Verdict(text, findings, _fixed(draft, fail_on, rewording) if findings else None, draft)


def _counted(findings: Iterable[Finding], fail_on: Severity) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if _RANKS[finding.severity] >= _RANKS[fail_on])


def _fixed(draft: Draft, fail_on: Severity, rewording: Rewording) -> str | None:
    if rewording == "never" or draft.placeholders or _counted(draft.left, fail_on):
        return None
    if rewording == "safe" and draft.needs_review:
        return None
    return draft.reworded


def _in_words(finding: Finding) -> str:
    advice = f" → {finding.suggestions[0].text}" if finding.suggestions else ""
    return f"[{finding.rule}] {finding.message}: “{finding.text}”{advice}"


def turns(messages: Iterable[Any]) -> dict[str, Any]:
    """Returns messages of a chat model as the conversation they are, for `judge(context=…)`.

    A message is a mapping with `role` and `content`, or an object with `type` (`human`, `ai`) and `content`; messages
    of the system and of tools were never shown to the customer and are left out.
    """
    roles = {"user": "customer", "human": "customer", "assistant": "agent", "ai": "agent"}
    said = []
    for message in messages:
        read = message.get if isinstance(message, dict) else lambda key, of=message: getattr(of, key, None)
        role = roles.get(read("role") or read("type") or "")
        text = plain_text(read("content"))
        if role and text:
            said.append({"role": role, "text": text})
    return {"messages": said}


def plain_text(content: Any) -> str:
    """Returns the words of a message's content, which is a text or a list of blocks of which some hold text."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    parts = (block if isinstance(block, str) else block.get("text") for block in blocks)
    return "".join(part for part in parts if isinstance(part, str))
