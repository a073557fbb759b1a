"""The front door: rulebooks made ready, and what is checked by them."""

from __future__ import annotations

import datetime
import decimal
import json
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

from . import _huashu
from ._errors import InputError, InputWarning, RulebookWarning
from ._stream import Stream
from ._tables import CheckedTable, Order, Table, TableChecker, check_table
from ._types import Conversation, Draft, Evaluation, Finding, Message, Problem, Rule

__all__ = ["Linter", "Rulebook"]

Record: TypeAlias = "Mapping[str, Any] | Conversation"
"""A conversation: a dictionary as the JSON of conversations has it, or a ``Conversation``."""

_SMALL = 64 << 10
"""Bytes of records for which it is not worth while to start threads."""


@dataclass(frozen=True)
class Rulebook:
    """A rulebook by its name: ``builtin:chat``, a path, or a text with a name of its own."""

    name: str
    text: str | None = None

    @classmethod
    def from_text(cls, text: str, name: str = "rulebook.toml") -> Rulebook:
        """Takes TOML that is at hand; ``name`` stands for its path in messages."""
        return cls(name, text)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> Rulebook:
        """Takes the file at ``path``. What it extends has to lie in its folder."""
        return cls(os.fspath(path))

    @classmethod
    def builtin(cls, name: str) -> Rulebook:
        """Takes one that comes with huashu, such as ``chat``; ``all`` is every rule of every one."""
        return cls(f"builtin:{name.removeprefix('builtin:')}")

    def __repr__(self) -> str:
        return f"<Rulebook {self.name}{'' if self.text is None else f' ({len(self.text)} characters)'}>"


