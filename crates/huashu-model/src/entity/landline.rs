//! Landline telephone numbers of mainland China.

use std::sync::LazyLock;

use regex::Regex;

use super::hit::{EntityHit, text_hit};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use super::{digits, url};
use crate::language::Bilingual;
use crate::text::Span;

/// A landline: area code and number, or seven or eight digits called a telephone number.
#[derive(Debug)]
pub(super) struct Landline;

/// Area code (assigned ones only), separator, number, extension.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:\+?86[- ]?)?[(（]?(?P<area>0(?:10|2[0-57-9]|3[1579][0-9]|335|349|4[1-8][0-9]|5[1-9][0-9]|6[369][0-9]|7[0-79][0-9]|8[1-35789][0-9]|9[0-79][0-9]))[)）]?[- —]{0,2}(?P<number>[2-8][0-9]{2,3}[- ]?[0-9]{4})(?:(?:-|转|#|ext\.?) ?(?P<extension>[0-9]{1,6}))?",
        r"|(?:座机|固话|固定电话|电话|tel)(?:号码|号)?(?:是|为)?[:： ]{0,2}(?P<local>[2-8][0-9]{2,3}[- ]?[0-9]{4})",
    ))
    .expect("the pattern is fixed and tested")
});

impl Entity for Landline {
    fn name(&self) -> &'static str {
        "landline"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "固定电话：区号加号码，可带分机；没有区号时须写明是电话",
            "A landline: area code and number, with or without extension; without an area code only when called a telephone",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Digit
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        let hits = PATTERN.captures_iter(text).filter_map(|found| {
            let (span, value) = match found.name("local") {
                Some(local) => (Span::new(local.start(), local.end()), only_digits(local.as_str())),
                None => {
                    let whole = found.get(0)?;
                    let area = found.name("area")?.as_str();
                    let number = only_digits(found.name("number")?.as_str());
                    // Only the two-digit codes of the largest cities never go with seven digits.
                    if area.len() == 3 && number.len() == 7 {
                        return None;
                    }
                    (Span::new(whole.start(), whole.end()), format!("{area}{number}"))
                }
            };
            let fits = digits::stands_free(text, span)
                && !digits::is_labelled_code(text, span.start)
                && !is_more(text, span.end);
            fits.then(|| text_hit(span.start, span.end, value))
        });
        url::outside(text, hits.collect())
    }
}

/// Says whether more groups of digits follow: then it is a longer code.
fn is_more(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Drops the separators.
fn only_digits(raw: &str) -> String {
    raw.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{none, reads};
    use super::*;

    #[test]
    fn landlines_are_found() {
        let table = [
            ("请拨打010-65550100", "01065550100"),
            ("0571 8555 0100转801", "057185550100"),
            ("（021）65550100", "02165550100"),
            ("02165550100", "02165550100"),
            ("0310-5550100", "03105550100"),
            ("座机：65550100", "65550100"),
        ];
        for (text, value) in table {
            reads(&Landline, text, value);
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "13800138000",
            "400-820-0000",
            "95588",
            "010-6555****",
            "0571-[数字x]",
            "订单号02165550100",
            "2026-11-20",
            "编号010-65550100",
            "10086",
            "65550100",
            "0344 555 0100",
            "021655501001",
            "a02165550100",
            "010-5550100",
            "0.02165550100",
        ] {
            none(&Landline, text);
        }
    }
}
