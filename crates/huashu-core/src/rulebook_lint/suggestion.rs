//! A rewording must break no rule: whoever follows the advice must not be accused of it.

use super::subject::{RulebookCheck, Subject};
use huashu_model::suggestion::Applicability;
use huashu_model::transcript::{Conversation, Role, Utterance};
use huashu_rulebook::{Diagnostics, Rule, SourceSpan, Value};

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/suggestion-breaks-rule",
    zh: "建议的说法本身违反了启用的规则",
    en: "a suggestion that itself breaks a rule that is on",
    run,
};

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    // Remarks are not said to anybody, and advice is not said at all.
    for (_, rule) in subject.rules().filter(|(_, rule)| !rule.kind.reads_notes) {
        let places = places(rule);
        for (index, suggestion) in rule.info.suggestions.iter().enumerate() {
            if suggestion.applicability != Applicability::Advice {
                let place = places.get(index).copied().unwrap_or(rule.place);
                try_out(subject, rule, &suggestion.text, place, sink);
            }
        }
    }
}

fn try_out(subject: &Subject<'_>, rule: &Rule, text: &str, place: SourceSpan, sink: &mut Diagnostics) {
    let utterance = Utterance { role: Role::Agent, text: text.into(), ..Utterance::default() };
    let conversation = Conversation { utterances: vec![utterance], ..Conversation::default() };
    for finding in subject.engine.check(&conversation, 0).findings {
        let broken = &finding.rule;
        let is_on = subject.rulebook.rule(&broken.id).is_some_and(|other| other.enabled);
        if !is_on && broken.id != rule.info.id {
            continue;
        }
        let words = text.get(finding.span.start..finding.span.end).unwrap_or_default();
        let (id, broken) = (&rule.info.id, &broken.id);
        let message = huashu_model::message!(
            "[{id}] 建议的说法违反规则「{broken}」：「{words}」",
            "[{id}] the suggestion breaks rule `{broken}`: “{words}”"
        );
        sink.error(CHECK.name, place, message);
    }
}

/// Returns where each suggestion is written.
pub(super) fn places(rule: &Rule) -> Vec<SourceSpan> {
    let Some(entry) = rule.table.get("suggest") else { return Vec::new() };
    match &entry.node.value {
        Value::List(items) => items.iter().map(|item| item.place).collect(),
        _ => vec![entry.node.place],
    }
}
