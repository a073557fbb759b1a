//! Letters become lower-case, where that is one letter for one letter.
//!
//! `İ` stays, as its lower-case form has two characters.

use super::letters::Letters;
use super::replacement::{Fold, Replace};

pub(super) const FOLD: Fold = Fold {
    name: "case",
    add_candidates: |chars| {
        for &(first, last) in SCRIPTS {
            (first..=last).filter(|&c| lower(c).is_some()).for_each(|c| chars.add(c));
        }
    },
    replace: Replace::Character(lower),
};

/// Where characters with two cases live, below U+10000.
const SCRIPTS: &[(char, char)] = &[
    ('A', 'Z'),
    ('\u{C0}', '\u{587}'),
    ('\u{10A0}', '\u{10FF}'),
    ('\u{13A0}', '\u{13FF}'),
    ('\u{1C80}', '\u{1CBF}'),
    ('\u{1E00}', '\u{1FFF}'),
    ('\u{2100}', '\u{218F}'),
    ('\u{24B6}', '\u{24E9}'),
    ('\u{2C00}', '\u{2D2F}'),
    ('\u{A640}', '\u{A7FF}'),
    ('\u{AB70}', '\u{ABBF}'),
    ('Ａ', 'Ｚ'),
];

fn lower(c: char) -> Option<Letters> {
    if c.is_ascii() {
        return c.is_ascii_uppercase().then(|| Letters::one(c.to_ascii_lowercase()));
    }
    let mut lowered = c.to_lowercase();
    match (lowered.next(), lowered.next()) {
        (Some(one), None) if one != c => Some(Letters::one(one)),
        _ => None,
    }
}
