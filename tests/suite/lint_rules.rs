//! `huashu lint-rules`: exit status and formats.

use std::process::Output;

use crate::support::program;

fn huashu(arguments: &[&str]) -> Output {
    program().args(arguments).output().expect("huashu runs")
}

fn status(rulebook: &str, more: &[&str]) -> Option<i32> {
    let file = tempfile::Builder::new().suffix(".toml").tempfile().expect("a file");
    std::fs::write(file.path(), rulebook).expect("written");
    let path = file.path().to_string_lossy().into_owned();
    let arguments: Vec<&str> = ["lint-rules", &path].into_iter().chain(more.iter().copied()).collect();
    huashu(&arguments).status.code()
}

const BARE: &str = "[[rule]]\nid = \"t/x\"\nphrases = [\"不晓得呢亲\"]\n";

#[test]
fn warnings_fail_only_a_strict_run() {
    assert_eq!(status(BARE, &[]), Some(0));
    assert_eq!(status(BARE, &["--strict"]), Some(1));
    assert_eq!(status(BARE, &["--strict", "--checks", "lint/title-style"]), Some(0));
}

#[test]
fn errors_fail_and_what_cannot_be_read_is_incomplete() {
    assert_eq!(status(&format!("{BARE}suggest = [\"不晓得呢亲\"]\n"), &[]), Some(1));
    assert_eq!(status("[[rule]]\nid = \"t/x\"\nphrase = [\"a\"]\n", &[]), Some(2));
    assert_eq!(huashu(&["lint-rules", "no-such-file.toml"]).status.code(), Some(2));
    assert_eq!(status(BARE, &["--checks", "lint/no-such-check"]), Some(2));
}

#[test]
fn problems_are_written_for_programs_too() {
    let out = huashu(&["lint-rules", "builtin:base", "--format", "json", "--lang", "en"]);
    let problems: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    for problem in problems.as_array().expect("a list") {
        assert!(problem["code"].as_str().is_some_and(|code| code.starts_with("lint/")));
        assert!(problem["line"].as_u64().is_some_and(|line| line > 0), "{problem}");
    }
}
