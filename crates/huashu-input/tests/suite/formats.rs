//! The same conversations read the same from every format and every encoding.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;

use huashu_input::{self, Chunk, Field, Holds, Options, Parsed, Source};
use huashu_model::transcript::{Conversation, MessageKind, Place, Role, Time};

fn chunks(source: &Source, options: &Options) -> Vec<Chunk> {
    huashu_input::read(source, options).collect()
}

fn parse<'c>(chunks: &'c [Chunk], options: &Options) -> Parsed<'c> {
    let mut all = Parsed::default();
    let mut remarks = BTreeSet::new();
    for chunk in chunks {
        let parsed = chunk.parse(options);
        all.conversations.extend(parsed.conversations);
        all.problems.extend(parsed.problems);
        all.records += parsed.records;
        all.failed += parsed.failed;
        remarks.extend(parsed.remarks);
        for (reason, count) in parsed.skipped {
            *all.skipped.entry(reason).or_default() += count;
        }
    }
    all.remarks = remarks.into_iter().collect();
    all
}

/// Leaves out what differs between formats: where things stand.
fn placeless<'c>(conversations: &[Conversation<'c>]) -> Vec<Conversation<'c>> {
    let mut conversations = conversations.to_vec();
    for conversation in &mut conversations {
        conversation.place = Place::default();
        for utterance in &mut conversation.utterances {
            utterance.line = None;
        }
    }
    conversations
}

fn fixture(name: &str) -> Source {
    Source::path(format!("{}/../../fixtures/{name}", env!("CARGO_MANIFEST_DIR")))
}

const SAME: &[&str] = &[
    "json/conversations.json",
    "json/wrapped.json",
    "json/single-values.json",
    "messages/messages.jsonl",
    "messages/scattered.jsonl",
    "messages/messages.json",
    "csv/messages.csv",
    "csv/scattered.csv",
    "csv/merged-cells.csv",
    "tsv/messages.tsv",
    "text/headers.txt",
    "text/prefixes.txt",
];

#[test]
fn every_format_reads_the_same() {
    let options = Options::default();
    let model_chunks = chunks(&fixture("jsonl/conversations.jsonl"), &options);
    let model = parse(&model_chunks, &options);
    assert_eq!((model.records, model.failed, model.problems.len()), (2, 0, 0));
    assert_eq!(model.conversations[0].utterances[3].text, "用了两天。\n开关也有点松");
    assert_eq!(model.conversations[0].field("满意度"), Some("5"));
    let expected = placeless(&model.conversations);
    for name in SAME {
        let chunks = chunks(&fixture(name), &options);
        let parsed = parse(&chunks, &options);
        assert!(parsed.problems.is_empty(), "{name}: {:?}", parsed.problems);
        assert_eq!(parsed.failed, 0, "{name}");
        assert_eq!(placeless(&parsed.conversations), expected, "{name}");
    }
}

#[test]
fn scattered_rows_are_gathered_and_the_run_says_so() {
    let options = Options::default();
    for (name, scattered) in
        [("csv/scattered.csv", true), ("csv/messages.csv", false), ("messages/scattered.jsonl", true)]
    {
        let chunks = chunks(&fixture(name), &options);
        let parsed = parse(&chunks, &options);
        assert_eq!(parsed.records, 10, "{name}");
        assert_eq!(
            parsed.remarks.iter().any(|remark| remark.zh.contains("不相邻")),
            scattered,
            "{name}: {:?}",
            parsed.remarks
        );
    }
}

#[test]
fn rows_and_messages_know_their_lines() {
    let options = Options::default();
    let chunks = chunks(&fixture("csv/messages.csv"), &options);
    let parsed = parse(&chunks, &options);
    let lines: Vec<_> = parsed.conversations.iter().flat_map(|c| c.utterances.iter().map(|u| u.line)).collect();
    // The fourth message of the first conversation takes two lines of the file.
    let expected = [2, 3, 4, 5, 7, 8, 9, 10, 11, 12].map(Some);
    assert_eq!(lines, expected);
    assert_eq!(parsed.conversations[1].place.line, 8);
}

