//! Forms of plain text and of tables, and what must not be taken for them.

use huashu_input::{self, Chunk, Holds, Options, Source, format_from_name};
use huashu_model::transcript::{Role, Time};
use proptest::prelude::*;

/// Conversations as lists of `role name id time text`.
fn read(name: &str, text: &str, options: &Options) -> Vec<Vec<String>> {
    let chunks: Vec<Chunk> = huashu_input::read(&Source::memory(name, text), options).collect();
    let mut shown = Vec::new();
    for chunk in &chunks {
        for conversation in chunk.parse(options).conversations {
            let lines = conversation.utterances.iter().map(|u| {
                let time = match u.time {
                    Some(time @ Time::Clock { .. }) => time.to_string()[..16].to_owned(),
                    Some(time) => time.to_string(),
                    None => "-".to_owned(),
                };
                let part = |value: &Option<_>| value.as_deref().map_or_else(|| "-".to_owned(), str::to_owned);
                format!("{} {} {} {time} {}", u.role.name(), part(&u.name), part(&u.agent_id), u.text)
            });
            shown.push(lines.collect());
        }
    }
    shown
}

fn text(text: &str) -> Vec<Vec<String>> {
    read("a.txt", text, &Options::default())
}

#[test]
fn lines_that_begin_with_a_speaker() {
    assert_eq!(
        text("客服：您好\n客户: 在吗\n等了很久了\n客服 09:31:10 #1024: 在的\n"),
        [["agent - - - 您好", "customer - - - 在吗\n等了很久了", "agent - 1024 09:31:10 在的"]]
    );
    assert_eq!(text("客服小李：您好\n客户王女士：在吗\n"), [["agent 小李 - - 您好", "customer 王女士 - - 在吗"]]);
    assert_eq!(
        text("[00:00:03] 客服：喂，您好\n[00:00:09] 客户：你好\n"),
        [["agent - - 00:00:03 喂，您好", "customer - - 00:00:09 你好"]]
    );
}

/// Who is not known is nobody's customer and nobody's agent, and his words are never the speaker's above.
#[test]
fn stamped_lines_of_strangers_are_not_what_was_said_above() {
    let roles = |text: &str| -> Vec<String> {
        let read = read("a.txt", text, &Options::default());
        read.concat().iter().map(|line| line.split(' ').next().unwrap_or_default().to_owned()).collect()
    };
    for (text, expected) in [
        (
            "[09:30:05] 客服小禾：您好\n[09:30:15] 李姐：不知道怎么退\n[09:30:25] 客服小禾：我帮您\n",
            "agent unknown agent",
        ),
        ("2026-11-20 09:30:05 客服小禾：您好\n2026-11-20 09:30:15 李姐：不知道\n", "agent unknown"),
        (
            "客服小禾 09:30:05\n您好\n李姐 09:30:15\n不知道怎么退\n客服小禾 09:30:25\n我帮您\n",
            "agent unknown agent",
        ),
    ] {
        assert_eq!(roles(text).join(" "), expected, "{text}");
    }
}

