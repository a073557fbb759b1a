"""What goes in and what comes out: conversations, findings, drafts, rules, outcomes. All of it frozen, all of it data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from ._arguments import kind

__all__ = [
    "Absence",
    "Conversation",
    "Draft",
    "Evaluation",
    "Finding",
    "Message",
    "Nearest",
    "Outcome",
    "Problem",
    "Rule",
    "Score",
    "Suggestion",
]


def _compact(record: Any) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _named(record: Any) -> dict[str, Any]:
    """Returns what a frozen record of ours says, without what it does not."""
    told = ((each.name, getattr(record, each.name)) for each in fields(record))
    return {name: value for name, value in told if not _says_nothing(value)}


def _says_nothing(value: Any) -> bool:
    # Arrays are not compared: they answer with arrays.
    return value is None or value is False or (isinstance(value, (tuple, Mapping)) and not value)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One thing said by one speaker."""

    role: str
    """``agent``, ``customer``, ``bot`` or ``system``."""
    text: str = ""
    time: Any = None
    """A ``datetime``, a text such as ``2026-11-20T09:30:05+08:00``, or seconds, milliseconds or microseconds."""
    agent_id: str | None = None
    """The job number of the agent who speaks."""
    name: str | None = None
    kind: str | None = None
    """``text`` unless given; ``image``, ``voice`` and the like hold no words; ``note`` is a remark by staff for staff."""
    auto: bool = False
    """A machine sent it in the agent's name."""
    recalled: bool = False
    """The sender took it back."""

    def to_dict(self) -> dict[str, Any]:
        """Returns it as the JSON of conversations has it."""
        return {"role": self.role, "text": self.text, **_named(self)}


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """One session between a customer and the agents, for whoever would rather not write the dictionary."""

    messages: Sequence[Message | Mapping[str, Any]]
    """What was said, in order; dictionaries are as the JSON of conversations has them."""
    id: str | None = None
    channel: str | None = None
    group: str | None = None
    agent: Mapping[str, str] | None = None
    """``id`` (the job number) and ``name`` of the agent of the whole conversation."""
    customer: Mapping[str, str] | None = None
    """``id`` and ``name``."""
    handed_over: Any = None
    """When a human was handed the conversation."""
    metadata: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    """What else rules may ask for, by name."""

    def to_dict(self) -> dict[str, Any]:
        """Returns it as the JSON of conversations has it."""
        record = {**self.metadata, **_named(self)}
        record.pop("metadata", None)
        if isinstance(self.messages, (str, bytes, Mapping)) or not isinstance(self.messages, Iterable):
            raise TypeError(
                f"messages: a list of messages, not {kind(self.messages)} / "
                f"messages：应是消息的列表，而不是 {kind(self.messages)}"
            )
        record["messages"] = [_message(message) for message in self.messages]
        return record


def _message(message: Any) -> dict[str, Any]:
    """Returns a message as the JSON of conversations has it."""
    if isinstance(message, Message):
        return message.to_dict()
    if isinstance(message, Mapping):
        return dict(message)
    raise TypeError(
        f"a message is a dictionary or a huashu.Message, not {kind(message)} / "
        f"消息应是字典或 huashu.Message，而不是 {kind(message)}"
    )


@dataclass(frozen=True)
class Suggestion:
    """A better wording."""

    text: str
    applicability: str
    """``safe`` to apply as it is, for ``review`` by a person, or ``advice``."""


@dataclass(frozen=True)
class Nearest:
    """What came nearest to what had to be said."""

    utterance: int
    text: str
    phrase: str
    score: float


@dataclass(frozen=True)
class Absence:
    """Evidence that something was not said."""

    searched: tuple[int, ...]
    """The utterances in which it was sought, counted from 0."""
    nearest: Nearest | None