#[test]
fn every_encoding_reads_the_same() {
    let options = Options::default();
    for (name, extension) in
        [("jsonl/conversations.jsonl", "jsonl"), ("csv/messages.csv", "csv"), ("text/headers.txt", "txt")]
    {
        let path = format!("{}/../../fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("the fixture is there");
        let text = text.trim_start_matches('\u{feff}');
        let model_chunks = chunks(&Source::memory("a.x", text), &options);
        let expected = placeless(&parse(&model_chunks, &options).conversations);
        let utf16 = |swap: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect()
        };
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(text.as_bytes()).expect("memory can be written");
        let cases: Vec<(&str, Vec<u8>)> = vec![
            ("UTF-8 with a mark", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
            ("UTF-16LE with a mark", [b"\xff\xfe".to_vec(), utf16(false)].concat()),
            ("UTF-16BE with a mark", [b"\xfe\xff".to_vec(), utf16(true)].concat()),
            ("UTF-16LE", utf16(false)),
            ("UTF-16BE", utf16(true)),
            ("GB18030", encoding_rs::GB18030.encode(text).0.into_owned()),
            ("gzip", gz.finish().expect("memory can be written")),
            ("zstd", zstd::stream::encode_all(text.as_bytes(), 1).expect("memory can be written")),
            ("CRLF", text.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes()),
        ];
        for (case, bytes) in cases {
            let chunks = chunks(&Source::memory(&format!("log.{extension}"), bytes), &options);
            let parsed = parse(&chunks, &options);
            assert!(parsed.problems.is_empty(), "{name} {case}: {:?}", parsed.problems);
            let mut found = placeless(&parsed.conversations);
            if case == "CRLF" {
                let lines = |c: &mut Conversation<'_>| {
                    c.utterances.iter_mut().for_each(|u| u.text = u.text.replace("\r\n", "\n").into());
                };
                found.iter_mut().for_each(lines);
            }
            assert_eq!(found, expected, "{name} {case}");
            let guessed = case == "GB18030" || matches!(case, "UTF-16LE" | "UTF-16BE");
            assert_eq!(!parsed.remarks.is_empty(), guessed, "{name} {case}: {:?}", parsed.remarks);
        }
    }
}

#[test]
fn big5_is_found_and_encodings_can_be_named() {
    let text = "{\"id\":\"c1\",\"messages\":[{\"role\":\"客服\",\"text\":\"您好，很高興為您服務，請問有什麼可以幫您？\"},{\"role\":\"客戶\",\"text\":\"請問這個商品什麼時候可以到貨\"}]}\n";
    let bytes = encoding_rs::BIG5.encode(text).0.into_owned();
    for encoding in [None, Some(encoding_rs::BIG5)] {
        let options = Options { encoding, ..Options::default() };
        let chunks = chunks(&Source::memory("a.jsonl", bytes.clone()), &options);
        let parsed = parse(&chunks, &options);
        assert_eq!(parsed.conversations[0].utterances[0].text, "您好，很高興為您服務，請問有什麼可以幫您？");
        assert_eq!(parsed.conversations[0].utterances[1].role, Role::Customer);
        assert_eq!(parsed.remarks.is_empty(), encoding.is_some());
    }
}

#[test]
fn ascii_at_the_beginning_decides_nothing() {
    let line = "{\"messages\":[{\"role\":\"agent\",\"text\":\"ok\"}]}\n";
    let mut text = line.repeat(10_000);
    text.push_str("{\"messages\":[{\"role\":\"agent\",\"text\":\"您好，请问有什么可以帮您？\"}]}\n");
    let bytes = encoding_rs::GB18030.encode(&text).0.into_owned();
    let options = Options::default();
    let chunks = chunks(&Source::memory("a.jsonl", bytes), &options);
    let parsed = parse(&chunks, &options);
    assert_eq!(parsed.records, 10_001);
    assert_eq!(parsed.conversations[10_000].utterances[0].text, "您好，请问有什么可以帮您？");
    assert_eq!(parsed.conversations[10_000].place.line, 10_001);
}

/// Roles, kinds, flags and texts of a conversation, one line each.
fn shown(conversation: &Conversation<'_>) -> Vec<String> {
    conversation
        .utterances
        .iter()
        .map(|u| {
            let flags = [(u.auto, " auto"), (u.recalled, " recalled"), (u.kind != MessageKind::Text, " other")];
            let flags: String = flags.iter().filter(|(set, _)| *set).map(|(_, name)| *name).collect();
            format!("{}{flags}: {}", u.role.name(), u.text)
        })
        .collect()
}

#[test]
fn exports_of_real_tools() {
    let options = Options::default();
    let cases: &[(&str, &[&str])] = &[
        ("alibaba.json", &["agent: 您好，请问有什么可以帮您？", "customer: 我想改一下收货地址"]),
        ("amazon.json", &["customer: 请问几天能到？", "agent: 一般三天左右。", "agent other: "]),
        ("google.json", &["bot: 您好，我是自动助手。", "customer: 我要退货", "agent: 好的，这就为您办理。"]),
        (
            "from-user.jsonl",
            &["customer: 在吗", "agent: 在的，您请讲。", "agent auto: 您好像离开了，有需要再找我们。"],
        ),
        (
            "chat-type.jsonl",
            &[
                "agent auto: 欢迎光临，请问有什么可以帮您？",
                "customer: 怎么开发票",
                "agent: 发票在订单页申请就可以。",
                "agent recalled: 打错了",
                "agent auto other: 会话已结束",
            ],
        ),
        ("direction.json", &["customer: 货到了，少一个盖子", "agent: 给您添麻烦了，马上补寄。"]),
        (
            "archive.jsonl",
            &["customer: 你好", "agent recalled: 您好，请讲", "agent recalled other: ", "customer other: "],
        ),
    ];
    for (name, expected) in cases {
        let chunks = chunks(&fixture(&format!("tools/{name}")), &options);
        let parsed = parse(&chunks, &options);
        assert!(parsed.problems.is_empty(), "{name}: {:?}", parsed.problems);
        assert_eq!(shown(&parsed.conversations[0]), *expected, "{name}");
        match *name {
            "alibaba.json" => {
                assert_eq!(parsed.conversations[0].utterances[0].time, Some(Time::Elapsed(0)));
                assert_eq!(parsed.conversations[0].id.as_deref(), Some("t1"));
            }
            "from-user.jsonl" => {
                assert_eq!(shown(&parsed.conversations[1]), ["customer: 查物流", "bot: 请输入订单号"]);
                assert!(parsed.conversations[1].utterances.iter().all(|u| u.time.is_none()));
                assert_eq!(parsed.conversations[0].agent_of(1), Some("1024"));
            }
            "direction.json" => {
                assert_eq!(parsed.skipped.get("private-note"), Some(&1));
                assert_eq!(parsed.conversations[0].id.as_deref(), Some("77"));
            }
            _ => {}
        }
    }
}

