//! Variables in texts that are written in advance: `{客户名}`, `{{订单号}}`, `${name}`, `【姓名】`, `#订单号#`, `%s`, `〔时间〕`.
//!
//! What will stand there is not known, so nothing is matched across one or in its name. For matching, a variable becomes
//! marks that no fold changes and no phrase holds, as long as it is itself, so that every place stays where it was.

use super::is_han;
use super::span::Span;

/// What a variable will hold, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    /// Who serves: a job number, an agent's name.
    Agent,
    /// A time, a date or a duration.
    Time,
    /// Why something is so.
    Reason,
    /// Anything else.
    Other,
}

/// A variable in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Bytes of the text, its brackets included.
    pub span: Span,
    /// What it will hold.
    pub kind: SlotKind,
}

/// Stands where a variable of three bytes, or the rest of a longer one, was: a code point that is no character.
const FILLING: char = '\u{FDD0}';

impl SlotKind {
    /// Returns what begins the marks of such a variable: code points of two bytes that are no characters yet.
    pub fn mark(self) -> char {
        match self {
            SlotKind::Agent => '\u{378}',
            SlotKind::Time => '\u{379}',
            SlotKind::Reason => '\u{380}',
            SlotKind::Other => '\u{381}',
        }
    }

    fn of(name: &str) -> SlotKind {
        let name = name.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        match () {
            () if has(AGENT) && !has(CUSTOMER) => SlotKind::Agent,
            () if has(REASON) => SlotKind::Reason,
            () if has(TIME) => SlotKind::Time,
            () => SlotKind::Other,
        }
    }
}

const AGENT: &[&str] = &[
    "工号",
    "客服",
    "坐席",
    "座席",
    "顾问",
    "管家",
    "专员",
    "接待人",
    "服务人员",
    "经办人",
    "花名",
    "agent",
    "staff",
    "seat",
    "job_number",
    "jobnumber",
    "kefu",
    "operator",
    "servicer",
    "assignee",
];
const CUSTOMER: &[&str] = &["客服电话", "客服热线", "phone", "hotline"];
const TIME: &[&str] = &[
    "时间", "时长", "分钟", "小时", "日期", "天数", "时限", "期限", "多久", "时刻", "time", "date", "duration",
    "minute", "hour", "deadline",
];
const REASON: &[&str] = &["原因", "理由", "事由", "缘由", "reason", "cause"];

/// Ends of names that only variables have, inside brackets that other texts use as well.
const ENDS_OF_NAMES: &[&str] = &[
    "姓名",
    "客户名",
    "顾客名",
    "买家名",
    "用户名",
    "会员名",
    "昵称",
    "称呼",
    "名字",
    "姓氏",
    "工号",
    "单号",
    "订单号",
    "编号",
    "号码",
    "手机号",
    "电话",
    "地址",
    "时间",
    "日期",
    "时长",
    "分钟数",
    "小时数",
    "天数",
    "金额",
    "价格",
    "数量",
    "商品名",
    "商品名称",
    "店铺名",
    "店铺名称",
    "店名",
    "公司名",
    "链接",
    "网址",
    "原因",
    "验证码",
    "尾号",
    "余额",
    "房号",
    "科室",
    "网点",
    "快递公司",
];
/// The same in Latin letters.
const LATIN_NAMES: &[&str] = &[
    "name", "username", "nickname", "customer", "agent", "order", "time", "date", "reason", "amount", "phone",
    "address",
];

/// Whether what stands between brackets is the name of a variable.
type IsName = fn(&str) -> bool;

/// Brackets of variables, longer ones first, and what stands between them.
const BRACKETS: &[(&str, &str, IsName)] = &[
    ("{{", "}}", |name| is_short(name, 80)),
    ("${", "}", |name| is_short(name, 40)),
    ("{", "}", is_expression),
    ("｛", "｝", is_expression),
    ("〔", "〕", |name| is_short(name, 20)),
    ("【", "】", is_chinese_name),
    ("#", "#", |name| is_chinese_name(name) || is_identifier(name)),
    ("<", ">", |name| is_chinese_name(name) || is_latin_name(name)),
];

/// Returns the variables of a text, in order and apart.
///
/// ```
/// use huashu_model::text::slots::{SlotKind, slots};
///
/// let text = "您好{客户名}，客服【工号】为您服务，#话题# 是话题";
/// let found: Vec<_> = slots(text).iter().map(|slot| (slot.span.of(text), slot.kind)).collect();
/// assert_eq!(found, [("{客户名}", SlotKind::Other), ("【工号】", SlotKind::Agent)]);
/// ```
pub fn slots(text: &str) -> Vec<Slot> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['{', '$', '｛', '〔', '【', '#', '<', '%']) {
        at += next;
        match slot_at(text, at) {
            Some(slot) => {
                at = slot.span.end;
                found.push(slot);
            }
            None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

/// Returns the text with marks in place of variables, as long as before; `None` where it holds none.
pub fn masked(text: &str) -> Option<String> {
    let slots = slots(text);
    let first = slots.first()?;
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first.span.start]);
    let ends = slots.iter().skip(1).map(|slot| slot.span.start).chain([text.len()]);
    for (slot, end) in slots.iter().zip(ends) {
        push_marks(&mut out, slot);
        out.push_str(&text[slot.span.end..end]);
    }
    Some(out)
}

/// Returns whether a part of a masked text holds the marks of a variable.
pub fn holds_marks(text: &str) -> bool {
    text.contains(['\u{378}', '\u{379}', '\u{380}', '\u{381}', FILLING])
}

