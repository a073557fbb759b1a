//! A rewording invents nothing: what only the agent knows stands as a placeholder.

use super::subject::{RulebookCheck, Subject};
use super::suggestion;
use crate::reword::{invented_facts, placeholders};
use huashu_model::suggestion::Applicability;
use huashu_rulebook::{Diagnostics, Rule, SourceSpan, Value};

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/suggestion-fact",
    zh: "建议的说法里有谁也没说过的数字、时间、地点、姓名或承诺",
    en: "a suggestion with a number, a time, a place, a name or a promise that nobody gave",
    run,
};

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    // Remarks are not said to anybody, and advice is not said at all.
    for (_, rule) in subject.rules().filter(|(_, rule)| !rule.kind.reads_notes) {
        let places = suggestion::places(rule);
        for (index, suggested) in rule.info.suggestions.iter().enumerate() {
            let place = places.get(index).copied().unwrap_or(rule.place);
            if suggested.applicability != Applicability::Advice {
                report(rule, &suggested.text, place, suggested.applicability == Applicability::Safe, sink);
            }
        }
        for rewrite in rule.rewrites.iter() {
            rewrite
                .to
                .iter()
                .chain(&rewrite.alone)
                .for_each(|to| report(rule, &to.value, to.place, rewrite.safe, sink));
        }
        if let Some(Value::String(lead)) = rule.table.get("lead").map(|entry| &entry.node.value) {
            report(rule, lead, rule.place, false, sink);
        }
    }
}

fn report(rule: &Rule, text: &str, place: SourceSpan, is_safe: bool, sink: &mut Diagnostics) {
    let id = &rule.info.id;
    if is_safe && !placeholders(text).is_empty() {
        let message = huashu_model::message!(
            "[{id}] 有占位符要填，就不能 safe",
            "[{id}] what has a placeholder to fill in cannot be safe"
        );
        sink.error(CHECK.name, place, message);
    }
    for words in invented_facts(text) {
        let message = huashu_model::message!(
            "[{id}] 「{words}」是谁也没说过的：写成占位符，如 〔时间〕 〔地点〕 〔姓名〕",
            "[{id}] nobody said “{words}”: write a placeholder, such as 〔时间〕 〔地点〕 〔姓名〕"
        );
        sink.error(CHECK.name, place, message);
    }
}
