//! `count`: at most, or at least, so many times.

use super::breach::Breach;
use super::required_wordings::RequiredWordings;
use super::rule_check::Check;
use super::window::{Scope, Window};
use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::matches::Matches;
use crate::engine::program::matcher::MatcherId;
use huashu_model::language::Bilingual;
use huashu_model::summary::Outcome;
use huashu_model::transcript::Role;
use huashu_rulebook::{CountSpec, RoleFilter};

/// Makes what runs of what was written.
pub(super) fn compile(spec: &CountSpec, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    Box::new(CountCheck {
        wordings: RequiredWordings::compile(&spec.matcher, compiler),
        matcher: compiler.matcher(&spec.matcher),
        scope: Scope::compile(role, &spec.scope, compiler),
        max: spec.max.unwrap_or(usize::MAX),
        min: spec.min.unwrap_or(0),
        unanswered: spec.unanswered,
    })
}

#[derive(Debug)]
struct CountCheck {
    matcher: MatcherId,
    scope: Scope,
    wordings: RequiredWordings,
    max: usize,
    min: usize,
    /// Only what follows without a word of the customer counts together.
    unanswered: bool,
}

impl Check for CountCheck {
    fn triggers(&self) -> Vec<(MatcherId, RoleFilter)> {
        if self.min > 0 { Vec::new() } else { vec![(self.matcher, self.scope.role())] }
    }

    fn outcome_without_hits(&self, matches: &Matches<'_>) -> Outcome {
        self.scope.outcome_without_breach(matches)
    }

    fn check(&self, matches: &Matches<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let windows = match self.scope.windows(matches) {
            Ok(windows) => windows,
            Err(outcome) => return outcome,
        };
        let before = breaches.len();
        let Some(window) = windows.into_iter().find(|window| !window.utterances.is_empty()) else {
            return Outcome::NotApplicable;
        };
        let total = self.count(matches, &window, breaches);
        if total < self.min {
            let place = window.utterances.last().copied().unwrap_or(0);
            let absence = self.wordings.absence(&matches.conversation, &window.utterances);
            let message = too_few(total, self.min);
            breaches.push(Breach { message, ..Breach::missing(place, None, absence) });
        }
        if breaches.len() > before { Outcome::Fail } else { Outcome::Pass }
    }
}

impl CountCheck {
    /// Counts hits, reporting the first one too many of every run, and returns the total.
    fn count(&self, matches: &Matches<'_>, window: &Window<'_>, breaches: &mut Vec<Breach>) -> usize {
        let mut total = 0;
        let mut run = 0;
        let mut last = 0;
        for at in window.utterances.iter().copied() {
            let customer = |between: usize| {
                let utterance = &matches.conversation.utterances()[between];
                utterance.role == Role::Customer
            };
            if self.unanswered && (last..at).any(customer) {
                run = 0;
            }
            last = at;
            for hit in matches.hits(self.matcher, at).iter() {
                total += 1;
                run += 1;
                if run == self.max.saturating_add(1) {
                    let message = too_many(run, self.max);
                    breaches.push(Breach { message, ..Breach::said(at, hit.span, None, self.matcher) });
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