@dataclass(frozen=True)
class Finding:
    """A breach, with its place."""

    rule: str
    severity: str
    """``error``, ``warning`` or ``info``."""
    class_: str
    """Whom it harms: ``customer``, ``business``, ``compliance``, or ``minor``; ``class`` in JSON."""
    conversation: str
    """The conversation's id, else ``#`` and the line of its record."""
    utterance: int
    """Counted from 0."""
    role: str
    span: tuple[int, int]
    """Of the words found, in characters of the utterance."""
    text: str
    """The words found; of an absence, the utterance where it belonged."""
    message: str
    """What was breached, in the linter's language."""
    confidence: str
    """``certain``, ``likely`` or ``possible``."""
    grounds: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    fingerprint: str
    """The same for the same rule, conversation and words."""
    file: str
    line: int
    """The number of the record, counted from 1."""
    agent: str | None
    """The job number, else the name, where the record gives one."""
    time: str | None
    time_of_day: str | None
    elapsed_ms: int | None
    anchor: int | None
    """The utterance that raised the demand, counted from 0."""
    absence: Absence | None
    utterance_text: str
    """All that was said there, personal data masked as in ``text``."""
    byte_span: tuple[int, int]
    """Of the words found, in bytes of the utterance in UTF-8."""
    _json: str = field(repr=False)

    @classmethod
    def _of(cls, record: tuple[str, str, tuple[int, int]]) -> Finding:
        line, utterance_text, byte_span = record
        known = json.loads(line)
        absence = known.get("absence")
        if absence is not None:
            nearest = absence["nearest"]
            absence = Absence(tuple(absence["searched"]), Nearest(**nearest) if nearest else None)
        return cls(
            rule=known["rule"],
            severity=known["severity"],
            class_=known["class"],
            conversation=known["conversation"],
            utterance=known["utterance"],
            role=known["role"],
            span=(known["span"]["start"], known["span"]["end"]),
            text=known["text"],
            message=known["message"],
            confidence=known["confidence"],
            grounds=tuple(known["grounds"]),
            suggestions=tuple(Suggestion(**suggestion) for suggestion in known["suggestions"]),
            fingerprint=known["fingerprint"],
            file=known["file"],
            line=known["line"],
            agent=known.get("agent"),
            time=known.get("time"),
            time_of_day=known.get("time_of_day"),
            elapsed_ms=known.get("elapsed_ms"),
            anchor=known.get("anchor"),
            absence=absence,
            utterance_text=utterance_text,
            byte_span=byte_span,
            _json=line,
        )

    def to_json(self) -> str:
        """Returns the line that ``huashu check --format jsonl`` writes, without its end."""
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """Returns what ``to_json`` says."""
        return dict(json.loads(self._json))

    def __str__(self) -> str:
        # People count utterances from 1.
        place = f"{self.conversation}:{self.utterance + 1}"
        words = "" if self.absence else f"「{self.text}」"
        return f"{place} {self.severity} {self.rule} {words}{self.message}"

    def __repr__(self) -> str:
        return f"<Finding {self}>"


@dataclass(frozen=True)
class Draft:
    """A text checked before it is sent, and put right as far as the rules say how."""

    findings: tuple[Finding, ...]
    """What is wrong with the text."""
    reworded: str
    """The text put right; what else was said stays as it was."""
    alternatives: tuple[str, ...]
    """The same in other words, where rules have several."""
    needs_review: bool
    """A person has to read it before it is sent."""
    left: tuple[Finding, ...]
    """What is still wrong with the reworded text; spans are of that."""
    placeholders: tuple[str, ...]
    """What has to be filled in, such as ``〔时间〕``."""
    _json: str = field(repr=False)

    @classmethod
    def _of(cls, record: dict[str, Any]) -> Draft:
        known = json.loads(record["json"])
        return cls(
            findings=tuple(map(Finding._of, record["findings"])),
            reworded=known["reworded"],
            alternatives=tuple(known["alternatives"]),
            needs_review=known["needs_review"],
            left=tuple(map(Finding._of, record["left"])),
            placeholders=tuple(known["placeholders"]),
            _json=record["json"],
        )

    def to_json(self) -> str:
        """Returns one JSON object."""
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """Returns what ``to_json`` says."""
        return dict(json.loads(self._json))

    def __bool__(self) -> bool:
        """Returns whether there was nothing wrong with the text."""
        return not self.findings

    def __repr__(self) -> str:
        return f"<Draft {len(self.findings)} findings, reworded {self.reworded!r}, {len(self.left)} left>"


@dataclass(frozen=True)
class Outcome:
    """What a rule came to in one conversation. What could not be judged is never counted as passed."""

    rule: str
    outcome: str
    """``pass``, ``fail``, ``not-applicable`` or ``not-checkable``."""
    reason: str | None = None
    """Why it could not be judged, such as ``no-time``."""

    def to_dict(self) -> dict[str, Any]:
        """Returns it as JSON has it."""
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name)) is not None}

    def to_json(self) -> str:
        """Returns one JSON object."""
        return _compact(self.to_dict())

    def __repr__(self) -> str:
        return f"<Outcome {self.rule} {self.outcome}{f' ({self.reason})' if self.reason else ''}>"


