//! Rules that too few examples hold in place.

use super::subject::{RulebookCheck, Subject};
use huashu_rulebook::{Diagnostics, Example, Expectation, Rule};

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/few-examples",
    zh: "例子太少的规则（bad 和 good 各至少五个）",
    en: "a rule with fewer than five bad or five good examples",
    run,
};

/// Fewer leave room for mistakes that nobody notices.
const FEWEST: usize = 5;

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    for (_, rule) in subject.rules() {
        let bad = count(rule, Expectation::Bad);
        let good = count(rule, Expectation::Good);
        if bad < FEWEST || good < FEWEST {
            let id = &rule.info.id;
            let message = huashu_model::message!(
                "规则「{id}」例子太少：bad {bad} 个，good {good} 个，各至少 {FEWEST} 个",
                "rule `{id}` has {bad} bad and {good} good examples; give at least {FEWEST} of each"
            );
            sink.warning(CHECK.name, rule.place, message);
        }
    }
}

/// Counts examples that can show something: what is about an order or a time needs a dialogue.
fn count(rule: &Rule, expect: Expectation) -> usize {
    let shows = |example: &&Example| !rule.kind.needs_dialogue || example.conversation.utterances.len() > 1;
    rule.examples().iter().filter(|example| example.expect == expect).filter(shows).count()
}
