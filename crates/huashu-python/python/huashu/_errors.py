"""What is raised, and what is warned of: every problem at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ._types import Finding, Problem


class HuashuError(Exception):
    """What all exceptions of this package have in common: problems."""

    def __init__(self, records: Iterable[tuple[Any, ...]] = (), language: str = "zh") -> None:
        self._records = [tuple(record) for record in records]
        self._language = language
        self.problems: tuple[Problem, ...] = tuple(Problem.of(record, language) for record in self._records)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._records, self._language), self.__dict__


class RulebookError(HuashuError):
    """Rulebooks with mistakes: nothing is checked by them. ``problems`` has every one."""


class InputError(HuashuError):
    """Some of what was to be checked could not be read.

    ``problems`` says what and why; ``findings`` is what the readable rest came to, so that nothing is lost.
    """

    findings: tuple[Finding, ...] = ()


class RowOrderError(InputError):
    """The rows of a conversation do not stand together, or are out of order: whoever handed them over did not sort them.

    ``problems`` names the conversation and both rows. Nothing of the table is to be relied on.
    """


class InputWarning(UserWarning):
    """Something in the input was not understood, such as a word for a role; no rule judges it."""


class RulebookWarning(UserWarning):
    """Something in a rulebook is probably not meant; the rulebook is used all the same."""
