//! Lengths of time: 3分钟, 一两分钟, 十来分钟, 2-3天, 半个钟, 一点五小时, 90s, 24 hours.
//!
//! 稍后, 马上 and 片刻 say no length and are not durations.

use super::digits;
use super::hit::{EntityHit, EntityValue};
use super::numeral::{self, Quantity, Value};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use super::spelled;
use crate::language::Bilingual;
use crate::text::Span;

/// A stated length of time.
#[derive(Debug)]
pub(super) struct Duration;

pub(super) const SECOND: f64 = 1e3;
pub(super) const MINUTE: f64 = 60.0 * SECOND;
pub(super) const HOUR: f64 = 60.0 * MINUTE;
pub(super) const DAY: f64 = 24.0 * HOUR;
pub(super) const WEEK: f64 = 7.0 * DAY;
pub(super) const MONTH: f64 = 30.0 * DAY;
pub(super) const YEAR: f64 = 365.0 * DAY;

/// A unit as written, its length, what is added to the number (一个半小时), and what must not follow.
struct Unit(&'static str, f64, f64, &'static str);

/// The units, longer ones before their beginnings.
const UNITS: &[Unit] = &[
    Unit("个半小时", HOUR, 0.5, "候"),
    Unit("个半钟头", HOUR, 0.5, ""),
    Unit("个半月", MONTH, 0.5, ""),
    Unit("个半钟", HOUR, 0.5, "点表"),
    Unit("个半星期", WEEK, 0.5, ""),
    Unit("小时半", HOUR, 0.5, ""),
    Unit("分钟半", MINUTE, 0.5, ""),
    Unit("天半", DAY, 0.5, ""),
    Unit("个多小时", HOUR, 1.0, "候"),
    Unit("个多钟头", HOUR, 1.0, ""),
    Unit("个多钟", HOUR, 1.0, "点表"),
    Unit("个多星期", WEEK, 1.0, ""),
    Unit("个多月", MONTH, 1.0, ""),
    Unit("分多钟", MINUTE, 1.0, ""),
    Unit("小时多", HOUR, 1.0, ""),
    Unit("分钟多", MINUTE, 1.0, ""),
    Unit("天多", DAY, 1.0, ""),
    Unit("年多", YEAR, 1.0, ""),
    Unit("年半", YEAR, 0.5, ""),
    Unit("个工作日", DAY, 0.0, ""),
    Unit("工作日", DAY, 0.0, ""),
    Unit("个自然日", DAY, 0.0, ""),
    Unit("自然日", DAY, 0.0, ""),
    Unit("个小时", HOUR, 0.0, "候"),
    Unit("小时", HOUR, 0.0, "候"),
    Unit("个钟头", HOUR, 0.0, ""),
    Unit("钟头", HOUR, 0.0, ""),
    Unit("个钟", HOUR, 0.0, "点表情"),
    Unit("刻钟", 15.0 * MINUTE, 0.0, ""),
    Unit("分钟", MINUTE, 0.0, ""),
    Unit("秒钟", SECOND, 0.0, ""),
    Unit("秒", SECOND, 0.0, "杀发回懂拍退批"),
    Unit("个星期", WEEK, 0.0, "一二三四五六日"),
    Unit("星期", WEEK, 0.0, "一二三四五六日天"),
    Unit("个礼拜", WEEK, 0.0, "一二三四五六日"),
    Unit("礼拜", WEEK, 0.0, "一二三四五六日天"),
    Unit("周", WEEK, 0.0, "年边期岁末日一二三四五六天"),
    Unit("个月", MONTH, 0.0, "饼"),
    Unit("天", DAY, 0.0, "天气猫然使线花空才真鹅"),
    Unit("年", YEAR, 0.0, "级轻龄货糕代度终"),
];

/// English units; a unit must be a whole word.
const ENGLISH: &[(&str, f64)] = &[
    ("business days", DAY),
    ("business day", DAY),
    ("working days", DAY),
    ("working day", DAY),
    ("minutes", MINUTE),
    ("minute", MINUTE),
    ("mins", MINUTE),
    ("min", MINUTE),
    ("seconds", SECOND),
    ("second", SECOND),
    ("secs", SECOND),
    ("sec", SECOND),
    ("hours", HOUR),
    ("hour", HOUR),
    ("hrs", HOUR),
    ("hr", HOUR),
    ("h", HOUR),
    ("days", DAY),
    ("day", DAY),
    ("weeks", WEEK),
    ("week", WEEK),
    ("months", MONTH),
    ("month", MONTH),
    ("years", YEAR),
    ("year", YEAR),
];

