//! `require`: what must be said, in a scope or around an anchor.

use super::breach::Breach;
use super::required_wordings::RequiredWordings;
use super::rule_check::Check;
use super::window::{Scope, Window};
use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::matches::Matches;
use crate::engine::program::matcher::MatcherId;
use huashu_model::summary::Outcome;
use huashu_rulebook::{RequireSpec, RoleFilter};

/// Makes what runs of what was written.
pub(super) fn compile(spec: &RequireSpec, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    let scope = Scope::compile(role, &spec.scope, compiler).without_recalled();
    let wordings = RequiredWordings::compile(&spec.matcher, compiler);
    Box::new(RequireCheck { matcher: compiler.matcher(&spec.matcher), scope, every: spec.every, wordings })
}

#[derive(Debug)]
struct RequireCheck {
    matcher: MatcherId,
    scope: Scope,
    every: bool,
    wordings: RequiredWordings,
}

impl Check for RequireCheck {
    fn triggers(&self) -> Vec<(MatcherId, RoleFilter)> {
        self.scope.anchor_trigger().into_iter().collect()
    }

    fn explained_by(&self) -> Vec<MatcherId> {
        self.scope.anchor_trigger().map(|(matcher, _)| matcher).into_iter().chain([self.matcher]).collect()
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
        let mut read = None;
        for window in windows.iter().filter(|window| !window.utterances.is_empty()) {
            judged = true;
            self.check_window(matches, window, &mut read, breaches);
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
        matches: &Matches<'_>,
        window: &'w Window<'w>,
        read: &mut Option<(&'w Window<'w>, bool)>,
        breaches: &mut Vec<Breach>,
    ) {
        let is_hit = |utterance: &usize| matches.is_hit(self.matcher, *utterance);
        if self.every {
            for utterance in window.utterances.iter().filter(|utterance| !is_hit(utterance)) {
                let absence = self.wordings.absence(&matches.conversation, std::slice::from_ref(utterance));
                breaches.push(Breach::missing(*utterance, window.anchor, absence));
            }
            return;
        }
        let said = match read {
            Some((read, said)) if read.shares_words_with(window) => *said,
            _ => window.utterances.iter().any(is_hit),
        };
        *read = Some((window, said));
        if !said {
            let absence = self.wordings.absence(&matches.conversation, &window.utterances);
            breaches.push(Breach::missing(self.scope.place(window), window.anchor, absence));
        }
    }
}
