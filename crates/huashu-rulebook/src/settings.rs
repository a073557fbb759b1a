//! `[input]`: how a company's files are read. Plain names and values; `input` gives them meaning.

use crate::language::diagnostics::Diagnostics;
use crate::language::node::{Table, Value};
use crate::language::table_reader::{TableReader, texts_of};

/// What `[input]` says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InputSettings {
    /// Our name of a column and the file's names for it.
    pub columns: Vec<(String, Vec<String>)>,
    /// A value of the role column and the role it stands for.
    pub roles: Vec<(String, String)>,
    /// Zone of times that name none, such as `Asia/Shanghai`.
    pub zone: Option<String>,
    /// Texts that machines send in an agent's name.
    pub auto_texts: Vec<String>,
    /// Format of every file, where it is not to be recognised.
    pub format: Option<String>,
    /// Encoding of every file, where it is not to be recognised.
    pub encoding: Option<String>,
    /// Preset of every file, where it is not to be recognised.
    pub preset: Option<String>,
    /// The longest record that is read, such as `64MB`.
    pub max_record: Option<String>,
    /// A preset of the company's own: the keys of a preset file, given on as written.
    pub mapping: toml::Table,
}

impl InputSettings {
    /// Reads `[input]`.
    pub(super) fn read(table: &Table, sink: &mut Diagnostics) -> InputSettings {
        let view = TableReader::new(table);
        let owned = |text: Option<crate::language::table_reader::Text>| text.map(|text| text.value.to_string());
        let settings = InputSettings {
            columns: read_pairs(&view, "columns", sink),
            roles: read_pairs(&view, "roles", sink)
                .into_iter()
                .flat_map(|(value, roles)| roles.into_iter().map(move |role| (value.clone(), role)))
                .collect(),
            zone: owned(view.text("zone", sink)),
            auto_texts: view.texts("auto-texts", sink).iter().map(|text| text.value.to_string()).collect(),
            format: owned(view.text("format", sink)),
            encoding: owned(view.text("encoding", sink)),
            preset: owned(view.text("preset", sink)),
            max_record: owned(view.text("max-record", sink)),
            mapping: read_mapping(&view, sink),
        };
        view.finish(sink);
        settings
    }
}

/// Reads a table whose values are strings or lists of strings, keys being the user's own.
fn read_pairs(view: &TableReader<'_>, key: &'static str, sink: &mut Diagnostics) -> Vec<(String, Vec<String>)> {
    let Some(table) = view.table(key, sink) else { return Vec::new() };
    let mut pairs = Vec::new();
    for entry in &table.table.entries {
        let values = match &entry.node.value {
            Value::Integer(number) => vec![number.to_string()],
            _ => texts_of(&entry.node, &entry.key, sink).iter().map(|text| text.value.to_string()).collect(),
        };
        pairs.push((entry.key.clone(), values));
    }
    pairs
}

/// Tables of a preset that `[input]` may hold.
const MAPPING: &[&str] = &["conversation", "message", "participants", "lines"];

/// Reads the tables of a preset as they are; whoever reads input gives them meaning.
fn read_mapping(view: &TableReader<'_>, sink: &mut Diagnostics) -> toml::Table {
    let tables = MAPPING.iter().filter_map(|key| Some((*key, view.table(key, sink)?)));
    tables.map(|(key, table)| (key.to_owned(), toml::Value::Table(plain_table(table.table)))).collect()
}

fn plain_table(table: &Table) -> toml::Table {
    table.entries.iter().map(|entry| (entry.key.clone(), plain(&entry.node.value))).collect()
}

fn plain(value: &Value) -> toml::Value {
    match value {
        Value::String(text) => toml::Value::String(text.to_string()),
        Value::Integer(number) => toml::Value::Integer(*number),
        Value::Float(number) => toml::Value::Float(*number),
        Value::Boolean(truth) => toml::Value::Boolean(*truth),
        Value::Date(text) => toml::Value::String(text.clone()),
        Value::List(items) => toml::Value::Array(items.iter().map(|item| plain(&item.value)).collect()),
        Value::Table(table) => toml::Value::Table(plain_table(table)),
    }
}
