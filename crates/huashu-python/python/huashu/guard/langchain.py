"""A middleware for LangChain agents: `create_agent(model, tools, middleware=[HuashuMiddleware(linter)])`.

It looks at what the model said after each call; an answer that breaks the rulebook is put right, or taken back.
"""

from __future__ import annotations

from typing import Any

from huashu import Linter
from huashu.guard._verdict import Rewording, Severity, Verdict, judge, plain_text, turns
from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
from langchain_core.messages import AIMessage

REFUSAL = "很抱歉，这个问题我需要再核实一下。"


class HuashuMiddleware(AgentMiddleware):
    """Judges the model's last message as what is said next in the conversation.

    An answer in breach is replaced by the better wording where `rewording` allows it, else by `refusal`; either way the
    agent stops there. The message keeps its id, so that the history has one answer; its findings are in
    `response_metadata["huashu"]`. With `use_history=False` only rules about one utterance are judged.
    """

    def __init__(
        self,
        linter: Linter | None = None,
        *,
        fail_on: Severity = "error",
        rewording: Rewording = "safe",
        refusal: str = REFUSAL,
        use_history: bool = True,
    ) -> None:
        super().__init__()
        self._linter = Linter() if linter is None else linter
        self._fail_on: Severity = fail_on
        self._rewording: Rewording = rewording
        self._refusal = refusal
        self._use_history = use_history

    @hook_config(can_jump_to=["end"])
    def after_model(self, state: AgentState[Any], runtime: Any) -> dict[str, Any] | None:
        """Judges what the model said last; asks for nothing where it said nothing or broke nothing."""
        messages = state["messages"]
        answer = messages[-1] if messages else None
        text = plain_text(answer.content) if isinstance(answer, AIMessage) else ""
        if not text:
            return None
        context = turns(messages[:-1]) if self._use_history else None
        verdict = judge(self._linter, text, context=context, fail_on=self._fail_on, rewording=self._rewording)
        return self._replacement(answer, verdict) if verdict.blocked else None

    @hook_config(can_jump_to=["end"])
    async def aafter_model(self, state: AgentState[Any], runtime: Any) -> dict[str, Any] | None:
        """As `after_model`; a judgement takes less time than a switch of tasks is worth."""
        return self.after_model(state, runtime)

    def _replacement(self, answer: AIMessage, verdict: Verdict) -> dict[str, Any]:
        said = self._refusal if verdict.fixed is None else verdict.fixed
        metadata = {**answer.response_metadata, "huashu": verdict.records()}
        update = {"content": said, "tool_calls": [], "response_metadata": metadata}
        return {"messages": [answer.model_copy(update=update)], "jump_to": "end"}
