//! `timing`: how long the customer waits, and how long things take.
//!
//! Only people stop an agent's clock. Times that the log does not give make a
//! rule not checkable; they never pass it.

use super::breach::Breach;
use super::rule_check::Check;
use super::window::{COARSE_TIMES, NO_TIME, OUT_OF_ORDER, Scope};
use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::condition::is_given_around;
use crate::engine::matching::conversation::PreparedConversation;
use crate::engine::matching::matches::Matches;
use crate::engine::program::matcher::{Condition, MatcherId};
use huashu_model::entity;
use huashu_model::language::Bilingual;
use huashu_model::summary::Outcome;
use huashu_model::transcript::{Lapse, Order, Role, Time, Utterance};
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
    /// The utterance with which it begins.
    start: usize,
    from: Option<Time>,
    to: Option<Time>,
    place: usize,
    anchor: Option<usize>,
    /// Milliseconds.
    limit: i64,
}

/// What a wait comes to.
enum Verdict {
    /// Within the limit, or excused.
    Kept,
    Exceeded(Lapse),
    /// It began outside business hours.
    OffHours,
    /// The log's times do not tell.
    Open(Outcome),
}

/// Where the times of a conversation go back and forth: of each utterance what lies on its other sides.
struct Disorder {
    latest_before: Vec<Option<Time>>,
    earliest_after: Vec<Option<Time>>,
}

impl Disorder {
    /// Returns the disorder of a conversation, if there is any.
    fn of(conversation: &PreparedConversation<'_>) -> Option<Self> {
        if conversation.is_in_order() || conversation.as_read.order() != Order::Disordered {
            return None;
        }
        let utterances = conversation.utterances();
        let follows = |later: Option<Time>, earlier: Option<Time>| later?.since(earlier?).map(|lapse| lapse > 0);
        let (mut latest, mut earliest) = (None, None);
        let latest_before = utterances.iter().map(|utterance| {
            let before = latest;
            if latest.is_none() || follows(utterance.time, latest) == Some(true) {
                latest = utterance.time;
            }
            before
        });
        let latest_before = latest_before.collect();
        let earliest_after = utterances.iter().rev().map(|utterance| {
            let after = earliest;
            if earliest.is_none() || follows(earliest, utterance.time) == Some(true) {
                earliest = utterance.time;
            }
            after
        });
        let mut earliest_after: Vec<Option<Time>> = earliest_after.collect();
        earliest_after.reverse();
        Some(Disorder { latest_before, earliest_after })
    }

    /// Returns whether a wait is touched by it: whether something else lies within, or its own utterances go back.
    fn touches(&self, wait: &Wait, utterances: &[Utterance<'_>]) -> bool {
        let goes_back = |from: Option<Time>, to: Option<Time>| {
            to.zip(from).and_then(|(to, from)| to.since(from)).is_some_and(|lapse| lapse < 0)
        };
        let stretch = &utterances[wait.start..=wait.place];
        goes_back(self.latest_before[wait.start], wait.from)
            || goes_back(wait.to, self.earliest_after[wait.place])
            || stretch.windows(2).any(|pair| goes_back(pair[0].time, pair[1].time))
    }
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
        let disorder = if waits.is_empty() { None } else { Disorder::of(&matches.conversation) };
        let utterances = matches.conversation.utterances();
        let (mut passed, mut open) = (false, None);
        for wait in waits {
            let is_touched = disorder.as_ref().is_some_and(|disorder| disorder.touches(wait, utterances));
            let verdict = if is_touched { Verdict::Open(OUT_OF_ORDER) } else { self.judge_wait(matches, wait) };
            match verdict {
                Verdict::Kept => passed = true,
                Verdict::OffHours => {}
                Verdict::Exceeded(lapse) => {
                    breaches.push(Breach::whole(wait.place, wait.anchor, message(lapse, wait.limit)));
                }
                Verdict::Open(why) => open = open.or(Some(why)),
            }
        }
        match (breaches.len() > before, open, passed) {
            (true, _, _) => Outcome::Fail,
            (false, Some(why), _) => why,
            (false, None, true) => Outcome::Pass,
            (false, None, false) => Outcome::NotApplicable,
        }
    }

