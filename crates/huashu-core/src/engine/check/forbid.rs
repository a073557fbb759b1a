//! `forbid`: what must not be said.

use super::breach::Breach;
use super::rule_check::Check;
use super::window::{Scope, Window};
use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::matches::Matches;
use crate::engine::program::matcher::MatcherId;
use huashu_model::summary::Outcome;
use huashu_rulebook::{ForbidSpec, RoleFilter};

/// Makes what runs of what was written.
pub(super) fn compile(spec: &ForbidSpec, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    let scope = Scope::compile(role, &spec.scope, compiler);
    Box::new(ForbidCheck { matcher: compiler.matcher(&spec.matcher), scope })
}

#[derive(Debug)]
struct ForbidCheck {
    matcher: MatcherId,
    scope: Scope,
}

impl Check for ForbidCheck {
    fn triggers(&self) -> Vec<(MatcherId, RoleFilter)> {
        vec![(self.matcher, self.scope.role())]
    }

    fn explained_by(&self) -> Vec<MatcherId> {
        vec![self.matcher]
    }

    fn outcome_without_hits(&self, matches: &Matches<'_>) -> Outcome {
        self.scope.outcome_without_breach(matches)
    }

    fn passes_without_hit(&self) -> Option<RoleFilter> {
        self.scope.is_everywhere().then(|| self.scope.role())
    }

    fn check(&self, matches: &Matches<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let windows = match self.scope.windows(matches) {
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
                for hit in matches.hits(self.matcher, utterance).iter() {
                    breaches.push(Breach::said(utterance, hit.span, window.anchor, self.matcher));
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