@dataclass(frozen=True)
class Score:
    """What a conversation's findings come to on the rulebook's scorecard."""

    value: float
    start: float
    """What the scorecard starts from."""
    fatal: tuple[str, ...]
    """The fatal rules that were breached."""
    passed: bool | None
    """Whether the pass line was reached; ``None`` where the scorecard has none."""
    band: str | None

    def to_dict(self) -> dict[str, Any]:
        """Returns it as JSON has it."""
        return {**{each.name: getattr(self, each.name) for each in fields(self)}, "fatal": list(self.fatal)}

    def to_json(self) -> str:
        """Returns one JSON object."""
        return _compact(self.to_dict())


@dataclass(frozen=True)
class Evaluation:
    """What one conversation came to."""

    conversation: str
    """Its id, else ``#`` and the line of its record."""
    file: str
    line: int
    utterances: int
    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]
    """Of every rule in force, in their order."""
    score: Score

    @classmethod
    def _of(cls, record: dict[str, Any]) -> Evaluation:
        score = dict(record["score"])
        return cls(
            conversation=record["conversation"],
            file=record["file"],
            line=record["line"],
            utterances=record["utterances"],
            findings=tuple(map(Finding._of, record["findings"])),
            outcomes=tuple(Outcome(*outcome) for outcome in record["outcomes"]),
            score=Score(**{**score, "fatal": tuple(score["fatal"])}),
        )

    def outcome(self, rule: str) -> Outcome | None:
        """Returns what the rule came to; ``None`` where no such rule is in force."""
        return next((outcome for outcome in self.outcomes if outcome.rule == rule), None)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Returns it as JSON has it."""
        return {
            "conversation": self.conversation,
            "file": self.file,
            "line": self.line,
            "utterances": self.utterances,
            "findings": [finding.to_dict() for finding in self.findings],
            "outcomes": {outcome.rule: {**outcome.to_dict()} for outcome in self.outcomes},
            "score": self.score.to_dict(),
        }

    def to_json(self) -> str:
        """Returns one JSON object."""
        return _compact(self.to_dict())

    def __repr__(self) -> str:
        return f"<Evaluation {self.conversation}: {len(self.findings)} findings, score {self.score.value:g}>"


@dataclass(frozen=True)
class Rule:
    """A rule in force."""

    id: str
    kind: str
    """How it checks: ``forbid``, ``require``, ``timing`` and so on."""
    severity: str
    class_: str
    """``class`` in JSON."""
    points: float
    fatal: bool
    title: str
    why: str
    source: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    confidence: str
    """How sure its findings are at most."""
    about_one_utterance: bool
    """Whether it can be judged of one text alone, as drafts are."""
    file: str
    """The rulebook it stands in."""
    line: int
    _json: str = field(repr=False)

    @classmethod
    def _of(cls, line: str) -> Rule:
        known = json.loads(line)
        known["class_"] = known.pop("class")
        known["source"] = tuple(known["source"])
        known["suggestions"] = tuple(Suggestion(**suggestion) for suggestion in known["suggestions"])
        return cls(**known, _json=line)

    def to_json(self) -> str:
        """Returns one JSON object."""
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """Returns what ``to_json`` says."""
        return dict(json.loads(self._json))

    def __repr__(self) -> str:
        return f"<Rule {self.id} {self.severity} {self.kind}: {self.title}>"


@dataclass(frozen=True)
class Problem:
    """Trouble in what was given: a bad rulebook, a record that cannot be read."""

    code: str
    """A stable name; ``huashu explain CODE`` says more."""
    level: str
    """``error`` or ``warning``."""
    zh: str
    en: str
    help_zh: str | None
    help_en: str | None
    file: str | None
    line: int | None
    """Counted from 1."""
    column: int | None
    """In characters, counted from 1."""
    language: str = "zh"

    @classmethod
    def of(cls, record: tuple[Any, ...], language: str) -> Problem:
        """Makes it of what the native half hands over."""
        code, level, (zh, en), help_, file, line, column = record
        help_zh, help_en = help_ or (None, None)
        return cls(code, level, zh, en, help_zh, help_en, file, line, column, language)

    @property
    def message(self) -> str:
        """What is wrong, in the linter's language."""
        return self.en if self.language == "en" else self.zh

    @property
    def help(self) -> str | None:
        """What to do, where that can be said."""
        return self.help_en if self.language == "en" else self.help_zh

    def to_dict(self) -> dict[str, Any]:
        """Returns it as JSON has it."""
        names = ("code", "level", "message", "file", "line", "column", "help")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def to_json(self) -> str:
        """Returns one JSON object, as ``huashu check --format json`` lists it."""
        return _compact(self.to_dict())

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        text = f"{self.level}: {self.message} [{self.code}]"
        text = f"{place}: {text}" if place else text
        return f"{text}\n  {self.help}" if self.help else text

    def __repr__(self) -> str:
        return f"<Problem {self}>"
