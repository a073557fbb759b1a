"""Verdicts on what is about to be sent, by themselves and in every guardrail whose package is installed.

guardrails-ai and OpenAI Guardrails are both imported as `guardrails`, so that one interpreter tries one of them.
"""

import asyncio
import importlib.metadata
import os
from types import SimpleNamespace

import huashu
import pytest
from huashu.guard import judge, sentences, turns

# guardrails-ai reports its use to its makers; not from here.
os.environ.setdefault("OTEL_SDK_DISABLED", "true")

BAD, FIXED, GOOD = "您好。这个我不知道。", "您好。这个我先为您核实一下。", "您好，请问有什么可以帮您？"


@pytest.fixture(scope="module")
def linter():
    return huashu.Linter("builtin:chat", language="en")


def requires(package):
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return pytest.mark.skip(reason=f"{package} is not installed")
    return lambda test: test


@pytest.mark.parametrize(
    "text, parts",
    [
        ("您好。请问有什么可以帮您？这个我", ["您好。请问有什么可以帮您？", "这个我"]),
        ("您好", []),
        ("价格是3.5元", []),
        ("见example.com", []),
        ("It is 3.5. Really? Yes", ["It is 3.5. Really? ", "Yes"]),
        ("他说“好的。”然后", ["他说“好的。”", "然后"]),
        ("在吗？！！\n好", ["在吗？！！\n", "好"]),
        ("第一行\n第二行", ["第一行\n", "第二行"]),
        ("", []),
    ],
)
def test_sentences_end_where_chinese_ends_them(text, parts):
    assert sentences(text) == parts
    assert not parts or "".join(parts) == text


def test_a_breach_blocks_and_is_put_right_only_where_that_is_allowed(linter):
    verdict = judge(linter, BAD)
    assert verdict.blocked and verdict.fixed is None, "a person has to read this rewording"
    assert judge(linter, BAD, rewording="any").fixed == FIXED
    assert judge(linter, BAD, rewording="never").fixed is None
    (record,) = verdict.records()
    assert (record["rule"], record["hit"]) == ("attitude/dont-know", "不知道")
    assert BAD[record["start"] : record["end"]] == record["hit"]
    assert "[attitude/dont-know]" in verdict.reason


def test_what_is_below_the_threshold_passes(linter):
    # A warning of the shipped pack.
    text = "您自己去网上看"
    severities = {finding.severity for finding in linter.draft(text).findings}
    assert severities and "error" not in severities
    assert not judge(linter, text).blocked
    assert judge(linter, text, fail_on="warning").blocked
    with pytest.raises(ValueError):
        judge(linter, text, fail_on="fatal")
    with pytest.raises(ValueError, match="rewording: never, safe or any"):
        judge(linter, GOOD, rewording="sometimes")


def test_messages_of_chat_models_are_a_conversation():
    blocks = [{"type": "text", "text": "在"}, {"type": "image"}, {"type": "text", "text": "吗"}]
    said = [
        {"role": "system", "content": "be polite"},
        {"role": "user", "content": blocks},
        SimpleNamespace(type="ai", content="您好"),
        SimpleNamespace(type="tool", content="42"),
    ]
    messages = [{"role": "customer", "text": "在吗"}, {"role": "agent", "text": "您好"}]
    assert turns(said) == {"messages": messages}
    calls_a_tool = {"role": "assistant", "content": None}
    assert turns([calls_a_tool, *said, {"role": "tool", "content": {"total": 42}}]) == {"messages": messages}


@pytest.mark.parametrize(
    "messages, words",
    [
        ([{"role": "user", "content": [5]}], "a block of content: a text or a dictionary, not int"),
        ([{"role": "user", "content": 5}], "content: a text or a list of blocks, not int"),
        ([SimpleNamespace(type="ai", content=b"hello")], "not bytes"),
        ([{"content": "在吗"}], "a message has a role"),
        ("在吗", "str has neither"),
    ],
)
def test_what_is_no_message_is_told_in_words(messages, words):
    with pytest.raises(TypeError, match=words):
        turns(messages)


