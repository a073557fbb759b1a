//! Full-width letters and digits, and the many spaces, become plain ones.
//!
//! Punctuation keeps its width: `，` and `,` are told apart by nobody who
//! writes rules, and phrases match any punctuation anyway.

use super::letters::Letters;
use super::replacement::{Fold, Replace};

pub(super) const FOLD: Fold = Fold {
    name: "width",
    add_candidates: |chars| {
        chars.add_ranges(&[('０', '９'), ('Ａ', 'Ｚ'), ('ａ', 'ｚ')]);
        chars.add_ranges(SPACES);
        chars.add_ranges(NEWLINES);
    },
    replace: Replace::Character(narrow),
};

const SPACES: &[(char, char)] = &[
    ('\u{A0}', '\u{A0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200A}'),
    ('\u{202F}', '\u{202F}'),
    ('\u{205F}', '\u{205F}'),
    ('\u{3000}', '\u{3000}'),
];

const NEWLINES: &[(char, char)] = &[('\u{B}', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')];

fn narrow(c: char) -> Option<Letters> {
    let within = |ranges: &[(char, char)]| ranges.iter().any(|&(a, z)| (a..=z).contains(&c));
    let narrowed = match c {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(c) - u32::from('０') + u32::from('0'))?
        }
        _ if within(SPACES) => ' ',
        _ if within(NEWLINES) => '\n',
        _ => return None,
    };
    Some(Letters::one(narrowed))
}
