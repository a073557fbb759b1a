"""One verdict: whichever way conversations come, findings are the same byte for byte, and broken tables fail loudly."""

from __future__ import annotations

import json

import huashu
import pytest
import ways
from ways import BY, CONVERSATIONS, MESSAGES, ORDER, RULES, canonical, records

# CSV ends lines within cells in one way only.
NOT_IN_CSV = {"carriage-returns"}
# Kinds that need times, which are not in every log.
NEED_TIMES = {"desk/first-response", "desk/response-gap", "desk/hold-limit", "desk/hold-apology", "desk/time-of-day"}


@pytest.fixture(scope="module")
def expected():
    return ways.command_line(CONVERSATIONS)


def test_the_corpus_holds_every_outcome_of_every_kind():
    options = ["--rulebook", RULES, "--fail-on", "never", "-q", "--format", "json"]
    rules = json.loads(ways.run("check", CONVERSATIONS, *options))["summary"]["rules"]
    own = {rule: came["outcomes"] for rule, came in rules.items() if rule.startswith("desk/")}
    assert len(own) == 26
    # Canned replies are judged in libraries, not in conversations.
    assert own.pop("desk/canned-length")["pass"] == 0
    for rule, outcomes in own.items():
        wanted = ["pass", "fail", "not-applicable", *(["not-checkable"] if rule in NEED_TIMES else [])]
        assert all(outcomes[outcome] > 0 for outcome in wanted), f"{rule}: {outcomes}"


@pytest.mark.parametrize("way", ways.WAYS, ids=lambda way: way.__name__)
def test_findings_are_the_same(way, expected, tmp_path):
    found = way(tmp_path)
    if way is ways.command_line_gb18030:
        expected, found = (
            [finding for finding in findings if finding["conversation"] not in NOT_IN_CSV]
            for findings in (expected, found)
        )
    assert len(found) > 300
    assert canonical(found) == canonical(expected)


def test_outcomes_and_scores_are_the_same():
    linter = ways.linter()
    one_by_one = [linter.evaluate(record) for record in records(CONVERSATIONS)]
    table = ways.rows_of(linter.check_messages(ways.messages(), by=BY, order=ORDER).conversations)
    assert ways.outcomes_of_table(table) == ways.outcomes_of(one_by_one)


def test_drafts_are_the_same():
    linter = ways.linter()
    for text in ("您好。这个我不知道。", "😅您加·微·信，或者加Ｖ信聊", "Calm down. 再等3天吧！！！"):
        program = ways.run("draft", text, "--rulebook", RULES, "--lang", "en", "--format", "json")
        assert json.loads(program) == {"text": text, **linter.draft(text).to_dict()}


BROKEN = {
    # The rows of a conversation come back after those of another.
    "apart": (lambda table: table.take([*range(1, len(table)), 0]), "input/rows-apart", "clean-chat"),
    # Two rows of one conversation are the wrong way round.
    "out of order": (
        lambda table: table.take([0, 2, 1, *range(3, len(table))]),
        "input/rows-out-of-order",
        "clean-chat",
    ),
}

ENGINES = {
    "arrow": lambda table: table.to_reader(max_chunksize=5),
    "polars": lambda table: __import__("polars").from_arrow(table),
    "duckdb": lambda table: __import__("duckdb").from_arrow(table).to_arrow_reader(5),
    "daft": lambda table: __import__("daft").from_arrow(table).to_arrow(),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_table_fails_loudly(engine, how):
    broken, code, conversation = BROKEN[how]
    with pytest.raises(huashu.RowOrderError) as failure:
        ways.of_table(ways.linter().check_messages(ENGINES[engine](broken(ways.messages())), by=BY, order=ORDER))
    assert code in str(failure.value) and conversation in str(failure.value)


def test_the_rows_are_those_of_the_conversations():
    rows = [
        (conversation["id"], seq, message["role"], message["text"])
        for conversation in records(CONVERSATIONS)
        for seq, message in enumerate(conversation["messages"])
    ]
    assert rows == [(row["conversation"], row["seq"], row["role"], row["text"]) for row in records(MESSAGES)]
