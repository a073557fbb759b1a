"""What a rulebook says of one answer before it is sent, in the form in which every guardrail wants it.

Knows the linter and nothing of the frameworks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

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
    if rewording not in get_args(Rewording):
        raise ValueError(f"rewording: never, safe or any, not {rewording!r}")
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
        read = message.get if isinstance(message, Mapping) else lambda key, of=message: getattr(of, key, None)
        by = read("role") or read("type")
        if by is None:
            raise TypeError(
                f"a message has a role (or a type) and content; {type(message).__name__} has neither / "
                f"消息要有 role（或 type）和 content，{type(message).__name__} 没有"
            )
        role = roles.get(by)
        text = plain_text(read("content")) if role else ""
        if text:
            said.append({"role": role, "text": text})
    return {"messages": said}


def plain_text(content: Any) -> str:
    """Returns the words of a message's content: a text, or a list of texts and of blocks, of which some hold text.

    Nothing at all is the content of a message that only calls tools.
    """
    if isinstance(content, str):
        return content
    if content is not None and not isinstance(content, (list, tuple)):
        raise _not_content("content", "a text or a list of blocks", "文本或块的列表", content)
    return "".join(map(_words, content or ()))


def _words(block: Any) -> str:
    if isinstance(block, str):
        return block
    if not isinstance(block, Mapping):
        raise _not_content("a block of content", "a text or a dictionary", "文本或字典", block)
    text = block.get("text")
    return text if isinstance(text, str) else ""


def _not_content(name: str, wanted: str, wanted_zh: str, value: Any) -> TypeError:
    kind = type(value).__name__
    return TypeError(f"{name}: {wanted}, not {kind} / 消息的 content：应是{wanted_zh}，而不是 {kind}")
