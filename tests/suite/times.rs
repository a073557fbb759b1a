//! Times on their way from a log to a verdict: a limit is judged only as far as the log's times tell.

use serde_json::Value;

use crate::support::Folder;

/// What came of a rule: its outcome, and why it could not be judged.
fn outcome(rule: &str, log: &str) -> (String, Value) {
    let rules = format!("[rulebook]\nid = \"times\"\n[[rule]]\nid = \"t/x\"\n{rule}\n");
    let folder = Folder::with("rules.toml", &rules);
    folder.write("log.csv", format!("会话ID,角色,时间,内容\n{log}"));
    let args = ["check", "log.csv", "--rulebook", "rules.toml", "--lang", "en", "--format", "json"];
    let output = folder.command(&args).output().expect("the program runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    let outcomes = &report["summary"]["rules"]["t/x"]["outcomes"];
    let told = ["pass", "fail", "not-applicable", "not-checkable"].into_iter().find(|name| outcomes[name] == 1);
    let reason = outcomes["reasons"].as_object().and_then(|reasons| reasons.keys().next().cloned());
    (format!("{} {}", told.unwrap_or_default(), reason.unwrap_or_default()).trim().to_owned(), report)
}

fn first_response(limit: &str) -> String {
    format!("kind = \"timing\"\nmeasure = \"first-response\"\nlimit = \"{limit}\"")
}

#[test]
fn a_wait_is_late_only_if_every_reading_is() {
    let cases = [
        ("09:30:00", "09:30:31", "30s", "fail"),
        ("09:30:00", "09:30:30", "30s", "pass"),
        ("09:30", "09:35", "60s", "fail"),
        ("09:30", "09:31", "30s", "not-checkable coarse-times"),
        ("09:30", "09:31", "2 min", "pass"),
        ("2026/11/20 9:30", "2026/11/20 9:31", "30s", "not-checkable coarse-times"),
        ("2026/11/20 下午 3:05", "2026/11/20 下午 3:09", "30s", "fail"),
        ("11-20 23:59", "11-21 00:04", "1 min", "fail"),
        ("46346.4188", "46346.4189", "5s", "not-checkable coarse-times"),
        ("46346.395833", "46346.399306", "1 min", "fail"),
        ("2026-11-20", "2026-11-20", "30s", "not-checkable coarse-times"),
        ("早些时候", "后来", "30s", "not-checkable no-time"),
        ("00:10", "00:15", "30s", "not-checkable no-time"),
        ("2026-11-20 09:30:05", "2026-11-20 09:30:01", "30s", "not-checkable times-out-of-order"),
    ];
    for (asked, answered, limit, expected) in cases {
        let log = format!("c1,客户,{asked},在吗\nc1,客服,{answered},您好\n");
        assert_eq!(outcome(&first_response(limit), &log).0, expected, "{asked} {answered} {limit}");
    }
}

#[test]
fn a_log_that_begins_with_the_newest_is_turned_round() {
    let rule = "kind = \"timing\"\nmeasure = \"response-gap\"\nlimit = \"60s\"";
    let rows = [
        "c1,客户,2026-11-20 09:30:00,在吗\n",
        "c1,客服,2026-11-20 09:30:10,您好\n",
        "c1,客户,2026-11-20 09:31:00,退款呢\n",
        "c1,客服,2026-11-20 09:35:00,已为您处理\n",
    ];
    let forward = outcome(rule, &rows.concat());
    let reversed = outcome(rule, &rows.iter().rev().copied().collect::<String>());
    assert_eq!((forward.0.as_str(), reversed.0.as_str()), ("fail", "fail"));
    assert_eq!(forward.1["findings"][0]["utterance"], reversed.1["findings"][0]["utterance"]);
    assert_eq!(reversed.1["findings"][0]["line"], 2);
    let remarks = reversed.1["summary"]["ledger"]["remarks"].to_string();
    assert!(remarks.contains("newest message first"), "{remarks}");
}

#[test]
fn times_that_go_back_and_forth_are_not_judged() {
    let gap = "kind = \"timing\"\nmeasure = \"response-gap\"\nlimit = \"60s\"";
    let log = "c1,客户,2026-11-20 09:30:00,在吗\nc1,客服,2026-11-20 09:30:10,您好\n\
               c1,客户,2026-11-19 09:31:00,退款呢\nc1,客服,2026-11-19 09:35:00,已为您处理\n";
    let (told, report) = outcome(gap, log);
    assert_eq!(told, "not-checkable times-out-of-order");
    assert!(report["summary"]["ledger"]["remarks"].to_string().contains("earlier than that of the one before"));
    // Elsewhere in the conversation a wait is judged as ever.
    let log = format!("{log}c1,客户,2026-11-21 10:00:00,还在吗\nc1,客服,2026-11-21 10:09:00,在的\n");
    assert_eq!(outcome(gap, &log).0, "fail");
}

#[test]
fn an_hour_is_held_against_words_only_where_the_log_tells_it() {
    let rule = "kind = \"clock\"\nhours = [{ phrases = [\"早上好\"], from = \"05:00\", to = \"10:30\" }]";
    let cases = [
        ("2026-11-20 09:30:05", "pass"),
        ("2026-11-20 15:05:00", "fail"),
        ("15:05", "fail"),
        ("10:29", "pass"),
        ("10:30", "fail"),
        ("00:10:05", "not-checkable no-time"),
        ("2026-11-20", "not-checkable no-time"),
    ];
    for (time, expected) in cases {
        assert_eq!(outcome(rule, &format!("c1,客服,{time},早上好\n")).0, expected, "{time}");
    }
}
