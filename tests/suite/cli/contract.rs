//! What other programs rely on: the fields of findings and of the JSON report.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::Folder;

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn findings() -> Vec<Value> {
    let ran = Folder::with_samples().run(&["check", "log.jsonl", "--rulebook", "rules.toml", "--format", "jsonl"]);
    assert_eq!(ran.status, 1);
    ran.lines()
}

#[test]
fn a_finding_has_its_fields() {
    let mut finding = findings()[0].clone();
    let fingerprint = finding["fingerprint"].take();
    assert_eq!(
        finding,
        json!({
            "rule": "said/dont-know",
            "severity": "error",
            "class": "customer",
            "conversation": "a",
            "utterance": 1,
            "role": "agent",
            "agent": "7",
            "file": "log.jsonl",
            "line": 1,
            // Characters, not bytes: the emoji counts as one.
            "span": {"start": 4, "end": 7},
            "text": "不知道",
            "message": "不说不知道",
            "confidence": "certain",
            "grounds": ["exact-phrase"],
            "suggestions": [
                {"text": "需要核实一下", "applicability": "safe"},
                {"text": "这个问题我帮您核实一下，好吗？", "applicability": "review"},
            ],
            "fingerprint": null,
        })
    );
    assert!(fingerprint.as_str().is_some_and(|text| text.len() >= 16), "{fingerprint}");
}

#[test]
fn an_absence_says_where_it_looked_and_what_came_nearest() {
    let finding = findings()[1].clone();
    assert_eq!(finding["rule"], "missing/farewell");
    assert_eq!(finding["utterance"], 2, "the place where it belonged");
    assert_eq!(finding["absence"]["searched"], json!([2]));
    let nearest = &finding["absence"]["nearest"];
    assert_eq!(nearest["text"], "感谢你的来电");
    assert_eq!(nearest["phrase"], "感谢您的来电");
    assert!(nearest["score"].as_f64().is_some_and(|score| score > 0.0 && score < 1.0), "{nearest}");
}

#[test]
fn a_late_answer_names_the_utterance_that_waited() {
    let finding = findings()[2].clone();
    assert_eq!(finding["rule"], "slow/first");
    assert_eq!((&finding["utterance"], &finding["anchor"]), (&json!(1), &json!(0)));
    assert_eq!(finding["time"], "2026-11-20T09:01:05+08:00");
    assert_eq!(finding["line"], 3);
}

#[test]
fn the_span_cuts_the_text_out_of_the_utterance() {
    let finding = findings()[0].clone();
    let said: Vec<char> = "😀这个我不知道哦".chars().collect();
    let at = |name: &str| finding["span"][name].as_u64().expect("a number") as usize;
    assert_eq!(finding["text"], said[at("start")..at("end")].iter().collect::<String>());
}

#[test]
fn fingerprints_survive_other_lines_and_other_files() {
    let folder = Folder::with_samples();
    let log = folder.read("log.jsonl");
    let mut lines: Vec<&str> = log.lines().collect();
    lines.reverse();
    folder.write("moved.jsonl", lines.join("\n"));
    let ran = folder.run(&["check", "moved.jsonl", "--rulebook", "rules.toml", "--format", "jsonl"]);
    let prints = |findings: &[Value]| -> BTreeSet<String> {
        findings.iter().map(|finding| finding["fingerprint"].to_string()).collect()
    };
    let (here, there) = (prints(&findings()), prints(&ran.lines()));
    assert_eq!(here.len(), 3, "no two findings share a fingerprint");
    assert_eq!(here, there);
}

#[test]
fn the_report_is_one_object() {
    let folder = Folder::with_samples();
    folder.write("broken.jsonl", format!("{}{{\"id\":\n", folder.read("log.jsonl")));
    let ran = folder.run(&["check", "broken.jsonl", "--rulebook", "rules.toml", "--format", "json"]);
    assert_eq!(ran.status, 2, "a record could not be read");
    let report = ran.json();
    assert_eq!(
        keys(&report),
        ["findings", "problems", "rulebook", "rulebook_fingerprint", "schema", "summary", "tool"]
            .into_iter()
            .collect::<BTreeSet<_>>()
    );
    assert_eq!(report["schema"], 1);
    assert_eq!(report["tool"], json!({"name": "huashu", "version": env!("CARGO_PKG_VERSION")}));
    assert_eq!(report["rulebook"], "rules.toml");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(3), "the readable rest is reported");
    let problem = &report["problems"][0];
    assert_eq!((&problem["code"], &problem["line"]), (&json!("input/bad-json"), &json!(4)));
    assert_eq!(problem["file"], "broken.jsonl");
}

#[test]
fn the_summary_counts_everything() {
    let folder = Folder::with_samples();
    folder.write("broken.jsonl", format!("{}{{\"id\":\n", folder.read("log.jsonl")));
    let ran = folder.run(&["check", "broken.jsonl", "--rulebook", "rules.toml", "--format", "json"]);
    let summary = &ran.json()["summary"];
    assert_eq!((&summary["conversations"], &summary["utterances"]), (&json!(3), &json!(7)));
    assert_eq!(summary["findings"], json!({"error": 1, "warning": 1, "info": 1}));
    let slow = &summary["rules"]["slow/first"];
    assert_eq!(slow["findings"], 1);
    assert_eq!(
        slow["outcomes"],
        json!({"pass": 1, "fail": 1, "not-applicable": 0, "not-checkable": 1, "reasons": {"no-time": 1}})
    );
    assert_eq!(summary["rules"].as_object().map(serde_json::Map::len), Some(3), "every rule that was on");
    let ledger = &summary["ledger"];
    assert_eq!(
        (&ledger["files"], &ledger["records"], &ledger["problems"], &ledger["conversations"]),
        (&json!(1), &json!(4), &json!(1), &json!(3))
    );
    assert_eq!(ledger["utterances"], json!({"agent": 4, "customer": 3}));
    for key in ["skipped", "remarks"] {
        assert!(ledger.get(key).is_some(), "{key}");
    }
}

#[test]
fn a_rule_that_could_not_be_judged_never_passes() {
    let ran = Folder::with_samples().run(&["check", "log.jsonl", "--rulebook", "rules.toml", "--format", "json"]);
    let report = ran.json();
    for (id, rule) in report["summary"]["rules"].as_object().expect("rules") {
        let count = |name: &str| rule["outcomes"][name].as_u64().expect("a count");
        let all = count("pass") + count("fail") + count("not-applicable") + count("not-checkable");
        assert_eq!(all, 3, "{id} has one outcome for every conversation");
    }
}
