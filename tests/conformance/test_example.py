"""The example for data engineers runs, and says what the pages show; UPDATE=1 puts there what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- example -->", "<!-- /example -->"
PAGES = ["README.md", "README.zh-CN.md", "docs/scale.md", "docs/scale.zh-CN.md"]


@pytest.mark.parametrize("page", PAGES)
def test_the_example_says_what_the_page_shows(page, example):
    path = ROOT / page
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    shown, _, after = rest.partition(END)
    said = f"\n\n```text\n{example.strip()}\n```\n\n"
    if os.environ.get("UPDATE"):
        path.write_text(f"{before}{BEGIN}{said}{END}{after}", encoding="utf-8")
    else:
        assert shown == said


@pytest.fixture(scope="module")
def example():
    pytest.importorskip("pyspark")
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable}
    command = [sys.executable, str(ROOT / "examples/spark_day.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
