//! Days: 2026-11-20, 11月20日, 明天, 下周一, tomorrow.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::hit::{EntityHit, EntityValue, text_hit};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use super::{digits, numeral};
use crate::language::Bilingual;
use crate::text::Span;

/// A day, a week or a month that is named, on the calendar or from today.
#[derive(Debug)]
pub(super) struct Date;

/// A calendar date, a day of a month, a masked date, a weekday, a relative day, a day in English.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<mask>\[日期x?\]|\[数字x?\]月\[数字x?\][日号])",
        r"|(?P<year>(?:19|20)[0-9]{2}|[零〇一二三四五六七八九]{4})(?:-|/|\.|年) ?(?P<ymonth>[0-9]{1,2}|[一二三四五六七八九十]{1,2})(?:(?:-|/|\.|月) ?(?P<yday>[0-9]{1,2}|[一二三四五六七八九十]{1,3}))?(?P<yend>[日号月])?",
        r"|(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?P<end>[日号])?",
        r"|(?P<number>[0-9]{1,2})号(?:之前|以前|之后|以后|左右|晚上?|早上?|上午|下午|中午|凌晨|发货|开始|结束|截止|送达|送到|到货|前|后)",
        r"|(?P<weekday>(?:下下个?|下个?|上个?|本|这个?|每个?)?(?:周|星期|礼拜)[一二三四五六日天末])",
        r"|(?P<relative>(?:下下个?|下个?|上个?|本|这个?|每个?|次|当)月(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号]|大后天|大前天|今天|今日|今晚|今早|今儿|明天|明日|明早|明晚|明儿|后天|后日|昨天|昨日|昨晚|前天|前日|次日|隔天|第二天|(?:下|本|这|上)个?(?:周|星期|礼拜|月)|(?:本|这个|下个|上个|[0-9]{1,2}|[一二三四五六七八九十]{1,2})?月(?:底|初|末)|年底|年初|年前)",
        r"|(?P<english>(?-u:\b)(?:today|tomorrow|tonight|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? [0-9]{1,2}(?:st|nd|rd|th)?)(?-u:\b))",
    ))
    .expect("the pattern is fixed and tested")
});

impl Entity for Date {
    fn name(&self) -> &'static str {
        "date"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "日期：2026-11-20、11月20日、20号前，以及明天、下周一、月底等相对说法",
            "A day: 2026-11-20, 11月20日, 20号前, and relative ones such as 明天, 下周一, tomorrow",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Any
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        PATTERN.captures_iter(text).filter_map(|found| day(text, &found)).collect()
    }
}

/// Returns the day a match names, when it names one.
fn day(text: &str, found: &Captures<'_>) -> Option<EntityHit> {
    if let Some(mask) = found.name("mask") {
        return Some(EntityHit { span: Span::new(mask.start(), mask.end()), value: EntityValue::Masked });
    }
    let whole = found.get(0)?;
    if found.name("year").is_some() {
        return calendar_date(text, found);
    }
    if found.name("month").is_some() {
        return day_of_month(text, found);
    }
    if let Some(number) = found.name("number") {
        let end = number.end() + '号'.len_utf8();
        let fits = part(number.as_str()).is_some_and(|day| (1..=31).contains(&day))
            && is_free_before(text, number.start())
            && !is_rank(text, number.start());
        return fits.then(|| text_hit(number.start(), end, text.get(number.start()..end).unwrap_or_default()));
    }
    let fits = match (found.name("weekday"), found.name("relative")) {
        (Some(weekday), _) => is_weekday(text, weekday.start(), weekday.end()),
        (_, Some(relative)) => is_relative(text, relative.start(), relative.end()),
        _ => true,
    };
    fits.then(|| text_hit(whole.start(), whole.end(), whole.as_str()))
}

/// Reads a date with its year, or a month with its year.
fn calendar_date(text: &str, found: &Captures<'_>) -> Option<EntityHit> {
    let whole = found.get(0)?;
    let year = match found.name("year")?.as_str() {
        digits if digits.is_ascii() => digits.to_owned(),
        spoken => spoken.chars().filter_map(digits::spoken_digit).collect(),
    };
    let month = part(found.name("ymonth")?.as_str()).filter(|month| (1..=12).contains(month))?;
    let fits = is_free_before(text, whole.start()) && digits::is_free_after(text, whole.end());
    let Some(day) = found.name("yday") else {
        let ends = found.name("yend").is_some_and(|end| end.as_str() == "月");
        return (fits && ends).then(|| text_hit(whole.start(), whole.end(), format!("{year}-{month:02}")));
    };
    let day = part(day.as_str())?;
    let exists =
        jiff::civil::Date::new(year.parse().ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).is_ok();
    let end = match found.name("yend") {
        Some(end) if end.as_str() == "月" => end.start(),
        _ => whole.end(),
    };
    (fits && exists).then(|| text_hit(whole.start(), end, format!("{year}-{month:02}-{day:02}")))
}

