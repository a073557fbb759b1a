//! `timing`: how long the customer waits, and how long things take.
//!
//! Only people stop an agent's clock. Times that the log does not give make a
//! rule not checkable; they never pass it.

use super::breach::Breach;
use super::rule_check::Check;
use super::window::{NO_TIME, Scope};
use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::condition::is_given_around;
use crate::engine::matching::matches::Matches;
use crate::engine::program::matcher::{Condition, MatcherId};
use huashu_model::entity;
use huashu_model::language::Bilingual;
use huashu_model::summary::Outcome;
use huashu_model::transcript::{Role, Time};
use huashu_rulebook::{Measure, RoleFilter, TimingSpec};

/// Makes what runs of what was written.
pub(super) fn compile(spec: &TimingSpec, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    let suspend = spec.suspend.iter().map(|(role, matcher)| (*role, compiler.matcher(matcher))).collect();
    Box::new(TimingCheck {
        measure: spec.measure,
        limit: spec.limit,
        from_first: spec.from_first,
        hours: spec.hours,
        suspend,
        unless: compiler.conditions(&spec.unless),
        promise: spec.promise,
        role,
        scope: Scope::compile(role, &spec.scope, compiler),
    })
}

#[derive(Debug)]
struct TimingCheck {
    measure: Measure,
    limit: i64,
    from_first: bool,
    hours: Option<(u32, u32)>,
    suspend: Vec<(RoleFilter, MatcherId)>,
    /// What excuses a late reply, seen from that reply.
    unless: Vec<Condition>,
    promise: bool,
    role: RoleFilter,
    scope: Scope,
}

/// A wait to be judged: from one moment to another, reported at an utterance.
struct Wait {
    from: Option<Time>,
    to: Option<Time>,
    place: usize,
    anchor: Option<usize>,
    /// Milliseconds.
    limit: i64,
}

impl Check for TimingCheck {
    fn triggers(&self) -> Vec<(MatcherId, RoleFilter)> {
        self.scope.anchor_trigger().into_iter().collect()
    }

    fn outcome_without_hits(&self, _matches: &Matches<'_>) -> Outcome {
        Outcome::NotApplicable
    }

    fn check(&self, matches: &Matches<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let waits = match self.measure {
            Measure::FirstResponse => self.first_response(matches).into_iter().collect(),
            Measure::ResponseGap => self.response_gaps(matches),
            Measure::Hold => match self.holds(matches) {
                Ok(waits) => waits,
                Err(outcome) => return outcome,
            },
            Measure::Silence => self.silences(matches),
            Measure::Length => self.length(matches).into_iter().collect(),
        };
        self.judge(matches, &waits, breaches)
    }
}

impl TimingCheck {
    fn judge(&self, matches: &Matches<'_>, waits: &[Wait], breaches: &mut Vec<Breach>) -> Outcome {
        let before = breaches.len();
        let (mut judged, mut unknown) = (false, false);
        for wait in waits {
            let taken = wait.from.zip(wait.to).and_then(|(from, to)| to.since(from));
            let Some(taken) = taken else {
                unknown = true;
                continue;
            };
            if !self.in_hours(wait.from) {
                continue;
            }
            judged = true;
            let excused = || self.unless.iter().any(|condition| is_given_around(matches, condition, wait.place));
            if taken > wait.limit && !excused() {
                breaches.push(Breach::whole(wait.place, wait.anchor, message(taken, wait.limit)));
            }
        }
        match (breaches.len() > before, judged, unknown) {
            (true, _, _) => Outcome::Fail,
            (false, true, _) => Outcome::Pass,
            (false, false, true) => NO_TIME,
            (false, false, false) => Outcome::NotApplicable,
        }
    }

    /// Returns whether a wait began in business hours; one whose hour is unknown counts.
    fn in_hours(&self, from: Option<Time>) -> bool {
        let (Some((open, close)), Some(second)) = (self.hours, from.and_then(Time::second_of_day)) else {
            return true;
        };
        if open <= close { (open..close).contains(&second) } else { second >= open || second < close }
    }

    fn first_response(&self, matches: &Matches<'_>) -> Option<Wait> {
        let utterances = matches.conversation.utterances();
        let customer = (0..matches.conversation.len()).find(|at| utterances[*at].role == Role::Customer);
        let handed_over = matches.conversation.as_read.handed_over;
        // Words an agent opens with, before any customer's, answer nobody.
        let start = if handed_over.is_some() { 0 } else { customer? };
        let reply = (start..matches.conversation.len()).find(|at| self.is_reply(matches, *at))?;
        let from = handed_over.or_else(|| utterances[start].time);
        if handed_over.is_none() && (0..start).any(|at| self.is_reply(matches, at)) {
            return None;
        }
        Some(Wait { from, to: utterances[reply].time, place: reply, anchor: customer, limit: self.limit })
    }

