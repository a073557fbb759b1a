//! What a table of a rulebook names, and how long it is.

use std::collections::BTreeMap;

use super::node::{Node, Table, Value};
use super::phrase::MOST_REPEATS;

/// What a table names, and how long it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reach<'t> {
    /// Bytes of its own texts.
    pub(crate) own: usize,
    /// Shared matchers named whole.
    pub(crate) whole: Vec<&'t str>,
    /// What may be shared matchers, named by slots inside of phrases, and how often.
    pub(crate) slots: BTreeMap<&'t str, usize>,
}

impl<'t> Reach<'t> {
    pub(crate) fn of(table: &'t Table) -> Self {
        let mut reach = Reach::default();
        table.entries.iter().for_each(|entry| reach.add(&entry.key, &entry.node));
        reach
    }

    fn add(&mut self, key: &str, node: &'t Node) {
        match &node.value {
            Value::String(text) if matches!(key, "terms" | "ignoring") => self.whole.push(text),
            Value::String(text) => {
                self.own = self.own.saturating_add(text.len());
                let slots = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
                slots.for_each(|(slot, _)| self.add_slot(slot));
            }
            Value::List(items) => items.iter().for_each(|item| self.add(key, item)),
            Value::Table(table) => table.entries.iter().for_each(|entry| self.add(&entry.key, &entry.node)),
            _ => {}
        }
    }

    /// Adds what may be the name of a shared matcher: `terms:NAME` or `NAME`, with `?`, `*` or `+`.
    fn add_slot(&mut self, slot: &'t str) {
        let name = slot.trim_end_matches(['?', '*', '+']);
        if name.contains('|') || matches!(name.split(':').next(), Some("any" | "han" | "num" | "date" | "var")) {
            return;
        }
        let repeats = if slot.ends_with(['*', '+']) { MOST_REPEATS } else { 1 };
        let name = name.strip_prefix("terms:").unwrap_or(name).trim();
        *self.slots.entry(name).or_default() += repeats;
    }
}
