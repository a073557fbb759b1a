//! The numbers agents are known by: 工号1024, 3号客服, 客服7**号.
//!
//! Job numbers are no secret, so a masked one is a hit too: it was said.

use std::sync::LazyLock;

use regex::{Captures, Match, Regex};

use super::hit::{EntityHit, EntityValue};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use super::{digits, numeral};
use crate::language::Bilingual;
use crate::text::Span;

/// An agent's number as agents give it.
#[derive(Debug)]
pub(super) struct JobNumber;

/// The four forms in which it is given: after 工号, after 客服, before 号客服, before 为您服务.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"[a-z]{0,4}-?(?:[0-9*＊]|\[数字x?\]){1,12}|[零〇一幺二两三四五六七八九十百]{1,8}";
    let post = r"客服|座席|坐席|话务员|接线员|客户代表|客户经理|服务专员|专员|顾问|小二|管家";
    let glad = r"(?:很高兴|非常高兴|很荣幸|十分荣幸|竭诚|将|正在|随时|继续)?为[您你](?:提供)?(?:服务|解答|处理)";
    let forms = [
        format!(
            r"(?:工号|员工号|员工编号|(?:{post})编号|坐席号|座席号|服务编号|(?:agent|operator|employee|staff) ?(?:id|number|no\.?))码?(?: ?is)?(?:是|为)?[:：#\s]{{0,3}}(?P<labelled>{number})"
        ),
        format!(
            r"(?:{post})(?:人员|代表)?[:：#\s]{{0,2}}(?P<called>{number})(?P<suffix>号)?(?P<called_glad>[，,\s]{{0,2}}{glad})?"
        ),
        format!(r"(?P<ranked>{number})号(?:在线|人工)?(?:{post})"),
        format!(r"(?P<glad>{number})(?P<glad_suffix>号)?[，,\s]{{0,2}}{glad}"),
    ];
    Regex::new(&forms.join("|")).expect("the pattern is fixed and tested")
});

impl Entity for JobNumber {
    fn name(&self) -> &'static str {
        "job-number"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "工号：工号1024、客服8号、3号客服、1024号为您服务；脱敏的工号也算",
            "An agent's number: 工号1024, 客服8号, 3号客服, 1024号为您服务, agent ID 1024; a masked one counts",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Literals(&[
            "工号", "号", "客服", "席", "员", "代表", "经理", "顾问", "小二", "管家", "为您", "为你", "agent",
            "operator", "staff",
        ])
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        let mut hits = Vec::new();
        let mut from = 0;
        while let Some(found) = PATTERN.captures_at(text, from) {
            let Some(whole) = found.get(0) else { break };
            match number(text, &found) {
                Some(hit) => {
                    from = whole.end();
                    hits.push(hit);
                }
                // The words after a refused number may begin another: 3号客服1024号.
                None => from = after_first(text, whole),
            }
        }
        hits
    }
}

/// Returns the end of the first character of a match, or of the unbroken run of digits it begins with.
fn after_first(text: &str, whole: Match<'_>) -> usize {
    let run = whole.as_str().bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'*').count();
    let character = text.get(whole.start()..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
    whole.start() + run.max(character)
}

/// Returns the number of a match that is one.
fn number(text: &str, found: &Captures<'_>) -> Option<EntityHit> {
    let number = ["labelled", "called", "ranked", "glad"].iter().find_map(|name| found.name(name))?;
    let raw = number.as_str();
    let after = text.get(number.end()..)?;
    let before = text.get(..number.start())?;
    let before_it = text.get(..found.get(0)?.start())?;
    let digits_follow =
        after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '*') || numeral_continues(raw, after);
    let inside_code = before
        .ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '*' | '/' | ':' | '第' | '月'))
        && (found.name("labelled").is_none() && found.name("called").is_none());
    if digits_follow || (inside_code && !before.ends_with('第')) || !is_given(found, raw, (before_it, after)) {
        return None;
    }
    let value = match raw.contains(['*', '＊', '[']) {
        true => EntityValue::Masked,
        false => EntityValue::Text(normal(raw)),
    };
    Some(EntityHit { span: Span::new(number.start(), number.end()), value })
}

/// Says whether the number goes on after a match that was cut short.
fn numeral_continues(raw: &str, after: &str) -> bool {
    let spoken = raw.chars().next().is_some_and(|c| numeral::digit(c).is_some());
    after.starts_with(|c: char| spoken && (numeral::digit(c).is_some() || matches!(c, '十' | '百' | '千' | '万')))
}

