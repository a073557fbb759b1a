//! Where a report goes, and in which form.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use crate::support::Folder;

fn check(folder: &Folder, log: &str, format: &str) -> crate::support::Ran {
    folder.run(&["check", log, "--rulebook", "rules.toml", "--format", format])
}

#[test]
fn every_format_reports_every_finding() {
    let folder = Folder::with_samples();
    for format in huashu_report::names() {
        let ran = check(&folder, "log.jsonl", format);
        // Reports with a table of agents tell that two conversations name none.
        let is_quiet = ran.err.is_empty() || ran.err.starts_with("2 个会话里客服") && ran.err.lines().count() == 1;
        assert!(ran.status == 1 && is_quiet, "{format}: {} {}", ran.status, ran.err);
        for rule in ["said/dont-know", "missing/farewell", "slow/first"] {
            assert!(ran.out.contains(rule), "{format} does not name {rule}:\n{}", ran.out);
        }
        assert!(ran.out.ends_with('\n'), "{format} ends with a line break");
    }
}

#[test]
fn json_formats_are_json() {
    let folder = Folder::with_samples();
    assert_eq!(check(&folder, "log.jsonl", "json").json()["schema"], 1);
    assert_eq!(check(&folder, "log.jsonl", "jsonl").lines().len(), 3);
    let sarif = check(&folder, "log.jsonl", "sarif").json();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(3));
}

#[test]
fn csv_has_a_row_a_finding_and_opens_in_excel() {
    let ran = check(&Folder::with_samples(), "log.jsonl", "csv");
    let text = ran.out.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let columns = rows.headers().expect("a head").len();
    let rows: Vec<csv::StringRecord> = rows.records().collect::<Result<_, _>>().expect("rows of one width");
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.len() == columns));
}

#[test]
fn concise_begins_with_a_place_that_editors_understand() {
    let ran = check(&Folder::with_samples(), "log.jsonl", "concise");
    let first = ran.out.lines().next().expect("a line");
    assert!(first.starts_with("log.jsonl:1: #a:2 [said/dont-know] error "), "{first}");
    assert_eq!(ran.out.lines().count(), 3);
}

#[test]
fn a_report_goes_to_a_file_and_replaces_the_old_one() {
    let folder = Folder::with_samples();
    folder.write("report.csv", "old");
    let arguments = ["check", "log.jsonl", "--rulebook", "rules.toml", "--format", "csv"];
    let shown = folder.run(&arguments);
    let ran = folder.run(&[&arguments[..], &["--output", "report.csv"]].concat());
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert_eq!(folder.read("report.csv"), shown.out);
    assert_eq!(folder.names(), ["log.jsonl", "report.csv", "rules.toml"], "nothing is left beside it");
}

#[test]
fn a_report_that_cannot_be_made_leaves_no_file() {
    let folder = Folder::with_samples();
    folder.write("bad.toml", "[[rule]]\nid = \"a/b\"\nphrases = [\n");
    let ran = folder.run(&["check", "log.jsonl", "--rulebook", "bad.toml", "--output", "report.txt"]);
    assert_eq!(ran.status, 2);
    assert_eq!(folder.names(), ["bad.toml", "log.jsonl", "rules.toml"]);
    folder.write("report.txt", "old");
    folder.run(&["check", "log.jsonl", "--rulebook", "bad.toml", "--output", "report.txt"]);
    assert_eq!(folder.read("report.txt"), "old", "what was there stays");
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let folder = Folder::with_samples();
    let ran = folder.run(&["check", "log.jsonl", "--rulebook", "rules.toml", "--output", "none/report.txt"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    ran.says(&["none/report.txt"]);
    assert!(!ran.err.contains(".huashu-"), "a temporary name means nothing to the reader:\n{}", ran.err);
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let folder = Folder::with_samples();
    let base = ["check", "log.jsonl", "--rulebook", "rules.toml"];
    let with =
        |more: &[&str], environment: &[(&str, &str)]| folder.run_with(environment, &[&base[..], more].concat()).out;
    assert!(!with(&[], &[]).contains('\u{1b}'), "a pipe is no terminal");
    assert!(!with(&[], &[("NO_COLOR", "1")]).contains('\u{1b}'));
    assert!(with(&["--color", "always"], &[]).contains('\u{1b}'));
    assert!(with(&["--color", "always"], &[("NO_COLOR", "1")]).contains('\u{1b}'), "the option is nearer");
    assert!(!with(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]).contains('\u{1b}'));
}

#[test]
fn control_characters_of_a_log_are_shown_and_not_obeyed() {
    let folder = Folder::with_samples();
    folder.write(
        "log.jsonl",
        "{\"id\":\"e\\u001b[2J\",\"agent\":{\"id\":\"\\u0007 7\"},\"messages\":[{\"role\":\"agent\",\
         \"text\":\"\\u001b[31m不知道\\u001b[0m\\u0007\\u202e再见\"}]}\n",
    );
    for format in ["text", "concise", "github", "junit", "json", "jsonl", "sarif"] {
        let ran = check(&folder, "log.jsonl", format);
        let raw = |character: char| {
            (character.is_control() && character != '\n' && character != '\r') || character == '\u{202e}'
        };
        // JSON must give the text as it is; there only what terminals obey has to be escaped.
        let raw: Vec<char> = match format {
            "json" | "jsonl" | "sarif" => ran.out.chars().filter(|c| c.is_control() && *c != '\n').collect(),
            _ => ran.out.chars().filter(|c| raw(*c)).collect(),
        };
        assert_eq!(raw, Vec::<char>::new(), "{format}:\n{}", ran.out.escape_debug());
    }
    let problem = folder.run(&["check", "no\u{1b}[2Jne.jsonl", "--rulebook", "rules.toml"]);
    assert!(!problem.err.contains('\u{1b}'), "{}", problem.err.escape_debug());
}

#[test]
fn a_reader_that_goes_away_is_no_crash() {
    let folder = Folder::with_samples();
    folder.write("log.jsonl", folder.read("log.jsonl").repeat(5000));
    for format in ["jsonl", "text", "csv"] {
        let mut command = folder.command(&["check", "log.jsonl", "--rulebook", "rules.toml", "--format", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        let mut first = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        out.read_line(&mut first).expect("a line");
        drop(out);
        let mut err = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut err).expect("UTF-8");
        let status = child.wait().expect("the program ends");
        assert!(status.code().is_some(), "{format}: {status}");
        assert_eq!(err, "", "{format}");
    }
}
