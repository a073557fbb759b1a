"""Where a sentence ends, in Chinese and in English, for streams that are checked sentence by sentence.

A model's answer comes in pieces. What is checked must be whole sentences, and a full stop of English is not enough to
find them: Chinese writes 。！？ without a space behind. Knows no rules.
"""

from __future__ import annotations

import re

# What ends a sentence with all that belongs to it: further marks and closing quotes or brackets. A full stop ends one
# only before a space or the end of a line, so that 3.5 and example.com stay whole.
_END = re.compile(r"(?:[。！？!?…；;]+|\.(?=\s)|\n)[。！？!?….；;”’」』）)】\]\"']*[ \t\r\n]*")


def sentences(text: str) -> list[str]:
    """Splits a text into its whole sentences and the rest that is still to come.

    Returns two parts, which joined are the text, or an empty list while no sentence has ended: what the
    `_chunking_function` of a guardrails-ai validator returns.

    >>> sentences("您好。请问有什么可以帮您？这个我")
    ['您好。请问有什么可以帮您？', '这个我']
    >>> sentences("价格是3.5")
    []
    """
    end = 0
    for match in _END.finditer(text):
        end = match.end()
    return [text[:end], text[end:]] if end else []
