"""A rail for NeMo Guardrails: an action, and the flow that asks it about every answer.

`rails.output.flows` names the flow `huashu check output`; `COLANG` goes with the configuration, and `register(rails,
linter)` gives the action its linter. NeMo sends what it streams before it has checked it unless
`rails.output.streaming.stream_first` is false.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from huashu import Linter
from huashu.guard._verdict import Rewording, Severity, judge
from nemoguardrails import LLMRails
from nemoguardrails.actions import action
from nemoguardrails.actions.rail_outcome import RailOutcome, TransformTarget

ACTION = "huashu_check"

COLANG = """
define bot refuse by huashu
  "很抱歉，这个问题我需要再核实一下。"

define subflow huashu check output
  $verdict = execute huashu_check(text=$bot_message)

  if $verdict.is_blocked
    bot refuse by huashu
    stop

  if $verdict.is_transform
    $bot_message = $verdict.transform_text["bot_message"]
"""
"""The flow in Colang 1.0; its refusal may be defined anew in one's own configuration."""


def huashu_action(
    linter: Linter | None = None, *, fail_on: Severity = "error", rewording: Rewording = "safe"
) -> Callable[..., Coroutine[Any, Any, RailOutcome]]:
    """Makes the action: it allows an answer, puts it right where `rewording` lets it, or blocks it; the findings are
    in the outcome's metadata."""
    judges = Linter() if linter is None else linter

    @action(name=ACTION, is_system_action=True)
    async def huashu_check(text: str, **_: Any) -> RailOutcome:
        verdict = judge(judges, text, fail_on=fail_on, rewording=rewording)
        metadata = {"findings": verdict.records()}
        if not verdict.blocked:
            return RailOutcome.allow(metadata=metadata)
        if verdict.fixed is not None:
            rewrites = [(TransformTarget.BOT_MESSAGE, verdict.fixed)]
            return RailOutcome.transform(rewrites, reason=verdict.reason, metadata=metadata)
        return RailOutcome.block(reason=verdict.reason, metadata=metadata)

    return huashu_check


def register(rails: LLMRails, linter: Linter | None = None, **options: Any) -> None:
    """Registers the action with rails; options as for `huashu_action`."""
    rails.register_action(huashu_action(linter, **options), ACTION)
