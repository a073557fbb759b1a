//! Whose words a rule reads, in which part of which conversations.

use super::diagnostics::Diagnostics;
use super::matcher::{MatcherSpec, require_something};
use super::node::{SourceSpan, Value};
use super::table_reader::{TableReader, choose, text_of, texts_of};
use huashu_model::transcript::Role;

/// The roles a rule reads. `Unknown` speakers are read by nobody but `any`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RoleFilter(u8);

impl RoleFilter {
    /// How many filters there are.
    pub const COUNT: usize = 1 << Role::ALL.len();

    /// The agents.
    pub fn agent() -> Self {
        RoleFilter::of(&[Role::Agent])
    }

    /// The given roles.
    pub fn of(roles: &[Role]) -> Self {
        RoleFilter(roles.iter().fold(0, |bits, role| bits | 1 << *role as u8))
    }

    /// Returns whether `role` is read.
    pub fn contains(self, role: Role) -> bool {
        self.0 & (1 << role as u8) != 0
    }

    /// Adds a role.
    pub fn add(&mut self, role: Role) {
        self.0 |= 1 << role as u8;
    }

    /// Returns whether a role is in both.
    pub fn intersects(self, other: RoleFilter) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns a number that tells filters apart, below [`RoleFilter::COUNT`].
    pub fn number(self) -> usize {
        usize::from(self.0)
    }

    /// Returns the filter of a number; `None` where no filter has it.
    pub(crate) fn of_number(number: usize) -> Option<Self> {
        u8::try_from(number).ok().filter(|_| number < RoleFilter::COUNT).map(RoleFilter)
    }

    /// Returns the only role there is; `None` when there are more, or none.
    pub fn only(self) -> Option<Role> {
        self.first().filter(|_| self.0.is_power_of_two())
    }

    /// Returns the first of the roles, in the order of [`Role::ALL`].
    pub fn first(self) -> Option<Role> {
        Role::ALL.into_iter().find(|role| self.contains(*role))
    }
}

/// An amount of conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Utterances of the rule's role.
    Utterances(usize),
    /// Turns of the rule's role.
    Turns(usize),
    /// Milliseconds.
    Millis(i64),
}

/// The part of a conversation, or the surroundings of an anchor, in which a rule looks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WithinSpec {
    /// From the start of the conversation.
    pub first: Option<Extent>,
    /// Back from the end of the conversation.
    pub last: Option<Extent>,
    /// Back from the anchor.
    pub before: Option<Extent>,
    /// On from the anchor.
    pub after: Option<Extent>,
    /// The anchor's own utterance or turn.
    pub same: Same,
}

/// How much of the anchor's own words a rule reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Same {
    /// None.
    #[default]
    Not,
    /// The anchor's utterance.
    Utterance,
    /// The run of utterances the anchor stands in.
    Turn,
}

/// Where a rule looks, as written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScopeSpec {
    /// The moments that raise a demand.
    pub when: Option<WhenSpec>,
    /// The part of the conversation, or the surroundings of a moment.
    pub within: Option<WithinSpec>,
    /// Each agent's part of a transferred conversation is read by itself.
    pub per_agent: bool,
}

impl ScopeSpec {
    /// Reads `when`, `within` and `per`.
    pub fn read(view: &TableReader<'_>, sink: &mut Diagnostics) -> ScopeSpec {
        ScopeSpec {
            when: read_when(view, sink),
            within: read_within(view, sink),
            per_agent: view.choice("per", &[("conversation", false), ("agent", true)], sink).unwrap_or(false),
        }
    }

    /// Returns the matcher of the moments.
    pub fn anchor(&self) -> Option<&MatcherSpec> {
        self.when.as_ref().map(|when| &when.matcher)
    }

    /// Returns whether the rule looks at whole conversations, wherever they are.
    pub fn is_everywhere(&self) -> bool {
        self.when.is_none() && self.within.is_none()
    }
}

/// The moments that raise a demand.
#[derive(Debug, Clone, PartialEq)]
pub struct WhenSpec {
    /// What is said at such a moment.
    pub matcher: MatcherSpec,
    /// By whom; the rule's own role unless set.
    pub role: Option<RoleFilter>,
    /// Which of them count.
    pub which: Which,
    /// Several in one turn are one moment (the last of them).
    pub merge: bool,
    /// Part of the conversation in which moments are sought.
    pub within: Option<WithinSpec>,
}

