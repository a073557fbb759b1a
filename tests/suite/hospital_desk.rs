//! A rulebook written from the guide alone: its examples hold, and a day's log yields what its author expects.

use std::process::Output;

use crate::support::program;

const RULEBOOK: &str = "fixtures/rulebooks/hospital-desk/huashu.toml";
const LOG: &str = "fixtures/rulebooks/hospital-desk/log.csv";

fn huashu(arguments: &[&str]) -> Output {
    program().args(arguments).args(["--lang", "en"]).output().expect("the program starts")
}

#[test]
fn its_examples_hold() {
    let output = huashu(&["test", RULEBOOK]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn its_log_yields_what_is_expected() {
    let output = huashu(&["check", LOG, "--rulebook", RULEBOOK, "--select", "desk/*", "--format", "jsonl"]);
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{text}{errors}");
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("a line is a record");
        if let (Some(rule), Some(conversation)) = (record["rule"].as_str(), record["conversation"].as_str()) {
            found.push((conversation.to_owned(), rule.to_owned()));
        }
    }
    found.sort();
    let expected = [
        ("Q-002", "desk/bare-reply"),
        ("Q-002", "desk/comfort"),
        ("Q-002", "desk/no-slot"),
        ("Q-002", "desk/private-contact"),
        ("Q-002", "desk/promise-cure"),
        ("Q-002", "desk/response-gap"),
        ("Q-003", "desk/hold"),
        ("Q-003", "desk/time-of-day"),
    ];
    let expected: Vec<(String, String)> =
        expected.iter().map(|(conversation, rule)| ((*conversation).to_owned(), (*rule).to_owned())).collect();
    assert_eq!(found, expected, "{text}{errors}");
}
