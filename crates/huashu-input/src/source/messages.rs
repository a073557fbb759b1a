//! The wording of what can be wrong with a source and its bytes.

use std::sync::Arc;

use huashu_model::language::Message;
use huashu_model::problem::{Excerpt, Problem};
use huashu_model::text::Span;

use super::origin::Shrunk;

/// Most characters shown of a record.
const EXCERPT: usize = 120;

/// Puts the part of `line` around byte `at` into the problem, and the column.
pub(crate) fn show(mut problem: Problem, line: &str, at: usize, length: usize) -> Problem {
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

/// A table of Arrow or Parquet that could not be read (on), in the words of its reader.
#[cfg(feature = "arrow")]
pub(crate) fn broken_table(file: &Arc<str>, reason: &str) -> Problem {
    let message = huashu_model::message!("表读不出来：{reason}", "the table cannot be read: {reason}");
    let help = huashu_model::message!(
        "已读出的部分照常检查；请重新导出，或检查给出数据的查询",
        "what could be read was checked; export it again, or look at the query that gives the data"
    );
    Problem::error("input/broken-file", message).at(file, 1).with_help(help)
}

/// A file or stream that could not be read (on).
pub(crate) fn unreadable(file: &Arc<str>, error: &std::io::Error) -> Problem {
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
pub(crate) fn bad_bytes(file: &Arc<str>, line: u64, at: u64, encoding: &str) -> Problem {
    let message = huashu_model::message!(
        "第 {at} 字节起不是合法的 {encoding} 编码，已用 U+FFFD 代替",
        "the bytes at offset {at} are not {encoding}; read as U+FFFD"
    );
    Problem::error("input/bad-encoding", message).at(file, line).with_help(huashu_model::message!(
        "若编码认错了，请用 --encoding 或 [input] encoding 指明",
        "if the encoding was guessed wrong, name it with --encoding or under [input] as encoding"
    ))
}

/// Names of files left out that a remark shows.
const NAMES_SHOWN: usize = 5;

/// The remark that files of a folder or an archive were not read.
pub(crate) fn not_read(place: &str, names: &[String]) -> Message {
    let count = names.len();
    let rest = if count > NAMES_SHOWN { "…" } else { "" };
    let shown = names[..count.min(NAMES_SHOWN)].join("、");
    huashu_model::message!(
        "{place}：{count} 个文件的扩展名不认识，没有读取：{shown}{rest}",
        "{place}: {count} files have extensions that are not known and were not read: {shown}{rest}"
    )
}

/// What findings of a report have, and messages have not.
pub(crate) const REPORT_COLUMNS: [&str; 4] = ["rule", "conversation", "utterance", "fingerprint"];

/// Returns the problem of a file that is no log but what was found in one.
pub(crate) fn own_report(file: &Arc<str>) -> Problem {
    let message = huashu_model::message!(
        "这是 huashu 写出的报告，不是会话记录，没有读取",
        "this is a report of huashu and no log; it was not read"
    );
    let help = huashu_model::message!(
        "报告请写到放记录的文件夹之外",
        "write reports elsewhere than into the folder of the logs"
    );
    Problem::error("input/not-a-log", message).at(file, 1).with_help(help)
}
