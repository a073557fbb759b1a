//! Evidence of absence: where a required element was sought and what came nearest.

use super::compile::Compiler;
use super::dialogue::Dialogue;
use super::line::Line;
use super::phrase;
use huashu_model::finding::{Absence, Nearest};
use huashu_model::text::similarity::Bigrams;
use huashu_model::text::{Span, trim_to_significant};
use huashu_rulebook::{MatcherSpec, parse_phrase};

/// The wordings a required element may have.
#[derive(Debug)]
pub struct Samples {
    /// Tells them from those of other elements.
    number: u32,
    wordings: Vec<(String, Bigrams)>,
}

/// What of a text comes nearest to one of the wordings.
#[derive(Debug, Clone, Copy)]
pub(super) struct NearestWords {
    /// Bytes of the folded text, from and to; small, because many are kept.
    words: (u32, u32),
    /// The number of the wording.
    wording: u32,
    score: f64,
}

/// Utterances compared; a long conversation's evidence need not be exhaustive.
const MOST_UTTERANCES: usize = 40;
/// Clauses longer than this (bytes) are cut before they are compared.
const LONGEST_CLAUSE: usize = 300;
/// Below this likeness nothing is said to have come near.
const LEAST_SCORE: f64 = 0.3;

impl Samples {
    /// Makes the wordings ready to be compared.
    pub(super) fn new(number: u32, texts: Vec<String>) -> Self {
        let ready = |text: String| {
            let bigrams = Bigrams::new(&text);
            (text, bigrams)
        };
        Samples { number, wordings: texts.into_iter().map(ready).collect() }
    }

    /// Returns the evidence that no wording stands in `searched`.
    pub fn absence(&self, dialogue: &Dialogue<'_>, searched: &[usize]) -> Absence {
        let mut nearest: Option<(usize, NearestWords)> = None;
        for utterance in searched.iter().take(MOST_UTTERANCES) {
            let line = dialogue.line(*utterance);
            let in_line = line.nearest(self.number, || self.in_line(line));
            if let Some(words) = in_line.filter(|words| nearest.is_none_or(|(_, best)| words.score > best.score)) {
                nearest = Some((*utterance, words));
            }
        }
        let nearest = nearest.map(|(utterance, found)| {
            let line = dialogue.line(utterance);
            let original = line.folded.to_original(Span::new(found.words.0 as usize, found.words.1 as usize));
            Nearest {
                utterance,
                text: line.folded.original().get(original.start..original.end).unwrap_or_default().to_owned(),
                phrase: self.wordings[found.wording as usize].0.clone(),
                score: found.score,
            }
        });
        Absence::new(searched.iter().copied(), nearest)
    }

    /// Returns the first of the clauses that are most like a wording.
    fn in_line(&self, line: &Line) -> Option<NearestWords> {
        let mut nearest: Option<NearestWords> = None;
        let clauses = line.areas().clauses();
        for clause in clauses.filter(|clause| clause.end - clause.start <= LONGEST_CLAUSE) {
            let words = trim_to_significant(line.text(), clause);
            let own = Bigrams::new(line.text().get(words.start..words.end).unwrap_or_default());
            for (wording, (_, bigrams)) in (0u32..).zip(&self.wordings) {
                let floor = nearest.map_or(LEAST_SCORE, |best| best.score);
                if own.upper_bound(bigrams) < floor {
                    continue;
                }
                let score = own.dice(bigrams);
                if score >= LEAST_SCORE && nearest.is_none_or(|best| score > best.score) {
                    let words = (words.start as u32, words.end as u32);
                    nearest = Some(NearestWords { words, wording, score });
                }
            }
        }
        nearest
    }
}

impl Compiler<'_> {
    /// Collects the wordings of a matcher, to find the nearest miss of one that is required.
    pub fn samples(&mut self, spec: &MatcherSpec) -> Samples {
        let mut texts = Vec::new();
        self.collect_samples(spec, &mut texts, 0);
        self.samples += 1;
        Samples::new(self.samples, texts)
    }

    fn collect_samples(&mut self, spec: &MatcherSpec, texts: &mut Vec<String>, depth: usize) {
        for text in &spec.phrases {
            let variables = &self.rulebook.variables;
            let pieces = parse_phrase(&text.value, &|name| variables.get(name).cloned());
            if let Some(spelling) = pieces.ok().and_then(|pieces| phrase::spellings(&pieces)?.into_iter().next()) {
                texts.push(spelling);
            }
        }
        if depth < 4 {
            for name in &spec.terms {
                if let Some(spec) = self.rulebook.terms.get(&*name.value) {
                    self.collect_samples(spec, texts, depth + 1);
                }
            }
            spec.any_of.iter().chain(&spec.all_of).for_each(|spec| self.collect_samples(spec, texts, depth + 1));
        }
    }
}
