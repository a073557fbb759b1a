"""Tables of every kind that speaks Arrow, and what they come to."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

import duckdb
import pandas  # type: ignore[import-untyped, unused-ignore]
import polars
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
import pytest
from talks import TALKS

import huashu
from huashu import _tables

ZONE = datetime.timezone(datetime.timedelta(hours=8))


def rows(talks: list[dict[str, Any]] = TALKS) -> list[dict[str, Any]]:
    """One message a row, as a warehouse has them."""
    return [
        {
            "session_id": talk.get("id", f"t{number}"),
            "seq": seq,
            "role": message["role"],
            "text": message.get("text", message.get("content")),
            "time": datetime.datetime(2026, 11, 20, 9, 30, 3 * seq, tzinfo=ZONE),
        }
        for number, talk in enumerate(talks)
        for seq, message in enumerate(talk["messages"])
    ]


MESSAGES = pa.Table.from_pylist(rows())


@pytest.fixture(scope="module")
def linter() -> huashu.Linter:
    return huashu.Linter("builtin:chat")


def findings(checked: Any) -> list[tuple[Any, ...]]:
    """What was found where, in the columns that JSON has too."""
    table = pa.table(checked).to_pylist()
    return [(row["conversation"], row["utterance"], row["rule"], row["span_start"], row["text"], row["fingerprint"]) for row in table]


@pytest.fixture(scope="module")
def expected(linter: huashu.Linter) -> list[tuple[Any, ...]]:
    talks: dict[str, dict[str, Any]] = {}
    for row in rows():
        talk = talks.setdefault(row["session_id"], {"id": row["session_id"], "messages": []})
        talk["messages"].append({"role": row["role"], "text": row["text"], "time": row["time"]})
    found = linter.check(list(talks.values()))
    assert len(found) > 3
    return [(each.conversation, each.utterance, each.rule, each.span[0], each.text, each.fingerprint) for each in found]


def reader(table: pa.Table, size: int = 2) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=size))


class OnlyArray:
    """What hands over one batch and no stream."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._batch = batch

    def __arrow_c_array__(self, requested_schema: object | None = None) -> object:
        return self._batch.__arrow_c_array__(requested_schema)


WAYS: dict[str, Callable[[], Any]] = {
    "pyarrow": lambda: MESSAGES,
    "batch": lambda: MESSAGES.to_batches()[0],
    "array": lambda: OnlyArray(MESSAGES.to_batches()[0]),
    "reader": lambda: reader(MESSAGES),
    "polars": lambda: polars.from_arrow(MESSAGES),
    "duckdb": lambda: duckdb.from_arrow(MESSAGES),
    "pandas": lambda: pandas.DataFrame(rows()),
    "large": lambda: MESSAGES.set_column(3, "text", MESSAGES["text"].cast(pa.large_string())),
    "view": lambda: MESSAGES.set_column(3, "text", MESSAGES["text"].cast(pa.string_view())),
    "dictionary": lambda: MESSAGES.set_column(2, "role", MESSAGES["role"].dictionary_encode()),
}


def in_unit(unit: str) -> Callable[[], Any]:
    """Returns a table whose times are timestamps of a unit."""
    return lambda: MESSAGES.set_column(4, "time", MESSAGES["time"].cast(pa.timestamp(unit, "UTC")))


WAYS |= {f"timestamps in {unit}": in_unit(unit) for unit in ("s", "ms", "us", "ns")}


@pytest.mark.parametrize("way", WAYS)
def test_every_table_comes_to_the_same(way: str, linter: huashu.Linter, expected: list[tuple[Any, ...]]) -> None:
    checked = linter.check_messages(WAYS[way](), by="session_id", order="seq", name="warehouse")
    assert findings(checked.findings) == expected
    # What comes out can be read twice, and by others.
    assert findings(checked.findings) == expected
    assert len(checked.findings) == polars.DataFrame(checked.findings).height
    frame = pa.table(checked.conversations).to_pylist()
    assert [row["conversation"] for row in frame] == ["c1", "c2", "t2"]
    outcomes = {outcome["rule"]: outcome["outcome"] for outcome in frame[0]["outcomes"]}
    assert outcomes["attitude/dont-know"] == "fail" and len(outcomes) == len(linter.rules())
    read = checked.ledger
    assert read["rows"] == MESSAGES.num_rows == read["checked"] + read["failed"] + read["skipped"]
    assert (read["conversations"], read["findings"], read["problems"]) == (3, len(expected), 0)
    assert not list(checked.problems) and "3 conversations" in repr(checked)


