//! `huashu trend`: the reports of several days beside one another, as people run it.

use serde_json::Value;

use crate::support::{Folder, LOG, RULES};

/// Reports of two days, the second by other rules.
fn folder() -> Folder {
    let folder = Folder::with_samples();
    folder.write("later.jsonl", LOG.replace("2026-11-20", "2026-11-21"));
    folder.write("new.toml", RULES.replace("points = 5", "points = 30"));
    for (rules, log, report) in [("new.toml", "later.jsonl", "1.json"), ("rules.toml", "log.jsonl", "2.json")] {
        let ran = folder.run(&["check", "-r", rules, log, "-o", report, "--fail-on", "never"]);
        assert_eq!(ran.status, 0, "{}", ran.err);
    }
    folder
}

#[test]
fn days_are_put_in_order_and_a_change_of_rules_is_marked() {
    let folder = folder();
    let ran = folder.run(&["trend", "1.json", "2.json", "--lang", "zh"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let (first, second) = (ran.out.find("2026-11-20"), ran.out.find("※2026-11-21"));
    assert!(first.is_some() && first < second, "{}", ran.out);
    assert!(ran.out.contains("规则变了，分数不可直接比较"), "{}", ran.out);
    let ran = folder.run(&["trend", "1.json", "2.json", "--format", "json"]);
    let value: Value = serde_json::from_str(&ran.out).expect("is JSON");
    let reports = &value["reports"];
    assert_eq!((&reports[0]["file"], &reports[1]["rules_changed"]), (&Value::from("2.json"), &Value::from(true)));
    assert!(reports[0]["all"]["mean"].as_f64() > reports[1]["all"]["mean"].as_f64(), "{value}");
    assert_eq!(reports[0]["agents"]["7"]["name"], "小七");
}

#[test]
fn files_are_written_by_their_endings() {
    let folder = folder();
    let ran =
        folder.run(&["trend", "1.json", "2.json", "-o", "t.html", "-o", "t.xlsx", "-o", "t.csv", "--lang", "zh"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{}", ran.err);
    let html = folder.read("t.html");
    assert!(html.contains("<svg") && html.contains("class=\"break\"") && !html.contains("<script"));
    assert!(folder.read("t.csv").starts_with("\u{FEFF}什么,编号,"));
    assert!(std::fs::read(folder.path("t.xlsx")).expect("a workbook").starts_with(b"PK"));
}

#[test]
fn what_is_no_report_is_told_and_the_others_are_shown() {
    let folder = folder();
    folder.write("old.json", r#"{"schema":1,"rulebook":"tests","findings":[],"summary":{"conversations":1}}"#);
    let ran = folder.run(&["trend", "2.json", "log.jsonl", "none.json", "old.json", "--lang", "en"]);
    assert_eq!(ran.status, 2);
    for words in ["trend/not-a-report", "trend/unreadable", "trend/no-scores"] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
    assert!(ran.out.contains("2026-11-20") && ran.out.contains("as they were named"), "{}", ran.out);
    let nothing = folder.run(&["trend", "none.json"]);
    assert!(nothing.status == 2 && nothing.out.is_empty());
}
