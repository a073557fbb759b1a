//! The gate in front of a repository of canned replies: a history of commits with git, and the scripts that build
//! servers run. Without git or a shell the tests say that they are skipped.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Folder, PROGRAM, Ran, clear_environment};

const RULES: &str = r#"
[rulebook]
id = "gate"
[[rule]]
id = "desk/dont-know"
severity = "error"
title = "不说不知道"
phrases = ["不知道"]
suggest = [{ text = "需要核实一下", applicability = "safe" }]
bad = ["这个我⟦不知道⟧"]
"#;

const LIBRARY: &str = "标题,内容\n库存,\"库存我\"\"不知道\"\"\"\n问好,您好\n";

fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        eprintln!("SKIPPED: {program} is not installed");
    }
    found
}

fn run(folder: &Folder, arguments: &[&str]) -> Ran {
    let fixed = ["check", "--as", "canned", "--lang", "en", "--rulebook", "rules.toml", "--format", "concise"];
    folder.run(&[&fixed, arguments].concat())
}

fn git(folder: &Folder, arguments: &[&str]) {
    let settings = ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").current_dir(folder.root()).args(settings).args(arguments).output();
    let output = output.expect("git runs");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn commit(folder: &Folder, files: &[(&str, &str)]) {
    files.iter().for_each(|(name, text)| folder.write(name, text));
    git(folder, &["add", "."]);
    git(folder, &["commit", "-qm", "a change"]);
}

/// A repository with rules and a library of two replies, one of them in breach.
fn repository() -> Folder {
    let folder = Folder::with("rules.toml", RULES);
    git(&folder, &["init", "-q"]);
    commit(&folder, &[("replies.csv", LIBRARY)]);
    folder
}

/// Where a file of this repository is.
fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn a_repository_fails_passes_and_fails_only_for_what_is_new() {
    if !has("git") {
        return;
    }
    let folder = repository();
    let first = run(&folder, &["replies.csv"]);
    assert_eq!(first.status, 1);
    assert!(first.out.starts_with("replies.csv:2:") && first.out.lines().count() == 1, "{first:?}");

    // What is there is taken into a baseline once, and passes from then on.
    let known = ["replies.csv", "--baseline", "known.json"];
    let made = run(&folder, &[&known[..], &["--update-baseline", "--accept-new"]].concat());
    assert_eq!(made.status, 0, "{made:?}");
    made.says(&["0 taken out, 1 taken in"]);
    commit(&folder, &[]);
    let passed = run(&folder, &known);
    assert_eq!((passed.status, passed.out.as_str()), (0, ""));
    passed.says(&["1 findings were known"]);

    // A new breach fails, and alone is named: by the baseline, and by the change.
    let grown = format!("{LIBRARY}价格,价格我也不知道\n");
    commit(&folder, &[("replies.csv", &grown)]);
    for arguments in [&known[..], &["replies.csv", "--changed-since", "HEAD~1"]] {
        let failed = run(&folder, arguments);
        assert_eq!(failed.status, 1, "{failed:?}");
        assert!(failed.out.starts_with("replies.csv:4:") && failed.out.lines().count() == 1, "{failed:?}");
    }
    assert_eq!(run(&folder, &[&known[..], &["--max-findings", "1"]].concat()).status, 0);

    // The baseline does not grow unasked.
    let kept = folder.read("known.json");
    assert_eq!(run(&folder, &[&known[..], &["--update-baseline"]].concat()).status, 1);
    assert_eq!(folder.read("known.json"), kept);

    // What is mended is told until it is taken out.
    commit(&folder, &[("replies.csv", "标题,内容\n问好,您好\n")]);
    run(&folder, &known).says(&["1 findings of the baseline are gone"]);
    run(&folder, &[&known[..], &["--update-baseline"]].concat()).says(&["1 taken out, 0 taken in"]);
    assert!(!folder.read("known.json").contains("desk/dont-know"));
}

#[test]
fn what_is_not_checked_stays_in_the_baseline() {
    if !has("git") {
        return;
    }
    let folder = repository();
    folder.write("other.csv", LIBRARY);
    let known = ["--baseline", "known.json", "--update-baseline"];
    run(&folder, &[&known[..], &["--accept-new", "replies.csv", "other.csv"]].concat());
    commit(&folder, &[]);
    let kept = folder.read("known.json");
    assert_eq!(kept.matches("desk/dont-know").count(), 2);
    // Neither what stands in another file nor what stands in lines that did not change is gone.
    for arguments in [&["replies.csv"][..], &["replies.csv", "--changed-since", "HEAD"]] {
        run(&folder, &[&known[..], arguments].concat()).says(&["0 taken out, 0 taken in"]);
        assert_eq!(folder.read("known.json"), kept);
    }
    // What stood in a file that is no more is.
    fs::remove_file(folder.path("other.csv")).expect("removed");
    run(&folder, &[&known[..], &["replies.csv"]].concat()).says(&["1 taken out, 0 taken in"]);
}

#[test]
fn a_commit_that_only_touches_other_lines_and_files_passes() {
    if !has("git") {
        return;
    }
    let folder = repository();
    commit(&folder, &[("replies.csv", &format!("{LIBRARY}再见,再见\n")), ("other.csv", "标题,内容\n问好,您好\n")]);
    let passed = run(&folder, &["replies.csv", "other.csv", "--changed-since", "HEAD~1"]);
    assert_eq!((passed.status, passed.out.as_str()), (0, ""), "{passed:?}");
    passed.says(&["1 findings stand in lines that did not change"]);
    assert_eq!(run(&folder, &["replies.csv", "other.csv"]).status, 1);
}

#[test]
fn allowances_are_used_or_told() {
    let folder = Folder::with("rules.toml", RULES);
    let library = "[[reply]]\n# huashu-allow: desk/dont-know 培训用的反例\ncontent = \"这个我不知道\"\n\n[[reply]]\n# huashu-allow: desk/dont-know 已改\ncontent = \"您好\"\n";
    folder.write("replies.toml", library);
    let ran = run(&folder, &["replies.toml"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{ran:?}");
    ran.says(&["1 findings are allowed", "allow/unused", "replies.toml:6"]);
}

/// Runs a shell in the folder, with `huashu` on its path.
fn shell(folder: &Folder, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(arguments[0]);
    command.current_dir(folder.root()).args(&arguments[1..]);
    clear_environment(&mut command);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let program = Path::new(PROGRAM).parent().expect("a folder").to_owned();
    let paths = std::iter::once(program).chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(paths).expect("a path")).envs(environment.iter().copied());
    Ran::of(command.output().expect("the shell runs"))
}

#[test]
fn the_script_of_the_action_annotates_sums_up_and_writes_sarif() {
    if !has("bash") {
        return;
    }
    let folder = Folder::with("rules.toml", RULES);
    folder.write("a.csv", LIBRARY);
    folder.write("b.csv", "标题,内容\n价格,价格我不知道*请看\n");
    folder.write("summary.md", "before\n");
    let script = shipped("ci/github-action.sh");
    let script = ["bash", script.to_str().expect("a path")];
    let environment = [
        // As two lines of a workflow are given.
        ("PATHS", "a.csv\nb.csv\n"),
        ("RULEBOOK", "rules.toml"),
        ("ARGUMENTS", "--as canned --lang en"),
        ("SARIF", "huashu.sarif"),
        ("GITHUB_STEP_SUMMARY", "summary.md"),
    ];
    let ran = shell(&folder, &script, &environment);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("::error file=a.csv,line=2,") && ran.out.contains("::error file=b.csv,line=2,"));
    let summary = folder.read("summary.md");
    assert!(summary.starts_with("before\n## huashu\n") && summary.contains("| error | b.csv:2 |"), "{summary}");
    assert!(summary.contains("不知道\\*请看"), "{summary}");
    let sarif: serde_json::Value = serde_json::from_str(&folder.read("huashu.sarif")).expect("is JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(2));

    let clean = shell(
        &folder,
        &script,
        &[("PATHS", "b.csv"), ("ARGUMENTS", "--as canned --fail-on never --rulebook rules.toml")],
    );
    assert_eq!(clean.status, 0, "{clean:?}");
    assert_ne!(shell(&folder, &script, &[]).status, 0, "PATHS is wanted");
}

#[test]
fn the_script_of_the_template_writes_a_report_and_fails() {
    if !has("sh") {
        return;
    }
    let folder = Folder::with("huashu.toml", RULES);
    folder.write("replies/a.csv", LIBRARY);
    let template = fs::read_to_string(shipped("ci/gitlab.yml")).expect("the template");
    let lines = template.lines().skip_while(|line| line.trim() != "script:").skip(1);
    let commands: Vec<&str> = lines.map_while(|line| line.trim().strip_prefix("- ")).collect();
    assert_eq!(commands.len(), 2, "{commands:?}");
    let value = |name: &str| {
        let line = template.lines().find_map(|line| line.trim().strip_prefix(&format!("{name}: ")));
        line.expect("a variable").trim_matches('"').to_owned()
    };
    let (paths, arguments) = (value("HUASHU_PATHS"), value("HUASHU_ARGUMENTS"));
    let environment = [("HUASHU_PATHS", paths.as_str()), ("HUASHU_ARGUMENTS", arguments.as_str())];
    let ran = shell(&folder, &["sh", "-ec", &commands.join("\n")], &environment);
    assert_eq!(ran.status, 1, "{ran:?}");
    let report = template.lines().find_map(|line| line.trim().strip_prefix("codequality: ")).expect("a report");
    let entries: serde_json::Value = serde_json::from_str(&folder.read(report)).expect("is JSON");
    assert_eq!(entries[0]["location"]["path"], "replies/a.csv");
}

#[test]
fn the_hook_runs_as_pre_commit_would_run_it() {
    let hooks = fs::read_to_string(shipped(".pre-commit-hooks.yaml")).expect("the hooks");
    let entries: Vec<&str> = hooks.lines().filter_map(|line| line.trim().strip_prefix("entry: huashu ")).collect();
    assert_eq!(entries.len(), 2);
    let folder = Folder::with("huashu.toml", RULES);
    folder.write("replies.csv", LIBRARY);
    for entry in entries {
        let arguments: Vec<&str> = entry.split(' ').chain(["replies.csv"]).collect();
        assert_eq!(folder.run(&arguments).status, 1, "{entry}");
    }
}

#[test]
fn fixes_in_reports_are_what_fix_would_do() {
    let folder = Folder::with("rules.toml", RULES);
    folder.write("replies.csv", LIBRARY);
    let fixed = ["check", "--as", "canned", "--rulebook", "rules.toml", "replies.csv", "--format"];
    let sarif = folder.run(&[&fixed[..], &["sarif"]].concat()).json();
    let change = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    let replacement = &change["replacements"][0];
    let region = |name: &str| replacement["deletedRegion"][name].as_u64().expect("a number") as usize;
    assert_eq!((region("startLine"), region("endLine")), (2, 2));
    let line: Vec<char> = LIBRARY.lines().nth(1).expect("a line").chars().collect();
    let inserted = replacement["insertedContent"]["text"].as_str().expect("a text");
    let before: String = line[..region("startColumn") - 1].iter().collect();
    let after: String = line[region("endColumn") - 1..].iter().collect();
    let by_sarif = LIBRARY.replace(LIBRARY.lines().nth(1).expect("a line"), &format!("{before}{inserted}{after}"));

    let rdjson = folder.run(&[&fixed[..], &["rdjson"]].concat()).json();
    let suggestion = &rdjson["diagnostics"][0]["suggestions"][0];
    let column = |end: &str| suggestion["range"][end]["column"].as_u64().expect("a number") as usize - 1;
    let mut line = LIBRARY.lines().nth(1).expect("a line").to_owned();
    line.replace_range(column("start")..column("end"), suggestion["text"].as_str().expect("a text"));
    let by_rdjson = LIBRARY.replace(LIBRARY.lines().nth(1).expect("a line"), &line);

    folder.run(&["fix", "--rulebook", "rules.toml", "replies.csv"]);
    assert_eq!(by_sarif, folder.read("replies.csv"));
    assert_eq!(by_rdjson, by_sarif);
    assert_ne!(by_sarif, LIBRARY);
    // What is not written in UTF-8 is put right by `fix` alone.
    folder.write("replies.csv", encoding_rs::GB18030.encode(LIBRARY).0);
    assert!(folder.run(&[&fixed[..], &["sarif"]].concat()).json()["runs"][0]["results"][0].get("fixes").is_none());
}