    /// Judges one wait: it is a breach only if every reading of the log's times makes it one, and kept only if none does.
    fn judge_wait(&self, matches: &Matches<'_>, wait: &Wait) -> Verdict {
        let in_hours = match (self.hours, wait.from) {
            (Some((open, close)), Some(from)) => from.is_between(open, close),
            _ => Some(true),
        };
        if in_hours == Some(false) {
            return Verdict::OffHours;
        }
        let Some(lapse) = wait.from.zip(wait.to).and_then(|(from, to)| to.lapse_since(from)) else {
            return Verdict::Open(NO_TIME);
        };
        let excused = || self.unless.iter().any(|condition| is_given_around(matches, condition, wait.place));
        match (lapse.exceeds(wait.limit), in_hours) {
            (Some(false), _) => Verdict::Kept,
            _ if excused() => Verdict::Kept,
            (None, _) => Verdict::Open(COARSE_TIMES),
            (Some(true), None) => Verdict::Open(NO_TIME),
            (Some(true), Some(_)) => Verdict::Exceeded(lapse),
        }
    }

    fn first_response(&self, matches: &Matches<'_>) -> Option<Wait> {
        let utterances = matches.conversation.utterances();
        let customer = (0..matches.conversation.len()).find(|at| utterances[*at].role == Role::Customer);
        let handed_over = matches.conversation.as_read.handed_over;
        // Words an agent opens with, before any customer's, answer nobody.
        let start = if handed_over.is_some() { 0 } else { customer? };
        // Who spoke before the hand-over was not yet waited for.
        let is_earlier = |at: usize| {
            utterances[at]
                .time
                .zip(handed_over)
                .and_then(|(time, from)| time.since(from))
                .is_some_and(|lapse| lapse < 0)
        };
        let reply =
            (start..matches.conversation.len()).find(|at| self.is_reply(matches, *at) && !is_earlier(*at))?;
        if handed_over.is_none() && (0..start).any(|at| self.is_reply(matches, at)) {
            return None;
        }
        let (start, from) = match handed_over {
            Some(time) => (reply, Some(time)),
            None => (start, utterances[start].time),
        };
        Some(Wait { start, from, to: utterances[reply].time, place: reply, anchor: customer, limit: self.limit })
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
                    waits.push(Wait { start: asked, from, to, place: at, anchor: Some(asked), limit: self.limit });
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
            waits.push(Wait { start: hold, from, to, place: back, anchor: Some(hold), limit });
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
            start: pair[0],
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
        (last > 0).then_some(Wait { start: 0, from, to, place: last, anchor: None, limit: self.limit })
    }

    /// Returns whether an utterance is a person's reply; pictures and files count.
    fn is_reply(&self, matches: &Matches<'_>, at: usize) -> bool {
        let utterance = &matches.conversation.utterances()[at];
        self.role.contains(utterance.role) && !utterance.auto && !utterance.recalled
    }
}

fn message(lapse: Lapse, limit: i64) -> Bilingual {
    let (taken, limit) = (lapse.least as f64 / 1000.0, limit as f64 / 1000.0);
    if lapse.least == lapse.most {
        return Bilingual {
            zh: Some(format!("用时 {taken} 秒，时限 {limit} 秒")),
            en: Some(format!("took {taken} s, the limit is {limit} s")),
        };
    }
    // Between two times in whole minutes there are some milliseconds more than so many seconds.
    let taken = taken.floor();
    Bilingual {
        zh: Some(format!("用时超过 {taken} 秒（记录的时间不到秒），时限 {limit} 秒")),
        en: Some(format!("took more than {taken} s (the log gives no seconds), the limit is {limit} s")),
    }
}