class Linter:
    """Rulebooks ready to run. Immutable, shared by threads, and pickled with every file that it was made from.

    ``rulebooks`` are names (``builtin:chat``), paths, and ``Rulebook.from_text``; without any, those of ``config``, else
    ``builtin:base``. ``config`` is a ``huashu.toml``, or what one says as a dictionary; its ``[input]`` says how columns,
    roles and times are called. ``select`` and ``ignore`` take ids and patterns such as ``attitude/*``. Messages are in
    ``language``, ``zh`` or ``en``. Personal data in findings is masked unless ``mask`` is false.

    Raises ``RulebookError`` with every mistake of the rulebooks at once.
    """

    def __init__(
        self,
        rulebooks: str | os.PathLike[str] | Rulebook | Sequence[str | os.PathLike[str] | Rulebook] = (),
        *,
        config: str | os.PathLike[str] | Rulebook | Mapping[str, Any] | None = None,
        select: str | Sequence[str] = (),
        ignore: str | Sequence[str] = (),
        language: Literal["zh", "en"] = "zh",
        mask: bool = True,
        min_confidence: Literal["certain", "likely", "possible"] = "possible",
        allow_extends_outside: bool = False,
    ) -> None:
        one = isinstance(rulebooks, (str, os.PathLike, Rulebook))
        several = cast("Sequence[str | os.PathLike[str] | Rulebook]", [rulebooks] if one else rulebooks)
        self._made_from: dict[str, Any] = {
            "rulebooks": [_named(rulebook) for rulebook in several],
            "config": None if config is None else _config(config),
            "select": [select] if isinstance(select, str) else list(select),
            "ignore": [ignore] if isinstance(ignore, str) else list(ignore),
            "allow_extends_outside": allow_extends_outside,
            "files": None,
        }
        self._manner = (language, mask, min_confidence)
        self._make()
        for record in self._native.warnings():
            warnings.warn(str(Problem.of(record, language)), RulebookWarning, stacklevel=2)

    def _make(self) -> None:
        self._native = _huashu.Linter(self._made_from, *self._manner)

    def __getstate__(self) -> dict[str, Any]:
        return {"made_from": {**self._made_from, "files": self._native.files()}, "manner": self._manner}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._made_from, self._manner = state["made_from"], state["manner"]
        self._make()

    @property
    def language(self) -> str:
        """The language of messages."""
        return self._manner[0]

    @property
    def name(self) -> str:
        """What the rulebooks are called."""
        return self._native.name

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change when anything in the rulebooks does but comments and layout."""
        return self._native.fingerprint

    def check(self, conversations: Record | Iterable[Record], *, threads: int | None = None) -> list[Finding]:
        """Checks one conversation, or several, and returns what was breached, in order.

        Raises ``InputError`` where a record cannot be read; its ``findings`` are those of the others. Warns of what was
        not understood (``InputWarning``).
        """
        return [finding for evaluation in self._evaluations(conversations, threads) for finding in evaluation.findings]

    def evaluate(self, conversation: Record) -> Evaluation:
        """Checks one conversation and returns its findings, the outcome of every rule, and the score."""
        (evaluation,) = self._evaluations(conversation, None)
        return evaluation

    def evaluate_each(self, conversations: Iterable[Record], *, threads: int | None = None) -> Iterator[Evaluation]:
        """Checks conversations a few hundred at a time, so that memory does not grow with their number.

        Places count from the first conversation of all.
        """
        batch: list[Record] = []
        for conversation in conversations:
            batch.append(conversation)
            if len(batch) == 500:
                yield from self._evaluations(batch, threads)
                batch = []
        yield from self._evaluations(batch, threads)

    def draft(self, text: str, context: Record | Iterable[Message | Mapping[str, Any]] | None = None) -> Draft:
        """Checks what an agent is about to send and puts it right as far as the rules say how.

        With ``context``, the conversation so far, every rule judges, as of what is said next; without it those that can
        be judged of one text alone. Personal data is not masked: it is the agent's own draft.
        """
        before = None
        if context is not None:
            before = _line(context if isinstance(context, (Mapping, Conversation)) else {"messages": list(context)})
        draft, problems = self._native.draft(text, before)
        if draft is None:
            raise InputError(problems, self.language)
        return Draft._of(draft)

    def stream(self) -> Stream:
        """Begins a text that comes bit by bit, as assistants write it, to be sent as far as it is safe."""
        return Stream(self)

    def check_messages(
        self, table: Table, *, by: str, order: Order = None, threads: int | None = None, name: str = "table"
    ) -> CheckedTable:
        """Checks a table with one message a row, of anything that speaks Arrow; its texts are not copied.

        ``by`` is the column that tells conversations apart. Rows of one conversation have to stand together, and in
        order: of the column ``order``, or of several, else of their times. Where they do not, ``RowOrderError`` names
        them. Other columns are recognised by their names, or named under ``[input.columns]``. Findings and problems call the table
        ``name``, and its rows are counted from 1.
        """
        return check_table(self, table, by=by, order=order, threads=threads, name=name)

    def check_conversations(
        self, table: Table, *, threads: int | None = None, name: str = "table"
    ) -> CheckedTable:
        """Checks a table with one conversation a row, its messages in a column of lists of structs, or of JSON."""
        return check_table(self, table, by=None, order=None, threads=threads, name=name)

    def message_checker(self, by: str, order: Order = None, name: str = "table") -> TableChecker:
        """Begins to check messages that come batch by batch; see ``check_messages``."""
        return TableChecker(self, by, order, name)

    def conversation_checker(self, name: str = "table") -> TableChecker:
        """Begins to check conversations that come batch by batch; see ``check_conversations``."""
        return TableChecker(self, None, None, name)

    def rules(self) -> list[Rule]:
        """Returns the rules in force, in the order in which they are judged."""
        return [Rule._of(rule) for rule in self._native.rules()]

    def explain(self, id: str) -> str:
        """Explains a rule of the rulebooks, or the code of a problem, for reading. Raises ``KeyError`` of others."""
        return self._native.explain(id)

    def __repr__(self) -> str:
        return f"<Linter {self.name}, {len(self._native.rules())} rules>"

    def _evaluations(self, conversations: Record | Iterable[Record], threads: int | None) -> list[Evaluation]:
        one = isinstance(conversations, (Mapping, Conversation))
        several = cast("Iterable[Record]", [conversations] if one else conversations)
        records = "".join(_line(record) + "\n" for record in several)
        if not records:
            return []
        if threads is None:
            threads = 1 if len(records) < _SMALL else os.cpu_count() or 1
        checked = self._native.check(records, threads)
        evaluations = [Evaluation._of(record) for record in checked["evaluations"]]
        self._tell(checked, evaluations)
        return evaluations

    def _tell(self, checked: dict[str, Any], evaluations: list[Evaluation]) -> None:
        """Raises what could not be read, and warns of what was not understood."""
        problems = checked["problems"]
        if any(level == "error" for _, level, *_ in problems):
            error = InputError(problems, self.language)
            error.findings = tuple(finding for evaluation in evaluations for finding in evaluation.findings)
            raise error
        remarks = [en if self.language == "en" else zh for zh, en in checked["remarks"]]
        for told in [str(Problem.of(record, self.language)) for record in problems] + remarks:
            warnings.warn(told, InputWarning, stacklevel=4)


def _named(rulebook: str | os.PathLike[str] | Rulebook) -> tuple[str, str | None]:
    if isinstance(rulebook, Rulebook):
        return rulebook.name, rulebook.text
    return os.fspath(rulebook), None


def _config(config: str | os.PathLike[str] | Rulebook | Mapping[str, Any]) -> tuple[str, str | None]:
    if isinstance(config, Mapping):
        return "huashu.toml", _huashu.toml_from_json(json.dumps(config, ensure_ascii=False))
    return _named(config)


def _line(record: Record) -> str:
    """Writes a conversation as one line of JSON."""
    if isinstance(record, Conversation):
        record = record.to_dict()
    elif not isinstance(record, Mapping):
        raise TypeError(f"a conversation is a dictionary or a huashu.Conversation, not {type(record).__name__}")
    return json.dumps(record, ensure_ascii=False, allow_nan=False, default=_plain)


def _plain(value: Any) -> Any:
    """Returns what JSON has no word for in words that conversations have."""
    if isinstance(value, (Message, Conversation)):
        return value.to_dict()
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (decimal.Decimal, Path)):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot stand in a conversation")
