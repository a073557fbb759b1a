//! WeChat handles, which only their context tells from other words.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::hit::{EntityHit, text_hit};
use super::precheck::Precheck;
use super::recogniser::{Entity, bilingual};
use crate::language::Bilingual;

/// A WeChat handle or a mobile number given as one.
#[derive(Debug)]
pub(super) struct Wechat;

/// A name of WeChat, plain or evasive; what links it to the handle; the handle.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<standing>wxid_[a-z0-9]{6,20})",
        r"|(?P<before>1[3-9][0-9]{9})[ （(，,]{0,2}(?:手机)?微信同(?:号|步)",
        r"|(?P<label>微信|[薇威维卫喂]信|v信|加(?:[微薇威维]信?|vx?|wx)|[+＋] ?v|vx|wx|wechat|weixin|[v微] ?[:：]|[薇微威]\x{fffc}|[薇威])",
        r"(?P<between>(?:账号|帐号|号码|号|id|搜索|搜|添加|加|是|为|同号|我的|我|一下|[:：\s·.,，、~—=（(【“\x{fffc}-]){0,8})",
        r"(?P<handle>[a-z][-_a-z0-9]{5,19}|1[3-9][0-9]{9})",
    ))
    .expect("the pattern is fixed and tested")
});

/// Words that follow a name of WeChat without being a handle.
const WORDS: &[&str] = &[
    "wechat", "weixin", "android", "iphone", "windows", "official", "account", "public", "payment", "number",
    "please",
];
/// Links that say outright that a handle follows.
const EXPLICIT: &[&str] = &["号", "id", "搜", "加", "是", "为", ":", "："];

impl Entity for Wechat {
    fn name(&self) -> &'static str {
        "wechat"
    }

    fn describe(&self) -> Bilingual {
        bilingual(
            "微信号：须有微信、vx、薇信等字样，后接微信号或手机号",
            "A WeChat handle or mobile number that follows a name of WeChat, evasive spellings included",
        )
    }

    fn precheck(&self) -> Precheck {
        Precheck::Literals(&["微", "薇", "威", "维", "卫信", "喂信", "v", "wx", "wechat", "weixin"])
    }

    fn find(&self, text: &str) -> Vec<EntityHit> {
        PATTERN.captures_iter(text).filter_map(|found| handle(text, &found)).collect()
    }
}

/// Returns the handle of a match that is one.
fn handle(text: &str, found: &Captures<'_>) -> Option<EntityHit> {
    let whole = found.get(0)?;
    let handle = found.name("standing").or_else(|| found.name("before")).or_else(|| found.name("handle"))?;
    let before = text.get(..whole.start())?.chars().next_back();
    let mut after = text.get(handle.end()..)?.chars();
    let (next, further) = (after.next(), after.next());
    let longer = next.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '@' | '*' | '＊' | '/'))
        || (matches!(next, Some('.' | ':')) && further.is_some_and(|c| c.is_ascii_alphanumeric() || c == '/'));
    let inside_word = whole.as_str().starts_with(|c: char| c.is_ascii_alphanumeric())
        && before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    if longer || inside_word {
        return None;
    }
    if let (Some(label), Some(between)) = (found.name("label"), found.name("between"))
        && !is_handle(label.as_str(), between.as_str(), handle.as_str())
    {
        return None;
    }
    Some(text_hit(handle.start(), handle.end(), handle.as_str()))
}

/// Says whether a word after a name of WeChat is a handle.
fn is_handle(label: &str, between: &str, handle: &str) -> bool {
    if handle.starts_with(|c: char| c.is_ascii_digit()) {
        return true;
    }
    // vxabc123 may be a model number.
    if label.is_ascii() && between.is_empty() {
        return false;
    }
    let explicit = label.starts_with(['加', '+', '＋'])
        || EXPLICIT.iter().any(|link| between.contains(link) || label.ends_with(link));
    let lone = matches!(label, "薇" | "威");
    let coded = handle.contains(|c: char| c.is_ascii_digit() || c == '_');
    !WORDS.contains(&handle) && (coded || (explicit && !lone))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{none, reads};
    use super::*;

    #[test]
    fn handles_are_found() {
        for text in [
            "微信号abc_12345",
            "加我微信：abc_12345",
            "vx abc_12345",
            "wx:abc_12345哦",
            "v信 abc_12345",
            "薇信abc_12345",
            "加薇 abc_12345",
            "+v：abc_12345",
            "薇\u{fffc}abc_12345",
            "微信号是 abc_12345 ",
            "v：abc_12345",
            "微信搜abc_12345",
            "wechat id: abc_12345",
            "威信abc_12345",
            "添加vx abc_12345",
            "微：abc_12345",
            "＋v abc_12345",
        ] {
            reads(&Wechat, text, "abc_12345");
        }
        for text in [
            "微信13800138000",
            "手机微信同号：13800138000",
            "13800138000微信同号",
            "加v13800138000",
            "13800138000（微信同号）",
        ] {
            reads(&Wechat, text, "13800138000");
        }
        reads(&Wechat, "微信号：lisixiaodian", "lisixiaodian");
        reads(&Wechat, "复制wxid_abc123def456", "wxid_abc123def456");
    }

    #[test]
    fn other_words_are_not() {
        for text in [
            "微信支付",
            "加个微信吧",
            "微信公众号example01",
            "微信 android 版",
            "微信https://example.com",
            "微信abc@example.com",
            "vx12345678",
            "vxabc123",
            "微信号[数字x]",
            "加微信wx",
            "微信138****8000",
            "nvx abc12345",
            "小薇 wonderful",
            "微信小程序",
            "微信 13800138000123",
            "微信号ab1",
        ] {
            none(&Wechat, text);
        }
    }
}
