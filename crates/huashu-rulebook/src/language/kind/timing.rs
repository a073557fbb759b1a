//! `timing`: how long the customer waits, and how long things take.
//!
//! Only people stop an agent's clock. Times that the log does not give make a
//! rule not checkable; they never pass it.

use huashu_model::transcript::Role;

use super::spec::Spec;
use crate::language::condition::{ConditionSpec, read_conditions};
use crate::language::diagnostics::Diagnostics;
use crate::language::matcher::{MatcherSpec, require_something};
use crate::language::scope::{RoleFilter, ScopeSpec, read_duration, read_roles, read_when};
use crate::language::table_reader::TableReader;

/// A rule of the kind `timing` as written.
#[derive(Debug)]
pub struct TimingSpec {
    /// What is measured.
    pub measure: Measure,
    /// Milliseconds.
    pub limit: i64,
    /// Whether a wait begins at the first of several unanswered messages, and not at the last.
    pub from_first: bool,
    /// Seconds after midnight.
    pub hours: Option<(u32, u32)>,
    /// Words, of those roles, that excuse a gap.
    pub suspend: Vec<(RoleFilter, MatcherSpec)>,
    /// What excuses a late reply, seen from that reply.
    pub unless: Vec<ConditionSpec>,
    /// Whether a time that the agent promised takes the place of the limit.
    pub promise: bool,
    /// What puts on hold (`when`).
    pub scope: ScopeSpec,
}

impl Spec for TimingSpec {
    const NAME: &str = "timing";
    const ZH: &str = "时限：首次响应、响应间隔、请客户等待的时长、静默和总时长。";
    const EN: &str = "Limits of time: first response, response gap, hold, silence, length.";
    const NEEDS_DIALOGUE: bool = true;

    fn read(view: &TableReader<'_>, sink: &mut Diagnostics) -> Self {
        let measure = view.choice("measure", MEASURES, sink);
        let limit = read_duration(view, "limit", sink);
        let scope = ScopeSpec { when: read_when(view, sink), ..ScopeSpec::default() };
        let missing = [("measure", measure.is_none()), ("limit", limit.is_none())];
        for (key, _) in missing.iter().filter(|(key, missing)| *missing && view.table.get(key).is_none()) {
            let message = huashu_model::message!("timing 规则要写 `{key}`", "a timing rule needs `{key}`");
            sink.error("rulebook/missing-key", view.place(), message);
        }
        if measure == Some(Measure::Hold) && scope.when.is_none() {
            let message = huashu_model::message!("`measure = \"hold\"` 要用 `when` 说明哪句话是请客户等待",
                "`measure = \"hold\"` needs `when` to say which words put the customer on hold"
            );
            sink.error("rulebook/missing-key", view.place(), message);
        }
        TimingSpec {
            measure: measure.unwrap_or(Measure::Length),
            limit: limit.unwrap_or(i64::MAX),
            from_first: view.choice("from", &[("last", false), ("first", true)], sink).unwrap_or(false),
            hours: read_hours(view, sink),
            suspend: read_suspend(view, sink),
            unless: read_conditions(view, "unless", sink),
            promise: view.boolean("promise", sink).unwrap_or(false),
            scope,
        }
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        let unless = self.unless.iter().map(|condition| &condition.matcher);
        self.suspend.iter().map(|(_, matcher)| matcher).chain(unless).chain(self.scope.anchor()).collect()
    }

    /// Its matchers are exceptions.
    fn sought(&self) -> Vec<&MatcherSpec> {
        Vec::new()
    }
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// From the hand-over, or the customer's first words, to an agent's first.
    FirstResponse,
    /// From the customer's words to the agent's next, the first response aside.
    ResponseGap,
    /// From an agent's asking to wait to the agent's next words.
    Hold,
    /// Between any two people's words.
    Silence,
    /// From the first words to the last.
    Length,
}

const MEASURES: &[(&str, Measure)] = &[
    ("first-response", Measure::FirstResponse),
    ("response-gap", Measure::ResponseGap),
    ("hold", Measure::Hold),
    ("silence", Measure::Silence),
    ("length", Measure::Length),
];

/// Reads the hours between `from` and `to`, as seconds after midnight; over midnight where `from` is later.
pub(super) fn read_stretch(view: &TableReader<'_>, sink: &mut Diagnostics) -> (u32, u32) {
    let from = read_time_of_day(view, "from", sink).unwrap_or(0);
    let to = read_time_of_day(view, "to", sink).unwrap_or(86_400);
    if from % 86_400 == to % 86_400 && (from, to) != (0, 86_400) {
        let message = huashu_model::message!(
            "`from` 与 `to` 是同一时刻，中间没有时间",
            "`from` and `to` are the same moment; there is no time between them"
        );
        sink.error("rulebook/bad-time", view.place(), message);
    }
    (from, to)
}

/// Reads a time of day such as `08:30`, as seconds after midnight; `24:00` is the day's end.
fn read_time_of_day(view: &TableReader<'_>, key: &'static str, sink: &mut Diagnostics) -> Option<u32> {
    let text = view.text(key, sink)?;
    let number = |digits: &str| {
        let is_number = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse::<u32>().ok())?
    };
    let parsed = text.value.split_once(':').and_then(|(hours, minutes)| {
        let (hours, minutes) = (number(hours)?, number(minutes)?);
        (minutes < 60).then_some(hours * 3600 + minutes * 60).filter(|seconds| *seconds <= 86_400)
    });
    if parsed.is_none() {
        let word = &text.value;
        let message = huashu_model::message!("「{word}」不是钟点，请写成 08:30",
            "`{word}` is not a time of day; write it like 08:30"
        );
        sink.error("rulebook/bad-time", text.place, message);
    }
    parsed
}

fn read_hours(view: &TableReader<'_>, sink: &mut Diagnostics) -> Option<(u32, u32)> {
    let table = view.table("hours", sink)?;
    let stretch = read_stretch(&table, sink);
    table.finish(sink);
    Some(stretch)
}

fn read_suspend(view: &TableReader<'_>, sink: &mut Diagnostics) -> Vec<(RoleFilter, MatcherSpec)> {
    let mut suspend = Vec::new();
    for table in view.tables("suspend", sink) {
        let role = read_roles(&table, "role", sink).unwrap_or_else(|| RoleFilter::of(&[Role::Customer]));
        let matcher = MatcherSpec::read(&table, sink);
        require_something(&matcher, sink);
        table.finish(sink);
        suspend.push((role, matcher));
    }
    suspend
}