/// Says whether the words around make the number a job number.
fn is_given(found: &Captures<'_>, raw: &str, (before, after): (&str, &str)) -> bool {
    let spoken = raw.chars().all(|c| !c.is_ascii() && c != '＊');
    let length = raw.chars().count();
    if found.name("labelled").is_some() {
        // 工号一样 and 工号一直 hold no number.
        return !spoken || length > 1 || ends_number(after);
    }
    if found.name("called").is_some() {
        if found.name("called_glad").is_some() {
            return found.name("suffix").is_some() || (!spoken && length >= 2);
        }
        let Some(rest) = found.name("suffix").and_then(|_| after.strip_prefix('号')) else {
            let hidden = raw.contains(['*', '＊', '[']);
            return length >= 3
                && is_pause(after)
                && (hidden || (!spoken && length <= 8 && !is_hotline(raw) && !is_sought(before)));
        };
        // 客服11号上班 is a date, 客服8号为您服务 is a number.
        let day = numeral::chinese_value(raw)
            .or_else(|| raw.parse().ok())
            .is_some_and(|value: f64| (1.0..=31.0).contains(&value));
        let place = rest.starts_with(['线', '楼', '店', '仓', '机', '码']);
        return !place && (!day || is_pause(rest) || before.ends_with("我是") || before.ends_with("这里是"));
    }
    if found.name("glad").is_some() && found.name("glad_suffix").is_none() {
        return !spoken && (3..=8).contains(&length) && !is_hotline(raw);
    }
    true
}

/// Says whether digits are a company's telephone number.
fn is_hotline(raw: &str) -> bool {
    raw.starts_with("400")
        || raw.starts_with("800")
        || raw.starts_with("95")
        || (raw.starts_with("100") && raw.len() == 5)
}

/// Says whether the customer is told to turn to someone: 请联系客服10086.
fn is_sought(before: &str) -> bool {
    ["联系", "咨询", "拨打", "致电", "找", "问", "转", "加"].iter().any(|word| before.ends_with(word))
}

/// Says whether a number is over: 号, a pause, or the words that follow a job number.
fn ends_number(after: &str) -> bool {
    is_pause(after) || after.starts_with(['号', '为', '很', '竭'])
}

/// Says whether a clause ends here.
fn is_pause(after: &str) -> bool {
    !digits::head_chars(after, 0, 1).starts_with(char::is_alphanumeric) || after.starts_with("[姓名")
}

/// Writes a number in ASCII: 幺零二四 is 1024, 十二 is 12.
fn normal(raw: &str) -> String {
    if raw.is_ascii() {
        return raw.to_owned();
    }
    let read_out: Option<String> = raw.chars().map(digits::spoken_digit).collect();
    read_out
        .or_else(|| numeral::chinese_value(raw).map(|value| format!("{value:.0}")))
        .unwrap_or_else(|| raw.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{none, reads, values};
    use super::*;

    #[test]
    fn numbers_are_found() {
        for text in [
            "工号1024",
            "您好，工号1024很高兴为您服务",
            "工号：1024号",
            "我的工号是1024",
            "客服1024号为您服务",
            "客服1024为您服务",
            "1024号客服为您服务",
            "1024号为您服务",
            "1024号，很高兴为您服务",
            "1024很高兴为您服务",
            "工号幺零二四",
            "座席1024号，请问",
            "我是客服1024号",
            "agent id 1024",
            "工号为1024，请问",
            "第1024号客服",
            "人工坐席 1024号",
            "专员1024竭诚为您服务",
            "您好，客服1024，请问",
            "我是客服1024号小王",
        ] {
            reads(&JobNumber, text, "1024");
        }
        reads(&JobNumber, "客服8号为您服务", "8");
        reads(&JobNumber, "八号客服", "8");
        reads(&JobNumber, "我是客服8号小王", "8");
        reads(&JobNumber, "客服十二号，很高兴为您服务", "12");
        reads(&JobNumber, "工号a1024", "a1024");
    }

    #[test]
    fn masked_numbers_were_said() {
        for text in [
            "工号[数字x]，请问",
            "客服7**号为您解答",
            "客服70**很高兴为您服务",
            "[数字x]号客服",
            "工号***",
            "80**号竭诚为您服务",
        ] {
            let found: Vec<_> = values(&JobNumber, text).into_iter().map(|(_, value)| value).collect();
            assert_eq!(found, [EntityValue::Masked], "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "客服24小时在线",
            "24小时为您服务",
            "工号是多少",
            "工号一样",
            "客服11号上班",
            "11月11号客服统一处理",
            "4008200000竭诚为您服务",
            "95588为您服务",
            "客服3元权限",
            "400-820-0000为您服务",
            "很高兴为您服务",
            "客服热线10086",
            "客服送1包",
            "13800138000为您服务",
            "客服7天无理由",
            "客服一直在",
            "请联系客服10086",
            "请咨询客服8023",
        ] {
            none(&JobNumber, text);
        }
    }
}
