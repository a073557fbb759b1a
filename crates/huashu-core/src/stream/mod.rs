//! What an agent, or a machine in its place, says bit by bit: what may be sent already, and what must not.
//!
//! A stream releases whole sentences, and none in which a forbidden phrase begins, or may still begin: phrases cross
//! clauses and sentences, exceptions stand behind what they excuse, and what is said later may be what makes a breach.
//! So it holds back as far as the phrases whose first characters stand there may reach ([`openings`]), and from every
//! occurrence of what a rule seeks that later words may still decide. What is about a text as a whole, such as its
//! length or something that it lacks, is told at the end.

mod openings;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use huashu_model::finding::Finding;
use huashu_model::text::{Deseparated, Folded, Sentences, Span, fold};
use huashu_rulebook::{Body, Rule, Rulebook};

use self::openings::{Openings, units_to_end};
use crate::engine::{Decision, Reason, TracedHit};
use crate::linter::Linter;
use crate::reword::draft_conversation;

/// Units that have to follow a decision before it is relied on.
const SETTLED: usize = 12;
/// Units that have to follow the sentence of a breach before it is told: what excuses it does not stand so far behind.
const TOLD: usize = 40;
/// Units after which a text that has to consist of nothing but hits does not.
const NOT_ALONE: usize = 40;

/// Bytes of a text up to which it is judged whenever a sentence ends. Of a longer one a sixteenth of what is beyond has to
/// come in between, or the time would grow as the square of its length.
const SHORT: usize = 4096;

/// How the rules of one utterance begin; made once, shared by all streams of a linter.
#[derive(Debug, Clone)]
pub struct StreamPlan {
    openings: Arc<Openings>,
}

impl StreamPlan {
    /// Reads from a rulebook how the rules of `linter` begin, which was made from it.
    pub fn new(linter: &Linter, rulebook: &Rulebook) -> StreamPlan {
        let forbids = |rule: &&Rule| {
            matches!(*rule.body, Body::Forbid(_))
                && rule.body.is_about_one_utterance()
                && linter.rule(&rule.info.id).is_some()
        };
        StreamPlan { openings: Arc::new(Openings::of(rulebook.rules.iter().filter(forbids), rulebook)) }
    }
}

/// A text that comes bit by bit.
#[derive(Debug)]
pub struct Stream {
    linter: Linter,
    plan: StreamPlan,
    text: String,
    /// Bytes that were released.
    released: usize,
    /// Bytes of which it was told what is wrong.
    judged: usize,
    /// Bytes from which on it is looked at again.
    next_look: usize,
    /// Findings that were told, by fingerprint and place.
    told: Vec<(String, Span)>,
}

/// What a piece of text came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pushed {
    /// What may be sent now, behind what could be before.
    pub safe: String,
    /// What is wrong with sentences that ended some while ago; spans are bytes of all that was pushed.
    pub findings: Vec<Finding>,
}

impl Stream {
    /// Begins a text.
    pub fn new(linter: &Linter, plan: &StreamPlan) -> Stream {
        Stream {
            linter: linter.clone(),
            plan: plan.clone(),
            text: String::new(),
            released: 0,
            judged: 0,
            next_look: 0,
            told: Vec::new(),
        }
    }

    /// Takes the next piece; returns whole sentences that may be sent, and what is wrong with those
    /// that ended some while ago.
    ///
    /// From the first breach on nothing more is released.
    pub fn push(&mut self, piece: &str) -> Pushed {
        self.text.push_str(piece);
        if self.text.len() < self.next_look {
            return Pushed::default();
        }
        let folded = fold(&self.text);
        let alive = self.first_alive(&folded);
        let judged = self.passed(&folded);
        if sentence_end(&self.text[..alive]) <= self.released && judged <= self.judged {
            // No sentence has ended of which anything could be said; that is so for most pieces.
            return Pushed::default();
        }
        self.judged = judged;
        self.next_look = self.text.len() + self.text.len().saturating_sub(SHORT) / 16;
        let findings = self.linter.draft_findings(&self.text);
        let begun = findings.iter().map(|finding| finding.span.start).min().unwrap_or(self.text.len());
        let limit = alive.min(begun).min(self.first_undecided(&folded));
        let end = sentence_end(&self.text[..limit]).max(self.released);
        let safe = self.text[self.released..end].to_owned();
        self.released = end;
        let settled = findings.into_iter().filter(|finding| finding.span.end <= judged).collect();
        Pushed { safe, findings: self.untold(settled) }
    }

