//! `repeat`: the same reply, or nearly the same, again.

use super::{Check, Kind, Plan};
use crate::engine::{Breach, Compiler, Dialogue, MatcherId};
use crate::language::Bilingual;
use crate::rulebook::{MatcherSpec, RoleFilter, Sink, View};
use crate::summary::Outcome;
use crate::text::similarity::Bigrams;

/// The kind `repeat`.
#[derive(Debug)]
pub(super) struct Repeat;

/// Replies remembered; older ones are forgotten, so that a long conversation stays linear.
const REMEMBERED: usize = 64;

impl Kind for Repeat {
    fn name(&self) -> &'static str {
        "repeat"
    }

    fn describe(&self) -> Bilingual {
        Bilingual {
            zh: Some("重复：同样或近似的回复连着发，或一个会话里发多次。".into()),
            en: Some("Repetition: the same or a similar reply in a row, or too often in all.".into()),
        }
    }

    fn read(&self, view: &View<'_>, sink: &mut Sink) -> Box<dyn Plan> {
        let matcher = MatcherSpec::read(view, sink);
        Box::new(RepeatPlan {
            exempt: (!matcher.is_empty()).then_some(matcher),
            score: view.number("score", sink).unwrap_or(1.0),
            run: view.count("run", sink).unwrap_or(2),
            total: view.count("total", sink).unwrap_or(3),
            min_length: view.count("min-length", sink).unwrap_or(6),
        })
    }
}

#[derive(Debug)]
struct RepeatPlan {
    exempt: Option<MatcherSpec>,
    score: f64,
    run: usize,
    total: usize,
    min_length: usize,
}

impl Plan for RepeatPlan {
    fn compile(&self, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
        Box::new(RepeatCheck {
            exempt: self.exempt.as_ref().map(|matcher| compiler.matcher(matcher)),
            role,
            score: self.score,
            run: self.run,
            total: self.total,
            min_length: self.min_length,
        })
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        self.exempt.iter().collect()
    }
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
    fn watches(&self) -> Vec<(MatcherId, RoleFilter)> {
        Vec::new()
    }

    fn idle(&self, _dialogue: &Dialogue<'_>) -> Outcome {
        Outcome::NotApplicable
    }

    fn check(&self, dialogue: &Dialogue<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let said = dialogue.said_by(self.role, true);
        let before = breaches.len();
        let mut replies: Vec<Reply<'_>> = Vec::new();
        for (number, at) in said.iter().copied().enumerate() {
            let bigrams = dialogue.bigrams(at);
            let exempt = || self.exempt.is_some_and(|exempt| dialogue.is_hit(exempt, at));
            if bigrams.characters() < self.min_length || exempt() {
                continue;
            }
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

fn message(reply: &Reply<'_>) -> Bilingual {
    let (first, total, run) = (reply.first + 1, reply.total, reply.run);
    Bilingual {
        zh: Some(format!("与第 {first} 句相同或近似：连续 {run} 次，共 {total} 次")),
        en: Some(format!("same as or like utterance {first}: {run} in a row, {total} in all")),
    }
}
