//! Reading one table: typed values, unknown keys, wrong types.
//!
//! Every getter notes the key it was asked for, so that `finish` can name the
//! keys that nobody wanted and the nearest one that somebody does.

use std::cell::RefCell;
use std::sync::Arc;

use super::diagnostics::{Diagnostics, did_you_mean};
use super::node::{Entry, Node, SourceSpan, Table, Value};
use huashu_model::language::Bilingual;

/// A string from a rulebook and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The string.
    pub value: Arc<str>,
    /// Where it is written.
    pub place: SourceSpan,
}

/// A key that a table was asked for, and what it may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    /// The key.
    pub key: &'static str,
    /// What it may hold.
    pub key_type: KeyType,
}

/// What a key may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyType {
    /// Something its reader looks at by itself.
    Any,
    /// A string.
    Text,
    /// A string or a list of strings.
    Texts,
    /// `true` or `false`.
    Boolean,
    /// A whole number that is not negative.
    Count,
    /// A number.
    Number,
    /// A date.
    Date,
    /// A table.
    Table,
    /// A table or a list of tables.
    Tables,
    /// A string, or a table with `zh` and `en`.
    Bilingual,
    /// One of these words.
    Choice(Vec<&'static str>),
}

/// A table being read.
#[derive(Debug)]
pub struct TableReader<'n> {
    /// The table.
    pub table: &'n Table,
    asked: RefCell<Vec<KnownKey>>,
}

impl<'n> TableReader<'n> {
    /// Begins to read `table`.
    pub fn new(table: &'n Table) -> Self {
        TableReader { table, asked: RefCell::default() }
    }