/// Reads a day of a month without a year.
fn day_of_month(text: &str, found: &Captures<'_>) -> Option<EntityHit> {
    let whole = found.get(0)?;
    let month = part(found.name("month")?.as_str())?;
    let day = part(found.name("day")?.as_str())?;
    // A leap year, so that 2月29日 passes.
    let exists = jiff::civil::Date::new(2024, i8::try_from(month).ok()?, i8::try_from(day).ok()?).is_ok();
    let after = text.get(whole.end()..)?;
    let ends = found.name("end").is_some()
        || after.starts_with(['前', '后', '之', '晚', '早', '上', '下', '到', '至'])
        || !after.starts_with(char::is_alphanumeric);
    (exists && ends && is_free_before(text, whole.start()))
        .then(|| text_hit(whole.start(), whole.end(), format!("{month:02}-{day:02}")))
}

/// Reads one or two digits or Chinese numerals.
fn part(raw: &str) -> Option<u32> {
    if raw.is_ascii() {
        return raw.parse().ok();
    }
    numeral::chinese_value(raw).map(|value| value as u32)
}

/// Says whether a number can begin here.
fn is_free_before(text: &str, start: usize) -> bool {
    let mut before = text.get(..start).unwrap_or_default().chars().rev();
    match before.next() {
        Some('.' | '-' | '/' | ':') => !before.next().is_some_and(|c| c.is_ascii_alphanumeric()),
        Some(c) => !c.is_ascii_alphanumeric() && !matches!(c, '_' | '*') && numeral::digit(c).is_none(),
        None => true,
    }
}

/// Says whether the number before 号 is a person's, a building's or a line's.
fn is_rank(text: &str, start: usize) -> bool {
    let before = digits::tail_chars(text, start, 2);
    before.ends_with(['第', '路', '街', '巷', '弄', '席', '服', '员']) || matches!(before, "工号")
}

/// Says whether 周一 and the like are days, not part of 一周一次.
fn is_weekday(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let counted =
        before.ends_with(|c: char| c.is_ascii_digit() || numeral::digit(c).is_some() || c == '每' || c == '半');
    let counts = after.starts_with(['次', '个', '件', '回', '般', '直', '福', '生', '期', '岁', '年', '全'])
        || (after.starts_with('天') && !after.starts_with("天天"));
    !counted && !counts
}

/// Says whether 后天 and the like are days, not part of another word.
fn is_relative(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let word = text.get(start..end).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let after_number = before.ends_with(['天', '年', '月', '周', '日', '时', '钟'])
        && matches!(word, "后天" | "前天" | "后日" | "前日");
    let other_word =
        (word.ends_with('天') && after.starts_with(['然', '猫'])) || (word == "明日" && after.starts_with("之星"));
    let month = word.ends_with('月')
        && (after.starts_with(['饼', '球', '经', '子', '光', '租', '供', '卡', '费'])
            || before.ends_with(|c: char| c.is_ascii_digit()));
    let week = word.ends_with('周') && after.starts_with(['边', '期', '转', '年']);
    !after_number && !other_word && !month && !week
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, none, reads, values};
    use super::*;

    #[test]
    fn calendar_dates_are_found() {
        for text in [
            "2026-11-20",
            "2026/11/20发货",
            "2026.11.20",
            "2026年11月20日",
            "2026年11月20号前",
            "二零二六年十一月二十日",
        ] {
            reads(&Date, text, "2026-11-20");
        }
        for text in ["11月20日", "11月20号前", "十一月二十号", "11月20前"] {
            reads(&Date, text, "11-20");
        }
        reads(&Date, "2026年11月", "2026-11");
        finds(&Date, "20号之前发货", &["20号"]);
    }

    #[test]
    fn relative_days_are_found() {
        for word in [
            "明天",
            "大后天",
            "下周一",
            "周日",
            "星期三",
            "礼拜天",
            "月底",
            "下周",
            "下个月",
            "今晚",
            "这周五",
            "下个月5号",
            "本月20日",
            "每月十五号",
            "tomorrow",
            "nov 20th",
            "monday",
        ] {
            reads(&Date, word, word);
        }
        finds(&Date, "周一到周五", &["周一", "周五"]);
    }

    #[test]
    fn hidden_dates_are_masked() {
        for text in ["[日期x]发货", "[数字x]月[数字x]日"] {
            let found: Vec<_> = values(&Date, text).into_iter().map(|(_, value)| value).collect();
            assert_eq!(found, [EntityValue::Masked], "{text}");
        }
    }

    #[test]
    fn other_words_are_not() {
        for text in [
            "2026-13-20",
            "11月31日",
            "13月1日",
            "一周一次",
            "3天后天气",
            "工号20号前",
            "3个月内",
            "12026-11-20",
            "客服8号",
            "周六福珠宝",
            "1月30天",
            "当天",
            "三天后",
            "marching 5",
            "192.168.1.1",
            "11月优惠",
        ] {
            none(&Date, text);
        }
    }
}
