//! Sums of money: 88元, ¥19.9, 三块五, 2万元, 7千3百块, 20-30元, 20 yuan.

use super::digits;
use super::hit::{EntityHit, EntityValue};
use super::numeral::{self, Quantity, Value};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use crate::language::Bilingual;
use crate::text::Span;

/// A sum of money.
#[derive(Debug)]
pub(super) struct Amount;

/// CharCounts and codes of the yuan that stand before a number.
const YUAN_BEFORE: &[&str] = &["¥", "￥", "rmb", "cny", "人民币"];
/// CharCounts and codes of other currencies that stand before a number.
const FOREIGN_BEFORE: &[&str] = &["us$", "hk$", "$", "£", "€", "usd", "eur", "gbp", "hkd"];
/// Words for other currencies that stand after a number.
const FOREIGN_AFTER: &[&str] = &[
    "美元", "美金", "美刀", "港币", "港元", "欧元", "英镑", "日元", "日币", "韩元", "韩币", "澳元", "加元", "台币",
    "新币", "泰铢", "卢布", "dollars", "usd",
];
/// Words before a number of 万 that say it is money.
const PRICES: &[&str] = &[
    "首付",
    "总价",
    "报价",
    "售价",
    "价格",
    "贷款",
    "贷",
    "额度",
    "保额",
    "成交价",
    "存款",
    "存",
    "借",
    "赔偿",
    "赔付",
    "本金",
    "房款",
    "尾款",
];
/// Masks that stand for a whole sum.
const MASKS: &[&str] = &["[金额x]", "[金额]"];

impl Entity for Amount {
    fn name(&self) -> &'static str {
        "amount"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "金额：88元、¥19.9、三块五、7千3百块、20-30元（取上限），值以元计；外币只有原文",
            "A sum of money, in yuan: 88元, ¥19.9, 三块五, 20-30元 (the upper end); other currencies carry their words only",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Any
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        let numbers = numeral::quantities(text);
        let mut hits: Vec<EntityHit> = Vec::new();
        for (index, number) in numbers.iter().enumerate() {
            let taken = hits.last().map_or(0, |hit| hit.span.end);
            if number.span.start >= taken
                && let Some(hit) =
                    range_at(text, &numbers, index).or_else(|| amount_at(text, number, numbers.get(index + 1)))
                && hit.span.start >= taken
            {
                hits.push(hit);
            }
        }
        for mask in MASKS {
            hits.extend(text.match_indices(mask).map(|(start, _)| EntityHit {
                span: Span::new(start, start + mask.len()),
                value: EntityValue::Masked,
            }));
        }
        hits.sort_by_key(|hit| hit.span);
        hits
    }
}

/// Reads a range of sums that begins at number `first`, with one unit behind both: 20-30元, 二十到三十块.
fn range_at(text: &str, numbers: &[Quantity], first: usize) -> Option<EntityHit> {
    let (low, high) = (numbers.get(first)?, numbers.get(first + 1)?);
    let (Value::Known(from), Value::Known(to)) = (low.value, high.value) else { return None };
    let before = text.get(..low.span.start)?;
    let begins = !before.ends_with(|c: char| c.is_ascii_alphanumeric() || "._*第-/:年月".contains(c));
    if !begins || from >= to || !numeral::is_range(text, low.span, high.span) {
        return None;
    }
    let head = before.strip_suffix(' ').unwrap_or(before);
    let sign = sign_before(head, YUAN_BEFORE);
    let unit = unit_at(text, high, numbers.get(first + 2));
    let start = sign.map_or(low.span.start, |sign| head.len() - sign.len());
    let (end, unit) = match (unit, sign) {
        (Some(unit), _) => unit,
        (None, Some(_)) => (high.span.end, Unit { factor: 1.0, small: 0.0 }),
        (None, None) => return None,
    };
    Some(hit(text, start, end, yuan(high.value, unit.factor, unit.small)))
}

