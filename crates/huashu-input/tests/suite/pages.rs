//! Web pages: those of exporters, tables, and pages that nobody should take for a chat.

use huashu_input::{Chunk, Options, Source};
use huashu_model::transcript::{MessageKind, Role, Time};

/// Speaker, name, seconds since 1970, text and line of each utterance.
type Said = Vec<(Role, String, Option<i64>, String, u64)>;

fn read(name: &str, page: impl Into<Vec<u8>>) -> (Vec<Said>, Vec<&'static str>) {
    let options = Options::default();
    let chunks: Vec<Chunk> = huashu_input::read(&Source::memory(name, page), &options).collect();
    let (mut conversations, mut codes) = (Vec::new(), Vec::new());
    for chunk in &chunks {
        let parsed = chunk.parse(&options);
        codes.extend(parsed.problems.iter().map(|problem| problem.code));
        for conversation in parsed.conversations {
            let said = conversation.utterances.iter().map(|utterance| {
                let time = match utterance.time {
                    Some(Time::Clock { millis, .. }) => Some(millis / 1000),
                    _ => None,
                };
                let text =
                    if utterance.kind == MessageKind::Text { utterance.text.to_string() } else { "–".into() };
                let name = utterance.name.as_deref().unwrap_or_default().to_owned();
                (utterance.role, name, time, text, utterance.line.unwrap_or_default())
            });
            conversations.push(said.collect());
        }
    }
    (conversations, codes)
}

fn one(role: Role, name: &str, time: i64, text: &str, line: u64) -> (Role, String, Option<i64>, String, u64) {
    (role, name.to_owned(), Some(time), text.to_owned(), line)
}

#[test]
fn a_page_of_telegram_is_one_conversation() {
    let page = r##"<!DOCTYPE html>
<html><head><meta charset="utf-8"/><title>Exported Data</title></head><body>
<div class="page_header"><div class="content"><div class="text bold">甲女士</div></div></div>
<div class="history">
<div class="message service" id="message-1"><div class="body details">20 November 2026</div></div>
<div class="message default clearfix" id="message1"><div class="body">
<div class="pull_right date details" title="20.11.2026 10:00:00 UTC+08:00">10:00</div>
<div class="from_name">
甲女士 </div>
<div class="text">
盖子<b>拧</b>不紧<br>怎么办 &amp; 谁管
</div></div></div>
<div class="message default clearfix joined" id="message2"><div class="body">
<div class="pull_right date details" title="20.11.2026 10:00:05 UTC+08:00">10:00</div>
<div class="media_wrap clearfix"><div class="body"><div class="title bold">Photo</div></div></div>
</div></div>
<div class="message default clearfix" id="message3"><div class="body">
<div class="pull_right date details" title="20.11.2026 10:02:54 UTC+08:00">10:02</div>
<div class="from_name">客服小乙</div>
<div class="reply_to details">In reply to <a href="#go_to_message1">this message</a></div>
<div class="text">这个我不知道哦</div></div></div>
<div class="message default clearfix joined" id="message4"><div class="body">
<div class="pull_right date details" title="20.11.2026 10:03:00 UTC+08:00">10:03</div>
<div class="forwarded body"><div class="from_name">甲女士</div><div class="text">转来的话</div></div></div></div>
</div></body></html>"##;
    let (conversations, codes) = read("messages.html", page);
    assert!(codes.is_empty(), "{codes:?}");
    let expected = [
        one(Role::Unknown, "甲女士", 1_795_140_000, "盖子拧不紧\n怎么办 & 谁管", 6),
        one(Role::Unknown, "甲女士", 1_795_140_005, "–", 13),
        one(Role::Agent, "小乙", 1_795_140_174, "这个我不知道哦", 17),
        one(Role::Agent, "小乙", 1_795_140_180, "–", 22),
    ];
    assert_eq!(conversations, [expected.to_vec()]);
}

#[test]
fn a_script_with_a_list_of_messages_is_one_conversation() {
    let page = "<!DOCTYPE html>\n<html><body><script>\nconst chatMessages = [\n\
        { type:0, text: '2026-11-20 10:00:00',is_send:0,avatar_path:''},\n\
        { type:1, text: '盖子&lt;拧&gt;不紧<br>it\\'s',is_send:0,avatar_path:'./a.png',timestamp:1795140000,is_chatroom:0,displayname:'甲女士'},\n\
        { type:3, text: './image/1.png',is_send:0,timestamp:1795140005,displayname:'甲女士'},\
        { type:1, text: \"这个我不知道哦\",is_send:1,timestamp:1795140174,extra:{a:[1,2]},displayname:'小乙'},\n]\n\
        </script></body></html>";
    let (conversations, codes) = read("a.html", page);
    assert!(codes.is_empty(), "{codes:?}");
    let said = &conversations[0];
    assert_eq!(said[0].0, Role::System);
    assert_eq!(said[1], one(Role::Customer, "甲女士", 1_795_140_000, "盖子<拧>不紧\nit's", 5));
    assert_eq!((said[2].0, said[2].3.as_str()), (Role::Customer, "–"));
    assert_eq!(said[3], one(Role::Agent, "小乙", 1_795_140_174, "这个我不知道哦", 6));
    assert_eq!((conversations.len(), said.len()), (1, 4));
}

