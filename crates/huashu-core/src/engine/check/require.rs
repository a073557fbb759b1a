//! `require`: what must be said, in a scope or around an anchor.

use super::Check;
use crate::engine::{Breach, Compiler, Dialogue, MatcherId, Samples, Scope, Window};
use huashu_model::summary::Outcome;
use huashu_rulebook::{RequireSpec, RoleFilter};

/// Makes what runs of what was written.
pub(super) fn compile(spec: &RequireSpec, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    let scope = compiler.scope(role, &spec.scope).without_recalled();
    let samples = compiler.samples(&spec.matcher);
    Box::new(RequireCheck { matcher: compiler.matcher(&spec.matcher), scope, every: spec.every, samples })
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