/// Which anchors count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// Every one.
    #[default]
    Each,
    /// The first.
    First,
    /// The last.
    Last,
}

/// Conversations a rule is for: every field must have one of the values (with `*` at either end).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WhereSpec {
    /// Field name and accepted values.
    pub fields: Vec<(String, Vec<String>)>,
}

const ROLES: &[(&str, Role)] = &[
    ("agent", Role::Agent),
    ("customer", Role::Customer),
    ("bot", Role::Bot),
    ("system", Role::System),
    ("unknown", Role::Unknown),
];

/// Returns the names of roles, `any` last.
pub fn role_names() -> Vec<&'static str> {
    ROLES.iter().map(|(name, _)| *name).chain(["any"]).collect()
}

/// Reads a role, a list of roles or `any`.
pub fn read_roles(view: &TableReader<'_>, key: &'static str, sink: &mut Diagnostics) -> Option<RoleFilter> {
    let texts = view.texts(key, sink);
    if texts.is_empty() {
        return None;
    }
    if texts.iter().any(|text| &*text.value == "any") {
        return Some(RoleFilter::of(&Role::ALL));
    }
    let roles: Vec<Role> = texts.iter().filter_map(|text| choose(text, key, ROLES, sink)).collect();
    Some(RoleFilter::of(&roles))
}

/// Reads `within`.
pub(crate) fn read_within(view: &TableReader<'_>, sink: &mut Diagnostics) -> Option<WithinSpec> {
    let table = view.table("within", sink)?;
    let within = WithinSpec {
        first: read_extent(&table, "first", sink),
        last: read_extent(&table, "last", sink),
        before: read_extent(&table, "before", sink),
        after: read_extent(&table, "after", sink),
        same: read_same(&table, sink),
    };
    let place = table.place();
    table.finish(sink);
    if within == WithinSpec::default() {
        let message = huashu_model::message!(
            "`within` 要写 first、last、before、after 或 same",
            "`within` takes first, last, before, after or same"
        );
        sink.error("rulebook/empty-scope", place, message);
        return None;
    }
    check_anchored(&within, view.table.get("when").is_some(), place, sink);
    Some(within)
}

/// Reports keys that have no effect: what is counted from an anchor needs one, and what is counted from the ends has none.
fn check_anchored(within: &WithinSpec, anchored: bool, place: SourceSpan, sink: &mut Diagnostics) {
    let from_ends = within.first.is_some() || within.last.is_some();
    let from_anchor = within.before.is_some() || within.after.is_some() || within.same != Same::Not;
    let message = if anchored && from_ends {
        huashu_model::message!(
            "有 `when` 时 `within` 从锚点数起：用 before、after、same，不用 first、last",
            "with `when`, `within` counts from the anchor: before, after, same, not first or last"
        )
    } else if !anchored && from_anchor {
        huashu_model::message!(
            "`within` 的 before、after、same 从锚点数起，要用 `when` 说明锚点",
            "before, after and same in `within` count from an anchor, which `when` must give"
        )
    } else {
        return;
    };
    sink.error("rulebook/useless-scope", place, message);
}

/// Reads `same`: `true`, `false` or `"turn"`.
fn read_same(view: &TableReader<'_>, sink: &mut Diagnostics) -> Same {
    match view.node("same").map(|node| &node.value) {
        None | Some(Value::Boolean(false)) => Same::Not,
        Some(Value::Boolean(true)) => Same::Utterance,
        Some(_) => {
            view.choice("same", &[("utterance", Same::Utterance), ("turn", Same::Turn)], sink).unwrap_or_default()
        }
    }
}

/// Reads `when`.
pub fn read_when(view: &TableReader<'_>, sink: &mut Diagnostics) -> Option<WhenSpec> {
    let table = view.table("when", sink)?;
    let choices = [("each", Which::Each), ("first", Which::First), ("last", Which::Last)];
    let which = table.choice("which", &choices, sink).unwrap_or_default();
    let role = read_roles(&table, "role", sink);
    let merge = table.choice("merge", &[("turn", true)], sink).unwrap_or(false);
    let within = read_within(&table, sink);
    let matcher = MatcherSpec::read(&table, sink);
    require_something(&matcher, sink);
    table.finish(sink);
    Some(WhenSpec { matcher, role, which, merge, within })
}

