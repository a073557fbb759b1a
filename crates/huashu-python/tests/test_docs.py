"""What the manual shows is what happens."""

import doctest
import re
from pathlib import Path
from typing import Any

import pytest

MANUAL = Path(__file__).parents[3] / "docs" / "python.md"


@pytest.mark.filterwarnings("error")
def test_the_manual_shows_what_happens() -> None:
    text = MANUAL.read_text("utf-8")
    blocks = re.findall(r"```pycon\n(.*?)```", text, flags=re.DOTALL)
    assert len(blocks) > 5
    names: dict[str, Any] = {}
    runner = doctest.DocTestRunner()
    for block in blocks:
        # Blocks go on from one another.
        example = doctest.DocTestParser().get_doctest(block, names, "manual", str(MANUAL), 0)
        runner.run(example, clear_globs=False)
        names |= example.globs
    result = runner.summarize()
    assert result.attempted > 15 and not result.failed
