//! What a rulebook changes of the rules of others: `[rules]`, and the rules of profiles.

use crate::language::diagnostics::Diagnostics;
use crate::language::node::{Entry, Node, Table, Value};
use crate::language::rule::check_severity;
use crate::language::table_reader::text_of;

/// Applies one line: a severity, `on`, `off`, or a table of keys.
pub(super) fn override_rule(rule: &mut Table, entry: &Entry, sink: &mut Diagnostics) {
    match &entry.node.value {
        Value::String(word) if &**word == "on" => rule.set(flag("enabled", true, entry)),
        Value::String(word) if &**word == "off" => rule.set(flag("enabled", false, entry)),
        Value::String(_) => {
            let Some(text) = text_of(&entry.node, "severity", sink) else { return };
            if check_severity(&text, sink) {
                rule.set(flag("enabled", true, entry));
                rule.set(Entry { key: "severity".into(), ..entry.clone() });
            }
        }
        Value::Table(changes) => {
            for change in &changes.entries {
                match (change.key.as_str(), &change.node.value) {
                    ("add", Value::Table(additions)) => {
                        additions.entries.iter().for_each(|addition| append(rule, addition));
                    }
                    ("severity", Value::String(word)) if &**word == "off" => {
                        rule.set(flag("enabled", false, change));
                    }
                    _ => rule.set(change.clone()),
                }
            }
        }
        _ => sink.wrong_type(
            &entry.node,
            &entry.key,
            "级别（如 \"off\"）或表",
            "a severity such as \"off\", or a table",
        ),
    }
}

fn flag(key: &str, value: bool, like: &Entry) -> Entry {
    let node = Node { value: Value::Boolean(value), place: like.node.place };
    Entry { key: key.to_owned(), key_place: like.key_place, node }
}

/// Adds the items of a list to the rule's list of the same name.
fn append(rule: &mut Table, addition: &Entry) {
    let items = |node: &Node| match &node.value {
        Value::List(items) => items.clone(),
        _ => vec![node.clone()],
    };
    let mut merged = addition.clone();
    if let Some(old) = rule.get(&addition.key) {
        let mut all = items(&old.node);
        all.extend(items(&addition.node));
        merged.node.value = Value::List(all);
    }
    rule.set(merged);
}
