"""Conversations checked where they lie: inside Spark, by the rules and to the verdicts of the command line.

Rows are messages. They are brought together by conversation, sorted within each partition, handed to the linter as
Arrow batches, and read there as one stream, so that a conversation which two batches share is one. Nothing here needs
pandas (PySpark's own `mapInArrow` asks that it can be imported on the driver), and the executors need no files: the
linter is pickled as what it was made from, rulebooks included, and is made once in each Python worker.

What the engine hands over is not trusted. A conversation whose rows come back later, or whose order goes backwards,
fails its task and names the rows; `Checked.ledger()` refuses sums that do not add up, and conversations that were
spread over several partitions. An engine that optimises the sort or the exchange away fails loudly.

Knows Spark, and nothing of rules.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import huashu
import pyarrow as pa
import pyarrow.compute as pc
from huashu import Linter, _arguments
from huashu._huashu import empty_tables
from huashu._tables import conversation_column
from pyspark import StorageLevel
from pyspark.sql import functions as F
from pyspark.sql import types as T

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

__all__ = ["Checked", "Ledger", "LedgerError", "check_conversations", "check_messages"]

_BUCKET = "__huashu_bucket"
_BUCKETS = 1 << 16
# What findings call the table: whose rows are counted, from 1, is the partition.
_NAME = "partition"
# What Unicode calls white space, which huashu leaves out around ids.
_WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"


class LedgerError(RuntimeError):
    """What the engine handed over, and what came of it, do not add up; no verdict of the run can be relied on."""


@dataclass(frozen=True)
class Ledger:
    """What was read in all partitions together, and what became of it.

    `rows` were handed over by Spark; `checked` of them are in conversations that were checked, `skipped` hold nothing
    to check (by reason in `skipped_reasons`), `failed` could not be read, and each of those is a row of `problems`.
    """

    rows: int
    checked: int
    failed: int
    skipped: int
    conversations: int
    utterances: int
    findings: int
    problems: int
    partitions: int


@dataclass(frozen=True)
class Checked:
    """What came of a check, as data frames that share one pass over the data.

    `records` is all of it in one data frame, packed: each row holds some thousand findings, conversations, problems or a
    partition's part of the ledger as a table of Arrow, so that little is kept and nothing is unpacked that is not asked
    for. Nothing runs until Spark is asked for rows. `records` is cached (memory, then disk) unless `persist=False` was
    given, so that it is computed once; `unpersist()` lets go of it. `Checked(…)` of what was written of it and read back
    is the same.
    """

    records: DataFrame

    @cached_property
    def findings(self) -> DataFrame:
        """One row a finding; the columns are those of `Linter.check_messages(…).findings`."""
        return self._of("finding")

    @cached_property
    def conversations(self) -> DataFrame:
        """One row a conversation: what every rule came to, and its score when there is one."""
        return self._of("conversation")

    @cached_property
    def problems(self) -> DataFrame:
        """One row for each record that could not be read, and for other trouble on the way."""
        return self._of("problem")

    def ledger(self) -> Ledger:
        """Sums the ledgers of all partitions; runs the check where it has not run yet.

        Raises:
            LedgerError: where rows in are not rows checked and problems, the engine spread the rows of one
                conversation over several partitions, or the ledger is not among what was written and read back.
        """
        parts = [row.asDict() for row in self._of("ledger").collect()]
        if not parts and not self.records.isEmpty():
            raise LedgerError(
                "these records are not all that came of the check: no partition's ledger is among them; keep every row "
                "of `records`, whatever its kind / 这些记录不是检查的全部结果：没有任何分区的台账；"
                "请保留 `records` 的所有行，不论 kind 是什么"
            )
        _no_bucket_twice(parts)
        sums = {name: sum(part[name] for part in parts) for name in _COUNTS}
        ledger = Ledger(**sums, partitions=len(parts))
        if ledger.rows != ledger.checked + ledger.failed + ledger.skipped:
            raise LedgerError(
                f"Spark handed over {ledger.rows} rows, but {ledger.checked} were checked, {ledger.failed} failed and "
                f"{ledger.skipped} were skipped / 行数对不上：交来 {ledger.rows} 行，查了 {ledger.checked} 行，"
                f"读不了 {ledger.failed} 行，略过 {ledger.skipped} 行"
            )
        return ledger

    def unpersist(self) -> None:
        """Lets go of what was cached."""
        self.records.unpersist()

    def _of(self, kind: str) -> DataFrame:
        packed = self.records.where(F.col("kind") == kind).select("rows")
        return packed.mapInArrow(_unpacked, _spark_columns(_schemas()[kind]))


def check_messages(
    df: DataFrame,
    *,
    by: str,
    order: str | Sequence[str],
    linter: Linter | None = None,
    rulebooks: Sequence[Any] = (),
    config: Any = None,
    partitions: int | None = None,
    persist: bool = True,
) -> Checked:
    """Checks a data frame that holds one message a row.

    Args:
        df: The messages. Columns are recognised by name, as in every table, or named under `[input.columns]`.
        by: The column that tells conversations apart.
        order: The column, or columns, by which the messages of a conversation are in order. Rows that are equal in all
            of them have no order, and Spark may hand them over either way: give one that tells them apart.
        linter: The linter; else one is made from `rulebooks` and `config`, which fails here and not on an executor.
            It knows its own, so that it is given alone.
        partitions: How many partitions to make; as many as Spark thinks fit unless given.
        persist: Whether to cache what comes of it, so that the check runs once whatever is asked.
    """
    rows = _Rows(conversation_column(by), _order(order))
    _require_columns(df, (by, *rows.order))
    linter = _given_or_made(linter, rulebooks, config)
    marked = df.withColumn(_BUCKET, _bucket(_as_read(df, by)))
    together = marked.repartition(_BUCKET) if partitions is None else marked.repartition(partitions, _BUCKET)
    in_order = together.sortWithinPartitions(*(_as_read(df, name) for name in (by, *rows.order)))
    return _checked(in_order, linter, rows, persist)


def check_conversations(
    df: DataFrame,
    *,
    linter: Linter | None = None,
    rulebooks: Sequence[Any] = (),
    config: Any = None,
    persist: bool = True,
) -> Checked:
    """Checks a data frame that holds one conversation a row, its messages in a column of structures or as JSON.

    Nothing is moved between machines, and the messages are in the order in which the column has them. Arguments are
    those of `check_messages`.
    """
    return _checked(df, _given_or_made(linter, rulebooks, config), None, persist)


@dataclass(frozen=True)
class _Rows:
    """Which column tells conversations apart, and by which their messages are in order."""

    by: str
    order: tuple[str, ...]


_COUNTS = ("rows", "checked", "failed", "skipped", "conversations", "utterances", "findings", "problems")
_LEDGER = pa.schema([*((name, pa.int64()) for name in _COUNTS), ("buckets", pa.binary())])


def _checked(df: DataFrame, linter: Linter, rows: _Rows | None, persist: bool) -> Checked:
    shipped = _Shipped(huashu.__version__, pickle.dumps(linter), rows, tuple(df.columns))
    # Spark takes a dot in a name for a field of a structure; the names are given back where the rows are read.
    plain = df.toDF(*(f"c{number}" for number in range(len(df.columns))))
    records = plain.mapInArrow(shipped, "kind string, rows binary")
    return Checked(records.persist(StorageLevel.MEMORY_AND_DISK) if persist else records)


@dataclass(frozen=True)
class _Shipped:
    """What runs on the executors, and all it needs there: it is called with the batches of one partition."""

    version: str
    linter: bytes
    rows: _Rows | None
    columns: tuple[str, ...]

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        if huashu.__version__ != self.version:
            raise RuntimeError(f"huashu {self.version} is installed on the driver, {huashu.__version__} on an executor")
        counted = _Counted(batches, self.columns)
        ledger: dict[str, Any] = {}
        # A partition without rows has a ledger as well.
        for kind, table in _pieces(_linter(self.linter), counted, self.rows, ledger):
            yield from _packed(kind, table)
        ledger |= {"rows": counted.rows, "buckets": array("H", sorted(counted.buckets)).tobytes()}
        yield from _packed("ledger", pa.Table.from_pylist([ledger], schema=_LEDGER))


def _packed(kind: str, table: pa.Table) -> Iterator[pa.RecordBatch]:
    """Yields one row for each batch of a table, with the batch as a stream of Arrow."""
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    for batch in table.cast(_schemas()[kind]).to_batches():
        packed = pa.BufferOutputStream()
        with pa.ipc.new_stream(packed, batch.schema, options=options) as stream:
            stream.write_batch(batch)
        yield pa.RecordBatch.from_pydict({"kind": [kind], "rows": [packed.getvalue().to_pybytes()]})


def _unpacked(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yields the rows that `_packed` made one of."""
    for batch in batches:
        for packed in batch.column(0):
            yield from pa.ipc.open_stream(packed.as_buffer())


