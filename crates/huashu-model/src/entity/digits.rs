//! Runs of digits, written or spoken, and what stands around them.
//!
//! A wrong accusation is worse than a miss, so every number must stand free:
//! a part of a longer number, of a code with letters or of a masked number is
//! not a number of its own.

use std::borrow::Cow;

use super::hit::EntityHit;
use crate::text::Span;

/// An unbroken run of digits of one script.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run<'a> {
    /// Where the run stands.
    pub(super) span: Span,
    /// The run in ASCII digits.
    pub(super) digits: Cow<'a, str>,
    /// Whether it is written in Chinese numerals.
    pub(super) spoken: bool,
}

/// The words before a number that say it counts orders, goods or parcels.
const CODE_LABELS: &[&str] = &[
    "单号",
    "订单",
    "编号",
    "运单",
    "包裹",
    "流水号",
    "条码",
    "货号",
    "批号",
    "序列号",
    "串号",
    "sku",
    "商品号",
    "服务单",
    "工单",
    "券号",
    "券码",
    "验证码",
    "编码",
    "order",
    "order number",
    "order no",
    "order no.",
    "order id",
    "ticket",
    "tracking number",
    "imei",
    "sn",
    "商品id",
];

/// Returns the runs of digits in a text; of spoken digits only runs of `least` or more.
fn runs(text: &str, least: usize) -> Vec<Run<'_>> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let spoken = match (c.is_ascii_digit(), spoken_digit(c)) {
            (true, _) => false,
            (false, Some(_)) => true,
            (false, None) => continue,
        };
        let mut end = start + c.len_utf8();
        while let Some(&(at, next)) = chars.peek() {
            let same = if spoken { spoken_digit(next).is_some() } else { next.is_ascii_digit() };
            if !same {
                break;
            }
            end = at + next.len_utf8();
            chars.next();
        }
        let Some(raw) = text.get(start..end) else {
            continue;
        };
        let digits: Cow<'_, str> = if !spoken {
            Cow::Borrowed(raw)
        } else if raw.len() >= least.saturating_mul(3) {
            Cow::Owned(raw.chars().filter_map(spoken_digit).collect())
        } else {
            continue;
        };
        found.push(Run { span: Span::new(start, end), digits, spoken });
    }
    found
}

/// Returns the ASCII digit a Chinese numeral stands for when numbers are read out digit by digit.
pub(super) fn spoken_digit(c: char) -> Option<char> {
    Some(match c {
        '零' | '〇' => '0',
        '一' | '幺' => '1',
        '二' | '两' => '2',
        '三' => '3',
        '四' => '4',
        '五' => '5',
        '六' => '6',
        '七' => '7',
        '八' => '8',
        '九' => '9',
        _ => return None,
    })
}

/// Returns the separator between two neighbouring runs of one script, when there is exactly one.
pub(super) fn link(text: &str, left: &Run<'_>, right: &Run<'_>) -> Option<char> {
    if left.spoken != right.spoken {
        return None;
    }
    let mut between = text.get(left.span.end..right.span.start)?.chars();
    let first = between.next()?;
    let joins = matches!(first, ' ' | '-' | '\u{a0}') || (left.spoken && matches!(first, '，' | '、' | ',' | '_'));
    (joins && between.next().is_none()).then_some(first)
}

/// A number that stands in one run or in groups of a known shape.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    /// Where the number stands, separators included.
    pub(super) span: Span,
    /// Its ASCII digits.
    pub(super) digits: String,
    /// How many runs it takes up.
    pub(super) runs: usize,
}

