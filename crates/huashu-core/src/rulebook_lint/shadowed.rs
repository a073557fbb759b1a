//! Prohibitions all of whose phrases another one forbids as well.

use std::collections::{BTreeSet, HashMap};

use super::phrases::Owner;
use super::subject::{RulebookCheck, Subject};
use huashu_rulebook::{Diagnostics, Rule};

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/shadowed",
    zh: "说法全被另一条规则包含的规则",
    en: "a rule all of whose phrases another rule holds",
    run,
};

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    let all: Vec<(&Rule, BTreeSet<String>)> = subject
        .rulebook
        .rules
        .iter()
        .enumerate()
        .filter_map(|(number, rule)| Some((rule, phrases(subject, number, rule)?)))
        .collect();
    let mut holding: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, (_, own)) in all.iter().enumerate() {
        own.iter().for_each(|spelling| holding.entry(spelling).or_default().push(number));
    }
    for (rule, own) in all.iter().filter(|(rule, _)| (subject.owns)(rule.place)) {
        let covers = |(other, theirs): &&(&Rule, BTreeSet<String>)| {
            let twins = own == theirs && rule.place < other.place;
            other.info.id != rule.info.id && other.role == rule.role && own.is_subset(theirs) && !twins
        };
        // Whoever holds all of them holds that of them which fewest hold.
        let candidates =
            own.iter().filter_map(|spelling| holding.get(spelling.as_str())).min_by_key(|rules| rules.len());
        let candidates = candidates.into_iter().flatten().map(|number| &all[*number]);
        let Some((other, _)) = candidates.into_iter().find(|candidate| covers(candidate)) else { continue };
        let (id, other) = (&rule.info.id, &other.info.id);
        let message = huashu_model::message!(
            "规则「{id}」的说法全在「{other}」里，会重复报告",
            "rule `{other}` holds every phrase of `{id}`, so the same words are reported twice"
        );
        sink.warning(CHECK.name, rule.place, message);
    }
}

/// Returns every spelling that a rule forbids anywhere and without conditions; `None` where it seeks anything else.
fn phrases(subject: &Subject<'_>, number: usize, rule: &Rule) -> Option<BTreeSet<String>> {
    let plain = rule.body.is_about_one_utterance() && rule.conversations.fields.is_empty();
    let matchers = rule.matchers();
    let main = matchers.first().filter(|_| plain)?;
    if !main.terms.is_empty() || !main.entities.is_empty() || main.similar.is_some() {
        return None;
    }
    let mut spellings = BTreeSet::new();
    let own = subject.phrases_of(number).filter(|(_, phrase)| phrase.owner == Owner::Rule(number, true));
    for (_, phrase) in own {
        if phrase.conditional || !phrase.is_anywhere() {
            return None;
        }
        match phrase.spellings(subject.rulebook) {
            Some(list) => spellings.extend(list),
            None => drop(spellings.insert(phrase.text.value.to_string())),
        }
    }
    (!spellings.is_empty()).then_some(spellings)
}
