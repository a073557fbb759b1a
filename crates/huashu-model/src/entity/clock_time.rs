//! Times of the day: 14:30, 下午3点, 八点半, 5 pm.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::hit::{EntityHit, EntityValue, text_hit};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use super::{digits, numeral};
use crate::language::Bilingual;
use crate::text::Span;

/// A time of the day.
#[derive(Debug)]
pub(super) struct ClockTime;

/// A mask; hours and minutes with a colon; hours with 点 or 时; hours with am or pm.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    let part = r"凌晨|清晨|早上|早晨|上午|中午|下午|午后|傍晚|晚上|夜里|深夜|半夜|今晚|明晚|昨晚|今早|明早|早|晚";
    let forms = [
        r"(?P<mask>\[时间x?\]|\[数字x?\](?:[:：]\[数字x?\]|点(?:半|钟|\[数字x?\]分)?))".to_owned(),
        format!(
            r"(?P<part>{part})? ?(?P<hour>[0-9]{{1,2}})[:：](?P<minute>[0-5][0-9])(?:[:：][0-5][0-9])?(?: ?(?P<half>[ap])\.?m\b)?"
        ),
        format!(
            r"(?P<part2>{part})? ?(?P<hour2>[0-9]{{1,2}}|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])(?P<mark>点钟|点整|点|时)(?P<rest>半|整|一刻|三刻|(?P<minute2>[0-9]{{1,2}}|[零〇]?[一二三四五六七八九十]{{1,3}})(?P<fen>分)?)?"
        ),
        r"(?P<hour3>[0-9]{1,2}) ?(?P<half3>[ap])\.?m(?-u:\b)".to_owned(),
    ];
    Regex::new(&forms.join("|")).expect("the pattern is fixed and tested")
});

impl Entity for ClockTime {
    fn name(&self) -> &'static str {
        "clock-time"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "时刻：14:30、下午3点、八点半；值为 24 小时制",
            "A time of the day: 14:30, 下午3点, 八点半, 5 pm; its value is the 24-hour time",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Literals(&["点", "时", ":", "：", "am", "pm", "a.m", "p.m"])
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        let mut hits: Vec<EntityHit> = Vec::new();
        let mut part = None;
        for found in PATTERN.captures_iter(text) {
            let Some(whole) = found.get(0) else { continue };
            // 下午三点到五点: the second hour is of the same half of the day.
            let span = Span::new(whole.start(), whole.end());
            let inherited =
                part.filter(|_| hits.last().is_some_and(|last| numeral::is_range(text, last.span, span)));
            let own = found.name("part").or_else(|| found.name("part2")).map(|part| part.as_str());
            part = own.or(inherited);
            hits.extend(time(text, &found, part));
        }
        hits
    }
}

/// Returns the time a match names, when it names one.
fn time(text: &str, found: &Captures<'_>, part: Option<&str>) -> Option<EntityHit> {
    let whole = found.get(0)?;
    if let Some(mask) = found.name("mask") {
        return Some(EntityHit { span: Span::new(mask.start(), mask.end()), value: EntityValue::Masked });
    }
    let start = whole.start() + whole.as_str().len() - whole.as_str().trim_start().len();
    let half = found.name("half").or_else(|| found.name("half3")).map(|half| half.as_str());
    let number = found.name("hour").or_else(|| found.name("hour2")).or_else(|| found.name("hour3"))?;
    if !is_free_before(text, number.start()) {
        return None;
    }
    let (minute, end) = match found.name("hour2") {
        Some(_) => minute_after_hour(text, found, part)?,
        None => {
            let longer = found.name("hour").is_some()
                && text.get(whole.end()..)?.starts_with(|c: char| c.is_ascii_digit() || c == ':');
            let minute = found.name("minute").map_or(Some(0), |minute| minute.as_str().parse().ok())?;
            (if longer { None } else { Some(minute) }?, whole.end())
        }
    };
    let hour = hour_of_day(value(number.as_str())?, part, half)?;
    Some(text_hit(start, end, format!("{hour:02}:{minute:02}")))
}