fn push_marks(out: &mut String, slot: &Slot) {
    let length = slot.span.end - slot.span.start;
    let mark = slot.kind.mark();
    // So many of two and three bytes as make up the length; the kind stands first.
    let threes = length % 2;
    let twos = (length - 3 * threes) / 2;
    if twos > 0 {
        out.push(mark);
        out.extend(std::iter::repeat_n(SlotKind::Other.mark(), twos - 1));
    }
    out.extend(std::iter::repeat_n(FILLING, threes));
}

fn slot_at(text: &str, at: usize) -> Option<Slot> {
    let rest = &text[at..];
    if let Some(length) = conversion(rest) {
        // 30%s is a slip of the pen, and no variable.
        let in_number = text[..at].ends_with(|c: char| c.is_ascii_digit());
        return (!in_number).then_some(Slot { span: Span::new(at, at + length), kind: SlotKind::Other });
    }
    BRACKETS.iter().find_map(|(open, close, is_name)| {
        let inside = rest.strip_prefix(open)?;
        let within = inside.char_indices().nth(LONGEST + close.len()).map_or(inside.len(), |(end, _)| end);
        let name = &inside[..inside[..within].find(close)?];
        let end = at + open.len() + name.len() + close.len();
        is_name(name.trim()).then(|| Slot { span: Span::new(at, end), kind: SlotKind::of(name) })
    })
}

/// Most characters of a name.
const LONGEST: usize = 80;

/// Returns the length of a conversion of `printf`: `%s`, `%d`, `%1$s`, `%@`.
fn conversion(rest: &str) -> Option<usize> {
    let behind = rest.strip_prefix('%')?;
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    let positional = digits > 0 && behind[digits..].starts_with('$');
    let length = if positional { digits + 1 } else { 0 };
    let mut following = behind[length..].chars();
    let is_letter = following.next().is_some_and(|letter| matches!(letter, 's' | 'd' | '@'));
    let ends = !following.next().is_some_and(|next| next.is_ascii_alphanumeric());
    (is_letter && ends).then_some(1 + length + 1)
}

fn is_short(name: &str, most: usize) -> bool {
    !name.is_empty() && name.chars().count() <= most && !name.contains(['\n', '{', '}', '〔'])
}

/// Returns whether this stands between braces as a variable does; what sentences are made of does not.
fn is_expression(name: &str) -> bool {
    let falls_back = ["fallback", "default"].iter().any(|word| name.contains(word));
    is_short(name, 40)
        && !name.contains(['，', '。', '！', '？', '；', '：', '、'])
        && (falls_back || !name.contains(['|', ',', '"']))
}

fn is_chinese_name(name: &str) -> bool {
    let is_word = |c: char| is_han(c) || c.is_ascii_alphanumeric() || c == '_';
    name.chars().count() <= 10 && name.chars().all(is_word) && ENDS_OF_NAMES.iter().any(|end| name.ends_with(end))
}

fn is_identifier(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
    (2..=40).contains(&name.len())
        && name.bytes().all(is_part)
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Returns whether this is no tag of HTML.
fn is_latin_name(name: &str) -> bool {
    is_identifier(name) && (name.contains('_') || LATIN_NAMES.contains(&name.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        slots(text).iter().map(|slot| slot.span.of(text)).collect()
    }

    #[test]
    fn variables_are_seen_in_every_form() {
        let text = "{客户名} {{订单号}} {{ ticket.id | default: \"-\" }} ${name} 【姓名】 %s %1$s #订单号# #buyerNick# <name> <单号> 〔时间〕";
        let expected = [
            "{客户名}",
            "{{订单号}}",
            "{{ ticket.id | default: \"-\" }}",
            "${name}",
            "【姓名】",
            "%s",
            "%1$s",
            "#订单号#",
            "#buyerNick#",
            "<name>",
            "<单号>",
            "〔时间〕",
        ];
        assert_eq!(found(text), expected);
    }

    #[test]
    fn ordinary_text_holds_none() {
        for text in [
            "【温馨提示】不要告诉他人",
            "#双十一# 来了",
            "1# 楼和 2# 楼",
            "打 8 折，30%services",
            "涨了30%s",
            "<b>您好</b>",
            "a < b > c",
            "{你好，请说}",
            "{甲|乙}",
            "{没有关上",
            "{}",
            "#",
            "%",
            "〔",
            "{{}}",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn names_tell_what_a_variable_holds() {
        for (text, kind) in [
            ("{客服姓名}", SlotKind::Agent),
            ("〔工号〕", SlotKind::Agent),
            ("{{agent.name}}", SlotKind::Agent),
            ("{客服电话}", SlotKind::Other),
            ("{预计时间}", SlotKind::Time),
            ("〔原因〕", SlotKind::Reason),
            ("{客户名}", SlotKind::Other),
        ] {
            assert_eq!(slots(text)[0].kind, kind, "{text}");
        }
    }

    #[test]
    fn masks_are_as_long_and_no_fold_changes_them() {
        for text in ["{a}", "%s", "你{ab}好", "{客服姓名}", "甲%1$s乙${n}丙", "〔时间〕后"] {
            let masked = masked(text).expect("a variable");
            assert_eq!(masked.len(), text.len(), "{text}");
            assert!(holds_marks(&masked) && crate::text::fold(&masked).is_identity(), "{text}");
        }
    }
}
