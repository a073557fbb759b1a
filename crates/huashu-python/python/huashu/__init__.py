"""A linter for what customer-service agents say (客服话术检查): rulebooks in TOML, Chinese first.

>>> import huashu
>>> linter = huashu.Linter("builtin:chat")
>>> linter.check({"id": "c1", "messages": [{"role": "agent", "text": "这个我不知道哦"}]})  # doctest: +ELLIPSIS
[<Finding c1:1 error attitude/dont-know 「不知道」...>]
"""

from __future__ import annotations

from . import _huashu
from ._errors import HuashuError, InputError, InputWarning, RowOrderError, RulebookError, RulebookWarning
from ._linter import Linter, Rulebook
from ._stream import Stream
from ._tables import ArrowTable, CheckedTable, Ledger, TableChecker, Problems
from ._types import (
    Absence,
    Conversation,
    Draft,
    Evaluation,
    Finding,
    Message,
    Nearest,
    Outcome,
    Problem,
    Rule,
    Score,
    Suggestion,
)

__version__: str = _huashu.VERSION

__all__ = [
    "Absence",
    "ArrowTable",
    "CheckedTable",
    "Conversation",
    "Draft",
    "Evaluation",
    "Finding",
    "HuashuError",
    "InputError",
    "InputWarning",
    "Ledger",
    "Linter",
    "Message",
    "TableChecker",
    "Nearest",
    "Outcome",
    "Problem",
    "Problems",
    "RowOrderError",
    "Rule",
    "RulebookError",
    "RulebookWarning",
    "Rulebook",
    "Score",
    "Stream",
    "Suggestion",
    "__version__",
]
