//! `repeat`: the same reply, or nearly the same, again.

use super::breach::Breach;
use super::rule_check::Check;
use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::matches::Matches;
use crate::engine::program::matcher::MatcherId;
use huashu_model::language::Bilingual;
use huashu_model::summary::Outcome;
use huashu_model::text::is_significant;
use huashu_model::text::similarity::Bigrams;
use huashu_rulebook::{RepeatSpec, RoleFilter};

/// Replies remembered; older ones are forgotten, so that a long conversation stays linear.
const REMEMBERED: usize = 64;

/// Makes what runs of what was written.
pub(super) fn compile(spec: &RepeatSpec, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    Box::new(RepeatCheck {
        exempt: spec.exempt.as_ref().map(|matcher| compiler.matcher(matcher)),
        role,
        score: spec.score,
        run: spec.run,
        total: spec.total,
        min_length: spec.min_length,
    })
}

#[derive(Debug)]
struct RepeatCheck {
    exempt: Option<MatcherId>,
    role: RoleFilter,
    score: f64,
    /// So many in a row are a breach.
    run: usize,
    /// So many in all are a breach.
    total: usize,
    /// Shorter replies, in significant characters, may repeat.
    min_length: usize,
}

/// A reply and how often it came.
struct Reply<'r> {
    bigrams: &'r Bigrams,
    first: usize,
    total: usize,
    run: usize,
    /// Number of the reply, among all, at which it came last.
    last: usize,
}

impl Check for RepeatCheck {
    fn triggers(&self) -> Vec<(MatcherId, RoleFilter)> {
        Vec::new()
    }

    fn outcome_without_hits(&self, _matches: &Matches<'_>) -> Outcome {
        Outcome::NotApplicable
    }

    fn check(&self, matches: &Matches<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let said = matches.conversation.said_by(self.role, true);
        let before = breaches.len();
        let mut replies: Vec<Reply<'_>> = Vec::new();
        for (number, at) in said.iter().copied().enumerate() {
            let exempt = || self.exempt.is_some_and(|exempt| matches.is_hit(exempt, at));
            if !self.is_long_enough(matches.conversation.folded(at)) || exempt() {
                continue;
            }
            let bigrams = matches.conversation.bigrams(at);
            let same = replies.iter_mut().rev().find(|reply| {
                reply.bigrams.upper_bound(bigrams) >= self.score && reply.bigrams.dice(bigrams) >= self.score
            });
            let Some(reply) = same else {
                if replies.len() == REMEMBERED {
                    replies.remove(0);
                }
                replies.push(Reply { bigrams, first: at, total: 1, run: 1, last: number });
                continue;
            };
            reply.run = if reply.last + 1 == number { reply.run + 1 } else { 1 };
            reply.total += 1;
            reply.last = number;
            if reply.run == self.run || (reply.total == self.total && reply.run < self.run) {
                breaches.push(Breach::whole(at, Some(reply.first), message(reply)));
            }
        }
        match (breaches.len() > before, said.is_empty()) {
            (true, _) => Outcome::Fail,
            (false, true) => Outcome::NotApplicable,
            (false, false) => Outcome::Pass,
        }
    }
}

impl RepeatCheck {
    /// Returns whether a reply has so many significant characters that it may not repeat.
    fn is_long_enough(&self, text: &str) -> bool {
        let significant = text.chars().filter(|c| is_significant(*c));
        significant.take(self.min_length).count() == self.min_length
    }
}

fn message(reply: &Reply<'_>) -> Bilingual {
    let (first, total, run) = (reply.first + 1, reply.total, reply.run);
    Bilingual {
        zh: Some(format!("与第 {first} 句相同或近似：连续 {run} 次，共 {total} 次")),
        en: Some(format!("same as or like utterance {first}: {run} in a row, {total} in all")),
    }
}
