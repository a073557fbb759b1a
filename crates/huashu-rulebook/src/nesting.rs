//! How far shared matchers reach: how deeply they name one another, and how much text their slots stand for.
//!
//! A slot `{NAME}` or `{terms:NAME}` stands for every phrase of what it names, so a few lines that double one another thirty
//! times would stand for more text than there is memory. Such rulebooks are refused before anything is expanded.
//! Knows the trees as written, not what they mean.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::language::diagnostics::Diagnostics;
use crate::language::matcher::MatcherSpec;
use crate::language::node::SourceSpan;
use crate::language::packed::Packed;
use crate::language::reach::Reach;
use crate::language::rule::Rule;
use crate::written::Written;

/// Shared matchers may name one another this deep.
const MOST_NESTED: usize = 16;
/// Bytes that all slots of a rulebook may stand for.
const MOST_EXPANDED: usize = 16 * 1024 * 1024;

/// Of a shared matcher with everything that it names.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    depth: usize,
    bytes: usize,
}

/// Returns the shared matchers that reach too far, each reported.
pub(super) fn overgrown(
    terms: &BTreeMap<String, Written<Packed<MatcherSpec>>>,
    rules: &[Written<Rule>],
    sink: &mut Diagnostics,
) -> BTreeSet<String> {
    if terms.values().all(Written::is_shipped) && rules.iter().all(Written::is_shipped) {
        return BTreeSet::new();
    }
    let reaches: BTreeMap<&str, Cow<'_, Reach<'_>>> =
        terms.iter().map(|(name, written)| (name.as_str(), written.reach())).collect();
    let weights = weigh(&reaches);
    let mut overgrown = BTreeSet::new();
    let deep = reaches.keys().filter_map(|name| Some((name, weights.get(name)?)));
    for (name, weight) in deep.filter(|(_, weight)| weight.depth > MOST_NESTED) {
        if weight.depth == MOST_NESTED + 1 {
            let place = terms.get(*name).map_or_else(SourceSpan::default, |written| written.table().place);
            let message = huashu_model::message!(
                "[terms.{name}] 套得太深，最多 {MOST_NESTED} 层",
                "[terms.{name}] is nested too deeply, at most {MOST_NESTED} levels"
            );
            sink.error("rulebook/terms-too-deep", place, message);
        }
        overgrown.insert((*name).to_owned());
    }
    let mut expanded = 0_usize;
    let mut is_too_large = |reach: &Reach<'_>| {
        let slots = reach.slots.iter().filter_map(|(slot, times)| Some((weights.get(slot)?, times)));
        let bytes = slots.map(|(weight, times)| weight.bytes.saturating_mul(*times));
        expanded = bytes.fold(expanded, usize::saturating_add);
        expanded > MOST_EXPANDED
    };
    let term = terms.iter().find(|(name, _)| is_too_large(&reaches[name.as_str()])).map(|(_, term)| term.table());
    let too_large = term.or_else(|| rules.iter().find(|rule| is_too_large(&rule.reach())).map(Written::table));
    if let Some(table) = too_large {
        let message = huashu_model::message!("{{terms:…}} 展开后太大", "{{terms:…}} stands for too much text");
        sink.error("rulebook/too-large", table.place, message);
        overgrown.extend(terms.keys().cloned());
    }
    overgrown
}

/// Weighs every shared matcher; what goes round in a circle is not followed, and reported elsewhere.
fn weigh<'t>(reaches: &'t BTreeMap<&'t str, Cow<'_, Reach<'_>>>) -> HashMap<&'t str, Weight> {
    let mut weights: HashMap<&str, Weight> = HashMap::new();
    let mut open: HashSet<&str> = HashSet::new();
    for name in reaches.keys() {
        // A stack of its own: the nesting may be deeper than the program's.
        let mut stack = vec![*name];
        while let Some(top) = stack.last().copied() {
            let Some(reach) = reaches.get(top).filter(|_| !weights.contains_key(top)) else {
                stack.pop();
                continue;
            };
            let named = reach.whole.iter().chain(reach.slots.keys()).copied();
            if open.insert(top) {
                let next = named.filter(|other| reaches.contains_key(other) && !open.contains(other));
                stack.extend(next.filter(|other| !weights.contains_key(other)));
                continue;
            }
            let whole = reach.whole.iter().map(|name| (name, 1));
            let inner = whole.chain(reach.slots.iter().map(|(name, times)| (name, *times)));
            let inner = inner.filter_map(|(name, times)| Some((weights.get(name)?, times)));
            let weight = inner.fold(Weight { depth: 1, bytes: reach.own }, |sum, (inner, times)| Weight {
                depth: sum.depth.max(inner.depth + 1),
                bytes: sum.bytes.saturating_add(inner.bytes.saturating_mul(times)),
            });
            weights.insert(top, weight);
            stack.pop();
        }
    }
    weights
}
