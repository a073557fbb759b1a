//! Exit statuses and the options every command has.

use crate::support::{CLEAN_LOG, Folder};

const CHECK: [&str; 4] = ["check", "log.jsonl", "--rulebook", "rules.toml"];

fn check<'a>(more: &[&'a str]) -> Vec<&'a str> {
    CHECK.into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn nothing_found_is_status_0() {
    let folder = Folder::with_samples();
    folder.write("log.jsonl", CLEAN_LOG);
    let ran = folder.run(&check(&[]));
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("会话 1"), "{}", ran.out);
}

#[test]
fn findings_are_status_1() {
    let ran = Folder::with_samples().run(&check(&[]));
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
}

#[test]
fn fail_on_moves_the_limit() {
    let folder = Folder::with_samples();
    folder.write("log.jsonl", folder.read("log.jsonl").lines().nth(2).expect("conversation c"));
    for (limit, status) in [("error", 0), ("warning", 0), ("info", 1), ("never", 0)] {
        assert_eq!(folder.run(&check(&["--fail-on", limit])).status, status, "--fail-on {limit}");
    }
}

#[test]
fn wrong_usage_is_status_2() {
    let folder = Folder::with_samples();
    for arguments in [
        &["check"][..],
        &["chekc", "log.jsonl"],
        &["check", "log.jsonl", "--format", "yaml"],
        &["check", "log.jsonl", "--fail-on", "often"],
        &["check", "log.jsonl", "--threads", "0"],
        &["check", "log.jsonl", "--lang", "fr"],
    ] {
        let ran = folder.run(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(!ran.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_misspelt_selection_is_not_a_clean_run() {
    let ran = Folder::with_samples().run(&check(&["--select", "said/dont-knw"]));
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    ran.says(&["said/dont-knw", "是不是想写 `said/dont-know`？"]);
}

#[test]
fn rules_are_selected_and_ignored() {
    let folder = Folder::with_samples();
    let rules = |arguments: &[&str]| -> Vec<String> {
        let ran = folder.run(&check(&[arguments, &["--format", "jsonl"]].concat()));
        ran.lines().iter().map(|finding| finding["rule"].as_str().expect("a rule").to_owned()).collect()
    };
    assert_eq!(rules(&["--select", "said/*,slow/first"]), ["said/dont-know", "slow/first"]);
    assert_eq!(rules(&["--ignore", "said/*"]), ["missing/farewell", "slow/first"]);
    assert_eq!(rules(&["--role", "customer"]), Vec::<String>::new());
}

#[test]
fn messages_are_chinese_unless_told_otherwise() {
    let folder = Folder::with_samples();
    assert!(folder.run(&check(&[])).out.contains("不说不知道"));
    assert!(folder.run(&check(&["--lang", "en"])).out.contains("Never say so"));
    let english = folder.run_with(&[("LANG", "en_US.UTF-8")], &check(&[]));
    assert!(english.out.contains("Never say so"), "{}", english.out);
    let asked = folder.run_with(&[("LANG", "en_US.UTF-8")], &check(&["--lang", "zh"]));
    assert!(asked.out.contains("不说不知道"));
    let problem = folder.run(&["check", "none.jsonl", "--rulebook", "rules.toml", "--lang", "en"]);
    assert!(problem.err.is_ascii() || !problem.err.contains("找不到"), "{}", problem.err);
}

#[test]
fn quiet_silences_words_about_the_run_but_no_problem() {
    let folder = Folder::with_samples();
    let loud = folder.run(&["check", "log.jsonl", "none.jsonl", "--rulebook", "rules.toml"]);
    let quiet = folder.run(&["check", "log.jsonl", "none.jsonl", "--rulebook", "rules.toml", "--quiet"]);
    assert_eq!((loud.status, quiet.status), (2, 2));
    quiet.says(&["input/unreadable", "none.jsonl"]);
    assert_eq!(loud.out, quiet.out);
}

#[test]
fn help_shows_examples_and_exit_statuses() {
    let folder = Folder::new();
    let ran = folder.run(&["--lang", "en", "--help"]);
    assert_eq!(ran.status, 0);
    for word in ["check", "draft", "explain", "why", "Examples:", "Exit status:"] {
        assert!(ran.out.contains(word), "{word}");
    }
    let version = folder.run(&["--version"]);
    assert_eq!(version.out, format!("huashu {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn help_and_mistakes_are_in_the_language_of_the_reader() {
    let folder = Folder::new();
    let asked = folder.run(&["--lang", "zh", "check", "--help"]);
    let chinese = folder.run_with(&[("LANG", "zh_CN.UTF-8")], &["check", "--help"]);
    let english = folder.run_with(&[("LANG", "en_US.UTF-8")], &["check", "--help"]);
    assert_eq!((asked.status, chinese.status, english.status), (0, 0, 0));
    assert!(asked.out.contains("检查会话记录") && asked.out.contains("选项："), "{}", asked.out);
    assert_eq!(asked.out, chinese.out);
    assert!(english.out.contains("Options:") && !english.out.contains("选项"), "{}", english.out);
    let chinese = folder.run(&["check", "--formt", "csv", "--lang=zh"]);
    assert_eq!(chinese.status, 2);
    chinese.says(&["错误：没有参数「--formt」", "--format"]);
    let english = folder.run(&["check", "--formt", "csv", "--lang=en"]);
    assert_eq!(english.status, 2);
    english.says(&["error: unexpected argument '--formt' found", "--format"]);
}

#[test]
fn manual_pages_are_printed_for_the_program_and_its_commands() {
    let folder = Folder::new();
    for arguments in [&["man"][..], &["man", "check"]] {
        let ran = folder.run(arguments);
        assert!(ran.status == 0 && ran.out.contains(".TH "), "{}", ran.out);
    }
    assert_eq!(folder.run(&["man", "chekc"]).status, 2);
}

#[test]
fn what_is_dropped_on_the_program_is_checked_and_reported_beside_it() {
    let folder = Folder::with_samples();
    folder.write("huashu.toml", "[rulebook]\nid = \"shop\"\nextends = [\"rules.toml\"]\n");
    let ran = folder.run(&["log.jsonl"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    let names = folder.names();
    for report in ["质检报告.", "质检明细."] {
        assert!(names.iter().any(|name| name.starts_with(report)), "{report}: {names:?}");
    }
}

#[test]
fn reports_can_be_written_for_programs_that_read_gb18030() {
    let folder = Folder::with_samples();
    let encoded = ["--output-encoding", "gb18030"];
    let ran = folder.run(&check(&[&["--format", "csv", "-o", "a.csv"], &encoded[..]].concat()));
    assert_eq!(ran.status, 1, "{}", ran.err);
    let bytes = std::fs::read(folder.path("a.csv")).expect("a report");
    let plain = folder.run(&check(&["--format", "csv"])).out;
    let (read, _, wrong) = encoding_rs::GB18030.decode(&bytes);
    assert!(!wrong);
    assert_eq!(read, plain.trim_start_matches('\u{feff}'));
    let ran = folder.run(&check(&[&["--format", "json"], &encoded[..]].concat()));
    assert_eq!(ran.status, 2);
    ran.says(&["usage/output-encoding"]);
}

#[cfg(unix)]
#[test]
fn a_run_that_is_broken_off_leaves_no_report() {
    use std::os::unix::process::ExitStatusExt;

    let folder = Folder::with_samples();
    let before = folder.names();
    let mut command = folder.command(&["check", "-", "-r", "rules.toml", "-o", "report.csv"]);
    let mut child = command.stdin(std::process::Stdio::piped()).spawn().expect("the program runs");
    let kill = |child: &std::process::Child| {
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("a shell")
    };
    // The report is opened before anything is read; input that never ends keeps the program waiting.
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert!(kill(&child).success());
    let status = child.wait().expect("an end");
    assert!(status.signal() == Some(2) || matches!(status.code(), Some(2 | 130)), "{status}");
    assert_eq!(folder.names(), before);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = Folder::with_samples();
    folder.write("log.jsonl", folder.read("log.jsonl").repeat(400));
    let with = |threads: &str| folder.run(&check(&["--format", "json", "--statistics", "--threads", threads]));
    let (one, four) = (with("1"), with("4"));
    assert_eq!(one.status, 1);
    assert_eq!(one.out, four.out);
}

#[test]
fn a_configuration_is_found_in_the_folders_above() {
    let folder = Folder::with_samples();
    folder.write(
        "huashu.toml",
        "[rulebook]\nid = \"shop\"\nextends = [\"rules.toml\"]\n[rules]\n\"said/*\" = \"off\"\n",
    );
    folder.write(".git/HEAD", "");
    folder.write("deep/er/log.jsonl", folder.read("log.jsonl"));
    let mut command = folder.command(&["check", "log.jsonl", "--format", "concise"]);
    let output = command.current_dir(folder.path("deep/er")).output().expect("the program runs");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{out}");
    assert!(out.contains("missing/farewell") && !out.contains("said/dont-know"), "{out}");
}

#[test]
fn a_run_without_rules_is_not_a_clean_run() {
    let folder = Folder::with_samples();
    folder.write("empty.toml", "[rulebook]\nid = \"empty\"\n");
    for arguments in [
        &["check", "log.jsonl", "--rulebook", "empty.toml"][..],
        &check(&["--select", "said/dont-know", "--ignore", "said/*"]),
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.status, 2, "{arguments:?}: {}", ran.err);
        ran.says(&["usage/no-rules"]);
    }
}

#[test]
fn a_report_never_replaces_what_it_is_about() {
    let folder = Folder::with_samples();
    for file in ["log.jsonl", "rules.toml"] {
        let before = folder.read(file);
        let ran = folder.run(&check(&["--output", file]));
        assert_eq!(ran.status, 2, "{file}: {}", ran.err);
        ran.says(&["usage/replaces-input", file]);
        assert_eq!(folder.read(file), before);
    }
}

#[test]
fn more_threads_than_can_be_had_are_done_without() {
    let folder = Folder::with_samples();
    let few = folder.run(&check(&["--threads", "1", "--format", "jsonl"]));
    let many = folder.run(&check(&["--threads", "18446744073709551615", "--format", "jsonl"]));
    assert_eq!((many.status, &many.out), (1, &few.out), "{}", many.err);
}

#[test]
fn a_configuration_outside_the_repository_decides_nothing() {
    let folder = Folder::with_samples();
    folder.write("huashu.toml", "[rulebook]\nid = \"above\"\n[rules]\n");
    folder.write("project/.git/HEAD", "");
    folder.write("project/logs/log.jsonl", folder.read("log.jsonl"));
    let ran = folder.run_in("project/logs", &["check", "log.jsonl", "--format", "json"]);
    assert!(ran.out.contains("builtin:base") && !ran.out.contains("huashu.toml"), "{}", ran.out);
}
