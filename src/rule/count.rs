//! `count`: at most, or at least, so many times.

use super::{Check, Kind, Plan};
use crate::engine::{Breach, Compiler, Dialogue, MatcherId, Samples, Scope, Window};
use crate::language::Bilingual;
use crate::rulebook::{MatcherSpec, RoleFilter, ScopeSpec, Sink, View, require_something};
use crate::summary::Outcome;
use crate::transcript::Role;

/// The kind `count`.
#[derive(Debug)]
pub(super) struct Count;

impl Kind for Count {
    fn name(&self) -> &'static str {
        "count"
    }

    fn describe(&self) -> Bilingual {
        Bilingual {
            zh: Some("次数：一个会话里最多或至少说几次。".into()),
            en: Some("Counts: at most, or at least, so many times in a conversation.".into()),
        }
    }

    fn read(&self, view: &View<'_>, sink: &mut Sink) -> Box<dyn Plan> {
        let matcher = MatcherSpec::read(view, sink);
        require_something(&matcher, sink);
        let plan = CountPlan {
            matcher,
            max: view.count("max", sink),
            min: view.count("min", sink),
            unanswered: view.boolean("unanswered", sink).unwrap_or(false),
            scope: ScopeSpec::read(view, sink),
        };
        if plan.max.is_none() && plan.min.is_none() {
            let message =
                crate::say!(sink.language, "count 规则要写 `max` 或 `min`", "a count rule needs `max` or `min`");
            sink.error("rulebook/missing-key", view.place(), message);
        }
        Box::new(plan)
    }
}

#[derive(Debug)]
struct CountPlan {
    matcher: MatcherSpec,
    max: Option<usize>,
    min: Option<usize>,
    unanswered: bool,
    scope: ScopeSpec,
}

impl Plan for CountPlan {
    fn compile(&self, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
        Box::new(CountCheck {
            samples: compiler.samples(&self.matcher),
            matcher: compiler.matcher(&self.matcher),
            scope: compiler.scope(role, &self.scope),
            max: self.max.unwrap_or(usize::MAX),
            min: self.min.unwrap_or(0),
            unanswered: self.unanswered,
        })
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        vec![&self.matcher]
    }
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
