//! Records longer than asked for are refused with their place, never held, and the rest is read.

use huashu_input::{Holds, Options, RecordLimit, Source, format_from_name};

/// What came of reading: utterances, problems with their lines, records and those that failed.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    texts: Vec<String>,
    problems: Vec<(&'static str, Option<u64>)>,
    records: u64,
    failed: u64,
}

fn limited(size: &str) -> Options {
    Options { max_record: RecordLimit::parse(size).expect("a size"), ..Options::default() }
}

fn read(name: &str, text: &str, options: &Options) -> Outcome {
    let mut all = Outcome::default();
    for chunk in huashu_input::read(&Source::memory(name, text), options) {
        let parsed = chunk.parse(options);
        let utterances = parsed.conversations.iter().flat_map(|conversation| &conversation.utterances);
        all.texts.extend(utterances.map(|utterance| utterance.text.to_string()));
        all.problems.extend(parsed.problems.iter().map(|problem| (problem.code, problem.place.line)));
        all.records += parsed.records;
        all.failed += parsed.failed;
    }
    all
}

const CODE: &str = "input/record-too-large";

/// Texts around the limit of 1 KB, of which the second and the last are too long whatever is written around them.
fn sizes() -> [usize; 5] {
    [10, 3000, 20, 600_000, 2_000_000]
}

#[test]
fn lines_of_json() {
    let line = |size| format!("{{\"messages\":[{{\"role\":\"agent\",\"text\":\"{}\"}}]}}", "好".repeat(size / 3));
    let text: String = sizes().map(|size| line(size) + "\n").concat() + &line(3);
    let all = read("a.jsonl", &text, &limited("1KB"));
    assert_eq!(all.problems, [(CODE, Some(2)), (CODE, Some(4)), (CODE, Some(5))]);
    assert_eq!(all.texts, ["好好好", "好好好好好好", "好"]);
    assert_eq!((all.records, all.failed), (6, 3));
    assert_eq!(read("a.jsonl", &text, &limited("4 MB")).failed, 0);
}

#[test]
fn lines_of_single_messages() {
    let line = |size| format!("{{\"session\":\"c1\",\"role\":\"agent\",\"text\":\"{}\"}}", "a".repeat(size));
    let text: String = [10, 3000, 600_000, 20].map(|size| line(size) + "\n").concat();
    let options = Options { format: format_from_name("messages"), ..limited("1KB") };
    let all = read("a.jsonl", &text, &options);
    assert_eq!(all.problems, [(CODE, Some(2)), (CODE, Some(3))]);
    assert_eq!((all.texts.len(), all.records, all.failed), (2, 4, 2));
}

#[test]
fn elements_of_a_list() {
    let value =
        |size| format!("{{\"messages\":[{{\"role\":\"agent\",\"text\":\"]}}\\\"{}\"}}]}}", "a".repeat(size));
    let list = sizes().map(value).join(",\n");
    let others = "\"about\":{\"long\":\"".to_owned() + &"b".repeat(5000) + "\"},";
    for (text, first) in [(format!("[{list}]"), 1), (format!("{{{others}\n\"data\":[{list}]}}"), 2)] {
        let all = read("a.json", &text, &limited("1KB"));
        assert_eq!(all.problems, [1, 3, 4].map(|line| (CODE, Some(line + first))));
        assert_eq!((all.texts.len(), all.records, all.failed), (2, 5, 3));
    }
    let values = sizes().map(value).join("\n");
    let options = Options { format: format_from_name("json"), ..limited("1KB") };
    assert_eq!(read("a.json", &values, &options).problems.len(), 3);
}

#[test]
fn messages_in_a_list() {
    let value = |size| format!("{{\"session\":\"c1\",\"role\":\"agent\",\"text\":\"{}\"}}", "a".repeat(size));
    let all = read("a.json", &format!("[{}]", [5, 3000, 6, 600_000].map(value).join(",\n")), &limited("1KB"));
    assert_eq!(all.problems, [(CODE, Some(2)), (CODE, Some(4))]);
    assert_eq!((all.texts.len(), all.records, all.failed), (2, 4, 2));
}

#[test]
fn rows_and_conversations_of_a_table() {
    let row = |id: &str, size: usize| format!("{id},客服,\"好\n{}\"\n", "a".repeat(size));
    let mut text = "会话,角色,内容\n".to_owned();
    text += &(row("c1", 5) + &row("c2", 3000) + &row("c3", 6) + &row("c4", 600_000) + &row("c5", 7));
    let all = read("a.csv", &text, &limited("1KB"));
    assert_eq!(all.problems, [(CODE, Some(4)), (CODE, Some(8))]);
    assert_eq!((all.texts.len(), all.records, all.failed), (3, 5, 2));

    let many: String = (0..50).map(|_| row("c2", 20)).collect();
    for rows in [row("c1", 5) + &many + &row("c3", 6), row("c1", 5) + &many + &row("c3", 6) + &row("c2", 1)] {
        let all = read("a.csv", &format!("会话,角色,内容\n{rows}"), &limited("1KB"));
        assert_eq!(all.problems, [(CODE, Some(4))]);
        assert_eq!(all.texts.len(), 2);
        assert_eq!(all.records - all.failed, 2, "{all:?}");
    }
}

#[test]
fn a_quote_that_is_never_closed_is_told_as_such() {
    let text = format!("会话,角色,内容\nc1,客服,\"您好\n{}c2,客服,好的\n", "c1,客户,在吗\n".repeat(500));
    let all = read("a.csv", &text, &limited("1KB"));
    assert_eq!(all.problems[0], ("input/open-quote", Some(2)));
    assert!(all.texts.iter().any(|text| text == "好的"), "{:?}", all.texts.last());
}

#[test]
fn conversations_of_a_text() {
    let talk = |size: usize| format!("客户：在吗\n客服：{}\n", "好的\n".repeat(size / 7));
    let text =
        [10, 3000, 20].map(talk).join("=== c ===\n") + "=== d ===\n客户：" + &"a".repeat(600_000) + "\n客服：是\n";
    let all = read("a.txt", &text, &limited("1KB"));
    assert_eq!(all.problems.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [CODE, CODE]);
    assert_eq!((all.texts.len(), all.records, all.failed), (4, 4, 2));
}

#[test]
fn what_is_read_in_one_piece() {
    let canned = Options { holds: Holds::CannedReplies, ..limited("1KB") };
    let page = format!("<!doctype html><p>{}</p>", "a".repeat(3000));
    for (name, text, options) in [
        ("a.html", page, &limited("1KB")),
        ("a.toml", "# ".to_owned() + &"a".repeat(3000), &canned),
        ("a.txt", "您好\n".repeat(500), &canned),
    ] {
        let all = read(name, &text, options);
        assert_eq!((all.problems, all.records, all.failed), (vec![(CODE, Some(1))], 1, 1), "{name}");
    }
}

#[test]
fn sizes_are_read() {
    for (size, bytes) in [("64MB", 64 << 20), ("1 kb", 1024), ("7", 7), ("2G", 2 << 30), ("3b", 3)] {
        assert_eq!(RecordLimit::parse(size).map(RecordLimit::bytes), Some(bytes), "{size}");
    }
    for size in ["", "0", "MB", "-1", "1.5MB", "1TB", "99999999999999999999", "18014398509481984KB"] {
        assert_eq!(RecordLimit::parse(size), None, "{size}");
    }
}
