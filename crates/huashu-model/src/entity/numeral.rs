//! Numbers in text: 1,280.5 · 3万 · 7千3百 · 一百五 · 一点五 · 一两 · [数字x].
//!
//! Finds numbers and their values; what is counted is for the entities to say.

use super::digits;
use crate::text::Span;

/// A number and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Quantity {
    /// Where the number stands, with 万 and the like.
    pub(super) span: Span,
    /// How much it says.
    pub(super) value: Value,
    /// Whether it is written in Chinese numerals alone.
    pub(super) spoken: bool,
}

/// How much a number says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value {
    /// A known number; of an approximation (一两), the upper one.
    Known(f64),
    /// A vague number, with the most that it says: 几 is up to 9, 十几 up to 19.
    Vague(f64),
    /// A number the log hides.
    Masked,
}

/// The masks that stand for a number.
const MASKS: &[&str] = &["[数字x]", "[数字]"];

/// Returns the numbers of a text, in order.
pub(super) fn quantities(text: &str) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let (end, value) = if c.is_ascii_digit() {
            compound(text, written(text, at))
        } else if c == '[' {
            masked(text, at)
        } else if is_chinese_numeral(c) {
            compound(text, decimal(text, at).unwrap_or_else(|| spoken(text, at)))
        } else {
            (at + c.len_utf8(), None)
        };
        if let Some(value) = value {
            found.push(Quantity { span: Span::new(at, end), value, spoken: is_chinese_numeral(c) });
        }
        at = end;
    }
    found
}

/// Says whether something between two numbers makes them a range: 2-3, 两到三.
pub(super) fn is_range(text: &str, left: Span, right: Span) -> bool {
    text.get(left.end..right.start).is_some_and(|between| {
        matches!(
            between.trim_matches(' '),
            "-" | "--" | "~" | "～" | "—" | "——" | "–" | "－" | "−" | "到" | "至" | "to"
        )
    })
}

/// Reads a number in ASCII digits at byte `at`; returns its end and its value.
fn written(text: &str, at: usize) -> (usize, Option<Value>) {
    let bytes = text.as_bytes();
    let digits_from = |from: usize| bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = at + digits_from(at);
    while bytes.get(end) == Some(&b',') && digits_from(end + 1) == 3 {
        end += 4;
    }
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits_from(end + 1);
        end += if fraction > 0 { 1 + fraction } else { 0 };
    }
    let raw = text.get(at..end).unwrap_or_default();
    // Longer runs are codes; reading them as a number helps no one.
    let mut value = if raw.len() > 20 { Some(f64::INFINITY) } else { raw.replace(',', "").parse::<f64>().ok() };
    while let Some(c) = text.get(end..).and_then(|rest| rest.chars().next()) {
        let Some(unit) = large_unit(c) else { break };
        value = value.map(|value| value * unit);
        end += c.len_utf8();
    }
    (end, value.map(Value::Known))
}

/// Reads a masked number at byte `at`; returns its end and its value.
fn masked(text: &str, at: usize) -> (usize, Option<Value>) {
    let rest = text.get(at..).unwrap_or_default();
    match MASKS.iter().find(|mask| rest.starts_with(**mask)) {
        Some(mask) => (at + mask.len(), Some(Value::Masked)),
        None => (at + 1, None),
    }
}

/// Reads a number in Chinese numerals at byte `at`; returns its end and its value.
fn spoken(text: &str, at: usize) -> (usize, Option<Value>) {
    let rest = text.get(at..).unwrap_or_default();
    let end = match rest.strip_prefix(['半', '俩', '仨']) {
        Some(after) => rest.len() - after.len(),
        None => rest.find(|c| matches!(c, '半' | '俩' | '仨') || !is_chinese_numeral(c)).unwrap_or(rest.len()),
    };
    let raw = rest.get(..end).unwrap_or_default();
    let value = match raw.contains('几') {
        true => Some(Value::Vague(chinese_value(&raw.replace('几', "九")).unwrap_or(9.0))),
        false => chinese_value(raw).map(Value::Known),
    };
    (at + end, value)
}

