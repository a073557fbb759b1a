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
fn the_worked_examples_are_what_is_printed() {
    let mut page = std::fs::read_to_string(PAGE).expect("the page is there").replace("\r\n", "\n");
    let mut from = 0;
    let mut examples = 0;
    while let Some(start) = page[from..].find("$ huashu accuracy").map(|at| from + at) {
        let end = start + page[start..].find("```").expect("the example ends");
        let (command, shown) = page[start..end].split_once('\n').expect("the command stands on a line");
        let arguments: Vec<&str> = command.trim_start_matches("$ huashu ").split_whitespace().collect();
        let printed = String::from_utf8(huashu(&arguments).stdout).expect("is UTF-8");
        examples += 1;
        if std::env::var_os("UPDATE").is_none() {
            assert_eq!(shown, printed, "UPDATE=1 cargo test --test suite accuracy writes {PAGE} anew");
        }
        let written = format!("{command}\n{printed}");
        page.replace_range(start..end, &written);
        from = start + written.len();
    }
    assert!(examples >= 2, "{PAGE} shows {examples} examples");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(PAGE, page).expect("the page can be written");
    }
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

#[test]
fn folds_divide_the_labels_and_a_fold_can_be_kept_back() {
    let right = |arguments: &[&str]| {
        let mut all = vec!["--labels", UTTERANCES, "--format", "json", LOG, "--folds", "3"];
        all.extend(arguments);
        let (status, printed, said) = accuracy(&all);
        assert_eq!(status, Some(0), "{said}");
        serde_json::from_str::<serde_json::Value>(&printed).expect("is JSON")
    };
    let whole = right(&[]);
    let folds = whole["folds"].as_array().expect("has folds");
    assert_eq!(folds.len(), 3);
    for figure in ["right", "false_alarms", "missed"] {
        let sum: u64 = folds.iter().filter_map(|fold| fold["utterances"]["all"][figure].as_u64()).sum();
        assert_eq!(whole["utterances"]["all"][figure], sum, "{figure}");
    }
    for fold in ["1", "2", "3"] {
        let labels = |object: &serde_json::Value| object["utterances"]["labels"].as_u64().unwrap_or_default();
        let (kept_back, others) = (right(&["--only-fold", fold]), right(&["--except-fold", fold]));
        assert_eq!(labels(&kept_back) + labels(&others), labels(&whole));
    }
    let (status, printed, _) = accuracy(&["--labels", UTTERANCES, LOG, "--folds", "3", "--by", "source"]);
    assert_eq!(status, Some(0));
    assert!(printed.contains("fold") && printed.contains("precision"), "{printed}");
    let (status, _, said) = accuracy(&["--labels", UTTERANCES, LOG, "--only-fold", "1"]);
    assert_eq!(status, Some(2), "{said}");
}

#[test]
fn two_rulebooks_are_compared_on_the_same_labels() {
    let (status, printed, said) =
        accuracy(&["--labels", UTTERANCES, LOG, "--compare", "fixtures/accuracy/mended.toml", "--errors"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(printed.contains("0.333 → 1.000"), "{printed}");
    assert!(printed.contains("false alarms and misses that are mended"), "{printed}");
    assert!(!printed.contains("new false alarms"), "{printed}");
    let limits = ["--at-least-precision", "0.9"];
    let (status, _, _) = accuracy(&["--labels", UTTERANCES, LOG, limits[0], limits[1]]);
    assert_eq!(status, Some(1));
    let mended = ["--compare", "fixtures/accuracy/mended.toml"];
    let (status, _, said) = accuracy(&["--labels", UTTERANCES, LOG, limits[0], limits[1], mended[0], mended[1]]);
    assert_eq!(status, Some(0), "limits hold for the second rulebook: {said}");
    let (status, _, said) = accuracy(&["--labels", UTTERANCES, LOG, "--compare", "no-such.toml"]);
    assert_eq!(status, Some(2), "{said}");
}
