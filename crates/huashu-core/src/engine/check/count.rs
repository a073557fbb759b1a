//! `count`: at most, or at least, so many times.

use super::Check;
use crate::engine::{Breach, Compiler, Dialogue, MatcherId, Samples, Scope, Window};
use huashu_model::language::Bilingual;
use huashu_model::summary::Outcome;
use huashu_model::transcript::Role;
use huashu_rulebook::{CountSpec, RoleFilter};

/// Makes what runs of what was written.
pub(super) fn compile(spec: &CountSpec, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    Box::new(CountCheck {
        samples: compiler.samples(&spec.matcher),
        matcher: compiler.matcher(&spec.matcher),
        scope: compiler.scope(role, &spec.scope),
        max: spec.max.unwrap_or(usize::MAX),
        min: spec.min.unwrap_or(0),
        unanswered: spec.unanswered,
    })
}

#[derive(Debug)]
struct CountCheck {
    matcher: MatcherId,
    scope: Scope,
    samples: Samples,
    max: usize,
    min: usize,
    /// Only what follows without a word of the customer counts together.
    unanswered: bool,
}

impl Check for CountCheck {
    fn watches(&self) -> Vec<(MatcherId, RoleFilter)> {
        if self.min > 0 { Vec::new() } else { vec![(self.matcher, self.scope.role())] }
    }

    fn idle(&self, dialogue: &Dialogue<'_>) -> Outcome {
        self.scope.outcome_of_silence(dialogue)
    }

    fn check(&self, dialogue: &Dialogue<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let windows = match self.scope.windows(dialogue) {
            Ok(windows) => windows,
            Err(outcome) => return outcome,
        };
        let before = breaches.len();
        let Some(window) = windows.into_iter().find(|window| !window.utterances.is_empty()) else {
            return Outcome::NotApplicable;
        };
        let total = self.count(dialogue, &window, breaches);
        if total < self.min {
            let place = window.utterances.last().copied().unwrap_or(0);
            let absence = self.samples.absence(dialogue, &window.utterances);
            let message = too_few(total, self.min);
            breaches.push(Breach { message, ..Breach::missing(place, None, absence) });
        }
        if breaches.len() > before { Outcome::Fail } else { Outcome::Pass }
    }
}

impl CountCheck {
    /// Counts hits, reporting the first one too many of every run, and returns the total.
    fn count(&self, dialogue: &Dialogue<'_>, window: &Window<'_>, breaches: &mut Vec<Breach>) -> usize {
        let mut total = 0;
        let mut run = 0;
        let mut last = 0;
        for at in window.utterances.iter().copied() {
            let customer = |between: usize| {
                let utterance = &dialogue.conversation.utterances[between];
                utterance.role == Role::Customer
            };
            if self.unanswered && (last..at).any(customer) {
                run = 0;
            }
            last = at;
            for hit in dialogue.hits(self.matcher, at).iter() {
                total += 1;
                run += 1;
                if run == self.max.saturating_add(1) {
                    let message = too_many(run, self.max);
                    breaches.push(Breach { message, ..Breach::said(at, hit.span, None) });
                }
            }
        }
        total
    }
}

fn too_many(found: usize, limit: usize) -> Bilingual {
    Bilingual {
        zh: Some(format!("第 {found} 次，最多 {limit} 次")),
        en: Some(format!("{found} times, at most {limit} allowed")),
    }
}

fn too_few(found: usize, limit: usize) -> Bilingual {
    let so_far = if found == 0 { "一次也没有".to_owned() } else { format!("共 {found} 次") };
    Bilingual {
        zh: Some(format!("{so_far}，至少要 {limit} 次")),
        en: Some(format!("{found} in all, at least {limit} wanted")),
    }
}
