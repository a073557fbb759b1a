//! Paths into a record: `conversation_parts.conversation_parts[].body`.
//!
//! - `a.b`: the value of `b` in the value of `a`;
//! - `a[]`: every element of the list `a`; `a[0]`: its first one;
//! - `a.*`: the value of every key of `a`;
//! - `a{}`: `a`, read as JSON where it is a string; `content{}.text`;
//! - `/a`: from the record's outermost value; `^a`: from the conversation.
//!
//! In a table a path is the name of a column.

use crate::record::columns::plain;
use crate::record::tree::{Node, Spot, parse_json};
use huashu_model::language::Message;

/// Where a path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    Here,
    Conversation,
    Record,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    AnyKey,
    Each,
    Nth(usize),
    /// A string is read as JSON.
    Json,
}

/// A path into a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    start: Start,
    steps: Vec<Step>,
    /// As it was written, for messages and for the columns of tables.
    pub(crate) written: String,
}

/// The values between which a path may choose its beginning.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'n> {
    /// The outermost value.
    pub(crate) record: &'n Spot,
    /// The conversation.
    pub(crate) conversation: &'n Spot,
    /// The message, or the conversation where there is none.
    pub(crate) here: &'n Spot,
}

/// A record, and the list in which it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'n> {
    pub(crate) spot: &'n Spot,
    /// What holds the list, or the record where there is no list.
    pub(crate) holder: &'n Spot,
    /// The number of the list.
    pub(crate) list: usize,
}

impl Path {
    /// Reads a path as written.
    pub(crate) fn parse(written: &str) -> Result<Path, Message> {
        let (start, rest) = match written.as_bytes().first() {
            Some(b'/') => (Start::Record, &written[1..]),
            Some(b'^') => (Start::Conversation, &written[1..]),
            _ => (Start::Here, written),
        };
        let mut steps = Vec::new();
        for part in rest.split('.') {
            let end = part.find(['[', '{']).unwrap_or(part.len());
            if end > 0 {
                steps.push(if &part[..end] == "*" { Step::AnyKey } else { Step::Key(part[..end].to_owned()) });
            }
            let mut marks = &part[end..];
            while !marks.is_empty() {
                let (step, length) = mark(marks).ok_or_else(|| bad_path(written))?;
                steps.push(step);
                marks = &marks[length..];
            }
            if part.is_empty() && !rest.is_empty() {
                return Err(bad_path(written));
            }
        }
        Ok(Path { start, steps, written: written.to_owned() })
    }

    /// Returns whether the path begins with the elements of a list.
    pub(crate) fn begins_with_list(&self) -> bool {
        matches!(self.steps.first(), Some(Step::Each | Step::Nth(_)))
    }

    /// Shows every value at the path.
    pub(crate) fn visit(&self, scope: Scope<'_>, see: &mut dyn FnMut(&Spot)) {
        let from = match self.start {
            Start::Here => scope.here,
            Start::Conversation => scope.conversation,
            Start::Record => scope.record,
        };
        walk(from, &self.steps, see);
    }

    /// Shows every value at the path with its list's number and what holds that list; without a list, with itself.
    pub(crate) fn visit_records(&self, from: &Spot, lists: &mut usize, see: &mut dyn FnMut(Record<'_>)) {
        let whole = Record { spot: from, holder: from, list: *lists };
        records(whole, from, &self.steps, lists, see);
    }

    /// Shows the cell of a row whose column has this name, however spelt.
    pub(crate) fn visit_column(&self, row: &Spot, see: &mut dyn FnMut(&Spot)) {
        let Node::Table(pairs) = &row.node else { return };
        let name = plain(&self.written);
        pairs.iter().filter(|(column, _)| plain(column) == name).for_each(|(_, cell)| see(cell));
    }
}

fn mark(marks: &str) -> Option<(Step, usize)> {
    if marks.starts_with("{}") {
        return Some((Step::Json, 2));
    }
    let inside = marks.strip_prefix('[')?;
    let end = inside.find(']')?;
    let step = if end == 0 { Step::Each } else { Step::Nth(inside[..end].parse().ok()?) };
    Some((step, end + 2))
}

fn bad_path(path: &str) -> Message {
    huashu_model::message!(
        "路径「{path}」写得不对；例如 a.b、a[].b、a[0].b、a{{}}.b",
        "`{path}` is no path; for example a.b, a[].b, a[0].b, a{{}}.b"
    )
}

fn records(at: Record<'_>, parent: &Spot, steps: &[Step], lists: &mut usize, see: &mut dyn FnMut(Record<'_>)) {
    let Some((step, rest)) = steps.split_first() else { return see(at) };
    match (step, &at.spot.node) {
        (Step::Key(key), node) => {
            if let Some(spot) = node.get(key) {
                let holder = if std::ptr::eq(at.holder, at.spot) { spot } else { at.holder };
                records(Record { spot, holder, ..at }, at.spot, rest, lists, see);
            }
        }
        (Step::Each, Node::List(items)) => {
            *lists += 1;
            let list = *lists;
            for spot in items {
                records(Record { spot, holder: parent, list }, spot, rest, lists, see);
            }
        }
        (Step::Json, Node::Text(text)) => {
            for spot in &parse_json(text, at.spot.line).unwrap_or_default() {
                let holder = if std::ptr::eq(at.holder, at.spot) { spot } else { at.holder };
                records(Record { spot, holder, ..at }, parent, rest, lists, see);
            }
        }
        _ => {}
    }
}

fn walk(spot: &Spot, steps: &[Step], see: &mut dyn FnMut(&Spot)) {
    let Some((step, rest)) = steps.split_first() else { return see(spot) };
    match (step, &spot.node) {
        (Step::Key(key), node) => {
            if let Some(value) = node.get(key) {
                walk(value, rest, see);
            }
        }
        (Step::AnyKey, Node::Table(pairs)) => pairs.iter().for_each(|(_, value)| walk(value, rest, see)),
        (Step::Each, Node::List(items)) => items.iter().for_each(|item| walk(item, rest, see)),
        (Step::Nth(index), Node::List(items)) => {
            if let Some(item) = items.get(*index) {
                walk(item, rest, see);
            }
        }
        (Step::Json, Node::Text(text)) => {
            let values = parse_json(text, spot.line).unwrap_or_default();
            values.iter().for_each(|value| walk(value, rest, see));
        }
        (Step::Json, _) => walk(spot, rest, see),
        _ => {}
    }
}
