//! `sequence`: steps that must come in order.

use super::breach::Breach;
use super::rule_check::Check;
use super::window::{Scope, Window};
use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::matches::Matches;
use crate::engine::program::matcher::MatcherId;
use huashu_model::finding::Absence;
use huashu_model::language::{Bilingual, Language};
use huashu_model::summary::Outcome;
use huashu_rulebook::{RoleFilter, SequenceSpec, StepSpec};

/// Makes what runs of what was written.
pub(super) fn compile(spec: &SequenceSpec, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    let step = |step: &StepSpec| Step {
        name: step.name.clone(),
        optional: step.optional,
        role: step.role.unwrap_or(role),
        matcher: compiler.matcher(&step.matcher),
    };
    let steps = spec.steps.iter().map(step).collect();
    Box::new(SequenceCheck { steps, scope: Scope::compile(role, &spec.scope, compiler) })
}

#[derive(Debug)]
struct Step {
    name: Bilingual,
    optional: bool,
    role: RoleFilter,
    matcher: MatcherId,
}

#[derive(Debug)]
struct SequenceCheck {
    steps: Vec<Step>,
    scope: Scope,
}

impl Check for SequenceCheck {
    fn triggers(&self) -> Vec<(MatcherId, RoleFilter)> {
        self.scope.anchor_trigger().into_iter().collect()
    }

    fn outcome_without_hits(&self, _matches: &Matches<'_>) -> Outcome {
        Outcome::NotApplicable
    }

    fn check(&self, matches: &Matches<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let windows = match self.scope.windows(matches) {
            Ok(windows) => windows,
            Err(outcome) => return outcome,
        };
        let before = breaches.len();
        let mut judged = false;
        for window in windows.iter().filter(|window| !window.utterances.is_empty()) {
            judged = true;
            breaches.extend(self.first_wrong(matches, window));
        }
        match (breaches.len() > before, judged) {
            (true, _) => Outcome::Fail,
            (false, true) => Outcome::Pass,
            (false, false) => Outcome::NotApplicable,
        }
    }
}

/// How far a sequence has come: an utterance, and bytes of its folded text.
type Place = (usize, usize);

impl SequenceCheck {
    /// Walks the steps and returns the first that is missing or out of place.
    fn first_wrong(&self, matches: &Matches<'_>, window: &Window<'_>) -> Option<Breach> {
        let first = window.anchor.or(window.utterances.first().copied())?;
        let last = window.utterances.last().copied()?;
        let mut reached: Place = (first, 0);
        let mut place = first;
        for step in &self.steps {
            match find(matches, step, reached, last) {
                Some((utterance, end)) => {
                    reached = (utterance, end);
                    place = utterance;
                }
                None if step.optional => {}
                None => {
                    let early = find(matches, step, (first, 0), last);
                    let searched = (reached.0..=last).filter(|at| matches.conversation.is_said_by(*at, step.role));
                    return Some(Breach {
                        message: message(&step.name, early.map(|(utterance, _)| utterance)),
                        ..Breach::missing(place, window.anchor, Absence::new(searched, None))
                    });
                }
            }
        }
        None
    }
}

/// Returns the end of the first hit of a step at or after `from`, up to utterance `last`.
fn find(matches: &Matches<'_>, step: &Step, from: Place, last: usize) -> Option<Place> {
    let hit_utterances = matches.hit_utterances(step.matcher, Some(step.role));
    let first = hit_utterances.partition_point(|at| *at < from.0);
    hit_utterances[first..].iter().copied().take_while(|at| *at <= last).find_map(|at| {
        let hits = matches.hits(step.matcher, at);
        let after = |start: usize| at > from.0 || start >= from.1;
        hits.iter().find(|hit| after(hit.span.start)).map(|hit| (at, hit.span.end))
    })
}

fn message(name: &Bilingual, early: Option<usize>) -> Bilingual {
    let (zh, en) = (name.get(Language::Chinese), name.get(Language::English));
    let (zh, en) = match early {
        Some(at) => {
            let number = at + 1;
            (
                format!("步骤「{zh}」说早了（第 {number} 句）"),
                format!("step “{en}” came too early (utterance {number})"),
            )
        }
        None => (format!("缺少步骤「{zh}」"), format!("step “{en}” is missing")),
    };
    Bilingual { zh: Some(zh), en: Some(en) }
}