/// Reads 一点五 and 十二点二五 at byte `at`, with 万 and the like behind; `None` where 点 is no decimal point.
///
/// 下午两点五分 is an hour and 早一点五分钟到 is none: what counts must follow, and nothing before may make 点 an hour's
/// or a little.
fn decimal(text: &str, at: usize) -> Option<(usize, Option<Value>)> {
    let start = text.get(at..)?;
    let is_part = |c: char| digit(c).is_some() || large_unit(c).is_some();
    let length: usize = start.chars().take(7).take_while(|c| is_part(*c)).map(char::len_utf8).sum();
    let (head, rest) = start.split_at_checked(length).filter(|(head, _)| !head.is_empty())?;
    let rest = rest.strip_prefix('点')?;
    let before = super::digits::tail_chars(text, at, 2);
    let is_hour =
        ["午", "上", "晨", "早", "晚", "天", "今", "明", "到", "至"].iter().any(|word| before.ends_with(word));
    let is_little =
        head == "一" && before.ends_with(['快', '慢', '有', '等', '了', '多', '少', '差', '好', '提', '迟', '下']);
    if is_hour || is_little {
        return None;
    }
    let length: usize = rest.chars().take(7).take_while(|c| digit(*c).is_some()).map(char::len_utf8).sum();
    let (fraction, mut rest) = rest.split_at_checked(length).filter(|(fraction, _)| !fraction.is_empty())?;
    let whole = if head == "零" { 0.0 } else { chinese_value(head)? };
    let value = fraction
        .chars()
        .filter_map(digit)
        .fold((whole, 0.1), |(sum, place), digit| (sum + digit * place, place / 10.0));
    // Tenths are no binary fractions.
    let mut value = (value.0 * 1e6).round() / 1e6;
    if rest.starts_with('十')
        || (rest.starts_with('分') && !rest.starts_with("分钟"))
        || rest.starts_with(['刻', '整', '半'])
    {
        return None;
    }
    while let Some(unit) = rest.chars().next().and_then(large_unit) {
        value *= unit;
        rest = &rest['万'.len_utf8()..];
    }
    // Without anything that is counted it may be an hour.
    let counts = rest.starts_with(|c: char| c == ' ' || c.is_alphabetic());
    (counts || value >= 1e3).then_some((text.len() - rest.len(), Some(Value::Known(value))))
}

/// Reads on where a number with a large unit is followed by a smaller part: 7千3百, 1万2千, 3万5.
fn compound(text: &str, first: (usize, Option<Value>)) -> (usize, Option<Value>) {
    let (mut end, Some(Value::Known(mut sum))) = first else { return first };
    let unit_before = |end: usize| text.get(..end).and_then(|head| head.chars().next_back()).and_then(large_unit);
    while let Some(unit) = unit_before(end).filter(|unit| *unit >= 100.0) {
        let Some(next) = text.get(end..).and_then(|rest| rest.chars().next()) else { break };
        let (part_end, part) = match next {
            '零' => break,
            _ if next.is_ascii_digit() => written(text, end),
            _ if digit(next).is_some() => spoken(text, end),
            _ => break,
        };
        let Some(Value::Known(part)) = part else { break };
        let smaller = unit_before(part_end);
        let part = match smaller {
            Some(_) if part < unit => part,
            // The 5 of 3万5元 are thousands; those of 10万5天到账 are days.
            None if (1.0..10.0).contains(&part) && part.fract() == 0.0 && is_counted_in_yuan(text, part_end) => {
                part * unit / 10.0
            }
            _ => break,
        };
        (sum, end) = (sum + part, part_end);
    }
    (end, Some(Value::Known(sum)))
}

/// Says whether a number ends with the clause, or before a unit of money.
fn is_counted_in_yuan(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    rest.starts_with(['元', '块', '圆']) || !rest.starts_with(|c: char| c.is_alphanumeric() || c == '.')
}

/// Reads what makes a round number an approximation, 来, 多, 余 or 几 behind it: its bytes, and the most that it says.
pub(super) fn approximation(text: &str, number: &Quantity) -> Option<(usize, f64)> {
    let Value::Known(value) = number.value else { return None };
    let written = text.get(number.span.start..number.span.end)?;
    let round = [1e4, 1e3, 100.0, 10.0].into_iter().find(|unit| value >= *unit && value % unit == 0.0)?;
    let ends_round = written.ends_with('0') || written.chars().next_back().and_then(large_unit).is_some();
    let word = ["来", "多", "余", "几"]
        .into_iter()
        .find(|word| text.get(number.span.end..).is_some_and(|rest| rest.starts_with(word)))?;
    ends_round.then_some((word.len(), value + round - 1.0))
}

/// Returns the value of a number in Chinese numerals; of an approximation, the upper one.
pub(super) fn chinese_value(raw: &str) -> Option<f64> {
    if raw == "半" {
        return Some(0.5);
    }
    // No quantity anyone says aloud is longer; what is longer is a code read out.
    if raw.chars().nth(24).is_some() {
        return None;
    }
    if raw.chars().all(|c| digit(c).is_some()) {
        return read_out(raw);
    }
    if let Some(value) =
        [("俩", 2.0), ("仨", 3.0)].into_iter().find_map(|(word, value)| (raw == word).then_some(value))
    {
        return Some(value);
    }
    let (mut total, mut section, mut pending, mut last_unit) = (0.0, 0.0, None, 1.0);
    for c in raw.chars() {
        if c == '零' || c == '〇' {
            last_unit = 1.0;
        } else if let Some(value) = digit(c) {
            // Two digits in a row are an approximation, upwards: 十五六, 三四十.
            if pending.is_some_and(|previous| previous >= value) {
                return None;
            }
            pending = Some(value);
        } else if let Some(unit) = large_unit(c) {
            if unit >= 1e4 {
                let before = total + section + pending.take().unwrap_or(0.0);
                total = before.max(1.0) * unit;
                section = 0.0;
            } else {
                section += pending.take().unwrap_or(1.0) * unit;
            }
            last_unit = unit;
        } else {
            return None;
        }
    }
    // 一百五 is 150 and 三千二 is 3200, but 十五 is 15 and 一百零五 is 105.
    let last = pending.map_or(0.0, |value| if last_unit >= 100.0 { value * last_unit / 10.0 } else { value });
    Some(total + section + last)
}

