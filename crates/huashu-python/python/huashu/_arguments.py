"""Arguments, looked at before anything is made of them: what is of the wrong kind is told in words.

Knows nothing of what they are for.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Sequence
from typing import Any

__all__ = ["kind", "refuse_bytes", "text", "texts", "thread_count"]


def kind(value: Any) -> str:
    """Returns what the type of a value is called."""
    return type(value).__name__


def refuse_bytes(name: str, value: Any) -> None:
    """Raises ``TypeError`` for bytes: which characters they stand for is not guessed."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        raise TypeError(
            f"{name}: {kind(value)} is no text; decode it first, as by .decode('utf-8') / "
            f"{name}：{kind(value)} 不是文本，请先解码，例如 .decode('utf-8')"
        )


def text(name: str, value: Any) -> str:
    """Returns a text; raises ``TypeError`` for what is none, ``ValueError`` for one that UTF-8 cannot hold."""
    refuse_bytes(name, value)
    if not isinstance(value, str):
        raise TypeError(f"{name}: a text, not {kind(value)} / {name}：应是文本，而不是 {kind(value)}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        half = ascii(value[error.start])
        raise ValueError(
            f"{name}: character {error.start + 1}, {half}, is half of a character, cut off from its other half; mend "
            f"the text where it was cut / {name}：第 {error.start + 1} 个字 {half} 只是半个字符，请在截断文本的地方修正"
        ) from None
    return value


def texts(name: str, value: Any) -> list[str]:
    """Returns one text, or several in their order, as a list. A set has no order."""
    if isinstance(value, str):
        return [text(name, value)]
    refuse_bytes(name, value)
    if not isinstance(value, Sequence):
        raise TypeError(
            f"{name}: a text or a list of texts, not {kind(value)} / {name}：应是文本或文本的列表，而不是 {kind(value)}"
        )
    return [text(name, each) for each in value]


def thread_count(value: int | None) -> int:
    """Returns how many threads are to run: as many as there are cores unless given."""
    if value is None:
        return os.cpu_count() or 1
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"threads: a whole number, not {kind(value)} / threads：应是整数，而不是 {kind(value)}")
    count = operator.index(value)
    if count < 1:
        raise ValueError(f"threads: one or more, not {count} / threads：至少是 1，而不是 {count}")
    return count