/// The same two lines in the many ways in which people and tools write them.
#[test]
fn lines_of_every_shape() {
    let shapes = [
        "【{}】{}",
        "【{}】：{}",
        "[{}] {}",
        "<{}> {}",
        "1. {}：{}",
        "1、{}：{}",
        "（1）{}：{}",
        "- {}：{}",
        "**{}**：{}",
        "**{}：** {}",
        "> {}：{}",
        "{} -> {}",
        "{}\t{}",
        "09:30\t{}\t{}",
        "2026-11-20 09:30:05\t{}\t{}",
        "09:30:05 {} {}",
        "{}\t09:30:05\t{}",
        "09:30:05 | {} | {}",
        "{}|09:30:05|{}",
        "{};09:30:05;{}",
        "2026-11-20 09:30:05,{},{}",
        "{} (09:30:05): {}",
        "{}（2026-11-20 09:30:05）：{}",
        "2026-11-20 上午9:30:05 {}：{}",
        "2026/11/20 下午 3:05 {}：{}",
        "11-20 09:30:05 {}: {}",
        "11月20日 09:30 {}：{}",
        "20/11/2026 09:30:05 {}: {}",
        "[11/20/2026, 9:30:05 AM] {}: {}",
        "9:30 AM {}: {}",
        "\u{200e}[2026/11/20 09:30:05] {}: {}",
        "14/10/26, 15:34 - {}: {}",
        "[09:30:05] <{}> {}",
        "{} [9:30:05 AM]\n{}\n",
        "{} — 今天09:30\n{}\n",
        "{} 2026-11-20 09:30:05\n{}\n",
        "09:30:05 {}\n{}\n",
    ];
    for (agent, customer) in [("客服", "客户"), ("客服小禾", "客户李"), ("业务员", "家长")] {
        for shape in shapes {
            let line = |who: &str, said: &str| shape.replacen("{}", who, 1).replacen("{}", said, 1);
            let written = format!("{}\n{}\n", line(agent, "您好，请讲"), line(customer, "不知道怎么退"));
            let written = if shape.contains('\n') { written.repeat(2) } else { written };
            let read = text(&written).concat();
            let role_and_words = |line: &String| {
                let mut parts = line.splitn(5, ' ');
                format!("{} {}", parts.next().unwrap_or_default(), parts.nth(3).unwrap_or_default())
            };
            let read: Vec<String> = read.iter().take(2).map(role_and_words).collect();
            assert_eq!(read, ["agent 您好，请讲", "customer 不知道怎么退"], "{written}");
        }
    }
}

/// A clock is not cut in two to make a speaker of its first half.
#[test]
fn the_colon_of_a_clock_parts_no_speaker() {
    for line in ["客户 今天09:30", "客服(09:30:05", "客服 9:30"] {
        assert!(text(&format!("{line}\n{line}\n")).concat().iter().all(|line| !line.ends_with(":05")), "{line}");
    }
    assert_eq!(text("客服8：12点前发货\n客户：好\n").len(), 1);
}

#[test]
fn headers_as_chat_tools_copy_them() {
    assert_eq!(
        text(
            "客服小李 2026-11-20 09:30:05\n您好\n\n王女士 2026/11/20 9:31\n下单时间 2026-11-19 08:00:00\n什么时候发\n"
        ),
        [[
            "agent 小李 - 2026-11-20T09:30 您好",
            "unknown 王女士 - 2026-11-20T09:31 下单时间 2026-11-19 08:00:00\n什么时候发"
        ]]
    );
    let mut options = Options::default();
    options.roles.set("小李", Role::Agent);
    options.roles.set("王女士", Role::Customer);
    assert_eq!(
        read("a.txt", "—— 2026年11月20日 ——\n小李 09:30:05\n您好\n王女士 09:30\n在\n", &options),
        [["agent - - 2026-11-20T09:30 您好", "customer - - 2026-11-20T09:30 在"]]
    );
}

#[test]
fn texts_marked_as_automatic_are_no_persons() {
    let log = "客户：在吗\n客服：[自动回复]您好，这个我不知道\n客服：【 Auto Reply 】ok\n客服：[微笑]您好\n客户：[自动回复]忙\n";
    let options = Options::default();
    let chunks: Vec<Chunk> = huashu_input::read(&Source::memory("a.txt", log), &options).collect();
    let conversations = chunks.iter().flat_map(|chunk| chunk.parse(&options).conversations);
    let auto: Vec<bool> = conversations.flat_map(|one| one.utterances).map(|utterance| utterance.auto).collect();
    assert_eq!(auto, [false, true, true, false, false]);
}

#[test]
fn numbered_lines_part_conversations() {
    for line in ["会话{}", "【对话 {}】", "第{}通", "Conversation {}:", "## 会话{}"] {
        let part = |number: &str| format!("{}\n客户：在吗\n客服：您好\n\n", line.replace("{}", number));
        let read = text(&(part("1") + &part("2")));
        let one = ["customer - - - 在吗", "agent - - - 您好"].map(str::to_owned).to_vec();
        assert_eq!(read, [one.clone(), one], "{line}");
    }
}

#[test]
fn tables_of_markdown() {
    let table = "| 角色 | 内容 |\n|---|:---:|\n| 客户 | 在吗 |\n| 客服 | 您好 |\n";
    let read = read("a.md", table, &Options::default()).concat();
    let words: Vec<&str> = read.iter().map(|line| line.trim_end()).collect();
    assert_eq!(words, ["customer - - -  在吗", "agent - - -  您好"]);
}

