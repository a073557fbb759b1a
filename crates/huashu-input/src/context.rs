//! What one parsing needs at hand, and what it notes on the way.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::columns::Field;
use super::{Options, trouble};
use huashu_model::language::Message;
use huashu_model::problem::Problem;
use huashu_model::transcript::Clock;

/// Options, with what was worked out from them, and the notes of one parsing.
pub(super) struct Context<'o> {
    pub(super) options: &'o Options,
    pub(super) clock: Clock<'o>,
    pub(super) file: Arc<str>,
    keys: RefCell<Keys>,
    notes: RefCell<Notes>,
}

/// Most different remarks of one parsing.
const MOST_REMARKS: usize = 20;

/// What was noted.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) problems: Vec<Problem>,
    pub(super) remarks: BTreeSet<Message>,
    pub(super) skipped: BTreeMap<&'static str, u64>,
    pub(super) failed: u64,
}

/// What keys were found to stand for.
///
/// Records name the same fields in the same order, so that each key is looked
/// for behind the one before it, and seldom further.
#[derive(Default)]
struct Keys {
    known: Vec<(Box<str>, Option<Field>)>,
    /// Where the next key is looked for first.
    next: usize,
}

/// Most keys that are kept: logs that use data as keys must not make the search long.
const MOST_KEYS: usize = 64;

impl Keys {
    fn find(&mut self, key: &str) -> Option<Option<Field>> {
        let (before, behind) = self.known.split_at(self.next);
        let at = match behind.iter().position(|(known, _)| **known == *key) {
            Some(at) => self.next + at,
            None => before.iter().position(|(known, _)| **known == *key)?,
        };
        self.next = at + 1;
        Some(self.known[at].1)
    }

    fn insert(&mut self, key: &str, field: Option<Field>) {
        if self.known.len() < MOST_KEYS {
            self.known.push((key.into(), field));
            self.next = self.known.len();
        }
    }
}

impl<'o> Context<'o> {
    pub(super) fn new(options: &'o Options, file: &Arc<str>) -> Self {
        Context {
            options,
            clock: Clock::new(&options.zone),
            file: Arc::clone(file),
            keys: RefCell::default(),
            notes: RefCell::default(),
        }
    }

    /// Returns what a key stands for.
    pub(super) fn field(&self, key: &str) -> Option<Field> {
        let mut keys = self.keys.borrow_mut();
        match keys.find(key) {
            Some(field) => field,
            None => {
                let field = self.options.columns.find(key);
                keys.insert(key, field);
                field
            }
        }
    }

    /// Makes a remark; where every name is unknown, the first of them must do.
    pub(super) fn remark(&self, remark: Message) {
        let mut notes = self.notes.borrow_mut();
        if notes.remarks.len() < MOST_REMARKS {
            notes.remarks.insert(remark);
        } else if !notes.remarks.contains(&remark) {
            notes.remarks.insert(trouble::more_remarks());
        }
    }

    pub(super) fn skip(&self, reason: &'static str) {
        self.skip_many(reason, 1);
    }

    pub(super) fn skip_many(&self, reason: &'static str, count: u64) {
        if count > 0 {
            *self.notes.borrow_mut().skipped.entry(reason).or_default() += count;
        }
    }

    /// Notes a problem that did not keep a record from being read.
    pub(super) fn trouble(&self, problem: Problem) {
        self.notes.borrow_mut().problems.push(problem);
    }

    /// Notes a record that could not be read.
    pub(super) fn fail(&self, problem: Problem) {
        let mut notes = self.notes.borrow_mut();
        notes.problems.push(problem);
        notes.failed += 1;
    }

    pub(super) fn into_notes(self) -> Notes {
        self.notes.into_inner()
    }

    /// Returns whether a text is among those that machines are known to send; `*` in those stands for any text.
    pub(super) fn is_auto_text(&self, text: &str) -> bool {
        !self.options.auto_texts.is_empty() && {
            let text = text.trim();
            self.options.auto_texts.iter().any(|known| huashu_model::text::glob(known.trim(), text))
        }
    }
}