/// Reads the sum a number belongs to.
fn amount_at(text: &str, number: &Quantity, next: Option<&Quantity>) -> Option<EntityHit> {
    if matches!(number.value, Value::Vague(_)) || matches!(number.value, Value::Known(value) if !value.is_finite())
    {
        return None;
    }
    let before = text.get(..number.span.start)?;
    let head = before.strip_suffix(' ').unwrap_or(before);
    if let Some(sign) = sign_before(head, YUAN_BEFORE) {
        let end = unit_at(text, number, next).map_or(number.span.end, |(end, _)| end);
        return Some(hit(text, head.len() - sign.len(), end, yuan(number.value, 1.0, 0.0)));
    }
    if let Some(sign) = sign_before(head, FOREIGN_BEFORE) {
        return Some(hit(text, head.len() - sign.len(), number.span.end, None));
    }
    if before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '*' | '第')) {
        return None;
    }
    if let Some(word) = FOREIGN_AFTER.iter().find(|word| {
        text.get(number.span.end..).is_some_and(|rest| rest.trim_start_matches(' ').starts_with(**word))
    }) {
        let gap = text.get(number.span.end..)?.find(word)?;
        return Some(hit(text, number.span.start, number.span.end + gap + word.len(), None));
    }
    // 首付30万: the word before says it is money.
    let large = text.get(number.span.start..number.span.end)?.ends_with('万')
        && digits::follows_label(text, number.span.start, PRICES);
    let bare = large.then_some((number.span.end, Unit { factor: 1.0, small: 0.0 }));
    let about = numeral::approximation(text, number).and_then(|(length, most)| {
        let span = Span::new(number.span.start, number.span.end + length);
        let number = Quantity { span, value: Value::Known(most), ..*number };
        Some((unit_at(text, &number, None)?, number.value))
    });
    let ((end, unit), value) = match about {
        Some(about) => about,
        None => (unit_at(text, number, next).or(bare)?, number.value),
    };
    Some(hit(text, number.span.start, end, yuan(value, unit.factor, unit.small)))
}

