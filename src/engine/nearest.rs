//! Evidence of absence: where a required element was sought and what came nearest.

use super::dialogue::Dialogue;
use crate::finding::{Absence, Nearest};
use crate::text::similarity::Bigrams;
use crate::text::trim_to_significant;

/// The wordings a required element may have.
#[derive(Debug)]
pub struct Samples(Vec<(String, Bigrams)>);

/// Utterances compared; a long conversation's evidence need not be exhaustive.
const MOST_UTTERANCES: usize = 40;
/// Clauses longer than this (bytes) are cut before they are compared.
const LONGEST_CLAUSE: usize = 300;
/// Below this likeness nothing is said to have come near.
const LEAST_SCORE: f64 = 0.3;

impl Samples {
    /// Makes the wordings ready to be compared.
    pub(super) fn new(texts: Vec<String>) -> Self {
        let ready = |text: String| {
            let bigrams = Bigrams::new(&text);
            (text, bigrams)
        };
        Samples(texts.into_iter().map(ready).collect())
    }

    /// Returns the evidence that no wording stands in `searched`.
    pub fn absence(&self, dialogue: &Dialogue<'_>, searched: &[usize]) -> Absence {
        let mut nearest: Option<Nearest> = None;
        for utterance in searched.iter().take(MOST_UTTERANCES) {
            let line = dialogue.line(*utterance);
            let clauses = line.areas().clauses();
            for clause in clauses.filter(|clause| clause.end - clause.start <= LONGEST_CLAUSE) {
                let clause = trim_to_significant(line.text(), clause);
                let words = line.text().get(clause.start..clause.end).unwrap_or_default();
                let own = Bigrams::new(words);
                for (phrase, bigrams) in &self.0 {
                    let floor = nearest.as_ref().map_or(LEAST_SCORE, |best| best.score);
                    if own.upper_bound(bigrams) < floor {
                        continue;
                    }
                    let score = own.dice(bigrams);
                    if score >= LEAST_SCORE && nearest.as_ref().is_none_or(|best| score > best.score) {
                        let original = line.folded.to_original(clause);
                        let text = line.folded.original().get(original.start..original.end).unwrap_or_default();
                        nearest = Some(Nearest {
                            utterance: *utterance,
                            text: text.to_owned(),
                            phrase: phrase.clone(),
                            score,
                        });
                    }
                }
            }
        }
        Absence::new(searched.iter().copied(), nearest)
    }
}
