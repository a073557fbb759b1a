//! `note`: the form of a remark on an order.

use super::breach::Breach;
use super::rule_check::Check;
use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::matches::Matches;
use crate::engine::program::matcher::MatcherId;
use huashu_model::language::Bilingual;
use huashu_model::summary::Outcome;
use huashu_model::transcript::MessageKind;
use huashu_rulebook::{MatcherSpec, NoteSpec, RoleFilter};

/// Makes what runs of what was written.
pub(super) fn compile(spec: &NoteSpec, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    let case = |(when, forms): &(Option<MatcherSpec>, MatcherSpec)| {
        (when.as_ref().map(|when| compiler.matcher(when)), compiler.matcher(forms))
    };
    Box::new(NoteCheck { cases: spec.cases.iter().map(case).collect(), role })
}

#[derive(Debug)]
struct NoteCheck {
    cases: Vec<(Option<MatcherId>, MatcherId)>,
    role: RoleFilter,
}

impl Check for NoteCheck {
    fn triggers(&self) -> Vec<(MatcherId, RoleFilter)> {
        Vec::new()
    }

    fn outcome_without_hits(&self, _matches: &Matches<'_>) -> Outcome {
        Outcome::NotApplicable
    }

    fn check(&self, matches: &Matches<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let before = breaches.len();
        let mut judged = false;
        for (at, utterance) in matches.conversation.utterances().iter().enumerate() {
            if utterance.kind != MessageKind::Note || !self.role.contains(utterance.role) {
                continue;
            }
            let applies = |when: &Option<MatcherId>| when.is_none_or(|when| matches.is_hit(when, at));
            let Some((_, forms)) = self.cases.iter().find(|(when, _)| applies(when)) else { continue };
            judged = true;
            if !matches.is_hit(*forms, at) {
                breaches.push(Breach::whole(at, None, Bilingual::default()));
            }
        }
        match (breaches.len() > before, judged) {
            (true, _) => Outcome::Fail,
            (false, true) => Outcome::Pass,
            (false, false) => Outcome::NotApplicable,
        }
    }
}
