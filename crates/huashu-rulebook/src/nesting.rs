//! How far shared matchers reach: how deeply they name one another, and how much text their slots stand for.
//!
//! A slot `{NAME}` or `{terms:NAME}` stands for every phrase of what it names, so a few lines that double one another thirty
//! times would stand for more text than there is memory. Such rulebooks are refused before anything is expanded.
//! Knows the trees as written, not what they mean.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostics::Diagnostics;
use super::node::{Node, SourceSpan, Table, Value};
use super::phrase::MOST_REPEATS;

/// Shared matchers may name one another this deep.
const MOST_NESTED: usize = 16;
/// Bytes that all slots of a rulebook may stand for.
const MOST_EXPANDED: usize = 16 * 1024 * 1024;

/// What a table names, and how long it is.
#[derive(Debug, Default)]
struct Reach<'t> {
    /// Bytes of its own texts.
    own: usize,
    /// Shared matchers named whole.
    whole: Vec<&'t str>,
    /// Shared matchers named by a slot inside of a phrase.
    slots: Vec<&'t str>,
}

/// Of a shared matcher with everything that it names.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    depth: usize,
    bytes: usize,
}

/// Returns the shared matchers that reach too far, each reported.
pub(super) fn overgrown(
    terms: &BTreeMap<String, Table>,
    rules: &[Table],
    sink: &mut Diagnostics,
) -> BTreeSet<String> {
    let reaches: BTreeMap<&str, Reach<'_>> =
        terms.iter().map(|(name, table)| (name.as_str(), Reach::of(table))).collect();
    let weights = weigh(&reaches);
    let mut overgrown = BTreeSet::new();
    for (name, weight) in weights.iter().filter(|(_, weight)| weight.depth > MOST_NESTED) {
        if weight.depth == MOST_NESTED + 1 {
            let place = terms.get(*name).map_or_else(SourceSpan::default, |table| table.place);
            let message = huashu_model::message!(
                "[terms.{name}] 套得太深，最多 {MOST_NESTED} 层",
                "[terms.{name}] is nested too deeply, at most {MOST_NESTED} levels"
            );
            sink.error("rulebook/terms-too-deep", place, message);
        }
        overgrown.insert((*name).to_owned());
    }
    let mut expanded = 0_usize;
    let users = terms.values().chain(rules).map(|table| (table.place, Reach::of(table)));
    for (place, reach) in users {
        let sum: usize = reach
            .slots
            .iter()
            .filter_map(|slot| weights.get(slot))
            .map(|weight| weight.bytes)
            .fold(0, usize::saturating_add);
        expanded = expanded.saturating_add(sum);
        if expanded > MOST_EXPANDED {
            let message = huashu_model::message!("{{terms:…}} 展开后太大", "{{terms:…}} stands for too much text");
            sink.error("rulebook/too-large", place, message);
            overgrown.extend(terms.keys().cloned());
            break;
        }
    }
    overgrown
}

/// Weighs every shared matcher; what goes round in a circle is not followed, and reported elsewhere.
fn weigh<'t>(reaches: &BTreeMap<&'t str, Reach<'t>>) -> BTreeMap<&'t str, Weight> {
    let mut weights: BTreeMap<&str, Weight> = BTreeMap::new();
    let mut open: BTreeSet<&str> = BTreeSet::new();
    for name in reaches.keys() {
        // A stack of its own: the nesting may be deeper than the program's.
        let mut stack = vec![*name];
        while let Some(top) = stack.last().copied() {
            let Some(reach) = reaches.get(top).filter(|_| !weights.contains_key(top)) else {
                stack.pop();
                continue;
            };
            let named = reach.whole.iter().chain(&reach.slots);
            if open.insert(top) {
                let next = named.filter(|other| reaches.contains_key(*other) && !open.contains(*other));
                stack.extend(next.filter(|other| !weights.contains_key(*other)));
                continue;
            }
            let inner = named.filter_map(|other| weights.get(other));
            let weight = inner.fold(Weight { depth: 1, bytes: reach.own }, |sum, inner| Weight {
                depth: sum.depth.max(inner.depth + 1),
                bytes: sum.bytes.saturating_add(inner.bytes),
            });
            weights.insert(top, weight);
            stack.pop();
        }
    }
    weights
}

impl<'t> Reach<'t> {
    fn of(table: &'t Table) -> Self {
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
        let repeats = if slot.ends_with(['*', '+']) { MOST_REPEATS } else { 1 };
        let name = name.strip_prefix("terms:").unwrap_or(name).trim();
        self.slots.extend(std::iter::repeat_n(name, repeats));
    }
}
