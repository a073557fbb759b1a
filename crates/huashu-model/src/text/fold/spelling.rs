//! Words of which traditional and careless writing has another spelling, not only other characters: 甚麼 is 什么.

use super::letters::Letters;
use super::replacement::{Fold, Piece, Replace};

pub(super) const FOLD: Fold = Fold {
    name: "spelling",
    add_candidates: |chars| {
        WORDS.iter().for_each(|(written, _)| written.chars().take(1).for_each(|c| chars.add(c)))
    },
    replace: Replace::Sequence(usual),
};

/// Spellings, and the usual one.
const WORDS: &[(&str, &str)] = &[
    ("甚麼", "什么"),
    ("甚麽", "什么"),
    ("甚么", "什么"),
    ("甚庅", "什么"),
    ("什庅", "什么"),
    ("怎庅", "怎么"),
    ("這麽", "这么"),
];

fn usual(rest: &str) -> Option<Piece> {
    let (written, usual) = WORDS.iter().find(|(written, _)| rest.starts_with(written))?;
    let mut becomes = Letters::new();
    becomes.extend(usual.chars());
    Some(Piece { consumed: written.len(), becomes })
}
