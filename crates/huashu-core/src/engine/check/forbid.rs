//! `forbid`: what must not be said.

use super::Check;
use crate::engine::{Breach, Compiler, Dialogue, MatcherId, Scope, Window};
use huashu_model::summary::Outcome;
use huashu_rulebook::{ForbidSpec, RoleFilter};

/// Makes what runs of what was written.
pub(super) fn compile(spec: &ForbidSpec, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    let scope = compiler.scope(role, &spec.scope);
    Box::new(ForbidCheck { matcher: compiler.matcher(&spec.matcher), scope })
}

#[derive(Debug)]
struct ForbidCheck {
    matcher: MatcherId,
    scope: Scope,
}

impl Check for ForbidCheck {
    fn watches(&self) -> Vec<(MatcherId, RoleFilter)> {
        vec![(self.matcher, self.scope.role())]
    }

    fn seeks(&self) -> Vec<MatcherId> {
        vec![self.matcher]
    }

    fn idle(&self, dialogue: &Dialogue<'_>) -> Outcome {
        self.scope.outcome_of_silence(dialogue)
    }

    fn passes_unless_hit(&self) -> Option<RoleFilter> {
        self.scope.is_everywhere().then(|| self.scope.role())
    }

    fn check(&self, dialogue: &Dialogue<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let windows = match self.scope.windows(dialogue) {
            Ok(windows) => windows,
            Err(outcome) => return outcome,
        };
        let before = breaches.len();
        let mut looked = false;
        let mut read: Option<&Window<'_>> = None;
        for window in &windows {
            looked |= !window.utterances.is_empty();
            // Anchors may share their words; what was said in them is one finding, that of the first anchor.
            if read.is_some_and(|read| read.shares_words_with(window)) {
                continue;
            }
            for utterance in window.utterances.iter().copied() {
                for hit in dialogue.hits(self.matcher, utterance).iter() {
                    breaches.push(Breach::said(utterance, hit.span, window.anchor));
                }
            }
            read = Some(window);
        }
        dedupe(breaches, before);
        match (breaches.len() > before, looked) {
            (true, _) => Outcome::Fail,
            (false, true) => Outcome::Pass,
            (false, false) => Outcome::NotApplicable,
        }
    }
}

/// Windows of several anchors may overlap; one hit is one finding.
fn dedupe(breaches: &mut Vec<Breach>, from: usize) {
    let mut seen = std::collections::BTreeSet::new();
    let mut index = 0;
    breaches.retain(|breach| {
        index += 1;
        index <= from || seen.insert((breach.utterance, breach.span))
    });
    breaches[from..].sort_by_key(|breach| (breach.utterance, breach.span));
}