    /// Returns the value of `key`.
    pub fn node(&self, key: &'static str) -> Option<&'n Node> {
        self.ask(key, KeyType::Any)
    }

    fn ask(&self, key: &'static str, key_type: KeyType) -> Option<&'n Node> {
        let mut asked = self.asked.borrow_mut();
        match asked.iter_mut().find(|asked| asked.key == key) {
            // A reader that looks at a key in two ways says more the second time.
            Some(known) if known.key_type == KeyType::Any => known.key_type = key_type,
            Some(_) => {}
            None => asked.push(KnownKey { key, key_type }),
        }
        self.table.get(key).map(|entry| &entry.node)
    }

    /// Returns a string.
    pub fn text(&self, key: &'static str, sink: &mut Diagnostics) -> Option<Text> {
        text_of(self.ask(key, KeyType::Text)?, key, sink)
    }

    /// Returns a list of strings; a single string stands for a list of one.
    pub fn texts(&self, key: &'static str, sink: &mut Diagnostics) -> Vec<Text> {
        self.ask(key, KeyType::Texts).map_or_else(Vec::new, |node| texts_of(node, key, sink))
    }

    /// Returns `true` or `false`.
    pub fn boolean(&self, key: &'static str, sink: &mut Diagnostics) -> Option<bool> {
        let node = self.ask(key, KeyType::Boolean)?;
        match node.value {
            Value::Boolean(flag) => Some(flag),
            _ => {
                sink.wrong_type(node, key, " true 或 false", "true or false");
                None
            }
        }
    }

    /// Returns a whole number that is not negative.
    pub fn count(&self, key: &'static str, sink: &mut Diagnostics) -> Option<usize> {
        let node = self.ask(key, KeyType::Count)?;
        match node.value {
            Value::Integer(number) if number >= 0 => usize::try_from(number).ok(),
            _ => {
                sink.wrong_type(node, key, "不小于 0 的整数", "a whole number not below 0");
                None
            }
        }
    }

    /// Returns a number.
    pub fn number(&self, key: &'static str, sink: &mut Diagnostics) -> Option<f64> {
        let node = self.ask(key, KeyType::Number)?;
        match node.value {
            Value::Integer(number) => Some(number as f64),
            Value::Float(number) if number.is_finite() => Some(number),
            _ => {
                sink.wrong_type(node, key, "数字", "a number");
                None
            }
        }
    }

    /// Returns a date as written.
    pub fn date(&self, key: &'static str, sink: &mut Diagnostics) -> Option<(String, SourceSpan)> {
        let node = self.ask(key, KeyType::Date)?;
        match &node.value {
            Value::Date(date) => Some((date.clone(), node.place)),
            Value::String(date) => Some((date.to_string(), node.place)),
            _ => {
                sink.wrong_type(node, key, "日期（如 2026-01-01）", "a date such as 2026-01-01");
                None
            }
        }
    }

    /// Returns a table within this one.
    pub fn table(&self, key: &'static str, sink: &mut Diagnostics) -> Option<TableReader<'n>> {
        let node = self.ask(key, KeyType::Table)?;
        match &node.value {
            Value::Table(table) => Some(TableReader::new(table)),
            _ => {
                sink.wrong_type(node, key, "表", "a table");
                None
            }
        }
    }

    /// Returns a list of tables; a single table stands for a list of one.
    pub fn tables(&self, key: &'static str, sink: &mut Diagnostics) -> Vec<TableReader<'n>> {
        let Some(node) = self.ask(key, KeyType::Tables) else { return Vec::new() };
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut views = Vec::new();
        for item in items {
            match &item.value {
                Value::Table(table) => views.push(TableReader::new(table)),
                _ => sink.wrong_type(item, key, "表或表的列表", "a table or a list of tables"),
            }
        }
        views
    }

    /// Returns a text in one or both languages: a string is both, a table has `zh` and `en`.
    pub fn bilingual(&self, key: &'static str, sink: &mut Diagnostics) -> Bilingual {
        let Some(node) = self.ask(key, KeyType::Bilingual) else { return Bilingual::default() };
        match &node.value {
            Value::String(text) => Bilingual { zh: Some(text.to_string()), en: None },
            Value::Table(table) => {
                let view = TableReader::new(table);
                let mut one = |key| view.text(key, sink).map(|text| text.value.to_string());
                let both = Bilingual { zh: one("zh"), en: one("en") };
                view.finish(sink);
                both
            }
            _ => {
                sink.wrong_type(node, key, "字符串或 {{ zh, en }}", "a string or { zh, en }");
                Bilingual::default()
            }
        }
    }

    /// Picks the entry of `choices` that the string at `key` names.
    pub fn choice<T: Copy>(
        &self,
        key: &'static str,
        choices: &[(&'static str, T)],
        sink: &mut Diagnostics,
    ) -> Option<T> {
        let names = choices.iter().map(|(name, _)| *name).collect();
        let text = text_of(self.ask(key, KeyType::Choice(names))?, key, sink)?;
        choose(&text, key, choices, sink)
    }

    /// Reports every key that nobody asked for.
    pub fn finish(self, sink: &mut Diagnostics) {
        let asked: Vec<&'static str> = self.asked.into_inner().iter().map(|asked| asked.key).collect();
        for entry in &self.table.entries {
            if !asked.contains(&entry.key.as_str()) {
                unknown_key(entry, &asked, sink);
            }
        }
    }

    /// Returns every key that was asked for, once each, in that order.
    pub fn asked(&self) -> Vec<KnownKey> {
        self.asked.borrow().clone()
    }

    /// Returns where the table stands.
    pub fn place(&self) -> SourceSpan {
        self.table.place
    }
}

/// Picks the entry of `choices` named by `text`, or reports the accepted names.
pub fn choose<T: Copy>(text: &Text, key: &str, choices: &[(&'static str, T)], sink: &mut Diagnostics) -> Option<T> {
    let word = text.value.as_ref();
    if let Some((_, value)) = choices.iter().find(|(name, _)| *name == word) {
        return Some(*value);
    }
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    let message = huashu_model::message!("`{key}` 没有「{word}」这个取值", "`{key}` has no value `{word}`");
    let list = names.join(", ");
    let help = match did_you_mean(word, names) {
        Some(near) => {
            huashu_model::message!("是不是想写 `{near}`？可用：{list}", "did you mean `{near}`? one of: {list}")
        }
        None => huashu_model::message!("可用：{list}", "one of: {list}"),
    };
    sink.error("rulebook/unknown-value", text.place, message).help = Some(help);
    None
}

/// Reads a node that must be a string.
pub fn text_of(node: &Node, key: &str, sink: &mut Diagnostics) -> Option<Text> {
    match &node.value {
        Value::String(value) => Some(Text { value: Arc::clone(value), place: node.place }),
        _ => {
            sink.wrong_type(node, key, "字符串", "a string");
            None
        }
    }
}

/// Reads a node that must be a string or a list of strings.
pub fn texts_of(node: &Node, key: &str, sink: &mut Diagnostics) -> Vec<Text> {
    match &node.value {
        Value::String(value) => vec![Text { value: Arc::clone(value), place: node.place }],
        Value::List(items) => items.iter().filter_map(|item| text_of(item, key, sink)).collect(),
        _ => {
            sink.wrong_type(node, key, "字符串或字符串列表", "a string or a list of strings");
            Vec::new()
        }
    }
}

fn unknown_key(entry: &Entry, asked: &[&'static str], sink: &mut Diagnostics) {
    let key = &entry.key;
    let message = huashu_model::message!("不认识的键 `{key}`", "unknown key `{key}`");
    let help = match did_you_mean(key, asked.iter().copied()) {
        Some(near) => huashu_model::message!("是不是想写 `{near}`？", "did you mean `{near}`?"),
        None => {
            let mut known: Vec<&str> = asked.to_vec();
            known.sort_unstable();
            known.dedup();
            let list = known.join(", ");
            huashu_model::message!("这里可用的键：{list}", "keys known here: {list}")
        }
    };
    sink.error("rulebook/unknown-key", entry.key_place, message).help = Some(help);
}
