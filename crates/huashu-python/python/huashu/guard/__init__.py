"""Rulebooks as guardrails: what an AI agent is about to say is checked before anybody hears it.

`judge` is the whole of it, and one module a framework hands its verdicts over: `guardrails_ai`, `openai_guardrails`,
`nemo`, `langchain`. Each imports its framework only when it is imported itself. For an answer that streams, `Stream`
releases a prefix only when no forbidden phrase can still begin in it.
"""

from huashu import Stream
from huashu.guard._sentences import sentences
from huashu.guard._verdict import Verdict, judge, turns

__all__ = ["Stream", "Verdict", "judge", "sentences", "turns"]
