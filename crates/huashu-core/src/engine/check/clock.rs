//! `clock`: words that must agree with the hour, such as 早上好.

use super::breach::Breach;
use super::rule_check::Check;
use super::window::{NO_TIME, Scope};
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
        let (mut judged, mut unknown) = (false, false);
        for at in windows.iter().flat_map(|window| window.utterances.iter()).copied() {
            let second = matches.conversation.utterances()[at].time.and_then(Time::second_of_day);
            for (matcher, from, to) in &self.hours {
                let hits = matches.hits(*matcher, at);
                let Some(hit) = hits.first() else { continue };
                let Some(second) = second else {
                    unknown = true;
                    continue;
                };
                judged = true;
                let agrees =
                    if from <= to { (*from..*to).contains(&second) } else { second >= *from || second < *to };
                if !agrees {
                    breaches.push(Breach { message: message(second), ..Breach::said(at, hit.span, None) });
                }
            }
        }
        match (breaches.len() > before, judged, unknown) {
            (true, _, _) => Outcome::Fail,
            (false, true, _) => Outcome::Pass,
            (false, false, true) => NO_TIME,
            (false, false, false) => Outcome::NotApplicable,
        }
    }
}

fn message(second: u32) -> Bilingual {
    let (hours, minutes) = (second / 3600, second / 60 % 60);
    Bilingual {
        zh: Some(format!("这句话发于 {hours:02}:{minutes:02}")),
        en: Some(format!("this was sent at {hours:02}:{minutes:02}")),
    }
}
