use huashu_model::language::Language;

use super::*;

/// A report as `check --format json` writes it, with one agent and two rules.
fn report(day: &str, fingerprint: &str, mean: f64, findings: u64) -> String {
    serde_json::json!({
        "schema": 1,
        "tool": { "name": "huashu", "version": "0.1.0" },
        "rulebook": "shop",
        "rulebook_fingerprint": fingerprint,
        "findings": [{ "rule": "a/b", "text": "不知道" }],
        "problems": [],
        "summary": {
            "conversations": 10,
            "findings": { "error": findings, "warning": 0, "info": 0 },
            "rules": {
                "a/b": { "severity": "error", "findings": findings, "outcomes": {} },
                "a/quiet": { "severity": "info", "findings": 0 },
            },
            "ledger": { "utterances": { "agent": 50, "customer": 40 } },
            "score": { "start": 100.0, "pass": 80.0, "mean": mean, "pass_rate": 0.9, "days": { day: {} } },
            "agents": { "007": {
                "name": "小七", "utterances": 50, "findings": { "error": findings },
                "score": { "conversations": 10, "mean": mean, "pass_rate": 0.9 },
            } },
        },
    })
    .to_string()
}

fn point(day: &str, fingerprint: &str, mean: f64, findings: u64) -> Point {
    let report = report(day, fingerprint, mean, findings);
    read(&format!("{day}.json"), report.as_bytes()).expect("is a report").0
}

fn code(report: &str) -> &'static str {
    read("a.json", report.as_bytes()).expect_err("is none").code
}

#[test]
fn figures_are_read_back() {
    let point = point("2026-11-20", "f", 95.5, 5);
    assert_eq!(point.all.per_thousand(), Some(100.0));
    assert_eq!((point.all.mean, point.all.pass_rate, point.all.conversations), (Some(95.5), Some(0.9), Some(10)));
    assert_eq!(point.rules["a/b"].per_thousand, Some(100.0));
    assert_eq!(point.agents["007"].name.as_deref(), Some("小七"));
}

#[test]
fn days_go_before_the_order_of_files_and_changed_rules_are_marked() {
    let (one, two) = (point("2026-11-20", "f", 90.0, 5), point("2026-11-21", "g", 95.0, 4));
    let three = point("2026-11-22", "g", 96.0, 4);
    let trend = Trend::new(vec![three, one, two]);
    assert_eq!(trend.names(), ["2026-11-20", "2026-11-21", "2026-11-22"]);
    assert_eq!(trend.breaks(), [1]);
    let text = crate::page::text(&page(&trend, Detail::default(), Language::Chinese));
    assert!(text.contains("规则变了，分数不可直接比较：※2026-11-21 起"), "{text}");
    assert!(text.contains("+1.00") && !text.contains("+6.00") && text.contains("另有 1 条规则没有发现"), "{text}");
}

#[test]
fn reports_of_one_day_keep_their_names_apart() {
    let mut other = point("2026-11-20", "f", 90.0, 5);
    other.file = "晚班.json".to_owned();
    let trend = Trend::new(vec![point("2026-11-20", "f", 90.0, 5), other]);
    assert_eq!(trend.names(), ["2026-11-20 2026-11-20.json", "2026-11-20 晚班.json"]);
}

#[test]
fn older_reports_lack_scores_and_are_told() {
    let old = r#"{"schema":1,"rulebook":"shop","findings":[],"summary":{"conversations":2,"findings":{"error":3},
        "ledger":{"utterances":{"agent":6}},"agents":{"7":{"utterances":6,"findings":{"error":3}}}}}"#;
    let (point, warned) = read("old.json", old.as_bytes()).expect("is a report");
    assert_eq!(warned.map(|problem| problem.code), Some("trend/no-scores"));
    assert_eq!((point.all.mean, point.all.per_thousand()), (None, Some(500.0)));
    let trend = Trend::new(vec![self::point("2026-11-20", "f", 90.0, 5), point]);
    assert!(!trend.is_by_day && trend.breaks().is_empty());
    let page = page(&trend, Detail::default(), Language::English);
    assert!(page.notes.iter().any(|note| note.contains("as they were named")), "{:?}", page.notes);
}

#[test]
fn what_is_no_report_is_refused() {
    assert_eq!(code("{}"), "trend/not-a-report");
    assert_eq!(code(r#"{"schema":2,"summary":{}}"#), "trend/not-a-report");
    assert_eq!(code("[]"), "trend/not-a-report");
    assert_eq!(code("{\"schema\":1,"), "trend/unreadable");
    assert_eq!(code(""), "trend/unreadable");
}

#[test]
fn a_terminal_shows_the_last_reports_and_says_so() {
    let days = ["2026-11-20", "2026-11-21", "2026-11-22"];
    let trend = Trend::new(days.map(|day| point(day, "f", 90.0, 5)).to_vec());
    let brief = page(&trend, Detail { reports: Some(2), rows: Some(0) }, Language::Chinese);
    let agents = &brief.tables[1];
    assert_eq!(agents.columns.len(), 6);
    assert_eq!(
        agents.note.as_deref(),
        Some("更早的 1 份没有列出，另有 1 行没有列出（全部见 -o trend.html 或 trend.xlsx）")
    );
}

#[test]
fn a_long_table_has_a_row_each() {
    let trend = Trend::new(vec![point("2026-11-20", "f", 90.0, 5)]);
    let text = String::from_utf8(crate::page::csv(&list(&trend, Language::Chinese)).expect("is written"));
    let text = text.expect("is UTF-8");
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 5);
    assert!(rows[2].starts_with("客服,'007,小七,2026-11-20,"), "{text}");
    assert!(rows[2].ends_with(",10,50,90.00,0.9000,5,100.00"), "{text}");
}