impl Entity for Duration {
    fn name(&self) -> &'static str {
        "duration"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "时长：3分钟、一两分钟、十来分钟、几分钟（取上限）、2-3天、半个钟、一点五小时、90s；稍后、马上不算",
            "A length of time: 3 minutes, 2-3 days (the upper end counts), half an hour, 90s; “soon” is none",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Literals(&[
            "秒", "分", "刻", "时", "钟", "天", "日", "周", "期", "拜", "月", "年", "h", "sec", "min", "day",
            "week", "month", "year", "s",
        ])
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        let numbers = numeral::quantities(text);
        let mut hits: Vec<EntityHit> = Vec::new();
        let mut index = 0;
        while index < numbers.len() {
            match duration_from(text, &numbers, index) {
                Some((hit, next)) => {
                    hits.push(hit);
                    index = next;
                }
                None => index += 1,
            }
        }
        hits.extend(spelled::find(text));
        hits.sort_by_key(|hit| hit.span);
        hits.dedup_by(|later, earlier| later.span.start < earlier.span.end);
        hits
    }
}

/// Reads the duration that begins at number `first`; returns it and the next number to look at.
fn duration_from(text: &str, numbers: &[Quantity], first: usize) -> Option<(EntityHit, usize)> {
    let start = numbers.get(first)?.span.start;
    let (mut end, mut value, mut next) = simple(text, numbers, first)?;
    // 1小时30分 adds up; 1天-2天 goes up to the second.
    while let Some(following) = numbers.get(next) {
        let adds = following.span.start == end;
        if !adds && !numeral::is_range(text, Span::new(start, end), following.span) {
            break;
        }
        let Some((later_end, later, later_next)) = simple(text, numbers, next) else {
            break;
        };
        value = match (value, later) {
            (Value::Known(sum), Value::Known(part)) if adds && part >= sum => break,
            (Value::Known(sum), Value::Known(part)) => Value::Known(if adds { sum + part } else { part }),
            (Value::Masked, _) | (_, Value::Masked) => Value::Masked,
            (Value::Vague(sum) | Value::Known(sum), Value::Vague(part) | Value::Known(part)) => {
                Value::Vague(if adds { sum + part } else { part })
            }
        };
        (end, next) = (later_end, later_next);
    }
    let value = match value {
        Value::Known(millis) | Value::Vague(millis) => EntityValue::Millis(millis.round() as i64),
        Value::Masked => EntityValue::Masked,
    };
    let next = next + numbers.get(next..)?.iter().take_while(|number| number.span.start < end).count();
    Some((EntityHit { span: Span::new(start, end), value }, next))
}

/// Reads one number, or a range of two, with its unit: the end, the milliseconds, the next number.
fn simple(text: &str, numbers: &[Quantity], first: usize) -> Option<(usize, Value, usize)> {
    let low = numbers.get(first)?;
    let (number, next) = match numbers.get(first + 1) {
        Some(high) if numeral::is_range(text, low.span, high.span) => (high, first + 2),
        _ => (low, first + 1),
    };
    let value = match (low.value, number.value) {
        (Value::Masked, _) | (_, Value::Masked) => Value::Masked,
        (_, value) => value,
    };
    if !may_begin(text, low) {
        return None;
    }
    let approximate = numeral::approximation(text, number).and_then(|(length, most)| {
        let end = number.span.end + length;
        let number = Quantity { span: Span::new(number.span.start, end), ..*number };
        Some((unit_at(text, &number, numbers.get(next))?, Value::Vague(most)))
    });
    let ((end, millis, extra), value) = match approximate {
        Some((unit, most)) if value != Value::Masked => (unit, most),
        _ => (unit_at(text, number, numbers.get(next))?, value),
    };
    // 07年 and 02到06年 are years.
    let dated = millis == YEAR
        && [low, number].iter().any(|part| text.get(part.span.start..).is_some_and(|rest| rest.starts_with('0')));
    if dated || !is_duration(text, low, value, millis) {
        return None;
    }
    let value = match value {
        Value::Known(count) => Value::Known((count + extra) * millis),
        Value::Vague(count) => Value::Vague((count + extra) * millis),
        Value::Masked => Value::Masked,
    };
    Some((end, value, next))
}

/// Says whether a number can begin a duration, by what stands before it.
fn may_begin(text: &str, number: &Quantity) -> bool {
    let mut before = text.get(..number.span.start).unwrap_or_default().chars().rev();
    match before.next() {
        Some('第' | '周' | '期' | '拜') => false,
        // 他俩天天来: two people.
        Some('他' | '她' | '你' | '您' | '我' | '咱' | '们' | '这' | '那')
            if text.get(number.span.start..).is_some_and(|rest| rest.starts_with(['俩', '仨'])) =>
        {
            false
        }
        // 10:30分钟 is a misread clock time; 时长:30分钟 is a length.
        Some(':' | '：') => !before.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) if number.spoken => numeral::digit(c).is_none(),
        Some(c) => !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_' | '*'),
        None => true,
    }
}