class _Counted(Iterator[pa.RecordBatch]):
    """Batches on their way to the linter: counted, by the names of their columns, without that of buckets."""

    def __init__(self, batches: Iterable[pa.RecordBatch], columns: Sequence[str]) -> None:
        self._batches = iter(batches)
        self._columns = list(columns)
        self.rows = 0
        self.buckets: set[int] = set()

    def __next__(self) -> pa.RecordBatch:
        batch = next(self._batches).rename_columns(self._columns)
        self.rows += batch.num_rows
        if _BUCKET in batch.schema.names:
            self.buckets.update(pc.unique(batch.column(_BUCKET)).to_pylist())
            batch = batch.drop_columns([_BUCKET])
        return batch


@lru_cache(maxsize=4)
def _linter(pickled: bytes) -> Linter:
    """Makes the linter, once in each Python worker."""
    return pickle.loads(pickled)


def _no_bucket_twice(parts: Iterable[dict[str, Any]]) -> None:
    """Conversations of one bucket belong together; where the engine kept to that, no bucket is in two partitions."""
    seen: set[int] = set()
    for part in parts:
        buckets = set(array("H", part["buckets"]))
        if not seen.isdisjoint(buckets):
            raise LedgerError(
                "rows of one conversation were spread over several partitions: this engine does not repartition by "
                "the column that was asked for / 同一会话的行分到了几个分区：这个引擎没有按列重新分区"
            )
        seen |= buckets


