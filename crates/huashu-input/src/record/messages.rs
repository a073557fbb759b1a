//! The wording of what can be wrong with input.

use std::borrow::Cow;

use crate::record::columns::Field;
use crate::record::context::ParseContext;
use crate::source::messages::show;
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// A record that is not JSON. `line` is the record's text, `number` the line on which it begins.
pub(crate) fn bad_json(context: &ParseContext<'_>, error: &serde_json::Error, text: &str, number: u64) -> Problem {
    let (line, row) = match error.line() {
        0 | 1 => (text.lines().next().unwrap_or(text), 0),
        n => (text.lines().nth(n - 1).unwrap_or_default(), n - 1),
    };
    let at = error.column().saturating_sub(1);
    let mut detail = error.to_string();
    if let Some(end) = detail.rfind(" at line ") {
        detail.truncate(end);
    }
    let message = match error.classify() {
        serde_json::error::Category::Eof => huashu_model::message!(
            "这条记录的 JSON 不完整，在中途结束（{detail}）",
            "this record's JSON ends early ({detail})"
        ),
        serde_json::error::Category::Data => {
            huashu_model::message!(
                "这条记录不是一个会话（{detail}）",
                "this record is not a conversation ({detail})"
            )
        }
        _ => huashu_model::message!("这条记录不是合法的 JSON（{detail}）", "this record is not JSON ({detail})"),
    };
    let problem = Problem::error("input/bad-json", message).at(&context.file, number + row as u64);
    let problem = show(problem, line, at, 1);
    problem.with_help(huashu_model::message!(
        "其余记录已照常读取；请重新导出或修正这一行",
        "the other records were read; export this one again or mend the line"
    ))
}

/// A record whose messages have no text.
pub(crate) fn no_text(context: &ParseContext<'_>, line: u64) -> Problem {
    let names = context.options.columns.names_of(Field::Text).join("、");
    let message =
        huashu_model::message!("这条记录的消息都没有文本字段", "no message of this record has a text field");
    Problem::error("input/no-text", message).at(&context.file, line).with_help(huashu_model::message!(
        "查找过的字段名：{names}；可在 [input.columns] 中用 text = \"…\" 指明",
        "names looked for: {names}; name yours under [input.columns] as text = \"…\""
    ))
}

/// A message without a text field.
pub(crate) fn no_text_in_row(context: &ParseContext<'_>, line: u64, keys: &[Cow<'_, str>]) -> Problem {
    let mut problem = no_text(context, line);
    let found = keys.join("、");
    problem.message = huashu_model::message!(
        "这条消息没有文本字段（有的字段：{found}）",
        "this message has no text field (fields found: {found})"
    );
    problem
}

/// A record without messages.
pub(crate) fn no_messages(context: &ParseContext<'_>, line: u64, keys: &[Cow<'_, str>]) -> Problem {
    let found = if keys.is_empty() { "–".to_owned() } else { keys.join("、") };
    let names = context.options.columns.names_of(Field::Messages).join("、");
    let message = huashu_model::message!(
        "这条记录里没有消息（有的字段：{found}）",
        "this record holds no messages (fields found: {found})"
    );
    let file = &context.file;
    Problem::error("input/no-messages", message).at(file, line).with_help(huashu_model::message!(
        "查找过的字段名：{names}；可在 [input.columns] 中用 messages = \"…\" 指明；huashu inspect {file} 列出认出了什么",
        "names looked for: {names}; name yours under [input.columns] as messages = \"…\"; `huashu inspect {file}` shows what was recognised"
    ))
}

/// A record with two lists of messages.
pub(crate) fn two_lists(context: &ParseContext<'_>, line: u64) -> Problem {
    let message = huashu_model::message!("这条记录里有两个消息列表", "this record holds two lists of messages");
    Problem::error("input/two-lists", message).at(&context.file, line).with_help(huashu_model::message!(
        "请在 [input.columns] 中用 messages = \"…\" 指明是哪一个",
        "name the one meant under [input.columns] as messages = \"…\""
    ))
}

/// The remark on a word that stands for no role.
pub(crate) fn unknown_role(word: &str) -> Message {
    let (zh, en, line) = kind_of_speaker(word);
    huashu_model::message!(
        "有些话不知道是谁说的（{zh}），没有按客服或客户检查；可在 [input.roles] 中写明，例如 {line}",
        "some messages are by nobody knows whom ({en}) and were not checked as an agent's or a customer's; say so under [input.roles], for example {line}"
    )
}

/// Returns what kind of name an unknown speaker has, and the line of configuration that settles it.
///
/// Customers are not listed one by one: what they have in common says more, and is nobody's name.
fn kind_of_speaker(word: &str) -> (String, String, String) {
    let both = |zh: &str, en: &str, line: &str| (zh.to_owned(), en.to_owned(), line.to_owned());
    let is_code = word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if word.contains([':', '：']) {
        return both("子账号，如 店铺:名字", "sub-accounts, as in shop:name", "\"*:*\" = \"agent\"");
    }
    if is_code || word.starts_with("SPEAKER_") {
        let line = format!("\"{word}\" = \"agent\"");
        return (format!("代号 {word}"), format!("the code {word}"), line);
    }
    for prefix in ["wm", "wo", "wb", "ou_", "cli_", "wxid_", "jd_", "tb"] {
        if word.starts_with(prefix) && word.is_ascii() {
            let line = format!("\"{prefix}*\" = \"customer\"");
            return (format!("以 {prefix} 开头的编号"), format!("ids that begin with {prefix}"), line);
        }
    }
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return both("数字编号", "numbers", "\"1024\" = \"agent\"、\"*\" = \"customer\"");
    }
    if word.is_ascii() && !word.contains(' ') && word.len() > 3 && word.bytes().any(|byte| byte.is_ascii_digit()) {
        return both("字母数字编号", "ids of letters and digits", "\"编号\" = \"agent\"、\"*\" = \"customer\"");
    }
    both("名字", "names", "\"客服的名字\" = \"agent\"、\"*\" = \"customer\"")
}

/// The remark on messages without any word for a role.
pub(crate) fn no_role() -> Message {
    huashu_model::message!(
        "有些消息没有角色，没有按客服或客户检查；请在 [input.columns] 中指明 role 列",
        "some messages have no role and were not checked as an agent's or a customer's; name the column under [input.columns] as role"
    )
}

/// The remark on a time that was not understood.
pub(crate) fn unknown_time(value: &str) -> Message {
    let shape: String = value.chars().take(30).map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    huashu_model::message!(
        "形如「{shape}」的时间没有看懂，按没有时间处理",
        "times written like `{shape}` were not understood and count as missing"
    )
}

/// Texts written in Base64.
pub(crate) fn in_base64() -> Message {
    huashu_model::message!(
        "消息的文本是 Base64 编码，已解码读取",
        "the texts of messages are in Base64 and were decoded"
    )
}

/// Conversations whose newest message stood first.
pub(crate) fn newest_first() -> Message {
    huashu_model::message!(
        "最新的消息排在最前的会话，已按时间改为从早到晚",
        "conversations with the newest message first were put in the order of their times"
    )
}

/// Conversations whose times go back and forth.
pub(crate) fn out_of_order() -> Message {
    huashu_model::message!(
        "有的会话里消息的时间早于前一条；与之有关的用时不作判断",
        "in some conversations a message's time is earlier than that of the one before it; such waits are not judged"
    )
}
