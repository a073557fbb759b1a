"""Tables of messages or conversations: whatever speaks Arrow, and what it comes to."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from . import _huashu
from ._errors import InputError, InputWarning, RowOrderError
from ._types import Problem

if TYPE_CHECKING:
    from ._linter import Linter

ArrowTable = _huashu.ArrowTable

__all__ = ["ArrowTable", "CheckedTable", "Ledger", "Order", "Problems", "TableChecker"]

_UNSORTED = {"input/rows-apart", "input/rows-out-of-order"}

_NOT_UTTERANCES = {"empty-conversation", "empty-row", "left-out-by-preset", "private-note", "repeated-header", "repeated-message"}
"""Why a row may be no utterance, and no problem either."""


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
        self._native = _huashu.TableChecker(linter._native, _reading(by, order, 1, name))

    def push(self, batch: Table) -> tuple[ArrowTable, ArrowTable]:
        """Takes the next rows; returns the findings and the conversations that are complete."""
        findings, conversations, problems = self._native.push(batch)
        _raise_unsorted(problems, self._linter.language)
        return findings, conversations

    def finish(self) -> CheckedTable:
        """Ends the rows; returns what is left, every problem, and the ledger of all."""
        return _checked(self._native.finish(), self._linter.language, self._of_messages)


def check_table(
    linter: Linter, table: Table, *, by: str | None, order: Order, threads: int | None, name: str
) -> CheckedTable:
    """Checks a table, of messages where a column tells conversations apart, and takes apart what it came to."""
    threads = os.cpu_count() or 1 if threads is None else threads
    native = _huashu.check_table(linter._native, table, _reading(by, order, threads, name))
    return _checked(native, linter.language, by is not None)


def _reading(by: str | None, order: Order, threads: int, name: str) -> dict[str, Any]:
    columns = [order] if isinstance(order, str) else list(order or ())
    return {"name": name, "by": by, "order": columns, "threads": threads}


def _checked(native: dict[str, Any], language: str, messages: bool) -> CheckedTable:
    records = native["problems"]
    _raise_unsorted(records, language)
    ledger = _ledger(dict(native["ledger"]), messages)
    # A row may have several problems; what is about no row is about the table.
    places = {record[5] for record in records if record[1] == "error" and record[0] != "input/no-agent"}
    adds_up = ledger["rows"] == ledger["checked"] + ledger["failed"] + ledger["skipped"]
    if len(places) > ledger["failed"] or (ledger["failed"] and not adds_up):
        # The table as a whole could not be read to its end, not just some of its rows.
        raise InputError([record for record in records if record[1] == "error"], language)
    if not messages and ledger["conversations"] + ledger["failed"] + ledger["skipped"] != ledger["rows"]:
        raise ValueError("rows are not whole conversations: check_messages takes tables of messages")
    if messages and ledger["utterances"] > ledger["rows"]:
        raise ValueError("rows are whole conversations: check_conversations takes tables of them")
    for zh, en in native["remarks"]:
        warnings.warn(en if language == "en" else zh, InputWarning, stacklevel=4)
    problems = Problems(tuple(Problem.of(record, language) for record in records), native["problem_rows"])
    return CheckedTable(native["findings"], native["conversations"], problems, ledger)


def _ledger(read: dict[str, Any], messages: bool) -> Ledger:
    reasons = dict(read.pop("skipped_reasons"))
    skipped = sum(count for reason, count in reasons.items() if reason in _NOT_UTTERANCES)
    if not messages:
        skipped = reasons.get("empty-row", 0) + reasons.get("empty-conversation", 0)
    ledger = Ledger(read, checked=read["utterances"] if messages else read["conversations"], skipped=skipped)
    ledger.skipped_reasons = reasons
    return ledger


def _raise_unsorted(records: list[tuple[Any, ...]], language: str) -> None:
    unsorted = [record for record in records if record[0] in _UNSORTED]
    if unsorted:
        raise RowOrderError(unsorted, language)
