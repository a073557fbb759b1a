//! Inputs made to lose something in silence: whatever is not read must be told, or nothing be lost.

use std::io::Write;

use huashu_input::{Chunk, Holds, Options, Source, find};
use huashu_model::transcript::Role;

/// What came of reading: texts by conversation, codes of problems, and what was skipped.
#[derive(Debug, Default)]
struct Read {
    conversations: Vec<(Option<String>, Vec<String>)>,
    codes: Vec<&'static str>,
    skipped: std::collections::BTreeMap<&'static str, u64>,
    roles: Vec<Role>,
}

fn read_source(source: &Source, options: &Options) -> Read {
    let chunks: Vec<Chunk> = huashu_input::read(source, options).collect();
    let mut read = Read::default();
    for chunk in &chunks {
        let parsed = chunk.parse(options);
        for conversation in parsed.conversations {
            let texts = conversation.utterances.iter().map(|utterance| utterance.text.to_string()).collect();
            read.roles.extend(conversation.utterances.iter().map(|utterance| utterance.role));
            read.conversations.push((conversation.id.map(|id| id.to_string()), texts));
        }
        read.codes.extend(parsed.problems.iter().map(|problem| problem.code));
        for (reason, count) in parsed.skipped {
            *read.skipped.entry(reason).or_default() += count;
        }
    }
    read
}

fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Read {
    read_source(&Source::memory(name, bytes), &Options::default())
}

fn texts(read: &Read) -> Vec<&str> {
    read.conversations.iter().flat_map(|(_, texts)| texts.iter().map(String::as_str)).collect()
}

#[cfg(unix)]
#[test]
fn rows_from_a_pipe_named_as_a_path_are_read_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pipe.csv");
    let made = std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo runs");
    assert!(made.success());
    let writing = path.clone();
    let writer = std::thread::spawn(move || {
        let mut pipe = std::fs::OpenOptions::new().write(true).open(writing).expect("the pipe opens");
        pipe.write_all("id,role,text\nc1,agent,甲\nc2,agent,乙\nc1,customer,丙\n".as_bytes()).expect("written");
    });
    let read = read_source(&Source::path(&path), &Options::default());
    writer.join().expect("the writer ends");
    assert_eq!(texts(&read), ["甲", "丙", "乙"]);
    assert!(read.codes.is_empty(), "{:?}", read.codes);
}

#[test]
fn blanks_at_the_beginning_hide_nothing() {
    let mut log = " \n".repeat(100_000);
    log.push_str("{\"id\":\"c1\",\"messages\":[{\"role\":\"agent\",\"text\":\"甲\"}]}\n");
    assert_eq!(texts(&read("a.jsonl", log)), ["甲"]);
}

#[test]
fn messages_behind_a_very_long_first_line_belong_together() {
    let long = "长".repeat(50_000);
    let log = format!(
        "{{\"session_id\":\"c1\",\"role\":\"agent\",\"text\":\"{long}\"}}\n{{\"session_id\":\"c1\",\"role\":\"customer\",\"text\":\"乙\"}}\n"
    );
    let read = read("a.jsonl", log);
    assert_eq!(read.conversations.len(), 1);
    assert_eq!(read.conversations[0].1.len(), 2);
}

#[test]
fn two_lists_of_messages_in_one_record_are_a_problem() {
    for keys in [("messages", "messages"), ("messages", "dialogue")] {
        let log = format!(
            "{{\"id\":\"c1\",\"{}\":[{{\"role\":\"agent\",\"text\":\"甲\"}}],\"{}\":[{{\"role\":\"agent\",\"text\":\"乙\"}}]}}\n",
            keys.0, keys.1
        );
        assert_eq!(read("a.jsonl", log).codes, ["input/two-lists"]);
    }
    let one = "{\"id\":\"c1\",\"messages\":[{\"role\":\"agent\",\"text\":\"甲\"}],\"dialogue\":[]}\n";
    assert_eq!(texts(&read("a.jsonl", one)), ["甲"]);
}

#[test]
fn of_several_texts_the_first_that_says_something_counts_and_others_are_counted() {
    let record = |fields: &str| format!("{{\"id\":\"c1\",\"messages\":[{{\"role\":\"agent\",{fields}}}]}}\n");
    assert_eq!(texts(&read("a.jsonl", record("\"content\":\"甲\",\"text\":\"\""))), ["甲"]);
    assert_eq!(texts(&read("a.jsonl", record("\"text\":\"甲\",\"words\":[]"))), ["甲"]);
    let both = read("a.jsonl", record("\"text\":\"甲\",\"content\":\"乙\""));
    assert_eq!(texts(&both), ["甲"]);
    assert_eq!(both.skipped.get("second-text"), Some(&1));
    let none = "{\"id\":\"c1\",\"messages\":[{\"role\":\"agent\",\"text\":\"甲\"},{\"role\":\"agent\",\"said\":\"乙\"},{\"role\":\"agent\",\"text\":{\"said\":\"丙\"}}]}\n";
    assert_eq!(read("a.jsonl", none).skipped.get("no-text-field"), Some(&2));
}

