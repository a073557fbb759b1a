//! Phrases that an exception always covers.

use super::subject::{RulebookCheck, Subject};
use huashu_rulebook::Diagnostics;

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/dead-phrase",
    zh: "总是被 not-in 盖住的说法",
    en: "a phrase that `not-in` always covers",
    run,
};

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    for (number, phrase) in subject.phrases() {
        if is_dead(subject, number) {
            let words = &phrase.text.value;
            let message = huashu_model::message!(
                "「{words}」总是被 not-in 盖住，不会命中",
                "`{words}` is always covered by `not-in`, so it never hits"
            );
            sink.warning(CHECK.name, phrase.text.place, message);
        }
    }
}

/// Returns whether every spelling of a phrase is excused, alone and between other words.
pub(super) fn is_dead(subject: &Subject<'_>, number: usize) -> bool {
    let phrase = &subject.phrases.uses[number];
    if !phrase.has_exceptions() {
        return false;
    }
    let Some(spellings) = phrase.spellings(subject.rulebook) else { return false };
    // An exception that needs a neighbour must leave the phrase alive among others.
    let frames = |spelling: &String| [spelling.clone(), format!("某{spelling}某"), format!("，{spelling}，")];
    let texts: Vec<String> = spellings.iter().flat_map(frames).collect();
    texts.iter().any(|text| subject.hits_alone(number, text))
        && !texts.iter().any(|text| subject.hits(number, text))
}
