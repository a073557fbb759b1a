//! What one parsing needs at hand, and what it notes on the way.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use crate::diagnostics::Diagnostics;
use crate::options::Options;
use crate::record::columns::Field;
use huashu_model::language::Message;
use huashu_model::problem::Problem;
use huashu_model::transcript::Clock;

/// Options, with what was worked out from them, and the notes of one parsing.
pub(crate) struct ParseContext<'o> {
    pub(crate) options: &'o Options,
    pub(crate) clock: Clock<'o>,
    pub(crate) file: Arc<str>,
    keys: RefCell<Keys>,
    diagnostics: RefCell<Diagnostics>,
    /// A number of the record being read is too long to keep its digits.
    long_number: Cell<bool>,
}

/// Most different remarks of one parsing.
const MOST_REMARKS: usize = 20;

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

impl<'o> ParseContext<'o> {
    pub(crate) fn new(options: &'o Options, file: &Arc<str>) -> Self {
        ParseContext {
            options,
            clock: Clock::new(&options.zone),
            file: Arc::clone(file),
            keys: RefCell::default(),
            diagnostics: RefCell::default(),
            long_number: Cell::new(false),
        }
    }

    /// Notes that a number lost digits.
    pub(crate) fn note_long_number(&self) {
        self.long_number.set(true);
    }

    /// Returns whether a number lost digits since this was last asked.
    pub(crate) fn had_long_number(&self) -> bool {
        self.long_number.take()
    }

    /// Returns what a key stands for.
    pub(crate) fn field(&self, key: &str) -> Option<Field> {
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
    pub(crate) fn remark(&self, remark: Message) {
        let mut diagnostics = self.diagnostics.borrow_mut();
        if diagnostics.remarks.len() < MOST_REMARKS {
            diagnostics.remarks.insert(remark);
        } else if !diagnostics.remarks.contains(&remark) {
            diagnostics.remarks.insert(huashu_model::message!(
                "还有更多这样的备注，不再逐条列出",
                "more remarks of the kind are not listed one by one"
            ));
        }
    }

    pub(crate) fn skip(&self, reason: &'static str) {
        self.skip_many(reason, 1);
    }

    pub(crate) fn skip_many(&self, reason: &'static str, count: u64) {
        if count > 0 {
            *self.diagnostics.borrow_mut().skipped.entry(reason).or_default() += count;
        }
    }

    /// Diagnostics a problem that did not keep a record from being read.
    pub(crate) fn trouble(&self, problem: Problem) {
        self.diagnostics.borrow_mut().tell(problem);
    }

    /// Diagnostics a record that could not be read.
    pub(crate) fn fail(&self, problem: Problem) {
        self.diagnostics.borrow_mut().fail(problem);
    }

    pub(crate) fn into_diagnostics(self) -> Diagnostics {
        self.diagnostics.into_inner()
    }

    /// Returns whether a text is among those that machines are known to send; `*` in those stands for any text.
    pub(crate) fn is_auto_text(&self, text: &str) -> bool {
        !self.options.auto_texts.is_empty() && {
            let text = text.trim();
            self.options.auto_texts.iter().any(|known| huashu_model::text::glob(known.trim(), text))
        }
    }
}
