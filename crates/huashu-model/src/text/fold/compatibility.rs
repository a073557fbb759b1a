//! Disguised letters and Han characters become plain ones.
//!
//! Circled, bracketed, squared and styled forms, Kangxi radicals, compatibility
//! ideographs: Ⓥ信, ㊙, ⼯号, 𝐕𝐗. Only what reads as letters is folded. What
//! would join a number beside it stays, unless it is styled as one: ㎡, ㋀, ²
//! (circled numbers have a fold of their own).

use unicode_normalization::UnicodeNormalization;

use super::letters::Letters;
use super::replacement::{Fold, Replace};

pub(super) const FOLD: Fold = Fold {
    name: "compatibility",
    add_candidates: |chars| {
        chars.add_ranges(PLAIN);
        chars.add_ranges(ENCLOSED);
        RADICALS.iter().for_each(|&(radical, _)| chars.add(radical));
    },
    replace: Replace::Character(plain),
};

/// Characters whose compatibility decomposition is taken when it reads.
const PLAIN: &[(char, char)] = &[
    ('\u{2B0}', '\u{2B8}'),
    ('\u{2E0}', '\u{2E4}'),
    ('\u{1D2C}', '\u{1D6A}'),
    ('\u{1D78}', '\u{1D78}'),
    ('\u{1D9B}', '\u{1DBF}'),
    ('\u{2071}', '\u{2071}'),
    ('\u{207F}', '\u{207F}'),
    ('\u{2090}', '\u{209C}'),
    ('\u{2100}', '\u{211F}'),
    ('\u{2121}', '\u{2121}'),
    ('\u{2124}', '\u{214F}'),
    ('\u{2160}', '\u{217F}'),
    ('\u{2C7C}', '\u{2C7D}'),
    ('\u{2F00}', '\u{2FD5}'),
    ('\u{3358}', '\u{33FF}'),
    ('\u{F900}', '\u{FAFF}'),
    ('\u{FB00}', '\u{FB06}'),
    ('\u{1D400}', '\u{1D7FF}'),
    ('\u{2F800}', '\u{2FA1F}'),
];

/// The same for enclosed characters, whose brackets and dots are dropped.
const ENCLOSED: &[(char, char)] = &[('\u{249C}', '\u{24E9}'), ('\u{3220}', '\u{32FE}'), ('\u{1F110}', '\u{1F149}')];

/// White-on-dark letters without a decomposition; each begins with A.
const LETTERS: &[(char, char)] = &[('\u{1F150}', '\u{1F169}'), ('\u{1F170}', '\u{1F189}')];

/// Radicals of the supplement that look like a whole character.
const RADICALS: &[(char, char)] = &[
    ('⺎', '兀'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻬', '齐'),
    ('⻮', '齿'),
    ('⻰', '龙'),
    ('⻳', '龟'),
];

fn plain(c: char) -> Option<Letters> {
    if c.is_ascii() || ('\u{4E00}'..='\u{9FFF}').contains(&c) {
        return None;
    }
    let within = |ranges: &[(char, char)]| ranges.iter().any(|&(a, z)| (a..=z).contains(&c));
    if within(PLAIN) {
        return decomposed(c, |_| false);
    }
    if within(ENCLOSED) {
        return decomposed(c, |mark| matches!(mark, '(' | ')' | '.' | ','));
    }
    if let Some(&(first, _)) = LETTERS.iter().find(|&&(a, z)| (a..=z).contains(&c)) {
        let place = u8::try_from(u32::from(c) - u32::from(first)).ok()?;
        return Some(Letters::one(char::from(b'a' + place)));
    }
    RADICALS.iter().find(|&&(radical, _)| radical == c).map(|&(_, plain)| Letters::one(plain))
}

/// The compatibility decomposition, if it consists of letters, or of the digit
/// that a styled digit stands for.
fn decomposed(c: char, dropped: fn(char) -> bool) -> Option<Letters> {
    let reads = |part: char| part.is_alphabetic() || (c >= '\u{1D7CE}' && part.is_ascii_digit());
    let mut letters = Letters::new();
    for part in std::iter::once(c).nfkc().filter(|&part| !dropped(part)) {
        if part == c || !reads(part) || !letters.push(part) {
            return None;
        }
    }
    (letters.len() > 0).then_some(letters)
}
