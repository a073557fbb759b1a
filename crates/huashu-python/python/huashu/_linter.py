"""The front door: rulebooks made ready, and what is checked by them."""

from __future__ import annotations

import datetime
import decimal
import itertools
import json
import math
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

from . import _arguments, _huashu
from ._arguments import kind
from ._errors import InputError, InputWarning, RulebookWarning
from ._stream import Stream
from ._tables import CheckedTable, Order, Table, TableChecker, check_table, conversation_column
from ._types import Conversation, Draft, Evaluation, Finding, Message, Problem, Rule

__all__ = ["Linter", "Rulebook"]

Record: TypeAlias = "Mapping[str, Any] | Conversation"
"""A conversation: a dictionary as the JSON of conversations has it, or a ``Conversation``."""

_SMALL = 64 << 10
"""Bytes of records for which it is not worth while to start threads."""

_BATCH = 500
"""Conversations that are checked at a time where there may be any number."""


@dataclass(frozen=True)
class Rulebook:
    """A rulebook by its name: ``builtin:chat``, a path, or a text with a name of its own."""

    name: str
    text: str | None = None

    def __post_init__(self) -> None:
        _arguments.text("name", self.name)
        if self.text is not None:
            _arguments.text(self.name, self.text)

    @classmethod
    def from_text(cls, text: str, name: str = "rulebook.toml") -> Rulebook:
        """Takes TOML that is at hand; ``name`` stands for its path in messages."""
        if text is None:
            # A rulebook without a text is a file.
            raise TypeError("text: TOML, not None; from_file reads a file / text：应是 TOML 文本，而不是 None；读文件请用 from_file")
        return cls(name, text)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> Rulebook:
        """Takes the file at ``path``. What it extends has to lie in its folder."""
        return cls(os.fsdecode(path))

    @classmethod
    def builtin(cls, name: str) -> Rulebook:
        """Takes one that comes with huashu, such as ``chat``; ``all`` is every rule of every one."""
        return cls(f"builtin:{_arguments.text('name', name).removeprefix('builtin:')}")

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
        several = rulebooks if isinstance(rulebooks, (list, tuple)) else [rulebooks]
        self._made_from: dict[str, Any] = {
            "rulebooks": [_named("rulebooks", rulebook) for rulebook in several],
            "config": None if config is None else _config(config),
            "select": _arguments.texts("select", select),
            "ignore": _arguments.texts("ignore", ignore),
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
        if not isinstance(conversation, (Mapping, Conversation)):
            raise TypeError(
                f"evaluate takes one conversation, a dictionary or a huashu.Conversation, not {kind(conversation)}; "
                "evaluate_each takes several / evaluate 只接受一个会话（字典或 huashu.Conversation），"
                f"而不是 {kind(conversation)}；多个会话请用 evaluate_each"
            )
        evaluations = self._evaluations(conversation, None)
        if len(evaluations) != 1:
            raise ValueError(
                f"the record holds {len(evaluations)} conversations, not one; evaluate_each takes any number / "
                f"这条记录里有 {len(evaluations)} 个会话，而不是一个；请用 evaluate_each"
            )
        return evaluations[0]

    def evaluate_each(self, conversations: Iterable[Record], *, threads: int | None = None) -> Iterator[Evaluation]:
        """Checks conversations a few hundred at a time, so that memory does not grow with their number.

        Places count from the first conversation of all.
        """
        several, first = iter(_several(conversations)), 1
        while batch := list(itertools.islice(several, _BATCH)):
            yield from self._evaluations(batch, threads, first)
            first += len(batch)

    def draft(self, text: str, context: Record | Iterable[Message | Mapping[str, Any]] | None = None) -> Draft:
        """Checks what an agent is about to send and puts it right as far as the rules say how.

        With ``context``, the conversation so far, every rule judges, as of what is said next; without it those that can
        be judged of one text alone. Personal data is not masked: it is the agent's own draft.
        """
        before = None
        if context is not None:
            said = isinstance(context, (Mapping, Conversation))
            before = _line(cast("Record", context) if said else Conversation(messages=cast("Any", context)))
        draft, problems = self._native.draft(_arguments.text("text", text), before)
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
        return check_table(self, table, by=conversation_column(by), order=order, threads=threads, name=name)

    def check_conversations(
        self, table: Table, *, threads: int | None = None, name: str = "table"
    ) -> CheckedTable:
        """Checks a table with one conversation a row, its messages in a column of lists of structs, or of JSON."""
        return check_table(self, table, by=None, order=None, threads=threads, name=name)

    def message_checker(self, by: str, order: Order = None, name: str = "table") -> TableChecker:
        """Begins to check messages that come batch by batch; see ``check_messages``."""
        return TableChecker(self, conversation_column(by), order, name)

    def conversation_checker(self, name: str = "table") -> TableChecker:
        """Begins to check conversations that come batch by batch; see ``check_conversations``."""
        return TableChecker(self, None, None, name)

    def rules(self) -> list[Rule]:
        """Returns the rules in force, in the order in which they are judged."""
        return [Rule._of(rule) for rule in self._native.rules()]

    def explain(self, id: str) -> str:
        """Explains a rule of the rulebooks, or the code of a problem, for reading. Raises ``KeyError`` of others."""
        return self._native.explain(_arguments.text("id", id))

    def __repr__(self) -> str:
        return f"<Linter {self.name}, {len(self._native.rules())} rules>"

    def _evaluations(
        self, conversations: Record | Iterable[Record], threads: int | None, first: int = 1
    ) -> list[Evaluation]:
        """Checks conversations, of which ``first`` is the number of the first one."""
        most = _arguments.thread_count(threads)
        records = "".join(_line(record) + "\n" for record in _several(conversations))
        if not records:
            return []
        if threads is None and len(records) < _SMALL:
            most = 1
        checked = self._native.check(records, most, first)
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


def _named(name: str, rulebook: Any) -> tuple[str, str | None]:
    """Returns the name of a rulebook, and its text where that is at hand."""
    if isinstance(rulebook, (str, os.PathLike)):
        rulebook = Rulebook.from_file(rulebook)
    if not isinstance(rulebook, Rulebook):
        raise TypeError(
            f"{name}: a name, a path or a huashu.Rulebook, not {kind(rulebook)} / "
            f"{name}：应是名称、路径或 huashu.Rulebook，而不是 {kind(rulebook)}"
        )
    return rulebook.name, rulebook.text


def _config(config: str | os.PathLike[str] | Rulebook | Mapping[str, Any]) -> tuple[str, str | None]:
    if isinstance(config, Mapping):
        return "huashu.toml", _huashu.toml_from_json(json.dumps(_setting("config", config), ensure_ascii=False))
    return _named("config", config)


def _setting(name: str, value: Any) -> Any:
    """Returns a setting, or says which one TOML has no word for."""
    if isinstance(value, Mapping):
        return {key: _setting(f"{name}.{key}", each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_setting(f"{name}[{at}]", each) for at, each in enumerate(value)]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{name}: {value} is no setting / {name}：{value} 不能作为设置")
    if value is None:
        raise ValueError(f"{name}: None is no setting; leave the key out / {name}：None 不能作为设置，请去掉这个键")
    if isinstance(value, (bool, int, float)):
        return value
    return _arguments.text(name, value)


def _several(conversations: Any) -> Iterable[Record]:
    """Returns conversations one by one, of which there may be one alone."""
    if isinstance(conversations, (Mapping, Conversation)):
        return [conversations]
    if isinstance(conversations, (str, bytes)) or not isinstance(conversations, Iterable):
        raise _not_a_conversation(conversations)
    return conversations


def _line(record: Record) -> str:
    """Writes a conversation as one line of JSON."""
    if isinstance(record, Conversation):
        record = record.to_dict()
    elif not isinstance(record, Mapping):
        raise _not_a_conversation(record)
    line = json.dumps(record, ensure_ascii=False, allow_nan=False, default=_plain)
    # Half a character is the trouble of this record alone: escaped, as JSON escapes, it is for the reader to tell.
    return line.encode(errors="backslashreplace").decode()


def _not_a_conversation(value: Any) -> TypeError:
    return TypeError(
        f"a conversation is a dictionary or a huashu.Conversation, not {kind(value)} / "
        f"会话应是字典或 huashu.Conversation，而不是 {kind(value)}"
    )


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
    _arguments.refuse_bytes("a value in a conversation", value)
    return _listed(value)


def _listed(value: Any) -> list[Any]:
    """Returns what holds one thing after another as a list.

    That it can be iterated says too little: a set has no order, a table gives its columns, a model its fields.
    """
    if isinstance(value, (Sequence, Iterator, ValuesView)):
        return list(value)
    if isinstance(value, Iterable):
        # Arrays of NumPy and columns of pandas, and those of Polars.
        as_list = getattr(value, "tolist", None) or getattr(value, "to_list", None)
        if as_list is not None:
            return list(as_list())
    raise TypeError(
        f"{kind(value)} cannot stand in a conversation, which is dictionaries, lists, texts, numbers and times / "
        f"会话里不能有 {kind(value)}，只能有字典、列表、文本、数字和时间"
    )
