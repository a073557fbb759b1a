//! Phrases and patterns that are too long to be read.

use std::ops::Deref;

use super::subject::{RulebookCheck, Subject};
use huashu_rulebook::{ConditionSpec, Diagnostics, MatcherSpec, Text};

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/long-line",
    zh: "太长、读不懂的短语或正则",
    en: "a phrase or pattern too long to be read",
    run,
};

/// Characters of a phrase.
const LONGEST_PHRASE: usize = 200;
/// Characters of a pattern.
const LONGEST_PATTERN: usize = 120;

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    let rulebook = subject.rulebook;
    let rules = rulebook.rules.iter().flat_map(|rule| rule.matchers());
    for spec in rules.chain(rulebook.terms.values().map(Deref::deref)) {
        look(spec, subject, sink);
    }
    for guard in rulebook.guards.values() {
        guard.phrases.iter().chain(&guard.not_in).for_each(|text| measure(text, LONGEST_PHRASE, subject, sink));
    }
}

/// Looks at everything a matcher holds, its exceptions too.
fn look(spec: &MatcherSpec, subject: &Subject<'_>, sink: &mut Diagnostics) {
    spec.phrases.iter().for_each(|text| measure(text, LONGEST_PHRASE, subject, sink));
    spec.patterns.iter().for_each(|text| measure(text, LONGEST_PATTERN, subject, sink));
    let of = spec.at_least.iter().flat_map(|(_, of)| of);
    let near = spec.near.iter().chain(&spec.not_near).map(|near| &near.matcher);
    let around = spec.unless.iter().chain(&spec.given).map(|ConditionSpec { matcher, .. }| matcher);
    let nested = spec.any_of.iter().chain(&spec.all_of).chain(&spec.none_of).chain(&spec.not_in);
    nested.chain(of).chain(near).chain(around).for_each(|inner| look(inner, subject, sink));
}

fn measure(text: &Text, longest: usize, subject: &Subject<'_>, sink: &mut Diagnostics) {
    let length = text.value.chars().count();
    if length <= longest || !(subject.owns)(text.place) {
        return;
    }
    let message = huashu_model::message!(
        "这一条有 {length} 个字符，超过 {longest}，没有人读得懂",
        "this line has {length} characters, more than {longest}: nobody can read it"
    );
    let help = huashu_model::message!(
        "把共用的部分写成 [terms]，围着命中的例外写成 {{hit}} 或 [guards]，或拆成几条",
        "put what is shared into [terms], exceptions around the hit into {{hit}} or [guards], or write several"
    );
    sink.warning("lint/long-line", text.place, message).help = Some(help);
}
