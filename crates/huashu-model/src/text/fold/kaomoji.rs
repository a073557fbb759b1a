//! Emoticons drawn with characters, `O(∩_∩)O`, become one U+FFFC, so that
//! the letters among them are not taken for words.

use super::letters::Letters;
use super::replacement::{Fold, Piece, Replace};
use crate::text::character::EMOJI_MARK;

pub(super) const FOLD: Fold = Fold {
    name: "kaomoji",
    add_candidates: |chars| {
        for c in KAOMOJI.iter().filter_map(|drawn| drawn.chars().next()) {
            chars.add(c);
            chars.add(c.to_ascii_lowercase());
        }
    },
    replace: Replace::Markup(drawn),
};

/// A longer one stands before any other it begins with. Forms short or plain
/// enough to occur inside words and identifiers are left out.
pub(super) const KAOMOJI: &[&str] = &[
    "O(∩_∩)O",
    "O(^_^)O",
    "O(╯□╰)O",
    "O(╥﹏╥)O",
    "O(*￣▽￣*)O",
    "O(≧v≦)O",
    "Y(^_^)Y",
    "Y(^o^)Y",
    "(∩_∩)",
    "(*^▽^*)",
    "(*^_^*)",
    "(*^__^*)",
    "(^_^)",
    "(^o^)",
    "(^-^)",
    "(^▽^)",
    "(⊙o⊙)",
    "(⊙_⊙)",
    "(⊙﹏⊙)",
    "(>_<)",
    "(>﹏<)",
    "(T_T)",
    "(ToT)",
    "(-_-)",
    "(=_=)",
    "(≧▽≦)",
    "(≧∇≦)",
    "(￣▽￣)",
    "(*￣︶￣)",
    "(╯▽╰)",
    "(｡･ω･｡)",
    "(✿◡‿◡)",
    "(¬_¬)",
    "\\(^o^)/",
    "^_^",
    "^o^",
    "^-^",
    ">_<",
    ">﹏<",
    "⊙﹏⊙",
    "⊙_⊙",
    "→_→",
    "←_←",
];

fn drawn(rest: &str) -> Option<Piece> {
    if !is_plausible(rest.as_bytes()) {
        return None;
    }
    let found = KAOMOJI.iter().find(|drawn| {
        rest.as_bytes().get(..drawn.len()).is_some_and(|start| start.eq_ignore_ascii_case(drawn.as_bytes()))
    })?;
    Some(Piece { consumed: found.len(), becomes: Letters::one(EMOJI_MARK) })
}

/// A cheap test: brackets and the letter o are common, and what follows them
/// is nearly always a word.
fn is_plausible(rest: &[u8]) -> bool {
    let Some(&second) = rest.get(1) else {
        return false;
    };
    match rest.first() {
        Some(b'O' | b'o' | b'Y' | b'y') => second == b'(',
        Some(b'(') => match second {
            b'T' | b't' => true,
            // The first bytes of Han characters.
            0xE4..=0xE9 => false,
            _ => !second.is_ascii_alphanumeric(),
        },
        _ => true,
    }
}
