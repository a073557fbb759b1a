"""A check for OpenAI Guardrails: importing this module registers it as `Huashu`.

In the pipeline's configuration: `{"name": "Huashu", "config": {"rulebooks": ["builtin:chat"], "fail_on": "error"}}`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

from guardrails.registry import default_spec_registry
from guardrails.spec import GuardrailSpecMetadata
from guardrails.types import GuardrailResult
from huashu import Linter
from huashu.guard._verdict import judge, turns
from pydantic import BaseModel, ConfigDict, Field

__all__ = ["HuashuConfig", "huashu"]


class HuashuConfig(BaseModel):
    """Which rules, and from which severity on they trip."""

    model_config = ConfigDict(extra="forbid")

    rulebooks: list[str] = Field(default_factory=list, description="Rulebooks by name or path; builtin:base if none.")
    fail_on: Literal["error", "warning", "info"] = Field("error", description="The lowest severity that trips.")
    use_history: bool = Field(False, description="Judge the answer as what is said next in the conversation so far.")


@lru_cache(maxsize=16)
def _linter(rulebooks: tuple[str, ...]) -> Linter:
    return Linter(rulebooks=list(rulebooks))


async def huashu(ctx: Any, data: str, config: HuashuConfig) -> GuardrailResult:
    """Trips on an answer that breaks the rulebook; `info` has the findings and, where there is one, the better wording
    as `checked_text`."""
    history = getattr(ctx, "get_conversation_history", None) if config.use_history else None
    context = turns(history() or []) if history else None
    verdict = judge(_linter(tuple(config.rulebooks)), data, context=context, fail_on=config.fail_on)
    info = {
        "guardrail_name": "Huashu",
        "findings": verdict.records(),
        "reason": verdict.reason,
        "checked_text": verdict.fixed or data,
    }
    return GuardrailResult(tripwire_triggered=verdict.blocked, info=info)


default_spec_registry.register(
    name="Huashu",
    check_fn=huashu,
    description="Checks what a customer-service agent is about to say against a rulebook, Chinese first.",
    media_type="text/plain",
    metadata=GuardrailSpecMetadata(engine="huashu"),
)