#[test]
fn json_cut_within_a_key_and_lists_passed_over_are_told() {
    let good = "{\"data\":[{\"id\":\"c1\",\"messages\":[{\"role\":\"agent\",\"text\":\"甲\"}]}],";
    let cut = read("a.json", format!("{good}\"oth"));
    assert_eq!(cut.codes, ["input/truncated"]);
    let second = read("a.json", format!("{good}\"further\":[{{\"id\":\"c2\",\"messages\":[]}}]}}"));
    assert_eq!(second.skipped.get("list-passed-over"), Some(&1));
}

#[test]
fn short_rows_are_told() {
    let read = read("a.csv", "id,role,text\nc1,agent,甲\nc1,customer\n");
    assert_eq!(read.codes, ["input/short-rows"]);
}

#[test]
fn headers_with_a_comma_in_a_name_stay_whole() {
    let read = read("a.csv", "\"备注，其他\",id,role,text\n无,c1,agent,甲\n");
    assert_eq!(texts(&read), ["甲"]);
    assert!(read.codes.is_empty(), "{:?}", read.codes);
}

#[test]
fn numbers_beyond_64_bits_are_names_and_keep_their_digits() {
    let line = |id: &str, text: &str| format!("{{\"session_id\":{id},\"role\":\"agent\",\"text\":\"{text}\"}}\n");
    let (first, second) = ("98765432109876543210", "98765432109876543211");
    let rows = read("a.jsonl", line(first, "甲") + &line(second, "乙"));
    let ids: Vec<_> = rows.conversations.iter().map(|(id, _)| id.as_deref()).collect();
    assert_eq!(ids, [Some(first), Some(second)]);
    let whole = format!("{{\"id\":{first},\"messages\":[{{\"role\":\"agent\",\"text\":\"甲\"}}]}}\n");
    assert_eq!(read("a.jsonl", whole).conversations[0].0.as_deref(), Some(first));
}

/// The same export put twice into one file was said once.
#[test]
fn a_conversation_exported_twice_into_one_file_was_said_once() {
    let rows =
        "c1,2026-11-20 09:30:00,客户,在吗\nc1,2026-11-20 09:30:10,客服,您好\nc1,2026-11-20 09:30:10,客服,您好\n";
    let head = "会话ID,时间,角色,内容\n";
    let read = self::read("a.csv", format!("{head}{rows}{head}{rows}c1,2026-11-20 09:31:00,客服,好\n"));
    assert_eq!(texts(&read), ["在吗", "您好", "您好", "好"]);
    assert_eq!(read.skipped.get("repeated-message"), Some(&3));
    let read = self::read("a.csv", format!("{head}{rows}"));
    assert_eq!(texts(&read), ["在吗", "您好", "您好"]);
}

/// Two stray quotes would make one cell of the rows between them, and nobody would miss those.
#[test]
fn rows_between_two_stray_quotes_are_not_swallowed() {
    let table = "会话ID,角色,内容\nc1,客户,\"在吗\nc1,客服,您好\nc1,客服,\"请讲\nc1,客户,不知道\nc1,客服,好\n";
    let read = self::read("a.csv", table);
    assert_eq!(read.codes, ["input/open-quote"]);
    assert_eq!(texts(&read), ["您好", "\"请讲", "不知道", "好"]);
    let fine = "会话ID,角色,内容\nc1,客户,\"在吗\n客服,你好,在\"\nc1,客服,您好\n";
    assert!(self::read("a.csv", fine).codes.is_empty());
}

/// Lines of two encodings in one file are each read in their own, and the run says so.
#[test]
fn lines_of_two_encodings_are_each_read_in_their_own() {
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let line =
        |text: &str| format!("{{\"id\":\"c1\",\"messages\":[{{\"role\":\"agent\",\"text\":\"{text}\"}}]}}\n");
    let long = line("您好，请问有什么可以帮您？").repeat(50);
    for (bytes, all) in [
        ([gb(&long), line("不知道呀").into_bytes()].concat(), 51),
        ([long.clone().into_bytes(), gb(&line("不知道呀"))].concat(), 51),
        (
            [gb(&line("好的呢")), line("不知道呀").into_bytes(), gb(&line("好的")), line("联通").into_bytes()]
                .concat(),
            4,
        ),
        ([gb(&line("好的呢").repeat(20_000)), line("不知道呀").repeat(20_000).into_bytes()].concat(), 40_000),
        ([line("好的呢").repeat(20_000).into_bytes(), gb(&line("不知道呀").repeat(20_000))].concat(), 40_000),
    ] {
        let read = read("a.jsonl", bytes);
        assert_eq!(read.codes, ["input/mixed-encoding"], "{all}");
        let texts = texts(&read);
        assert_eq!(texts.len(), all);
        let known = ["您好，请问有什么可以帮您？", "不知道呀", "好的呢", "好的", "联通"];
        assert!(texts.iter().all(|text| known.contains(text)), "{texts:?}");
    }
    let table = [gb("角色,内容\n客户,不知道怎么退\n"), "客服,您好，请讲\n".into(), gb("客服,好的呢\n")].concat();
    assert_eq!(texts(&read("a.csv", table)), ["不知道怎么退", "您好，请讲", "好的呢"]);
    assert!(read("a.jsonl", gb(&long)).codes.is_empty());
    assert!(read("a.jsonl", long).codes.is_empty());
}

