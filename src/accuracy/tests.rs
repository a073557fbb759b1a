//! Labels read and compared, on conversations made by hand.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::*;
use huashu_model::confidence::Confidence;
use huashu_model::finding::{Absence, Class, Finding, Location, RuleInfo, Severity};
use huashu_model::language::{Bilingual, Language};
use huashu_model::problem::Level as ProblemLevel;
use huashu_model::text::Span;
use huashu_model::transcript::{Conversation, Role, Utterance};

fn finding(rule: &str, utterance: usize, text: &str, anchor: Option<usize>) -> Finding {
    let info = RuleInfo {
        id: rule.to_owned(),
        severity: Severity::Error,
        class: Class::Minor,
        points: 0.0,
        fatal: false,
        title: Bilingual::default(),
        why: Bilingual::default(),
        source: Vec::new(),
        suggestions: Vec::new(),
        confidence: Confidence::Certain,
    };
    let location = Location { file: "logs/shop.jsonl".into(), line: 1, conversation: "c1".into(), cell: None };
    let span = Span::new(0, text.len().min(3));
    let mut finding = Finding::new(Arc::new(info), location, utterance, Role::Agent, text, span);
    finding.anchor = anchor;
    finding.absence = anchor.map(|_| Absence { searched: Vec::new(), nearest: None });
    finding
}

fn conversation(id: &'static str, texts: &[&'static str]) -> Conversation<'static> {
    let said = |text: &&'static str| Utterance { text: Cow::Borrowed(*text), ..Utterance::default() };
    Conversation { id: Some(id.into()), utterances: texts.iter().map(said).collect(), ..Conversation::default() }
}

/// One conversation `c1` of `shop`, in which `a` is found at 1, `b` at 2 and `hold` at 2 because of 1.
fn observed() -> Observed {
    let mut observed = Observed::default();
    let findings = [
        finding("a", 1, "不知道", None),
        finding("b", 2, "没办法的事", None),
        finding("hold", 2, "没办法的事", Some(1)),
    ];
    observed.add("logs/shop.jsonl", &conversation("c1", &["在吗", "不知道", "没办法的事"]), &findings);
    observed
}

fn read(text: &str) -> (Labels, Vec<&'static str>) {
    let mut labels = Labels::default();
    let problems = labels.add("labels.jsonl", text);
    (labels, problems.into_iter().map(|problem| problem.code).collect())
}

fn compare(text: &str, observed: &Observed) -> Measurement {
    let (labels, problems) = read(text);
    assert!(problems.is_empty(), "{problems:?}");
    let known: BTreeSet<&str> = ["a", "b", "hold", "attitude/dont-know", "off"].into();
    let run: BTreeSet<&str> = ["a", "b", "hold", "attitude/dont-know"].into();
    let rules = Rules { known: &known, run: &run, also: &[] };
    measure(&labels, observed, rules)
}

fn figures(counts: &Counts) -> [u64; 4] {
    [counts.right, counts.false_alarms, counts.missed, counts.kept]
}

fn codes(measurement: &Measurement) -> Vec<&'static str> {
    measurement.problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn rows_that_cannot_be_read_are_reported_with_their_line() {
    let text = concat!(
        "\u{feff}{\"conversation\":1,\"utterance\":0,\"violations\":[]}\n",
        "\n",
        "{\"conversation\":\"c1\",\"violations\":[]}\n",
        "{\"conversation\":\"c1\"}\n",
        "{\"utterance\":0,\"violations\":[]}\n",
        "not JSON\n",
        "{\"conversation\":\"c1\",\"elements\":{\"a\":\"failed\"}}\n",
        "{\"conversation\":\"c1\",\"utterance\":1,\"violations\":[],\"boderline\":[\"a\"]}\n",
        "{\"conversation\":\"c1\",\"utterance\":1,\"violations\":[\"a\"],\"borderline\":[\"a\"]}\n",
        "{\"conversation\":\"c2\",\"utterance\":1,\"violations\":[\"a\"],\"reader\":\"one\",\"utterance_text\":\"x\"}\n",
    );
    let mut labels = Labels::default();
    let problems = labels.add("labels.jsonl", text);
    let lines: Vec<Option<u64>> = problems.iter().map(|problem| problem.place.line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9].map(Some));
    assert!(problems.iter().all(|problem| problem.code == "labels/bad-row" && problem.help.is_some()));
    assert_eq!(labels.len(), 2);
    assert_eq!(labels.utterances[0].conversation, "1");
    assert_eq!(read("\n").1, ["labels/empty"]);
}

#[test]
fn doubt_counts_neither_way() {
    let text = r#"{"source":"shop","conversation":"c1","utterance":1,"violations":["b"],"borderline":["a"]}
{"source":"shop","conversation":"c1","utterance":2,"violations":["b"]}
{"source":"shop","conversation":"c1","utterance":0,"violations":[]}"#;
    let measurement = compare(text, &observed());
    assert_eq!(figures(&measurement.utterances.rules["b"]), [1, 0, 1, 0]);
    assert!(!measurement.utterances.rules.contains_key("a"));
    assert_eq!((measurement.utterances.rows, measurement.left_out), (3, 0));
    let missed = &measurement.mistakes[0];
    assert_eq!(
        (missed.kind, missed.utterance, missed.text.as_deref()),
        (MistakeKind::Missed, Some(1), Some("不知道"))
    );
}

