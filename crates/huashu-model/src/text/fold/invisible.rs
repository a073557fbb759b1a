//! Characters that show nothing, or only decorate their neighbour, vanish.
//!
//! They come from copying out of web pages, and from people who hide words
//! from filters: zero-width spaces, bidi controls, strike-through marks.

use super::letters::Letters;
use super::replacement::{Fold, Replace};

pub(super) const FOLD: Fold = Fold {
    name: "invisible",
    add_candidates: |chars| chars.add_ranges(HIDDEN),
    replace: Replace::Character(|c| is_hidden(c).then(Letters::new)),
};

/// Controls, format characters, fillers and combining marks, in order.
const HIDDEN: &[(char, char)] = &[
    ('\0', '\u{8}'),
    ('\u{E}', '\u{1F}'),
    ('\u{7F}', '\u{84}'),
    ('\u{86}', '\u{9F}'),
    ('\u{AD}', '\u{AD}'),
    ('\u{300}', '\u{36F}'),
    ('\u{483}', '\u{489}'),
    ('\u{61C}', '\u{61C}'),
    ('\u{115F}', '\u{1160}'),
    ('\u{17B4}', '\u{17B5}'),
    ('\u{180B}', '\u{180F}'),
    ('\u{1AB0}', '\u{1AFF}'),
    ('\u{1DC0}', '\u{1DFF}'),
    ('\u{200B}', '\u{200F}'),
    ('\u{202A}', '\u{202E}'),
    ('\u{2060}', '\u{206F}'),
    ('\u{20D0}', '\u{20FF}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{FE00}', '\u{FE0F}'),
    ('\u{FE20}', '\u{FE2F}'),
    ('\u{FEFF}', '\u{FEFF}'),
    ('\u{FFA0}', '\u{FFA0}'),
    ('\u{FFF0}', '\u{FFFB}'),
    ('\u{1BCA0}', '\u{1BCA3}'),
    ('\u{1D173}', '\u{1D17A}'),
    ('\u{E0000}', '\u{E0FFF}'),
];

fn is_hidden(c: char) -> bool {
    let after = HIDDEN.partition_point(|&(first, _)| first <= c);
    after.checked_sub(1).and_then(|at| HIDDEN.get(at)).is_some_and(|&(_, last)| c <= last)
}
