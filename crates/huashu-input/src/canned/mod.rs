//! Libraries of canned replies: each entry is a conversation of one agent utterance.

pub(super) mod json;
pub(super) mod table;
pub(super) mod text;
pub(super) mod toml;
mod tree;
pub(super) mod yaml;

use std::sync::Arc;

use super::chunk::{Chunk, Chunks, Content};
use super::columns::{Field, plain};
use super::context::Notes;
use super::decode::Text;
use super::raw::{RawMessage, RawSession};
use super::{Options, trouble};
use huashu_model::language::Message;
use huashu_model::problem::Problem;
use huashu_model::transcript::Role;

/// Names of columns and fields in libraries, beside those of logs.
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Text,
        &[
            "content",
            "text",
            "reply",
            "answer",
            "body",
            "message",
            "phrase",
            "内容",
            "话术",
            "话术内容",
            "回复内容",
            "回复",
            "答案",
            "常用语",
            "短语",
            "快捷语",
            "快捷短语",
            "快捷回复",
            "正文",
            "消息内容",
            "回复话术",
        ],
    ),
    (
        Field::Group,
        &[
            "group",
            "category",
            "folder",
            "section",
            "class",
            "分组",
            "组别",
            "分类",
            "类别",
            "目录",
            "文件夹",
            "场景",
            "一级分类",
            "话术分组",
            "话术分类",
            "所属分组",
        ],
    ),
    (
        Field::Title,
        &["title", "name", "subject", "question", "标题", "话术标题", "名称", "话术名称", "问题", "关键词"],
    ),
    (
        Field::Code,
        &[
            "short_code",
            "shortcut",
            "code",
            "abbreviation",
            "key",
            "id",
            "快捷码",
            "快捷短码",
            "短码",
            "快捷键",
            "快捷编码",
            "编码",
            "简码",
            "编号",
            "话术编号",
            "快捷指令",
        ],
    ),
];

/// Returns what a column or field of a library holds.
fn field(name: &str, options: &Options) -> Option<Field> {
    let wanted = [Field::Text, Field::Group, Field::Title, Field::Code];
    let plain_name = plain(name);
    let known = options.columns.find(name).filter(|field| wanted.contains(field));
    if known.is_some_and(|field| options.columns.is_configured(field)) {
        return known;
    }
    let built_in = NAMES.iter().find(|(_, names)| names.iter().any(|known| plain(known) == plain_name));
    built_in.map(|(field, _)| *field).or(known)
}

/// One canned reply.
#[derive(Debug, Default, Clone)]
struct Entry {
    line: u64,
    group: Option<String>,
    title: Option<String>,
    code: Option<String>,
    content: String,
    others: Vec<(String, String)>,
}

/// A library being read.
struct Library {
    file: Arc<str>,
    entries: Vec<RawSession<'static>>,
    notes: Notes,
    records: u64,
}

impl Library {
    fn new(file: &Arc<str>) -> Self {
        Library { file: Arc::clone(file), entries: Vec::new(), notes: Notes::default(), records: 0 }
    }

    /// Adds an entry; one without content is counted as skipped.
    fn add(&mut self, entry: Entry) {
        self.records += 1;
        if entry.content.trim().is_empty() {
            self.records -= 1;
            *self.notes.skipped.entry("empty-entry").or_default() += 1;
            return;
        }
        let number = self.entries.len() + 1;
        let id = entry.code.clone().or_else(|| entry.title.clone()).unwrap_or_else(|| format!("#{number}"));
        let named = [("group", &entry.group), ("title", &entry.title), ("code", &entry.code)];
        let metadata = named.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?)));
        let metadata = metadata.chain(entry.others).map(|(key, value)| (key.into(), value.into())).collect();
        let message = RawMessage {
            told: Some(Role::Agent),
            text: Some(entry.content.into()),
            line: Some(entry.line),
            ..RawMessage::default()
        };
        self.entries.push(RawSession {
            id: Some(id.into()),
            group: entry.group.map(Into::into),
            metadata,
            messages: vec![message],
            line: entry.line,
            ..RawSession::default()
        });
    }

    /// Notes an entry that could not be read.
    fn fail(&mut self, problem: Problem) {
        self.records += 1;
        self.notes.failed += 1;
        self.notes.problems.push(problem);
    }

    fn into_chunks<'o>(mut self) -> Chunks<'o> {
        if self.records == 0 && self.notes.problems.is_empty() {
            let message =
                huashu_model::message!("话术库里没有可读的条目", "the library holds no entries that could be read");
            let help = huashu_model::message!(
                "每个条目要有内容，如 content = \"…\"；字段名可在 [input.columns] 中指明",
                "each entry needs its content, as in content = \"…\"; name the field under [input.columns]"
            );
            self.notes.problems.push(Problem::error("input/no-entries", message).at(&self.file, 1).with_help(help));
        }
        let mut chunk = Chunk::new(&self.file, Content::Sessions(self.entries));
        chunk.rows = self.records;
        chunk.notes = self.notes;
        Chunks::new(std::iter::once(chunk))
    }
}

/// Reads a whole library into memory; these are small.
fn read_all(mut text: Text, notes: &mut Notes) -> String {
    let mut all = String::new();
    while text.fill_text(&mut all) {}
    notes.problems.append(&mut text.problems);
    notes.remarks.extend(text.remarks.drain(..));
    all
}

/// Returns the line of a byte, counting from 1.
fn line_at(text: &str, at: usize) -> u64 {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count() as u64 + 1
}

/// Where the lines of a text begin, for finding the lines of many places.
struct LineStarts(Vec<usize>);

impl LineStarts {
    fn new(text: &str) -> Self {
        LineStarts(memchr::memchr_iter(b'\n', text.as_bytes()).map(|newline| newline + 1).collect())
    }

    /// Returns the line of a byte, counting from 1.
    fn line_of(&self, at: usize) -> u64 {
        self.0.partition_point(|start| *start <= at) as u64 + 1
    }
}

/// A library that could not be parsed, with the place where that became clear.
fn bad_library(library: &Library, text: &str, at: Option<usize>, detail: &Message, what: &str) -> Problem {
    let Message { zh, en } = detail;
    let message = huashu_model::message!("不是合法的 {what}（{zh}）", "this is not {what} ({en})");
    let at = at.unwrap_or(0).min(text.len());
    let start = text.as_bytes()[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let problem = Problem::error("input/bad-library", message).at(&library.file, line_at(text, at));
    trouble::show(problem, line, at - start, 1)
}