def test_order_may_be_that_of_times(linter: huashu.Linter, expected: list[tuple[Any, ...]]) -> None:
    for order in (None, "time"):
        table = MESSAGES.drop_columns(["seq"])
        assert findings(linter.check_messages(table, by="session_id", order=order).findings) == expected


def test_order_may_be_that_of_several_columns(linter: huashu.Linter, expected: list[tuple[Any, ...]]) -> None:
    days = MESSAGES.append_column("day", pa.array([datetime.date(2026, 11, 20)] * MESSAGES.num_rows))
    checked = linter.check_messages(days, by="session_id", order=["day", "seq"])
    assert findings(checked.findings) == expected
    swapped = days.take([0, 2, 1, 3, 4, 5, 6])
    with pytest.raises(huashu.RowOrderError, match="c1"):
        linter.check_messages(swapped, by="session_id", order=["day", "seq"])
    with pytest.raises(huashu.InputError, match="no_such_column"):
        linter.check_messages(days, by="session_id", order=["day", "no_such_column"])


def test_conversations_in_lists_and_in_json(linter: huashu.Linter, expected: list[tuple[Any, ...]]) -> None:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows():
        groups.setdefault(row["session_id"], []).append({key: row[key] for key in ("role", "text", "time")})
    ids, talks = list(groups), list(groups.values())
    structs = pa.table({"session_id": ids, "messages": talks})
    texts = [json.dumps(talk, ensure_ascii=False, default=str) for talk in talks]
    for table in (structs, polars.from_arrow(structs), pa.table({"session_id": ids, "messages": texts})):
        checked = linter.check_conversations(table)
        assert findings(checked.findings) == expected
        read = checked.ledger
        assert (read["rows"], read["checked"]) == (3, 3)


@pytest.mark.parametrize(
    ("order", "code"), [([0, 3, 1, 2, 4, 5, 6], "input/rows-apart"), ([0, 2, 1, 3, 4, 5, 6], "input/rows-out-of-order")]
)
def test_rows_that_were_not_sorted_are_an_error_that_names_them(
    linter: huashu.Linter, order: list[int], code: str
) -> None:
    shuffled = MESSAGES.take(order)
    for table in (shuffled, reader(shuffled, 1), polars.from_arrow(shuffled)):
        with pytest.raises(huashu.RowOrderError, match="c1") as caught:
            linter.check_messages(table, by="session_id", order="seq")
        assert [problem.code for problem in caught.value.problems] == [code]
    checker = linter.message_checker("session_id", "seq")
    with pytest.raises(huashu.RowOrderError, match="c1"):
        for batch in shuffled.to_batches(max_chunksize=1):
            checker.push(batch)
        checker.finish()


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_batch_by_batch_it_comes_to_the_same(
    linter: huashu.Linter, expected: list[tuple[Any, ...]], size: int
) -> None:
    checker = linter.message_checker("session_id", "seq")
    found: list[tuple[Any, ...]] = []
    conversations: list[str] = []
    for batch in MESSAGES.to_batches(max_chunksize=size):
        complete, talks = checker.push(batch)
        found += findings(complete)
        conversations += pa.table(talks)["conversation"].to_pylist()
        # The conversation that stands last may go on.
        assert batch["session_id"][-1].as_py() not in conversations
    rest = checker.finish()
    assert found + findings(rest.findings) == expected
    assert conversations + pa.table(rest.conversations)["conversation"].to_pylist() == ["c1", "c2", "t2"]
    assert rest.ledger["rows"] == MESSAGES.num_rows and rest.ledger["conversations"] == 3
    with pytest.raises(RuntimeError):
        checker.push(MESSAGES)
    with pytest.raises(RuntimeError):
        checker.finish()


