//! Mobile telephone numbers of mainland China.

use super::digits::{self, Number, Run};
use super::hit::{EntityHit, text_hit};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use super::{disguised, url};
use crate::language::Bilingual;
use crate::text::Span;

/// A mainland mobile number: 1, then 3–9, then nine digits, with or without the country code.
#[derive(Debug)]
pub(super) struct Mobile;

/// How people group eleven digits.
pub(super) const SHAPES: &[&[usize]] = &[&[11], &[3, 4, 4], &[4, 3, 4], &[3, 8], &[7, 4], &[3, 3, 5]];

impl Entity for Mobile {
    fn name(&self) -> &'static str {
        "mobile"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "手机号：1 开头的 11 位号码，可带 +86，可分组，可用中文数字念出，也认隔开或混写的",
            "A mainland mobile number: 11 digits from 13 to 19, with or without +86, grouped, read out or disguised",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Digits(11)
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        let mut hits = digits::hits(text, 3, |runs, first| {
            let number = number_from(text, runs, first)?;
            Some((text_hit(number.span.start, number.span.end, number.digits), number.runs))
        });
        let overlaps =
            |one: &EntityHit, other: &EntityHit| one.span.start < other.span.end && other.span.start < one.span.end;
        let mut disguised = disguised::find(text);
        disguised.retain(|hidden| !hits.iter().any(|hit| overlaps(hit, hidden)));
        hits.extend(disguised);
        hits.sort_by_key(|hit| hit.span);
        url::outside(text, hits)
    }
}

/// Says whether eleven digits can be a mobile number.
pub(super) fn is_mobile(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    digits.len() == 11
        && bytes.next() == Some(b'1')
        && bytes.next().is_some_and(|byte| (b'3'..=b'9').contains(&byte))
        && bytes.all(|byte| byte.is_ascii_digit())
}

/// Reads a mobile number that begins at run `first`, country code included.
fn number_from(text: &str, runs: &[Run<'_>], first: usize) -> Option<Number> {
    let run = runs.get(first)?;
    let number = match run.digits.as_ref() {
        "86" | "0086" if link_follows(text, runs, first) => {
            let rest = digits::number_at(text, runs, first + 1, SHAPES)?;
            Number { span: Span::new(run.span.start, rest.span.end), runs: rest.runs + 1, ..rest }
        }
        whole if matches!(whole.len(), 13 | 15) => {
            let digits = whole.strip_prefix(if whole.len() == 13 { "86" } else { "0086" })?;
            Number { span: run.span, digits: digits.to_owned(), runs: 1 }
        }
        whole if matches!(whole.len(), 5 | 7) => joined_country_code(text, runs, first)?,
        _ => digits::number_at(text, runs, first, SHAPES)?,
    };
    let number = with_plus(text, number);
    let fits = is_mobile(&number.digits)
        && stands_free(text, number.span)
        && digits::is_whole_chain(text, runs, first, number.runs)
        && !digits::is_labelled_code(text, number.span.start);
    fits.then_some(number)
}

/// Says whether a number stands free; a word for telephone may touch it: tel13800138000.
fn stands_free(text: &str, span: Span) -> bool {
    let before = text.get(..span.start).unwrap_or_default();
    let labelled = ["tel", "phone", "mobile", "call", "cell"].iter().any(|label| {
        before.strip_suffix(label).is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
    });
    digits::stands_free(text, span) || (labelled && digits::is_free_after(text, span.end))
}

/// Reads `86138 0013 8000`: the country code joined to the first group.
fn joined_country_code(text: &str, runs: &[Run<'_>], first: usize) -> Option<Number> {
    let number = digits::number_at(text, runs, first, &[&[5, 4, 4], &[7, 4, 4]])
        .or_else(|| digits::number_at(text, runs, first, SHAPES))?;
    let local = number.digits.strip_prefix("0086").or_else(|| number.digits.strip_prefix("86"));
    let digits = local.unwrap_or(&number.digits).to_owned();
    Some(Number { digits, ..number })
}

/// Says whether another group follows run `first`.
fn link_follows(text: &str, runs: &[Run<'_>], first: usize) -> bool {
    matches!(runs.get(first..first + 2), Some([left, right]) if digits::link(text, left, right).is_some())
}

/// Takes the plus sign of a country code into the span.
fn with_plus(text: &str, number: Number) -> Number {
    let signed = text.get(..number.span.start).is_some_and(|head| head.ends_with('+'))
        && text.get(number.span.start..).is_some_and(|tail| tail.starts_with("86"));
    let start = number.span.start - usize::from(signed);
    Number { span: Span::new(start, number.span.end), ..number }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, none, reads};
    use super::*;

    #[test]
    fn mobile_numbers_are_found() {
        for text in [
            "您的电话13800138000对吗",
            "138 0013 8000",
            "138-0013-8000",
            "+8613800138000",
            "+86 138 0013 8000",
            "86-13800138000",
            "008613800138000",
            "手机号：13800138000。",
            "张三/13800138000",
            "工号1024 13800138000",
            "一三八零零一三八零零零",
            "幺三八，零零幺三，八零零零",
            "(13800138000)",
            "13800138000-张三",
            "电话=13800138000",
            "+86138 0013 8000",
            "加我1 3 8 0 0 1 3 8 0 0 0",
            "1-3-8-0-0-1-3-8-0-0-0",
            "电话138.0013.8000",
            "电话138–0013–8000",
            "一三八 0013 8000",
            "138零零一三8000",
            "138零零13八000",
            "壹叁捌零零壹叁捌零零零",
            "tel13800138000",
            "phone:13800138000",
        ] {
            reads(&Mobile, text, "13800138000");
        }
        finds(&Mobile, "打+86 138 0013 8000", &["+86 138 0013 8000"]);
        finds(&Mobile, "13800138000、13900139000", &["13800138000", "13900139000"]);
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "12800138000",
            "1380013800",
            "138001380001",
            "138****1234",
            "138****8000",
            "[数字x]",
            "sf13800138000",
            "13800138000a",
            "订单号13800138000",
            "快递单号是：13800138000",
            "https://example.com/13800138000",
            "example.com/?id=13800138000",
            "1.13800138000",
            "a13800138000@example.com",
            "13800138000@example.com",
            "1380013800*",
            "2026-13800138000",
            "运单号13800138000",
            "138 0013 8000 1234 5678",
            "[电话x]",
            "138xxxx8000",
            "1 3 8 0 0 1 3 8 0 0",
            "1 3 8 0 0 1 3 8 0 0 0 1",
            "1 3 8-0 0 1 3 8 0 0 0",
            "138.0013.8000.1",
            "1.3800138000",
            "hotel13800138000",
            "十一138零零一三8000",
        ] {
            none(&Mobile, text);
        }
    }
}