/// Reads what follows an hour with 点; `None` when 点 is no time: 一点, 3点建议, 早一点.
fn minute_after_hour(text: &str, found: &Captures<'_>, part: Option<&str>) -> Option<(u32, usize)> {
    let (number, mark, whole) = (found.name("hour2")?, found.name("mark")?, found.get(0)?);
    let after_mark = text.get(mark.end()..)?;
    let rest = found.name("rest").map(|rest| rest.as_str());
    let minute = match rest {
        Some("半") => Some(30),
        Some("整") => Some(0),
        Some("一刻") => Some(15),
        Some("三刻") => Some(45),
        _ => found.name("minute2").and_then(|minute| value(minute.as_str())).filter(|minute| *minute < 60),
    };
    let written = number.as_str().is_ascii();
    let sure = found.name("fen").is_some()
        || matches!(rest, Some("半" | "整" | "一刻" | "三刻"))
        || (written && found.name("minute2").is_some_and(|minute| minute.as_str().len() == 2));
    if let (Some(minute), true) = (minute, sure) {
        return Some((minute, whole.end()));
    }
    if mark.as_str() == "时" {
        let ends = part.is_some() || after_mark.starts_with(['前', '后', '至', '到', '-', '~', '整']);
        return (written && ends).then_some((0, mark.end()));
    }
    let hour = value(number.as_str())?;
    let few = !written && hour <= 2;
    let single = matches!(part, Some("早" | "晚"));
    let points = after_mark.starts_with([
        '建', '要', '意', '原', '问', '优', '积', '都', '也', '儿', '不', '没', '成', '经', '好', '小', '点',
    ]);
    let bounded = ["前", "后", "之前", "之后", "以前", "以后", "左右", "到", "至", "-", "~", "～", "—"]
        .iter()
        .any(|word| after_mark.starts_with(word));
    let fits = match part {
        _ if mark.as_str() != "点" => true,
        _ if points => false,
        Some(_) => !(single && few),
        None if written => hour == 0 || hour >= 6 || bounded,
        None => (bounded && !few) || hour >= 6 && is_pause(after_mark),
    };
    fits.then_some((0, mark.end()))
}

/// Returns the hour of the day, 0 to 24.
fn hour_of_day(hour: u32, part: Option<&str>, half: Option<&str>) -> Option<u32> {
    let afternoon = half == Some("p")
        || part.is_some_and(|part| {
            matches!(part, "下午" | "午后" | "傍晚" | "晚上" | "今晚" | "明晚" | "昨晚" | "晚")
        });
    let noon = part == Some("中午");
    match hour {
        12 if half == Some("a") => Some(0),
        1..=11 if afternoon || (noon && hour <= 3) => Some(hour + 12),
        0..=24 => Some(hour),
        _ => None,
    }
}

/// Reads one or two digits or Chinese numerals.
fn value(raw: &str) -> Option<u32> {
    if raw.is_ascii() {
        return raw.parse().ok();
    }
    numeral::chinese_value(raw.trim_start_matches(['零', '〇'])).or(Some(0.0)).map(|value| value as u32)
}

/// Says whether an hour can begin here.
fn is_free_before(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    !before.ends_with(|c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '.' | ':' | '：' | '*' | '第' | '有' | '这' | '那')
            || numeral::digit(c).is_some()
            || matches!(c, '十' | '百')
    })
}

/// Says whether a clause ends here.
fn is_pause(after: &str) -> bool {
    !digits::head_chars(after, 0, 1).starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, none, reads, values};
    use super::*;

    #[test]
    fn times_are_found() {
        for text in [
            "14:30",
            "下午2:30",
            "下午2点半",
            "下午两点三十分",
            "14点30",
            "14点30分",
            "14：30",
            "14:30:05",
            "2:30 pm",
        ] {
            reads(&ClockTime, text, "14:30");
        }
        for text in ["八点前", "早上8点", "8点发货", "8 am", "上午八点", "08:00", "八点钟", "早8点"]
        {
            reads(&ClockTime, text, "08:00");
        }
        reads(&ClockTime, "晚上十点", "22:00");
        reads(&ClockTime, "三点一刻", "03:15");
        reads(&ClockTime, "0点开始", "00:00");
        finds(&ClockTime, "8:00-23:00", &["8:00", "23:00"]);
        finds(&ClockTime, "2026-11-20 10:30", &["10:30"]);
        let afternoon: Vec<_> = values(&ClockTime, "下午三点到五点").into_iter().map(|(_, value)| value).collect();
        assert_eq!(afternoon, [EntityValue::Text("15:00".to_owned()), EntityValue::Text("17:00".to_owned())]);
    }

    #[test]
    fn hidden_times_are_masked() {
        for text in ["[时间x]", "[数字x]:[数字x]", "[数字x]点前"] {
            let found: Vec<_> = values(&ClockTime, text).into_iter().map(|(_, value)| value).collect();
            assert_eq!(found, [EntityValue::Masked], "{text}");
        }
    }

    #[test]
    fn other_words_are_not() {
        for text in [
            "快一点",
            "早一点",
            "晚一点发货",
            "一点都不",
            "3点建议",
            "有两点",
            "25:30",
            "1:1",
            "3.5点",
            "100点",
            "24小时",
            "稍等一点",
            "10:300",
            "三点要求",
        ] {
            none(&ClockTime, text);
        }
    }
}
