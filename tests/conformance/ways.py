"""Every way by which conversations come to huashu: each a function from the corpus to its findings.

A finding is the JSON object that `huashu check --format jsonl` writes, without the place in a file, which no table has.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import huashu
import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
RULES = HERE / "rules.toml"
CONVERSATIONS = HERE / "conversations.jsonl"
MESSAGES = HERE / "messages.jsonl"
BY, ORDER = "conversation", "seq"

# The columns of a table of messages; what is not named here holds text.
NAMES = [
    *("conversation", "seq", "channel", "group", "agent_id", "agent_name", "customer_name"),
    *("role", "time", "kind", "auto", "recalled", "text"),
]
TYPES = {"seq": pa.int32(), "auto": pa.bool_(), "recalled": pa.bool_()}
SCHEMA = pa.schema([(name, TYPES.get(name, pa.string())) for name in NAMES])

Findings = list[dict[str, Any]]


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def canonical(findings: Findings) -> str:
    """Returns findings as lines of JSON, sorted, by which two runs are compared byte for byte."""
    without_place = ({key: value for key, value in each.items() if key not in ("file", "line")} for each in findings)
    return "\n".join(sorted(json.dumps(each, ensure_ascii=False) for each in without_place))


def linter() -> huashu.Linter:
    return huashu.Linter(RULES, language="en")


def messages() -> pa.Table:
    """Returns the corpus as a table of messages, as its file has them."""
    return pa.Table.from_pylist(records(MESSAGES), schema=SCHEMA)


def with_timestamps(table: pa.Table) -> pa.Table:
    """Returns messages with times that are timestamps instead of texts."""
    at = table.schema.get_field_index("time")
    times = [None if text is None else huashu_time(text) for text in table["time"].to_pylist()]
    return table.set_column(at, "time", pa.array(times, pa.timestamp("ms", "Asia/Shanghai")))


def huashu_time(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)


# The command line.


def run(*arguments: str | Path, stdin: bytes | None = None) -> bytes:
    """Runs the program that HUASHU names, else the one that came with the wheel."""
    command = [os.environ.get("HUASHU", "huashu"), *map(str, arguments)]
    done = subprocess.run(command, input=stdin, capture_output=True)
    assert done.returncode in (0, 1), f"{command}: {done.stderr.decode()}"
    return done.stdout


def check(path: Path) -> Findings:
    rules = ["--rulebook", RULES, "--lang", "en", "--fail-on", "never", "-q"]
    return [json.loads(line) for line in run("check", path, *rules, "--format", "jsonl").splitlines()]


def command_line(_: Path) -> Findings:
    return check(CONVERSATIONS)


def command_line_messages(_: Path) -> Findings:
    return check(MESSAGES)


def command_line_gb18030(folder: Path) -> Findings:
    """A table as Chinese Excel writes it: CSV in GB18030."""
    path = folder / "messages.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, NAMES)
        writer.writeheader()
        writer.writerows(records(MESSAGES))
    return check(path)


def command_line_parquet(folder: Path) -> Findings:
    path = folder / "messages.parquet"
    pq.write_table(messages(), path)
    return check(path)


def command_line_parquet_of_conversations(folder: Path) -> Findings:
    path = folder / "conversations.parquet"
    pq.write_table(pa.Table.from_pylist(records(CONVERSATIONS)), path)
    return check(path)


def command_line_arrow(folder: Path) -> Findings:
    path = folder / "messages.arrow"
    with pa.ipc.new_file(path, SCHEMA) as file:
        file.write_table(messages(), max_chunksize=7)
    return check(path)


def command_line_to_parquet(folder: Path) -> Findings:
    """Findings that are written as a table, and read again."""
    path = folder / "findings.parquet"
    run("check", CONVERSATIONS, "--rulebook", RULES, "--lang", "en", "--fail-on", "never", "-q", "-o", path)
    return [as_json(row) for row in rows_of(pq.read_table(path))]


def command_line_filter(_: Path) -> Findings:
    rules = ["--rulebook", RULES, "--lang", "en"]
    answers = run("filter", *rules, stdin=CONVERSATIONS.read_bytes()).splitlines()
    return [finding for answer in answers for finding in json.loads(answer)["findings"]]


# Python, and tables of Arrow.


def python(_: Path) -> Findings:
    return [json.loads(finding.to_json()) for finding in linter().check(records(CONVERSATIONS))]


def rows_of(table: Any) -> list[dict[str, Any]]:
    return pa.table(table).to_pylist()


def of_table(result: huashu.CheckedTable) -> Findings:
    return [as_json(row) for row in rows_of(result.findings)]


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    """Returns the JSON object that a row of a table of findings stands for, its keys in the order that JSON has."""
    known = {**row, "span": {"start": row["span_start"], "end": row["span_end"]}}
    may_lack = {"agent", "time", "time_of_day", "elapsed_ms", "anchor", "absence"}
    return {key: known[key] for key in KEYS if key not in may_lack or known[key] is not None}


KEYS = [
    *("rule", "severity", "class", "conversation", "utterance", "role", "agent", "time", "time_of_day", "elapsed_ms"),
    *("span", "text", "anchor", "absence", "message", "confidence", "grounds", "suggestions", "fingerprint"),
]


def outcomes_of(evaluations: Iterable[huashu.Evaluation]) -> dict[str, Any]:
    """Returns what every rule came to in every conversation, and the score."""
    return {
        each.conversation: (
            [(outcome.rule, outcome.outcome, outcome.reason) for outcome in each.outcomes],
            (each.score.value, each.score.passed, each.score.band, list(each.score.fatal)),
        )
        for each in evaluations
    }


def outcomes_of_table(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {
        row["conversation"]: (
            [(outcome["rule"], outcome["outcome"], outcome["reason"]) for outcome in row["outcomes"]],
            (row["score"], row["passed"], row["band"], row["fatal"]),
        )
        for row in rows
    }


def arrow(_: Path) -> Findings:
    return of_table(linter().check_messages(messages(), by=BY, order=ORDER))


def arrow_timestamps(_: Path) -> Findings:
    return of_table(linter().check_messages(with_timestamps(messages()), by=BY, order=ORDER))


def arrow_types(_: Path) -> Findings:
    """Views, large texts and dictionaries, in batches that end within conversations."""
    kinds = {"text": pa.string_view(), "conversation": pa.large_string(), "role": pa.dictionary(pa.int8(), pa.string())}
    table = messages()
    for name, kind in kinds.items():
        column = table[name].dictionary_encode() if pa.types.is_dictionary(kind) else table[name]
        table = table.set_column(table.schema.get_field_index(name), name, column.cast(kind))
    return of_table(linter().check_messages(table.to_reader(max_chunksize=7), by=BY, order=ORDER))


def arrow_conversations(_: Path) -> Findings:
    return of_table(linter().check_conversations(pa.Table.from_pylist(records(CONVERSATIONS))))


def polars(_: Path) -> Findings:
    import polars

    shuffled = polars.from_arrow(messages()).sample(fraction=1, shuffle=True, seed=7)
    return of_table(linter().check_messages(shuffled.sort(BY, ORDER), by=BY, order=ORDER))


def duckdb(_: Path) -> Findings:
    import duckdb

    ordered = duckdb.from_arrow(messages()).order(f"{BY}, {ORDER}")
    return of_table(linter().check_messages(ordered.to_arrow_reader(50), by=BY, order=ORDER))


def daft(_: Path) -> Findings:
    import daft

    ordered = daft.from_arrow(messages()).sort([BY, ORDER])
    return of_table(linter().check_messages(ordered.to_arrow(), by=BY, order=ORDER))


WAYS: list[Callable[[Path], Findings]] = [
    command_line_messages,
    command_line_gb18030,
    command_line_parquet,
    command_line_parquet_of_conversations,
    command_line_arrow,
    command_line_to_parquet,
    command_line_filter,
    python,
    arrow,
    arrow_timestamps,
    arrow_types,
    arrow_conversations,
    polars,
    duckdb,
    daft,
]
