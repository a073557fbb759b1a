"""What is said in tests; nobody said it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

TALKS: list[dict[str, Any]] = [
    {
        "id": "c1",
        "channel": "chat",
        "agent": {"id": "1024", "name": "小李"},
        "customer": {"name": "王女士"},
        "messages": [
            {"role": "customer", "time": "2026-11-20T09:30:00+08:00", "text": "这个能用吗？我的手机13800138000"},
            {"role": "agent", "time": "2026-11-20T09:30:05+08:00", "text": "您好，1024号为您服务"},
            {"role": "agent", "time": "2026-11-20T09:30:09+08:00", "text": "这个我不知道哦，打13800138000问吧"},
        ],
    },
    {"id": "c2", "messages": [{"role": "customer", "text": "在吗"}, {"role": "agent", "text": "在的，您请说"}]},
    {"messages": [{"role": "customer", "content": "谢谢"}, {"role": "agent", "content": "看不清楚的话，我不清楚了"}]},
]


def json_lines(talks: list[dict[str, Any]]) -> str:
    """Writes conversations as a log."""
    return "".join(json.dumps(talk, ensure_ascii=False) + "\n" for talk in talks)


def command_line(*arguments: str, talks: list[dict[str, Any]] | None = None) -> subprocess.CompletedProcess[bytes]:
    """Runs the command line of this package."""
    log = json_lines(talks or []).encode()
    return subprocess.run([sys.executable, "-m", "huashu", *arguments], input=log, capture_output=True, check=False)
