"""The same corpus on Spark, by rows and by conversations, and what an engine may do wrong."""

from __future__ import annotations

import json
import os
import sys

import pytest
import ways
from ways import BY, CONVERSATIONS, MESSAGES, ORDER, RULES, canonical

pytest.importorskip("pyspark")
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

from huashu import spark as huashu_spark  # noqa: E402
from huashu.spark import Checked, LedgerError, check_conversations, check_messages  # noqa: E402
from pyspark.errors import PySparkException  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql import functions as F  # noqa: E402

MESSAGE = (
    "conversation string, seq int, channel string, `group` string, agent_id string, agent_name string, "
    "customer_name string, role string, time string, kind string, auto boolean, recalled boolean, text string"
)
CONVERSATION = (
    "id string, channel string, `group` string, agent struct<id: string, name: string>, customer struct<name: string>, "
    "messages array<struct<role: string, time: string, agent_id: string, kind: string, auto: boolean, "
    "recalled: boolean, text: string>>"
)


@pytest.fixture(scope="module")
def session():
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "Asia/Shanghai")
        .config("spark.sql.shuffle.partitions", "4")
        # Batches end within conversations.
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "7")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def messages(session):
    return session.read.schema(MESSAGE).json(str(MESSAGES)).orderBy(F.rand(7)).cache()


@pytest.fixture(scope="module")
def linter():
    return ways.linter()


@pytest.fixture(scope="module")
def expected():
    return canonical(ways.command_line(CONVERSATIONS))


def found(frame):
    return [ways.as_json(row.asDict(recursive=True)) for row in frame.collect()]


def count(path):
    return len(ways.records(path))


@pytest.mark.parametrize("partitions", [None, 1, 3])
def test_messages(messages, linter, expected, partitions):
    checked = check_messages(messages, by=BY, order=ORDER, linter=linter, partitions=partitions)
    assert canonical(found(checked.findings)) == expected
    ledger = checked.ledger()
    assert (ledger.rows, ledger.checked, ledger.failed) == (count(MESSAGES), count(MESSAGES), 0)
    assert ledger.conversations == checked.conversations.count() == count(CONVERSATIONS)
    assert ledger.findings == len(expected.splitlines())
    assert checked.problems.count() == 0
    checked.unpersist()


def test_timestamps(messages, linter, expected):
    timed = messages.withColumn("time", F.to_timestamp("time"))
    checked = check_messages(timed, by=BY, order=["time", ORDER], linter=linter, persist=False)
    # Messages without a time come first; those conversations are in order only where none has one.
    some = {"some-times"}
    of_others = [finding for finding in found(checked.findings) if finding["conversation"] not in some]
    lines = [line for line in expected.splitlines() if json.loads(line)["conversation"] not in some]
    assert canonical(of_others) == "\n".join(lines)


def test_conversations(session, linter, expected):
    frame = session.read.schema(CONVERSATION).json(str(CONVERSATIONS)).repartition(3)
    checked = check_conversations(frame, linter=linter)
    assert canonical(found(checked.findings)) == expected
    assert checked.ledger().rows == checked.ledger().conversations == count(CONVERSATIONS)


def test_what_was_written_can_be_read_back(session, messages, linter, expected, tmp_path):
    checked = check_messages(messages, by=BY, order=ORDER, linter=linter, persist=False)
    checked.records.write.parquet(str(tmp_path / "records"))
    written = Checked(session.read.parquet(str(tmp_path / "records")))
    assert canonical(found(written.findings)) == expected
    assert written.ledger().findings == len(expected.splitlines())
    assert written.conversations.schema == checked.conversations.schema


def test_rulebooks_travel(messages, tmp_path, expected):
    """Executors see no files: what the linter was made from is gone before anything runs."""
    own = tmp_path / "own.toml"
    own.write_text(RULES.read_text(encoding="utf-8"), encoding="utf-8")
    checked = check_messages(messages, by=BY, order=ORDER, rulebooks=[own], persist=False)
    own.unlink()
    assert checked.findings.count() == len(expected.splitlines())


