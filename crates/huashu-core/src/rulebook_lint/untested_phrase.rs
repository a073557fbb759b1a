//! Phrases and patterns that no example exercises.

use std::collections::HashSet;

use super::phrases::Owner;
use super::subject::{RulebookCheck, Subject};
use huashu_rulebook::{Diagnostics, Expectation, Rule};

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/untested-phrase",
    zh: "没有例子用到的说法",
    en: "a phrase that no example exercises",
    run: |subject, sink| report(subject, CHECK.name, &|owner| matches!(owner, Owner::Rule(..)), sink),
};

pub(super) const TERMS_CHECK: RulebookCheck = RulebookCheck {
    name: "lint/untested-terms",
    zh: "[terms] 里没有任何例子用到的说法",
    en: "a phrase of shared terms that no example of any rule exercises",
    run: |subject, sink| report(subject, TERMS_CHECK.name, &|owner| matches!(owner, Owner::Terms(_)), sink),
};

fn report(subject: &Subject<'_>, code: &'static str, wanted: &dyn Fn(&Owner) -> bool, sink: &mut Diagnostics) {
    let exercised = exercised(subject, wanted);
    for (number, phrase) in subject.phrases().filter(|(_, phrase)| wanted(&phrase.owner)) {
        if exercised.contains(&number) {
            continue;
        }
        let words = &phrase.text.value;
        let owner = match &phrase.owner {
            Owner::Rule(rule, _) => subject.rulebook.rules[*rule].info.id.clone(),
            Owner::Terms(name) => format!("terms.{name}"),
        };
        let message =
            huashu_model::message!("[{owner}] 没有例子用到「{words}」", "[{owner}] no example exercises `{words}`");
        sink.warning(code, phrase.text.place, message);
    }
}

/// Returns the numbers of the phrases that hit an example meant to show them.
fn exercised(subject: &Subject<'_>, of: &dyn Fn(&Owner) -> bool) -> HashSet<usize> {
    let mut exercised: HashSet<usize> = HashSet::new();
    for (number, rule) in subject.rulebook.rules.iter().enumerate() {
        for example in rule.examples() {
            let own = subject.phrases.of_rules[number].clone().chain(subject.phrases.of_terms.clone());
            let wanted = own.filter(|phrase| {
                let owner = &subject.phrases.uses[*phrase].owner;
                !exercised.contains(phrase) && of(owner) && shows(rule, number, example.expect, owner)
            });
            let (phrases, tried): (Vec<usize>, Vec<usize>) =
                wanted.map(|phrase| (phrase, subject.tried[phrase].0)).unzip();
            let hitting = subject.tester.hitting(&example.conversation, &tried);
            exercised.extend(hitting.into_iter().map(|nth| phrases[nth]));
        }
    }
    exercised
}

/// What is forbidden must be shown by something bad; everything else by any example.
fn shows(rule: &Rule, number: usize, expect: Expectation, owner: &Owner) -> bool {
    let bad = matches!(expect, Expectation::Bad | Expectation::Todo);
    match owner {
        Owner::Rule(owner, main) => *owner == number && (bad || !main || rule.kind.name != "forbid"),
        Owner::Terms(_) => true,
    }
}
