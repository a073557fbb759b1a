//! `forbid`: what must not be said.

use super::{Check, Kind, Plan};
use crate::engine::{Breach, Compiler, Dialogue, MatcherId, Scope, Window};
use crate::language::Bilingual;
use crate::rulebook::{MatcherSpec, RoleFilter, ScopeSpec, Sink, View, require_something};
use crate::summary::Outcome;

/// The kind `forbid`.
#[derive(Debug)]
pub(super) struct Forbid;

impl Kind for Forbid {
    fn name(&self) -> &'static str {
        "forbid"
    }

    fn describe(&self) -> Bilingual {
        Bilingual {
            zh: Some("不许说的话：在范围内每命中一处，就是一条发现。".into()),
            en: Some("What must not be said: every hit in scope is a finding.".into()),
        }
    }

    fn read(&self, view: &View<'_>, sink: &mut Sink) -> Box<dyn Plan> {
        let matcher = MatcherSpec::read(view, sink);
        require_something(&matcher, sink);
        let scope = ScopeSpec::read(view, sink);
        Box::new(ForbidPlan { matcher, scope })
    }
}

#[derive(Debug)]
struct ForbidPlan {
    matcher: MatcherSpec,
    scope: ScopeSpec,
}

impl Plan for ForbidPlan {
    fn compile(&self, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
        let scope = compiler.scope(role, &self.scope);
        Box::new(ForbidCheck { matcher: compiler.matcher(&self.matcher), scope })
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        std::iter::once(&self.matcher).chain(self.scope.anchor()).collect()
    }

    fn is_about_one_utterance(&self) -> bool {
        self.scope.is_everywhere()
    }
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