def test_conversations_batch_by_batch(linter: huashu.Linter, expected: list[tuple[Any, ...]]) -> None:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows():
        groups.setdefault(row["session_id"], []).append({key: row[key] for key in ("role", "text", "time")})
    table = pa.table({"session_id": list(groups), "messages": list(groups.values())})
    checker = linter.conversation_checker()
    found = [each for batch in table.to_batches(max_chunksize=1) for each in findings(checker.push(batch)[0])]
    rest = checker.finish()
    assert found + findings(rest.findings) == expected
    assert (rest.ledger["rows"], rest.ledger["checked"], rest.ledger["conversations"]) == (3, 3, 3)


def test_nothing_comes_to_nothing(linter: huashu.Linter) -> None:
    empty = linter.check_messages(MESSAGES.slice(0, 0), by="session_id", order="seq")
    assert len(empty.findings) == 0 == empty.ledger["rows"]
    assert pa.table(empty.findings).schema.names[0] == "rule"
    never = linter.message_checker("session_id").finish()
    assert len(never.conversations) == 0
    # A checker that is let go of ends its thread.
    linter.message_checker("session_id").push(MESSAGES)


def test_rows_that_cannot_be_read_are_problems(linter: huashu.Linter) -> None:
    ids = pa.array([None, *MESSAGES["session_id"].to_pylist()[1:]])
    checked = linter.check_messages(MESSAGES.set_column(0, "session_id", ids), by="session_id", order="seq")
    read = checked.ledger
    assert (read["failed"], read["problems"]) == (1, 1) and read["rows"] == read["checked"] + read["failed"]
    (problem,) = checked.problems
    assert problem.code == "input/no-conversation" and problem.line == 1
    assert pa.table(checked.problems).to_pylist()[0]["code"] == problem.code == checked.problems[0].code


TALK = '[{"role": "agent", "text": "我不知道"}]'
CELLS: dict[str, tuple[str | None, str]] = {
    "null": (None, "failed"),
    "nothing": ("", "failed"),
    "white space": (" \u3000\n", "failed"),
    "null of JSON": ("null", "failed"),
    "no JSON": ("[{", "failed"),
    "a number": ("5", "failed"),
    "a text": ('"客服"', "failed"),
    # It may be checked as far as it goes; that is told in any case.
    "cut short": (TALK[:-1], "either"),
    "not all of it messages": (TALK[:-1] + ", 5]", "checked"),
}


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("what", CELLS)
def test_a_row_of_conversations_is_checked_or_failed_whatever_its_cell_holds(
    linter: huashu.Linter, what: str, first: bool, named: bool
) -> None:
    cell, became = CELLS[what]
    cells = [cell, TALK] if first else [TALK, cell]
    columns = {"id": ["a", "b"], "messages": cells} if named else {"messages": cells}
    checker = linter.conversation_checker()
    checker.push(pa.table(columns))
    for checked in (linter.check_conversations(pa.table(columns)), checker.finish()):
        read = checked.ledger
        assert read["rows"] == 2 == read["checked"] + read["failed"] + read["skipped"]
        assert became in ("either", "failed" if read["failed"] else "checked") and not read["skipped"]
        row = {1 if first else 2}
        errors = {problem.line for problem in checked.problems if problem.level == "error"}
        assert errors == (set() if became == "checked" else row)


def test_a_column_of_nothing_fails_row_by_row(linter: huashu.Linter) -> None:
    for cells in (pa.array([None, None], pa.string()), pa.array(["", " "])):
        checked = linter.check_conversations(pa.table({"id": ["a", "b"], "messages": cells}))
        assert (checked.ledger["rows"], checked.ledger["failed"], checked.ledger["checked"]) == (2, 2, 0)


def test_rows_without_a_conversation_are_not_called_messages() -> None:
    """Whatever reason the reader gives for a row that holds nothing, it is counted and not taken for a message."""
    for reason in ("empty-row", "empty-transcript", "empty-conversation", "repeated-header"):
        read = {"rows": 3, "conversations": 1, "utterances": 2, "findings": 0, "failed": 1, "problems": 1}
        ledger = _tables._ledger({**read, "skipped_reasons": [(reason, 1), ("not-a-message", 4)]}, messages=False)
        assert (ledger["checked"], ledger["failed"], ledger["skipped"]) == (1, 1, 1)


