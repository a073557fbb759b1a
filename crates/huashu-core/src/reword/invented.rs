//! What a wording tells that nobody said: facts, and promises of a time.

use std::sync::LazyLock;

use regex::Regex;

use super::facts::facts;
use super::placeholder::placeholders;
use huashu_model::text::{Span, fold};

/// Slots and placeholders are facts of the text, or to be filled in.
static SLOTS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\{[^{}]*\}").ok());
/// Promises of a time, and counts, that the recognisers of facts take for none: they may be anybody's.
static PROMISES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let promises = "(?:当天|当日|即日|立刻|立即)(?:之?内|就?[给处解发退])|[一两三几半]+(?:个?工作日|天|分钟|小时|个小时|日|周|位)(?:之?内|以内|左右)?|今天之?内|[二三四五六七八九十]号";
    Regex::new(promises).ok()
});

/// Returns the words of a suggestion that tell a fact or promise a time, in order, each once.
pub fn invented_facts(wording: &str) -> Vec<String> {
    let folded = fold(wording);
    let text = folded.text();
    let mut open: Vec<Span> = placeholders(text);
    let patterns = |pattern: &LazyLock<Option<Regex>>| -> Vec<Span> {
        let found = pattern.as_ref().map(|pattern| pattern.find_iter(text)).into_iter().flatten();
        found.map(|found| Span::new(found.start(), found.end())).collect()
    };
    open.extend(patterns(&SLOTS));
    let mut found: Vec<Span> = facts(text).into_iter().map(|(span, _)| span).collect();
    found.extend(patterns(&PROMISES));
    found.retain(|span| !open.iter().any(|open| open.overlaps(*span)) && !is_anybodys(text, *span));
    found.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    let mut words = Vec::new();
    for span in found {
        if span.start >= end {
            end = span.end;
            words.push(span.of(text).to_owned());
        }
    }
    words.dedup();
    words
}

/// Returns whether words that could be a fact are anybody's: plain Latin words, one thing, the last four digits of
/// a number, words that begin as a name does.
fn is_anybodys(text: &str, span: Span) -> bool {
    let words = span.of(text);
    let before = text.get(..span.start).unwrap_or_default();
    let is_time = ["天", "日", "小时", "分钟", "周", "月", "年", "秒"].iter().any(|unit| words.contains(unit));
    words.chars().all(|c| c.is_ascii_alphabetic() || c == '-')
        || (words.starts_with('一') && !is_time)
        || (words.ends_with('位') && before.ends_with(['后', '末', '尾', '前', '号']))
        || words.starts_with(['安', '于', '常', '何', '任', '方', '应', '连', '向', '关', '查', '解'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_said_is_told() {
        for (wording, invented) in [
            ("请您到二号窗口办理，好吗？", vec!["二号", "窗口"]),
            ("我们马上核查，一小时内给您答复。", vec!["一小时内"]),
            ("请您稍等一分钟，好吗？", vec!["一分钟"]),
            ("今天之内给您答复", vec!["今天之内"]),
            ("前面还有两位，大约五分钟", vec!["两位", "五分钟"]),
            ("请找王经理", vec!["王经理"]),
            ("正常3天左右到", vec!["3天"]),
        ] {
            let found = invented_facts(wording);
            assert!(
                invented.iter().all(|words| found.iter().any(|found| found.contains(words))),
                "{wording}: {found:?}"
            );
        }
    }

    #[test]
    fn what_is_asked_for_or_filled_in_is_not() {
        for wording in [
            "请您到〔地点〕办理，好吗？",
            "我马上核实，〔时间〕内给您答复。",
            "请您{what}，好吗？",
            "{var:hospital}为您服务",
            "我帮您查一下，请您稍等。",
            "有什么可以帮您？",
            "我们先一起核查一下原因，好吗？",
            "您稍等一下，一会儿就好",
            "请您提供手机号后四位",
            "我请一位同事帮您",
            "已经在安排师傅",
            "Let me check that for you.",
            "网速受线路影响",
        ] {
            assert_eq!(invented_facts(wording), Vec::<String>::new(), "{wording}");
        }
    }
}
