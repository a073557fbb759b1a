//! What one parsing needs at hand, and what it notes on the way.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::columns::Field;
use super::{Options, trouble};
use crate::language::Language;
use crate::problem::Problem;
use crate::transcript::Clock;

/// Options, with what was worked out from them, and the notes of one parsing.
pub(super) struct Context<'o> {
    pub(super) options: &'o Options,
    pub(super) clock: Clock<'o>,
    pub(super) file: Arc<str>,
    keys: RefCell<HashMap<String, Option<Field>>>,
    notes: RefCell<Notes>,
}

/// Most different remarks of one parsing.
const MOST_REMARKS: usize = 20;

/// What was noted.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) problems: Vec<Problem>,
    pub(super) remarks: BTreeSet<String>,
    pub(super) skipped: BTreeMap<&'static str, u64>,
    pub(super) failed: u64,
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

    /// Picks the wording in the run's language.
    pub(super) fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.options.language.pick(zh, en)
    }

    pub(super) fn language(&self) -> Language {
        self.options.language
    }

    /// Returns what a key stands for; keys are few, so the answers are kept.
    pub(super) fn field(&self, key: &str) -> Option<Field> {
        if let Some(field) = self.options.columns.canonical(key) {
            return Some(field);
        }
        if let Some(field) = self.keys.borrow().get(key) {
            return *field;
        }
        let field = self.options.columns.find(key);
        let mut keys = self.keys.borrow_mut();
        // Logs that use data as keys must not make the table grow without end.
        if keys.len() < 4096 {
            keys.insert(key.to_owned(), field);
        }
        field
    }

    /// Makes a remark; where every name is unknown, the first of them must do.
    pub(super) fn remark(&self, remark: String) {
        let mut notes = self.notes.borrow_mut();
        if notes.remarks.len() < MOST_REMARKS {
            notes.remarks.insert(remark);
        } else if !notes.remarks.contains(&remark) {
            notes.remarks.insert(trouble::more_remarks(self.language()));
        }
    }

    pub(super) fn skip(&self, reason: &'static str) {
        *self.notes.borrow_mut().skipped.entry(reason).or_default() += 1;
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
            self.options.auto_texts.iter().any(|known| crate::text::glob(known.trim(), text))
        }
    }
}