/// Reads `where` and its like: any field of the conversation with the values it may have.
pub(crate) fn read_where(view: &TableReader<'_>, key: &'static str, sink: &mut Diagnostics) -> WhereSpec {
    let Some(table) = view.table(key, sink) else { return WhereSpec::default() };
    let mut fields = Vec::new();
    for entry in &table.table.entries {
        let values = texts_of(&entry.node, key, sink);
        fields.push((entry.key.clone(), values.iter().map(|text| text.value.to_string()).collect()));
    }
    WhereSpec { fields }
}

fn read_extent(view: &TableReader<'_>, key: &'static str, sink: &mut Diagnostics) -> Option<Extent> {
    let node = view.node(key)?;
    let (extent, written) = match node.value {
        Value::Integer(count) => (usize::try_from(count).ok().map(Extent::Utterances), count.to_string()),
        _ => {
            let text = text_of(node, key, sink)?;
            (parse_extent(&text.value), text.value.to_string())
        }
    };
    let extent =
        extent.filter(|extent| !matches!(extent, Extent::Millis(millis) if !(0..=LONGEST).contains(millis)));
    if extent.is_none() {
        bad_extent(&written, node.place, sink);
    }
    extent
}

fn bad_extent(word: &str, place: SourceSpan, sink: &mut Diagnostics) {
    let message = huashu_model::message!("「{word}」不是可用的范围", "`{word}` is no extent that can be used");
    let help = huashu_model::message!(
        "写数字（几句话）、\"2 turns\"（几轮）、\"30s\" 或 \"3 min\"（时间）",
        "write a number (utterances), \"2 turns\", \"30s\" or \"3 min\""
    );
    sink.error("rulebook/bad-extent", place, message).help = Some(help);
}

fn parse_extent(text: &str) -> Option<Extent> {
    if let Some(millis) = parse_duration(text) {
        return Some(Extent::Millis(millis));
    }
    let (count, unit) = split_number(text)?;
    let count = count as usize;
    match unit {
        "turn" | "turns" | "轮" => Some(Extent::Turns(count)),
        "utterance" | "utterances" | "句" => Some(Extent::Utterances(count)),
        _ => None,
    }
}

/// Reads a duration such as `30s`, `3 min`, `1.5h`, `500ms` or `3 分钟`, in milliseconds.
pub fn parse_duration(text: &str) -> Option<i64> {
    let (count, unit) = split_number(text)?;
    let scale = match unit {
        "ms" | "毫秒" => 1.0,
        "s" | "sec" | "second" | "seconds" | "秒" => 1_000.0,
        "m" | "min" | "minute" | "minutes" | "分" | "分钟" => 60_000.0,
        "h" | "hour" | "hours" | "小时" => 3_600_000.0,
        "d" | "day" | "days" | "天" => 86_400_000.0,
        _ => return None,
    };
    Some((count * scale) as i64)
}

/// Reads the duration at `key`, in milliseconds; a bare number is in seconds.
pub fn read_duration(view: &TableReader<'_>, key: &'static str, sink: &mut Diagnostics) -> Option<i64> {
    let node = view.node(key)?;
    let (duration, word) = match node.value {
        Value::Integer(seconds) => (seconds.checked_mul(1000), seconds.to_string()),
        _ => {
            let text = text_of(node, key, sink)?;
            (parse_duration(&text.value), text.value.to_string())
        }
    };
    let message = match duration {
        Some(1..=LONGEST) => return duration,
        None => huashu_model::message!(
            "看不懂的时长「{word}」，请写成 \"30s\" 或 \"3 min\"",
            "cannot read the duration `{word}`; write it like \"30s\" or \"3 min\""
        ),
        Some(..=0) => huashu_model::message!(
            "时长「{word}」不大于 0，谁也做不到",
            "the duration `{word}` is not above 0; nobody can keep it"
        ),
        Some(_) => huashu_model::message!(
            "时长「{word}」超过一年，永远不会触发",
            "the duration `{word}` is longer than a year and would never be exceeded"
        ),
    };
    sink.error("rulebook/bad-duration", node.place, message);
    None
}

/// The longest duration that means something, in milliseconds: a year.
const LONGEST: i64 = 366 * 86_400_000;

fn split_number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let count = text.get(..end)?.parse().ok()?;
    Some((count, text.get(end..)?.trim()))
}
