"""Conversations and drafts checked from Python."""

import copy
import datetime
import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Literal

import pytest
from talks import TALKS, command_line

import huashu


@pytest.fixture(scope="module")
def linter() -> huashu.Linter:
    return huashu.Linter("builtin:chat")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_findings_are_those_of_the_command_line_to_the_byte(language: Literal["zh", "en"]) -> None:
    linter = huashu.Linter(["builtin:chat"], language=language)
    run = command_line(
        "check", "-", "--rulebook", "builtin:chat", "--format", "jsonl", "--lang", language, "-q", talks=TALKS
    )
    assert run.returncode == 1
    findings = linter.check(TALKS)
    assert len(findings) > 3
    assert "".join(finding.to_json() + "\n" for finding in findings).encode() == run.stdout
    for threads in (1, 3):
        assert linter.check(iter(TALKS * 300), threads=threads)[: len(findings)] == findings


def test_a_finding_is_data(linter: huashu.Linter) -> None:
    finding = next(each for each in linter.check(TALKS[0]) if each.rule == "attitude/dont-know")
    assert (finding.conversation, finding.utterance, finding.agent, finding.line) == ("c1", 2, "1024", 1)
    assert finding.text == "不知道" == finding.utterance_text[slice(*finding.span)]
    assert finding.utterance_text.encode()[slice(*finding.byte_span)].decode() == "不知道"
    assert finding.to_dict()["class"] == finding.class_ and finding.suggestions[0].text
    assert "13800138000" not in finding.utterance_text
    assert "「不知道」" in repr(finding) and "c1:3" in repr(finding)
    assert finding == pickle.loads(pickle.dumps(finding)) == copy.deepcopy(finding)
    assert len({finding, finding}) == 1
    with pytest.raises(AttributeError):
        finding.rule = "another"  # type: ignore[misc]


def test_personal_data_is_shown_only_to_who_asks() -> None:
    shown = huashu.Linter("builtin:chat", mask=False).check(TALKS[0])
    assert any("13800138000" in finding.utterance_text for finding in shown)


def test_outcomes_and_score(linter: huashu.Linter) -> None:
    evaluation = linter.evaluate(TALKS[1])
    assert evaluation.outcome("attitude/dont-know") == huashu.Outcome("attitude/dont-know", "pass")
    untimed = evaluation.outcome("time/first-response")
    assert untimed is not None and untimed.to_dict() == {
        "rule": "time/first-response",
        "outcome": "not-checkable",
        "reason": "no-time",
    }
    assert evaluation.outcome("no/such") is None
    assert len(evaluation.outcomes) == len(linter.rules())
    assert json.loads(evaluation.to_json())["score"]["value"] == evaluation.score.value
    several = list(linter.evaluate_each(TALKS))
    assert [each.conversation for each in several] == ["c1", "c2", "#3"]
    assert [finding for each in several for finding in each] == linter.check(TALKS)


def test_conversations_are_told_in_several_ways(linter: huashu.Linter) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=8))
    said = huashu.Conversation(
        id="c9",
        agent={"id": "7"},
        messages=[
            huashu.Message(role="customer", text="在吗", time=datetime.datetime(2026, 11, 20, 9, 30, tzinfo=zone)),
            huashu.Message(role="agent", text="我不知道", time=1795138205),
        ],
        metadata={"shop": "青禾"},
    )
    assert linter.check(said) == linter.check(said.to_dict()) != []
    assert said.to_dict()["shop"] == "青禾"
    assert linter.check([]) == []
    with pytest.raises(TypeError, match="a conversation is a dictionary"):
        linter.check(["在吗"])  # type: ignore[list-item]


def test_drafts(linter: huashu.Linter) -> None:
    draft = linter.draft("您好。这个我不知道。")
    assert not draft and draft.findings[0].rule == "attitude/dont-know"
    assert draft.reworded.startswith("您好。") and not draft.left
    assert draft.to_dict()["reworded"] == draft.reworded and draft.reworded in repr(draft)
    assert linter.draft("您好")
    known = linter.draft("在的", context=TALKS[0])
    assert known.reworded
    assert linter.draft("这个我不知道", context=[huashu.Message(role="customer", text="在吗")]).findings
    assert linter.draft("这个我不知道", context=[]).findings


def test_rules_are_listed_and_explained(linter: huashu.Linter) -> None:
    rule = next(rule for rule in linter.rules() if rule.id == "attitude/dont-know")
    assert rule.kind == "forbid" and rule.about_one_utterance and rule.suggestions and rule.title in repr(rule)
    assert "attitude/dont-know" in linter.explain("attitude/dont-know")
    assert "input/bad-json" in linter.explain("input/bad-json")
    with pytest.raises(KeyError):
        linter.explain("no/such")
    assert [rule.id for rule in huashu.Linter("builtin:chat", select="attitude/dont-know").rules()] == [rule.id]
    assert all(rule.id != "attitude/dont-know" for rule in huashu.Linter(ignore=["attitude/*"]).rules())


