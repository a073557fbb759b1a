//! `sequence`: steps that must come in order.

use super::{Check, Kind, Plan};
use crate::engine::{Breach, Compiler, Dialogue, MatcherId, Scope, Window};
use crate::finding::Absence;
use crate::language::{Bilingual, Language};
use crate::rulebook::{MatcherSpec, RoleFilter, ScopeSpec, Sink, View, read_roles, require_something};
use crate::summary::Outcome;

/// The kind `sequence`.
#[derive(Debug)]
pub(super) struct Sequence;

impl Kind for Sequence {
    fn name(&self) -> &'static str {
        "sequence"
    }

    fn describe(&self) -> Bilingual {
        Bilingual {
            zh: Some("按次序的几步：报告第一个缺少或提前的步骤。".into()),
            en: Some("Steps in order: the first one missing or out of place is reported.".into()),
        }
    }

    fn read(&self, view: &View<'_>, sink: &mut Sink) -> Box<dyn Plan> {
        let steps: Vec<StepSpec> =
            view.tables("steps", sink).into_iter().map(|step| read_step(step, sink)).collect();
        if steps.len() < 2 {
            let message = crate::say!(sink.language, "`steps` 至少要有两步", "`steps` needs at least two steps");
            sink.error("rulebook/too-few-steps", view.place(), message);
        }
        Box::new(SequencePlan { steps, scope: ScopeSpec::read(view, sink) })
    }
}

fn read_step(view: View<'_>, sink: &mut Sink) -> StepSpec {
    let name = view.bilingual("name", sink);
    let optional = view.boolean("optional", sink).unwrap_or(false);
    let role = read_roles(&view, "role", sink);
    let matcher = MatcherSpec::read(&view, sink);
    require_something(&matcher, sink);
    view.finish(sink);
    StepSpec { name, optional, role, matcher }
}

#[derive(Debug)]
struct StepSpec {
    name: Bilingual,
    optional: bool,
    role: Option<RoleFilter>,
    matcher: MatcherSpec,
}

#[derive(Debug)]
struct SequencePlan {
    steps: Vec<StepSpec>,
    scope: ScopeSpec,
}

impl Plan for SequencePlan {
    fn compile(&self, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
        let step = |step: &StepSpec| Step {
            name: step.name.clone(),
            optional: step.optional,
            role: step.role.unwrap_or(role),
            matcher: compiler.matcher(&step.matcher),
        };
        let steps = self.steps.iter().map(step).collect();
        Box::new(SequenceCheck { steps, scope: compiler.scope(role, &self.scope) })
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        self.steps.iter().map(|step| &step.matcher).chain(self.scope.anchor()).collect()
    }
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
    fn watches(&self) -> Vec<(MatcherId, RoleFilter)> {
        self.scope.anchor_watch().into_iter().collect()
    }

    fn idle(&self, _dialogue: &Dialogue<'_>) -> Outcome {
        Outcome::NotApplicable
    }

    fn check(&self, dialogue: &Dialogue<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let windows = match self.scope.windows(dialogue) {
            Ok(windows) => windows,
            Err(outcome) => return outcome,
        };
        let before = breaches.len();
        let mut judged = false;
        for window in windows.iter().filter(|window| !window.utterances.is_empty()) {
            judged = true;
            breaches.extend(self.first_wrong(dialogue, window));
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
    fn first_wrong(&self, dialogue: &Dialogue<'_>, window: &Window<'_>) -> Option<Breach> {
        let first = window.anchor.or(window.utterances.first().copied())?;
        let last = window.utterances.last().copied()?;
        let mut reached: Place = (first, 0);
        let mut place = first;
        for step in &self.steps {
            match find(dialogue, step, reached, last) {
                Some((utterance, end)) => {
                    reached = (utterance, end);
                    place = utterance;
                }
                None if step.optional => {}
                None => {
                    let early = find(dialogue, step, (first, 0), last);
                    let searched = (reached.0..=last).filter(|at| dialogue.is_said_by(*at, step.role));
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
fn find(dialogue: &Dialogue<'_>, step: &Step, from: Place, last: usize) -> Option<Place> {
    let holding = dialogue.holding(step.matcher, Some(step.role));
    let first = holding.partition_point(|at| *at < from.0);
    holding[first..].iter().copied().take_while(|at| *at <= last).find_map(|at| {
        let hits = dialogue.hits(step.matcher, at);
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