/// Reads digits without units: 三, 一两 (at most two), 二零二六.
fn read_out(raw: &str) -> Option<f64> {
    let digits: Vec<f64> = raw.chars().filter_map(digit).collect();
    if let [low, high] = digits.as_slice()
        && *low > 0.0
        && (high - low == 1.0 || (*low == 3.0 && *high == 5.0))
    {
        return Some(*high);
    }
    Some(digits.iter().fold(0.0, |sum, value| sum * 10.0 + value))
}

/// Returns the value of one Chinese digit.
pub(super) fn digit(c: char) -> Option<f64> {
    super::digits::spoken_digit(c).and_then(|digit| digit.to_digit(10)).map(f64::from)
}

/// Returns what a unit character multiplies by.
fn large_unit(c: char) -> Option<f64> {
    Some(match c {
        '十' => 10.0,
        '百' => 100.0,
        '千' => 1e3,
        '万' => 1e4,
        '亿' => 1e8,
        _ => return None,
    })
}

/// Says whether a character can stand in a number written in Chinese numerals.
fn is_chinese_numeral(c: char) -> bool {
    digit(c).is_some() || large_unit(c).is_some() || matches!(c, '半' | '几' | '俩' | '仨')
}

/// Returns the ASCII digit that a digit of any script stands for: 3, 三, 叁.
pub(super) fn any_digit(c: char) -> Option<char> {
    if c.is_ascii_digit() {
        return Some(c);
    }
    digits::spoken_digit(c).or(match c {
        '壹' => Some('1'),
        '贰' => Some('2'),
        '叁' => Some('3'),
        '肆' => Some('4'),
        '伍' => Some('5'),
        '陆' => Some('6'),
        '柒' => Some('7'),
        '捌' => Some('8'),
        '玖' => Some('9'),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numbers_have_values() {
        let table = [
            ("三", 3.0),
            ("十", 10.0),
            ("十五", 15.0),
            ("二十四", 24.0),
            ("一百五", 150.0),
            ("一百零五", 105.0),
            ("三千二", 3200.0),
            ("两万五", 25_000.0),
            ("一两", 2.0),
            ("三五", 5.0),
            ("十五六", 16.0),
            ("二零二六", 2026.0),
            ("半", 0.5),
            ("一百二十", 120.0),
            ("三千万", 3e7),
        ];
        for (raw, value) in table {
            assert_eq!(chinese_value(raw), Some(value), "{raw}");
        }
        assert_eq!(chinese_value("十六五"), None);
    }

    #[test]
    fn numbers_of_several_parts_have_one_value() {
        let table = [
            ("7千3百", 7300.0),
            ("1万2千", 12_000.0),
            ("3万5", 35_000.0),
            ("1万2千3百", 12_300.0),
            ("两千5百", 2500.0),
            ("一点五小时", 1.5),
            ("零点五天", 0.5),
            ("十二点二五元", 12.25),
            ("一点二万", 12_000.0),
            ("仨", 3.0),
        ];
        for (raw, value) in table {
            let found = quantities(raw);
            assert_eq!(found.first().map(|found| found.value), Some(Value::Known(value)), "{raw}");
            assert_eq!(found.len(), 1, "{raw}");
        }
        for text in ["三点五十", "下午三点五分", "三点五分到", "早一点五分钟", "快一点五分钟", "一点", "三点五"]
        {
            assert!(quantities(text).iter().all(|found| found.value != Value::Known(3.5)), "{text}");
            assert!(quantities(text).iter().all(|found| found.value != Value::Known(1.5)), "{text}");
        }
    }

    #[test]
    fn written_numbers_take_separators_and_units() {
        let values: Vec<Value> =
            quantities("1,280.50和3万 [数字x]几 1.2.3").iter().map(|found| found.value).collect();
        let known = Value::Known;
        let vague = Value::Vague(9.0);
        assert_eq!(values, [known(1280.5), known(30_000.0), Value::Masked, vague, known(1.2), known(3.0)]);
    }
}
