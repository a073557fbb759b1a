//! QQ numbers, which only their context tells from other numbers.

use std::sync::LazyLock;

use regex::Regex;

use super::digits;
use super::hit::{EntityHit, text_hit};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use crate::language::Bilingual;

/// A QQ number or the number of a QQ group.
#[derive(Debug)]
pub(super) struct Qq;

/// A name of QQ, what links it to the number, the number.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:qq|扣扣|企鹅|球球|加q|q群|q ?[:：])(?:交流|粉丝)?(?:群号|群|号码|号)?(?:搜索|搜|加|是|为|[:：\s，,（(\x{fffc}]){0,4}",
        r"(?P<number>[1-9][0-9]{4,10})",
    ))
    .expect("the pattern is fixed and tested")
});

impl Entity for Qq {
    fn name(&self) -> &'static str {
        "qq"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "QQ 号或群号：须有 QQ、扣扣、企鹅等字样，5–11 位",
            "A QQ number or group: 5 to 11 digits that follow a name of QQ",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Literals(&["q", "扣扣", "企鹅", "球球"])
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        let found = PATTERN.captures_iter(text).filter_map(|found| {
            let (whole, number) = (found.get(0)?, found.name("number")?);
            let before = text.get(..whole.start())?.chars().next_back();
            let inside_word =
                whole.as_str().starts_with('q') && before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
            (!inside_word && digits::is_free_after(text, number.end()))
                .then(|| text_hit(number.start(), number.end(), number.as_str()))
        });
        found.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{none, reads};
    use super::*;

    #[test]
    fn numbers_are_found() {
        for text in [
            "qq12345",
            "加qq：12345",
            "扣扣号是12345哦",
            "企鹅 12345",
            "qq群:12345",
            "加q12345",
            "q群12345",
            "q：12345",
            "qq号码12345。",
        ] {
            reads(&Qq, text, "12345");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "qq音乐12345",
            "qq1234",
            "qq12345@example.com",
            "qq123456789012",
            "faq: 12345",
            "qq12345****",
            "qq[数字x]",
            "企鹅3只",
            "qq01234",
        ] {
            none(&Qq, text);
        }
    }
}