    fn response_gaps(&self, matches: &Matches<'_>) -> Vec<Wait> {
        let utterances = matches.conversation.utterances();
        let mut waits = Vec::new();
        let mut unanswered: Vec<usize> = Vec::new();
        let mut last_turn: Vec<usize> = Vec::new();
        let mut answered = false;
        for at in 0..matches.conversation.len() {
            if utterances[at].role == Role::Customer {
                unanswered.push(at);
            } else if self.is_reply(matches, at) {
                let asked = if self.from_first { unanswered.first() } else { unanswered.last() };
                if let Some(asked) = asked.copied()
                    && answered
                    && !self.is_suspended(matches, &unanswered, &last_turn)
                {
                    let (from, to) = (utterances[asked].time, utterances[at].time);
                    waits.push(Wait { from, to, place: at, anchor: Some(asked), limit: self.limit });
                }
                if !unanswered.is_empty() {
                    last_turn.clear();
                }
                last_turn.push(at);
                unanswered.clear();
                answered = true;
            }
        }
        waits
    }

    /// Returns whether somebody's words excuse a gap: the customer's in it, or the agent's before it.
    fn is_suspended(&self, matches: &Matches<'_>, unanswered: &[usize], last_turn: &[usize]) -> bool {
        self.suspend.iter().any(|(roles, matcher)| {
            let said =
                unanswered.iter().chain(last_turn).filter(|at| matches.conversation.is_said_by(**at, *roles));
            said.into_iter().any(|at| matches.is_hit(*matcher, *at))
        })
    }

    fn holds(&self, matches: &Matches<'_>) -> Result<Vec<Wait>, Outcome> {
        let utterances = matches.conversation.utterances();
        // Collected once: of many holds without an answer each would walk to the end.
        let replies: Vec<usize> =
            (0..matches.conversation.len()).filter(|at| self.is_reply(matches, *at)).collect();
        let mut waits = Vec::new();
        for window in self.scope.windows(matches)? {
            let Some(hold) = window.anchor else { continue };
            let next = replies.partition_point(|reply| *reply <= hold);
            let Some(back) = replies.get(next).copied() else { continue };
            let limit = self.promised(matches, hold).unwrap_or(self.limit);
            let (from, to) = (utterances[hold].time, utterances[back].time);
            waits.push(Wait { from, to, place: back, anchor: Some(hold), limit });
        }
        Ok(waits)
    }

    /// Returns the time promised in a hold, in milliseconds.
    fn promised(&self, matches: &Matches<'_>, hold: usize) -> Option<i64> {
        if !self.promise {
            return None;
        }
        let duration = entity::by_name("duration")?;
        duration.find(matches.conversation.folded(hold)).iter().find_map(|hit| hit.value.millis())
    }

    fn silences(&self, matches: &Matches<'_>) -> Vec<Wait> {
        let utterances = matches.conversation.utterances();
        let people: Vec<usize> = (0..matches.conversation.len())
            .filter(|at| matches!(utterances[*at].role, Role::Agent | Role::Customer) && !utterances[*at].auto)
            .collect();
        let wait = |pair: &[usize]| Wait {
            from: utterances[pair[0]].time,
            to: utterances[pair[1]].time,
            place: pair[1],
            anchor: Some(pair[0]),
            limit: self.limit,
        };
        people.windows(2).map(wait).collect()
    }

    fn length(&self, matches: &Matches<'_>) -> Option<Wait> {
        let utterances = matches.conversation.utterances();
        let last = utterances.len().checked_sub(1)?;
        let (from, to) = (utterances[0].time, utterances[last].time);
        (last > 0).then_some(Wait { from, to, place: last, anchor: None, limit: self.limit })
    }

    /// Returns whether an utterance is a person's reply; pictures and files count.
    fn is_reply(&self, matches: &Matches<'_>, at: usize) -> bool {
        let utterance = &matches.conversation.utterances()[at];
        self.role.contains(utterance.role) && !utterance.auto && !utterance.recalled
    }
}

fn message(taken: i64, limit: i64) -> Bilingual {
    let (taken, limit) = (taken as f64 / 1000.0, limit as f64 / 1000.0);
    Bilingual {
        zh: Some(format!("用时 {taken} 秒，时限 {limit} 秒")),
        en: Some(format!("took {taken} s, the limit is {limit} s")),
    }
}
