//! Personal data of customers is hidden in what is shown, and shown where that is asked for.

use crate::support::{Folder, RULES};

/// Numbers that belong to nobody: 13800138000 is the carrier's own, the landline and the host are reserved.
const LOG: &str = concat!(
    r#"{"id":"a","agent":{"id":"7","name":"小七"},"customer":{"name":"王小明"},"messages":["#,
    r#"{"role":"customer","name":"王小明","text":"我是王小明,电话13800138000,住3号楼2单元502"},"#,
    r#"{"role":"agent","name":"小七","text":"王小明先生,13800138000和zhang.san@example.com我不知道"}]}"#,
    "\n{\"id\":\"b\",\"text\":\"电话13800138000\",\n",
);

/// What nobody but the customer's own people may read.
const SECRETS: &[&str] = &["13800138000", "王小明", "zhang.san", "502"];

fn folder() -> Folder {
    let folder = Folder::with("rules.toml", RULES);
    folder.write("log.jsonl", LOG);
    folder
}

#[test]
fn no_format_and_no_problem_shows_personal_data() {
    let folder = folder();
    for format in huashu_report::names() {
        let report = format!("report.{format}");
        let arguments = ["check", "log.jsonl", "-r", "rules.toml", "--context", "3", "-f", format, "-o", &report];
        let ran = folder.run(&arguments);
        let report = std::fs::read(folder.path(&report)).expect("a report");
        let report = String::from_utf8_lossy(&report);
        assert!(ran.err.contains("input/"), "{format}: {}", ran.err);
        for secret in SECRETS {
            assert!(!report.contains(secret), "{format} shows {secret}:\n{report}");
            assert!(!ran.err.contains(secret), "standard error shows {secret}:\n{}", ran.err);
        }
    }
}

#[test]
fn places_stay_true_and_fingerprints_as_they_are() {
    let folder = folder();
    let check = ["check", "log.jsonl", "-r", "rules.toml", "--select", "said/dont-know", "-f", "jsonl"];
    let masked = folder.run(&check).lines();
    let shown = folder.run(&[&check[..], &["--no-mask"]].concat()).lines();
    for key in ["text", "span", "fingerprint", "utterance", "agent"] {
        assert_eq!(masked[0][key], shown[0][key], "{key}");
    }
    let text = |more: &[&str]| folder.run(&[&["check", "log.jsonl", "-r", "rules.toml"], more].concat()).out;
    assert!(text(&[]).contains("王＊＊先生,138****8000和z********@example.com我不知道"), "{}", text(&[]));
    assert!(text(&["--no-mask"]).contains("王小明先生,13800138000和zhang.san@example.com我不知道"));
}

#[test]
fn scores_are_explained_without_personal_data() {
    let folder = folder();
    let score = ["score", "log.jsonl", "-r", "rules.toml"];
    let (masked, shown) = (folder.run(&score), folder.run(&[&score[..], &["--no-mask"]].concat()));
    assert!(!masked.out.contains("13800138000"), "{}", masked.out);
    assert_eq!(masked.out.lines().count(), shown.out.lines().count());
}

#[cfg(unix)]
#[test]
fn a_report_is_for_its_owner_and_those_who_may_write() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    let folder = folder();
    for (mask, mode) in [("022", 0o600), ("002", 0o660)] {
        let script = format!("umask {mask}; exec \"$0\" check log.jsonl -q -r rules.toml -o {mask}.csv");
        let mut command = folder.command(&[]);
        let program = command.get_program().to_owned();
        command = std::process::Command::new("sh");
        command.arg0("sh").arg("-c").arg(script).arg(program).current_dir(folder.path("."));
        crate::support::clear_environment(&mut command);
        command.output().expect("a shell");
        let report = std::fs::metadata(folder.path(format!("{mask}.csv"))).expect("a report");
        assert_eq!(report.permissions().mode() & 0o777, mode, "umask {mask}");
    }
}
