//! The wording of what can be wrong with input.

use std::borrow::Cow;
use std::sync::Arc;

use super::context::Context;
use super::source::Shrunk;
use huashu_model::language::Message;
use huashu_model::problem::{Excerpt, Problem};
use huashu_model::text::Span;

/// Most characters shown of a record.
const EXCERPT: usize = 120;

/// Puts the part of `line` around byte `at` into the problem, and the column.
pub(super) fn show(mut problem: Problem, line: &str, at: usize, length: usize) -> Problem {
    let line = line.trim_end_matches(['\r', '\n']);
    let at = floor(line, at.min(line.len()));
    let end = ceil(line, at.saturating_add(length).min(line.len()));
    problem.place.column = Some(line[..at].chars().count() as u64 + 1);
    let from = line[..at].char_indices().rev().take(EXCERPT / 2).last().map_or(at, |(index, _)| index);
    let to = line[from..].char_indices().nth(EXCERPT).map_or(line.len(), |(index, _)| from + index);
    let span = Span::new(at - from, end.min(to).max(at) - from);
    problem.place.excerpt = Some(Excerpt { text: Arc::from(&line[from..to]), span, label: None });
    problem
}

fn floor(text: &str, mut index: usize) -> usize {
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

fn ceil(text: &str, mut index: usize) -> usize {
    while !text.is_char_boundary(index) {
        index += 1;
    }
    index
}

/// A record that is not JSON. `line` is the record's text, `number` the line on which it begins.
pub(super) fn bad_json(context: &Context<'_>, error: &serde_json::Error, text: &str, number: u64) -> Problem {
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
pub(super) fn no_text(context: &Context<'_>, line: u64) -> Problem {
    let names = context.options.columns.names_of(super::Field::Text).join("、");
    let message =
        huashu_model::message!("这条记录的消息都没有文本字段", "no message of this record has a text field");
    Problem::error("input/no-text", message).at(&context.file, line).with_help(huashu_model::message!(
        "查找过的字段名：{names}；可在 [input.columns] 中用 text = \"…\" 指明",
        "names looked for: {names}; name yours under [input.columns] as text = \"…\""
    ))
}

/// A message without a text field.
pub(super) fn no_text_in_row(context: &Context<'_>, line: u64, keys: &[Cow<'_, str>]) -> Problem {
    let mut problem = no_text(context, line);
    let found = keys.join("、");
    problem.message = huashu_model::message!(
        "这条消息没有文本字段（有的字段：{found}）",
        "this message has no text field (fields found: {found})"
    );
    problem
}

/// A record without messages.
pub(super) fn no_messages(context: &Context<'_>, line: u64, keys: &[Cow<'_, str>]) -> Problem {
    let found = if keys.is_empty() { "–".to_owned() } else { keys.join("、") };
    let names = context.options.columns.names_of(super::Field::Messages).join("、");
    let message = huashu_model::message!(
        "这条记录里没有消息（有的字段：{found}）",
        "this record holds no messages (fields found: {found})"
    );
    Problem::error("input/no-messages", message).at(&context.file, line).with_help(huashu_model::message!(
        "查找过的字段名：{names}；可在 [input.columns] 中用 messages = \"…\" 指明",
        "names looked for: {names}; name yours under [input.columns] as messages = \"…\""
    ))
}

/// The remark on a word that stands for no role.
pub(super) fn unknown_role(word: &str) -> Message {
    let word: String = word.chars().take(40).collect();
    huashu_model::message!(
        "不认识的角色「{word}」，这些话没有按客服或客户检查；请在 [input.roles] 中写明",
        "unknown role `{word}`: its messages were not checked as an agent's or a customer's; map it under [input.roles]"
    )
}

/// The remark that there were too many others.
pub(super) fn more_remarks() -> Message {
    huashu_model::message!("还有更多这样的备注，不再逐条列出", "more remarks of the kind are not listed one by one")
}

/// The remark on messages without any word for a role.
pub(super) fn no_role() -> Message {
    huashu_model::message!(
        "有些消息没有角色，没有按客服或客户检查；请在 [input.columns] 中指明 role 列",
        "some messages have no role and were not checked as an agent's or a customer's; name the column under [input.columns] as role"
    )
}

/// The remark on a time that was not understood.
pub(super) fn unknown_time(value: &str) -> Message {
    let shape: String = value.chars().take(30).map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    huashu_model::message!(
        "形如「{shape}」的时间没有看懂，按没有时间处理",
        "times written like `{shape}` were not understood and count as missing"
    )
}

/// A file or stream that could not be read (on).
pub(super) fn unreadable(file: &Arc<str>, error: &std::io::Error) -> Problem {
    use std::io::ErrorKind;
    let shrunk = error.get_ref().is_some_and(|inner| inner.is::<Shrunk>());
    let (message, help) = match error.kind() {
        _ if shrunk => (
            huashu_model::message!("文件在读取途中变短了", "the file became shorter while it was read"),
            huashu_model::message!(
                "已读出的部分照常检查；请等文件写完再检查",
                "what could be read was checked; wait until the file is complete"
            ),
        ),
        ErrorKind::NotFound => (
            huashu_model::message!("找不到这个文件", "no such file"),
            huashu_model::message!("请检查路径是否写对", "check the path"),
        ),
        ErrorKind::PermissionDenied => (
            huashu_model::message!("没有权限读取这个文件", "permission denied"),
            huashu_model::message!("请检查文件的读取权限", "check the file's permissions"),
        ),
        ErrorKind::UnexpectedEof => (
            huashu_model::message!("压缩文件不完整，在中途结束", "the compressed file ends early"),
            huashu_model::message!(
                "已读出的部分照常检查；请重新下载或压缩",
                "what could be read was checked; fetch or compress it again"
            ),
        ),
        _ => (
            huashu_model::message!("读取中途出错", "reading failed"),
            huashu_model::message!("已读出的部分照常检查", "what could be read was checked"),
        ),
    };
    let message = match error.kind() {
        ErrorKind::NotFound | ErrorKind::PermissionDenied | ErrorKind::UnexpectedEof => message,
        _ if shrunk => message,
        _ => Message::new(format!("{}：{error}", message.zh), format!("{}: {error}", message.en)),
    };
    let code =
        if shrunk || error.kind() == ErrorKind::UnexpectedEof { "input/truncated" } else { "input/unreadable" };
    let mut problem = Problem::error(code, message).with_help(help);
    problem.place.file = Some(Arc::clone(file));
    problem
}

/// Bytes that do not fit the encoding; `at` is the byte in the decompressed file.
pub(super) fn bad_bytes(file: &Arc<str>, line: u64, at: u64, encoding: &str) -> Problem {
    let message = huashu_model::message!(
        "第 {at} 字节起不是合法的 {encoding} 编码，已用 U+FFFD 代替",
        "the bytes at offset {at} are not {encoding}; read as U+FFFD"
    );
    Problem::error("input/bad-encoding", message).at(file, line).with_help(huashu_model::message!(
        "若编码认错了，请用 --encoding 或 [input] encoding 指明",
        "if the encoding was guessed wrong, name it with --encoding or under [input] as encoding"
    ))
}
