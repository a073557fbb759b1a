//! Faults injected from outside: whatever goes wrong, the exit status says so, and no half report looks whole.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use crate::support::{Folder, PROGRAM, clear_environment};

const RULES: &str = "[rulebook]\nid = \"faults\"\n[[rule]]\nid = \"said/dont-know\"\nphrases = [\"不知道\"]\n";
const RECORD: &str = "{\"messages\":[{\"role\":\"agent\",\"text\":\"这个我不知道\"}]}\n";
const CHECK: [&str; 5] = ["check", "--rulebook", "rules.toml", "--lang", "en"];
/// Records whose findings fill more than a pipe and every buffer on the way.
const MANY: usize = 20_000;

/// A folder with a rulebook and a log, in which things go wrong.
struct Place(Folder);

impl std::ops::Deref for Place {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.0
    }
}

impl Place {
    fn new() -> Place {
        let folder = Folder::with("rules.toml", RULES);
        folder.write("log.jsonl", RECORD);
        Place(folder)
    }

    /// Makes a named pipe.
    fn fifo(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo runs").success());
        path
    }

    /// The program, told to check files of this folder.
    fn check(&self, arguments: &[&str]) -> Command {
        self.command(&[&CHECK[..], arguments].concat())
    }

    /// Runs the program under limits of the shell.
    fn check_limited(&self, limits: &str, arguments: &[&str]) -> Output {
        let script = format!("{limits} exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        clear_environment(&mut command);
        command.args(["-c", &script, PROGRAM]).args(CHECK).args(arguments);
        command.current_dir(self.root()).stdin(Stdio::null()).output().expect("the shell runs")
    }
}

fn run(command: &mut Command) -> Output {
    command.output().expect("the program runs")
}

fn start(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status();
    assert!(sent.expect("kill runs").success());
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Reads a report of the format `json`.
fn report(bytes: &[u8]) -> serde_json::Value {
    serde_json::from_slice(bytes).expect("one whole JSON object")
}

fn ledger(report: &serde_json::Value) -> (u64, u64, u64) {
    let ledger = &report["summary"]["ledger"];
    let number = |name: &str| ledger[name].as_u64().expect("a number");
    (number("records"), number("conversations"), number("problems"))
}

#[test]
fn a_full_disk_behind_standard_output() {
    if !Path::new("/dev/full").exists() {
        eprintln!("SKIPPED: no /dev/full here");
        return;
    }
    let folder = Place::new();
    folder.write("many.jsonl", RECORD.repeat(MANY));
    // A small report fails only when the last of it is flushed.
    for log in ["log.jsonl", "many.jsonl"] {
        for format in huashu_report::names() {
            let full = fs::File::options().write(true).open("/dev/full").expect("/dev/full");
            let output = run(folder.check(&[log, "--format", format]).stdout(full));
            assert_eq!(output.status.code(), Some(2), "{log} {format}: {}", errors(&output));
            assert!(errors(&output).contains("run/output"), "{log} {format}: {}", errors(&output));
        }
    }
}

#[test]
fn a_full_disk_behind_a_report_leaves_the_old_one() {
    let folder = Place::new();
    folder.write("many.jsonl", RECORD.repeat(MANY));
    folder.write("report.out", "old");
    let names = folder.names();
    // Parquet packs what repeats into next to nothing.
    for format in huashu_report::names().filter(|format| *format != "parquet") {
        let limits = "ulimit -f 64; trap '' XFSZ;";
        let output = folder.check_limited(limits, &["many.jsonl", "--format", format, "-o", "report.out"]);
        if output.status.code() == Some(1) && folder.read("report.out") != "old" {
            eprintln!("SKIPPED: the shell cannot limit the size of files here");
            return;
        }
        assert_eq!(output.status.code(), Some(2), "{format}: {}", errors(&output));
        assert!(errors(&output).contains("report.out"), "the file is named: {}", errors(&output));
        assert!(!errors(&output).contains(".huashu-"), "no other is: {}", errors(&output));
        assert_eq!((folder.read("report.out").as_str(), folder.names()), ("old", names.clone()), "{format}");
    }
}

#[test]
fn a_limit_that_kills_leaves_nothing() {
    let folder = Place::new();
    folder.write("many.jsonl", RECORD.repeat(MANY));
    let names = folder.names();
    let output = folder.check_limited("ulimit -f 64;", &["many.jsonl", "--format", "json", "-o", "report.json"]);
    assert_ne!(output.status.code(), Some(0));
    assert_ne!(output.status.code(), Some(1), "{}", errors(&output));
    assert_eq!(folder.names(), names);
}

#[test]
fn a_closed_pipe_is_a_job_not_done_and_no_news() {
    let folder = Place::new();
    folder.write("many.jsonl", RECORD.repeat(MANY));
    for format in huashu_report::names() {
        // Of many findings the reports that people read show some, which a pipe holds.
        let full: &[&str] = if ["text", "markdown"].contains(&format) { &["--full"] } else { &[] };
        let arguments = [&["many.jsonl", "--format", format], full].concat();
        let mut child = start(&mut folder.check(&arguments));
        let mut first = [0; 10];
        child.stdout.take().expect("a pipe").read_exact(&mut first).expect("the report begins");
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!((output.status.code(), errors(&output).as_str()), (Some(2), ""), "{format}");
    }
}

#[test]
fn half_a_report_of_one_document_is_not_taken_for_a_whole_one() {
    let folder = Place::new();
    folder.write("many.jsonl", RECORD.repeat(MANY));
    for format in ["json", "sarif", "junit"] {
        let mut child = start(&mut folder.check(&["many.jsonl", "--format", format]));
        let mut half = vec![0; 1000];
        child.stdout.take().expect("a pipe").read_exact(&mut half).expect("the report begins");
        child.wait().expect("the program ends");
        let half = String::from_utf8_lossy(&half).into_owned();
        let whole = match format {
            "junit" => half.trim_end().ends_with("</testsuites>"),
            _ => serde_json::from_str::<serde_json::Value>(&half).is_ok(),
        };
        assert!(!whole, "{format}: {half}");
    }
}

#[test]
fn an_unreadable_file_in_the_middle_hides_no_other() {
    let folder = Place::new();
    std::os::unix::fs::symlink("loop.jsonl", folder.path("loop.jsonl")).expect("a link");
    folder.write("last.jsonl", RECORD.repeat(2));
    let mut unreadable = vec!["loop.jsonl", "."];
    if Path::new("/proc/self/mem").exists() {
        unreadable.push("/proc/self/mem");
    }
    for bad in unreadable {
        // A folder named as a file: what it holds is found, and read as usual.
        let bad = if bad == "." { "none.jsonl" } else { bad };
        let output = run(&mut folder.check(&["log.jsonl", bad, "last.jsonl", "--format", "json"]));
        assert_eq!(output.status.code(), Some(2), "{bad}: {}", errors(&output));
        assert!(errors(&output).contains("input/unreadable"), "{bad}: {}", errors(&output));
        assert!(errors(&output).contains(bad), "{bad}: {}", errors(&output));
        assert_eq!(ledger(&report(&output.stdout)).1, 3, "{bad}: the others are checked");
    }
}

#[test]
fn a_stream_that_breaks_off_is_read_to_the_break() {
    let folder = Place::new();
    let pipe = folder.fifo("pipe.jsonl");
    let child = start(&mut folder.check(&["pipe.jsonl", "--format", "json"]));
    let mut writer = fs::File::options().write(true).open(pipe).expect("the pipe opens");
    let cut = format!("{RECORD}{}", &RECORD[..30]);
    writer.write_all(cut.as_bytes()).expect("the pipe takes it");
    drop(writer);
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
    let report = report(&output.stdout);
    assert_eq!(ledger(&report), (2, 1, 1));
    assert_eq!(report["problems"][0]["line"], 2);
}

/// Starts a check that comes to a stop in the middle of a file, since nobody reads what it writes.
fn stopped_in_the_middle(folder: &Place, records: usize) -> Child {
    folder.write("many.jsonl", RECORD.repeat(records));
    let mut child = start(&mut folder.check(&["many.jsonl", "--format", "json", "--threads", "1"]));
    let mut first = [0; 1];
    child.stdout.as_mut().expect("a pipe").read_exact(&mut first).expect("the report begins");
    child
}

/// Records that are far more than a stopped program has read.
const PLENTY: usize = 200_000;

#[test]
fn a_file_cut_off_while_it_is_read_is_told() {
    // Once within a record and once between two: the second looks like the end of a whole file.
    for cut in [RECORD.len() * (PLENTY / 2) + 10, RECORD.len() * (PLENTY / 2)] {
        let folder = Place::new();
        let child = stopped_in_the_middle(&folder, PLENTY);
        let file = fs::File::options().write(true).open(folder.path("many.jsonl")).expect("the log opens");
        file.set_len(cut as u64).expect("the log is cut");
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
        assert!(errors(&output).contains("input/truncated"), "{}", errors(&output));
        let mut whole = b"{".to_vec();
        whole.extend_from_slice(&output.stdout);
        let (records, conversations, problems) = ledger(&report(&whole));
        assert_eq!(conversations, PLENTY as u64 / 2);
        assert_eq!(records, conversations + problems);
    }
}

#[test]
fn a_file_that_grows_while_it_is_read_is_accounted_for() {
    let folder = Place::new();
    let child = stopped_in_the_middle(&folder, PLENTY);
    let mut file = fs::File::options().append(true).open(folder.path("many.jsonl")).expect("the log opens");
    file.write_all(RECORD.repeat(10).as_bytes()).expect("the log grows");
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
    let mut whole = b"{".to_vec();
    whole.extend_from_slice(&output.stdout);
    let (records, conversations, problems) = ledger(&report(&whole));
    assert_eq!((records, problems), (conversations, 0));
    assert_eq!(conversations, PLENTY as u64 + 10, "what came in time is checked");
}

/// Kills a check that writes a report while it waits for more input, and returns how it ended.
fn killed(folder: &Place, name: &str) -> ExitStatus {
    let pipe = folder.fifo("pipe.jsonl");
    let mut child =
        start(&mut folder.check(&["many.jsonl", "pipe.jsonl", "--format", "json", "-o", "report.json"]));
    // The pipe opens when the program has come to it, with the report under way.
    let writer = fs::File::options().write(true).open(&pipe).expect("the pipe opens");
    signal(&child, name);
    let status = child.wait().expect("the program ends");
    drop(writer);
    fs::remove_file(pipe).expect("the pipe is removed");
    status
}

#[test]
fn what_kills_the_program_leaves_the_old_report_and_no_litter() {
    let folder = Place::new();
    folder.write("many.jsonl", RECORD.repeat(MANY));
    for old in [None, Some("old")] {
        if let Some(old) = old {
            folder.write("report.json", old);
        }
        let names = folder.names();
        for name in ["INT", "TERM", "HUP", "KILL"] {
            let status = killed(&folder, name);
            assert_eq!(status.code(), None, "{name}: ended by the signal, as shells expect: {status}");
            assert_eq!(folder.names(), names, "{name}");
            assert_eq!(fs::read_to_string(folder.path("report.json")).ok().as_deref(), old, "{name}");
        }
    }
}

#[test]
fn a_report_that_has_no_folder_or_whose_name_is_a_folder() {
    let folder = Place::new();
    fs::create_dir(folder.path("taken")).expect("a folder");
    let names = folder.names();
    for target in ["none/report.json", "taken", "log.jsonl/report.json"] {
        let output = run(&mut folder.check(&["log.jsonl", "--format", "json", "-o", target]));
        assert_eq!(output.status.code(), Some(2), "{target}: {}", errors(&output));
        assert!(errors(&output).contains(target), "{target}: {}", errors(&output));
        assert_eq!(folder.names(), names, "{target}");
    }
}

#[test]
fn devices_and_links_are_written_to_and_not_replaced() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};
    let folder = Place::new();
    let pipe = folder.fifo("pipe.out");
    let child = start(&mut folder.check(&["log.jsonl", "--format", "json", "-o", "pipe.out"]));
    let mut text = String::new();
    fs::File::open(&pipe).expect("the pipe opens").read_to_string(&mut text).expect("the report comes");
    assert_eq!(child.wait_with_output().expect("the program ends").status.code(), Some(1));
    assert_eq!(ledger(&report(text.as_bytes())), (1, 1, 0));
    assert!(fs::metadata(&pipe).expect("still there").file_type().is_fifo());

    folder.write("real.json", "old");
    fs::set_permissions(folder.path("real.json"), fs::Permissions::from_mode(0o640)).expect("permissions");
    std::os::unix::fs::symlink("real.json", folder.path("link.json")).expect("a link");
    let output = run(&mut folder.check(&["log.jsonl", "--format", "json", "-o", "link.json"]));
    assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
    assert!(fs::symlink_metadata(folder.path("link.json")).expect("a link").file_type().is_symlink());
    assert_eq!(ledger(&report(folder.read("real.json").as_bytes())), (1, 1, 0));
    let mode = fs::metadata(folder.path("real.json")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o640, "who might read the old report may read the new one");
}
