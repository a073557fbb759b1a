#!/usr/bin/env python3
"""Measures huashu beside what an analyst would use instead, on one log, in one run.

usage: compare.py LOG.jsonl HUASHU [--runs N] [--rulebook NAME] [--phrases FILE]

LOG holds conversations with `messages`, each with a `text`; HUASHU is a release build of the program. Every way runs in a
process of its own, on one thread, N times in turn with the others. Processor time (user and system, from start to exit, so
with what is imported and compiled) and wall time are medians, peak memory the greatest. Prints a table in Markdown.

All others look for the plain phrases of the rulebooks (`benches/phrases.py rules`) and count where they stand; huashu checks the
rules. Needs ripgrep, and `pip install -r benches/others/requirements.txt`; a way that is not there is said to be missing.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve()
ROOT = HERE.parent.parent.parent


def texts(log):
    """Yields the text of every message."""
    with open(log, "rb") as lines:
        for line in lines:
            for message in json.loads(line)["messages"]:
                yield message["text"]


def read_phrases(path):
    return pathlib.Path(path).read_text(encoding="utf-8").splitlines()


def with_duckdb(log, phrases, condition):
    import duckdb

    database = duckdb.connect()
    database.execute("SET threads = 1")
    database.execute("CREATE TABLE phrases AS SELECT unnest($1) AS phrase", [read_phrases(phrases)])
    messages = f"""SELECT unnest(messages).text AS text FROM read_ndjson('{log}',
        columns = {{messages: 'STRUCT("text" VARCHAR)[]'}}, maximum_object_size = 67108864)"""
    return database.execute(f"SELECT count(*) FROM ({messages}) AS messages WHERE {condition}").fetchone()[0]


def duckdb_contains(log, phrases):
    return with_duckdb(log, phrases, "EXISTS (SELECT 1 FROM phrases WHERE contains(text, phrase))")


def duckdb_regex(log, phrases):
    alternatives = "|".join(escaped(phrase) for phrase in read_phrases(phrases)).replace("'", "''")
    return with_duckdb(log, phrases, f"regexp_matches(text, '{alternatives}')")


def escaped(phrase):
    return "".join("\\" + character if character in r"\.+*?()|[]{}^$" else character for character in phrase)


def polars_contains_any(log, phrases):
    import polars

    schema = {"messages": polars.List(polars.Struct({"text": polars.String}))}
    frame = polars.scan_ndjson(log, schema=schema).select(polars.col("messages").explode().struct.field("text"))
    return frame.select(polars.col("text").str.contains_any(read_phrases(phrases)).sum()).collect().item()


def pyahocorasick(log, phrases):
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for phrase in read_phrases(phrases):
        automaton.add_word(phrase, phrase)
    automaton.make_automaton()
    return sum(1 for text in texts(log) for _ in automaton.iter(text))


def hyperscan(log, phrases):
    import hyperscan as engine

    words = [phrase.encode() for phrase in read_phrases(phrases)]
    database = engine.Database()
    database.compile(expressions=words, ids=list(range(len(words))), elements=len(words), flags=0, literal=True)
    hits = 0

    def hit(*_):
        nonlocal hits
        hits += 1

    for text in texts(log):
        database.scan(text.encode(), match_event_handler=hit)
    return hits


# What runs in Python, by the name on the command line of the process it gets.
IN_PYTHON = {
    "duckdb-contains": duckdb_contains,
    "duckdb-regex": duckdb_regex,
    "polars": polars_contains_any,
    "pyahocorasick": pyahocorasick,
    "hyperscan": hyperscan,
}

# What nobody but huashu does.
NO_RULES = (
    "nothing is folded (width, traditional characters, hidden characters, separators), no gaps in phrases, no exceptions, "
    "no roles, no order, times or counts, nothing that is missing is found, no reasons and no suggestions"
)
NO_MEANING = "no rules"


def ways(log, program, rulebook, phrases):
    """Returns name, command, what is counted, and what it does not do."""

    def python(name):
        return [sys.executable, str(HERE), "--one", name, str(log), str(phrases)]

    search = "keys and numbers of the JSON are searched, too; spans are those of the escaped line"
    whole = "stops at the first phrase of a message: no spans, not even which it is"
    return [
        ("`rg -j1 -o -F`", ["rg", "-j1", "-o", "-F", "-f", str(phrases), str(log)], "hits", f"{NO_MEANING}; {search}"),
        ("DuckDB, `contains` of any", python("duckdb-contains"), "messages", f"{NO_MEANING}; {whole}"),
        ("DuckDB, one `regexp_matches`", python("duckdb-regex"), "messages", f"{NO_MEANING}; {whole}"),
        ("Polars, `str.contains_any`", python("polars"), "messages", f"{NO_MEANING}; {whole}"),
        ("pyahocorasick in a loop", python("pyahocorasick"), "hits", f"{NO_MEANING}; spans in characters"),
        ("Hyperscan in a loop", python("hyperscan"), "hits", f"{NO_MEANING}; where a hit ends, in bytes"),
        (
            f"`huashu check --rulebook {rulebook}`",
            [str(program), "check", str(log), "-r", rulebook, "--threads", "1", "-f", "jsonl", "--fail-on", "never", "-q"],
            "findings",
            "–",
        ),
    ]


def measured(command):
    """Runs a command; returns processor seconds, wall seconds, peak megabytes and what was counted: the number that was
    printed, else the lines. Little is kept here, because a new process starts from the peak of the one it comes from."""
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=printed, stderr=said, env=environment)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace").strip().splitlines()[-1:] or child.returncode)
        printed.seek(0)
        counted = int(printed.readline()) if "--one" in command else sum(1 for _ in printed)
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, counted


def compare(options):
    with tempfile.TemporaryDirectory() as folder:
        phrases = options.phrases or pathlib.Path(folder) / "phrases.txt"
        if not options.phrases:
            made = subprocess.run(
                [sys.executable, ROOT / "benches/phrases.py", ROOT / "rules"], check=True, capture_output=True
            )
            phrases.write_bytes(made.stdout)
        candidates = ways(options.log, options.huashu, options.rulebook, phrases)
        results = {name: [] for name, *_ in candidates}
        missing = {}
        for _ in range(options.runs):
            for name, command, _, _ in candidates:
                if name in missing:
                    continue
                if not shutil.which(command[0]):
                    missing[name] = f"{command[0]} is not there"
                    continue
                try:
                    results[name].append(measured(command))
                except RuntimeError as error:
                    missing[name] = str(error)
        report(options, candidates, results, missing, len(read_phrases(phrases)))


def report(options, candidates, results, missing, phrases):
    megabytes = options.log.stat().st_size / 1e6
    messages = sum(1 for _ in texts(options.log))
    print(f"{options.log.name}: {megabytes:.0f} MB, {messages:,} messages; {phrases:,} phrases; {options.runs} runs in turn\n")
    print(f"No rules: {NO_RULES}.\n")
    print("| way | CPU | wall | messages a CPU second | peak memory | counted | what it does not do |")
    print("|---|---|---|---|---|---|---|")
    for name, _, unit, lacks in candidates:
        if name in missing:
            print(f"| {name} | – | – | – | – | – | not measured: {missing[name]} |")
            continue
        cpu, wall = (statistics.median(run[at] for run in results[name]) for at in (0, 1))
        memory = max(run[2] for run in results[name])
        counted = results[name][-1][3]
        rate = f"{messages / cpu:,.0f}"
        print(f"| {name} | {cpu:.2f} s | {wall:.2f} s | {rate} | {memory:.0f} MB | {counted:,} {unit} | {lacks} |")


def main():
    if sys.argv[1:2] == ["--one"]:
        name, log, phrases = sys.argv[2:]
        print(IN_PYTHON[name](log, phrases))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log", type=pathlib.Path)
    parser.add_argument("huashu", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rulebook", default="builtin:all")
    parser.add_argument("--phrases", type=pathlib.Path, help="phrases, one a line, instead of those of the rulebooks")
    compare(parser.parse_args())


if __name__ == "__main__":
    main()
