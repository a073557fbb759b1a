"""Texts that come bit by bit."""

import pytest

import huashu

GREETING = "您好，很高兴为您服务。您的订单已经发出，预计后天送到。"
REST = "物流信息可以在订单页面查看。如果还有别的问题，欢迎随时联系我们，祝您生活愉快！"


@pytest.fixture(scope="module")
def linter() -> huashu.Linter:
    return huashu.Linter("builtin:chat")


def test_good_talk_is_sent_sentence_by_sentence(linter: huashu.Linter) -> None:
    stream = linter.stream()
    pieces = [stream.push(character)[0] for character in GREETING + REST]
    safe, findings = stream.finish()
    sent = "".join(pieces)
    assert sent + safe == GREETING + REST and not findings
    assert sent.startswith("您好，很高兴为您服务。") and all(piece.endswith("。") for piece in pieces if piece)


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_no_forbidden_phrase_is_sent(linter: huashu.Linter, size: int) -> None:
    text = GREETING + "这个我不知道哦。" + REST
    stream = linter.stream()
    sent, told = "", []
    for start in range(0, len(text), size):
        safe, findings = stream.push(text[start : start + size])
        sent += safe
        told += findings
        assert GREETING.startswith(sent)
    safe, findings = stream.finish()
    assert sent + safe == GREETING
    (finding,) = [*told, *findings]
    assert finding.rule == "attitude/dont-know" and finding.text == text[slice(*finding.span)] == "不知道"
    with pytest.raises(RuntimeError):
        stream.push("好")


def test_it_says_how_far_it_is(linter: huashu.Linter) -> None:
    stream = linter.stream()
    safe, _ = stream.push(GREETING)
    assert repr(stream) == f"<Stream builtin:chat: {len(safe)} of {len(GREETING)} characters released>"
    stream.finish()
    assert repr(stream) == f"<Stream builtin:chat: {len(GREETING)} of {len(GREETING)} characters released, ended>"
