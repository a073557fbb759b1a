//! A library of 300 replies with 25 breaches, written in every format: the same is found in each, and put right.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::support::program;

/// One reply: group, title, short code, content, and the rule that it breaches.
type Reply = [&'static str; 5];

fn replies() -> Vec<Reply> {
    let lines = include_str!("../../fixtures/library/replies.tsv").lines().skip(1);
    lines.map(|line| line.split('\t').collect::<Vec<_>>().try_into().expect("five columns")).collect()
}

fn delimited(replies: &[Reply], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(["分组", "标题", "快捷码", "内容"]).expect("written");
    replies.iter().for_each(|reply| writer.write_record(&reply[..4]).expect("written"));
    writer.into_inner().expect("written")
}

fn record([group, title, code, content, _]: &Reply) -> Value {
    json!({ "group": group, "title": title, "short_code": code, "content": content })
}

/// One table a reply, its values quoted as JSON quotes them.
fn tables(replies: &[Reply], head: &str, indent: &str, equals: &str) -> Vec<u8> {
    let mut text = String::new();
    for [group, title, code, content, _] in replies {
        text.push_str(head);
        let pairs = [("group", group), ("title", title), ("code", code), ("content", content)];
        for (number, (key, value)) in pairs.into_iter().enumerate() {
            let before = if number == 0 { "" } else { indent };
            writeln!(text, "{before}{key}{equals}{}", Value::from(*value)).expect("written");
        }
    }
    text.into_bytes()
}

/// Replies under the headings of their groups.
fn headed(replies: &[Reply], item: &str, end: &str) -> Vec<u8> {
    let mut text = String::new();
    for group in replies.chunk_by(|a, b| a[0] == b[0]) {
        write!(text, "\n# {}\n\n", group[0][0]).expect("written");
        group.iter().for_each(|reply| write!(text, "{item}{}{end}", reply[3]).expect("written"));
    }
    text.into_bytes()
}

fn workbook(replies: &[Reply]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for trade in replies.chunks(50) {
        let sheet = workbook.add_worksheet();
        for (column, name) in ["分组", "标题", "快捷码", "内容"].into_iter().enumerate() {
            sheet.write(0, column as u16, name).expect("written");
        }
        for (row, reply) in (1..).zip(trade) {
            for (column, cell) in reply[..4].iter().enumerate() {
                sheet.write(row, column as u16, *cell).expect("written");
            }
        }
    }
    workbook.save_to_buffer().expect("written")
}

/// The library in every format, by the name of its file.
fn libraries(replies: &[Reply]) -> Vec<(&'static str, Vec<u8>)> {
    let records: Vec<Value> = replies.iter().map(record).collect();
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    vec![
        ("a.csv", delimited(replies, b',')),
        ("a.tsv", delimited(replies, b'\t')),
        ("a.json", serde_json::to_vec_pretty(&records).expect("written")),
        ("a.jsonl", (lines.join("\n") + "\n").into_bytes()),
        ("a.yaml", tables(replies, "- ", "  ", ": ")),
        ("a.toml", tables(replies, "[[reply]]\n", "", " = ")),
        ("a.md", headed(replies, "- ", "\n")),
        ("a.txt", headed(replies, "", "\n\n")),
        ("a.xlsx", workbook(replies)),
    ]
}

/// Returns the findings in a library: file, line, cell, text, rule.
fn findings(folder: &Path, name: &str) -> Vec<Value> {
    let check = ["check", "--as", "canned", "-r", "builtin:canned", "-f", "json", "--fail-on", "never", name];
    let output = program().current_dir(folder).args(check).output().expect("the program runs");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    report["findings"].as_array().expect("a list").clone()
}

#[test]
fn the_same_breaches_are_found_in_every_format_and_nothing_else() {
    let replies = replies();
    let planted: Vec<&Reply> = replies.iter().filter(|reply| !reply[4].is_empty()).collect();
    assert_eq!((replies.len(), planted.len()), (300, 25));
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in libraries(&replies) {
        fs::write(folder.path().join(name), &bytes).expect("written");
        let found = findings(folder.path(), name);
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<&str> = text.lines().collect();
        for finding in &found {
            let said = finding["text"].as_str().expect("a text");
            let is_there = |reply: &&&Reply| reply[3].contains(said);
            assert!(planted.iter().any(|reply| is_there(&reply)), "{name}: {finding}");
            let line = finding["line"].as_u64().expect("a line") as usize;
            if name == "a.xlsx" {
                let (row, sheet) = (line - 1, finding["file"].as_str().expect("a file"));
                let sheet: usize = sheet.rsplit_once("Sheet").expect("a sheet").1.parse().expect("a number");
                assert!(replies[(sheet - 1) * 50 + row - 1][3].contains(said), "{finding}");
                assert_eq!(finding["cell"], format!("D{line}"));
            } else {
                assert!(lines[line - 1].contains(said), "{name}: {finding}");
            }
        }
        for [_, _, _, content, rule] in &planted {
            let is_it = |finding: &&Value| {
                finding["rule"] == *rule && finding["text"].as_str().is_some_and(|said| content.contains(said))
            };
            assert!(found.iter().any(|finding| is_it(&finding)), "{name}: {rule} in {content}");
        }
    }
}

#[test]
fn what_is_put_right_stays_and_everything_else_is_as_it_was() {
    let replies = replies();
    let folder = tempfile::tempdir().expect("a folder");
    for (name, before) in libraries(&replies).into_iter().filter(|(name, _)| *name != "a.xlsx") {
        let path = folder.path().join(name);
        fs::write(&path, &before).expect("written");
        let found = findings(folder.path(), name).len();
        let fix = |name: &str| {
            let fix = ["fix", "--unsafe", "-r", "builtin:canned", name];
            program().current_dir(folder.path()).args(fix).output().expect("the program runs")
        };
        fix(name);
        let once = fs::read_to_string(&path).expect("is there");
        let left = findings(folder.path(), name);
        assert!(left.len() * 3 <= found, "{name}: {left:?}");
        assert!(left.iter().all(|finding| finding["severity"] != "error"), "{name}: {left:?}");
        let before = String::from_utf8(before).expect("UTF-8");
        let changed = before.lines().zip(once.lines()).filter(|(before, after)| before != after);
        let planted = |line: &str| {
            replies.iter().any(|[_, _, _, content, rule]| {
                !rule.is_empty() && (line.contains(content) || line.contains(&Value::from(*content).to_string()))
            })
        };
        for (before, after) in changed {
            assert!(planted(before), "{name}: {before} → {after}");
        }
        assert_eq!(before.lines().count(), once.lines().count(), "{name}");
        fix(name);
        assert_eq!(fs::read_to_string(&path).expect("is there"), once, "{name}: twice changes nothing");
    }
}

#[test]
fn duplicates_are_told_with_both_places_and_can_be_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = "内容\n您好，请问有什么可以帮您？\n请您稍等\n您好，请问有什么可以帮您\n";
    fs::write(folder.path().join("a.csv"), library).expect("written");
    let told = |more: &[&str]| {
        let check = ["check", "--as", "canned", "--lang", "en", "-f", "concise", "a.csv"];
        let output = program().current_dir(folder.path()).args(check).args(more).output().expect("runs");
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    let all = told(&[]);
    assert!(all.contains("input/duplicate-reply") && all.contains("a.csv:2") && all.contains("a.csv:4"), "{all}");
    assert!(!told(&["--no-duplicates"]).contains("input/duplicate-reply"));
}
