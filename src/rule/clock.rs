//! `clock`: words that must agree with the hour, such as 早上好.

use super::timing::read_time_of_day;
use super::{Check, Kind, Plan};
use crate::engine::{Breach, Compiler, Dialogue, MatcherId, NO_TIME, Scope};
use crate::language::Bilingual;
use crate::rulebook::{MatcherSpec, RoleFilter, ScopeSpec, Sink, View, require_something};
use crate::summary::Outcome;
use crate::transcript::Time;

/// The kind `clock`.
#[derive(Debug)]
pub(super) struct Clock;

impl Kind for Clock {
    fn name(&self) -> &'static str {
        "clock"
    }

    fn describe(&self) -> Bilingual {
        Bilingual {
            zh: Some("钟点：早上好、下午好等说法要与消息的时间相符。".into()),
            en: Some("The hour: words such as “good morning” must agree with the message's time.".into()),
        }
    }

    fn read(&self, view: &View<'_>, sink: &mut Sink) -> Box<dyn Plan> {
        let hours = view.tables("hours", sink).into_iter().map(|table| read_hour(table, sink)).collect();
        Box::new(ClockPlan { hours, scope: ScopeSpec::read(view, sink) })
    }
}

fn read_hour(view: View<'_>, sink: &mut Sink) -> HourSpec {
    let from = read_time_of_day(&view, "from", sink).unwrap_or(0);
    let to = read_time_of_day(&view, "to", sink).unwrap_or(86_400);
    let matcher = MatcherSpec::read(&view, sink);
    require_something(&matcher, sink);
    view.finish(sink);
    HourSpec { matcher, from, to }
}

#[derive(Debug)]
struct HourSpec {
    matcher: MatcherSpec,
    from: u32,
    to: u32,
}

#[derive(Debug)]
struct ClockPlan {
    hours: Vec<HourSpec>,
    scope: ScopeSpec,
}

impl Plan for ClockPlan {
    fn compile(&self, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
        let hours = self.hours.iter().map(|hour| (compiler.matcher(&hour.matcher), hour.from, hour.to)).collect();
        Box::new(ClockCheck { hours, scope: compiler.scope(role, &self.scope) })
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        self.hours.iter().map(|hour| &hour.matcher).collect()
    }
}

#[derive(Debug)]
struct ClockCheck {
    /// What is said, and the seconds after midnight between which it may be.
    hours: Vec<(MatcherId, u32, u32)>,
    scope: Scope,
}

impl Check for ClockCheck {
    fn watches(&self) -> Vec<(MatcherId, RoleFilter)> {
        self.hours.iter().map(|(matcher, _, _)| (*matcher, self.scope.role())).collect()
    }

    fn idle(&self, dialogue: &Dialogue<'_>) -> Outcome {
        self.scope.windows(dialogue).err().unwrap_or(Outcome::NotApplicable)
    }

    fn check(&self, dialogue: &Dialogue<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let windows = match self.scope.windows(dialogue) {
            Ok(windows) => windows,
            Err(outcome) => return outcome,
        };
        let before = breaches.len();
        let (mut judged, mut unknown) = (false, false);
        for at in windows.iter().flat_map(|window| window.utterances.iter()).copied() {
            let second = dialogue.conversation.utterances[at].time.and_then(Time::second_of_day);
            for (matcher, from, to) in &self.hours {
                let hits = dialogue.hits(*matcher, at);
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