/// Returns the sign at the end of `head`; a code in letters must be a whole word.
fn sign_before<'a>(head: &str, counts: &'a [&'a str]) -> Option<&'a str> {
    counts.iter().copied().find(|sign| {
        head.strip_suffix(sign).is_some_and(|rest| {
            !sign.starts_with(|c: char| c.is_ascii_alphabetic())
                || !rest.ends_with(|c: char| c.is_ascii_alphanumeric())
        })
    })
}

/// Makes a hit; without a number of yuan it carries its words, and a mask carries nothing.
fn hit(text: &str, start: usize, end: usize, value: Option<EntityValue>) -> EntityHit {
    let words = || EntityValue::Text(text.get(start..end).unwrap_or_default().to_owned());
    EntityHit { span: Span::new(start, end), value: value.unwrap_or_else(words) }
}

/// Returns the value in yuan.
fn yuan(value: Value, factor: f64, small: f64) -> Option<EntityValue> {
    match value {
        // Cents are exact in tenths of fen, not in binary fractions.
        Value::Known(count) => Some(EntityValue::Number(((count * factor + small) * 1000.0).round() / 1000.0)),
        Value::Masked => Some(EntityValue::Masked),
        Value::Vague(_) => None,
    }
}

/// A unit of money after a number.
#[derive(Debug, Clone, Copy)]
struct Unit {
    /// How many yuan one of it is.
    factor: f64,
    /// Yuan said after it: the 5 of 三块五.
    small: f64,
}

/// Reads the unit after a number and the small change after the unit.
fn unit_at(text: &str, number: &Quantity, next: Option<&Quantity>) -> Option<(usize, Unit)> {
    let rest = text.get(number.span.end..)?;
    let trimmed = rest.strip_prefix(' ').unwrap_or(rest);
    let from = number.span.end + rest.len() - trimmed.len();
    let whole = Unit { factor: 1.0, small: 0.0 };
    for (word, factor) in [
        ("块钱", 1.0),
        ("元钱", 1.0),
        ("圆", 1.0),
        ("rmb", 1.0),
        ("yuan", 1.0),
        ("cny", 1.0),
        ("人民币", 1.0),
        ("毛钱", 0.1),
        ("分钱", 0.01),
    ] {
        if trimmed.starts_with(word) {
            return Some((from + word.len(), Unit { factor, ..whole }));
        }
    }
    if let Some(after) = trimmed.strip_prefix('元') {
        return is_yuan(number, after).then(|| with_change(text, from + '元'.len_utf8(), next));
    }
    if let Some(after) = trimmed.strip_prefix('块') {
        let end = from + '块'.len_utf8();
        let change = with_change(text, end, next);
        return (change.0 > end || is_money_after(number, after)).then_some(change);
    }
    let after = trimmed.strip_prefix('毛').or_else(|| trimmed.strip_prefix('角'))?;
    // 三角 is a shape and 毛 is hair: small change alone counts only at the end of a clause.
    (is_clause_end(after) && !(number.spoken && trimmed.starts_with('角')))
        .then_some((from + '毛'.len_utf8(), Unit { factor: 0.1, ..whole }))
}

/// Says whether 元 after a number is money: 3元, but not 三元里 or 2元旦.
fn is_yuan(number: &Quantity, after: &str) -> bool {
    let wrong = after.starts_with(['旦', '宵', '素', '气', '件', '首', '帅', '老']);
    let brand = number.spoken && after.starts_with(['里', '牛', '桥', '论', '化', '次', '奶', '函', '方', '组']);
    !wrong && !brand
}

/// Takes small change into the sum: 三块五, 3块5, 12元5角.
fn with_change(text: &str, end: usize, next: Option<&Quantity>) -> (usize, Unit) {
    let alone = (end, Unit { factor: 1.0, small: 0.0 });
    let Some(next) = next.filter(|next| next.span.start == end) else {
        return alone;
    };
    let (Value::Known(count), Some(after)) = (next.value, text.get(next.span.end..)) else {
        return alone;
    };
    let tenths = after.starts_with(['毛', '角']);
    if !(0.0..10.0).contains(&count)
        || count.fract() != 0.0
        || !(tenths || is_clause_end(after) || after.starts_with(['的', '钱']))
    {
        return alone;
    }
    let length = if tenths { '毛'.len_utf8() } else { 0 };
    (next.span.end + length, Unit { factor: 1.0, small: count / 10.0 })
}

/// Says whether 块 is money and not a piece, by what follows.
fn is_money_after(number: &Quantity, after: &str) -> bool {
    // 一块 is “together” or “a piece” far more often than a sum.
    if number.spoken && matches!(number.value, Value::Known(1.0)) {
        return false;
    }
    is_clause_end(after)
        || after.starts_with([
            '多', '左', '的', '优', '邮', '运', '差', '券', '红', '以', '吧', '了', '呢', '哦', '哈', '啊', '就',
            '每', '一',
        ])
}

/// Says whether a clause ends here.
fn is_clause_end(after: &str) -> bool {
    digits::head_chars(after, 0, 1).chars().all(|c| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{none, values};
    use super::*;

    #[test]
    fn sums_are_read_in_yuan() {
        let table: &[(&str, &str, f64)] = &[
            ("退您88元", "88元", 88.0),
            ("¥19.9包邮", "¥19.9", 19.9),
            ("￥ 1,280.00", "￥ 1,280.00", 1280.0),
            ("三块五", "三块五", 3.5),
            ("3块5的券", "3块5", 3.5),
            ("运费10块", "10块", 10.0),
            ("一块钱", "一块钱", 1.0),
            ("2万元", "2万元", 20_000.0),
            ("赔付一百五十元", "一百五十元", 150.0),
            ("rmb 200", "rmb 200", 200.0),
            ("首付30万就够", "30万", 300_000.0),
            ("200rmb", "200rmb", 200.0),
            ("12元5角", "12元5角", 12.5),
            ("5毛", "5毛", 0.5),
            ("¥88元", "¥88元", 88.0),
            ("50块左右", "50块", 50.0),
            ("一共7千3百块", "7千3百块", 7300.0),
            ("1万2千元", "1万2千元", 12_000.0),
            ("3万5元", "3万5元", 35_000.0),
            ("两千5百块", "两千5百块", 2500.0),
            ("20-30元", "20-30元", 30.0),
            ("二十到三十块", "二十到三十块", 30.0),
            ("¥20-30", "¥20-30", 30.0),
            ("二三十块", "二三十块", 30.0),
            ("一千二百八十元", "一千二百八十元", 1280.0),
            ("十二点五元", "十二点五元", 12.5),
            ("一点二万元", "一点二万元", 12_000.0),
            ("20多块钱", "20多块钱", 29.0),
        ];
        for (text, words, sum) in table {
            assert_eq!(values(&Amount, text), [((*words).to_owned(), EntityValue::Number(*sum))], "{text}");
        }
    }

    #[test]
    fn other_currencies_keep_their_words() {
        assert_eq!(values(&Amount, "a $20 refund"), [("$20".to_owned(), EntityValue::Text("$20".to_owned()))]);
        assert_eq!(values(&Amount, "20美元"), [("20美元".to_owned(), EntityValue::Text("20美元".to_owned()))]);
    }

    #[test]
    fn hidden_sums_are_masked() {
        assert_eq!(
            values(&Amount, "退款[金额x]，运费[数字x]元"),
            [("[金额x]".to_owned(), EntityValue::Masked), ("[数字x]元".to_owned(), EntityValue::Masked)]
        );
    }

    #[test]
    fn what_is_no_sum_is_left_alone() {
        for text in [
            "3块面膜",
            "一块发货",
            "一块儿",
            "三元里",
            "3单元",
            "2元旦",
            "第3元",
            "几块",
            "三角",
            "2毛毯",
            "多元",
            "型号a3元",
            "30万公里",
        ] {
            none(&Amount, text);
        }
    }
}
