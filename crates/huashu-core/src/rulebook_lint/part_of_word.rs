//! Short phrases that are part of a common word: 清楚 inside 不清楚, 喂 inside 喂养.

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
    for (number, phrase) in subject.phrases() {
        // Elements that must be said do no harm inside other words as often as accusations do.
        let accuses = match &phrase.owner {
            Owner::Rule(rule, main) => *main && subject.rulebook.rules[*rule].kind.name == "forbid",
            Owner::Terms(_) => false,
        };
        if !accuses || !phrase.is_anywhere() || phrase.conditional {
            continue;
        }
        let spellings = phrase.spellings(subject.rulebook).unwrap_or_default();
        // A longer word that the rule names as well is meant.
        let siblings = subject.phrases.iter().filter(|other| other.owner == phrase.owner);
        let meant: Vec<String> =
            siblings.flat_map(|other| other.spellings(subject.rulebook).unwrap_or_default()).collect();
        let short = |spelling: &&String| spelling.chars().count() <= LONGEST && spelling.chars().all(is_han);
        let exposed = spellings.iter().filter(short).flat_map(|spelling| exposed(subject, number, spelling));
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

/// Returns the longer words, frequent enough to matter, in which a phrase would hit.
fn exposed(subject: &Subject<'_>, number: usize, spelling: &str) -> Vec<String> {
    let own = (word_count(spelling) / RARER).max(RAREST);
    let words = words_around(spelling).into_iter().filter(|word| word.count >= own);
    words.map(|word| word.text).filter(|word| !subject.tester.hits(2 * number + 1, word).is_empty()).collect()
}
