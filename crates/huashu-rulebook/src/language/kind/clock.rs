//! `clock`: words that must agree with the hour, such as 早上好.

use super::spec::Spec;
use super::timing::read_stretch;
use crate::language::diagnostics::Diagnostics;
use crate::language::matcher::{MatcherSpec, require_something};
use crate::language::scope::ScopeSpec;
use crate::language::table_reader::TableReader;

/// A rule of the kind `clock` as written.
#[derive(Debug)]
pub struct ClockSpec {
    /// What is said, and when it may be.
    pub hours: Vec<HourSpec>,
    /// Where.
    pub scope: ScopeSpec,
}

impl Spec for ClockSpec {
    const NAME: &str = "clock";
    const ZH: &str = "钟点：早上好、下午好等说法要与消息的时间相符。";
    const EN: &str = "The hour: words such as “good morning” must agree with the message's time.";

    fn read(view: &TableReader<'_>, sink: &mut Diagnostics) -> Self {
        let hours = view.tables("hours", sink).into_iter().map(|table| read_hour(table, sink)).collect();
        ClockSpec { hours, scope: ScopeSpec::read(view, sink) }
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        self.hours.iter().map(|hour| &hour.matcher).collect()
    }

    fn sought(&self) -> Vec<&MatcherSpec> {
        self.matchers()
    }
}

fn read_hour(view: TableReader<'_>, sink: &mut Diagnostics) -> HourSpec {
    let (from, to) = read_stretch(&view, sink);
    let matcher = MatcherSpec::read(&view, sink);
    require_something(&matcher, sink);
    view.finish(sink);
    HourSpec { matcher, from, to }
}

/// Words that belong to some hours.
#[derive(Debug)]
pub struct HourSpec {
    /// What is said.
    pub matcher: MatcherSpec,
    /// Seconds after midnight from which it may be said.
    pub from: u32,
    /// Seconds after midnight before which it may be said.
    pub to: u32,
}
