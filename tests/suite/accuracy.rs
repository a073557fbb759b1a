//! `huashu accuracy` as people run it; the worked example of docs/accuracy.md is what it prints.
//!
//! To write the example anew: `UPDATE=1 cargo test --test suite accuracy`.

use std::process::Output;

use crate::support::program;

const PAGE: &str = "docs/accuracy.md";
const UTTERANCES: &str = "fixtures/accuracy/utterances.jsonl";
const CONVERSATIONS: &str = "fixtures/accuracy/conversations.jsonl";
const LOG: &str = "fixtures/accuracy/shop.jsonl";

fn huashu(arguments: &[&str]) -> Output {
    program().args(arguments).output().expect("huashu runs")
}

fn accuracy(arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut all = vec!["accuracy", "--rulebook", "fixtures/accuracy/rules.toml", "--lang", "en"];
    all.extend(arguments);
    let output = huashu(&all);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("is UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_worked_example_is_what_is_printed() {
    let page = std::fs::read_to_string(PAGE).expect("the page is there").replace("\r\n", "\n");
    let start = page.find("$ huashu accuracy").expect("the page has an example");
    let end = start + page[start..].find("```").expect("the example ends");
    let (command, shown) = page[start..end].split_once('\n').expect("the command stands on a line");
    let arguments: Vec<&str> = command.trim_start_matches("$ huashu ").split_whitespace().collect();
    let printed = String::from_utf8(huashu(&arguments).stdout).expect("is UTF-8");
    if std::env::var_os("UPDATE").is_some() {
        let new = format!("{}{command}\n{printed}{}", &page[..start], &page[end..]);
        std::fs::write(PAGE, new).expect("the page can be written");
        return;
    }
    assert_eq!(shown, printed, "UPDATE=1 cargo test --test suite accuracy writes {PAGE} anew");
}

#[test]
fn limits_make_the_exit_status() {
    let (status, _, _) = accuracy(&["--labels", UTTERANCES, LOG]);
    assert_eq!(status, Some(0));
    let (status, _, said) = accuracy(&["--labels", UTTERANCES, LOG, "--at-least-precision", "0.9"]);
    assert_eq!(status, Some(1));
    assert!(said.contains("precision"), "{said}");
    let (status, _, _) = accuracy(&["--labels", UTTERANCES, LOG, "--at-least-recall", "0.5"]);
    assert_eq!(status, Some(0));
    let (status, _, _) = accuracy(&["--labels", UTTERANCES, LOG, "--at-least-recall", "1.5"]);
    assert_eq!(status, Some(2));
}

#[test]
fn a_limit_over_nothing_is_not_reached() {
    let labels = [UTTERANCES, "--select", "opening/greeting"];
    let (status, _, said) =
        accuracy(&["--labels", labels[0], labels[1], labels[2], LOG, "--at-least-recall", "0.1"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("no labels to measure"), "{said}");
}

#[test]
fn labels_of_other_data_are_never_right() {
    let (status, printed, said) = accuracy(&["--labels", UTTERANCES, "fixtures/corpus/bank.jsonl"]);
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("labels/not-found") && printed.contains("labels not compared: 7"), "{printed}{said}");
    let (status, _, said) = accuracy(&["--labels", "no-such-labels.jsonl", LOG]);
    assert_eq!(status, Some(2));
    assert!(said.contains("labels/unreadable"), "{said}");
}

#[test]
fn json_gives_the_same_figures() {
    let arguments = ["--labels", UTTERANCES, "--labels", CONVERSATIONS, "--format", "json", "--errors", LOG];
    let (status, printed, _) = accuracy(&arguments);
    assert_eq!(status, Some(0));
    let object: serde_json::Value = serde_json::from_str(&printed).expect("is JSON");
    let dont_know = &object["utterances"]["rules"]["attitude/dont-know"];
    assert_eq!(dont_know["right"], 1);
    assert_eq!(dont_know["false_alarms"], 2);
    assert_eq!(dont_know["missed"], 1);
    assert_eq!(object["elements"]["all"]["accuracy"], 1.0);
    assert_eq!(object["anchored"]["all"]["right"], 1);
    assert_eq!(object["mistakes"].as_array().map(Vec::len), Some(4));
}
