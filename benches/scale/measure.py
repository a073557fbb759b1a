#!/usr/bin/env python3
"""Measures every way of checking the same messages on this machine, and writes the table of docs/scale.md.

usage: measure.py HUASHU FOLDER [--messages N …] [--ways WAY …] [--rulebook R] [--write PAGE …]

HUASHU is the program; the ways of Python are run by the interpreter that runs this, which has huashu, pyarrow, numpy,
polars, duckdb and pyspark. FOLDER keeps the messages from one call to the next. Each way runs alone, with every core;
its memory is that of all its processes together, shared pages counted once (PSS), looked at four times a second.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
NAMES = {"cli": "`huashu check`", "polars": "Polars", "duckdb": "DuckDB", "spark": "Spark `local[*]`"}


def family(of: int) -> list[int]:
    """Returns a process and all that it started."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found = [of]
    for process in found:
        found += children.get(process, [])
    return found


def memory(processes: list[int]) -> int:
    """Returns the bytes of memory that processes hold together."""
    held = 0
    for process in processes:
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        held += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return held


def processor(process: int) -> float:
    """Returns the seconds that a process has kept processors busy, without those of its children."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return 0.0
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def run(command: list[str]) -> dict:
    """Runs a command; returns what it printed, its seconds, its processors' seconds and its memory at most."""
    began, peak, busy = time.monotonic(), 0, {}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while process.poll() is None:
        processes = family(process.pid)
        peak = max(peak, memory(processes))
        for each in processes:
            busy[each] = max(busy.get(each, 0.0), processor(each))
        time.sleep(0.25)
    seconds = time.monotonic() - began
    out, err = process.communicate()
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}\n{err}")
    return {"out": out, "seconds": seconds, "cpu": sum(busy.values()), "peak": peak}


def measured(way: str, messages: Path, findings: Path, options: argparse.Namespace) -> dict:
    shutil.rmtree(findings, ignore_errors=True)
    if way != "cli":
        command = [sys.executable, str(HERE / "ways.py"), way, str(messages), str(findings), options.rulebook]
        result = run(command)
        return {**result, **json.loads(result["out"].splitlines()[-1]), "seconds": result["seconds"]}
    findings.mkdir()
    rules = ["--rulebook", options.rulebook, "--fail-on", "never", "-q"]
    result = run([options.huashu, "check", str(messages), *rules, "-o", str(findings / "part.parquet")])
    import pyarrow.parquet as pq

    return {**result, "findings": pq.read_metadata(findings / "part.parquet").num_rows}


def row(way: str, made: dict, result: dict) -> str:
    cells = [
        f"{made['messages'] / 1e6:.0f} million",
        NAMES[way],
        f"{result['seconds']:.1f} s",
        f"{result['cpu']:.1f} s",
        f"{made['messages'] / result['cpu']:,.0f}",
        f"{result['peak'] / 2**20:,.0f} MiB",
        f"{result['cpu'] / made['messages'] * 1e9 / 3600:.1f}",
        f"{result['findings']:,}",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("huashu")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--messages", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--ways", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--rulebook", default="builtin:base")
    parser.add_argument("--write", type=Path, nargs="+", default=[], help="pages that hold the table")
    options = parser.parse_args()
    lines = [
        "| messages | way | time | processor time | a second and core | memory | core-hours for a billion | findings |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for messages in options.messages:
        folder = options.folder / str(messages)
        if not (folder / "made.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            made = subprocess.run(
                [sys.executable, HERE / "make.py", str(messages), folder / "messages"],
                stdout=subprocess.PIPE,
                check=True,
            )
            (folder / "made.json").write_bytes(made.stdout)
        made = json.loads((folder / "made.json").read_text())
        counts = set()
        for way in options.ways:
            result = measured(way, folder / "messages", folder / f"findings-{way}", options)
            counts.add(result["findings"])
            lines.append(row(way, made, result))
            print(lines[-1], flush=True)
        if len(counts) > 1:
            raise SystemExit(f"the ways do not agree: {counts}")
        print(f"{made['messages']:,} messages of {made['conversations']:,} conversations in {made['bytes']:,} bytes")
    for page in options.write:
        text = page.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        after = rest.partition(END)[2]
        page.write_text(f"{before}{BEGIN}\n{chr(10).join(lines)}\n{END}{after}", encoding="utf-8")


main()