/// Says whether number and unit together are a length of time and not a point in time or an idiom.
fn is_duration(text: &str, number: &Quantity, value: Value, millis: f64) -> bool {
    let before = digits::tail_chars(text, number.span.start, 2);
    match value {
        // 这几天, 几天到: no one is told a length.
        Value::Vague(count) if count < 10.0 => millis <= HOUR,
        Value::Vague(count) => count * millis <= 100.0 * YEAR,
        Value::Known(count) if !count.is_finite() || count * millis > 100.0 * YEAR => false,
        // 半天 is an idiom for “ages”.
        Value::Known(0.5) if number.spoken => {
            !(DAY..MONTH).contains(&millis) && !before.ends_with(['上', '下', '大', '小', '多', '前', '后'])
        }
        Value::Known(1.0) if number.spoken && millis >= DAY => {
            let idiom = before.ends_with(['这', '那', '哪', '有', '某', '每', '同', '前', '后', '另']);
            !idiom || matches!(before, "还有" | "只有" | "仅有")
        }
        // 2026年 is a year.
        Value::Known(count) if millis == YEAR => count <= 50.0,
        // 四周 is “all around” unless a limit follows.
        Value::Known(4.0) if number.spoken && millis == WEEK => !ends_with_around(text, number),
        _ => true,
    }
}

/// Says whether 四周 means “all around”.
fn ends_with_around(text: &str, number: &Quantity) -> bool {
    let rest = text.get(number.span.end..).unwrap_or_default();
    rest.strip_prefix('周').is_some_and(|after| !after.starts_with(['内', '后', '左', '时', '以', '之', '才']))
}

/// Reads the unit after a number: its end, its milliseconds, what it adds to the number.
fn unit_at(text: &str, number: &Quantity, next: Option<&Quantity>) -> Option<(usize, f64, f64)> {
    let rest = text.get(number.span.end..)?;
    let trimmed = rest.strip_prefix(' ').unwrap_or(rest);
    let from = number.span.end + rest.len() - trimmed.len();
    if let Some(Unit(word, millis, extra, not)) = UNITS.iter().find(|unit| trimmed.starts_with(unit.0)) {
        let after = trimmed.get(word.len()..)?;
        let refused = after.starts_with(|c| not.contains(c)) || (*word == "天" && after.starts_with("两头"));
        return (!refused).then_some((from + word.len(), *millis, *extra));
    }
    if trimmed.starts_with('日') {
        let within = ["日内", "日之内", "日以内", "日左右"].iter().any(|form| trimmed.starts_with(form));
        let dated = text.get(..number.span.start)?.ends_with('月');
        return (within && !dated).then_some((from + '日'.len_utf8(), DAY, 0.0));
    }
    if trimmed.starts_with('分') {
        // 分 alone is a score; with seconds after it, or 小时 before it, it is minutes.
        let end = from + '分'.len_utf8();
        let seconds = next.is_some_and(|next| {
            next.span.start == end && text.get(next.span.end..).is_some_and(|rest| rest.starts_with('秒'))
        });
        let hours = text.get(..number.span.start)?.ends_with("小时");
        return (seconds || hours).then_some((end, MINUTE, 0.0));
    }
    if number.spoken {
        return None;
    }
    if trimmed.len() == rest.len() && is_seconds(text, number, trimmed) {
        return Some((from + 's'.len_utf8(), SECOND, 0.0));
    }
    let (word, millis) = ENGLISH.iter().find(|(word, _)| {
        trimmed
            .strip_prefix(word)
            .is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    })?;
    Some((from + word.len(), *millis, 0.0))
}