const TABLE: &str = "<html><body><table><tr><td colspan=4>明细</td></tr>
<tr><th>会话编号</th><th>发送方</th><th>发送时间</th><th>消息内容</th></tr>
<tr><td rowspan=2>c1</td><td>客户</td><td>2026-11-20 10:00:00</td><td>在吗<br>您好</td></tr>
<tr><td>客服</td><td>2026-11-20 10:00:05</td><td>&nbsp;我不知道&nbsp;</td></tr>
<tr><td>c2</td><td>客服</td><td>2026-11-20 11:00:00</td><td>再见</td></tr></table></body></html>";

#[test]
fn a_table_is_read_whatever_its_file_is_called() {
    let expected = vec![
        vec![
            one(Role::Customer, "", 1_795_140_000, "在吗\n您好", 3),
            one(Role::Agent, "", 1_795_140_005, "我不知道", 4),
        ],
        vec![one(Role::Agent, "", 1_795_143_600, "再见", 5)],
    ];
    for name in ["a.html", "a.xls", "a.txt"] {
        assert_eq!(read(name, TABLE), (expected.clone(), vec![]), "{name}");
    }
}

#[test]
fn an_xml_spreadsheet_is_a_table() {
    let page = r#"<?xml version="1.0"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="Sheet1"><Table>
<Row><Cell><Data ss:Type="String">会话编号</Data></Cell><Cell><Data ss:Type="String">发送方</Data></Cell><Cell><Data ss:Type="String">消息内容</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">c1</Data></Cell><Cell><Data ss:Type="String">客服</Data></Cell><Cell><Data ss:Type="String">在的&#10;您好</Data></Cell></Row>
<Row><Cell ss:Index="3"><Data ss:Type="String">没有说话人</Data></Cell></Row>
</Table></Worksheet></Workbook>"#;
    let (conversations, codes) = read("a.xls", page);
    assert!(codes.is_empty(), "{codes:?}");
    let said: Vec<_> =
        conversations[0].iter().map(|(role, .., text, line)| (*role, text.as_str(), *line)).collect();
    assert_eq!(said, [(Role::Agent, "在的\n您好", 5), (Role::Unknown, "没有说话人", 6)]);
}

#[test]
fn a_page_that_is_no_chat_is_refused() {
    for page in [
        "<!DOCTYPE html><html><body><p>客服：您好</p><p>客户：你好</p></body></html>",
        "<html><body><table><tr><td>日期</td><td>会话量</td></tr></table></body></html>",
        "<html>",
        "<!DOCTYPE html><script>const chatMessages = [{ type:1, text: '没有收尾",
        "<?xml version=\"1.0\"?><note>您好</note>",
    ] {
        assert_eq!(read("a.html", page), (vec![], vec!["input/unknown-page"]), "{page}");
        assert_eq!(read("a.txt", page), (vec![], vec!["input/unknown-page"]), "{page}");
    }
}

#[test]
fn a_page_that_ends_early_is_told() {
    let script = "<html><script>chatMessages = [{type:1,text:'在',is_send:1},\n{type:1,text:'没有收尾";
    let page = "<html><div class='message default'><div class=from_name>客服</div><div class=text>在</div></div>\n\
                <div class='message default'><div class=text>没有";
    for text in [script, page] {
        let (conversations, codes) = read("a.html", text);
        assert_eq!((conversations.len(), codes), (1, vec!["input/truncated"]), "{text}");
    }
}

#[test]
fn no_page_makes_the_reader_panic() {
    let mut seed = 11_u64;
    let mut next = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    let pieces = [
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td rowspan=3>",
        "<td colspan=2>",
        "</td>",
        "消息内容",
        "发送方",
        "客服",
        "<div class=\"message default\">",
        "<div class=\"text\">",
        "</div>",
        "<script>chatMessages = [",
        "{ text: '",
        "\\u12",
        "'},",
        "]",
        "</script>",
        "&#10;",
        "&",
        "<",
        "\n",
        "<cell ss:index=9 ss:mergedown=4/>",
        "<row>",
    ];
    for _ in 0..2_000 {
        let page: String = (0..next() % 40).map(|_| pieces[next() % pieces.len()]).collect();
        read("a.html", page);
    }
}
