//! From single messages to conversations: rows are grouped by their conversation.
//!
//! A source that can be opened twice is first read for its conversations'
//! names alone. Where the rows of each stand together it is then streamed;
//! where they are scattered all rows are gathered first, and the run says so.
//! Standard input can be read only once, so that its rows are always gathered.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::Arc;

use crate::chunk::{Chunk, Chunks, Content};
use crate::diagnostics::Diagnostics;
use crate::options::Options;
use crate::record::columns::Field;
use crate::record::context::ParseContext;
use crate::record::json_record;
use crate::record::messages;
use crate::record::raw::{RawConversation, RawMessage};
use crate::record::tree::quote_long_numbers;
use crate::source::messages::unreadable;
use crate::source::origin::{Source, shrunk};
use crate::table::group::Group;
#[cfg(feature = "arrow")]
use crate::table::guard::{Backwards, Passage, RowGuard};
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// Conversations in one chunk.
const CHUNK: usize = 256;
/// Bytes of messages that end a chunk of fewer conversations.
const CHUNK_BYTES: usize = 1024 * 1024;

/// A message with what its row says about the conversation.
#[derive(Debug)]
pub(crate) struct Row<'r> {
    pub(crate) session: RawConversation<'r>,
    pub(crate) message: RawMessage<'r>,
}

/// What comes of reading one row.
#[derive(Debug)]
pub(crate) enum RowEvent<'r> {
    Row(Box<Row<'r>>),
    /// A row that could not be read.
    Failed(Box<Problem>),
    /// A row without anything in it, by a stable reason.
    Skipped(&'static str),
    /// Trouble and remarks that are not about the next row; rows that failed are counted there.
    Notes(Box<Diagnostics>),
    /// Nothing worth a word.
    Blank,
}

/// Rows as a format reads them; each may borrow from the reader until the next is asked for.
pub(crate) trait RowReader: Send {
    /// Reads the next row.
    fn next_row(&mut self) -> Option<RowEvent<'_>>;

    /// Reads the next row for its conversation alone; returns the name's hash where there is one.
    fn next_conversation(&mut self) -> Option<Option<u64>> {
        Some(match self.next_row()? {
            RowEvent::Row(row) => row.session.id.as_deref().map(hashed),
            _ => None,
        })
    }
}

/// Returns what stands for a conversation's name where only sameness counts.
pub(crate) fn hashed(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// Rows as a format reads them.
pub(crate) type Rows<'o> = Box<dyn RowReader + 'o>;

impl RowEvent<'_> {
    /// Returns the notes, once; nothing when there are none, which ends the rows.
    pub(crate) fn notes(notes: Diagnostics) -> Option<RowEvent<'static>> {
        (!notes.is_empty()).then(|| RowEvent::Notes(Box::new(notes)))
    }

    /// Returns problems and remarks as notes.
    pub(crate) fn end_notes(problems: Vec<Problem>, remarks: Vec<Message>) -> Option<RowEvent<'static>> {
        let mut notes = Diagnostics { remarks: remarks.into_iter().collect(), ..Diagnostics::default() };
        notes.tell_all(problems);
        RowEvent::notes(notes)
    }
}

