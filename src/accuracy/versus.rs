//! Two rulebooks on the same labels: what the second gains and what it loses.
//!
//! Knows two measurements, and nothing of how they were made.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::Measurement;
use super::figures::{Counts, Level, Mistake};

/// The figures of two rulebooks side by side.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Versus {
    /// By level and rule: the figures of the first and of the second; only rules that differ.
    pub rules: BTreeMap<Level, BTreeMap<String, [Counts; 2]>>,
    /// By level: the sums of the first and of the second.
    pub all: BTreeMap<Level, [Counts; 2]>,
    /// Mistakes that only the second makes.
    pub new_mistakes: Vec<Mistake>,
    /// Mistakes that only the first makes.
    pub mended: Vec<Mistake>,
}

/// Sets two measurements of the same labels side by side.
pub fn versus(first: &Measurement, second: &Measurement) -> Versus {
    let mut versus =
        Versus { new_mistakes: only_in(second, first), mended: only_in(first, second), ..Versus::default() };
    for level in Level::ALL {
        let [old, new] = [first, second].map(|measurement| measurement.figures(level));
        if old.rules.is_empty() && new.rules.is_empty() {
            continue;
        }
        versus.all.insert(level, [old.all(), new.all()]);
        let names: BTreeSet<&String> = old.rules.keys().chain(new.rules.keys()).collect();
        let pairs = names.into_iter().map(|rule| {
            let of = |rules: &BTreeMap<String, Counts>| rules.get(rule).copied().unwrap_or_default();
            (rule.clone(), [of(&old.rules), of(&new.rules)])
        });
        versus.rules.insert(level, pairs.filter(|(_, [old, new])| old != new).collect());
    }
    versus
}

/// Returns the mistakes of one measurement that the other does not make.
fn only_in(one: &Measurement, other: &Measurement) -> Vec<Mistake> {
    fn place(mistake: &Mistake) -> (Level, &str, &str, &str, Option<usize>, bool) {
        let missed = mistake.kind == super::figures::MistakeKind::Missed;
        (mistake.level, &mistake.rule, &mistake.source, &mistake.conversation, mistake.utterance, missed)
    }
    let known: BTreeSet<_> = other.mistakes.iter().map(place).collect();
    one.mistakes.iter().filter(|mistake| !known.contains(&place(mistake))).cloned().collect()
}
