//! Writes a large, repeatable chat log for measuring, from the conversations in `fixtures/corpus`.
//!
//! `cargo run --release --example make_log -- MEGABYTES [DISTINCT] > big.jsonl`
//!
//! Every conversation gets its own id, times and agent. `DISTINCT` is the
//! share of utterances, from 0 to 1, that get a number of their own, so that
//! they are never met twice; agents' words repeat in life, and a log in which
//! they do is easier to check than one in which they do not.

use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let megabytes: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(200);
    let distinct: f64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(0.3);
    let pool = pool()?;
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut written, mut number) = (0, 0);
    while written < megabytes * 1_000_000 {
        let line = conversation(&pool[dice.below(pool.len())], number, distinct, &mut dice).to_string();
        writeln!(out, "{line}")?;
        written += line.len() + 1;
        number += 1;
    }
    out.flush()
}

/// Reads the messages of every conversation in the corpus.
fn pool() -> io::Result<Vec<Vec<Value>>> {
    let mut pool = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir("fixtures/corpus")?.collect::<io::Result<_>>()?;
    files.sort_by_key(std::fs::DirEntry::path);
    for file in files {
        for line in std::fs::read_to_string(file.path())?.lines() {
            let record: Value = serde_json::from_str(line)?;
            pool.extend(record["messages"].as_array().cloned());
        }
    }
    Ok(pool)
}

fn conversation(messages: &[Value], number: usize, distinct: f64, dice: &mut Dice) -> Value {
    let agent = (1000 + number % 500).to_string();
    let mut second = 8 * 3600 + number % 40_000;
    let mut rows = Vec::new();
    for message in messages {
        second += 3 + dice.below(37);
        let mut text = message["text"].as_str().unwrap_or_default().to_owned();
        if dice.below(1000) < (distinct * 1000.0) as usize {
            text = format!("{text}（第{number}号-{}）", dice.below(100_000));
        }
        let (hour, minute) = (second / 3600 % 24, second / 60 % 60);
        let time = format!("2026-11-01T{hour:02}:{minute:02}:{:02}+08:00", second % 60);
        let mut row = json!({ "role": message["role"], "time": time, "text": text });
        if message["role"] == "agent" {
            row["agent_id"] = agent.as_str().into();
        }
        rows.push(row);
    }
    json!({ "id": format!("c{number:08}"), "channel": "chat", "agent": { "id": agent }, "messages": rows })
}

/// Repeatable random numbers (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}
