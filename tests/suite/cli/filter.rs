//! `huashu filter`: a line in, a line out, whatever the line is.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{CLEAN_LOG, Folder, LOG};

const ARGUMENTS: [&str; 4] = ["filter", "--rulebook", "rules.toml", "--no-mask"];
/// Long enough for a machine that does other work.
const PATIENCE: Duration = Duration::from_secs(60);

/// The filter at work, asked line by line.
struct Asked {
    child: Child,
    stdin: Option<ChildStdin>,
    answers: Receiver<String>,
}

impl Asked {
    fn start(folder: &Folder) -> Asked {
        let mut command = folder.command(&ARGUMENTS);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let stdout = child.stdout.take().expect("a pipe");
        let (send, answers) = channel();
        std::thread::spawn(move || {
            BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
        });
        Asked { stdin: child.stdin.take(), child, answers }
    }

    fn write(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("not closed");
        stdin.write_all(bytes).and_then(|()| stdin.flush()).expect("the filter reads");
    }

    fn answer(&self) -> Value {
        let line = self.answers.recv_timeout(PATIENCE).expect("an answer before the end of the input");
        serde_json::from_str(&line).expect("a line of JSON")
    }

    fn end(mut self) -> i32 {
        drop(self.stdin.take());
        assert!(self.answers.recv_timeout(PATIENCE).is_err(), "no line that nobody asked for");
        self.child.wait().expect("the program ends").code().expect("an exit status")
    }
}

fn filtered(input: impl AsRef<[u8]>, more: &[&str]) -> Vec<Value> {
    let arguments: Vec<&str> = ARGUMENTS.iter().chain(more).copied().collect();
    let ran = Folder::with_samples().pipe(input, &arguments);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.is_empty() || ran.out.ends_with('\n'));
    ran.lines()
}

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or("none")
}

#[test]
fn every_line_is_answered_before_the_next_is_asked() {
    let folder = Folder::with_samples();
    let mut asked = Asked::start(&folder);
    for (line, id) in LOG.lines().zip(["a", "b", "c"]) {
        let (first, second) = line.as_bytes().split_at(20);
        asked.write(first);
        asked.write(second);
        asked.write(b"\n");
        assert_eq!(asked.answer()["id"], id);
    }
    asked.write(b"\r\n{\"id\":");
    assert_eq!(code(&asked.answer()), "filter/empty-line");
    asked.write(b"}\n");
    assert_eq!(code(&asked.answer()), "input/bad-json");
    assert_eq!(asked.end(), 0);
}

#[test]
fn findings_are_those_of_check_to_the_byte() {
    let folder = Folder::with_samples();
    let log = format!("{LOG}{{\"messages\":[{{\"role\":\"agent\",\"text\":\"不\u{200b}知道\"}}]}}\n");
    for language in ["zh", "en"] {
        let check =
            ["check", "-", "--rulebook", "rules.toml", "--format", "jsonl", "--no-mask", "--lang", language];
        let lines = folder.pipe(&log, &check).out;
        let mut arguments = ARGUMENTS.to_vec();
        arguments.extend(["--lang", language]);
        let results = folder.pipe(&log, &arguments).out;
        let findings: Vec<&str> = results
            .lines()
            .filter_map(|line| Some(line.split_once("\"findings\":[")?.1.split_once("],\"outcomes\"")?.0))
            .filter(|findings| !findings.is_empty())
            .collect();
        assert_eq!(findings.join(",") + "\n", lines.trim_end().replace("}\n{", "},{") + "\n");
        assert_eq!(results.lines().count(), 4);
    }
}

#[test]
fn a_result_says_what_the_conversation_came_to() {
    let results = filtered(LOG, &[]);
    let [first, second, third] = results.as_slice() else { panic!("three results: {results:?}") };
    assert_eq!(first["outcomes"]["fail"], json!(["said/dont-know", "missing/farewell"]));
    assert_eq!(first["outcomes"]["not-checkable"], json!({"slow/first": "no-time"}));
    assert_eq!(first["score"], json!({"value": 93.0, "passed": true}));
    assert_eq!(second["findings"], json!([]));
    assert_eq!(second["outcomes"]["pass"], json!(["said/dont-know", "missing/farewell", "slow/first"]));
    assert_eq!(third["outcomes"]["fail"], json!(["slow/first"]));
    for result in &results {
        let keys: Vec<&str> = result.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(keys, ["findings", "id", "outcomes", "score"]);
    }
}

