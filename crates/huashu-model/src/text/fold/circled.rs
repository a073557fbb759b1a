//! Circled and bracketed numbers become digits, ①③⑧ → 138.
//!
//! Most of them are bullets, though: in `①7天无理由` the bullet must not make
//! seventeen days. One that stands before a plain digit stays as it is.

use super::letters::Letters;
use super::replacement::{Fold, Piece, Replace};

pub(super) const FOLD: Fold = Fold {
    name: "circled-number",
    add_candidates: |chars| {
        NUMBERS.iter().for_each(|&(first, last, _)| chars.add_ranges(&[(first, last)]));
    },
    replace: Replace::Sequence(number),
};

/// Ranges of such numbers, and what the first of each counts.
const NUMBERS: &[(char, char, u32)] = &[
    ('①', '⑳', 1),
    ('⑴', '⒇', 1),
    ('⒈', '⒛', 1),
    ('⓪', '⓪', 0),
    ('⓫', '⓴', 11),
    ('⓵', '⓾', 1),
    ('⓿', '⓿', 0),
    ('❶', '❿', 1),
    ('➀', '➉', 1),
    ('➊', '➓', 1),
    ('㉑', '㉟', 21),
    ('㊱', '㊿', 36),
    ('\u{1F10B}', '\u{1F10B}', 0),
    ('\u{1F10C}', '\u{1F10C}', 0),
];

fn number(rest: &str) -> Option<Piece> {
    let mut chars = rest.chars();
    let c = chars.next()?;
    let &(first, _, counts) = NUMBERS.iter().find(|&&(a, z, _)| (a..=z).contains(&c))?;
    if chars.next().is_some_and(is_digit) {
        return None;
    }
    let number = u32::from(c) - u32::from(first) + counts;
    let mut becomes = Letters::new();
    if number >= 10 {
        becomes.push(char::from_digit(number / 10, 10)?);
    }
    becomes.push(char::from_digit(number % 10, 10)?);
    Some(Piece { consumed: c.len_utf8(), becomes })
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}