def test_records_that_cannot_be_read_are_rows(session, linter):
    frame = session.createDataFrame(
        [("c1", '[{"role":"agent","text":"这个我不知道"}]'), ("c2", "[{"), ("c3", '[{"role":"agent","text":"您好"}]')],
        "id string, messages string",
    )
    checked = check_conversations(frame, linter=linter)
    ledger = checked.ledger()
    assert (ledger.rows, ledger.checked, ledger.failed) == (3, 2, 1)
    assert checked.problems.count() == ledger.problems > 0
    assert {row.conversation for row in checked.conversations.collect()} == {"c1", "c3"}


def rows_of(frame, linter):
    """Checks a data frame as it lies, as if an engine had optimised the sort or the exchange away."""
    return huashu_spark._checked(frame, linter, huashu_spark._Rows(BY, (ORDER,)), persist=False)


def test_rows_that_come_back_fail_loudly(messages, linter):
    with pytest.raises(PySparkException, match="input/rows-apart"):
        rows_of(messages.coalesce(1), linter).findings.collect()


def test_rows_out_of_order_fail_loudly(messages, linter):
    backwards = messages.coalesce(1).sortWithinPartitions(BY, F.desc(ORDER))
    with pytest.raises(PySparkException, match="input/rows-out-of-order"):
        rows_of(backwards, linter).findings.collect()


def test_an_order_of_several_columns_is_held_to_all(session, messages, linter):
    same_day = messages.coalesce(1).withColumn("day", F.lit("2026-11-20")).sortWithinPartitions(BY, "day", F.desc(ORDER))
    rows = huashu_spark._Rows(BY, ("day", ORDER))
    with pytest.raises(PySparkException, match="input/rows-out-of-order"):
        huashu_spark._checked(same_day, linter, rows, persist=False).findings.collect()


def test_rows_in_two_partitions_fail_loudly(messages, linter):
    marked = messages.withColumn(huashu_spark._BUCKET, huashu_spark._bucket(F.col(BY)))
    scattered = marked.repartition(3).sortWithinPartitions(BY, ORDER)
    with pytest.raises(LedgerError, match="several partitions"):
        rows_of(scattered, linter).ledger()


def test_a_mistake_in_a_rulebook_is_raised_at_once(messages):
    from huashu import Rulebook, RulebookError

    with pytest.raises(RulebookError):
        check_messages(messages, by=BY, order=ORDER, rulebooks=[Rulebook.from_text("[[rule]]\nphrase = 1")])
    with pytest.raises(ValueError, match="no column"):
        check_messages(messages, by="session", order=ORDER)


# Unicode has more white space than a space; what stands around an id is no part of it.
@pytest.mark.parametrize("space", [" ", "\t", "\u3000", "\xa0", "\u2009\n"])
@pytest.mark.parametrize("partitions", [1, 3])
def test_white_space_around_an_id_makes_no_other_conversation(messages, linter, expected, space, partitions):
    spaced = F.when(F.col(ORDER) % 2 == 0, F.concat(F.lit(space), BY, F.lit(space))).otherwise(F.col(BY))
    checked = check_messages(
        messages.withColumn(BY, spaced), by=BY, order=ORDER, linter=linter, partitions=partitions, persist=False
    )
    assert canonical(found(checked.findings)) == expected
    assert checked.ledger().conversations == count(CONVERSATIONS)


def test_white_space_around_what_puts_messages_in_order_is_no_part_of_it(messages, linter, expected):
    number = F.lpad(F.col(ORDER).cast("string"), 4, "0")
    # By what stands around them, odd ones would come first.
    spaced = F.when(F.col(ORDER) % 2 == 0, number).otherwise(F.concat(F.lit(" "), number))
    checked = check_messages(messages.withColumn(ORDER, spaced), by=BY, order=ORDER, linter=linter, persist=False)
    assert canonical(found(checked.findings)) == expected


def test_white_space_is_that_of_unicode():
    # Python counts the separators of information among it, Unicode does not.
    assert set(huashu_spark._WHITE_SPACE) == {c for c in map(chr, range(0x110000)) if c.isspace()} - set("\x1c\x1d\x1e\x1f")


