//! Bad input: every problem has its place, nothing is lost in silence, nothing panics.

use std::io::Write;

use huashu_input::{self, Chunk, Holds, Options, Source};
use huashu_model::language::Message;
use huashu_model::problem::Problem;
use huashu_model::transcript::Role;

/// What came of reading, with nothing borrowed.
struct Outcome {
    texts: Vec<String>,
    roles: Vec<Role>,
    conversations: u64,
    problems: Vec<Problem>,
    remarks: Vec<Message>,
    records: u64,
    failed: u64,
}

impl Outcome {
    fn codes(&self) -> Vec<&'static str> {
        self.problems.iter().map(|problem| problem.code).collect()
    }
}

fn read_with(name: &str, bytes: impl Into<Vec<u8>>, options: &Options) -> Outcome {
    read_source(&Source::memory(name, bytes), options)
}

fn read_source(source: &Source, options: &Options) -> Outcome {
    let chunks: Vec<Chunk> = huashu_input::read(source, options).collect();
    let mut outcome = Outcome {
        texts: Vec::new(),
        roles: Vec::new(),
        conversations: 0,
        problems: Vec::new(),
        remarks: Vec::new(),
        records: 0,
        failed: 0,
    };
    for chunk in &chunks {
        let parsed = chunk.parse(options);
        outcome.conversations += parsed.conversations.len() as u64;
        for utterance in parsed.conversations.iter().flat_map(|conversation| &conversation.utterances) {
            outcome.texts.push(utterance.text.to_string());
            outcome.roles.push(utterance.role);
        }
        outcome.problems.extend(parsed.problems);
        outcome.remarks.extend(parsed.remarks);
        outcome.records += parsed.records;
        outcome.failed += parsed.failed;
    }
    outcome
}

fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Outcome {
    read_with(name, bytes, &Options::default())
}

fn line(text: &str) -> String {
    format!("{{\"messages\":[{{\"role\":\"agent\",\"text\":\"{text}\"}}]}}")
}

#[test]
fn a_broken_line_among_good_ones() {
    let text = format!("{}\n{{\"id\":\"坏\",\"messages\":[oops]}}\n\n{}\n", line("您好"), line("再见"));
    let outcome = read("a.jsonl", text);
    assert_eq!(outcome.texts, ["您好", "再见"]);
    assert_eq!((outcome.records, outcome.conversations, outcome.failed), (3, 2, 1));
    let problem = &outcome.problems[0];
    assert_eq!(problem.code, "input/bad-json");
    assert_eq!((problem.place.line, problem.place.column), (Some(2), Some(23)));
    let excerpt = problem.place.excerpt.as_ref().expect("an excerpt is shown");
    assert_eq!(&excerpt.text[excerpt.span.start..excerpt.span.end], "o");
}

#[test]
fn a_line_cut_off_at_the_end() {
    let outcome = read("a.jsonl", format!("{}\n{{\"id\":\"c2\",\"mess", line("您好")));
    assert_eq!((outcome.records, outcome.failed), (2, 1));
    assert_eq!(outcome.problems[0].place.line, Some(2));
}

#[test]
fn empty_blank_and_missing_files() {
    assert_eq!(read("a.jsonl", "").codes(), ["input/empty"]);
    assert_eq!(read("a.csv", "\u{feff}\r\n\n ").codes(), ["input/empty"]);
    assert_eq!(read("a.csv", "会话ID,角色,内容\r\n\r\n").codes(), ["input/empty"]);
    assert_eq!(read("a.csv", "会话ID,角色,内容\r\n,,\r\n").codes(), [""; 0]);
    assert_eq!(
        read_source(&Source::path("/no/such/file.jsonl"), &Options::default()).codes(),
        ["input/unreadable"]
    );
    assert_eq!(
        read_source(&Source::path(env!("CARGO_MANIFEST_DIR")), &Options::default()).codes(),
        ["input/unreadable"]
    );
}