@requires("guardrails-ai")
def test_guardrails_ai(linter):
    from guardrails import Guard
    from huashu.guard.guardrails_ai import Huashu

    assert Guard().use(Huashu(linter, on_fail="noop")).validate(GOOD).validation_passed
    refused = Guard().use(Huashu(linter, on_fail="noop")).validate(BAD)
    (span,) = refused.validation_summaries[0].error_spans
    assert not refused.validation_passed and BAD[span.start : span.end] == "不知道"
    fixed = Guard().use(Huashu(linter, on_fail="fix", rewording="any")).validate(BAD)
    assert fixed.validated_output == FIXED

    validator = Huashu(linter, on_fail="noop")
    stream = [validator.validate_stream(piece, {}) for piece in ["您好", "。这个", "我不知", "道哦。再", "见"]]
    assert [result and result.outcome for result in stream] == [None, "pass", None, "fail", None]
    assert stream[3].validated_chunk == "这个我不知道哦。"
    assert validator.validate_stream("", {}, remainder=True).outcome == "pass"


@requires("openai-guardrails")
def test_openai_guardrails():
    import huashu.guard.openai_guardrails  # noqa: F401 (registers itself)
    from guardrails import instantiate_guardrails, load_config_bundle, run_guardrails
    from guardrails.exceptions import GuardrailTripwireTriggered

    config = {"rulebooks": ["builtin:chat"], "use_history": True}
    checks = instantiate_guardrails(
        load_config_bundle({"version": 1, "guardrails": [{"name": "Huashu", "config": config}]})
    )
    said = SimpleNamespace(get_conversation_history=lambda: [{"role": "user", "content": "在吗"}])

    def run(text):
        return asyncio.run(run_guardrails(ctx=said, data=text, media_type="text/plain", guardrails=checks))

    (passed,) = run(GOOD)
    assert not passed.tripwire_triggered and passed.info["checked_text"] == GOOD
    with pytest.raises(GuardrailTripwireTriggered) as tripped:
        run(BAD)
    (finding,) = tripped.value.guardrail_result.info["findings"]
    assert finding["rule"] == "attitude/dont-know"


@requires("langchain")
@pytest.mark.parametrize(
    "said, options, heard",
    [
        (GOOD, {}, GOOD),
        (BAD, {"rewording": "any"}, FIXED),
        (BAD, {"refusal": "请稍等"}, "请稍等"),
    ],
)
def test_langchain(linter, said, options, heard):
    from huashu.guard.langchain import HuashuMiddleware
    from langchain.agents import create_agent
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage

    model = GenericFakeChatModel(messages=iter([AIMessage(said)]))
    agent = create_agent(model, [], middleware=[HuashuMiddleware(linter, **options)])
    messages = agent.invoke({"messages": [{"role": "user", "content": "在吗"}]})["messages"]
    assert [message.content for message in messages] == ["在吗", heard]
    assert ("huashu" in messages[-1].response_metadata) == (said == BAD)


@requires("nemoguardrails")
@pytest.mark.parametrize(
    "said, options, status, heard",
    [
        (GOOD, {}, "passed", GOOD),
        (BAD, {"rewording": "any"}, "modified", FIXED),
        (BAD, {}, "blocked", "很抱歉，这个问题我需要再核实一下。"),
    ],
)
def test_nemo(linter, said, options, status, heard):
    from huashu.guard import nemo
    from nemoguardrails import LLMRails, RailsConfig
    from nemoguardrails.rails.llm.options import RailType

    flows = "models: []\nrails:\n  output:\n    flows:\n      - huashu check output\n"
    rails = LLMRails(RailsConfig.from_content(colang_content=nemo.COLANG, yaml_content=flows))
    nemo.register(rails, linter, **options)
    messages = [{"role": "user", "content": "在吗"}, {"role": "assistant", "content": said}]
    result = rails.check(messages, rail_types=[RailType.OUTPUT])
    assert (result.status.value, result.content) == (status, heard)
