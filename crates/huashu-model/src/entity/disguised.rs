//! Mobile numbers written so that filters overlook them: 1 3 8 0 …, 138.0013.8000, 138零零一三8000, 壹叁捌….
//!
//! A number is read only where all of an unbroken chain of digits, of whatever
//! script, is just one mobile number in groups as people make them.

use super::digits;
use super::hit::{EntityHit, text_hit};
use super::mobile::{SHAPES, is_mobile};
use super::numeral::any_digit;
use crate::text::Span;

/// An unbroken chain of digits with at most one separator between two of them.
#[derive(Default)]
struct Chain {
    start: usize,
    end: usize,
    digits: String,
    /// How many digits stand in each group.
    groups: Vec<usize>,
    separator: Option<char>,
    /// Whether separators differ.
    mixed: bool,
    /// The separator behind the last digit, which joins only if another follows.
    open: Option<char>,
}

/// Returns the disguised mobile numbers of a text.
pub(super) fn find(text: &str) -> Vec<EntityHit> {
    let mut hits = Vec::new();
    let mut chain = Chain::default();
    for (at, c) in text.char_indices() {
        if let Some(digit) = any_digit(c) {
            chain.add(at, c, digit);
        } else if is_separator(c) && chain.open.is_none() && !chain.digits.is_empty() {
            chain.open = Some(c);
        } else {
            hits.extend(std::mem::take(&mut chain).number(text));
        }
    }
    hits.extend(chain.number(text));
    hits
}

impl Chain {
    fn add(&mut self, at: usize, c: char, digit: char) {
        if self.digits.is_empty() {
            self.start = at;
            self.groups = vec![0];
        }
        if let Some(open) = self.open.take() {
            self.mixed |= self.separator.is_some_and(|separator| separator != open);
            self.separator = Some(open);
            self.groups.push(0);
        }
        if let Some(group) = self.groups.last_mut() {
            *group += 1;
        }
        self.digits.push(digit);
        self.end = at + c.len_utf8();
    }

    fn number(self, text: &str) -> Option<EntityHit> {
        let span = Span::new(self.start, self.end);
        let grouped = SHAPES.contains(&self.groups.as_slice()) || self.groups.iter().all(|group| *group == 1);
        let fits = is_mobile(&self.digits)
            && grouped
            && !self.mixed
            && digits::stands_free(text, span)
            && !digits::is_labelled_code(text, span.start);
        fits.then(|| text_hit(span.start, span.end, self.digits))
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '-' | '–' | '—' | '.' | '·' | '_' | '、' | '，' | ',' | '/' | '~')
}
