//! `clock`: words that must agree with the hour, such as 早上好.

use super::breach::Breach;
use super::rule_check::Check;
use super::window::{COARSE_TIMES, NO_TIME, Scope};
use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::matches::Matches;
use crate::engine::program::matcher::MatcherId;
use huashu_model::language::Bilingual;
use huashu_model::summary::Outcome;
use huashu_model::transcript::Time;
use huashu_rulebook::{ClockSpec, RoleFilter};

/// Makes what runs of what was written.
pub(super) fn compile(spec: &ClockSpec, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    let hours = spec.hours.iter().map(|hour| (compiler.matcher(&hour.matcher), hour.from, hour.to)).collect();
    Box::new(ClockCheck { hours, scope: Scope::compile(role, &spec.scope, compiler) })
}

#[derive(Debug)]
struct ClockCheck {
    /// What is said, and the seconds after midnight between which it may be.
    hours: Vec<(MatcherId, u32, u32)>,
    scope: Scope,
}

impl Check for ClockCheck {
    fn triggers(&self) -> Vec<(MatcherId, RoleFilter)> {
        self.hours.iter().map(|(matcher, _, _)| (*matcher, self.scope.role())).collect()
    }

    fn outcome_without_hits(&self, matches: &Matches<'_>) -> Outcome {
        self.scope.windows(matches).err().unwrap_or(Outcome::NotApplicable)
    }

    fn check(&self, matches: &Matches<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let windows = match self.scope.windows(matches) {
            Ok(windows) => windows,
            Err(outcome) => return outcome,
        };
        let before = breaches.len();
        let (mut passed, mut open) = (false, None);
        for at in windows.iter().flat_map(|window| window.utterances.iter()).copied() {
            let time = matches.conversation.utterances()[at].time;
            for (matcher, from, to) in &self.hours {
                let hits = matches.hits(*matcher, at);
                let Some(hit) = hits.first() else { continue };
                match time.and_then(|time| time.is_between(*from, *to)) {
                    Some(true) => passed = true,
                    Some(false) => {
                        let said = Breach::said(at, hit.span, None, *matcher);
                        breaches.push(Breach { message: message(time), ..said });
                    }
                    None if time.and_then(Time::second_of_day).is_some() => open = open.or(Some(COARSE_TIMES)),
                    None => open = open.or(Some(NO_TIME)),
                }
            }
        }
        match (breaches.len() > before, open, passed) {
            (true, _, _) => Outcome::Fail,
            (false, Some(why), _) => why,
            (false, None, true) => Outcome::Pass,
            (false, None, false) => Outcome::NotApplicable,
        }
    }
}

fn message(time: Option<Time>) -> Bilingual {
    let time = time.and_then(Time::time_of_day).unwrap_or_default();
    let minutes = time.get(..5).unwrap_or(&time);
    Bilingual { zh: Some(format!("这句话发于 {minutes}")), en: Some(format!("this was sent at {minutes}")) }
}
