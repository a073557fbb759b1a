//! `huashu inspect`: what was recognised, and what to write where something was not.

use crate::support::Folder;

#[test]
fn what_is_recognised_is_shown() {
    let folder = Folder::new();
    let rows = "会话ID,角色,客服工号,发送时间,消息内容,备用\n\
                c1,客户,,2026-11-20 10:00:00,在吗,x\n\
                c1,客服,1024,2026-11-20 10:00:05,您好,x\n";
    folder.write("a.csv", rows);
    let ran = folder.run(&["inspect", "a.csv", "--rulebook", "builtin:chat"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    for shown in
        ["a.csv  csv", "会话ID → conversation", "消息内容 → text", "会话 1，消息 2", "1024", "2026-11-20 10:00:00"]
    {
        assert!(ran.out.contains(shown), "{shown}: {}", ran.out);
    }
    assert!(!ran.out.contains("[input.roles]"), "{}", ran.out);
}

#[test]
fn unknown_speakers_come_with_the_lines_that_settle_them() {
    let folder = Folder::new();
    let messages = r#"{"messages":[{"name":"阿青","text":"在吗"},{"name":"小禾","text":"这个我不知道"}]}"#;
    folder.write("a.jsonl", messages);
    let ran = folder.run(&["inspect", "a.jsonl"]);
    assert_eq!(ran.status, 2, "{}", ran.out);
    assert!(ran.out.contains("[input.roles]") && ran.out.contains("\"小禾\" = \"customer\""), "{}", ran.out);
    // Pasted, with the agent told, the block does what it says.
    let block = ran.out.rsplit_once("[input.roles]").expect("the block").1;
    let block = block.replace("\"小禾\" = \"customer\"", "\"小禾\" = \"agent\"");
    folder.write("huashu.toml", format!("[input.roles]{block}"));
    let ran = folder.run(&["inspect", "a.jsonl"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("没有：时限类规则无法检查"), "{}", ran.out);
}
