//! What a run holds does not grow with what it reads or finds, and what it leaves out it counts.

use crate::support::{Folder, LOG, Ran};

const RULES: [&str; 2] = ["--rulebook", "rules.toml"];

#[test]
fn a_record_that_is_too_long_is_a_problem_and_the_rest_is_checked() {
    let folder = Folder::with_samples();
    let long = LOG.lines().next().expect("a line").replace("怎么退货", &"怎么退货".repeat(500));
    folder.write("log.jsonl", format!("{long}\n{LOG}"));
    folder.write(
        "huashu.toml",
        "[rulebook]\nid = \"shop\"\nextends = [\"rules.toml\"]\n[input]\nmax-record = \"2 kb\"\n",
    );
    for arguments in [&["--rulebook", "rules.toml", "--max-record", "2KB"][..], &[]] {
        let ran = folder.run(&[&["check", "log.jsonl", "--format", "json"], arguments].concat());
        assert_eq!(ran.status, 2, "{}", ran.err);
        ran.says(&["input/record-too-large", "log.jsonl:1", "2 KB", "--max-record"]);
        let report = ran.json();
        let ledger = &report["summary"]["ledger"];
        assert_eq!(
            (&ledger["records"], &ledger["problems"], &ledger["conversations"]),
            (&4.into(), &1.into(), &3.into())
        );
        assert_eq!(report["findings"].as_array().map(Vec::len), Some(3));
    }
    let wide = folder.run(&["check", "log.jsonl", "--max-record", "1MB", "--format", "jsonl"]);
    assert_eq!((wide.status, wide.lines().len()), (1, 5), "{}", wide.err);
    for size in ["0", "much", "1TB"] {
        let ran = folder.run(&["check", "log.jsonl", "--max-record", size, "--lang", "zh"]);
        assert_eq!(ran.status, 2);
        ran.says(&["64MB"]);
    }
    folder.write(
        "huashu.toml",
        "[rulebook]\nid = \"shop\"\nextends = [\"rules.toml\"]\n[input]\nmax-record = \"much\"\n",
    );
    folder.run(&["check", "log.jsonl"]).says(&["input/unknown-setting", "much"]);
}

#[test]
fn findings_are_the_same_wherever_they_are_written() {
    let folder = Folder::with_samples();
    let log: String = (0..3000).map(|n| LOG.replace("不知道哦", &format!("不知道哦，打 138{n:08}"))).collect();
    folder.write("log.jsonl", log);
    let alone = |threads: &str| {
        let ran =
            folder.run(&[&["check", "log.jsonl", "--format", "jsonl", "--threads", threads][..], &RULES].concat());
        assert_eq!(ran.status, 1, "{}", ran.err);
        ran.out
    };
    let one = alone("1");
    assert!(one.lines().count() > 8000);
    for threads in ["2", "8"] {
        assert!(alone(threads) == one, "{threads} threads");
    }
    // Beside another report, findings are written where they are handed over.
    let report = ["check", "log.jsonl", "-o", "a.jsonl", "-o", "a.json"];
    assert_eq!(folder.run(&[&report[..], &RULES].concat()).status, 1);
    assert!(folder.read("a.jsonl") == one);
    // The rulebook waives something, so that findings wait for it.
    folder.write("waived.toml", folder.read("rules.toml") + "[[waiver]]\nrule = \"slow/*\"\nreason = \"试用\"\n");
    let some = folder.run(&["check", "log.jsonl", "--format", "jsonl", "--rulebook", "waived.toml"]).out;
    let held: String =
        one.lines().filter(|line| !line.contains("slow/first")).map(|line| format!("{line}\n")).collect();
    assert!(some == held);
}

#[test]
fn a_report_of_many_problems_lists_the_first_and_counts_the_rest() {
    let folder = Folder::with_samples();
    folder.write("log.jsonl", LOG.to_owned() + &"{\n".repeat(150_000));
    for format in ["json", "sarif", "junit", "text"] {
        let run = |threads| {
            folder.run(&[&["check", "log.jsonl", "--format", format, "--threads", threads][..], &RULES].concat())
        };
        let ran: Ran = run("1");
        assert_eq!(ran.status, 2);
        assert_eq!(run("3").out, ran.out, "{format}");
        ran.says(&["run/more-problems", "149000"]);
        if format == "json" {
            let report = ran.json();
            assert_eq!(report["problems"].as_array().map(Vec::len), Some(1001));
            assert_eq!(report["summary"]["ledger"]["records"], 150_003);
            assert_eq!(report["summary"]["ledger"]["problems"], 150_000);
        }
    }
}

#[cfg(target_os = "linux")]
mod memory {
    use std::io::Write;
    use std::process::Stdio;

    use super::*;

    /// Gives a run its input, and returns the most memory in MB that it has held when all is read but the last of it.
    fn peak(folder: &Folder, arguments: &[&str], first: &str, piece: &str, times: usize) -> u64 {
        let mut command =
            folder.command(&[&["check", "-", "--threads", "2", "--rulebook", "rules.toml"], arguments].concat());
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program runs");
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(first.as_bytes()).expect("it reads");
        for _ in 0..times {
            input.write_all(piece.as_bytes()).expect("it reads");
        }
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("a process");
        drop(input);
        child.wait().expect("an end");
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a peak");
        line.split_whitespace().nth(1).and_then(|size| size.parse::<u64>().ok()).expect("a number") / 1024
    }

    #[test]
    fn a_line_without_an_end_is_not_held() {
        let folder = Folder::with_samples();
        let json = "{\"messages\":[{\"role\":\"agent\",\"text\":\"";
        let row = "会话,角色,内容\nc1,客服,";
        let begins =
            [("jsonl", json), ("json", json), ("messages", json), ("text", "客户：在吗\n客服："), ("csv", row)];
        for (format, first) in begins {
            let options = ["--max-record", "1MB", "--format", "jsonl", "--input-format", format];
            let peak = peak(&folder, &options, first, &"好".repeat(1 << 18), 100);
            assert!(peak < 60, "{format}: {peak} MB");
        }
    }

    #[test]
    fn problems_are_not_held() {
        let folder = Folder::with_samples();
        let peak = peak(&folder, &["--format", "json", "--input-format", "jsonl"], "", &"{\n".repeat(100_000), 20);
        assert!(peak < 60, "{peak} MB");
    }

    #[test]
    fn findings_are_not_held() {
        let folder = Folder::new();
        let rule = |n: usize| {
            let hundreds = ["甲", "乙", "丙"][n / 100];
            format!("[[rule]]\nid = \"must/r{n}\"\nkind = \"require\"\nphrases = [\"必须说{hundreds}{n}号\"]\n")
        };
        folder.write(
            "rules.toml",
            "[rulebook]\nid = \"many\"\n".to_owned() + &(0..300).map(rule).collect::<String>(),
        );
        for format in ["jsonl", "json", "junit"] {
            let peak = peak(&folder, &["--format", format, "--input-format", "jsonl"], "", LOG, 1500);
            assert!(peak < 90, "{format}: {peak} MB");
        }
    }
}
