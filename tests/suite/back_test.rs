//! `huashu diff`: a change of rules tried on conversations, as people run it.

use std::process::Command;

use serde_json::Value;

use crate::support::{Folder, RULES, Ran};

/// The samples, with a second rulebook in which one phrase is new, one rule milder and one gone.
fn folder() -> Folder {
    let folder = Folder::with_samples();
    let new = RULES
        .replace("phrases = [\"不知道\"]\nnot-in = [\"不知道您\"]\n", "phrases = [\"不知道\"]\n")
        .replace("severity = \"warning\"", "severity = \"info\"");
    let without_last = new.split("[[rule]]\nid = \"slow/first\"").next().expect("the rules before").to_owned();
    // What was a good example is a breach now.
    folder.write("new.toml", without_last.replace("good = [\"不知道您方便吗？\"]\n", ""));
    folder
}

fn diff(folder: &Folder, options: &[&str]) -> Ran {
    let fixed = ["diff", "rules.toml", "new.toml", "log.jsonl", "--lang", "zh"];
    folder.run(&[&fixed, options].concat())
}

fn as_json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err))
}

#[test]
fn gains_and_losses_are_told_by_rule_and_agent() {
    let ran = diff(&folder(), &["--format", "json"]);
    assert_eq!(ran.status, 1, "an error was gained: {}", ran.err);
    let value = as_json(&ran);
    let counts =
        |same: u64, gained: u64, lost: u64| serde_json::json!({ "same": same, "gained": gained, "lost": lost });
    assert_eq!(value["findings"], counts(2, 1, 1));
    assert_eq!(value["rules"]["said/dont-know"]["findings"], counts(1, 1, 0));
    assert_eq!(value["rules"]["slow/first"]["severity"], serde_json::json!(["info", null]));
    assert_eq!(value["rules"]["missing/farewell"]["severity"], serde_json::json!(["warning", "info"]));
    let outcomes = &value["rules"]["said/dont-know"]["outcomes"][0];
    assert_eq!((&outcomes["from"], &outcomes["to"]), (&Value::from("pass"), &Value::from("fail")));
    let example = &value["rules"]["said/dont-know"]["gained"][0];
    assert_eq!((&example["conversation"], &example["utterance"]), (&Value::from("c"), &Value::from(1)));
    assert_eq!(value["agents"]["7"]["findings"], counts(2, 0, 0));
    assert_ne!(value["rulebooks"][0]["fingerprint"], value["rulebooks"][1]["fingerprint"]);
}

#[test]
fn the_limit_decides_the_exit_status() {
    let folder = folder();
    assert_eq!(diff(&folder, &["--fail-on", "never"]).status, 0);
    // Of the rule that is gone there was an info.
    assert_eq!(diff(&folder, &["--select", "slow/first"]).status, 0);
    assert_eq!(diff(&folder, &["--select", "slow/first", "--fail-on", "info"]).status, 1);
    let unknown = diff(&folder, &["--select", "slow/last"]);
    assert!(unknown.status == 2 && unknown.err.contains("slow/last"), "{}", unknown.err);
    let same = folder.run(&["diff", "rules.toml", "rules.toml", "log.jsonl", "--fail-on", "info", "--lang", "zh"]);
    assert!(same.status == 0 && same.out.contains("两套规则完全相同"), "{}", same.out);
}

#[test]
fn people_read_examples_with_the_words_marked() {
    let ran = diff(&folder(), &[]);
    for words in
        ["新增 1，消失 1，不变 2", "⟦不知道⟧您问什么", "警告 → 提示", "提示（已没有）", "第 2 句", "通过 → 违反 1"]
    {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
}

#[test]
fn files_are_written_by_their_endings() {
    let folder = folder();
    let ran = diff(&folder, &["-o", "a.html", "-o", "a.xlsx", "-o", "a.md", "-o", "a.json"]);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains("a.html、a.xlsx、a.md、a.json"), "{}", ran.err);
    assert!(folder.read("a.html").contains("<mark>不知道</mark>您问什么"));
    assert!(folder.read("a.md").contains("| said/dont-know |"));
    assert!(std::fs::read(folder.path("a.xlsx")).expect("a workbook").starts_with(b"PK"));
    let refused = diff(&folder, &["-o", "a.docx"]);
    assert!(refused.status == 2 && refused.err.contains("usage/unknown-extension"), "{}", refused.err);
    let refused = diff(&folder, &["-o", "new.toml", "--format", "text"]);
    assert!(refused.status == 2 && refused.err.contains("usage/replaces-input"), "{}", refused.err);
}

#[test]
fn threads_change_nothing() {
    let folder = folder();
    let one = diff(&folder, &["--threads", "1", "--format", "json"]);
    assert_eq!(one.out, diff(&folder, &["--threads", "2", "--format", "json"]).out);
}

#[test]
fn git_keeps_the_old_rulebook() {
    let folder = folder();
    let git = |arguments: &[&str]| {
        let author = ["-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "commit.gpgsign=false"];
        let status = Command::new("git").args(author).args(arguments).current_dir(folder.root()).output();
        assert!(status.expect("git runs").status.success(), "{arguments:?}");
    };
    git(&["init", "-q"]);
    folder.write("own/mine.toml", "[rulebook]\nid = \"mine\"\nextends = [\"more.toml\"]\n");
    folder.write("own/more.toml", RULES);
    git(&["add", "own"]);
    git(&["commit", "-qm", "Rules"]);
    folder.write("own/more.toml", folder.read("new.toml"));
    let logs = "log.jsonl";
    let ran = folder.run(&["diff", "git:HEAD:own/mine.toml", "own/mine.toml", logs, "--format", "json"]);
    assert_eq!(as_json(&ran)["findings"]["gained"], 1, "{}", ran.err);
    let missing = folder.run(&["diff", "git:HEAD:none.toml", "own/mine.toml", logs]);
    assert!(missing.status == 2 && missing.err.contains("rulebook/unreadable"), "{}", missing.err);
}