#[cfg(unix)]
#[test]
fn links_and_hidden_files_are_counted_and_ignore_files_do_not_count() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    for name in ["a.jsonl", ".b.jsonl", "c.jsonl"] {
        std::fs::write(root.join(name), "").expect("written");
    }
    std::fs::write(root.join(".gitignore"), "c.jsonl\n").expect("written");
    std::os::unix::fs::symlink(root.join("a.jsonl"), root.join("d.jsonl")).expect("linked");
    let found = find(&[root.to_string_lossy().into_owned()], &Options::default());
    assert_eq!(found.sources.len(), 2);
    assert_eq!(found.skipped.get("hidden-file"), Some(&2));
    assert_eq!(found.skipped.get("link"), Some(&1));
}

#[test]
fn a_file_named_in_two_ways_is_read_once() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.jsonl"), "").expect("written");
    let path = folder.path().to_string_lossy().into_owned();
    let found = find(&[format!("{path}/a.jsonl"), format!("{path}/./a.jsonl")], &Options::default());
    assert_eq!(found.sources.len(), 1);
    assert_eq!(found.skipped.get("given-twice"), Some(&1));
}

#[test]
fn texts_of_unknown_shape_are_refused_unless_somebody_says_whose_they_are() {
    let letter = "感谢您的来信，您反映的问题我们已经收到。\n我们会尽快处理。\n";
    let refused = read("letter.txt", letter);
    assert_eq!((refused.conversations.len(), refused.codes), (0, vec!["input/unknown-shape"]));
    let options = Options { holds: Holds::AgentText, ..Options::default() };
    assert_eq!(read_source(&Source::memory("letter.txt", letter), &options).roles, [Role::Agent]);
}

#[test]
fn whoever_speaks_first_is_not_thereby_the_customer() {
    let message = |who: &str, text: &str| {
        format!("{{\"chat_id\":\"c1\",\"sender\":{{\"id\":\"{who}\"}},\"text\":\"{text}\"}}\n")
    };
    let read = read("a.jsonl", message("u1", "甲") + &message("u2", "乙"));
    assert_eq!(read.roles, [Role::Unknown, Role::Unknown]);
}

#[test]
fn patterns_and_all_others_stand_for_roles() {
    let mut options = Options::default();
    options.roles.set("kf_*", Role::Agent);
    options.roles.set("*", Role::Customer);
    let rows = "id,sender,text\nc1,kf_01,甲\nc1,someone,乙\nc1,系统,丙\n";
    let read = read_source(&Source::memory("a.csv", rows), &options);
    assert_eq!(read.roles, [Role::Agent, Role::Customer, Role::System]);
}

#[test]
fn speakers_of_unknown_part_are_not_glued_to_the_line_above() {
    let log = "客服：您好\n王某某：在吗\n客服：在的\n王某某：你好\n";
    let read = read("a.txt", log);
    assert_eq!(texts(&read), ["您好", "在吗", "在的", "你好"]);
    assert_eq!(read.roles, [Role::Agent, Role::Unknown, Role::Agent, Role::Unknown]);
}

#[test]
fn lines_that_end_in_carriage_returns_alone_are_not_one_speakers() {
    let read = read("a.txt", "客服：您好\r客户：在吗\r");
    assert_eq!(read.roles, [Role::Agent, Role::Customer]);
    assert_eq!(texts(&read), ["您好", "在吗"]);
}

#[test]
fn a_message_exported_twice_was_said_once() {
    let rows = "会话ID,消息ID,角色,内容\nc1,m1,客服,请您耐心等待\nc1,m1,客服,请您耐心等待\nc1,m2,客服,请您耐心等待\nc1,m2,客服,好了\n";
    let read = read("a.csv", rows);
    assert_eq!(texts(&read), ["请您耐心等待", "请您耐心等待", "好了"]);
    assert_eq!(read.skipped.get("repeated-message"), Some(&1));
}
