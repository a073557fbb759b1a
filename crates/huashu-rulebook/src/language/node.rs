//! A rulebook file as a tree of values that know where they stand.
//!
//! Rules are merged (inherited, then overridden) as trees before they are
//! read, so every value carries its own file. Knows TOML, not rules.

use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use huashu_model::text::Span;

/// What tells a rulebook file from others: its number among those that were read, or among those that come with the
/// program, whose numbers are the same in every run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SourceId(pub usize);

/// The number of the first file that comes with the program. No run reads so many others.
const FIRST_SHIPPED: usize = usize::MAX / 2 + 1;

impl SourceId {
    /// Returns the identifier of a file that comes with the program, by its number among them.
    pub(crate) fn of_shipped(file: usize) -> Self {
        SourceId(FIRST_SHIPPED + file)
    }

    /// Returns the number of a file among those that come with the program; `None` where it is another's.
    pub(crate) fn shipped(self) -> Option<usize> {
        self.0.checked_sub(FIRST_SHIPPED)
    }
}

/// A byte range in a rulebook file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct SourceSpan {
    /// The file.
    pub source: SourceId,
    /// The bytes.
    pub span: Span,
}

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it is written.
    pub place: SourceSpan,
}

/// A TOML value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string, unescaped.
    String(Arc<str>),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date or time, as written.
    Date(String),
    /// An array.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

/// A table, in the order written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Keys and values.
    pub entries: Vec<Entry>,
    /// Where the table stands.
    pub place: SourceSpan,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key is written.
    pub key_place: SourceSpan,
    /// The value.
    pub node: Node,
}

impl Value {
    /// Returns the type's name for messages, in TOML's words.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::String(_) => "string",
            Value::Integer(_) => "integer",
            Value::Float(_) => "float",
            Value::Boolean(_) => "boolean",
            Value::Date(_) => "date",
            Value::List(_) => "array",
            Value::Table(_) => "table",
        }
    }
}

impl Table {
    /// Returns the entry of `key`.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Sets `entry`, replacing one of the same key.
    pub fn set(&mut self, entry: Entry) {
        match self.entries.iter_mut().find(|old| old.key == entry.key) {
            Some(old) => *old = entry,
            None => self.entries.push(entry),
        }
    }

    /// Removes and returns the entry of `key`.
    pub fn take(&mut self, key: &str) -> Option<Entry> {
        let index = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(index))
    }

    /// Returns the value of `key` where it is a string.
    pub fn text(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.node.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

/// Converts a parsed TOML document, stamping every value with `source`.
pub(crate) fn from_toml(source: SourceId, table: &DeTable<'_>, span: std::ops::Range<usize>) -> Table {
    let place = |range: std::ops::Range<usize>| SourceSpan { source, span: Span::new(range.start, range.end) };
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_place: place(key.span()),
            node: node(source, value.get_ref(), value.span()),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_place.span);
    Table { entries, place: place(span) }
}

fn node(source: SourceId, value: &DeValue<'_>, range: std::ops::Range<usize>) -> Node {
    let place = SourceSpan { source, span: Span::new(range.start, range.end) };
    let value = match value {
        DeValue::String(text) => Value::String(Arc::from(text.as_ref())),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            Value::Integer(i64::from_str_radix(&digits, number.radix()).unwrap_or(i64::MAX))
        }
        DeValue::Float(number) => Value::Float(number.as_str().replace('_', "").parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| node(source, item.get_ref(), item.span())).collect())
        }
        DeValue::Table(table) => Value::Table(from_toml(source, table, range)),
    };
    Node { value, place }
}