#[test]
fn truncated_compression_keeps_what_came() {
    // Words that do not compress well, so that half of the file holds some lines.
    let text: String =
        (0..20_000_u64).map(|n| line(&format!("您好{}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15))) + "\n").collect();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text.as_bytes()).expect("memory can be written");
    let gz = gz.finish().expect("memory can be written");
    let zst = zstd::stream::encode_all(text.as_bytes(), 1).expect("memory can be written");
    for (name, bytes) in [("a.jsonl.gz", gz), ("a.jsonl.zst", zst)] {
        let outcome = read(name, &bytes[..bytes.len() / 2]);
        assert!(outcome.codes().contains(&"input/truncated"), "{name}: {:?}", outcome.codes());
        assert!(outcome.conversations > 100, "{name}");
        assert_eq!(outcome.records, outcome.conversations + outcome.failed, "{name}");
    }
}

#[test]
fn invalid_bytes_are_named_and_the_record_is_read() {
    let mut bytes = format!("{}\n", line("您好，请问有什么可以帮您？")).repeat(3).into_bytes();
    let start = bytes.len();
    bytes.extend_from_slice(b"{\"messages\":[{\"role\":\"agent\",\"text\":\"a\xffb\"}]}\n");
    let outcome = read("a.jsonl", bytes.clone());
    assert_eq!(outcome.codes(), ["input/bad-encoding"]);
    assert_eq!((outcome.records, outcome.failed, outcome.conversations), (4, 0, 4));
    assert_eq!(outcome.texts[3], "a\u{fffd}b");
    assert_eq!(outcome.problems[0].place.line, Some(4));
    let at = start + bytes[start..].iter().position(|byte| *byte == 0xff).expect("the bad byte is there");
    assert!(outcome.problems[0].message.zh.contains(&at.to_string()), "{:?}", outcome.problems[0].message);
    let csv =
        b"id,role,text\nc1,agent,\xe6\x82\xa8\xe5\xa5\xbd\xe8\xaf\xb7\xe8\xae\xb2\xe5\xa5\xbd\nc1,agent,a\xffb\n"
            .to_vec();
    let outcome = read("a.csv", csv);
    assert_eq!(outcome.codes(), ["input/bad-encoding"]);
    assert_eq!(outcome.problems[0].place.line, Some(3));
    assert_eq!(outcome.texts[1], "a\u{fffd}b");
}

#[test]
fn a_named_encoding_that_does_not_fit() {
    let options = Options { encoding: Some(encoding_rs::GB18030), ..Options::default() };
    let outcome = read_with("a.jsonl", line("好的\u{1f44c}呢") + "\n", &options);
    assert!(outcome.codes().iter().all(|code| *code == "input/bad-encoding" || *code == "input/bad-json"));
    assert!(!outcome.problems.is_empty());
}

#[test]
fn very_long_and_very_deep_records() {
    let long = "长".repeat(50 * 1024 * 1024 / 3);
    let outcome = read("a.jsonl", format!("{}\n{}\n", line(&long), line("短")));
    assert_eq!(outcome.conversations, 2);
    assert_eq!(outcome.texts[0].len(), long.len());
    for name in ["a.jsonl", "a.json"] {
        let deep = format!(
            "{}\n{{\"messages\":{}{}}}\n{}\n",
            line("前"),
            "[".repeat(100_000),
            "]".repeat(100_000),
            line("后")
        );
        let outcome = read(name, deep);
        assert_eq!(outcome.texts, ["前", "后"], "{name}");
        assert_eq!((outcome.records, outcome.failed), (3, 1), "{name}");
    }
    let open = "[".repeat(200_000);
    assert!(!read("a.json", open).problems.is_empty());
}

#[test]
fn zero_bytes_and_files_that_are_not_text() {
    let outcome = read("a.jsonl", format!("{}\n\0\0\0\n{}\n", line("您好"), line("再见")));
    assert_eq!((outcome.texts.len(), outcome.failed), (2, 1));
    assert_eq!(read("a.xlsx", b"PK\x03\x04\x14\x00\x06\x00\x08\x00".to_vec()).codes(), ["input/broken-file"]);
    assert_eq!(read("a.toml", "[a]\nb = 1\n").codes(), ["input/not-a-log"]);
}

#[test]
fn a_table_without_a_text_column_says_what_it_found() {
    let outcome = read("a.csv", "会话ID,角色,消息内荣\nc1,客服,您好\n");
    assert_eq!(outcome.codes(), ["input/no-text-column"]);
    let problem = &outcome.problems[0];
    assert!(problem.message.zh.contains("消息内荣"), "{:?}", problem.message);
    assert!(
        problem.help.as_ref().is_some_and(|help| help.zh.contains("「消息内荣」是否就是「消息内容」")),
        "{:?}",
        problem.help
    );
    let options = Options::default();
    let outcome = read_with("a.csv", "session,role,contnet\nc1,agent,hello\n", &options);
    assert!(
        outcome.problems[0].help.as_ref().is_some_and(|help| help.en.contains("`contnet` meant to be `content`"))
    );
}

#[test]
fn rows_that_do_not_fit_the_header() {
    let outcome = read("a.csv", "id,text,role\nc1,您好,agent\nc1,好的,稍等,agent\nc1,再见,agent\n");
    assert_eq!(outcome.codes(), ["input/ragged-row"]);
    assert_eq!(outcome.problems[0].place.line, Some(3));
    assert_eq!(outcome.texts, ["您好", "再见"]);
    assert_eq!((outcome.records, outcome.failed), (3, 1));
    let outcome = read("a.csv", "id,role,text\nc1,agent,好的,稍等\n");
    assert_eq!(outcome.texts, ["好的,稍等"]);
}

#[test]
fn a_quote_that_is_never_closed_loses_one_row_only() {
    let outcome = read("a.csv", "id,role,text\nc1,agent,您好\nc1,agent,\"好的\nc1,agent,请稍等\nc2,agent,再见\n");
    assert_eq!(outcome.codes(), ["input/open-quote"]);
    assert_eq!(outcome.problems[0].place.line, Some(3));
    assert_eq!(outcome.texts, ["您好", "请稍等", "再见"]);
    assert_eq!((outcome.records, outcome.failed, outcome.conversations), (4, 1, 2));
}

#[test]
fn lines_are_counted_with_blank_lines_and_without_a_last_line_end() {
    let outcome = read("a.csv", "id,text,role\r\n\r\nc1,您好,agent\r\n\r\nc1,好,的,呢,agent");
    assert_eq!(outcome.problems[0].place.line, Some(5));
}

#[test]
fn records_without_messages_or_text() {
    let outcome = read("a.jsonl", format!("{}\n{{\"id\":\"c2\",\"chats_list\":[]}}\n", line("您好")));
    assert_eq!(outcome.codes(), ["input/no-messages"]);
    assert!(outcome.problems[0].message.zh.contains("chats_list"));
    let outcome = read("a.jsonl", "{\"id\":\"c2\",\"messages\":[{\"role\":\"agent\",\"txet\":\"您好\"}]}\n");
    assert_eq!(outcome.codes(), ["input/no-text"]);
    assert_eq!((outcome.records, outcome.failed), (1, 1));
    let outcome = read("a.jsonl", format!("{}\n17\nnull\n\"客服\"\n", line("您好")));
    assert_eq!(outcome.records, 4);
    assert_eq!(outcome.conversations + outcome.failed, 4);
}

#[test]
fn a_json_list_goes_on_behind_a_broken_element() {
    let element = |id: u8, text: &str| {
        format!("  {{\n    \"id\": \"{id}\", \"messages\": [{{\"role\": \"agent\", \"text\": \"{text}\"}}]\n  }}")
    };
    let text = format!("[\n{},\n  {{ \"id\": oops }},\n{}\n]\n", element(1, "您好"), element(3, "再见"));
    let outcome = read("a.json", text);
    assert_eq!(outcome.texts, ["您好", "再见"]);
    assert_eq!((outcome.records, outcome.failed), (3, 1));
    assert_eq!(outcome.problems[0].place.line, Some(5));
    // An element whose bracket is missing.
    let broken = "  {\n    \"id\": \"2\", \"messages\": [{\"role\": \"agent\", \"text\": \"嗯\"}\n  }";
    let text = format!("[\n{},\n{broken},\n{}\n]\n", element(1, "您好"), element(3, "再见"));
    let outcome = read("a.json", text);
    assert!(
        outcome.texts.contains(&"您好".to_owned()) && outcome.texts.contains(&"再见".to_owned()),
        "{:?}",
        outcome.texts
    );
    assert!(outcome.failed >= 1);
    // A list that is cut off.
    let outcome = read("a.json", format!("[\n{},\n", element(1, "您好")));
    assert_eq!(outcome.texts, ["您好"]);
    assert_eq!(outcome.codes(), ["input/truncated"]);
}

#[test]
fn trailing_garbage_is_a_problem() {
    let outcome = read("a.json", format!("[{}]\n}} xyz\n", line("您好")));
    assert_eq!(outcome.texts, ["您好"]);
    assert!(outcome.failed >= 1);
    let outcome = read("a.jsonl", format!("{} trailing\n{}\n", line("您好"), line("再见")));
    assert_eq!(outcome.texts, ["再见"]);
    assert_eq!(outcome.failed, 1);
}

#[test]
fn carriage_returns_end_rows_of_a_table_but_no_lines() {
    let lines = |text: &str| {
        let outcome = read("a.csv", text);
        outcome.problems.iter().map(|problem| problem.place.line).collect::<Vec<_>>()
    };
    assert_eq!(lines("id,role\r甲,乙\r"), [Some(1)]);
    let row = "1,2,3,4";
    let rows = format!("id,text,role\r{row}\r\n{row}\n{row}\r{row}\n1,\"a\r\nb\",3,4\r{row}");
    assert_eq!(lines(&rows), [1, 2, 3, 3, 4, 5].map(Some));
    // Behind a quote that is never closed.
    let rows = format!("id,text,role\n1,\"嗯\r,客服\n{row}\r{row}\n{row}\n");
    assert_eq!(lines(&rows), [2, 3, 3, 4].map(Some));
}

#[test]
fn mistakes_of_a_file_that_is_no_toml_are_counted_from_some_number_on() {
    let options = Options { holds: Holds::CannedReplies, ..Options::default() };
    let start = std::time::Instant::now();
    let outcome = read_with("a.toml", "content:".repeat(100_000), &options);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    assert_eq!(outcome.problems.len(), 51);
    assert!(
        outcome.problems[50].message.en.contains("not listed one by one"),
        "{:?}",
        outcome.problems[50].message
    );
    let few = read_with("a.toml", "a = \nb = 1\nc = \n", &options);
    assert_eq!(few.problems.iter().filter_map(|problem| problem.place.line).collect::<Vec<_>>(), [1, 3]);
}

/// Reads a long text, for which anything quadratic would take much longer than this allows.
#[track_caller]
fn read_quickly(name: &str, text: String) -> Outcome {
    let start = std::time::Instant::now();
    let outcome = read(name, text);
    assert!(start.elapsed().as_secs() < 10, "{name}: {:?}", start.elapsed());
    outcome
}

#[test]
fn logs_that_use_data_as_keys_or_names_take_linear_time() {
    const MANY: usize = 100_000;
    let list = |item: &dyn Fn(usize) -> String| (0..MANY).map(item).collect::<Vec<_>>().join(",\n");
    let keys = list(&|n| format!("{{\"conversation_id\":\"c\",\"role\":\"agent\",\"text\":\"好\",\"k{n}\":1}}"));
    let outcome = read_quickly("a.json", format!("[{keys}]"));
    assert_eq!((outcome.conversations, outcome.texts.len()), (1, MANY));
    let people = list(&|n| format!("{{\"id\":\"p{n}\",\"role\":\"agent\"}}"));
    let messages = list(&|n| format!("{{\"sender\":\"p{n}\",\"text\":\"好\"}}"));
    let outcome = read_quickly("a.json", format!("{{\"participants\":[{people}],\"messages\":[{messages}]}}"));
    assert!(outcome.roles.iter().all(|role| *role == Role::Agent));
    let recalls =
        list(&|n| format!("{{\"msg_id\":\"m{n}\",\"role\":\"agent\",\"text\":\"好\",\"recalls\":\"m{n}\"}}"));
    assert_eq!(read_quickly("a.json", format!("{{\"messages\":[{recalls}]}}")).texts.len(), MANY);
    assert_eq!(read_quickly("a.csv", ",".repeat(2 * MANY)).codes(), ["input/no-text-column"]);
}

#[test]
fn names_that_are_all_unknown_are_remarked_on_by_what_they_have_in_common() {
    let rows: String = (0..5000).map(|n| format!("c{n},路人{n}乙,您好\n")).collect();
    let outcome = read("a.csv", format!("会话ID,发送人,消息内容\n{rows}"));
    assert_eq!(outcome.conversations, 5000);
    let kinds: std::collections::BTreeSet<_> = outcome.remarks.iter().map(|remark| &remark.zh).collect();
    assert_eq!(kinds.len(), 1, "{kinds:?}");
    let few = read("a.csv", "会话ID,发送人,消息内容\nc1,甲某,您好\nc1,wm0001,您好\nc1,店:甲某,您好\n");
    assert_eq!(few.remarks.len(), 3);
    assert!(few.remarks.iter().any(|remark| remark.zh.contains("\"*:*\"")), "{:?}", few.remarks);
}

#[test]
fn messages_without_a_conversation_or_a_role_are_told() {
    let outcome = read("a.csv", "角色,内容\n客服,您好\n客户,在吗\n");
    assert_eq!(outcome.codes(), ["input/no-conversation"]);
    assert_eq!(outcome.conversations, 1);
    let outcome = read("a.csv", "会话ID,内容\nc1,您好\n");
    assert_eq!(outcome.codes(), ["input/no-role-column"]);
    assert_eq!(outcome.roles, [Role::Unknown]);
    assert!(!outcome.remarks.is_empty());
}

#[test]
fn any_beginning_of_a_good_file_is_read_without_panic() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");
    for name in [
        "json/conversations.json",
        "csv/merged-cells.csv",
        "text/headers.txt",
        "tools/amazon.json",
        "canned/library.yaml",
    ] {
        let bytes = std::fs::read(format!("{folder}/{name}")).expect("the fixture is there");
        for holds in [Holds::Conversations, Holds::CannedReplies] {
            let options = Options { holds, ..Options::default() };
            for end in (0..bytes.len()).step_by(7) {
                let outcome = read_with(name, &bytes[..end], &options);
                assert!(outcome.records >= outcome.failed, "{name} cut at {end}");
                let silent = outcome.conversations == 0 && outcome.problems.is_empty();
                assert!(
                    !silent || name.ends_with("csv") || (holds == Holds::CannedReplies) || name.ends_with("txt"),
                    "{name} cut at {end}"
                );
            }
        }
    }
}

#[test]
fn wrong_bytes_in_a_json_list_and_behind_ascii_are_named() {
    let mut bytes = format!("[\n{},\n", line("您好，请问有什么可以帮您？")).into_bytes();
    bytes.extend_from_slice(b"{\"messages\":[{\"role\":\"agent\",\"text\":\"a\xffb\"}]}\n]\n");
    let outcome = read("a.json", bytes);
    assert_eq!(outcome.codes(), ["input/bad-encoding"]);
    assert_eq!(outcome.problems[0].place.line, Some(3));
    assert_eq!(outcome.texts[1], "a\u{fffd}b");
    // Longer than what is looked at first, so that the encoding is settled late.
    let mut bytes = (line("ok") + "\n").repeat(20_000).into_bytes();
    bytes.extend_from_slice(&encoding_rs::GB18030.encode(&(line("您好，请问有什么可以帮您？") + "\n")).0);
    bytes.extend_from_slice(b"{\"messages\":[{\"role\":\"agent\",\"text\":\"a\xff\"}]}\n");
    let outcome = read("a.jsonl", bytes);
    assert_eq!(outcome.codes(), ["input/bad-encoding"]);
    assert_eq!(outcome.problems[0].place.line, Some(20_002));
    assert_eq!(outcome.texts[20_000], "您好，请问有什么可以帮您？");
}

#[test]
fn lists_with_an_element_a_line_are_json_whatever_they_are_called() {
    for name in ["a.json", "a"] {
        let list = format!("[\n{},\n{}\n]\n", line("您好"), line("再见"));
        let object = format!("{{\"code\":0,\n\"data\":[\n{},\n{}\n]}}\n", line("您好"), line("再见"));
        let lines = format!("{{\"id\": oops}}\n{}\n{}\n", line("您好"), line("再见"));
        for text in [list, object, lines] {
            assert_eq!(read(name, text.clone()).texts, ["您好", "再见"], "{name}: {text}");
        }
    }
}

#[test]
fn depth_does_not_overflow_any_reader() {
    let wrapped = format!("{}1{}", "{\"data\":".repeat(100_000), "}".repeat(100_000));
    assert!(read("a.json", wrapped).failed >= 1);
    let canned = Options { holds: Holds::CannedReplies, ..Options::default() };
    for (name, text) in [
        ("a.json", "[".repeat(100_000)),
        ("a.yaml", "[".repeat(100_000)),
        ("a.yaml", "- ".repeat(50_000)),
        ("a.toml", format!("a = {}", "[".repeat(100_000))),
        ("a.toml", format!("a = {}", "{ a = ".repeat(50_000))),
    ] {
        assert!(!read_with(name, text, &canned).problems.is_empty(), "{name}");
    }
}
