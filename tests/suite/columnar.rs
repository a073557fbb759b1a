//! Tables of Parquet and Arrow, through the program: read as any other export, written as a report.

use std::io::Write;
use std::process::Stdio;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_ipc::writer::StreamWriter;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use crate::support::Folder;

/// Conversation, role and words of each message.
const TALK: [[&str; 3]; 4] = [
    ["a", "customer", "这件衬衫掉色吗？"],
    ["a", "agent", "这个我不知道哦"],
    ["b", "customer", "在吗"],
    ["b", "agent", "在的，再见"],
];

fn table(rows: &[[&str; 3]]) -> RecordBatch {
    let column =
        |at: usize| -> ArrayRef { Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row[at]))) };
    RecordBatch::try_from_iter([("session_id", column(0)), ("role", column(1)), ("text", column(2))])
        .expect("a table")
}

fn parquet(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).expect("a writer");
    writer.write(batch).expect("written");
    writer.into_inner().expect("written")
}

fn jsonl() -> String {
    let line = |[id, role, text]: [&str; 3]| {
        format!("{{\"session_id\":\"{id}\",\"role\":\"{role}\",\"text\":\"{text}\"}}\n")
    };
    TALK.map(line).concat()
}

fn folder() -> Folder {
    let folder = Folder::with_samples();
    folder.write("log.parquet", parquet(&table(&TALK)));
    folder.write("same.jsonl", jsonl());
    folder
}

/// Leaves out where a finding stands.
fn placeless(mut findings: Vec<Value>) -> Vec<Value> {
    for finding in &mut findings {
        let finding = finding.as_object_mut().expect("an object");
        ["file", "line"].iter().for_each(|key| drop(finding.remove(*key)));
    }
    findings
}

#[test]
fn findings_are_those_of_the_same_messages_in_json() {
    let folder = folder();
    let check = |log: &str| folder.run(&["check", log, "-r", "rules.toml", "-f", "jsonl"]);
    let (columnar, lines) = (check("log.parquet"), check("same.jsonl"));
    assert_eq!((columnar.status, columnar.err.as_str()), (1, ""));
    assert_eq!(columnar.lines()[0]["line"], 2);
    assert_eq!(placeless(columnar.lines()), placeless(lines.lines()));
}

#[test]
fn a_stream_is_read_from_a_pipe() {
    let folder = folder();
    let batch = table(&TALK);
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).expect("a writer");
    writer.write(&batch).expect("written");
    let stream = writer.into_inner().expect("written");
    let mut command = folder.command(&["check", "-", "-r", "rules.toml", "-f", "jsonl"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program runs");
    child.stdin.take().expect("a pipe").write_all(&stream).expect("written");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("said/dont-know"));
}

#[test]
fn what_cannot_be_read_is_a_job_not_done() {
    let folder = folder();
    let whole = parquet(&table(&TALK));
    folder.write("cut.parquet", &whole[..whole.len() - 9]);
    folder.write("locked.parquet", b"PARE\x01\x00\x00\x00 PARE");
    for (name, code) in [("cut.parquet", "input/broken-file"), ("locked.parquet", "input/locked-file")] {
        let ran = folder.run(&["check", name, "-r", "rules.toml"]);
        assert_eq!(ran.status, 2, "{name}: {}", ran.err);
        assert!(ran.err.contains(code), "{name}: {}", ran.err);
    }
}

#[test]
fn partitioned_folders_are_checked_and_inspected() {
    let folder = Folder::with_samples();
    for (day, rows) in [("2026-11-26", &TALK[..2]), ("2026-11-27", &TALK[2..])] {
        folder.write(&format!("lake/dt={day}/part-0.parquet"), parquet(&table(rows)));
    }
    let ran = folder.run(&["check", "lake", "-r", "rules.toml", "-f", "json"]);
    assert_eq!(ran.json()["summary"]["conversations"], 2);
    let ran = folder.run(&["inspect", "lake", "-r", "rules.toml", "--lang", "en"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    for words in ["part-0.parquet  parquet", "session_id → conversation", "dt"] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
}

#[test]
fn findings_are_written_as_parquet() {
    let folder = folder();
    let ran = folder.run(&["check", "log.parquet", "-r", "rules.toml", "-o", "findings.parquet", "-o", "f.jsonl"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    let bytes = Bytes::from(std::fs::read(folder.path("findings.parquet")).expect("a report"));
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes).expect("Parquet");
    let notes = reader.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
    let noted = |key: &str| notes.iter().find(|note| note.key == key).and_then(|note| note.value.clone());
    let said = folder.run(&["check", "log.parquet", "-r", "rules.toml", "-f", "json"]).json();
    for (note, key) in [("huashu.rulebook", "rulebook"), ("huashu.rulebook_fingerprint", "rulebook_fingerprint")] {
        assert_eq!(noted(note).as_deref(), said[key].as_str(), "{note}");
    }
    let batch = reader.build().expect("a reader").next().expect("a batch").expect("a batch");
    let column = |name: &str| -> Vec<String> {
        let column = batch.column_by_name(name).expect("a column").as_string::<i32>();
        column.iter().flatten().map(str::to_owned).collect()
    };
    let lines: Vec<Value> =
        folder.read("f.jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for name in ["rule", "conversation", "text", "message", "fingerprint"] {
        let expected: Vec<&str> = lines.iter().filter_map(|line| line[name].as_str()).collect();
        assert_eq!(column(name), expected, "{name}");
    }
}

#[test]
fn the_pages_describe_every_column() {
    for page in ["docs/columnar.md", "docs/columnar.zh-CN.md"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
        let text = std::fs::read_to_string(path).expect("a page");
        for column in huashu_report::arrow::finding_columns().chain(huashu_report::arrow::conversation_columns()) {
            let words = if page.contains("zh") { column.zh } else { column.en };
            assert!(text.contains(&format!("| `{}` | {words} |", column.name)), "{page}: {}", column.name);
        }
    }
}