    /// Ends the text; returns what may still be sent – all of it, or the whole sentences before the first breach –, and what
    /// is wrong and was not told.
    pub fn finish(mut self) -> Pushed {
        let findings = self.linter.draft_findings(&self.text);
        let begun = findings.iter().map(|finding| finding.span.start).min();
        let end = begun.map_or(self.text.len(), |begun| sentence_end(&self.text[..begun]).max(self.released));
        let safe = self.text[self.released..end].to_owned();
        Pushed { safe, findings: self.untold(findings) }
    }

    fn untold(&mut self, findings: Vec<Finding>) -> Vec<Finding> {
        let key = |finding: &Finding| (finding.fingerprint.clone(), finding.span);
        let new: Vec<Finding> = findings.into_iter().filter(|finding| !self.told.contains(&key(finding))).collect();
        self.told.extend(new.iter().map(key));
        new
    }

    /// Returns the first byte of the text from which a phrase may still be going on, or the text be read anew.
    fn first_alive(&self, folded: &Folded<'_>) -> usize {
        let openings = &self.plan.openings;
        let mut first = openings.first_alive(folded.text());
        if let Some(bare) = Deseparated::of(folded.text()) {
            let at = openings.first_alive(bare.text());
            first = first.min(bare.to_folded(Span::new(at, bare.text().len())).start);
        }
        let first = folded.to_original(Span::new(first, folded.text().len())).start;
        first.min(unclosed(&self.text))
    }

    /// Returns the first byte of the text where something stands that a rule seeks and later words may decide on.
    fn first_undecided(&self, folded: &Folded<'_>) -> usize {
        let trace = self.linter.engine().trace(&draft_conversation(&self.text), 0);
        let text = folded.text();
        let units = units_to_end(text);
        let sentences = Sentences::new(text);
        let left = |byte: usize| units.iter().find(|(at, _)| *at >= byte).map_or(0, |(_, left)| *left);
        let mut first = text.len();
        for rule in trace.rules.iter().filter(|rule| self.linter.is_about_one_utterance(&rule.id)) {
            let is_undecided = self.plan.openings.undecided.contains(&rule.id);
            let is_placed = self.plan.openings.placed.contains(&rule.id);
            let open = |hit: &&TracedHit| {
                let settled = match &hit.decision {
                    Decision::Accepted => false,
                    Decision::Rejected(Reason::NotTogether | Reason::NotGiven) => !is_undecided,
                    Decision::Rejected(Reason::Elsewhere) => !is_placed || left(hit.span.start) >= NOT_ALONE,
                    Decision::Rejected(_) => true,
                };
                let sentence = sentences.sentence_at(hit.span.end.saturating_sub(1).max(hit.span.start));
                !settled || left(sentence.end) < SETTLED
            };
            first = rule.hits.iter().filter(open).map(|hit| hit.span.start).min().unwrap_or(first).min(first);
        }
        folded.to_original(Span::new(first, text.len())).start
    }

    /// Returns where the last sentence ended behind which so much was said that what is wrong with it can be told.
    fn passed(&self, folded: &Folded<'_>) -> usize {
        let units = units_to_end(folded.text());
        let far = units.iter().rev().find(|(_, left)| *left >= TOLD).map_or(0, |(at, _)| *at);
        let far = folded.to_original(Span::new(far, folded.text().len())).start;
        sentence_end(&self.text[..far])
    }
}

/// Returns where the last whole sentence of a text ends, with the marks, closing quotes and spaces behind it.
fn sentence_end(text: &str) -> usize {
    let is_end = |c: char| matches!(c, '。' | '！' | '？' | '!' | '?' | '；' | '\n' | '…');
    let Some(last) = text.rfind(is_end) else { return 0 };
    let goes_along = |c: char| is_end(c) || c.is_whitespace() || "”’」』）)～~".contains(c);
    let behind = text[last..].find(|c| !goes_along(c));
    behind.map_or(text.len(), |length| last + length)
}

/// Returns where the last mark stands that opens something which is not closed: a tag, a label, a character reference.
fn unclosed(text: &str) -> usize {
    let open = |opening: char, closing: char| {
        text.rfind(opening).filter(|at| !text[*at..].contains(closing)).unwrap_or(text.len())
    };
    open('<', '>').min(open('[', ']')).min(open('&', ';')).min(open('【', '】')).min(open('{', '}'))
}
