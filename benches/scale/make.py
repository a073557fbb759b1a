#!/usr/bin/env python3
"""Makes messages for measuring: a folder of Parquet files, partitioned by day, as a platform's warehouse holds them.

usage: make.py MESSAGES FOLDER [SEED]

Conversations follow those of fixtures/corpus: who speaks when, about what, and how long the messages are. Three of ten
messages say something more, and every message has a number of its own, so that no text comes twice and no cache helps.
Each file holds whole conversations; their rows lie in order of time, that is, mixed as the conversations went on side
by side. The same seed makes the same bytes. Needs pyarrow and numpy.
"""

import json
import sys
from pathlib import Path

import numpy
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

CORPUS = Path(__file__).parents[2] / "fixtures" / "corpus"
# Messages in a file, and files in a day.
FILE = 500_000
FILES = 8
# Milliseconds of a day, and of 2026-11-01 in Shanghai.
DAY = 86_400_000
FIRST = 1_793_462_400_000


class Corpus:
    """The messages of the corpus, one after another, and where each conversation begins."""

    def __init__(self) -> None:
        self.texts, self.roles, groups, lengths = [], [], [], []
        for file in sorted(CORPUS.glob("*.jsonl")):
            for line in file.read_text(encoding="utf-8").splitlines():
                conversation = json.loads(line)
                messages = conversation["messages"]
                self.texts += [message["text"] for message in messages]
                self.roles += [message["role"] for message in messages]
                groups.append(conversation.get("group", "售后"))
                lengths.append(len(messages))
        self.groups = pa.array(groups)
        is_agent = numpy.array([role == "agent" for role in self.roles])
        self.is_agent = is_agent
        self.by_speaker = {"agent": numpy.flatnonzero(is_agent), "other": numpy.flatnonzero(~is_agent)}
        self.lengths = numpy.array(lengths)
        self.starts = numpy.concatenate([[0], numpy.cumsum(self.lengths)[:-1]])


def table(corpus: Corpus, dice: numpy.random.Generator, messages: int, number: int) -> pa.Table:
    """Returns about so many messages, of conversations numbered from `number`."""
    count = max(1, round(messages / corpus.lengths.mean()))
    like = dice.integers(len(corpus.lengths), size=count)
    lengths = corpus.lengths[like]
    conversation = numpy.repeat(numpy.arange(count), lengths)
    seq = numpy.arange(lengths.sum()) - numpy.repeat(numpy.cumsum(lengths) - lengths, lengths)
    message = numpy.repeat(corpus.starts[like], lengths) + seq
    # Each waits up to a minute for the next.
    gaps = dice.integers(2_000, 60_000, size=len(seq))
    passed = numpy.cumsum(gaps)
    passed -= numpy.repeat(passed[seq == 0], lengths)
    begin = dice.integers(8 * 3_600_000, 22 * 3_600_000, size=count)
    time = FIRST + begin[conversation] + passed

    texts, roles = pa.array(corpus.texts), pa.array(corpus.roles)
    any_of = {who: dice.choice(those, size=len(seq)) for who, those in corpus.by_speaker.items()}
    likewise = numpy.where(corpus.is_agent[message], any_of["agent"], any_of["other"])
    more = numpy.where(dice.random(len(seq)) < 0.3, likewise, len(texts))
    more = pa.concat_arrays([texts, pa.array([""])]).take(pa.array(more))
    own = pa.array(dice.permutation(len(seq)) + number * 20).cast(pa.string())
    text = pc.binary_join_element_wise(texts.take(pa.array(message)), more, "（", own, "）", "")
    agent = pa.array(1000 + (number + numpy.arange(count)) % 5_000).cast(pa.string())
    name = pc.binary_join_element_wise("c", pa.array(number + numpy.arange(count)).cast(pa.string()), "")
    of = pa.array(conversation)
    columns = {
        "conversation": name.take(of),
        "seq": pa.array(seq.astype("int32")),
        "time": pa.array(time, pa.timestamp("ms")).cast(pa.timestamp("ms", "Asia/Shanghai")),
        "role": roles.take(pa.array(message)),
        "agent_id": agent.take(of),
        "group": corpus.groups.take(pa.array(like)).take(of),
        "text": text,
    }
    return pa.table(columns).take(pa.array(numpy.lexsort((seq, time))))


def main() -> None:
    messages, folder = int(sys.argv[1]), Path(sys.argv[2])
    dice = numpy.random.default_rng(int(sys.argv[3]) if len(sys.argv) > 3 else 2026)
    corpus = Corpus()
    number, rows, size = 0, 0, 0
    for file in range(-(-messages // FILE)):
        day = file // FILES
        made = table(corpus, dice, min(FILE, messages - file * FILE), number)
        moved = pa.compute.add(made["time"].cast(pa.int64()), day * DAY).cast(made["time"].type)
        made = made.set_column(2, "time", moved)
        date = numpy.datetime64("2026-11-01") + day
        path = folder / f"dt={date}" / f"part-{file % FILES:03}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(made, path, compression="zstd", row_group_size=65_536)
        number += len(pc.unique(made["conversation"]))
        rows += made.num_rows
        size += path.stat().st_size
    print(json.dumps({"messages": rows, "conversations": number, "bytes": size}))


main()
