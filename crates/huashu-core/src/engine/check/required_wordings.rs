//! Evidence of absence: where a required element was sought and what came nearest.

use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::conversation::PreparedConversation;
use crate::engine::matching::near_miss::NearMiss;
use crate::engine::matching::scanned_text::ScannedText;
use crate::engine::program::phrase;
use huashu_model::finding::{Absence, Nearest};
use huashu_model::text::similarity::Bigrams;
use huashu_model::text::{Span, trim_to_significant};
use huashu_rulebook::MatcherSpec;

/// The wordings a required element may have.
#[derive(Debug)]
pub(crate) struct RequiredWordings {
    /// Tells them from those of other elements.
    number: u32,
    wordings: Vec<(String, Bigrams)>,
}

/// Utterances compared; a long conversation's evidence need not be exhaustive.
const MOST_UTTERANCES: usize = 40;
/// Clauses longer than this (bytes) are cut before they are compared.
const LONGEST_CLAUSE: usize = 300;
/// Below this likeness nothing is said to have come near.
const LEAST_SCORE: f64 = 0.3;

impl RequiredWordings {
    /// Collects the wordings of a matcher, to find the nearest miss of one that is required.
    pub(crate) fn compile(spec: &MatcherSpec, compiler: &mut Compiler<'_>) -> Self {
        let mut texts = Vec::new();
        collect(compiler, spec, &mut texts, 0);
        compiler.required_wordings += 1;
        let ready = |text: String| {
            let bigrams = Bigrams::new(&text);
            (text, bigrams)
        };
        RequiredWordings { number: compiler.required_wordings, wordings: texts.into_iter().map(ready).collect() }
    }

    /// Returns the evidence that no wording stands in `searched`.
    pub(crate) fn absence(&self, conversation: &PreparedConversation<'_>, searched: &[usize]) -> Absence {
        let mut nearest: Option<(usize, NearMiss)> = None;
        for utterance in searched.iter().take(MOST_UTTERANCES) {
            let text = conversation.text(*utterance);
            let near_miss = text.near_miss(self.number, || self.near_miss_in(text));
            if let Some(found) = near_miss.filter(|found| nearest.is_none_or(|(_, best)| found.score > best.score))
            {
                nearest = Some((*utterance, found));
            }
        }
        let nearest = nearest.map(|(utterance, found)| {
            let text = conversation.text(utterance);
            let original = text.folded.to_original(Span::new(found.words.0 as usize, found.words.1 as usize));
            Nearest {
                utterance,
                text: text.folded.original().get(original.start..original.end).unwrap_or_default().to_owned(),
                phrase: self.wordings[found.wording as usize].0.clone(),
                score: found.score,
            }
        });
        Absence::new(searched.iter().copied(), nearest)
    }

    /// Returns the first of the clauses that are most like a wording.
    fn near_miss_in(&self, text: &ScannedText) -> Option<NearMiss> {
        let mut nearest: Option<NearMiss> = None;
        let clauses = text.sentences().clauses();
        for clause in clauses.filter(|clause| clause.end - clause.start <= LONGEST_CLAUSE) {
            let words = trim_to_significant(text.text(), clause);
            let own = Bigrams::new(text.text().get(words.start..words.end).unwrap_or_default());
            for (wording, (_, bigrams)) in (0u32..).zip(&self.wordings) {
                let floor = nearest.map_or(LEAST_SCORE, |best| best.score);
                if own.upper_bound(bigrams) < floor {
                    continue;
                }
                let score = own.dice(bigrams);
                if score >= LEAST_SCORE && nearest.is_none_or(|best| score > best.score) {
                    let words = (words.start as u32, words.end as u32);
                    nearest = Some(NearMiss { words, wording, score });
                }
            }
        }
        nearest
    }
}

/// Collects the wordings of a matcher, and of those that count as it or must come with it.
fn collect(compiler: &Compiler<'_>, spec: &MatcherSpec, texts: &mut Vec<String>, depth: usize) {
    for text in &spec.phrases {
        let pieces = compiler.rulebook.pieces_of(text);
        if let Some(spelling) = pieces.ok().and_then(|pieces| phrase::spellings(&pieces)?.into_iter().next()) {
            texts.push(spelling);
        }
    }
    if depth < 4 {
        for name in &spec.terms {
            if let Some(spec) = compiler.rulebook.terms.get(&*name.value) {
                collect(compiler, spec, texts, depth + 1);
            }
        }
        spec.any_of.iter().chain(&spec.all_of).for_each(|spec| collect(compiler, spec, texts, depth + 1));
    }
}
