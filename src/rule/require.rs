//! `require`: what must be said, in a scope or around an anchor.

use super::{Check, Kind, Plan};
use crate::engine::{Breach, Compiler, Dialogue, MatcherId, Samples, Scope, Window};
use crate::language::Bilingual;
use crate::rulebook::{MatcherSpec, RoleFilter, ScopeSpec, Sink, View, require_something};
use crate::summary::Outcome;

/// The kind `require`.
#[derive(Debug)]
pub(super) struct Require;

impl Kind for Require {
    fn name(&self) -> &'static str {
        "require"
    }

    fn describe(&self) -> Bilingual {
        Bilingual {
            zh: Some("必须说的话：范围内（或每个锚点周围）没有说到，就是一条发现。".into()),
            en: Some(
                "What must be said: a scope, or the surroundings of an anchor, without it is a finding.".into(),
            ),
        }
    }

    fn read(&self, view: &View<'_>, sink: &mut Sink) -> Box<dyn Plan> {
        let matcher = MatcherSpec::read(view, sink);
        require_something(&matcher, sink);
        let scope = ScopeSpec::read(view, sink);
        let every = view.boolean("every", sink).unwrap_or(false);
        Box::new(RequirePlan { matcher, scope, every })
    }
}

#[derive(Debug)]
struct RequirePlan {
    matcher: MatcherSpec,
    scope: ScopeSpec,
    every: bool,
}

impl Plan for RequirePlan {
    fn compile(&self, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
        let scope = compiler.scope(role, &self.scope).without_recalled();
        let samples = compiler.samples(&self.matcher);
        Box::new(RequireCheck { matcher: compiler.matcher(&self.matcher), scope, every: self.every, samples })
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        std::iter::once(&self.matcher).chain(self.scope.anchor()).collect()
    }
}

#[derive(Debug)]
struct RequireCheck {
    matcher: MatcherId,
    scope: Scope,
    every: bool,
    samples: Samples,
}

impl Check for RequireCheck {
    fn watches(&self) -> Vec<(MatcherId, RoleFilter)> {
        self.scope.anchor_watch().into_iter().collect()
    }

    fn seeks(&self) -> Vec<MatcherId> {
        self.scope.anchor_watch().map(|(matcher, _)| matcher).into_iter().chain([self.matcher]).collect()
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
        let mut read = None;
        for window in windows.iter().filter(|window| !window.utterances.is_empty()) {
            judged = true;
            self.check_window(dialogue, window, &mut read, breaches);
        }
        match (breaches.len() > before, judged) {
            (true, _) => Outcome::Fail,
            (false, true) => Outcome::Pass,
            (false, false) => Outcome::NotApplicable,
        }
    }
}

impl RequireCheck {
    /// Checks one window; `read` remembers the words of the one before, for anchors may share theirs.
    fn check_window<'w>(
        &self,
        dialogue: &Dialogue<'_>,
        window: &'w Window<'w>,
        read: &mut Option<(&'w Window<'w>, bool)>,
        breaches: &mut Vec<Breach>,
    ) {
        let holds = |utterance: &usize| dialogue.is_hit(self.matcher, *utterance);
        if self.every {
            for utterance in window.utterances.iter().filter(|utterance| !holds(utterance)) {
                let absence = self.samples.absence(dialogue, std::slice::from_ref(utterance));
                breaches.push(Breach::missing(*utterance, window.anchor, absence));
            }
            return;
        }
        let said = match read {
            Some((read, said)) if read.shares_words_with(window) => *said,
            _ => window.utterances.iter().any(holds),
        };
        *read = Some((window, said));
        if !said {
            let absence = self.samples.absence(dialogue, &window.utterances);
            breaches.push(Breach::missing(self.scope.place(window), window.anchor, absence));
        }
    }
}