def test_every_mistake_of_a_rulebook_is_told_at_once() -> None:
    text = "[[rule]]\nid = 'shop/slogan'\nphrase = ['买贵就赔']\nseverity = 'fatal'\n"
    with pytest.raises(huashu.RulebookError) as caught:
        huashu.Linter(huashu.Rulebook.from_text(text, "shop.toml"), language="en")
    problems = caught.value.problems
    assert {3, 4} <= {problem.line for problem in problems}
    first = problems[0]
    assert first.file == "shop.toml" and first.column and first.zh != first.en == first.message
    assert str(first) in str(caught.value) and first.code in str(first)
    assert first.to_dict()["message"] == first.en
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problems == problems
    with pytest.raises(huashu.RulebookError, match="no-such"):
        huashu.Linter("no-such-folder/own.toml")
    with pytest.raises(huashu.RulebookError, match="usage/unknown-rule"):
        huashu.Linter(select=["attitude/dont-knw"])
    with pytest.raises(huashu.RulebookError, match="usage/no-rules"):
        huashu.Linter("builtin:chat", ignore="*")


def test_what_cannot_be_read_is_raised_and_the_rest_is_not_lost(linter: huashu.Linter) -> None:
    with pytest.raises(huashu.InputError) as caught:
        linter.check([TALKS[0], {"messages": 7}, TALKS[2]])
    assert caught.value.problems[0].line == 2
    assert {finding.line for finding in caught.value.findings} == {1, 3}
    assert pickle.loads(pickle.dumps(caught.value)).findings == caught.value.findings
    with pytest.raises(ValueError):
        linter.check({"messages": [{"role": "agent", "text": "好", "time": float("nan")}]})
    with pytest.raises(huashu.InputError, match="input/no-agent"):
        linter.check({"messages": [{"role": "小李", "text": "我不知道"}]})


def test_what_is_not_understood_is_warned_of(linter: huashu.Linter) -> None:
    talk = {"messages": [{"role": "agent", "text": "我不知道"}, {"role": "路人甲", "text": "哦"}]}
    with pytest.warns(huashu.InputWarning, match="input.roles"):
        assert linter.check(talk)


@pytest.mark.parametrize("as_file", [True, False])
def test_a_configuration_says_what_roles_are_called(tmp_path: Path, as_file: bool) -> None:
    config: Any = {"input": {"columns": {"text": "话"}, "roles": {"小二": "agent", "*": "customer"}}}
    if as_file:
        path = tmp_path / "huashu.toml"
        path.write_text("[input]\ncolumns = { text = '话' }\nroles = { '小二' = 'agent', '*' = 'customer' }\n", "utf-8")
        config = path
    talk = {"messages": [{"role": "客官", "话": "在吗"}, {"role": "小二", "话": "我不知道"}]}
    for linter in (huashu.Linter(config=config), huashu.Linter("builtin:chat", config=config)):
        assert any(finding.rule == "attitude/dont-know" for finding in linter.check(talk))
    with pytest.raises(huashu.RulebookError, match="input/unknown-setting"):
        huashu.Linter(config={"input": {"roles": {"小二": "clerk"}}})


def test_a_linter_is_shipped_with_its_files(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text("[[rule]]\nid = 'shop/a'\nphrases = ['买贵就赔']\n", "utf-8")
    own = tmp_path / "own.toml"
    own.write_text("[rulebook]\nextends = ['base.toml', 'builtin:chat']\n", "utf-8")
    linter = huashu.Linter(own, language="en", mask=False)
    shipped = pickle.dumps(linter)
    for file in tmp_path.iterdir():
        file.unlink()
    again = pickle.loads(shipped)
    talk = {"messages": [{"role": "agent", "text": "买贵就赔"}]}
    assert [finding.rule for finding in again.check(talk)] == [finding.rule for finding in linter.check(talk)]
    assert again.fingerprint == linter.fingerprint and again.language == "en"
    assert pickle.dumps(again) == shipped
    with ProcessPoolExecutor(1) as pool:
        assert pool.submit(linter.check, talk).result() == linter.check(talk)


def test_a_doubtful_rulebook_is_warned_of() -> None:
    text = "[rulebook]\nextends = ['builtin:chat']\n[input]\npreset = 'udesk'\ncolumns = { text = 'x' }\n"
    with pytest.warns(huashu.RulebookWarning, match="input/setting-without-effect"):
        huashu.Linter(huashu.Rulebook.from_text(text))


def test_places_count_from_the_first_conversation_of_all(linter: huashu.Linter) -> None:
    talks = [{"messages": [{"role": "agent", "text": "我不知道"}]}] * 1203
    evaluations = list(linter.evaluate_each(iter(talks)))
    assert [evaluation.conversation for evaluation in evaluations] == [f"#{number}" for number in range(1, 1204)]
    assert [evaluation.line for evaluation in evaluations] == list(range(1, 1204))
    assert [finding for evaluation in evaluations for finding in evaluation] == linter.check(talks)
    with pytest.raises(huashu.InputError) as caught:
        list(linter.evaluate_each([*talks, {"messages": 7}]))
    assert [problem.line for problem in caught.value.problems] == [1204]