def test_messages_are_not_taken_for_conversations(linter: huashu.Linter) -> None:
    for table in (MESSAGES, MESSAGES.rename_columns(["id", "seq", "role", "text", "time"])):
        with pytest.raises((ValueError, huashu.InputError)):
            linter.check_conversations(table)


def test_a_checker_says_what_it_was_given(linter: huashu.Linter) -> None:
    checker = linter.message_checker("session_id", "seq")
    assert repr(checker) == "<TableChecker builtin:chat: messages by session_id, 0 tables pushed>"
    checker.push(MESSAGES)
    checker.finish()
    assert repr(checker) == "<TableChecker builtin:chat: messages by session_id, 1 tables pushed, ended>"
    assert "conversations, 0" in repr(linter.conversation_checker())


def test_an_empty_table_without_its_columns_is_an_error(linter: huashu.Linter) -> None:
    with pytest.raises(huashu.InputError, match="no_such_column"):
        linter.check_messages(MESSAGES.slice(0, 0), by="session_id", order="no_such_column")


def test_a_table_that_cannot_be_read_is_an_error(linter: huashu.Linter) -> None:
    with pytest.raises(huashu.InputError):
        linter.check_messages(MESSAGES, by="no_such_column")
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        linter.check_messages([1, 2], by="session_id")  # type: ignore[arg-type]
    with pytest.raises((ValueError, huashu.InputError)):
        linter.check_conversations(MESSAGES)
    talks = pa.table({"id": ["a"], "messages": [[{"role": "customer", "text": "在吗"}, {"role": "agent", "text": "在的"}]]})
    with pytest.raises(ValueError, match="check_conversations"):
        linter.check_messages(talks, by="id")

    def broken() -> Any:
        yield MESSAGES.to_batches()[0]
        raise OSError("the warehouse is gone")

    with pytest.raises((huashu.InputError, ValueError, OSError), match="warehouse"):
        linter.check_messages(pa.RecordBatchReader.from_batches(MESSAGES.schema, broken()), by="session_id")


def test_what_is_said_by_nobody_known_is_told(linter: huashu.Linter) -> None:
    roles = pa.array(["somebody"] * MESSAGES.num_rows)
    with pytest.warns(huashu.InputWarning):
        checked = linter.check_messages(MESSAGES.set_column(2, "role", roles), by="session_id", order="seq")
    assert "input/no-agent" in [problem.code for problem in checked.problems]


BROKEN = ["这个我不知道".encode()[:-1], "这个我不知道".encode("gbk"), b"\xff", b"\xbd\xa0"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())])
@pytest.mark.parametrize("column", ["text", "session_id", "note"])
@pytest.mark.filterwarnings("ignore::huashu.InputWarning")
def test_bytes_that_are_called_texts_are_told(linter: huashu.Linter, kind: pa.DataType, column: str) -> None:
    """What is no UTF-8 and was handed over as if it were is a row that cannot be read, and the others are checked."""
    held = ["这个我不知道".encode(), *BROKEN, "好的".encode()]
    same = {"session_id": "a", "role": "agent", "text": "这个我不知道", "note": "无"}
    columns = {name: pa.array([value] * len(held)) for name, value in same.items()}
    checked = linter.check_messages(pa.table({**columns, column: called(held, kind)}), by="session_id")
    pa.table(checked.findings).validate(full=True)
    pa.table(checked.conversations).validate(full=True)
    failed = 0 if column == "note" else len(BROKEN)
    assert [problem.code for problem in checked.problems] == ["input/bad-encoding"] * failed
    assert (checked.ledger["failed"], checked.ledger["checked"]) == (failed, len(held) - failed)


def called(values: list[bytes], kind: pa.DataType) -> pa.Array:
    """Returns bytes as a column of texts, at which nobody has looked."""
    if pa.types.is_dictionary(kind):
        return pa.DictionaryArray.from_arrays(pa.array(range(len(values)), pa.int8()), called(values, kind.value_type))
    bytes_of = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary(), pa.string_view(): pa.binary_view()}
    held = pa.array(values, bytes_of[kind])
    return pa.Array.from_buffers(kind, len(held), held.buffers())
