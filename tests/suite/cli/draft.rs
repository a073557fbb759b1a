//! `huashu draft`, run as people run it.

use crate::support::{Folder, Ran};

const DESK: &str = r#"
[[rule]]
id = "desk/must"
phrases = ["{你|您}必须"]
[[rule.rewrite]]
phrases = ["{你|您}必须{what=any:1..20}"]
to = ["请您{what}，好吗？", "麻烦您{what}"]
examples = [["你必须带卡", "请您带卡，好吗？"]]

[[rule]]
id = "desk/wait"
phrases = ["等着"]
[[rule.rewrite]]
phrases = ["等着"]
to = "请您稍等〔时间〕"
examples = [["等着", "请您稍等〔时间〕"]]

[[rule]]
id = "desk/insult"
phrases = ["活该"]
title = { zh = "不说活该", en = "No insults" }
suggest = ["我帮您看看还能怎么办"]

[[rule]]
id = "desk/greeting"
kind = "require"
phrases = ["您好"]
within = { first = 1 }
lead = "您好"
"#;

fn draft(arguments: &[&str]) -> Ran {
    let folder = Folder::with("desk.toml", DESK);
    folder.write("one.txt", "客户: 在吗\n");
    folder.write("two.jsonl", "{\"messages\":[{\"role\":\"customer\",\"text\":\"在吗\"}]}\n".repeat(2));
    folder.run(&[&["draft", "--rulebook", "desk.toml", "--lang", "zh"][..], arguments].concat())
}

#[test]
fn what_is_left_decides_the_status_and_is_told() {
    let ran = draft(&["你必须带卡，11月20号没来是您活该"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    for words in ["请您带卡，11月20号没来是您活该", "还有 1 处要您自己改", "desk/insult", "我帮您看看还能怎么办"]
    {
        assert!(ran.out.contains(words), "{words}:\n{}", ran.out);
    }
    let ran = draft(&["你必须带卡，等着"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("有 1 处要您填：〔时间〕") && ran.out.contains("发送前请看一遍"), "{}", ran.out);
}

#[test]
fn a_program_is_told_all_of_it() {
    let ran = draft(&["你必须带卡，等着，您活该1次", "--format", "json"]);
    let answer = ran.json();
    assert_eq!(answer["reworded"], "请您带卡，请您稍等〔时间〕，您活该1次");
    assert_eq!(answer["placeholders"], serde_json::json!(["〔时间〕"]));
    assert_eq!(answer["left"][0]["rule"], "desk/insult");
    assert_eq!((&answer["left"][1], &answer["needs_review"]), (&serde_json::Value::Null, &true.into()));
    assert_eq!(answer["findings"].as_array().map(Vec::len), Some(3));
}

#[test]
fn other_words_are_offered() {
    let ran = draft(&["你必须带卡", "--format", "json"]);
    assert_eq!(ran.json()["alternatives"], serde_json::json!(["麻烦您带卡"]));
}

#[test]
fn a_difference_shows_the_lines_that_change() {
    let ran = draft(&["好的\n你必须带卡\n谢谢您", "--format", "diff"]);
    assert_eq!(ran.out, "  好的\n- 你必须带卡\n+ 请您带卡\n  谢谢您\n");
    assert_eq!(draft(&["好的", "--format", "diff"]).out, "  好的\n");
}

#[test]
fn a_draft_is_judged_as_what_is_said_next() {
    let ran = draft(&["请讲", "--format", "reworded"]);
    assert_eq!(ran.out, "请讲\n", "alone nothing is missing");
    let ran = draft(&["请讲", "--context", "one.txt", "--format", "reworded"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, "您好，请讲\n"), "{ran:?}");
    let ran = draft(&["请讲", "--context", "two.jsonl"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("draft/not-one-conversation"), "{}", ran.err);
    let ran = draft(&["--context", "-"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("draft/standard-input-twice"), "{}", ran.err);
    let ran = draft(&["请讲", "--context", "nowhere.txt"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
}

#[test]
fn the_conversation_so_far_may_come_from_standard_input() {
    let folder = Folder::with("desk.toml", DESK);
    let arguments = ["draft", "请讲", "--context", "-", "--rulebook", "desk.toml", "--format", "reworded"];
    let ran = folder.pipe("客户: 在吗\n客服: 您好\n客户: 我要改约\n", &arguments);
    assert_eq!((ran.status, ran.out.as_str()), (0, "请讲\n"), "{ran:?}");
}

#[test]
fn drafts_are_asked_for_one_after_another() {
    let folder = Folder::with("desk.toml", DESK);
    let arguments = ["draft", "--interactive", "--rulebook", "desk.toml", "--lang", "zh"];
    let ran = folder.pipe("你必须带卡\n2\n好的\n等着\n\n你必须快\u{1b}[31m来\n1\n", &arguments);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(ran.out, "麻烦您带卡\n好的\n请您快␛[31m来，好吗？\n");
    assert!(ran.err.contains("草稿> ") && ran.err.contains("  2  麻烦您带卡"), "{}", ran.err);
}
