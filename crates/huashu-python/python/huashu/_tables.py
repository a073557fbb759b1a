"""Tables of messages or conversations: whatever speaks Arrow, and what it comes to."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from . import _arguments, _huashu
from ._errors import InputError, InputWarning, RowOrderError
from ._types import Problem

if TYPE_CHECKING:
    from ._linter import Linter

ArrowTable = _huashu.ArrowTable

__all__ = ["ArrowTable", "CheckedTable", "Ledger", "Order", "Problems", "TableChecker"]

_UNSORTED = {"input/rows-apart", "input/rows-out-of-order"}

_NOT_UTTERANCES = {"empty-conversation", "empty-row", "left-out-by-preset", "private-note", "repeated-header", "repeated-message"}
"""Why a row may be no utterance, and no problem either."""

_NOT_CONVERSATIONS = {"empty-conversation", "empty-row", "empty-transcript", "repeated-header"}
"""Why a row may be no conversation, and no problem either; other reasons are about what stands within one."""


class ArrowStream(Protocol):
    """A table, or a stream of batches, of pyarrow, Polars, DuckDB, Daft, pandas 2.2 and others."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class ArrowArray(Protocol):
    """A batch."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> object: ...


Table = ArrowStream | ArrowArray

Order: TypeAlias = str | Sequence[str] | None
"""A column, or several of which the first decides first."""


class Problems:
    """Problems, as objects and as a table."""

    def __init__(self, problems: tuple[Problem, ...], rows: ArrowTable) -> None:
        self._problems, self._rows = problems, rows

    def __len__(self) -> int:
        return len(self._problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._problems)

    def __getitem__(self, index: int) -> Problem:
        return self._problems[index]

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._rows.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self._rows.__arrow_c_schema__()

    def __repr__(self) -> str:
        return f"<Problems {len(self)}>"


class Ledger(dict[str, int]):
    """What was read: ``rows`` = ``checked`` + ``failed`` + ``skipped``.

    ``failed`` rows could not be read, and each is a problem; ``skipped`` ones hold nothing to check, by reason in
    ``skipped_reasons``. ``conversations``, ``utterances``, ``findings`` and ``problems`` are counted too.
    """

    skipped_reasons: dict[str, int]


@dataclass(frozen=True)
class CheckedTable:
    """What a table came to."""

    findings: ArrowTable
    """One row a finding. Like ``conversations``, it is read by ``pyarrow.table(…)``, ``polars.DataFrame(…)`` and so on."""
    conversations: ArrowTable
    """One row a conversation: the outcome of every rule, and the score."""
    problems: Problems
    """What could not be read, and other trouble; a table as well."""
    ledger: Ledger

    def __repr__(self) -> str:
        read = self.ledger
        return f"<CheckedTable {read['rows']} rows, {read['conversations']} conversations, {read['findings']} findings, {read['problems']} problems>"


class TableChecker:
    """Checks batches that come one after another; of messages the conversation that may go on is held over.

    >>> checker = linter.message_checker(by="session", order="seq")  # doctest: +SKIP
    >>> for batch in batches:                                        # doctest: +SKIP
    ...     findings, conversations = checker.push(batch)
    >>> rest = checker.finish()                                      # doctest: +SKIP

    Each row is checked once, so findings and conversations are in what ``push`` returns, or in what ``finish`` does.
    Rows that stand apart or are out of order raise ``RowOrderError``, as soon as they are met.
    """

    def __init__(self, linter: Linter, by: str | None, order: Order, name: str) -> None:
        self._linter, self._of_messages = linter, by is not None
        self._rows = f"messages by {by}" if self._of_messages else "conversations"
        self._pushed, self._ended = 0, False
        self._native = _huashu.TableChecker(linter._native, _reading(by, order, 1, name))

    def push(self, batch: Table) -> tuple[ArrowTable, ArrowTable]:
        """Takes the next rows; returns the findings and the conversations that are complete."""
        findings, conversations, problems = self._native.push(batch)
        self._pushed += 1
        _raise_unsorted(problems, self._linter.language)
        return findings, conversations

    def finish(self) -> CheckedTable:
        """Ends the rows; returns what is left, every problem, and the ledger of all."""
        native = self._native.finish()
        self._ended = True
        return _checked(native, self._linter.language, self._of_messages)

    def __repr__(self) -> str:
        ended = ", ended" if self._ended else ""
        return f"<TableChecker {self._linter.name}: {self._rows}, {self._pushed} tables pushed{ended}>"


def check_table(
    linter: Linter, table: Table, *, by: str | None, order: Order, threads: int | None, name: str
) -> CheckedTable:
    """Checks a table, of messages where a column tells conversations apart, and takes apart what it came to."""
    reading = _reading(by, order, _arguments.thread_count(threads), name)
    native = _huashu.check_table(linter._native, table, reading)
    return _checked(native, linter.language, by is not None)


def conversation_column(by: str) -> str:
    """Returns the name of the column that tells conversations apart, once it is known to be one."""
    if by is None:
        raise TypeError(
            "by: name the column that tells conversations apart; check_conversations takes tables with one conversation "
            "a row / by：请写区分会话的列名；一行一个会话的表请用 check_conversations"
        )
    return _arguments.text("by", by)


def _reading(by: str | None, order: Order, threads: int, name: str) -> dict[str, Any]:
    return {
        "name": _arguments.text("name", name),
        "by": by,
        "order": [] if order is None else _arguments.texts("order", order),
        "threads": threads,
    }


def _checked(native: dict[str, Any], language: str, messages: bool) -> CheckedTable:
    records = native["problems"]
    _raise_unsorted(records, language)
    ledger = _ledger(dict(native["ledger"]), messages)
    adds_up = ledger["rows"] == ledger["checked"] + ledger["failed"] + ledger["skipped"]
    errors = [record for record in records if record[1] == "error" and record[0] != "input/no-agent"]
    if errors and not (adds_up and ledger["rows"]):
        # The table as a whole could not be read to its end, not just some of its rows. A row that was cut short is
        # checked as far as it goes and has a problem all the same.
        raise InputError(errors, language)
    if not messages and not adds_up:
        raise ValueError(
            "rows are not whole conversations: check_messages takes tables of messages / "
            "一行不是一个完整的会话：一行一条消息的表请用 check_messages"
        )
    if messages and ledger["utterances"] > ledger["rows"]:
        raise ValueError(
            "rows are whole conversations: check_conversations takes tables of them / "
            "一行是一个完整的会话：这样的表请用 check_conversations"
        )
    for zh, en in native["remarks"]:
        warnings.warn(en if language == "en" else zh, InputWarning, stacklevel=4)
    problems = Problems(tuple(Problem.of(record, language) for record in records), native["problem_rows"])
    return CheckedTable(native["findings"], native["conversations"], problems, ledger)


def _ledger(read: dict[str, Any], messages: bool) -> Ledger:
    reasons = dict(read.pop("skipped_reasons"))
    empty = _NOT_UTTERANCES if messages else _NOT_CONVERSATIONS
    skipped = sum(count for reason, count in reasons.items() if reason in empty)
    ledger = Ledger(read, checked=read["utterances"] if messages else read["conversations"], skipped=skipped)
    ledger.skipped_reasons = reasons
    return ledger


def _raise_unsorted(records: list[tuple[Any, ...]], language: str) -> None:
    unsorted = [record for record in records if record[0] in _UNSORTED]
    if unsorted:
        raise RowOrderError(unsorted, language)
