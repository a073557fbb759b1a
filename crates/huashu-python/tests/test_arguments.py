"""What is handed over and is of the wrong kind: told in words, and never read as something else."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
import pytest

import huashu
from huashu import Linter, Rulebook

TALK: dict[str, Any] = {"messages": [{"role": "agent", "text": "我不知道"}]}
TABLE = pa.table({"session": ["a"], "role": ["agent"], "text": ["我不知道"]})
# Half of 😀, as it is left where a text was cut by code units.
HALF = json.loads('"好\\ud83d"')


class Model:
    """What can be iterated and is no list: it gives its fields, as models of Pydantic do."""

    def __iter__(self) -> Any:
        return iter([("role", "agent"), ("text", "我不知道")])


def said(text: Any) -> dict[str, Any]:
    return {"messages": [{"role": "agent", "text": text}]}


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter("builtin:chat", language="en")


WRONG: dict[str, tuple[Callable[[Linter], Any], type[Exception], str]] = {
    "bytes": (lambda linter: linter.check(said("我不知道".encode())), TypeError, "decode it first"),
    "bytearray": (lambda linter: linter.check(said(bytearray(b"hello"))), TypeError, "decode it first"),
    "memoryview": (lambda linter: linter.check(said(memoryview(b"hello"))), TypeError, "decode it first"),
    "a set": (lambda linter: linter.check({"messages": {"我不知道"}}), TypeError, "set cannot stand in"),
    "a model": (lambda linter: linter.check({"messages": [Model()]}), TypeError, "Model cannot stand in"),
    "a table": (lambda linter: linter.check({"messages": TABLE}), TypeError, "Table cannot stand in"),
    "no conversations": (lambda linter: linter.check(None), TypeError, "a conversation is a dictionary"),  # type: ignore[arg-type]
    "a text": (lambda linter: list(linter.evaluate_each("我不知道")), TypeError, "not str"),  # type: ignore[arg-type]
    "evaluate nothing": (lambda linter: linter.evaluate([]), TypeError, "evaluate_each"),  # type: ignore[arg-type]
    "evaluate several": (lambda linter: linter.evaluate([TALK, TALK]), TypeError, "evaluate_each"),  # type: ignore[arg-type]
    "message": (lambda linter: linter.check(huashu.Conversation(messages=[5])), TypeError, "a message is"),  # type: ignore[list-item]
    "messages": (lambda linter: linter.check(huashu.Conversation(messages=5)), TypeError, "a list of mess"),  # type: ignore[arg-type]
    "draft": (lambda linter: linter.draft(b"hello"), TypeError, "decode it first"),  # type: ignore[arg-type]
    "half a draft": (lambda linter: linter.draft(HALF), ValueError, r"character 2, '\\ud83d', is half"),
    "context": (lambda linter: linter.draft("好", context="在吗"), TypeError, "a list of messages"),  # type: ignore[arg-type]
    "piece": (lambda linter: linter.stream().push(None), TypeError, "text: a text"),  # type: ignore[arg-type]
    "half a piece": (lambda linter: linter.stream().push(HALF), ValueError, "is half of a character"),
    "explain": (lambda linter: linter.explain(7), TypeError, "id: a text"),  # type: ignore[arg-type]
    "rulebook": (lambda _: Rulebook.from_text(None), TypeError, "from_file"),  # type: ignore[arg-type]
    "rulebook of bytes": (lambda _: Rulebook.from_text(b"[[rule]]"), TypeError, "decode it first"),  # type: ignore[arg-type]
    "half a rulebook": (lambda _: Rulebook.from_text(HALF, "own.toml"), ValueError, "own.toml: .* is half of a character"),
    "name": (lambda _: Rulebook.from_text("", name=None), TypeError, "name: a text"),  # type: ignore[arg-type]
    "rulebooks": (lambda _: Linter([7]), TypeError, "rulebooks: a name, a path"),  # type: ignore[list-item]
    "config": (lambda _: Linter(config=7), TypeError, "config: a name, a path"),  # type: ignore[arg-type]
    "select": (lambda _: Linter(select=7), TypeError, "select: a text or a list"),  # type: ignore[arg-type]
    "nothing set": (lambda _: Linter(config={"input": {"zone": None}}), ValueError, r"config\.input\.zone: None .*leave"),
    "no number set": (lambda _: Linter(config={"rule": [{"a": math.nan}]}), ValueError, r"config\.rule\[0\]\.a: nan"),
    "no by": (lambda linter: linter.check_messages(TABLE, by=None), TypeError, "check_conversations"),  # type: ignore[arg-type]
    "by": (lambda linter: linter.check_messages(TABLE, by=5), TypeError, "by: a text"),  # type: ignore[arg-type]
    "by of a checker": (lambda linter: linter.message_checker(None), TypeError, "check_conversations"),  # type: ignore[arg-type]
    "order": (lambda linter: linter.check_messages(TABLE, by="session", order=5), TypeError, "order: a text or"),  # type: ignore[arg-type]
    "orders": (lambda linter: linter.message_checker("session", [5]), TypeError, "order: a text"),  # type: ignore[list-item]
    "unordered": (lambda linter: linter.message_checker("session", {"text"}), TypeError, "not set"),  # type: ignore[arg-type]
    "table's name": (lambda linter: linter.check_conversations(TABLE, name=None), TypeError, "name: a text"),  # type: ignore[arg-type]
    "threads": (lambda linter: linter.check_messages(TABLE, by="session", threads=-1), ValueError, "one or more"),
    "threads of a list": (lambda linter: linter.check([TALK], threads=-1), ValueError, "one or more"),
    "threads as text": (lambda linter: linter.check(TALK, threads="2"), TypeError, "a whole number"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_of_the_wrong_kind_is_told_in_words(what: str, linter: Linter) -> None:
    call, error, words = WRONG[what]
    with pytest.raises(error, match=words):
        call(linter)


def test_a_rulebook_without_a_text_reads_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rulebook.toml").write_text("[[rule]]\nid = 'shop/a'\nphrases = ['买贵就赔']\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TypeError):
        Linter(Rulebook.from_text(None))  # type: ignore[arg-type]
    assert Linter(Rulebook.from_file("rulebook.toml")).rules()


def test_half_a_character_is_the_trouble_of_its_record_alone(linter: Linter) -> None:
    with pytest.raises(huashu.InputError) as caught:
        linter.check([TALK, said(HALF), TALK])
    assert [problem.line for problem in caught.value.problems] == [2]
    assert {finding.line for finding in caught.value.findings} == {1, 3}
    with pytest.raises(huashu.InputError):
        linter.draft("我不知道", context=said(HALF))
    # What can be gone through once is gone through once.
    with pytest.raises(huashu.InputError):
        linter.check({"messages": iter(said(HALF)["messages"])})


LISTED: dict[str, Callable[[list[Any]], Any]] = {
    "tuple": tuple,
    "iterator": iter,
    "generator": lambda messages: (message for message in messages),
    "values": lambda messages: dict(enumerate(messages)).values(),
    "array": lambda messages: __import__("numpy").array(messages, dtype=object),
    "column of pandas": lambda messages: __import__("pandas").Series(messages),
    "column of Polars": lambda messages: __import__("polars").Series(messages),
    "messages and dictionaries": lambda messages: [huashu.Message(**messages[0]), *messages[1:]],
}


@pytest.mark.parametrize("kind", LISTED)
def test_messages_stand_in_whatever_holds_one_after_another(kind: str, linter: Linter) -> None:
    messages = [{"role": "customer", "text": "在吗"}, {"role": "agent", "text": "我不知道"}]
    expected = linter.check({"messages": messages})
    assert expected
    assert linter.check({"messages": LISTED[kind](messages)}) == expected
    assert linter.check(huashu.Conversation(messages=LISTED[kind](messages))) == expected
    assert linter.draft("好的", context=LISTED[kind](messages)) == linter.draft("好的", context=messages)


def test_a_record_that_is_several_conversations_is_for_evaluate_each() -> None:
    linter = Linter("builtin:chat", config={"input": {"preset": "livechat"}}, language="en")
    threads = [{"id": id, "events": [{"type": "message", "author_id": "a", "text": "我不知道"}]} for id in ("1", "2")]
    record = {"users": [{"id": "a", "type": "agent"}], "threads": threads}
    assert [each.conversation for each in linter.evaluate_each([record])] == ["1", "2"]
    with pytest.raises(ValueError, match="the record holds 2 conversations, not one; evaluate_each"):
        linter.evaluate(record)
    assert linter.evaluate({**record, "threads": threads[:1]}).findings