/// Reads a message from JSON.
pub(crate) fn row_from_json<'r>(text: &'r str, line: u64, context: &ParseContext<'_>) -> RowEvent<'r> {
    let mut record = match json_record::read(text, context) {
        Ok(record) => record,
        Err(error) => return RowEvent::Failed(Box::new(messages::bad_json(context, &error, text, line))),
    };
    if context.had_long_number()
        && let Cow::Owned(quoted) = quote_long_numbers(text)
    {
        return match row_from_json(&quoted, line, context) {
            RowEvent::Row(row) => RowEvent::Row(Box::new(Row {
                session: row.session.into_owned(),
                message: row.message.into_owned(),
            })),
            RowEvent::Failed(problem) => RowEvent::Failed(problem),
            _ => RowEvent::Blank,
        };
    }
    if record.has_messages {
        let message =
            huashu_model::message!("单条消息的文件里混有整个会话", "a whole conversation among single messages");
        let help =
            huashu_model::message!("请把两种记录分成两个文件", "put the two kinds of records into two files");
        return RowEvent::Failed(Box::new(
            Problem::error("input/mixed-records", message).at(&context.file, line).with_help(help),
        ));
    }
    if record.message.text.is_none() && record.message.kind.is_none() && !record.message.recalled {
        return RowEvent::Failed(Box::new(messages::no_text_in_row(context, line, &json_record::keys(text))));
    }
    record.message.line = Some(line);
    record.session.line = line;
    RowEvent::Row(Box::new(Row { session: record.session, message: record.message }))
}

/// Groups rows of which those of each conversation must stand together; where they do not, reading ends with a problem.
#[cfg(feature = "arrow")]
pub(crate) fn read_together<'o>(
    source: &Source,
    options: &'o Options,
    rows: Rows<'o>,
    backwards: Backwards,
) -> Chunks<'o> {
    let mut grouped = GroupedRows::new(source, options, rows);
    grouped.guard = Some(RowGuard::new(source, options, backwards));
    grouped.stats.must_be_named = true;
    Chunks::new(grouped)
}

/// How the rows of a source lie.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Layout {
    /// The rows of each conversation stand together.
    Together,
    Scattered,
    /// Not known, as the source can be read only once.
    Unknown,
}

/// Groups rows into conversations.
pub(crate) fn read<'o>(
    source: Source,
    options: &'o Options,
    rows: Rows<'o>,
    reopen: impl FnOnce() -> io::Result<Rows<'o>>,
) -> Chunks<'o> {
    let (layout, rows) = if source.can_reopen() {
        let before = source.length();
        let mut rows = rows;
        let layout = layout(std::iter::from_fn(|| rows.next_conversation()));
        // What is cut between the two readings shows in neither of them.
        if source.length() < before {
            return Chunks::of_problem(&source.name, unreadable(&source.name, &shrunk()));
        }
        match reopen() {
            Ok(rows) => (layout, rows),
            Err(error) => {
                let problem = unreadable(&source.name, &error);
                return Chunks::of_problem(&source.name, problem);
            }
        }
    } else {
        (Layout::Unknown, rows)
    };
    group(source, options, rows, layout)
}

/// Groups rows whose conversations are known beforehand: what stands for the name of each, in the order of the rows.
#[cfg(feature = "parquet")]
pub(crate) fn read_with_ids<'o>(
    source: Source,
    options: &'o Options,
    rows: Rows<'o>,
    ids: impl Iterator<Item = Option<u64>>,
) -> Chunks<'o> {
    group(source, options, rows, layout(ids))
}

fn group<'o>(source: Source, options: &'o Options, rows: Rows<'o>, layout: Layout) -> Chunks<'o> {
    let grouped = GroupedRows::new(&source, options, rows);
    if layout == Layout::Together {
        return Chunks::new(grouped);
    }
    gathered(source, grouped)
}

/// Gathers all rows before the first conversation is given on.
fn gathered<'o>(source: Source, mut grouped: GroupedRows<'o>) -> Chunks<'o> {
    let (sessions, scattered) = grouped.gather();
    if scattered {
        let name = &source.name;
        grouped.stats.diagnostics.remarks.insert(huashu_model::message!(
            "{name}：同一会话的消息不相邻，已全部读入后再归到一起",
            "{name}: the messages of a conversation are scattered; all were gathered first"
        ));
    }
    let mut sessions = sessions.into_iter().peekable();
    let mut first = Some(grouped);
    Chunks::new(std::iter::from_fn(move || {
        if sessions.peek().is_none() && first.is_none() {
            return None;
        }
        let part: Vec<_> = sessions.by_ref().take(CHUNK).collect();
        let mut chunk = Chunk::new(&source.name, Content::Conversations(part));
        if let Some(grouped) = first.take() {
            chunk.rows = grouped.stats.counted;
            chunk.diagnostics = grouped.stats.diagnostics;
        }
        Some(chunk)
    }))
}