#[test]
fn blank_lines_part_conversations_only_where_both_sides_speak() {
    let two = text("客服：您好\n客户：在吗\n\n客服：您好\n客户：查快递\n");
    assert_eq!(two.len(), 2);
    let one = text("客服：您好\n\n客户：在吗\n\n客服：在的\n");
    assert_eq!(one.len(), 1);
    let parted = text("客服：您好\n\n客户：在吗\n===\n客服：您好\n客户：查快递\n");
    assert_eq!(parted.len(), 2);
}

#[test]
fn drafts_are_not_taken_for_logs() {
    for draft in [
        "客户您好：您的订单已经发出。",
        "客服电话：400-000-0000，请您留意。",
        "预计送达时间 2026-11-20 09:30",
        "您好，请看这里：https://example.com/a",
        "{客户名}您好",
        "[微笑]您好",
        "您好，价格,数量,以页面为准",
    ] {
        assert!(text(draft).is_empty(), "{draft}");
        let said = Options { holds: Holds::AgentText, ..Options::default() };
        assert_eq!(read("a.txt", draft, &said), [[format!("agent - - - {draft}")]], "{draft}");
    }
    let options = Options { format: format_from_name("draft"), ..Options::default() };
    assert_eq!(read("a", "客户：您好", &options), [["agent - - - 客户：您好"]]);
}

#[test]
fn habits_of_excel() {
    let expected = [["agent - - 2026-11-20T09:30 您好\n请讲", "customer - - 2026-11-20T09:31 '=1+1"]];
    for table in [
        "sep=;\r\n会话ID;角色;发送时间;消息内容\r\nc1;客服;2026/11/20 9:30;\"您好\n请讲\"\r\n;客户;2026/11/20 9:31;'=1+1\r\n",
        "会话ＩＤ，角色，发送时间，消息　内容\nc1,客服,2026/11/20 9:30,\"您好\n请讲\"\n,客户,2026/11/20 9:31,'=1+1\n,,,\n",
        "会话明细\n导出时间：2026-11-21\n會話編號\t角色\t發送時間\t消息內容\nc1\t客服\t2026/11/20 9:30\t\"您好\n请讲\"\n\t客戶\t2026/11/20 9:31\t'=1+1\n",
    ] {
        assert_eq!(read("a.csv", table, &Options::default()), expected, "{table}");
    }
}

#[test]
fn hours_without_a_date_stay_hours_of_the_day() {
    let rows = "id,role,time,text\nc1,agent,23:59:50,您好\nc1,customer,00:00:20,在\n";
    assert_eq!(read("a.csv", rows, &Options::default()), [["agent - - 23:59:50 您好", "customer - - 00:00:20 在"]]);
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic_or_lose_count(bytes in proptest::collection::vec(any::<u8>(), 0..300), which in 0..8_usize) {
        let name = ["a.jsonl", "a.json", "a.csv", "a.tsv", "a.txt", "a", "a.yaml", "a.toml"][which];
        for holds in [Holds::Conversations, Holds::CannedReplies] {
            let options = Options { holds, ..Options::default() };
            let chunks: Vec<Chunk> = huashu_input::read(&Source::memory(name, bytes.clone()), &options).collect();
            for chunk in &chunks {
                let parsed = chunk.parse(&options);
                prop_assert!(parsed.failed <= parsed.records);
                prop_assert!(parsed.failed <= parsed.problems.len() as u64);
            }
        }
    }

    #[test]
    fn no_text_near_a_format_makes_reading_panic(text in "[\\[\\]{}\":,a客服：\n\r\t;0-9 =-]{0,120}", which in 0..6_usize) {
        let name = ["a.jsonl", "a.json", "a.csv", "a.tsv", "a.txt", "a"][which];
        let options = Options::default();
        let chunks: Vec<Chunk> = huashu_input::read(&Source::memory(name, text), &options).collect();
        for chunk in &chunks {
            let parsed = chunk.parse(&options);
            prop_assert!(parsed.failed <= parsed.records);
        }
    }
}
