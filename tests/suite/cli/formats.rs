//! The same conversations in every format give the same findings.

use serde_json::{Value, json};

use crate::support::{Folder, LOG, RULES};

const CSV: &str = "\
会话ID,渠道,技能组,客服工号,客服昵称,角色,发送时间,消息内容
a,chat,售后,7,小七,客户,,怎么退货
a,chat,售后,7,小七,客服,,😀这个我不知道哦
a,chat,售后,7,小七,客服,,感谢你的来电
b,,,,,客户,2026-11-20 09:00:00,在吗
b,,,,,客服,2026-11-20 09:00:05,\"在的，再见\"
c,,,,,客户,2026-11-20 09:00:00,在吗
c,,,,,客服,2026-11-20 09:01:05,\"不知道您问什么，再见\"
";

/// Findings of a file without its name and lines.
fn findings(folder: &Folder, file: &str) -> Vec<Value> {
    let ran = folder.run(&["check", file, "--rulebook", "rules.toml", "--format", "jsonl"]);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""), "{file}");
    let mut findings = ran.lines();
    for finding in &mut findings {
        finding["file"].take();
        finding["line"].take();
    }
    findings
}

fn reads_the_same(file: &str, text: &str) {
    let folder = Folder::with_samples();
    folder.write(file, text);
    assert_eq!(findings(&folder, file), findings(&folder, "log.jsonl"), "{file}");
}

fn conversations() -> Vec<Value> {
    LOG.lines().map(|line| serde_json::from_str(line).expect("the sample is JSON")).collect()
}

#[test]
fn tables() {
    reads_the_same("log.csv", CSV);
    reads_the_same("log.tsv", &CSV.replace(',', "\t").replace('"', ""));
    reads_the_same("semicolons.csv", &CSV.replace(',', ";").replace('"', ""));
}

#[test]
fn json_lists_and_objects_around_them() {
    reads_the_same("log.json", &serde_json::to_string_pretty(&conversations()).expect("JSON"));
    reads_the_same("data.json", &json!({"code": 0, "data": conversations()}).to_string());
}

#[test]
fn one_message_a_line() {
    let mut lines = String::new();
    for conversation in conversations() {
        for message in conversation["messages"].as_array().expect("messages") {
            let mut message = message.clone();
            message["session_id"] = conversation["id"].clone();
            if let Some(agent) = conversation["agent"]["id"].as_str() {
                message["agent_id"] = agent.into();
            }
            lines += &format!("{message}\n");
        }
    }
    reads_the_same("messages.jsonl", &lines);
}

#[test]
fn a_line_is_where_the_message_stands() {
    let folder = Folder::with_samples();
    folder.write("log.csv", CSV);
    let ran = folder.run(&["check", "log.csv", "--rulebook", "rules.toml", "--format", "jsonl"]);
    let lines: Vec<u64> = ran.lines().iter().filter_map(|finding| finding["line"].as_u64()).collect();
    assert_eq!(lines, [3, 4, 8]);
}

#[test]
fn plain_text_with_speakers() {
    let folder = Folder::with_samples();
    folder.write("chat.txt", "客户：怎么退货\n客服：这个我不知道哦\n客服：感谢您的来电\n");
    let ran = folder.run(&["check", "chat.txt", "--rulebook", "rules.toml", "--format", "jsonl"]);
    assert_eq!(ran.status, 1);
    let findings = ran.lines();
    assert_eq!(findings.len(), 1, "{}", ran.out);
    assert_eq!((&findings[0]["utterance"], &findings[0]["line"]), (&json!(1), &json!(2)));
}

#[test]
fn libraries_of_canned_replies() {
    for (file, text) in [
        ("replies.csv", "短码,标题,内容\na1,查询,这个我不知道\na2,好,好的\n"),
        ("replies.yaml", "- code: a1\n  text: 这个我不知道\n- code: a2\n  text: 好的\n"),
        ("replies.toml", "[[reply]]\ncode = \"a1\"\ntext = \"这个我不知道\"\n"),
        ("replies.json", "[{\"code\": \"a1\", \"text\": \"这个我不知道\"}]"),
    ] {
        let folder = Folder::new();
        folder.write("rules.toml", RULES);
        folder.write(file, text);
        let arguments = ["check", file, "--as", "canned", "--rulebook", "rules.toml", "--format", "jsonl"];
        let ran = folder.run(&arguments);
        assert_eq!(ran.status, 1, "{file}: {ran:?}");
        let findings = ran.lines();
        assert_eq!(findings.len(), 1, "{file}: rules about whole conversations do not apply: {}", ran.out);
        assert_eq!((&findings[0]["conversation"], &findings[0]["utterance"]), (&json!("a1"), &json!(0)), "{file}");
    }
}

#[test]
fn a_table_whose_columns_are_not_known_says_which_it_has() {
    let folder = Folder::with_samples();
    folder.write("log.csv", "甲,乙\n1,不知道\n2,好的\n");
    let ran = folder.run(&["check", "log.csv", "--rulebook", "rules.toml"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    ran.says(&["log.csv", "甲", "[input.columns]"]);
}