/// Tells whether any conversation goes on after another began.
fn layout(ids: impl Iterator<Item = Option<u64>>) -> Layout {
    let mut ended = HashSet::new();
    let mut current = None;
    for id in ids.flatten() {
        if current == Some(id) {
            continue;
        }
        if ended.contains(&id) {
            return Layout::Scattered;
        }
        if let Some(last) = current.replace(id) {
            ended.insert(last);
        }
    }
    Layout::Together
}

/// Groups rows that stand together, a chunk at a time.
struct GroupedRows<'o> {
    rows: Rows<'o>,
    stats: RowStats<'o>,
    current: Option<Group>,
    ready: Vec<RawConversation<'static>>,
    ready_bytes: usize,
    /// Conversations so far, and whether any has two messages.
    conversations: u64,
    any_longer: bool,
    ended: bool,
    /// Where the rows of each conversation must stand together.
    #[cfg(feature = "arrow")]
    guard: Option<RowGuard<'o>>,
}

/// What is counted and noted on the way.
struct RowStats<'o> {
    file: Arc<str>,
    options: &'o Options,
    diagnostics: Diagnostics,
    counted: u64,
    nameless: bool,
    /// Rows without a conversation are told of by whoever guards their order.
    must_be_named: bool,
}

impl RowStats<'_> {
    /// Counts what was read, and returns the row where it is one.
    fn take<'r>(&mut self, event: RowEvent<'r>) -> Option<Row<'r>> {
        match event {
            RowEvent::Row(row) => {
                self.counted += 1;
                if row.session.id.is_none() && !self.must_be_named {
                    self.note_nameless(&row);
                }
                return Some(*row);
            }
            RowEvent::Failed(problem) => {
                self.counted += 1;
                self.diagnostics.fail(*problem);
            }
            RowEvent::Skipped(reason) => self.diagnostics.skip(reason, 1),
            RowEvent::Notes(notes) => {
                self.counted += notes.failed;
                self.diagnostics.add(*notes);
            }
            RowEvent::Blank => {}
        }
        None
    }

    /// Returns a conversation that is whole; one that is too long is a problem of all its rows.
    fn settle(&mut self, group: Group) -> Option<RawConversation<'static>> {
        let rows = group.rows;
        let problem = |line| self.options.max_record.problem(&self.file, line);
        match group.finish().map_err(problem) {
            Ok(conversation) => Some(conversation),
            Err(problem) => {
                self.diagnostics.failed += rows;
                self.diagnostics.tell(problem);
                None
            }
        }
    }

    fn note_nameless(&mut self, row: &Row<'_>) {
        if self.nameless {
            return;
        }
        self.nameless = true;
        let names = self.options.columns.names_of(Field::Conversation).join("、");
        let message = huashu_model::message!(
            "有些消息没有会话编号，相邻的这类消息按同一个会话读取",
            "some messages name no conversation; such neighbours were read as one"
        );
        let help = huashu_model::message!(
            "查找过的名称：{names}；可在 [input.columns] 中用 conversation = \"…\" 指明",
            "names looked for: {names}; name yours under [input.columns] as conversation = \"…\""
        );
        let problem =
            Problem::warning("input/no-conversation", message).at(&self.file, row.session.line).with_help(help);
        self.diagnostics.tell(problem);
    }
}

impl<'o> GroupedRows<'o> {
    fn new(source: &Source, options: &'o Options, rows: Rows<'o>) -> Self {
        let stats = RowStats {
            file: Arc::clone(&source.name),
            options,
            diagnostics: Diagnostics::default(),
            counted: 0,
            nameless: false,
            must_be_named: false,
        };
        GroupedRows {
            rows,
            stats,
            current: None,
            ready: Vec::new(),
            ready_bytes: 0,
            conversations: 0,
            any_longer: false,
            ended: false,
            #[cfg(feature = "arrow")]
            guard: None,
        }
    }