def _given_or_made(linter: Linter | None, rulebooks: Sequence[Any], config: Any) -> Linter:
    if linter is None:
        return Linter(rulebooks, config=config)
    if not isinstance(linter, Linter):
        raise TypeError(
            f"linter: a huashu.Linter, not {_arguments.kind(linter)} / "
            f"linter：应是 huashu.Linter，而不是 {_arguments.kind(linter)}"
        )
    if rulebooks or config is not None:
        raise ValueError(
            "give either linter or rulebooks and config: a linter has its own / "
            "linter 与 rulebooks、config 只能给一种：linter 已有自己的规则集和设置"
        )
    return linter


def _order(order: str | Sequence[str]) -> tuple[str, ...]:
    """Returns the columns that messages are in order of, of which there has to be one: Spark moves rows."""
    names = () if order is None else tuple(_arguments.texts("order", order))
    if not names:
        raise ValueError(
            "order: name at least one column by which the messages of a conversation are in order, such as a sequence "
            "number; Spark keeps no order of its own / "
            "order：请至少写一个决定消息先后的列，例如序号；Spark 不保证原有的顺序"
        )
    return names


def _as_read(df: DataFrame, name: str) -> Column:
    """Returns a column as huashu reads it: of texts, without the white space around them, so that what is one
    conversation to huashu is one to the engine."""
    column = F.col(f"`{name.replace('`', '``')}`")
    if not isinstance(df.schema[name].dataType, T.StringType):
        return column
    return F.btrim(column, F.lit(_WHITE_SPACE))


def _bucket(by: Column) -> Column:
    """Returns what rows are brought together by: more than a partition holds, so that partitions are even, and few
    enough to be counted, so that the engine can be held to its word."""
    return F.pmod(F.hash(by), F.lit(_BUCKETS))


def _require_columns(df: DataFrame, names: Sequence[str]) -> None:
    missing = [name for name in names if name not in df.columns]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}; there are {', '.join(df.columns)}")
    twice = [name for name in names if df.columns.count(name) > 1]
    if twice:
        raise ValueError(f"several columns are called {', '.join(twice)}; give each a name of its own")


def _plain(schema: pa.Schema) -> pa.Schema:
    """Returns a schema of Arrow in the types that Spark has too."""
    return pa.schema([pa.field(field.name, _plain_type(field.type)) for field in schema])


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _plain_type(field.type)) for field in kind])
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(_plain_type(kind.value_type))
    if pa.types.is_dictionary(kind):
        return _plain_type(kind.value_type)
    if pa.types.is_integer(kind):
        return pa.int64() if kind.bit_width == 64 or pa.types.is_uint32(kind) else pa.int32()
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", kind.tz)
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return pa.string() if is_text else kind


_SPARK_TYPES = {
    pa.string(): T.StringType(),
    pa.binary(): T.BinaryType(),
    pa.bool_(): T.BooleanType(),
    pa.int32(): T.IntegerType(),
    pa.int64(): T.LongType(),
    pa.float32(): T.FloatType(),
    pa.float64(): T.DoubleType(),
}


def _spark_columns(fields: pa.Schema | pa.StructType) -> T.StructType:
    return T.StructType([T.StructField(field.name, _spark_type(field.type)) for field in fields])


def _spark_type(kind: pa.DataType) -> T.DataType:
    if pa.types.is_struct(kind):
        return _spark_columns(kind)
    if pa.types.is_list(kind):
        return T.ArrayType(_spark_type(kind.value_type))
    if pa.types.is_timestamp(kind):
        return T.TimestampType() if kind.tz else T.TimestampNTZType()
    return _SPARK_TYPES[kind]


@lru_cache(maxsize=1)
def _schemas() -> dict[str, pa.Schema]:
    """Returns the columns of each kind of record, in the types that Spark has too."""
    kinds = zip(("finding", "conversation", "problem"), empty_tables(), strict=True)
    return {**{kind: _plain(pa.table(table).schema) for kind, table in kinds}, "ledger": _LEDGER}


def _pieces(
    linter: Linter, batches: Iterator[pa.RecordBatch], rows: _Rows | None, ledger: dict[str, Any]
) -> Iterator[tuple[str, pa.Table]]:
    """Yields what comes of batches, kind by kind, as it comes; writes down what was read."""
    if rows:
        checker = linter.message_checker(rows.by, rows.order, name=_NAME)
    else:
        checker = linter.conversation_checker(_NAME)
    for batch in batches:
        findings, conversations = checker.push(batch)
        yield "finding", pa.table(findings)
        yield "conversation", pa.table(conversations)
    rest = checker.finish()
    yield "finding", pa.table(rest.findings)
    yield "conversation", pa.table(rest.conversations)
    yield "problem", pa.table(rest.problems)
    ledger.update({name: rest.ledger[name] for name in _COUNTS})
