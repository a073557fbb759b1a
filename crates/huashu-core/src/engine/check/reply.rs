//! `reply`: what a reply written in advance must say, and how long it may be.

use super::breach::Breach;
use super::required_wordings::RequiredWordings;
use super::rule_check::Check;
use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::matches::Matches;
use crate::engine::program::matcher::MatcherId;
use huashu_model::language::Bilingual;
use huashu_model::summary::Outcome;
use huashu_rulebook::{MatcherSpec, ReplySpec, RoleFilter};

/// Makes what runs of what was written.
pub(super) fn compile(spec: &ReplySpec, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    let element = |matcher: &MatcherSpec| Element {
        wordings: RequiredWordings::compile(matcher, compiler),
        matcher: compiler.matcher(matcher),
    };
    Box::new(ReplyCheck {
        element: spec.matcher.as_ref().map(element),
        max_chars: spec.max_chars.unwrap_or(usize::MAX),
        min_chars: spec.min_chars.unwrap_or(0),
        role,
    })
}

#[derive(Debug)]
struct ReplyCheck {
    element: Option<Element>,
    max_chars: usize,
    min_chars: usize,
    role: RoleFilter,
}

/// What must be said.
#[derive(Debug)]
struct Element {
    matcher: MatcherId,
    wordings: RequiredWordings,
}

impl Check for ReplyCheck {
    fn triggers(&self) -> Vec<(MatcherId, RoleFilter)> {
        Vec::new()
    }

    fn explained_by(&self) -> Vec<MatcherId> {
        self.element.iter().map(|element| element.matcher).collect()
    }

    fn outcome_without_hits(&self, _matches: &Matches<'_>) -> Outcome {
        Outcome::NotApplicable
    }

    fn check(&self, matches: &Matches<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let before = breaches.len();
        let mut judged = false;
        for (at, utterance) in matches.conversation.utterances().iter().enumerate() {
            if !utterance.template || !matches.conversation.is_said_by(at, self.role) {
                continue;
            }
            judged = true;
            let chars = utterance.text.trim().chars().count();
            if let Some(message) = self.length(chars) {
                breaches.push(Breach::whole(at, None, message));
            }
            if let Some(element) = self.element.as_ref().filter(|element| !matches.is_hit(element.matcher, at)) {
                let absence = element.wordings.absence(&matches.conversation, &[at]);
                breaches.push(Breach::missing(at, None, absence));
            }
        }
        match (breaches.len() > before, judged) {
            (true, _) => Outcome::Fail,
            (false, true) => Outcome::Pass,
            (false, false) => Outcome::NotApplicable,
        }
    }
}

impl ReplyCheck {
    /// Returns what is wrong with a length.
    fn length(&self, chars: usize) -> Option<Bilingual> {
        let (max, min) = (self.max_chars, self.min_chars);
        let (zh, en) = match chars {
            _ if chars > max => {
                (format!("共 {chars} 字，最多 {max} 字"), format!("{chars} characters, at most {max} allowed"))
            }
            _ if chars < min => {
                (format!("共 {chars} 字，至少 {min} 字"), format!("{chars} characters, at least {min} wanted"))
            }
            _ => return None,
        };
        Some(Bilingual { zh: Some(zh), en: Some(en) })
    }
}
