//! Short phrases that are part of a common word: 清楚 inside 不清楚, 喂 inside 喂养.

use std::collections::{HashMap, HashSet};

use super::phrases::Owner;
use super::subject::{RulebookCheck, Subject};
use huashu_model::text::is_han;
use huashu_model::text::segment::{word_count, words_around};
use huashu_rulebook::Diagnostics;

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/part-of-word",
    zh: "是某个常用词一部分的短说法",
    en: "a short phrase that is part of a common word",
    run,
};

/// Longer phrases are rarely part of a word.
const LONGEST: usize = 2;
/// Words counted less often than this are too rare to matter.
const RAREST: usize = 100;
/// A word so many times rarer than the phrase itself is too rare as well.
const RARER: usize = 20;
/// Words named in a message.
const SHOWN: usize = 4;

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    let mut meant = HashMap::new();
    for (number, phrase) in subject.phrases() {
        // Elements that must be said do no harm inside other words as often as accusations do.
        let accuses = match &phrase.owner {
            Owner::Rule(rule, true) if subject.rulebook.rules[*rule].kind.name == "forbid" => Some(*rule),
            Owner::Rule(..) | Owner::Terms(_) => None,
        };
        let Some(rule) = accuses.filter(|_| phrase.is_anywhere() && !phrase.conditional) else { continue };
        let spellings = phrase.spellings(subject.rulebook).unwrap_or_default();
        let short = |spelling: &&String| spelling.chars().count() <= LONGEST && spelling.chars().all(is_han);
        let exposed = spellings.iter().filter(short).flat_map(|spelling| exposed(subject, number, spelling));
        // A longer word that the rule names as well is meant.
        let meant = meant.entry(rule).or_insert_with(|| spellings_of(subject, rule));
        let words: Vec<String> = exposed.filter(|word| !meant.contains(word)).collect();
        if words.is_empty() {
            continue;
        }
        let (text, list) = (&phrase.text.value, words[..words.len().min(SHOWN)].join("、"));
        let message = huashu_model::message!(
            "「{text}」是常用词的一部分：{list}",
            "`{text}` is part of common words: {list}"
        );
        let help = huashu_model::message!(
            "写进 not-in，或加 word = true，或用 at 限定位置",
            "add them to not-in, or set word = true, or restrict it with `at`"
        );
        sink.warning(CHECK.name, phrase.text.place, message).help = Some(help);
    }
}

/// Returns all spellings of what a rule forbids.
fn spellings_of(subject: &Subject<'_>, rule: usize) -> HashSet<String> {
    let phrases = subject.phrases_of(rule).filter(|(_, phrase)| phrase.owner == Owner::Rule(rule, true));
    phrases.flat_map(|(_, phrase)| phrase.spellings(subject.rulebook).unwrap_or_default()).collect()
}

/// Returns the longer words, frequent enough to matter, in which a phrase would hit.
fn exposed(subject: &Subject<'_>, number: usize, spelling: &str) -> Vec<String> {
    let own = (word_count(spelling) / RARER).max(RAREST);
    let words = words_around(spelling).into_iter().filter(|word| word.count >= own);
    words.map(|word| word.text).filter(|word| subject.hits(number, word)).collect()
}
