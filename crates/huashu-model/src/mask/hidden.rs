//! What is to be hidden of a text, and the text without it.

use crate::text::{Folded, Span};

/// What is to be hidden of a text.
pub(super) struct Hidden<'f> {
    pub(super) folded: &'f Folded<'f>,
    /// Bytes at which characters begin that are hidden, in the original.
    pub(super) starts: Vec<usize>,
}

impl<'f> Hidden<'f> {
    /// Begins with nothing hidden.
    pub(super) fn of(folded: &'f Folded<'f>) -> Hidden<'f> {
        Hidden { folded, starts: Vec::new() }
    }

    /// Hides those characters of a range of the folded text that `hides` says, told the number of letters and digits
    /// behind each in the range, and how many there are.
    pub(super) fn letters(&mut self, span: Span, hides: impl Fn(usize, usize) -> bool) {
        let span = self.folded.to_original(span);
        let starts = letters(self.folded.original(), span);
        let count = starts.len();
        let behind = |index: usize| count - 1 - index;
        self.starts
            .extend(starts.iter().enumerate().filter(|(index, _)| hides(behind(*index), count)).map(|(_, at)| at));
    }

    /// Returns the text with what is hidden replaced; `None` where nothing is.
    pub(super) fn masked(mut self) -> Option<String> {
        if self.starts.is_empty() {
            return None;
        }
        self.starts.sort_unstable();
        self.starts.dedup();
        let text = self.folded.original();
        let mut next = self.starts.iter().copied().peekable();
        let shown = |(at, c): (usize, char)| if next.next_if_eq(&at).is_some() { stand_in(c) } else { c };
        Some(text.char_indices().map(shown).collect())
    }
}

/// Returns where the letters and digits of a range begin, in bytes of the whole text.
fn letters(text: &str, span: Span) -> Vec<usize> {
    let within = text.get(span.start..span.end).unwrap_or_default().char_indices();
    within.filter(|(_, c)| c.is_alphanumeric()).map(|(at, _)| span.start + at).collect()
}

/// Returns what stands for a hidden character: it takes as many bytes.
fn stand_in(hidden: char) -> char {
    match hidden.len_utf8() {
        1 => '*',
        2 => '×',
        3 => '＊',
        _ => '🔒',
    }
}
