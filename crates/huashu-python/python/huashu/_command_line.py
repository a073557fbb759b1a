"""The command line of huashu, in the interpreter that was started for it."""

from __future__ import annotations

import signal
import sys

from . import _huashu


def main() -> int:
    """Does what ``sys.argv`` says and returns the exit status."""
    # Ctrl-C ends it, as it ends any program; Python would only make a note of it and wait.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _huashu.run_command_line(["huashu", *sys.argv[1:]])
