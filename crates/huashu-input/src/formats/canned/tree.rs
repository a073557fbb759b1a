//! Libraries written as trees: JSON, YAML, TOML.
//!
//! An entry is a table with content, or a text. Tables and lists around it
//! are groups: `{"售后": {"退款": "…"}}` names a group and a title.

use super::{Entry, Library, field};
use crate::options::Options;
use crate::record::columns::Field;
use crate::record::tree::{Node, Spot};

/// Names of tables that only hold the list of entries.
const WRAPPERS: &[&str] = &[
    "replies",
    "reply",
    "canned",
    "entries",
    "items",
    "data",
    "list",
    "phrases",
    "library",
    "groups",
    "group",
    "templates",
    "话术",
    "话术库",
    "快捷话术",
];

/// Adds every entry under a value.
pub(crate) fn collect(
    spot: Spot,
    group: Option<&str>,
    title: Option<&str>,
    options: &Options,
    library: &mut Library,
) {
    match spot.node {
        Node::Nothing => {}
        Node::Text(content) => library.add(Entry {
            line: spot.line,
            group: group.map(str::to_owned),
            title: title.map(str::to_owned),
            content,
            ..Entry::default()
        }),
        Node::List(items) => {
            // A list under a name inside a group is a deeper group.
            let group = title.or(group);
            for item in items {
                collect(item, group, None, options, library);
            }
        }
        Node::Table(pairs) if is_entry(&pairs, options) => {
            library.add(entry(spot.line, pairs, group, title, options))
        }
        Node::Table(pairs) => {
            let own = name_of(&pairs, options);
            let group = own.as_deref().or(title).or(group);
            for (key, value) in pairs {
                let wrapper = WRAPPERS.contains(&key.to_lowercase().as_str());
                match value.node {
                    Node::Text(_) if own.is_some() && field(&key, options).is_some() => {}
                    Node::Text(_) | Node::Nothing => collect(value, group, Some(&key), options, library),
                    _ if wrapper => collect(value, group, None, options, library),
                    _ => collect(value, group, Some(&key), options, library),
                }
            }
        }
    }
}

/// Returns whether a table has content of its own.
fn is_entry(pairs: &[(String, Spot)], options: &Options) -> bool {
    pairs.iter().any(|(key, value)| field(key, options) == Some(Field::Text) && matches!(value.node, Node::Text(_)))
}

/// Returns the name that a table of entries gives itself.
fn name_of(pairs: &[(String, Spot)], options: &Options) -> Option<String> {
    let has_list = pairs.iter().any(|(_, value)| matches!(value.node, Node::List(_)));
    if !has_list {
        return None;
    }
    pairs.iter().find_map(|(key, value)| match (&value.node, field(key, options)) {
        (Node::Text(name), Some(Field::Group | Field::Title)) => Some(name.clone()),
        _ => None,
    })
}

fn entry(
    line: u64,
    pairs: Vec<(String, Spot)>,
    group: Option<&str>,
    title: Option<&str>,
    options: &Options,
) -> Entry {
    let mut entry = Entry { line, ..Entry::default() };
    for (key, value) in pairs {
        let Node::Text(text) = value.node else { continue };
        match field(&key, options) {
            Some(Field::Text) if entry.content.is_empty() => {
                entry.content = text;
                // The content's own line says more than that of the table around it.
                entry.line = if value.line > 0 { value.line } else { entry.line };
            }
            Some(Field::Group) => entry.group = Some(text),
            Some(Field::Title) => entry.title = Some(text),
            Some(Field::Code) => entry.code = Some(text),
            _ => entry.others.push((key, text)),
        }
    }
    entry.group = entry.group.or_else(|| group.map(str::to_owned));
    entry.title = entry.title.or_else(|| title.map(str::to_owned));
    entry
}