#[test]
fn a_line_that_cannot_be_read_is_answered_by_an_error() {
    let lines = ["", " \t", "没有", "[1,", "7", r#"{"id":"x"}"#, r#"{"messages":[]}"#, "null", "\u{feff}"];
    let mut input = lines.join("\n");
    input.push('\n');
    input.push_str(CLEAN_LOG.trim_end());
    let results = filtered(&input, &[]);
    assert_eq!(results.len(), lines.len() + 1);
    for (number, (line, result)) in lines.iter().zip(&results).enumerate() {
        if result.get("error").is_none() {
            assert_eq!(*line, r#"{"messages":[]}"#, "{result}");
            continue;
        }
        assert_eq!(result["error"]["line"], number + 1, "{line}: {result}");
        assert!(result["error"]["message"].is_string());
        assert_eq!(code(result) == "filter/empty-line", line.trim_matches(['\u{feff}', ' ', '\t']).is_empty());
    }
    // The last line needs no line end, and what stands before it does not matter.
    assert_eq!(results.last().expect("the last")["id"], "b");
}

#[test]
fn no_input_has_no_answer() {
    assert_eq!(filtered("", &[]), Vec::<Value>::new());
    assert_eq!(filtered("\n", &[]).len(), 1);
}

#[test]
fn a_line_beyond_the_limit_is_passed_over() {
    let huge = format!(r#"{{"id":"h","messages":[{{"role":"agent","text":"{}"}}]}}"#, "不知道".repeat(300_000));
    let at_limit = format!("{{\"messages\":[{{\"role\":\"agent\",\"text\":\"{}\"}}]}}", "好".repeat(300));
    let over = at_limit.replacen('好', "好 ", 1);
    let input = format!("{huge}\n{CLEAN_LOG}{at_limit}\n{over}\n{huge}");
    let results = filtered(&input, &["--max-record", &at_limit.len().to_string()]);
    let codes: Vec<&str> = results.iter().map(code).collect();
    let too_large = "input/record-too-large";
    assert_eq!(codes, [too_large, "none", "none", too_large, too_large]);
    assert_eq!(results.iter().filter_map(|result| result["error"]["line"].as_u64()).collect::<Vec<_>>(), [1, 4, 5]);
}

#[test]
fn bytes_that_are_no_utf_8_are_told_in_the_result() {
    let line = b"{\"id\":\"u\",\"messages\":[{\"role\":\"agent\",\"text\":\"\xff\xb0\xa1\xe4\xb8\x8d\xe7\x9f\xa5\xe9\x81\x93\"}]}\n";
    let input = [CLEAN_LOG.as_bytes(), line, CLEAN_LOG.as_bytes()].concat();
    let results = filtered(&input, &[]);
    assert_eq!(results.len(), 3);
    assert_eq!(results[1]["outcomes"]["fail"], json!(["said/dont-know", "missing/farewell"]));
    assert_eq!(results[1]["problems"][0]["code"], "input/bad-encoding");
    assert_eq!((&results[0], results[2].get("problems")), (&results[2], None));
    // Cut in the middle of a character, and of a record.
    let cut = filtered(&line[..line.len() - 8], &[]);
    assert_eq!((cut.len(), code(&cut[0])), (1, "input/bad-json"));
    assert_eq!(cut[0]["problems"][0]["code"], "input/bad-encoding");
}

#[test]
fn what_was_left_out_or_not_understood_is_told_in_the_result() {
    let line = concat!(
        r#"{"messages":[{"role":"agent","text":"好","private":true},{"role":"火星人","text":"不知道"},"#,
        r#"{"role":"agent","text":"再见"}]}"#
    );
    let result = &filtered(line, &[])[0];
    assert_eq!(result["skipped"], json!({"private-note": 1}));
    assert!(result["remarks"][0].as_str().is_some_and(|remark| remark.contains("[input.roles]")), "{result}");
}

#[test]
fn personal_data_is_masked_unless_it_is_asked_for() {
    let line = r#"{"messages":[{"role":"agent","text":"不知道13800138000是谁"}]}"#;
    let folder = Folder::with_samples();
    let masked = folder.pipe(line, &["filter", "--rulebook", "rules.toml"]).out;
    assert!(masked.contains("said/dont-know") && !masked.contains("13800138000"), "{masked}");
}

#[test]
fn waived_findings_are_left_out_and_cost_nothing() {
    let folder = Folder::with_samples();
    let waiver = "\n[[waiver]]\nrule = \"said/*\"\nreason = \"试行\"\n";
    folder.write("rules.toml", format!("{}{waiver}", crate::support::RULES));
    let ran = folder.pipe(LOG, &ARGUMENTS);
    let results = ran.lines();
    assert_eq!(results[0]["findings"].as_array().map(Vec::len), Some(1), "{ran:?}");
    assert_eq!(results[0]["score"]["value"], 98.0);
}

/// What was not understood has no score: no engine must take it for a conversation in which all was well.
#[test]
fn what_was_not_understood_has_no_score() {
    let unknown = r#"{"messages":[{"role":"外星人","text":"不知道"}]}"#;
    let customer = r#"{"messages":[{"role":"customer","text":"在吗"}]}"#;
    let none = r#"{"messages":[]}"#;
    let empty = r#"{"messages":[{"role":"agent","text":" "}]}"#;
    for (line, told) in [(unknown, "input/no-agent"), (customer, "input/no-agent"), (none, ""), (empty, "")] {
        let (result, rest) =
            filtered(line, &[]).split_first().map(|(one, rest)| (one.clone(), rest.len())).expect("one");
        assert_eq!((result["score"].clone(), rest), (Value::Null, 0), "{result}");
        assert_eq!(result["problems"][0]["code"].as_str().unwrap_or_default(), told, "{result}");
    }
    let mut bytes = br#"{"messages":[{"role":"agent","text":""#.to_vec();
    bytes.extend(b"\xd5\xe2\xb8\xf6\xce\xd2\xb2\xbb\xd6\xaa\xb5\xc0\"}]}");
    let result = &filtered(&bytes, &[])[0];
    assert_eq!(
        (&result["score"], result["problems"][0]["code"].as_str()),
        (&Value::Null, Some("input/bad-encoding"))
    );
}

#[test]
fn lines_are_in_the_encoding_that_was_named() {
    let folder = Folder::with_samples();
    folder.write("huashu.toml", "[input]\nencoding = \"gb18030\"\n");
    let (log, ..) = encoding_rs::GB18030.encode(LOG);
    let results = folder.pipe(&log, &ARGUMENTS).lines();
    assert_eq!(results, filtered(LOG, &[]));
    for setting in ["encoding = \"utf-16le\"", "format = \"csv\""] {
        folder.write("huashu.toml", format!("[input]\n{setting}\n"));
        let ran = folder.pipe(LOG, &ARGUMENTS);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{ran:?}");
        ran.says(&["filter/mapping"]);
    }
}

#[test]
fn what_cannot_be_done_is_refused_before_a_line_is_read() {
    let folder = Folder::with_samples();
    let refused = |arguments: &[&str], code: &str| {
        let ran = folder.pipe(LOG, arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{ran:?}");
        ran.says(&[code]);
    };
    refused(&["filter", "--rulebook", "missing.toml"], "rulebook/unreadable");
    refused(&["filter", "--rulebook", "rules.toml", "--ignore", "*"], "usage/no-rules");
    folder.write("huashu.toml", "[input]\npreset = \"zendesk-chat\"\n");
    refused(&ARGUMENTS, "filter/mapping");
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_ends_the_run_without_words() {
    let folder = Folder::with_samples();
    let log = folder.path("long.jsonl");
    std::fs::write(&log, LOG.repeat(20_000)).expect("a file");
    let mut command = folder.command(&ARGUMENTS);
    command.stdin(std::fs::File::open(&log).expect("the file")).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let mut first = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut first).expect("a line");
    assert!(first.starts_with("{\"id\":\"a\""), "{first}");
    let ran = child.wait_with_output().expect("the program ends");
    assert_eq!((ran.status.code(), String::from_utf8_lossy(&ran.stderr).as_ref()), (Some(2), ""));
}

#[test]
fn a_device_without_room_is_told() {
    let Ok(full) = std::fs::File::options().write(true).open("/dev/full") else { return };
    let folder = Folder::with_samples();
    let mut command = folder.command(&ARGUMENTS);
    command.stdin(std::fs::File::open(folder.path("log.jsonl")).expect("the log")).stdout(full);
    let ran = command.output().expect("the program runs");
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("run/output"), "{ran:?}");
}