#[test]
fn canned_replies_read_the_same_from_every_format() {
    let options = Options { holds: Holds::CannedReplies, ..Options::default() };
    let model_chunks = chunks(&fixture("canned/library.csv"), &options);
    let model = parse(&model_chunks, &options);
    let ids: Vec<_> = model.conversations.iter().map(|c| c.id.as_deref()).collect();
    assert_eq!(ids, [Some("tk"), Some("hh"), Some("fh")]);
    assert_eq!(model.conversations[1].metadata[0], ("group".into(), "售后".into()));
    assert_eq!(shown(&model.conversations[2]), ["agent: 今天下单，{客户名}您明天就能看到物流。"]);
    let expected = placeless(&model.conversations);
    for (name, lines) in [
        ("library.json", [6, 12, 18]),
        ("library.jsonl", [1, 2, 3]),
        ("library.yaml", [4, 8, 13]),
        ("library.toml", [5, 11, 17]),
    ] {
        let chunks = chunks(&fixture(&format!("canned/{name}")), &options);
        let parsed = parse(&chunks, &options);
        assert!(parsed.problems.is_empty(), "{name}: {:?}", parsed.problems);
        assert_eq!(placeless(&parsed.conversations), expected, "{name}");
        let found: Vec<_> = parsed.conversations.iter().map(|c| c.place.line).collect();
        assert_eq!(found, lines, "{name}");
    }
    let text_chunks = chunks(&fixture("canned/library.txt"), &options);
    let parsed = parse(&text_chunks, &options);
    let texts = |parsed: &Parsed<'_>| -> Vec<String> {
        parsed.conversations.iter().map(|c| format!("{:?} {}", c.group, c.utterances[0].text)).collect()
    };
    assert_eq!(texts(&parsed), texts(&model));
    assert_eq!(parsed.conversations[1].id.as_deref(), Some("#2"));
}

#[test]
fn columns_and_roles_can_be_configured() {
    let mut options = Options::default();
    options.columns.set(Field::Conversation, ["单据"]);
    options.columns.set(Field::Role, ["方向"]);
    options.columns.set(Field::Text, ["说了什么"]);
    options.roles.set("0", Role::Customer);
    options.roles.set("1", Role::Agent);
    options.auto_texts.push("欢迎光临".to_owned());
    let csv = "单据,方向,说了什么\nd1,1,欢迎光临\nd1,0,你好\nd1,7,嗯\n";
    let chunks = chunks(&Source::memory("a.csv", csv), &options);
    let parsed = parse(&chunks, &options);
    assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
    assert_eq!(shown(&parsed.conversations[0]), ["agent auto: 欢迎光临", "customer: 你好", "unknown: 嗯"]);
    assert_eq!(parsed.remarks.len(), 1);
    assert!(parsed.remarks[0].zh.contains("代号 7"), "{:?}", parsed.remarks);
}

#[test]
fn a_draft_is_one_thing_said_by_an_agent() {
    let options = Options { holds: Holds::AgentText, ..Options::default() };
    let chunks = chunks(&fixture("text/draft.txt"), &options);
    let parsed = parse(&chunks, &options);
    assert_eq!(parsed.conversations.len(), 1);
    assert_eq!(
        shown(&parsed.conversations[0]),
        ["agent: 您好，您的订单今天下午就能发出。\n如果方便的话，请您留意短信通知。"]
    );
}

#[test]
fn texts_of_json_lines_are_borrowed() {
    let options = Options::default();
    let chunks = chunks(&fixture("jsonl/conversations.jsonl"), &options);
    let parsed = parse(&chunks, &options);
    let text = &parsed.conversations[0].utterances[0].text;
    assert!(matches!(text, std::borrow::Cow::Borrowed(_)));
    assert!(Arc::strong_count(chunks[0].file()) >= 1);
}
