//! Short phrases that are part of a common word: 清楚 inside 不清楚, 喂 inside 喂养.

use super::phrases::Owner;
use super::{RulebookCheck, Subject};
use crate::rulebook::Sink;
use crate::text::is_han;
use crate::text::segment::{word_count, words_around};

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
/// Words named in a message.
const SHOWN: usize = 4;

fn run(subject: &Subject<'_>, sink: &mut Sink) {
    for (number, phrase) in subject.phrases() {
        // Elements that must be said do no harm inside other words as often as accusations do.
        let accuses = match &phrase.owner {
            Owner::Rule(rule, main) => *main && subject.rulebook.rules[*rule].kind.name() == "forbid",
            Owner::Terms(_) => false,
        };
        if !accuses || !phrase.is_anywhere() || phrase.conditional {
            continue;
        }
        let spellings = phrase.spellings(subject.rulebook).unwrap_or_default();
        let short = |spelling: &&String| spelling.chars().count() <= LONGEST && spelling.chars().all(is_han);
        let words: Vec<String> =
            spellings.iter().filter(short).flat_map(|spelling| exposed(subject, number, spelling)).collect();
        if words.is_empty() {
            continue;
        }
        let (text, list) = (&phrase.text.value, words[..words.len().min(SHOWN)].join("、"));
        let message = crate::say!(
            sink.language,
            "「{text}」是常用词的一部分：{list}",
            "`{text}` is part of common words: {list}"
        );
        let help = crate::say!(
            sink.language,
            "写进 not-in，或加 word = true，或用 at 限定位置",
            "add them to not-in, or set word = true, or restrict it with `at`"
        );
        sink.warning(CHECK.name, phrase.text.place, message).help = Some(help);
    }
}

/// Returns the longer, more frequent words in which a phrase would hit.
fn exposed(subject: &Subject<'_>, number: usize, spelling: &str) -> Vec<String> {
    let own = word_count(spelling).max(RAREST);
    let words = words_around(spelling).into_iter().filter(|word| word.count >= own);
    words.map(|word| word.text).filter(|word| !subject.probe.hits(2 * number + 1, word).is_empty()).collect()
}