def test_columns_may_have_any_name(messages, linter, expected):
    by, order = "会话.id", "`seq` of.message"
    named = messages.withColumnsRenamed({BY: by, ORDER: order}).withColumn("un.used", F.lit(1)).withColumn("c0", F.lit(2))
    checked = check_messages(named, by=by, order=["c0", order], linter=linter, persist=False)
    assert canonical(found(checked.findings)) == expected
    assert checked.ledger().rows == count(MESSAGES)


def test_columns_of_conversations_may_have_any_name(session, linter, expected):
    frame = session.read.schema(CONVERSATION).json(str(CONVERSATIONS))
    named = frame.withColumn("un.used`", F.lit(1))
    assert canonical(found(check_conversations(named, linter=linter, persist=False).findings)) == expected


def test_two_columns_of_one_name_are_told(messages, linter):
    doubled = messages.select("*", F.lit(1).alias(ORDER))
    with pytest.raises(ValueError, match="several columns are called seq"):
        check_messages(doubled, by=BY, order=ORDER, linter=linter)


@pytest.mark.parametrize(
    "wrong, error, words",
    [
        ({"order": []}, ValueError, "order: name at least one column"),
        ({"order": None}, ValueError, "order: name at least one column"),
        ({"order": 5}, TypeError, "order: a text or a list of texts, not int"),
        ({"order": [F.desc]}, TypeError, "order: a text, not function"),
        ({"order": {"seq"}}, TypeError, "order: a text or a list of texts, not set"),
        ({"by": None}, TypeError, "check_conversations"),
        ({"by": ["conversation"]}, TypeError, "by: a text, not list"),
        ({"linter": "builtin:chat"}, TypeError, "linter: a huashu.Linter, not str"),
        ({"rulebooks": ["builtin:chat"]}, ValueError, "either linter or rulebooks"),
        ({"config": {"input": {}}}, ValueError, "either linter or rulebooks"),
    ],
)
def test_arguments_that_make_no_sense_are_told_in_words(messages, linter, wrong, error, words):
    with pytest.raises(error, match=words):
        check_messages(messages, **{"by": BY, "order": ORDER, "linter": linter, **wrong})
    if wrong.keys() <= {"linter", "rulebooks", "config"}:
        with pytest.raises(error, match=words):
            check_conversations(messages, **{"linter": linter, **wrong})


def talks(session, cells):
    return session.createDataFrame([(f"c{at}", cell) for at, cell in enumerate(cells)], "id string, messages string")


def test_partitions_without_rows_have_a_ledger(session, messages, linter):
    one = talks(session, ['[{"role":"agent","text":"这个我不知道"}]']).repartition(5)
    checked = check_conversations(one, linter=linter)
    ledger = checked.ledger()
    assert (ledger.rows, ledger.checked, ledger.conversations, ledger.partitions) == (1, 1, 1, 5)
    assert checked.findings.count() == ledger.findings
    checked.unpersist()
    # Spark runs nothing at all where it knows that there is nothing.
    assert check_conversations(one.where("id = 'none'"), linter=linter, persist=False).ledger().rows == 0
    nothing = check_messages(messages.limit(0), by=BY, order=ORDER, linter=linter, persist=False)
    assert nothing.ledger().rows == 0 == nothing.findings.count()


@pytest.mark.parametrize("cell", [None, "", " ", "null", "[{"])
def test_cells_that_hold_nothing_fail_and_the_others_are_checked(session, linter, cell):
    said = '[{"role":"agent","text":"这个我不知道"}]'
    # With two partitions one of them holds nothing else.
    for frame in (talks(session, [cell, said, cell]).coalesce(1), talks(session, [cell, said]).repartition(2, "id")):
        ledger = check_conversations(frame, linter=linter, persist=False).ledger()
        assert (ledger.checked, ledger.failed) == (1, ledger.rows - 1)


def test_records_without_a_ledger_are_not_all(messages, linter):
    checked = check_messages(messages, by=BY, order=ORDER, linter=linter, persist=False)
    with pytest.raises(LedgerError, match="no partition's ledger"):
        Checked(checked.records.where("kind = 'finding'")).ledger()
