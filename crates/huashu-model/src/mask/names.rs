//! Customers' names: those that the log gives, and those that stand before a title.

use std::sync::LazyLock;

use regex::Regex;

use super::hidden::Hidden;
use crate::text::{Span, is_han};

/// The names of one customer, without titles.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(Vec<String>);

/// How people are addressed; behind a surname alone it names nobody.
const TITLES: &[&str] = &["先生", "女士", "小姐", "太太", "同学", "老师"];
/// What logs call customers of whom they know nothing.
const NOBODY: &[&str] =
    &["客户", "顾客", "用户", "访客", "买家", "会员", "匿名", "游客", "customer", "user", "visitor", "guest"];
/// Surnames that seldom begin another word. With `NOT_IN_NAMES` they tell names of two characters from words.
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱郭林马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎乔贺赖龚文欧司诸";
/// Characters that stand in no given name.
const NOT_IN_NAMES: &[char] =
    &['您', '你', '谢', '们', '的', '是', '好', '何', '位', '这', '那', '哪', '了', '在', '上', '多', '有'];

/// A name and a title where somebody is addressed.
static ADDRESSED: LazyLock<Regex> = LazyLock::new(|| {
    let titles = TITLES.get(..4).unwrap_or_default().join("|");
    let pattern = format!(
        r"(?:^|[\s,，。!！?？:：;；、~]|您好|你好|尊敬的|请问是|您是|我是|我叫|姓名)(?P<name>[{SURNAMES}]\p{{Han}}{{1,2}})(?:{titles})"
    );
    Regex::new(&pattern).expect("the pattern is fixed and tested")
});

impl Names {
    /// Keeps the names that can be sought in texts: a nickname that is a common word of two characters cannot.
    pub(super) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Names {
        let mut kept: Vec<String> = Vec::new();
        for name in names {
            let bare = without_title(name.trim());
            let length = bare.chars().count();
            let is_telling = length >= 3 || (length == 2 && bare.starts_with(is_surname));
            if is_telling && !is_nobody(bare) && !kept.iter().any(|known| known == bare) {
                kept.push(bare.to_owned());
            }
        }
        Names(kept)
    }
}

/// Hides the known names, and those that stand before a title.
pub(super) fn hide(names: &Names, hidden: &mut Hidden<'_>) {
    let original = hidden.folded.original();
    for name in &names.0 {
        for (at, name) in original.match_indices(name.as_str()) {
            hidden.starts.extend(
                name.char_indices().skip(1).filter(|(_, c)| c.is_alphanumeric()).map(|(from, _)| at + from),
            );
        }
    }
    let text = hidden.folded.text();
    if !TITLES.iter().any(|title| text.contains(title)) {
        return;
    }
    for name in ADDRESSED.captures_iter(text).filter_map(|found| found.name("name")) {
        if !name.as_str().contains(NOT_IN_NAMES) {
            hidden.letters(Span::new(name.start(), name.end()), |behind, count| behind + 1 < count);
        }
    }
}

/// Hides a text that is nothing but a name.
pub(super) fn hide_whole(hidden: &mut Hidden<'_>) {
    let original = hidden.folded.original();
    let bare = without_title(original);
    if !is_nobody(bare) {
        hidden.starts.extend(bare.char_indices().skip(1).filter(|(_, c)| c.is_alphanumeric()).map(|(at, _)| at));
    }
}

fn without_title(name: &str) -> &str {
    TITLES.iter().find_map(|title| name.strip_suffix(title)).unwrap_or(name).trim_end()
}

/// Returns whether a name is only a word for customers, with or without a number of the log's own.
fn is_nobody(name: &str) -> bool {
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_' || c == '-').to_lowercase();
    NOBODY.contains(&bare.as_str())
}

fn is_surname(c: char) -> bool {
    is_han(c) && SURNAMES.contains(c)
}
