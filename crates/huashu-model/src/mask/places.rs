//! House numbers: where somebody lives, to the door.

use std::sync::LazyLock;

use regex::Regex;

use super::hidden::Hidden;
use crate::text::Span;

/// Words behind a number of a house, one of which stands in every address.
const UNITS: &[&str] = &["号", "栋", "幢", "座", "单元", "弄", "室", "楼", "层", "房", "组", "队"];

/// Numbers that belong together: `3号楼2单元502`, each with what it counts; the last may lack it.
static CHAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:(?:[a-z]?[0-9]{1,5}(?:-[0-9]{1,5})*|[a-z]|[一二三四五六七八九十百]{1,4})",
        r"(?:号楼|号院|单元|[号栋幢座弄室楼层房组队])[-,，、 ]?)+(?:[0-9]{2,5})?",
    ))
    .expect("the pattern is fixed and tested")
});
/// Units that only houses have.
const OF_HOUSES: &[&str] = &["号楼", "号院", "栋", "幢", "座", "单元", "弄", "室"];
/// What names of roads and estates end in: a number directly behind is a house's.
const PLACES: &[&str] = &[
    "路", "街", "巷", "大道", "胡同", "小区", "社区", "园区", "花园", "公寓", "大厦", "广场", "家园", "新村", "村",
    "苑", "镇", "乡", "屯",
];

/// Hides the numbers of houses.
pub(super) fn hide(hidden: &mut Hidden<'_>) {
    let text = hidden.folded.text();
    if !UNITS.iter().any(|unit| text.contains(unit)) {
        return;
    }
    for found in CHAIN.find_iter(text) {
        if !is_address(text.get(..found.start()).unwrap_or_default(), found.as_str()) {
            continue;
        }
        let mut start = None;
        for (at, c) in found.as_str().char_indices().chain([(found.len(), ' ')]) {
            match (is_number(c), start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    hidden.letters(Span::new(found.start() + from, found.start() + at), |_, _| true);
                    start = None;
                }
                _ => {}
            }
        }
    }
}

/// Returns whether numbers are those of a house: a road or an estate stands before, or they go down to the door.
fn is_address(before: &str, chain: &str) -> bool {
    let before = before.trim_end_matches(' ');
    let levels =
        UNITS.iter().map(|unit| chain.matches(unit).count()).sum::<usize>() - chain.matches("号楼").count();
    let to_the_door = levels >= 2 && OF_HOUSES.iter().any(|unit| chain.contains(unit));
    to_the_door || PLACES.iter().any(|place| before.ends_with(place))
}

fn is_number(c: char) -> bool {
    c.is_ascii_alphanumeric() || "一二三四五六七八九十百".contains(c)
}
