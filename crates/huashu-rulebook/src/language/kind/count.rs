//! `count`: at most, or at least, so many times.

use super::spec::Spec;
use crate::language::diagnostics::Diagnostics;
use crate::language::matcher::{MatcherSpec, require_something};
use crate::language::scope::ScopeSpec;
use crate::language::table_reader::TableReader;

/// A rule of the kind `count` as written.
#[derive(Debug)]
pub struct CountSpec {
    /// What is counted.
    pub matcher: MatcherSpec,
    /// At most so many.
    pub max: Option<usize>,
    /// At least so many.
    pub min: Option<usize>,
    /// Whether only what follows without a word of the customer counts together.
    pub unanswered: bool,
    /// Where.
    pub scope: ScopeSpec,
}

impl Spec for CountSpec {
    const NAME: &str = "count";
    const ZH: &str = "次数：一个会话里最多或至少说几次。";
    const EN: &str = "Counts: at most, or at least, so many times in a conversation.";

    fn read(view: &TableReader<'_>, sink: &mut Diagnostics) -> Self {
        let matcher = MatcherSpec::read(view, sink);
        require_something(&matcher, sink);
        let plan = CountSpec {
            matcher,
            max: view.count("max", sink),
            min: view.count("min", sink),
            unanswered: view.boolean("unanswered", sink).unwrap_or(false),
            scope: ScopeSpec::read(view, sink),
        };
        if plan.max.is_none() && plan.min.is_none() {
            let message =
                huashu_model::message!("count 规则要写 `max` 或 `min`", "a count rule needs `max` or `min`");
            sink.error("rulebook/missing-key", view.place(), message);
        }
        check_limits(&plan, view, sink);
        plan
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        vec![&self.matcher]
    }
}

/// Reports limits that nothing can meet, or that everything meets.
fn check_limits(plan: &CountSpec, view: &TableReader<'_>, sink: &mut Diagnostics) {
    let message = match (plan.min, plan.max) {
        (Some(min), Some(max)) if min > max => huashu_model::message!(
            "`min = {min}` 大于 `max = {max}`，没有会话能做到",
            "`min = {min}` is above `max = {max}`; no conversation can keep both"
        ),
        (Some(0), None) => huashu_model::message!(
            "`min = 0` 什么也没有要求",
            "`min = 0` demands nothing"
        ),
        _ => return,
    };
    let place = view.node("min").map_or_else(|| view.place(), |node| node.place);
    sink.error("rulebook/bad-limit", place, message);
}


