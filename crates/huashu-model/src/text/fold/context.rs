//! What only its neighbours tell, once everything else is folded: spaces between Han and Latin letters or digits go
//! (24 小时, 加 vx), and Cyrillic and Greek letters that look Latin become Latin (加vх).
//!
//! Some write such spaces, most do not, and nobody means anything by them. Phrases keep theirs: what separates in a
//! phrase may be absent anyway. Letters are looked at by the run: where one of it is no lookalike, a word of its own
//! language is meant.

use super::Scope;
use crate::text::character::is_han;
use crate::text::offsets::Edit;

/// Wider gaps are columns or lists.
const MOST_SPACES: usize = 2;

/// A run of lookalikes alone is a disguise where it is no longer than this and stands beside Han.
const LONGEST_DISGUISE: usize = 4;

/// Cyrillic and Greek letters, with the Latin ones they are taken for.
const LOOKALIKES: &[(char, char)] = &[
    ('а', 'a'),
    ('в', 'b'),
    ('с', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('ё', 'e'),
    ('һ', 'h'),
    ('н', 'h'),
    ('і', 'i'),
    ('ї', 'i'),
    ('ј', 'j'),
    ('к', 'k'),
    ('ӏ', 'l'),
    ('м', 'm'),
    ('о', 'o'),
    ('р', 'p'),
    ('ԛ', 'q'),
    ('ѕ', 's'),
    ('т', 't'),
    ('ѵ', 'v'),
    ('ԝ', 'w'),
    ('х', 'x'),
    ('у', 'y'),
    ('ү', 'y'),
    ('α', 'a'),
    ('ϲ', 'c'),
    ('ι', 'i'),
    ('ϳ', 'j'),
    ('κ', 'k'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('τ', 't'),
    ('υ', 'u'),
    ('ν', 'v'),
    ('χ', 'x'),
    ('γ', 'y'),
];

/// Returns the characters of a folded text that go or change for what stands around them, in order.
pub(super) fn edits(text: &str, scope: Scope) -> Vec<Edit> {
    let mut edits = Vec::new();
    if scope == Scope::Message {
        add_spaces(text, &mut edits);
    }
    if may_hold_lookalikes(text) {
        add_disguises(text, &mut edits);
        edits.sort_unstable_by_key(|edit| edit.at);
    }
    edits
}

fn add_spaces(text: &str, edits: &mut Vec<Edit>) {
    let mut done = 0;
    for at in memchr::memchr_iter(b' ', text.as_bytes()) {
        if at < done {
            continue;
        }
        let spaces = text.as_bytes()[at..].iter().take(MOST_SPACES + 1).take_while(|byte| **byte == b' ').count();
        done = at + spaces;
        let before = text[..at].chars().next_back();
        if spaces > MOST_SPACES {
            // The rest of a wide gap has a space before it, and so joins nothing.
            continue;
        }
        if let (Some(before), Some(behind)) = (before, text[done..].chars().next())
            && joins(before, behind)
        {
            edits.extend((at..done).map(|at| Edit { at, length: 1, becomes: None }));
        }
    }
}

/// Returns whether nothing is meant by a space between two characters.
fn joins(before: char, behind: char) -> bool {
    let ends_plain = before.is_ascii_alphanumeric() || matches!(before, '%' | '％');
    (is_han(before) && behind.is_ascii_alphanumeric()) || (ends_plain && is_han(behind))
}

/// Returns whether a text has bytes that Cyrillic or Greek letters begin with. Looks at blocks, which is quick.
fn may_hold_lookalikes(text: &str) -> bool {
    let begins = |byte: &u8| (0xCD..=0xD4).contains(byte);
    text.as_bytes().chunks(64).any(|block| block.iter().fold(false, |found, byte| found | begins(byte)))
}

fn add_disguises(text: &str, edits: &mut Vec<Edit>) {
    let mut rest = text.char_indices().peekable();
    let mut before = None;
    while let Some((start, first)) = rest.next() {
        if !is_letter(first) {
            before = Some(first);
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = rest.next_if(|(_, c)| is_letter(*c)) {
            end = at + c.len_utf8();
        }
        let run = &text[start..end];
        let beside_han = [before, rest.peek().map(|(_, c)| *c)].into_iter().flatten().any(is_han);
        if is_disguise(run, beside_han) {
            let letters = run.char_indices().filter_map(|(at, c)| Some((at, c, latin(c)?)));
            edits.extend(letters.map(|(at, c, latin)| Edit {
                at: start + at,
                length: c.len_utf8(),
                becomes: Some(latin),
            }));
        }
        before = None;
    }
}

/// Returns whether the lookalikes of a run of letters are meant as Latin.
fn is_disguise(run: &str, beside_han: bool) -> bool {
    let is_own = |c: char| is_cyrillic_or_greek(c) && latin(c).is_none();
    let among_latin = run.chars().any(|c| c.is_ascii_alphabetic());
    !run.chars().any(is_own) && (among_latin || beside_han && run.chars().nth(LONGEST_DISGUISE).is_none())
}

fn latin(c: char) -> Option<char> {
    LOOKALIKES.iter().find(|(lookalike, _)| *lookalike == c).map(|(_, latin)| *latin)
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c.is_alphabetic() && !is_han(c)
}

fn is_cyrillic_or_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3FF}' | '\u{400}'..='\u{52F}' | '\u{1F00}'..='\u{1FFF}')
}
