# %% [markdown]
# A day of messages checked on Spark: read Parquet, check, write the findings back, and a table by agent.
#
#     pip install huashu pyspark pyarrow pandas
#     python examples/spark_day.py

# %%
import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from huashu.spark import check_messages
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

root = Path(__file__).parents[1]
warehouse = Path(tempfile.mkdtemp())

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "Asia/Shanghai")
    .getOrCreate()
)

# %% [markdown]
# What the warehouse holds: one message a row. Here it is made of the sample day of an invented shop; at work this cell
# is `messages = spark.read.parquet("…")`.

# %%
rows = [
    {
        "session_id": conversation["id"],
        "seq": seq,
        "group": conversation["group"],
        "agent_id": conversation["agent"]["id"],
        "role": message["role"],
        "send_time": message["time"],
        "content": message["text"],
    }
    for conversation in map(json.loads, (root / "fixtures/sample/day.jsonl").read_text(encoding="utf-8").splitlines())
    for seq, message in enumerate(conversation["messages"])
]
pq.write_table(pa.Table.from_pylist(rows), warehouse / "messages.parquet")
messages = spark.read.parquet(str(warehouse / "messages.parquet"))

# %% [markdown]
# Checked by the shop's own rulebook, where the messages lie. Nothing has run yet.

# %%
checked = check_messages(
    messages,
    by="session_id",
    order=["send_time", "seq"],
    rulebooks=[root / "fixtures/sample/huashu.toml"],
)

# %% [markdown]
# The findings go back to the warehouse, and the ledger says that nothing was lost on the way: it raises if rows in are
# not rows checked and problems.

# %%
checked.findings.write.parquet(str(warehouse / "findings"))
ledger = checked.ledger()
print(
    f"{ledger.rows} messages, {ledger.conversations} conversations, {ledger.findings} findings, {ledger.failed} failed"
)

# %% [markdown]
# A table by agent.

# %%
error_rule = F.when(F.col("severity") == "error", F.col("rule"))
by_agent = (
    spark.read.parquet(str(warehouse / "findings"))
    .groupBy("agent")
    .agg(
        F.countDistinct("conversation").alias("conversations"),
        F.count_if(F.col("severity") == "error").alias("errors"),
        F.count_if(F.col("severity") == "warning").alias("warnings"),
        F.concat_ws(", ", F.sort_array(F.collect_set(error_rule))).alias("rules of errors"),
    )
    .orderBy(F.desc("errors"), "agent")
)
by_agent.show(truncate=False)

# %%
checked.unpersist()
spark.stop()