#[test]
fn rules_that_no_label_names_take_part_when_asked() {
    let row = r#"{"conversation":"c1","utterance":1,"violations":[]}"#;
    let (labels, _) = read(row);
    let known: BTreeSet<&str> = ["a", "b"].into();
    let also = ["a".to_owned()];
    let rules = Rules { known: &known, run: &known, also: &also };
    let measurement = measure(&labels, &observed(), rules);
    assert_eq!(figures(&measurement.utterances.rules["a"]), [0, 1, 0, 0]);
    assert_eq!(measurement.mistakes[0].words.as_deref(), Some("不"));
    assert!(compare(row, &observed()).utterances.rules.is_empty());
}

#[test]
fn elements_and_anchors_are_compared_by_conversation() {
    let text = r#"{"conversation":"c1","elements":{"a":"fail","b":"pass","hold":"borderline","attitude/dont-know":"pass"},
"anchored":[{"rule":"hold","utterance":1,"verdict":"fail"},{"rule":"hold","utterance":0,"verdict":"fail"}]}"#;
    let measurement = compare(&text.replace('\n', ""), &observed());
    let elements = &measurement.elements;
    assert_eq!(figures(&elements.all()), [1, 1, 0, 1]);
    assert_eq!((elements.all().agreed(), elements.all().judged()), (2, 3));
    assert!(!elements.rules.contains_key("hold"));
    assert_eq!(figures(&measurement.anchored.all()), [1, 0, 1, 0]);
}

#[test]
fn labels_that_cannot_be_compared_are_never_right() {
    let mut observed = observed();
    observed.add("logs/other.jsonl", &conversation("c1", &["好"]), &[]);
    let rows = [
        (r#"{"conversation":"c1","utterance":0,"violations":[]}"#, "labels/ambiguous"),
        (r#"{"source":"shop","conversation":"c9","utterance":0,"violations":[]}"#, "labels/not-found"),
        (r#"{"source":"other","conversation":"c1","utterance":1,"violations":["a"]}"#, "labels/not-found"),
        (r#"{"source":"shop","conversation":"c9","elements":{"a":"pass"}}"#, "labels/not-found"),
        (
            r#"{"source":"other","conversation":"c1","anchored":[{"rule":"a","utterance":7,"verdict":"pass"}]}"#,
            "labels/not-found",
        ),
    ];
    for (row, code) in rows {
        let measurement = compare(row, &observed);
        assert_eq!((codes(&measurement), measurement.left_out), (vec![code], 1), "{row}");
        assert!(measurement.problems[0].level == ProblemLevel::Error && measurement.mistakes.is_empty());
        assert!(Level::ALL.iter().all(|level| measurement.figures(*level).rows == 0));
    }
    let row = r#"{"source":"shop","conversation":"c1","utterance":0,"violations":[]}"#;
    assert_eq!(codes(&compare(&format!("{row}\n{row}"), &observed)), ["labels/repeated"]);
    observed.add("copy/shop.jsonl", &conversation("c1", &["在吗"]), &[]);
    let measurement = compare(row, &observed);
    assert_eq!((codes(&measurement), measurement.left_out), (vec!["labels/ambiguous"], 0));
    assert_eq!(measurement.problems[0].level, ProblemLevel::Warning);
}

#[test]
fn unknown_rules_are_named_with_the_nearest_and_rules_that_are_off_are_said() {
    let row = r#"{"conversation":"c1","utterance":0,"violations":["attitude/dont-knw","off","a"]}"#;
    let measurement = compare(row, &observed());
    assert_eq!(codes(&measurement), ["labels/unknown-rule", "labels/rule-off"]);
    let unknown = &measurement.problems[0];
    assert_eq!(unknown.place.line, Some(1));
    assert!(unknown.help.as_ref().is_some_and(|help| help.en.contains("`attitude/dont-know`")));
    assert_eq!(figures(&measurement.utterances.all()), [0, 0, 1, 0]);
}

#[test]
fn columns_allow_for_wide_characters_and_nothing_drives_the_terminal() {
    let mut measurement = Measurement::default();
    measurement.utterances.rows = 1;
    measurement.utterances.rules.insert("态度/不知道".to_owned(), Counts { right: 1, ..Counts::default() });
    measurement.utterances.rules.insert("a".to_owned(), Counts { missed: 12, ..Counts::default() });
    measurement.mistakes.push(Mistake {
        level: Level::Utterance,
        kind: MistakeKind::FalseAlarm,
        rule: "a".to_owned(),
        source: "shop".to_owned(),
        conversation: "c\u{1b}[2J".to_owned(),
        utterance: Some(0),
        text: Some("不\u{1b}知道".to_owned()),
        words: None,
    });
    let shown = text(&measurement, Language::Chinese, true);
    assert!(!shown.contains('\u{1b}'));
    let table: Vec<&str> = shown.lines().skip(1).take(4).collect();
    let width = huashu_model::text::display_width(table[0]);
    assert!(table.iter().all(|line| huashu_model::text::display_width(line) == width), "{shown}");
    let object = json(&measurement, "mine", false);
    assert_eq!(object["utterances"]["rules"]["a"]["precision"], Value::Null);
    assert_eq!(object["utterances"]["all"]["recall"], 1.0 / 13.0);
    assert!(object.get("mistakes").is_none());
}