    /// Ends the reading at a row that stands where it must not; the conversation before it may not be whole.
    #[cfg(feature = "arrow")]
    fn stop(&mut self, problem: Problem) {
        self.stats.diagnostics.fail(problem);
        self.stats.diagnostics.failed += self.current.take().map_or(0, |group| group.rows);
        self.ended = true;
    }

    /// Ends the conversation being put together.
    fn end_group(&mut self) {
        if let Some(group) = self.current.take() {
            self.conversations += 1;
            self.any_longer |= group.rows > 1;
            self.ready_bytes += group.bytes;
            self.ready.extend(self.stats.settle(group));
        }
    }

    /// A file in which every conversation has one message was probably grouped by the messages' own numbers.
    fn warn_of_single_messages(&mut self) {
        if self.any_longer || self.conversations < 5 {
            return;
        }
        let message = huashu_model::message!("每个会话都只有一条消息", "every conversation has one message only");
        let help = huashu_model::message!(
            "若编号列是消息自己的编号，请在 [input.columns] 中用 conversation = \"列名\" 指明会话列",
            "if the column is the messages' own number, name the conversation's under [input.columns] as conversation = \"…\""
        );
        let problem = Problem::warning("input/single-messages", message).at(&self.stats.file, 1).with_help(help);
        self.stats.diagnostics.tell(problem);
    }

    /// Reads everything; returns the conversations in the order in which they began, and whether any was scattered.
    fn gather(&mut self) -> (Vec<RawConversation<'static>>, bool) {
        let mut groups: Vec<Group> = Vec::new();
        let mut places: HashMap<Option<Cow<'static, str>>, usize> = HashMap::new();
        let mut last = usize::MAX;
        let mut scattered = false;
        while let Some(event) = self.rows.next_row() {
            let Some(row) = self.stats.take(event) else { continue };
            match places.get(&row.session.id) {
                Some(index) => {
                    scattered |= *index != last;
                    last = *index;
                    groups[last].add(row);
                }
                None => {
                    last = groups.len();
                    let group = Group::new(row, self.stats.options.max_record);
                    places.insert(group.session.id.clone(), last);
                    groups.push(group);
                }
            }
        }
        let stats = &mut self.stats;
        (groups.into_iter().filter_map(|group| stats.settle(group)).collect(), scattered)
    }
}

impl Iterator for GroupedRows<'_> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        if self.ended {
            return None;
        }
        while self.ready.len() < CHUNK && self.ready_bytes < CHUNK_BYTES {
            let Some(event) = self.rows.next_row() else {
                self.ended = true;
                self.end_group();
                self.warn_of_single_messages();
                break;
            };
            let Some(row) = self.stats.take(event) else { continue };
            #[cfg(feature = "arrow")]
            match self.guard.as_mut().map(|guard| guard.pass(&row)) {
                None | Some(Passage::Free) => {}
                Some(Passage::Nameless(problem)) => {
                    self.stats.diagnostics.fail(*problem);
                    continue;
                }
                Some(Passage::Closed(problem)) => {
                    drop(row);
                    self.stop(*problem);
                    break;
                }
            }
            match &mut self.current {
                Some(group) if group.session.id == row.session.id => group.add(row),
                _ => {
                    let group = Group::new(row, self.stats.options.max_record);
                    self.end_group();
                    self.current = Some(group);
                }
            }
        }
        self.ready_bytes = 0;
        let mut chunk = Chunk::new(&self.stats.file, Content::Conversations(std::mem::take(&mut self.ready)));
        chunk.rows = std::mem::take(&mut self.stats.counted);
        chunk.diagnostics = std::mem::take(&mut self.stats.diagnostics);
        Some(chunk)
    }
}
