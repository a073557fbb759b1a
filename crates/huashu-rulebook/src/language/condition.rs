//! Circumstances of a hit: what must or must not stand around it.

use super::diagnostics::Diagnostics;
use super::matcher::{Area, MatcherSpec, Side, require_something};
use super::node::Value;
use super::scope::{RoleFilter, read_roles};
use super::subject::Subject;
use super::table_reader::{TableReader, choose, text_of};

/// A matcher and the surroundings in which it is sought.
#[derive(Debug, Clone, PartialEq)]
pub struct ConditionSpec {
    /// What is sought.
    pub matcher: MatcherSpec,
    /// Of whom the clause of the hit itself speaks; empty for anybody. Without a matcher it is all that is asked.
    pub subject: Vec<Subject>,
    /// Where.
    pub surroundings: Surroundings,
    /// Only on this side of the hit.
    pub side: Option<Side>,
    /// Whose words; `None` for the speaker's own within an utterance or turn, anybody's beyond.
    pub role: Option<RoleFilter>,
}

/// Where a condition looks, seen from a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surroundings {
    /// A stretch of the hit's own utterance.
    Area(Area),
    /// The run of utterances by the same role.
    Turn,
    /// Everything before the hit's utterance.
    Before,
    /// Everything after the hit's utterance.
    After,
    /// The whole conversation.
    Conversation,
    /// So many utterances on either side, and the hit's own.
    Window {
        /// Utterances before.
        before: usize,
        /// Utterances after.
        after: usize,
    },
}

const SURROUNDINGS: &[(&str, Surroundings)] = &[
    ("clause", Surroundings::Area(Area::Clause)),
    ("sentence", Surroundings::Area(Area::Sentence)),
    ("utterance", Surroundings::Area(Area::Utterance)),
    ("turn", Surroundings::Turn),
    ("before", Surroundings::Before),
    ("after", Surroundings::After),
    ("conversation", Surroundings::Conversation),
];

/// Reads the conditions at `key`: a table or a list of tables.
pub fn read_conditions(view: &TableReader<'_>, key: &'static str, sink: &mut Diagnostics) -> Vec<ConditionSpec> {
    let tables = view.tables(key, sink);
    tables.into_iter().map(|table| read_condition(table, sink)).collect()
}

fn read_condition(view: TableReader<'_>, sink: &mut Diagnostics) -> ConditionSpec {
    let surroundings = read_surroundings(&view, sink).unwrap_or(Surroundings::Area(Area::Utterance));
    let sides = [("before", Side::Before), ("after", Side::After)];
    let side = view.choice("side", &sides, sink);
    let role = read_roles(&view, "role", sink);
    let mut matcher = MatcherSpec::read(&view, sink);
    let subject = std::mem::take(&mut matcher.subject);
    if subject.is_empty() {
        require_something(&matcher, sink);
    }
    view.finish(sink);
    ConditionSpec { matcher, subject, surroundings, side, role }
}

fn read_surroundings(view: &TableReader<'_>, sink: &mut Diagnostics) -> Option<Surroundings> {
    let node = view.node("in")?;
    let Value::Table(table) = &node.value else {
        return choose(&text_of(node, "in", sink)?, "in", SURROUNDINGS, sink);
    };
    let table = TableReader::new(table);
    let before = table.count("before", sink).unwrap_or(0);
    let after = table.count("after", sink).unwrap_or(0);
    table.finish(sink);
    Some(Surroundings::Window { before, after })
}
