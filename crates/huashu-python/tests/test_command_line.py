"""The command line and the licences that come with the package."""

import importlib.metadata
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from talks import TALKS, command_line

import huashu


def test_it_is_the_command_line() -> None:
    version = command_line("--version")
    assert version.stdout.decode() == f"huashu {huashu.__version__}\n" and version.returncode == 0
    assert command_line("check", "-", talks=TALKS).returncode == 1
    assert command_line("check", "no-such-file.jsonl").returncode == 2
    wrong = command_line("chekc")
    assert wrong.returncode == 2 and wrong.stderr and not wrong.stdout


def test_it_is_installed_under_its_name() -> None:
    program = os.path.join(os.path.dirname(sys.executable), "huashu")
    found = shutil.which(program)
    assert found, program
    run = subprocess.run([found, "draft", "我不知道", "--format", "reworded"], capture_output=True, check=False)
    assert run.stdout and run.returncode == 0


def test_its_licences_come_along() -> None:
    files = importlib.metadata.files("huashu") or []
    licences = {file.name: file.read_text() for file in files if "licenses" in file.parts}
    assert licences.keys() == {"LICENSE-APACHE", "LICENSE-MIT"}
    assert "Permission is hereby granted" in licences["LICENSE-MIT"]


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_it_ends_when_asked_to() -> None:
    program = [sys.executable, "-m", "huashu", "check", "-"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        # It waits for the log.
        time.sleep(1)
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == -signal.SIGINT


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_a_reader_that_goes_away_is_no_trouble() -> None:
    shell = f"{sys.executable} -m huashu rules --format json | head -c 1"
    run = subprocess.run(["sh", "-c", shell], capture_output=True, check=False)
    assert run.stdout == b"[" and not run.stderr
