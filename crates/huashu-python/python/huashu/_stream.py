"""What an assistant says bit by bit: what may be sent already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _arguments, _huashu
from ._types import Finding

if TYPE_CHECKING:
    from ._linter import Linter

__all__ = ["Stream"]


class Stream:
    """A text that comes bit by bit, released sentence by sentence.

    Nothing is released in which a forbidden phrase begins, or may still begin, or of which later words may yet make a
    breach; after a breach nothing more is. It is held back as far as the phrases reach whose first characters were said
    – a few dozen characters, seldom more –, and from words on that a rule seeks which whatever is said later may decide.
    The rules are those that can be judged of one text alone. What they say of the text as a whole, such as that it is too
    long, is told by ``finish``. Personal data is not masked.
    """

    def __init__(self, linter: Linter) -> None:
        self._native = _huashu.Stream(linter._native)
        self._name = linter.name
        self._pushed = self._released = 0
        self._ended = False

    def push(self, text: str) -> tuple[str, list[Finding]]:
        """Takes the next piece; returns what may be sent now, and what is wrong whatever comes.

        Places are those in all that was pushed.
        """
        safe, findings = self._native.push(_arguments.text("text", text))
        self._pushed += len(text)
        self._released += len(safe)
        return safe, [Finding._of(finding) for finding in findings]

    def finish(self) -> tuple[str, list[Finding]]:
        """Ends the text; returns what may still be sent, and what is wrong and was not told.

        That is all of it where nothing is wrong, else the whole sentences before the first breach.
        """
        safe, findings = self._native.finish()
        self._released += len(safe)
        self._ended = True
        return safe, [Finding._of(finding) for finding in findings]

    def __repr__(self) -> str:
        ended = ", ended" if self._ended else ""
        return f"<Stream {self._name}: {self._released} of {self._pushed} characters released{ended}>"
