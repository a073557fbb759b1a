//! Libraries of canned replies: each entry is a conversation of one agent utterance.

pub(crate) mod json;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod toml;
mod tree;
mod variants;
pub(crate) mod yaml;

use std::sync::Arc;

use crate::chunk::{Chunk, Chunks, Content};
use crate::diagnostics::Diagnostics;
use crate::options::Options;
use crate::record::columns::{Field, plain};
use crate::record::names::NAMES;
use crate::record::raw::{RawConversation, RawMessage};
use crate::source::decode::Text;
use crate::source::messages::show;
use huashu_model::language::Message;
use huashu_model::problem::Problem;
use huashu_model::transcript::Role;

/// Returns what a column or field of a library holds.
fn field(name: &str, options: &Options) -> Option<Field> {
    let wanted = [Field::Text, Field::Group, Field::Title, Field::Code];
    let plain_name = plain(name);
    let known = options.columns.find(name).filter(|field| wanted.contains(field));
    if known.is_some_and(|field| options.columns.is_configured(field)) {
        return known;
    }
    NAMES.canned_field(&plain_name).or(known)
}

/// One canned reply.
#[derive(Debug, Default, Clone)]
struct Entry {
    line: u64,
    /// The cell of a sheet that holds the content.
    cell: Option<String>,
    group: Option<String>,
    title: Option<String>,
    code: Option<String>,
    content: String,
    /// The column of a table that holds it, counting from 0.
    column: Option<usize>,
    others: Vec<(String, String)>,
    /// Whether a new line of the text is a new line of the file.
    breaks_lines: bool,
    /// Whether it is a block of lines, of which each is a part of one message.
    is_block: bool,
    /// Which of the variants in one cell it is, counting from 1; 0 where there is but one.
    variant: usize,
}

impl Entry {
    /// Returns what of its variants the entry is called by, or its number in the library.
    fn id(&self, number: usize) -> String {
        let own = self.code.clone().or_else(|| self.title.clone()).unwrap_or_else(|| format!("#{number}"));
        if self.variant == 0 { own } else { format!("{own}/{}", self.variant) }
    }

    /// Returns the group; of macros whose title tells it (`退款::催促`), what stands before the last `::`.
    fn own_group(&self) -> Option<String> {
        let in_title = || Some(self.title.as_deref()?.rsplit_once("::")?.0.to_owned());
        self.group.clone().or_else(in_title)
    }

    fn into_conversation(self, number: usize) -> RawConversation<'static> {
        let (id, group) = (self.id(number), self.own_group());
        let named = [("group", group.clone()), ("title", self.title), ("code", self.code)];
        let metadata = named.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        let metadata = metadata.chain(self.others).map(|(key, value)| (key.into(), value.into())).collect();
        let message = RawMessage {
            role_from_code: Some(Role::Agent),
            text: Some(self.content.into()),
            line: Some(self.line),
            template: true,
            ..RawMessage::default()
        };
        RawConversation {
            id: Some(id.into()),
            group: group.map(Into::into),
            metadata,
            messages: vec![message],
            line: self.line,
            cell: self.cell,
            ..RawConversation::default()
        }
    }
}

/// A library being read.
struct Library {
    file: Arc<str>,
    entries: Vec<Entry>,
    diagnostics: Diagnostics,
    records: u64,
}

impl Library {
    fn new(file: &Arc<str>) -> Self {
        Library { file: Arc::clone(file), entries: Vec::new(), diagnostics: Diagnostics::default(), records: 0 }
    }

    /// Adds an entry; one without content is counted as skipped.
    fn add(&mut self, entry: Entry) {
        self.records += 1;
        if entry.content.trim().is_empty() {
            self.records -= 1;
            self.diagnostics.skip("empty-entry", 1);
            return;
        }
        self.entries.push(entry);
    }

    /// Diagnostics an entry that could not be read.
    fn fail(&mut self, problem: Problem) {
        self.records += 1;
        self.diagnostics.fail(problem);
    }

    /// Reads a whole library into memory; these are small. `None` where it is not.
    fn read_whole(&mut self, mut text: Text, options: &Options) -> Option<String> {
        let all = text.read_whole(options.max_record);
        self.diagnostics.take_notes(&mut text);
        if all.is_none() {
            self.fail(options.max_record.problem_of_whole(&text.file));
        }
        all
    }

    fn into_chunks<'o>(mut self) -> Chunks<'o> {
        if self.records == 0 && self.diagnostics.problems.is_empty() {
            let message =
                huashu_model::message!("话术库里没有可读的条目", "the library holds no entries that could be read");
            let help = huashu_model::message!(
                "每个条目要有内容，如 content = \"…\"；字段名可在 [input.columns] 中指明",
                "each entry needs its content, as in content = \"…\"; name the field under [input.columns]"
            );
            self.diagnostics
                .problems
                .push(Problem::error("input/no-entries", message).at(&self.file, 1).with_help(help));
        }
        let entries = variants::parted(self.entries);
        let conversations = (1_usize..).zip(entries).map(|(number, entry)| entry.into_conversation(number));
        let mut chunk = Chunk::new(&self.file, Content::Conversations(conversations.collect()));
        chunk.rows = self.records;
        chunk.diagnostics = self.diagnostics;
        Chunks::new(std::iter::once(chunk))
    }
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
    show(problem, line, at - start, 1)
}
