//! Company and public service numbers: 400 and 800, 95xxx, 10086, 12315.

use super::digits::{self, Number, Run};
use super::hit::{EntityHit, text_hit};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use super::url;
use crate::language::Bilingual;

/// A number that belongs to an organisation, not to a person.
#[derive(Debug)]
pub(super) struct Hotline;

/// How ten-digit numbers are grouped.
const TEN: &[&[usize]] = &[&[10], &[3, 3, 4], &[3, 7], &[4, 3, 3], &[3, 4, 3], &[4, 6]];
/// Short numbers of carriers and public bodies.
const SHORT: &[&str] = &[
    "10000", "10001", "10010", "10011", "10015", "10016", "10018", "10050", "10060", "10080", "10085", "10086",
    "10088", "10096", "10099", "11183", "11185", "12110", "12123", "12301", "12305", "12306", "12313", "12315",
    "12319", "12320", "12321", "12328", "12329", "12333", "12338", "12345", "12348", "12350", "12355", "12358",
    "12365", "12366", "12367", "12368", "12369", "12377", "12378", "12379", "12380", "12381", "12385", "12386",
    "12388", "12389", "12393", "12396",
];
/// Words that say a short number is to be dialled.
const DIAL: &[&str] = &["拨打", "致电", "打", "拨", "电话", "热线", "客服", "联系", "电", "短信", "call"];

impl Entity for Hotline {
    fn name(&self) -> &'static str {
        "hotline"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "客服热线：400/800 号码、95xxx、10086、12315 等",
            "A company or public hotline: 400 and 800 numbers, 95xxx, 10086, 12315 and the like",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Digit
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        url::outside(
            text,
            digits::hits(text, usize::MAX, |runs, first| {
                let number = number_from(text, runs, first)?;
                Some((text_hit(number.span.start, number.span.end, number.digits), number.runs))
            }),
        )
    }
}

/// Reads the hotline that begins at run `first`.
fn number_from(text: &str, runs: &[Run<'_>], first: usize) -> Option<Number> {
    let run = runs.get(first)?;
    let number = digits::number_at(text, runs, first, TEN)
        .or_else(|| digits::number_at(text, runs, first, &[&[run.digits.len()]]))?;
    let known = match number.digits.len() {
        10 => number.digits.starts_with("400") || number.digits.starts_with("800"),
        5 => is_short(text, &number),
        6..=8 => number.digits.starts_with("95") && digits::follows_label(text, number.span.start, DIAL),
        _ => false,
    };
    let fits = known
        && digits::stands_free(text, number.span)
        && digits::is_whole_chain(text, runs, first, number.runs)
        && !digits::is_labelled_code(text, number.span.start);
    fits.then_some(number)
}

/// Says whether five digits are a short number: a known one that counts nothing, or 95xxx and 96xxx that are dialled.
fn is_short(text: &str, number: &Number) -> bool {
    let after = digits::head_chars(text, number.span.end, 1);
    let counts = after.starts_with([
        '元', '块', '个', '件', '人', '份', '次', '步', '公', '万', '米', '克', '粒', '片', '分', '积', '毫', '名',
        '家', '条', '张', '台', '多', '款', '点', '.', ',', '%', '转',
    ]);
    let dialled = digits::follows_label(text, number.span.start, DIAL);
    let round = number.digits == "10000" || number.digits == "12345";
    let known = SHORT.contains(&number.digits.as_str()) && (dialled || !round);
    !counts
        && (known
            || number.digits.starts_with("955")
            || (dialled && (number.digits.starts_with("95") || number.digits.starts_with("96"))))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, none};
    use super::*;

    #[test]
    fn hotlines_are_found() {
        finds(&Hotline, "客服热线400-820-0000", &["400-820-0000"]);
        finds(&Hotline, "拨打4008200000或8008200000", &["4008200000", "8008200000"]);
        finds(&Hotline, "致电95588，10086", &["95588", "10086"]);
        finds(&Hotline, "您可以拨打12315", &["12315"]);
        finds(&Hotline, "快递客服950618", &["950618"]);
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "10000元",
            "一共95588个",
            "13800138000",
            "010-65550100",
            "12345",
            "订单号4008200000",
            "40082000001",
            "96123",
        ] {
            none(&Hotline, text);
        }
    }
}
