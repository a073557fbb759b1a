//! Evidence of absence: where a required element was sought and what came nearest.

use super::dialogue::Dialogue;
use crate::finding::{Absence, Nearest};
use crate::text::{similarity, trim_to_significant};

/// The wordings a required element may have.
#[derive(Debug)]
pub struct Samples {
    pub(super) texts: Vec<String>,
}

/// Utterances compared; a long conversation's evidence need not be exhaustive.
const MOST_UTTERANCES: usize = 40;
/// Clauses longer than this (bytes) are cut before they are compared.
const LONGEST_CLAUSE: usize = 300;
/// Below this likeness nothing is said to have come near.
const LEAST_SCORE: f64 = 0.3;

impl Samples {
    /// Returns the evidence that no wording stands in `searched`.
    pub fn absence(&self, dialogue: &Dialogue<'_>, searched: &[usize]) -> Absence {
        let mut nearest: Option<Nearest> = None;
        for utterance in searched.iter().take(MOST_UTTERANCES) {
            let line = dialogue.line(*utterance);
            let clauses = line.areas().clauses();
            for clause in clauses.filter(|clause| clause.end - clause.start <= LONGEST_CLAUSE) {
                let clause = trim_to_significant(line.text(), clause);
                let words = line.text().get(clause.start..clause.end).unwrap_or_default();
                for phrase in &self.texts {
                    let score = similarity::dice(words, phrase);
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
        Absence { searched: searched.to_vec(), nearest }
    }
}
