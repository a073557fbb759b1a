//! `huashu check` as a gate: known findings, changed lines, allowances, a number of findings; and its reports.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::support::program;

const RULES: &str = r#"
[rulebook]
id = "gate"
[[rule]]
id = "desk/dont-know"
severity = "error"
title = "不说不知道"
phrases = ["不知道"]
suggest = ["我帮您核实一下，好吗？"]
bad = ["这个我⟦不知道⟧"]
"#;

/// A folder with the rules and a library of three replies, two of them in breach.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("rules.toml"), RULES).expect("written");
    fs::write(folder.path().join("replies.csv"), "标题,内容\n库存,这个我不知道\n问好,您好\n价格,价格我也不知道\n")
        .expect("written");
    folder
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    let fixed = ["check", "--as", "canned", "--lang", "en", "--rulebook", "rules.toml"];
    program().current_dir(folder).args(fixed).args(arguments).output().expect("the program runs")
}

fn status(folder: &Path, arguments: &[&str]) -> Option<i32> {
    check(folder, arguments).status.code()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_baseline_knows_what_was_there_and_never_grows_by_itself() {
    let folder = folder();
    let at = folder.path();
    assert_eq!(status(at, &["replies.csv", "--baseline", "known.json"]), Some(2), "there is no baseline yet");
    let make = ["replies.csv", "--baseline", "known.json", "--update-baseline", "--accept-new"];
    assert_eq!(status(at, &make), Some(0));
    let first = fs::read_to_string(at.join("known.json")).expect("written");
    assert_eq!(first.matches("desk/dont-know").count(), 2);
    assert!(!first.contains("价格我也"), "the texts themselves are not kept: {first}");
    assert_eq!(status(at, &["replies.csv", "--baseline", "known.json"]), Some(0));
    // Entries above it change nothing; what is new is found, and not taken in unasked.
    fs::write(at.join("replies.csv"), "标题,内容\n新,运费我不知道\n库存,这个我不知道\n价格,价格我也不知道\n")
        .expect("written");
    let output = check(at, &["replies.csv", "--baseline", "known.json", "--format", "concise"]);
    assert_eq!(
        (output.status.code(), said(&output).matches("desk/dont-know").count()),
        (Some(1), 1),
        "{}",
        said(&output)
    );
    assert_eq!(status(at, &["replies.csv", "--baseline", "known.json", "--update-baseline"]), Some(1));
    assert_eq!(fs::read_to_string(at.join("known.json")).expect("written"), first);
    // What is mended is told, and goes when asked.
    fs::write(at.join("replies.csv"), "标题,内容\n库存,这个我不知道\n").expect("written");
    let output = check(at, &["replies.csv", "--baseline", "known.json"]);
    assert!(
        output.status.success() && said(&output).contains("1 findings of the baseline are gone"),
        "{}",
        said(&output)
    );
    assert_eq!(status(at, &["replies.csv", "--baseline", "known.json", "--update-baseline"]), Some(0));
    assert_eq!(fs::read_to_string(at.join("known.json")).expect("written").matches("desk/dont-know").count(), 1);
    fs::write(at.join("known.json"), "{}").expect("written");
    assert_eq!(status(at, &["replies.csv", "--baseline", "known.json"]), Some(2));
}

#[test]
fn so_many_findings_are_let_pass() {
    let folder = folder();
    for (most, expected) in [("0", 1), ("1", 1), ("2", 0)] {
        assert_eq!(status(folder.path(), &["replies.csv", "--max-findings", most]), Some(expected), "{most}");
    }
}

#[test]
fn only_changed_lines_count() {
    let folder = folder();
    let at = folder.path();
    let git = |arguments: &[&str]| {
        let settings = ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false"];
        std::process::Command::new("git").current_dir(at).args(settings).args(arguments).output()
    };
    if git(&["init", "-q"]).is_err() {
        eprintln!("SKIPPED: git is not installed");
        return;
    }
    git(&["add", "."]).and_then(|_| git(&["commit", "-qm", "first"])).expect("git runs");
    let since = ["replies.csv", "--changed-since", "HEAD", "--format", "concise"];
    assert_eq!(status(at, &since), Some(0), "nothing changed");
    fs::write(at.join("replies.csv"), "标题,内容\n库存,这个我不知道\n问好,您好\n价格,价格我还是不知道\n")
        .expect("written");
    let output = check(at, &since);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("replies.csv:4:") && !said(&output).contains("replies.csv:2:"),
        "{}",
        said(&output)
    );
    fs::write(at.join("新的.csv"), "标题,内容\n运费,运费我不知道\n").expect("written");
    let output = check(at, &["新的.csv", "./replies.csv", "--changed-since", "HEAD", "--format", "concise"]);
    assert_eq!(said(&output).matches("desk/dont-know").count(), 2, "{}", said(&output));
    assert_eq!(status(at, &["replies.csv", "--changed-since", "no-such-branch"]), Some(2));
    // However the file is named: in full, or from a folder below.
    let full = at.join("replies.csv");
    let output = check(at, &[full.to_str().expect("a path"), "--changed-since", "HEAD", "--format", "concise"]);
    assert_eq!(said(&output).matches("desk/dont-know").count(), 1, "{}", said(&output));
    fs::create_dir(at.join("below")).expect("made");
    let below =
        ["check", "--as", "canned", "--rulebook", "../rules.toml", "--changed-since", "HEAD", "../replies.csv"];
    let output = program().current_dir(at.join("below")).args(below).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
}

#[test]
fn comments_allow_with_a_reason() {
    let folder = folder();
    let at = folder.path();
    let library = |comment: &str| format!("[[reply]]\n{comment}\ncontent = \"这个我不知道\"\n");
    let run = |comment: &str| {
        fs::write(at.join("replies.toml"), library(comment)).expect("written");
        let output = check(at, &["replies.toml", "--format", "concise"]);
        (output.status.code(), said(&output))
    };
    assert_eq!(run("# 无").0, Some(1));
    let (status, said) = run("# huashu-allow: desk/dont-know 培训用的反例");
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(run("# huashu-allow: desk/dont-know").0, Some(2), "a reason is wanted");
    let (status, said) = run("# huashu-allow: desk/dont-knw 反例");
    assert!(status == Some(2) && said.contains("`desk/dont-know`"), "{said}");
    fs::write(at.join("replies.toml"), "[[reply]]\n# huashu-allow: desk/dont-know 反例\ncontent = \"您好\"\n")
        .expect("written");
    let output = check(at, &["replies.toml"]);
    assert!(output.status.success() && self::said(&output).contains("allow/unused"), "{}", self::said(&output));
}
