//! What everybody who meets a finding will ask: what, why, says who, and what instead.

use super::subject::{RulebookCheck, Subject};
use huashu_rulebook::{Diagnostics, Rule, Value};

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/incomplete-rule",
    zh: "缺少标题、理由、依据或建议的规则",
    en: "a rule without a title, reason, source or suggestion",
    run,
};

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    for (_, rule) in subject.rules() {
        let mut missing = Vec::new();
        missing.extend(missing_texts(rule, "title"));
        missing.extend(missing_texts(rule, "why"));
        if rule.info.source.is_empty() {
            missing.push("source".to_owned());
        }
        if rule.info.suggestions.is_empty() {
            missing.push("suggest".to_owned());
        }
        if !missing.is_empty() {
            let (id, list) = (&rule.info.id, missing.join(", "));
            let message = huashu_model::message!("规则「{id}」缺少 {list}", "rule `{id}` has no {list}");
            sink.warning(CHECK.name, rule.place, message);
        }
    }
}

/// A plain string serves both languages; a table must name both.
fn missing_texts(rule: &Rule, key: &str) -> Vec<String> {
    match rule.table.get(key).map(|entry| &entry.node.value) {
        Some(Value::Table(table)) => {
            let absent = |language: &&str| table.text(language).is_none_or(str::is_empty);
            ["zh", "en"]
                .iter()
                .filter(|language| absent(language))
                .map(|language| format!("{key}.{language}"))
                .collect()
        }
        Some(Value::String(text)) if !text.is_empty() => Vec::new(),
        _ => vec![key.to_owned()],
    }
}
