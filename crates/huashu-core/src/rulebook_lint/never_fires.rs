//! Rules that can never fire.

use super::dead_phrase::is_dead;
use super::phrases::Owner;
use super::subject::{RulebookCheck, Subject};
use huashu_rulebook::{Diagnostics, Rule, Value};

pub(super) const CHECK: RulebookCheck =
    RulebookCheck {
        name: "lint/never-fires", zh: "永远不会触发的规则", en: "a rule that can never fire", run
    };

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    for (number, rule) in subject.rules() {
        let reason = if all_phrases_are_dead(subject, number, rule) {
            Some(("所有说法都被 not-in 盖住", "`not-in` covers every phrase"))
        } else {
            written_reason(rule)
        };
        if let Some((zh, en)) = reason {
            let id = &rule.info.id;
            let message =
                huashu_model::message!("规则「{id}」永远不会触发：{zh}", "rule `{id}` can never fire: {en}");
            sink.error(CHECK.name, rule.place, message);
        }
    }
}

/// Returns what in a rule's own keys keeps it from ever firing.
fn written_reason(rule: &Rule) -> Option<(&'static str, &'static str)> {
    if let (Some(from), Some(until)) = &rule.effective
        && from > until
    {
        return Some(("`effective` 的起日晚于止日", "`effective` ends before it begins"));
    }
    let number = |key: &str| match rule.table.get(key).map(|entry| &entry.node.value) {
        Some(Value::Integer(number)) => Some(*number),
        _ => None,
    };
    if rule.kind.name == "count" && number("min") == Some(0) && number("max").is_none() {
        return Some(("`min = 0` 总是满足", "`min = 0` always holds"));
    }
    let Some(Value::Table(within)) = rule.table.get("within").map(|entry| &entry.node.value) else { return None };
    let empty = |key: &str| matches!(within.get(key).map(|entry| &entry.node.value), Some(Value::Integer(0)));
    let nothing = ["first", "last"].into_iter().any(empty);
    nothing.then_some(("`within` 里没有一句话", "`within` holds no utterance"))
}

/// Returns whether a prohibition seeks phrases only, all of them allowed.
fn all_phrases_are_dead(subject: &Subject<'_>, number: usize, rule: &Rule) -> bool {
    let matchers = rule.matchers();
    let Some(main) = matchers.first().filter(|_| rule.kind.name == "forbid") else { return false };
    let only_phrases = main.patterns.is_empty()
        && main.terms.is_empty()
        && main.entities.is_empty()
        && main.similar.is_none()
        && main.any_of.is_empty()
        && main.all_of.is_empty()
        && main.at_least.is_none()
        && !main.phrases.is_empty();
    let mut own = subject.phrases_of(number).filter(|(_, phrase)| phrase.owner == Owner::Rule(number, true));
    only_phrases && own.all(|(phrase, _)| is_dead(subject, phrase))
}
