//! Traditional characters become simplified ones, character by character.
//!
//! Both messages and phrases go through the same table, so a character that
//! would need its neighbours to be simplified well (乾隆, 名著) still agrees
//! with itself. The table must leave alone every character that is good
//! simplified Chinese: the authors of patterns rely on it.

use std::sync::OnceLock;

use super::letters::Letters;
use super::replacement::{Fold, Replace};

pub(super) const FOLD: Fold = Fold {
    name: "han",
    add_candidates: |chars| {
        for (at, &simplified) in table().iter().enumerate() {
            if simplified != 0
                && let Some(c) = char::from_u32(FIRST + at as u32)
            {
                chars.add(c);
            }
        }
    },
    replace: Replace::Character(|c| simplify(c).map(Letters::one)),
};

const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;

/// Pairs of a traditional character and its simplified form, line breaks aside.
///
/// The pairs are those of the table in the crates simplet2s and fast2s (both MIT), less characters that are in daily
/// use in simplified Chinese (呵 呱 黏 磐 薰 捍 煅 彷 矽 吒 仝 祗 阪 麴 醯 甯 疋), and more that are common in traditional or
/// careless writing (the last line). `docs/third-party.md` has the notices.
const PAIRS: &str = include_str!("han.txt");

/// Returns a text with its traditional characters as simplified ones, and nothing else changed.
pub fn simplified(text: &str) -> String {
    text.chars().map(|c| simplify(c).unwrap_or(c)).collect()
}

/// The simplified form of a traditional character.
pub(super) fn simplify(c: char) -> Option<char> {
    let at = u32::from(c).checked_sub(FIRST)?;
    match table().get(at as usize) {
        None | Some(0) => None,
        Some(&simplified) => char::from_u32(u32::from(simplified)),
    }
}

/// For each character from [`FIRST`] on, its simplified form, or 0.
fn table() -> &'static [u16] {
    static TABLE: OnceLock<Box<[u16]>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = vec![0; (LAST - FIRST + 1) as usize].into_boxed_slice();
        let mut characters = PAIRS.chars().filter(|c| *c != '\n');
        while let (Some(from), Some(to)) = (characters.next(), characters.next()) {
            let place = u32::from(from).checked_sub(FIRST).and_then(|at| table.get_mut(at as usize));
            if let Some(place) = place {
                *place = small(to);
            }
        }
        table
    })
}

fn small(c: char) -> u16 {
    u16::try_from(u32::from(c)).unwrap_or(0)
}
