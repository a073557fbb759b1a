//! Bank card numbers.

use super::digits::{self, Number, Run};
use super::hit::{EntityHit, text_hit};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use super::{id_card, url};
use crate::language::Bilingual;

/// A bank card number: 16–19 digits that begin as cards do and pass the Luhn check.
#[derive(Debug)]
pub(super) struct BankCard;

/// How cards are grouped.
const SHAPES: &[&[usize]] = &[
    &[16],
    &[17],
    &[18],
    &[19],
    &[4, 4, 4, 4],
    &[4, 4, 4, 4, 1],
    &[4, 4, 4, 4, 2],
    &[4, 4, 4, 4, 3],
    &[6, 13],
    &[6, 10],
    &[8, 8],
];
/// Longer shapes first, so that a card is not cut where its last group begins.
const TRAILING: &[&[usize]] = &[&[4, 4, 4, 4, 3], &[4, 4, 4, 4, 2], &[4, 4, 4, 4, 1]];

impl Entity for BankCard {
    fn name(&self) -> &'static str {
        "bank-card"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "银行卡号：16–19 位，卡组织号段有效并通过 Luhn 校验，可每四位一组",
            "A bank card number: 16 to 19 digits with a known issuer prefix and a valid Luhn digit, in groups or not",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Digits(16)
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        url::outside(
            text,
            digits::hits(text, 3, |runs, first| {
                let number = number_from(text, runs, first)?;
                Some((text_hit(number.span.start, number.span.end, number.digits), number.runs))
            }),
        )
    }
}

/// Reads the card number that begins at run `first`.
fn number_from(text: &str, runs: &[Run<'_>], first: usize) -> Option<Number> {
    let number =
        digits::number_at(text, runs, first, TRAILING).or_else(|| digits::number_at(text, runs, first, SHAPES))?;
    let fits = is_card(&number.digits)
        && digits::stands_free(text, number.span)
        && digits::is_whole_chain(text, runs, first, number.runs)
        && !digits::is_labelled_code(text, number.span.start);
    fits.then_some(number)
}

/// Says whether digits are a card number: its length, its issuer's prefix, its check digit.
pub(super) fn is_card(digits: &str) -> bool {
    has_issuer(digits) && passes_luhn(digits) && !id_card::is_valid(digits)
}

/// Says whether an issuer with this prefix has cards of this length.
fn has_issuer(digits: &str) -> bool {
    let prefix = |length: usize| digits.get(..length).and_then(|prefix| prefix.parse::<u32>().ok()).unwrap_or(0);
    match digits.len() {
        16 => {
            matches!(prefix(1), 4)
                || matches!(prefix(2), 51..=55 | 62)
                || matches!(prefix(4), 2221..=2720 | 3528..=3589)
        }
        17..=19 => prefix(2) == 62 || (digits.len() == 19 && prefix(4) == 9558),
        _ => false,
    }
}

/// Says whether the last digit is the Luhn check digit of the others.
fn passes_luhn(digits: &str) -> bool {
    let mut sum = 0;
    for (index, c) in digits.chars().rev().enumerate() {
        let Some(digit) = c.to_digit(10) else {
            return false;
        };
        let doubled = if index % 2 == 1 { digit * 2 } else { digit };
        sum += if doubled > 9 { doubled - 9 } else { doubled };
    }
    sum % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::super::testing::{none, reads};
    use super::*;
    use proptest::prelude::*;

    /// Completes a card number.
    fn completed(body: &str) -> String {
        (0..10).map(|digit| format!("{body}{digit}")).find(|digits| passes_luhn(digits)).expect("one of ten fits")
    }

    #[test]
    fn cards_are_found() {
        let card = completed("622200000000000000");
        reads(&BankCard, &format!("卡号{card}，"), &card);
        reads(
            &BankCard,
            &format!("{} {} {} {} {}", &card[..4], &card[4..8], &card[8..12], &card[12..16], &card[16..]),
            &card,
        );
        reads(&BankCard, "卡号：4111 1111 1111 1111", "4111111111111111");
        reads(&BankCard, "5555-5555-5555-4444", "5555555555554444");
    }

    #[test]
    fn other_numbers_are_not() {
        let card = completed("622200000000000000");
        for text in [
            "4111111111111112".to_owned(),
            "6222********0000".to_owned(),
            "7000000000000000".to_owned(),
            format!("订单号{card}"),
            format!("快递单号：{card}"),
            format!("{card}1"),
            format!("sf{card}"),
            format!("https://pay.example.com/card/{card}"),
        ] {
            none(&BankCard, &text);
        }
    }

    proptest! {
        #[test]
        fn one_changed_digit_is_noticed(body in "62[0-9]{16}", place in 0usize..19, by in 1u32..10) {
            let card = completed(&body);
            let changed: String = card.chars().enumerate().map(|(index, c)| {
                let digit = c.to_digit(10).expect("digits");
                char::from_digit(if index == place { (digit + by) % 10 } else { digit }, 10).expect("digits")
            }).collect();
            prop_assert!(!passes_luhn(&changed));
        }
    }
}
