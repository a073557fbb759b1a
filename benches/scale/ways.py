#!/usr/bin/env python3
"""One way of checking a folder of messages, from reading Parquet to findings in Parquet; run by measure.py.

usage: ways.py WAY MESSAGES FINDINGS RULEBOOK

Prints the number of findings and of conversations, and what the way itself took, as JSON.
"""

import json
import shutil
import sys
import time
from pathlib import Path

BY, ORDER = "conversation", ["time", "seq"]


def write(result, findings: Path) -> dict:
    import pyarrow as pa
    import pyarrow.parquet as pq

    findings.mkdir(parents=True)
    reader = pa.RecordBatchReader.from_stream(result.findings)
    rows = 0
    with pq.ParquetWriter(findings / "part.parquet", reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    conversations = sum(batch.num_rows for batch in pa.RecordBatchReader.from_stream(result.conversations))
    return {"findings": rows, "conversations": conversations}


def polars(messages: Path, findings: Path, linter) -> dict:
    import polars

    frame = polars.scan_parquet(messages / "**/*.parquet").sort(BY, *ORDER).collect(engine="streaming")
    return write(linter.check_messages(frame, by=BY, order=ORDER[0]), findings)


def duckdb(messages: Path, findings: Path, linter) -> dict:
    import duckdb

    ordered = duckdb.sql(f"from read_parquet('{messages}/**/*.parquet') order by {BY}, {', '.join(ORDER)}")
    return write(linter.check_messages(ordered.to_arrow_reader(100_000), by=BY, order=ORDER[0]), findings)


def spark(messages: Path, findings: Path, linter) -> dict:
    from huashu.spark import check_messages
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "3g")
        .config("spark.sql.shuffle.partitions", "16")
        .config("spark.sql.session.timeZone", "Asia/Shanghai")
        .getOrCreate()
    )
    began = time.monotonic()
    checked = check_messages(session.read.parquet(str(messages)), by=BY, order=ORDER, linter=linter)
    checked.findings.write.parquet(str(findings))
    ledger = checked.ledger()
    took = time.monotonic() - began
    session.stop()
    return {"findings": ledger.findings, "conversations": ledger.conversations, "seconds": took}


WAYS = {"polars": polars, "duckdb": duckdb, "spark": spark}


def main() -> None:
    import huashu

    way, messages, findings, rulebook = sys.argv[1:]
    shutil.rmtree(findings, ignore_errors=True)
    linter = huashu.Linter(rulebook)
    began = time.monotonic()
    came = WAYS[way](Path(messages), Path(findings), linter)
    print(json.dumps({"seconds": time.monotonic() - began, **came}))


main()
