//! Traditional characters become simplified ones, character by character.
//!
//! Both messages and phrases go through the same table, so a character that
//! would need its neighbours to be simplified well (乾隆, 名著) still agrees
//! with itself. The table must leave alone every character that is good
//! simplified Chinese: the authors of patterns rely on it.

use std::sync::OnceLock;

use super::letters::Letters;
use super::{Fold, Replace};

pub(super) const FOLD: Fold = Fold {
    name: "han",
    claim: |claims| {
        for (at, &simplified) in table().iter().enumerate() {
            if simplified != 0
                && let Some(c) = char::from_u32(FIRST + at as u32)
            {
                claims.add(c);
            }
        }
    },
    replace: Replace::Character(|c| simplify(c).map(Letters::one)),
};

const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;

/// In daily use in simplified Chinese, though some table maps them.
const KEPT: &str = "呵呱黏磐薰捍煅彷矽吒仝祗阪麴醯甯疋";

/// Common in traditional or careless writing, and missing from the table.
const ADDED: &[(char, char)] = &[
    ('著', '着'),
    ('妳', '你'),
    ('牠', '它'),
    ('藉', '借'),
    ('嚐', '尝'),
    ('睏', '困'),
    ('彆', '别'),
    ('羣', '群'),
    ('峯', '峰'),
    ('喒', '咱'),
    ('谘', '咨'),
    ('諮', '咨'),
    ('祇', '只'),
];

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
        let all: String = (FIRST..=LAST).filter_map(char::from_u32).collect();
        let simplified = fast2s::convert(&all);
        let mut table: Box<[u16]> = all
            .chars()
            .zip(simplified.chars())
            .map(|(from, to)| if from == to || KEPT.contains(from) { 0 } else { small(to) })
            .collect();
        for &(from, to) in ADDED {
            let at = (u32::from(from) - FIRST) as usize;
            if let Some(place) = table.get_mut(at) {
                *place = small(to);
            }
        }
        table
    })
}

fn small(c: char) -> u16 {
    u16::try_from(u32::from(c)).unwrap_or(0)
}