/// Says whether the `s` after a number are seconds, and not the end of a model's name: 等90s, but not iphone 5s.
fn is_seconds(text: &str, number: &Quantity, rest: &str) -> bool {
    let Some(after) =
        rest.strip_prefix('s').filter(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric()))
    else {
        return false;
    };
    let before = text.get(..number.span.start).unwrap_or_default();
    let bounded = ["内", "以内", "之内", "左右", "后", "钟"].iter().any(|word| after.starts_with(word));
    let awaited =
        ["等", "待", "约", "要", "需", "给我", "再", "时", "：", ":"].iter().any(|word| before.ends_with(word));
    let long = matches!(number.value, Value::Known(count) if count >= 10.0);
    let is_latin = before.trim_end_matches(' ').ends_with(|c: char| c.is_ascii_alphanumeric());
    !is_latin && (bounded || awaited || (long && before.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{none, values};
    use super::*;

    /// Returns each duration found: the words and the seconds.
    fn seconds(text: &str) -> Vec<(String, i64)> {
        values(&Duration, text)
            .into_iter()
            .map(|(words, value)| (words, value.millis().unwrap_or(-1000) / 1000))
            .collect()
    }

    fn all_are_read(table: &[(&str, &str, i64)]) {
        for (text, words, length) in table {
            assert_eq!(seconds(text), [((*words).to_owned(), *length)], "{text}");
        }
    }

    #[test]
    fn lengths_are_read() {
        let table: &[(&str, &str, i64)] = &[
            ("请您稍等1分钟", "1分钟", 60),
            ("五分钟内回复您", "五分钟", 300),
            ("大概半小时", "半小时", 1800),
            ("半个小时左右", "半个小时", 1800),
            ("等一两分钟", "一两分钟", 120),
            ("2-3天到账", "2-3天", 3 * 86_400),
            ("两到三个工作日", "两到三个工作日", 3 * 86_400),
            ("24小时内", "24小时", 86_400),
            ("24 小时", "24 小时", 86_400),
            ("3个工作日", "3个工作日", 3 * 86_400),
            ("1分30秒", "1分30秒", 90),
            ("1小时30分", "1小时30分", 5400),
            ("1小时30分钟", "1小时30分钟", 5400),
            ("一个半小时", "一个半小时", 5400),
            ("一刻钟", "一刻钟", 900),
            ("1天-2天", "1天-2天", 2 * 86_400),
            ("7日内", "7日", 7 * 86_400),
            ("质保一年", "一年", 365 * 86_400),
            ("给我30秒时间", "30秒", 30),
            ("within 2 business days", "2 business days", 2 * 86_400),
            ("up to 24h", "24h", 86_400),
            ("two to 10 minutes", "10 minutes", 600),
            ("give me two minutes", "two minutes", 120),
            ("half an hour", "half an hour", 1800),
            ("还有一天", "一天", 86_400),
            ("十五六分钟", "十五六分钟", 960),
            ("十来分钟就好", "十来分钟", 19 * 60),
            ("等20来分钟", "20来分钟", 29 * 60),
            ("三十多分钟", "三十多分钟", 39 * 60),
            ("20几分钟", "20几分钟", 29 * 60),
            ("请等几分钟", "几分钟", 9 * 60),
            ("十几分钟", "十几分钟", 19 * 60),
            ("几十分钟", "几十分钟", 90 * 60),
            ("十几天到货", "十几天", 19 * 86_400),
            ("半个钟", "半个钟", 1800),
            ("一个半钟", "一个半钟", 5400),
            ("两个多小时", "两个多小时", 3 * 3600),
            ("一个多月", "一个多月", 60 * 86_400),
            ("俩小时", "俩小时", 7200),
            ("三五天", "三五天", 5 * 86_400),
            ("三至五天", "三至五天", 5 * 86_400),
            ("3到5天", "3到5天", 5 * 86_400),
            ("一分钟半", "一分钟半", 90),
            ("90s", "90s", 90),
            ("请稍等90s", "90s", 90),
            ("30s内回复", "30s", 30),
            ("一点五小时后", "一点五小时", 5400),
            ("两点五小时", "两点五小时", 9000),
            ("零点五小时", "零点五小时", 1800),
            ("三点五天", "三点五天", 302_400),
            ("一点五个小时", "一点五个小时", 5400),
            ("一点五到两小时", "一点五到两小时", 7200),
            ("半小时到一小时", "半小时到一小时", 3600),
            ("1.5小时", "1.5小时", 5400),
        ];
        all_are_read(table);
    }

    #[test]
    fn two_lengths_stay_two() {
        assert_eq!(seconds("3分钟，最多10分钟").len(), 2);
    }

    #[test]
    fn what_is_no_length_is_left_alone() {
        let texts = [
            "just a minute",
            "one more thing",
            "seventy daylight",
            "稍后",
            "马上",
            "请稍等片刻",
            "一会儿",
            "第3天",
            "周三天气好",
            "周一周二",
            "下周一",
            "11天猫",
            "2026年",
            "11月3日",
            "3分好评",
            "iphone 5s",
            "有一天",
            "半天没人理",
            "上半年",
            "三年级",
            "一周年",
            "三小时候",
            "1秒杀",
            "一天天的",
            "三天两头",
            "10:30",
            "这几天",
            "618年",
            "07年",
            "02到06年",
            "96到06年",
            "四周都有",
            "小米16s",
            "the 90s",
            "他俩天天来",
            "10来电",
            "早一点五分到",
            "下午三点五分",
        ];
        for text in texts {
            none(&Duration, text);
        }
    }

    #[test]
    fn hidden_lengths_have_no_number() {
        assert_eq!(
            values(&Duration, "请等待[数字x]-[数字x]分钟"),
            [("[数字x]-[数字x]分钟".to_owned(), EntityValue::Masked)]
        );
    }
}
