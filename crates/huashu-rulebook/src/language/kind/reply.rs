//! `reply`: what a reply written in advance must say, and how long it may be.

use super::spec::Spec;
use crate::language::diagnostics::Diagnostics;
use crate::language::matcher::MatcherSpec;
use crate::language::table_reader::TableReader;

/// A rule of the kind `reply` as written.
#[derive(Debug)]
pub struct ReplySpec {
    /// What a reply must say, where anything.
    pub matcher: Option<MatcherSpec>,
    /// Characters that a reply may have at most.
    pub max_chars: Option<usize>,
    /// Characters that a reply must have at least.
    pub min_chars: Option<usize>,
}

impl Spec for ReplySpec {
    const NAME: &str = "reply";
    const ZH: &str = "话术条目：事先写好的话术必须说什么、可以有多长；只看话术库和草稿，不看会话。";
    const EN: &str =
        "Replies written in advance: what they must say, how long they may be. Conversations are not read.";
    const READS_REPLIES: bool = true;

    fn read(view: &TableReader<'_>, sink: &mut Diagnostics) -> Self {
        let matcher = MatcherSpec::read(view, sink);
        let plan = ReplySpec {
            matcher: (!matcher.is_empty()).then_some(matcher),
            max_chars: view.count("max-chars", sink),
            min_chars: view.count("min-chars", sink),
        };
        let Some(message) = mistake(&plan) else { return plan };
        sink.error("rulebook/bad-limit", view.place(), message);
        plan
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        self.matcher.iter().collect()
    }

    fn is_about_one_utterance(&self) -> bool {
        true
    }
}

/// Returns what is wrong with demands that nothing can meet, or that are none.
fn mistake(plan: &ReplySpec) -> Option<huashu_model::language::Message> {
    match (plan.min_chars, plan.max_chars, &plan.matcher) {
        (None, None, None) => Some(huashu_model::message!(
            "reply 规则要写说什么（phrases 等）、`max-chars` 或 `min-chars`",
            "a reply rule needs words (phrases and the like), `max-chars` or `min-chars`"
        )),
        (Some(min), Some(max), _) if min > max => Some(huashu_model::message!(
            "`min-chars = {min}` 大于 `max-chars = {max}`，没有话术能做到",
            "`min-chars = {min}` is above `max-chars = {max}`; no reply can keep both"
        )),
        _ => None,
    }
}
