//! Rows that must stand together: each conversation's in one place, and in order.
//!
//! An engine that hands rows over was asked to sort them. Where it did not, a conversation would be checked in pieces,
//! and what is said in one of them would be missing in the other.

use std::collections::HashMap;
use std::sync::Arc;

use crate::options::Options;
use crate::record::columns::Field;
use crate::record::raw::{RawTime, Scalar};
use crate::source::origin::Source;
use crate::table::reader::Table;
use crate::table::rows::{Row, hashed};
use huashu_model::problem::Problem;
use huashu_model::transcript::{Clock, Time, Written};

/// What becomes of a row that is before the one above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backwards {
    /// Nothing behind it can be relied on.
    Refused,
    /// Whoever reads the rows watches their order.
    Watched,
}

/// Watches the order of rows.
pub(super) struct RowGuard<'o> {
    file: Arc<str>,
    clock: Clock<'o>,
    backwards: Backwards,
    /// The last row of each conversation that was left, by what stands for its name.
    left: HashMap<u64, u64>,
    current: Option<Current>,
}

/// The conversation whose rows are passing.
struct Current {
    id: u64,
    row: u64,
    /// The last moment that a row of it told, and that row.
    latest: Option<(Moment, u64)>,
}

/// What the order of rows goes by.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Moment {
    Sequence(i64),
    Time(Time),
}

/// What becomes of a row.
pub(super) enum Passage {
    Free,
    /// The row names no conversation and cannot be read.
    Nameless(Box<Problem>),
    /// The row stands where it must not, and nothing behind it can be relied on.
    Closed(Box<Problem>),
}

impl<'o> RowGuard<'o> {
    pub(super) fn new(source: &Source, options: &'o Options, backwards: Backwards) -> Self {
        RowGuard {
            file: Arc::clone(&source.name),
            clock: Clock::new(&options.zone),
            backwards,
            left: HashMap::new(),
            current: None,
        }
    }

    /// Looks at the next row.
    pub(super) fn pass(&mut self, row: &Row<'_>) -> Passage {
        let line = row.session.line;
        let Some(name) = row.session.id.as_deref() else {
            return Passage::Nameless(Box::new(nameless(&self.file, line)));
        };
        let id = hashed(name);
        let moment = if self.backwards == Backwards::Refused { self.moment(row) } else { None };
        if let Some(current) = self.current.as_mut().filter(|current| current.id == id) {
            if let (Some(moment), Some((latest, before))) = (moment, current.latest)
                && moment.is_before(latest)
            {
                return Passage::Closed(Box::new(out_of_order(&self.file, name, before, line)));
            }
            current.row = line;
            current.latest = moment.map(|moment| (moment, line)).or(current.latest);
            return Passage::Free;
        }
        if let Some(before) = self.left.get(&id) {
            return Passage::Closed(Box::new(apart(&self.file, name, *before, line)));
        }
        let latest = moment.map(|moment| (moment, line));
        if let Some(left) = self.current.replace(Current { id, row: line, latest }) {
            self.left.insert(left.id, left.row);
        }
        Passage::Free
    }

    /// Returns what the order of a row goes by: its number where a column gives one, else its time.
    fn moment(&self, row: &Row<'_>) -> Option<Moment> {
        if let Some(number) = row.message.sequence {
            return Some(Moment::Sequence(number));
        }
        let written = match &row.message.time {
            RawTime::Missing => return None,
            RawTime::Offset(millis) => return Some(Moment::Time(Time::Elapsed(*millis))),
            RawTime::Micros(micros) => return Some(Moment::Time(Time::Elapsed(micros / 1000))),
            RawTime::Written(Scalar::Text(text)) => self.clock.parse(text),
            RawTime::Written(Scalar::Integer(number)) => self.clock.from_number(*number),
            RawTime::Written(Scalar::Float(number)) => self.clock.from_float(*number),
            RawTime::Written(Scalar::Truth(_)) => return None,
        };
        match written {
            // Hours alone start anew at midnight.
            Written::Time(time @ (Time::Clock { .. } | Time::Elapsed(_))) => Some(Moment::Time(time)),
            _ => None,
        }
    }
}

impl Moment {
    fn is_before(self, other: Moment) -> bool {
        match (self, other) {
            (Moment::Sequence(this), Moment::Sequence(other)) => this < other,
            (Moment::Time(this), Moment::Time(other)) => this.since(other).is_some_and(|since| since < 0),
            _ => false,
        }
    }
}

fn apart(file: &Arc<str>, conversation: &str, before: u64, line: u64) -> Problem {
    let message = huashu_model::message!(
        "会话 {conversation} 的消息不相邻：它在第 {before} 行已经结束，第 {line} 行又出现；其后没有读取",
        "the rows of the conversation {conversation} do not stand together: it ended in row {before} and comes back in row {line}; nothing from there on was read"
    );
    Problem::error("input/rows-apart", message).at(file, line).with_help(sort())
}

pub(crate) fn out_of_order(file: &Arc<str>, conversation: &str, before: u64, line: u64) -> Problem {
    let message = huashu_model::message!(
        "会话 {conversation} 的消息顺序不对：第 {line} 行早于第 {before} 行；其后没有读取",
        "the rows of the conversation {conversation} are out of order: row {line} is earlier than row {before}; nothing from there on was read"
    );
    Problem::error("input/rows-out-of-order", message).at(file, line).with_help(sort())
}

fn sort() -> huashu_model::language::Message {
    huashu_model::message!(
        "先按会话和先后排好序再交来（如 ORDER BY 会话, 序号），并确认引擎没有把排序优化掉",
        "sort by conversation and order first (as ORDER BY conversation, sequence), and make sure that the engine does not optimise the sort away"
    )
}

fn nameless(file: &Arc<str>, line: u64) -> Problem {
    let message =
        huashu_model::message!("这一行没有会话编号，没有读取", "this row names no conversation and was not read");
    let help = huashu_model::message!(
        "没有会话编号的行请先滤掉，或补上编号",
        "leave out rows without a conversation, or fill in its name"
    );
    Problem::error("input/no-conversation", message).at(file, line).with_help(help)
}

/// Returns the problem of a table in which no column names conversations.
pub(super) fn no_conversation_column(table: &Table<'_>, options: &Options) -> Problem {
    let found = table.heading.names.join("、");
    let names = options.columns.names_of(Field::Conversation).join("、");
    let message = huashu_model::message!(
        "没有会话编号列，分不出会话；列有：{found}",
        "no column names the conversation; the columns are: {found}"
    );
    let help = huashu_model::message!(
        "查找过的列名：{names}；可在 [input.columns] 中用 conversation = \"列名\" 指明",
        "names looked for: {names}; name yours under [input.columns] as conversation = \"…\""
    );
    Problem::error("input/no-conversation", message).at(&table.file, 1).with_help(help)
}