/// Reads a number at every run of digits that no earlier one took up; `read` returns a hit and the runs it takes up.
///
/// `spoken` is the least length of a run of Chinese numerals that counts as digits read out.
pub(super) fn hits(
    text: &str,
    spoken: usize,
    read: impl Fn(&[Run<'_>], usize) -> Option<(EntityHit, usize)>,
) -> Vec<EntityHit> {
    let runs = runs(text, spoken);
    let mut hits = Vec::new();
    let mut index = 0;
    while index < runs.len() {
        match read(&runs, index) {
            Some((hit, taken)) => {
                index += taken.max(1);
                hits.push(hit);
            }
            None => index += 1,
        }
    }
    hits
}

/// Reads the number that begins at run `first`, when its groups have one of `shapes` (digits per group).
pub(super) fn number_at(text: &str, runs: &[Run<'_>], first: usize, shapes: &[&[usize]]) -> Option<Number> {
    shapes.iter().find_map(|shape| {
        let groups = runs.get(first..first.checked_add(shape.len())?)?;
        let fits = groups.iter().zip(shape.iter()).all(|(run, &length)| run.digits.len() == length)
            && groups.windows(2).all(|pair| link(text, &pair[0], &pair[1]).is_some());
        if !fits {
            return None;
        }
        let span = Span::new(groups.first()?.span.start, groups.last()?.span.end);
        let digits = groups.iter().map(|run| run.digits.as_ref()).collect();
        Some(Number { span, digits, runs: groups.len() })
    })
}

/// Says whether the groups at `first..first + count` are not the middle of a longer chain of groups.
pub(super) fn is_whole_chain(text: &str, runs: &[Run<'_>], first: usize, count: usize) -> bool {
    let tight = |pair: &[Run<'_>]| match link(text, &pair[0], &pair[1]) {
        Some(' ') => count > 1,
        Some(_) => true,
        None => false,
    };
    let before = first.checked_sub(1).and_then(|index| runs.get(index..=first)).is_some_and(tight);
    let last = first + count.saturating_sub(1);
    let after = runs.get(last..last.saturating_add(2)).is_some_and(tight);
    !before && !after
}

/// Says whether nothing before or after a span makes it part of a longer code or a masked number.
pub(super) fn stands_free(text: &str, span: Span) -> bool {
    let mut before = text.get(..span.start).unwrap_or_default().chars().rev();
    let mut after = text.get(span.end..).unwrap_or_default().chars();
    is_open(before.next(), before.next()) && is_open(after.next(), after.next())
}

/// Says whether nothing after byte `end` makes a number part of a longer code or a masked one.
pub(super) fn is_free_after(text: &str, end: usize) -> bool {
    let mut after = text.get(end..).unwrap_or_default().chars();
    is_open(after.next(), after.next())
}

/// Says whether the two characters beside a number leave it free: `near` touches it, `far` is next.
fn is_open(near: Option<char>, far: Option<char>) -> bool {
    let Some(near) = near else { return true };
    if near.is_ascii_alphanumeric() || matches!(near, '_' | '*' | '＊' | '×' | '●' | '•' | '@' | '\\') {
        return false;
    }
    let joins = matches!(near, '.' | '-' | '=' | '&' | '%' | '+' | '…');
    !joins || !far.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '*' | '＊'))
}

/// Says whether the words before `start` call what follows an order, parcel or article code.
pub(super) fn is_labelled_code(text: &str, start: usize) -> bool {
    follows_label(text, start, CODE_LABELS)
}

/// Says whether one of `labels` stands before `start`, with at most a few linking characters between.
pub(super) fn follows_label(text: &str, start: usize, labels: &[&str]) -> bool {
    let head = tail_chars(text, start, 24).trim_end_matches(is_linking);
    let without_code = head.strip_suffix('码').unwrap_or(head);
    labels.iter().any(|label| ends_with_word(head, label) || ends_with_word(without_code, label))
}

/// Says whether a character can stand between a label and its number.
fn is_linking(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ':' | '：'
                | '是'
                | '为'
                | '#'
                | '，'
                | ','
                | '('
                | '（'
                | '【'
                | '['
                | '='
                | '"'
                | '“'
                | '「'
                | '\u{fffc}'
        )
}

/// Says whether `head` ends with `label`, and a Latin label is not the end of a longer word.
fn ends_with_word(head: &str, label: &str) -> bool {
    head.strip_suffix(label)
        .is_some_and(|rest| !label.is_ascii() || !rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
}

/// Returns at most `count` characters before byte `end`.
pub(super) fn tail_chars(text: &str, end: usize, count: usize) -> &str {
    let head = text.get(..end).unwrap_or_default();
    let start = head.char_indices().rev().take(count).last().map_or(end, |(at, _)| at);
    head.get(start..).unwrap_or_default()
}

/// Returns at most `count` characters from byte `start` on.
pub(super) fn head_chars(text: &str, start: usize, count: usize) -> &str {
    let tail = text.get(start..).unwrap_or_default();
    let end = tail.char_indices().nth(count).map_or(tail.len(), |(at, _)| at);
    tail.get(..end).unwrap_or_default()
}
