//! Postal addresses down to the house.
//!
//! Deliberately strict: two levels of place (city and road, district and
//! estate …) and a number of a house, a building or a flat directly after.
//! A city or a road alone says nothing about where someone lives.

use std::sync::LazyLock;

use regex::Regex;

use super::digits;
use super::hit::{EntityHit, text_hit};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use crate::language::Bilingual;

/// An address with at least two levels of place and a house number.
#[derive(Debug)]
pub(super) struct Address;

/// A number of a house, a building, a flat.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:[0-9]{1,5}|[一二三四五六七八九十百]{1,4})(?:-[0-9]{1,4})?(?:号楼|号院|号|栋|幢|座|单元|弄|组|队|楼|层|室)",
    )
    .expect("the pattern is fixed and tested")
});

/// Name endings of places, longer ones first, each with its level.
const PLACES: &[(&str, u8)] = &[
    ("特别行政区", 0),
    ("自治区", 0),
    ("省", 0),
    ("自治州", 1),
    ("市", 1),
    ("小区", 5),
    ("社区", 5),
    ("园区", 5),
    ("新区", 2),
    ("区", 2),
    ("县", 2),
    ("街道", 3),
    ("镇", 3),
    ("乡", 3),
    ("大道", 4),
    ("胡同", 4),
    ("路", 4),
    ("街", 4),
    ("巷", 4),
    ("花园", 5),
    ("公寓", 5),
    ("大厦", 5),
    ("广场", 5),
    ("家园", 5),
    ("新村", 5),
    ("村", 5),
    ("苑", 5),
];
/// Characters that stand before an address and never in the name of a place.
const BEFORE: &[char] = &[
    '是', '在', '为', '到', '送', '寄', '址', '您', '的', '往', '于', '从', '住', '改', '成', '至', '给', '我',
    '你', '他', '她', '这', '那', '个', '了', '和', '与', '或', '把',
];
/// The longest address head looked at, in characters.
const REACH: usize = 40;
/// The longest name of one place, in characters.
const LONGEST_NAME: usize = 9;

impl Entity for Address {
    fn name(&self) -> &'static str {
        "address"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "详细地址：至少两级地名（市、区、路、小区等）加门牌、楼栋或室号",
            "An address: at least two levels of place and the number of a house, a building or a flat",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Literals(&["号", "栋", "幢", "座", "单元", "弄", "组", "队", "楼", "层", "室"])
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        let mut hits: Vec<EntityHit> = Vec::new();
        for number in NUMBER.find_iter(text) {
            let taken = hits.last().map_or(0, |hit| hit.span.end);
            if let Some(hit) = hits.last_mut()
                && continues(text.get(hit.span.end..number.start()).unwrap_or_default())
            {
                *hit = text_hit(
                    hit.span.start,
                    number.end(),
                    text.get(hit.span.start..number.end()).unwrap_or_default(),
                );
                continue;
            }
            if let Some(start) = head_before(text, number.start()).filter(|start| *start >= taken) {
                hits.push(text_hit(start, number.end(), text.get(start..number.end()).unwrap_or_default()));
            }
        }
        hits
    }
}

/// Says whether the words between two numbers belong to one address: nothing, or an estate's name.
fn continues(between: &str) -> bool {
    let name = between.trim_matches([' ', '-', ',', '，']);
    let short = between.chars().nth(LONGEST_NAME + 2).is_none();
    let plain = name.chars().all(is_han) && !name.contains(BEFORE);
    short
        && plain
        && (name.is_empty() || PLACES.iter().any(|(suffix, level)| *level >= 4 && name.ends_with(suffix)))
}

/// Returns where the address begins whose house number begins at byte `end`.
fn head_before(text: &str, end: usize) -> Option<usize> {
    let reach = digits::tail_chars(text, end, REACH);
    let trimmed = reach.trim_end_matches(' ');
    if !PLACES.iter().any(|(suffix, _)| trimmed.ends_with(suffix)) {
        return None;
    }
    let run = trimmed
        .chars()
        .rev()
        .take_while(|c| is_han(*c) || c.is_ascii_digit() || *c == ' ')
        .map(char::len_utf8)
        .sum::<usize>();
    let head = trimmed.get(trimmed.len() - run..)?;
    let base = end - reach.len() + trimmed.len() - run;
    let (mut levels, mut start, mut place_end, mut at) = (0_u8, None, 0, 0);
    while let Some(c) = head.get(at..).and_then(|rest| rest.chars().next()) {
        let suffix = PLACES.iter().find(|(suffix, _)| head.get(at..).is_some_and(|rest| rest.starts_with(suffix)));
        let name = head.get(place_end..at).unwrap_or_default();
        let own = own_name(name);
        at += match suffix {
            // 超市 and 城市 name no place, nor does a level without a name.
            Some((suffix, level))
                if own.chars().count() >= least(*level)
                    && !own.ends_with([
                        '超', '城', '门', '闹', '夜', '马', '公', '网', '线', '栋', '幢', '座', '号', '楼',
                    ]) =>
            {
                if own.len() < name.trim_start().len() {
                    (levels, start) = (0, None);
                }
                start = start.or(Some(at - own.len()));
                levels |= 1 << level;
                place_end = at + suffix.len();
                suffix.len()
            }
            _ => c.len_utf8(),
        };
    }
    (levels.count_ones() >= 2 && place_end == head.len()).then_some(base + start?)
}

/// Returns the part of the words before a suffix that can be a name.
fn own_name(words: &str) -> &str {
    let after = words
        .rfind(BEFORE)
        .and_then(|at| words.get(at..))
        .map_or(words, |rest| rest.get(rest.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default());
    digits::tail_chars(after, after.len(), LONGEST_NAME).trim_start()
}

/// Returns how many characters a name of this level has at least.
fn least(level: u8) -> usize {
    if level <= 1 { 2 } else { 1 }
}

/// Says whether a character is a Chinese character.
fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, none};
    use super::*;

    #[test]
    fn addresses_are_found() {
        let table = [
            ("您的地址是云州市青石区长桥路100号，对吗", "云州市青石区长桥路100号"),
            ("寄到云州市青石区长桥路100号3栋2单元501室", "云州市青石区长桥路100号3栋2单元501室"),
            ("青石区柳叶小区3号楼2单元", "青石区柳叶小区3号楼2单元"),
            ("东山省云州市青石区长桥街道梧桐路十二号", "东山省云州市青石区长桥街道梧桐路十二号"),
            ("云州市 青石区 长桥路 100号", "云州市 青石区 长桥路 100号"),
            ("长桥镇柳叶村8号", "长桥镇柳叶村8号"),
            ("云州市长桥路100号柳叶花园3幢501室", "云州市长桥路100号柳叶花园3幢501室"),
        ];
        for (text, address) in table {
            finds(&Address, text, &[address]);
        }
    }

    #[test]
    fn partial_places_are_not() {
        for text in [
            "长桥路100号",
            "云州市青石区",
            "3号楼2单元",
            "您住在青石区吗",
            "客服8号为您服务",
            "云州市青石区长桥路",
            "[地址x]",
            "云州市青石区***号",
            "在超市门口3号柜",
            "云州市的客服8号",
            "这个小区3号楼",
            "11月20号",
            "云州市青石区今天3号",
        ] {
            none(&Address, text);
        }
    }
}
