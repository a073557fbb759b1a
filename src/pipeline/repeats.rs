//! Conversations that a run meets twice, since its files overlap.
//!
//! Knows them by what the log calls them, and what was said by its own number or time; what has neither is never taken
//! for the same.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use huashu_model::finding::Finding;
use huashu_model::transcript::{Conversation, Time, Utterance};

/// What a conversation is known by.
#[derive(Debug)]
pub(super) struct Mark {
    name: u64,
    file: u64,
    /// Each utterance that its own number or time tells from others.
    utterances: Vec<Option<u64>>,
    /// The first and the last moment on the clock, in milliseconds since 1970.
    lasted: Option<(i64, i64)>,
}

impl Mark {
    /// Marks a conversation that has a name, and of which something can be told from what others say.
    pub(super) fn of(conversation: &Conversation<'_>) -> Option<Mark> {
        let name = hashed(conversation.id.as_deref()?);
        let single = |utterance: &Utterance<'_>| {
            let (id, moment) = (utterance.id.as_deref(), moment(utterance));
            (id.is_some() || moment.is_some()).then(|| hashed(&(id, moment, &utterance.text)))
        };
        let utterances: Vec<_> = conversation.utterances.iter().map(single).collect();
        let clock = conversation.utterances.iter().filter_map(|utterance| match utterance.time? {
            Time::Clock { millis, .. } => Some(millis),
            Time::Dateless { .. } | Time::Elapsed(_) => None,
        });
        let lasted = clock.clone().min().zip(clock.max());
        utterances.iter().any(Option::is_some).then_some(Mark {
            name,
            file: hashed(&*conversation.place.file),
            utterances,
            lasted,
        })
    }
}

fn moment(utterance: &Utterance<'_>) -> Option<i64> {
    match utterance.time? {
        Time::Clock { millis, .. } | Time::Dateless { millis, .. } | Time::Elapsed(millis) => Some(millis),
    }
}

fn hashed(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// How much of a conversation was met before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// Nothing.
    Never,
    /// Some of its messages; what was found in them before is found once.
    Partly,
    /// All of it.
    Before,
    /// None of its messages, but others of the same name in another file, shortly before or behind: it was cut in pieces.
    Cut,
}

/// Milliseconds between two conversations of one name up to which they are pieces of one. Behind them many systems end a
/// conversation of which nothing more comes.
const PAUSE: i64 = 30 * 60 * 1000;

/// What was met so far.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    names: HashMap<u64, Known>,
}

/// What is known of one name; kept small, as there is one for each conversation of a run.
#[derive(Debug, Default)]
struct Known {
    utterances: Numbers,
    /// Rules and utterances of findings.
    found: Numbers,
    /// The file it was met in last, and when it began and ended.
    file: u64,
    lasted: Option<(i64, i64)>,
}

impl Repeats {
    /// Notes a conversation, and takes from its findings those that were found before.
    pub(super) fn note(&mut self, mark: &Mark, findings: &mut Vec<Finding>) -> Met {
        let known = self.names.entry(mark.name).or_default();
        let is_known = |utterance: &Option<u64>| utterance.is_some_and(|mark| known.utterances.holds(mark));
        let all = mark.utterances.iter().all(is_known);
        let any = mark.utterances.iter().any(is_known);
        if all {
            findings.clear();
            return Met::Before;
        }
        known.utterances.add(mark.utterances.iter().flatten().copied());
        // One conversation may breach a rule twice at one place.
        let mut fresh = Vec::new();
        findings.retain(|finding| {
            let Some(Some(utterance)) = mark.utterances.get(finding.utterance) else { return true };
            let key = hashed(&(&finding.rule.id, utterance, finding.span.start));
            fresh.push(key);
            !known.found.holds(key)
        });
        known.found.add(fresh.into_iter());
        let is_near = |((began, ended), (first, last)): ((i64, i64), (i64, i64))| {
            first <= ended.saturating_add(PAUSE) && began <= last.saturating_add(PAUSE)
        };
        let is_cut = known.file != mark.file && known.lasted.zip(mark.lasted).is_some_and(is_near);
        known.file = mark.file;
        known.lasted = match (known.lasted, mark.lasted) {
            (Some((began, ended)), Some((first, last))) => Some((began.min(first), ended.max(last))),
            (one, other) => one.or(other),
        };
        match (any, is_cut) {
            (true, _) => Met::Partly,
            (false, true) => Met::Cut,
            (false, false) => Met::Never,
        }
    }
}

/// Numbers of a conversation from which they are kept as a set.
const MANY: usize = 256;

/// A set of numbers, of which there are mostly few.
#[derive(Debug)]
enum Numbers {
    /// Sorted.
    Few(Box<[u64]>),
    Many(HashSet<u64>),
}

impl Default for Numbers {
    fn default() -> Self {
        Numbers::Few(Box::default())
    }
}

impl Numbers {
    fn holds(&self, number: u64) -> bool {
        match self {
            Numbers::Few(few) => few.binary_search(&number).is_ok(),
            Numbers::Many(many) => many.contains(&number),
        }
    }

    fn add(&mut self, more: impl Iterator<Item = u64>) {
        match self {
            Numbers::Few(few) => {
                let mut all: Vec<u64> = few.iter().copied().chain(more).collect();
                if all.len() >= MANY {
                    *self = Numbers::Many(all.into_iter().collect());
                    return;
                }
                all.sort_unstable();
                all.dedup();
                *few = all.into_boxed_slice();
            }
            Numbers::Many(many) => many.extend(more),
        }
    }
}
