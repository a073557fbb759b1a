//! Resident identity numbers of mainland China.

use super::digits::{self, Run};
use super::hit::{EntityHit, text_hit};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use crate::language::Bilingual;
use crate::text::Span;

/// A resident identity number with a valid region, date and check character.
#[derive(Debug)]
pub(super) struct IdCard;

/// How people group the first seventeen or eighteen characters.
const SHAPES: &[&[usize]] =
    &[&[18], &[17], &[6, 8, 4], &[6, 8, 3], &[6, 4, 4, 4], &[6, 4, 4, 3], &[3, 3, 4, 4, 4], &[3, 3, 4, 4, 3]];
/// The first two digits: provinces, and the regions whose residents carry the same card.
const PROVINCES: &[&str] = &[
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43",
    "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
];
/// Words before a number of the old form, which has no check character to tell it by.
const LABELS: &[&str] = &["身份证", "身份证号", "证件", "证件号", "身份号"];

impl Entity for IdCard {
    fn name(&self) -> &'static str {
        "id-card"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "身份证号：18 位，地区、出生日期与校验码（GB 11643）都有效；15 位旧号须写明是身份证",
            "A resident identity number: 18 characters with a valid region, date and GB 11643 check character; the old 15 digits only when called one",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Digits(15)
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        digits::hits(text, 3, |runs, first| number_from(text, runs, first))
    }
}

/// Reads the identity number that begins at run `first`; returns it and the runs it takes up.
fn number_from(text: &str, runs: &[Run<'_>], first: usize) -> Option<(EntityHit, usize)> {
    if let Some(old) = digits::number_at(text, runs, first, &[&[15]]) {
        let fits = is_old_number(&old.digits)
            && digits::stands_free(text, old.span)
            && digits::follows_label(text, old.span.start, LABELS);
        return fits.then(|| (text_hit(old.span.start, old.span.end, old.digits), 1));
    }
    let number = digits::number_at(text, runs, first, SHAPES)?;
    let (end, characters) = match number.digits.len() {
        17 => (
            number.span.end + 1,
            text.get(number.span.end..)?.strip_prefix('x').map(|_| format!("{}x", number.digits))?,
        ),
        _ => (number.span.end, number.digits),
    };
    let fits = is_valid(&characters)
        && digits::stands_free(text, Span::new(number.span.start, end))
        && digits::is_whole_chain(text, runs, first, number.runs);
    fits.then(|| (text_hit(number.span.start, end, characters), number.runs))
}

/// Says whether 18 characters (the last may be `x`) are a well-formed identity number.
pub(super) fn is_valid(characters: &str) -> bool {
    let bytes = characters.as_bytes();
    let (Some(body), Some(&check), 18) = (characters.get(..17), bytes.last(), bytes.len()) else {
        return false;
    };
    has_region(body) && body.get(6..14).is_some_and(is_date) && check_character(body) == Some(char::from(check))
}

/// Says whether 15 digits are a well-formed number of the form issued before 1999.
fn is_old_number(digits: &str) -> bool {
    has_region(digits) && digits.get(6..12).is_some_and(|date| is_date(&format!("19{date}")))
}

/// Says whether the first two digits are a province.
fn has_region(digits: &str) -> bool {
    digits.get(..2).is_some_and(|province| PROVINCES.contains(&province))
}

/// Says whether eight digits are a date of the last or this century.
fn is_date(digits: &str) -> bool {
    let part =
        |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<i16>().ok()).unwrap_or(0);
    let (year, month, day) = (part(0..4), part(4..6), part(6..8));
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return false;
    };
    (1900..2100).contains(&year) && jiff::civil::Date::new(year, month, day).is_ok()
}

/// Returns the check character of seventeen digits: ISO 7064 MOD 11-2, as GB 11643 has it.
fn check_character(body: &str) -> Option<char> {
    let mut sum = 0;
    for c in body.chars() {
        sum = (sum + c.to_digit(10)?) * 2 % 11;
    }
    char::from_digit((12 - sum) % 11, 11).map(|c| if c == 'a' { 'x' } else { c })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{none, reads};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn valid_numbers_are_found() {
        reads(&IdCard, "身份证110101190001010014对吗", "110101190001010014");
        reads(&IdCard, "110101 19000101 0014", "110101190001010014");
        reads(&IdCard, "身份证号码是：110101190001010022，", "110101190001010022");
        reads(&IdCard, "身份证 110101000101001", "110101000101001");
    }

    #[test]
    fn the_specimen_of_the_standard_is_valid() {
        assert!(is_valid("11010519491231002x"));
    }

    #[test]
    fn the_check_character_may_be_x() {
        let body = (0..1000)
            .map(|n| format!("11010119000101{n:03}"))
            .find(|body| check_character(body) == Some('x'))
            .expect("one in eleven");
        reads(&IdCard, &format!("号码{body}x。"), &format!("{body}x"));
    }

    #[test]
    fn invalid_masked_and_longer_numbers_are_not() {
        for text in [
            "110101190001010015",
            "110101190013010016",
            "990101190001010016",
            "1101011900010100141",
            "a110101190001010014",
            "110101********0016",
            "110101000101001",
            "订单110101000101001",
            "身份证[数字x]",
            "身份证 110101001301001",
        ] {
            none(&IdCard, text);
        }
    }

    proptest! {
        #[test]
        fn one_changed_digit_is_noticed(serial in 0u32..1000, place in 0usize..17, by in 1u32..10) {
            let body = format!("11010119000101{serial:03}");
            let check = check_character(&body).expect("digits");
            let changed: String = body.chars().enumerate().map(|(index, c)| {
                let digit = c.to_digit(10).expect("digits");
                char::from_digit(if index == place { (digit + by) % 10 } else { digit }, 10).expect("digits")
            }).collect();
            let (valid, invalid) = (format!("{body}{check}"), format!("{changed}{check}"));
            prop_assert!(is_valid(&valid));
            prop_assert!(!is_valid(&invalid));
        }
    }
}
