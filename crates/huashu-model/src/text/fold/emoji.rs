//! Each emoji becomes one U+FFFC, however many code points it is made of;
//! ❓ and ❗ become the punctuation they are used for.

use super::letters::Letters;
use super::replacement::{Fold, Piece, Replace};
use crate::text::character::EMOJI_MARK;

pub(super) const FOLD: Fold = Fold {
    name: "emoji",
    add_candidates: |chars| {
        chars.add_ranges(EMOJI);
        chars.add_ranges(WITH_SELECTOR);
    },
    replace: Replace::Sequence(sequence),
};

/// Characters taken for emoji wherever they stand. Stars, ticks drawn as
/// text, arrows and circled digits are not: agents use them as bullets.
const EMOJI: &[(char, char)] = &[
    ('\u{231A}', '\u{231B}'),
    ('\u{23E9}', '\u{23F3}'),
    ('\u{23F8}', '\u{23FA}'),
    ('\u{2600}', '\u{2604}'),
    ('\u{260E}', '\u{260E}'),
    ('\u{2611}', '\u{2611}'),
    ('\u{2614}', '\u{2615}'),
    ('\u{2618}', '\u{2618}'),
    ('\u{261C}', '\u{261F}'),
    ('\u{2620}', '\u{2620}'),
    ('\u{2622}', '\u{2623}'),
    ('\u{2638}', '\u{263B}'),
    ('\u{2640}', '\u{2640}'),
    ('\u{2642}', '\u{2642}'),
    ('\u{2648}', '\u{2653}'),
    ('\u{2660}', '\u{2668}'),
    ('\u{267B}', '\u{267B}'),
    ('\u{267F}', '\u{267F}'),
    ('\u{2692}', '\u{2697}'),
    ('\u{2699}', '\u{2699}'),
    ('\u{26A0}', '\u{26A1}'),
    ('\u{26A7}', '\u{26A7}'),
    ('\u{26AA}', '\u{26AB}'),
    ('\u{26BD}', '\u{26BE}'),
    ('\u{26C4}', '\u{26C5}'),
    ('\u{26C8}', '\u{26C8}'),
    ('\u{26CE}', '\u{26CF}'),
    ('\u{26D1}', '\u{26D4}'),
    ('\u{26E9}', '\u{26FD}'),
    ('\u{2702}', '\u{2702}'),
    ('\u{2705}', '\u{2705}'),
    ('\u{2708}', '\u{270D}'),
    ('\u{2728}', '\u{2728}'),
    ('\u{2744}', '\u{2744}'),
    ('\u{274C}', '\u{274C}'),
    ('\u{274E}', '\u{274E}'),
    ('\u{2753}', '\u{2755}'),
    ('\u{2757}', '\u{2757}'),
    ('\u{2763}', '\u{2765}'),
    ('\u{2795}', '\u{2797}'),
    ('\u{2B50}', '\u{2B50}'),
    ('\u{2B55}', '\u{2B55}'),
    ('\u{1F004}', '\u{1F004}'),
    ('\u{1F0CF}', '\u{1F0CF}'),
    ('\u{1F18E}', '\u{1F19A}'),
    ('\u{1F1E6}', '\u{1F1FF}'),
    ('\u{1F201}', '\u{1F265}'),
    ('\u{1F300}', '\u{1F64F}'),
    ('\u{1F680}', '\u{1F6FF}'),
    ('\u{1F7E0}', '\u{1F7F0}'),
    ('\u{1F900}', '\u{1F9FF}'),
    ('\u{1FA70}', '\u{1FAFF}'),
];

/// Characters that are emoji when U+FE0F asks for it.
const WITH_SELECTOR: &[(char, char)] = &[
    ('©', '©'),
    ('®', '®'),
    ('‼', '‼'),
    ('⁉', '⁉'),
    ('™', '™'),
    ('ℹ', 'ℹ'),
    ('\u{2194}', '\u{2199}'),
    ('\u{21A9}', '\u{21AA}'),
    ('\u{2328}', '\u{2328}'),
    ('\u{23CF}', '\u{23CF}'),
    ('\u{25AA}', '\u{25AB}'),
    ('\u{25B6}', '\u{25B6}'),
    ('\u{25C0}', '\u{25C0}'),
    ('\u{25FB}', '\u{25FE}'),
    ('\u{2600}', '\u{2775}'),
    ('\u{2794}', '\u{27BF}'),
    ('\u{2934}', '\u{2935}'),
    ('\u{2B05}', '\u{2B07}'),
    ('\u{2B1B}', '\u{2B1C}'),
    ('\u{3030}', '\u{3030}'),
    ('\u{303D}', '\u{303D}'),
    ('\u{3297}', '\u{3297}'),
    ('\u{3299}', '\u{3299}'),
];

const SELECTOR: char = '\u{FE0F}';
const JOINER: char = '\u{200D}';

/// Whether a character is an emoji by itself.
pub(super) fn is_emoji(c: char) -> bool {
    c >= '\u{231A}' && within(EMOJI, c)
}

fn sequence(rest: &str) -> Option<Piece> {
    let mut chars = rest.chars();
    let first = chars.next()?;
    let selected = chars.clone().next() == Some(SELECTOR) && within(WITH_SELECTOR, first);
    if !is_emoji(first) && !selected {
        return None;
    }
    if is_regional(first) {
        let mut after = chars.clone();
        if after.next().is_some_and(is_regional) {
            chars = after;
        }
    }
    loop {
        let mut ahead = chars.clone();
        match ahead.next() {
            Some(c) if is_modifier(c) => chars = ahead,
            Some(JOINER) => match ahead.next() {
                Some(joined) if is_emoji(joined) || within(WITH_SELECTOR, joined) => chars = ahead,
                _ => break,
            },
            _ => break,
        }
    }
    let consumed = rest.len() - chars.as_str().len();
    Some(Piece { consumed, becomes: Letters::one(meaning(first)) })
}

/// What an emoji stands for: nothing but a mark, unless it is punctuation.
fn meaning(first: char) -> char {
    match first {
        '\u{2753}' | '\u{2754}' => '？',
        '\u{2755}' | '\u{2757}' => '！',
        _ => EMOJI_MARK,
    }
}

/// What changes the emoji before it: presentation, skin tone, keycap, tags.
fn is_modifier(c: char) -> bool {
    matches!(c,
        '\u{FE0E}' | SELECTOR | '\u{20E3}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}')
}

fn is_regional(c: char) -> bool {
    ('\u{1F1E6}'..='\u{1F1FF}').contains(&c)
}

fn within(ranges: &[(char, char)], c: char) -> bool {
    let after = ranges.partition_point(|&(first, _)| first <= c);
    after.checked_sub(1).and_then(|at| ranges.get(at)).is_some_and(|&(_, last)| c <= last)
}
