//! Profiles: what changes in conversations of a sort, such as telephone calls or letters.
//!
//! A profile says for which conversations it is, by their fields or by what they show, and how rules change there.
//! Elsewhere the rules stand as they are.

use crate::language::diagnostics::Diagnostics;
use crate::language::matcher::{MatcherSpec, require_something};
use crate::language::node::{Entry, SourceSpan, Table, Value};
use crate::language::rule::Rule;
use crate::language::scope::{RoleFilter, WhereSpec, read_roles, read_where};
use crate::language::table_reader::{KnownKey, TableReader, text_of};
use crate::overrides::override_rule;
use crate::written::Written;
use huashu_model::language::Bilingual;
use huashu_model::text::glob;
use huashu_model::transcript::Role;

/// A profile as written.
#[derive(Debug)]
pub struct Profile {
    /// The name, as reports say it.
    pub name: String,
    /// For what conversations it is, in a few words.
    pub title: Bilingual,
    /// The fields by which they are known; none where they are known by what they show.
    pub when: WhereSpec,
    /// What they show, where the fields do not say it.
    pub shows: Option<Shows>,
    /// Rules that change there: the identifier, and the changed rule; `None` where it is off.
    pub changes: Vec<(String, Option<Rule>)>,
    /// Where it is written.
    pub place: SourceSpan,
}

/// What a conversation shows of itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Shows {
    /// The agents say one thing alone, at least so many characters of it.
    Letter(usize),
    /// Words, by those roles, in at least so many utterances.
    Words(Box<MatcherSpec>, RoleFilter, usize),
}

/// Characters of a letter, unless its profile says otherwise.
const SHORTEST_LETTER: usize = 120;

impl Profile {
    /// Reads the profile called `name`; `rules` are the tables of the rules it may change.
    pub(super) fn read(name: &str, table: &Table, rules: &[Written<Rule>], sink: &mut Diagnostics) -> Profile {
        let view = TableReader::new(table);
        let (title, when, shows) = read_head(&view, sink);
        if when.fields.is_empty() && shows.is_none() {
            let message = huashu_model::message!(
                "[profiles.{name}] 没有写用于哪些会话：写 `when` 或 `shows`",
                "[profiles.{name}] is for no conversation: give `when` or `shows`"
            );
            sink.error("rulebook/empty-profile", view.place(), message);
        }
        let mut changed: Vec<Changed<'_>> = Vec::new();
        if let Some(changes) = view.table("rules", sink) {
            for entry in &changes.table.entries {
                change(entry, rules, &mut changed, sink);
            }
        }
        view.finish(sink);
        let changes = changed.into_iter().filter_map(|changed| changed.read(sink)).collect();
        Profile { name: name.to_owned(), title, when, shows, changes, place: table.place }
    }

    /// Returns the keys of a profile, in the order they are read.
    pub fn keys() -> Vec<KnownKey> {
        let table = Table::default();
        let view = TableReader::new(&table);
        read_head(&view, &mut Diagnostics::default());
        view.table("rules", &mut Diagnostics::default());
        view.asked()
    }
}

fn read_head(view: &TableReader<'_>, sink: &mut Diagnostics) -> (Bilingual, WhereSpec, Option<Shows>) {
    (view.bilingual("title", sink), read_where(view, "when", sink), read_shows(view, sink))
}

fn read_shows(view: &TableReader<'_>, sink: &mut Diagnostics) -> Option<Shows> {
    let node = view.node("shows")?;
    let Value::Table(table) = &node.value else {
        let word = text_of(node, "shows", sink)?;
        if &*word.value == "letter" {
            return Some(Shows::Letter(SHORTEST_LETTER));
        }
        let message = huashu_model::message!(
            "`shows` 写 \"letter\"，或一个表：找什么、谁说的、至少几句",
            "`shows` is \"letter\", or a table: what is sought, by whom, in how many utterances"
        );
        sink.error("rulebook/unknown-value", node.place, message);
        return None;
    };
    let table = TableReader::new(table);
    let letter = table.count("letter", sink);
    let roles = read_roles(&table, "role", sink).unwrap_or_else(|| RoleFilter::of(&Role::ALL));
    let times = table.count("times", sink).unwrap_or(1);
    let matcher = MatcherSpec::read(&table, sink);
    if letter.is_none() {
        require_something(&matcher, sink);
    }
    table.finish(sink);
    Some(letter.map_or(Shows::Words(Box::new(matcher), roles, times), Shows::Letter))
}

/// A rule as a profile changes it.
enum Changed<'r> {
    /// One that comes with the program and is sound, and is off.
    Off(&'r Written<Rule>, &'r Entry),
    /// Changed in any other way, so that it has to be read.
    Table(Table),
}

impl<'r> Changed<'r> {
    fn id(&self) -> Option<&str> {
        match self {
            Changed::Off(rule, _) => rule.id(),
            Changed::Table(table) => table.text("id"),
        }
    }

    /// Applies a line; none of a rule that comes with the program is copied only to be off.
    fn new(rule: &'r Written<Rule>, line: &'r Entry, sink: &mut Diagnostics) -> Self {
        let is_off = matches!(&line.node.value, Value::String(word) if &**word == "off");
        if is_off && rule.is_shipped() {
            return Changed::Off(rule, line);
        }
        let mut table = rule.table().clone();
        override_rule(&mut table, line, sink);
        Changed::Table(table)
    }

    /// Applies another line to what an earlier one left.
    fn change(&mut self, line: &Entry, sink: &mut Diagnostics) {
        if let Changed::Off(rule, off) = self {
            let mut table = rule.table().clone();
            override_rule(&mut table, off, sink);
            *self = Changed::Table(table);
        }
        if let Changed::Table(table) = self {
            override_rule(table, line, sink);
        }
    }

    /// Reads the rule; mistakes it shares with the rule itself are told once.
    fn read(self, sink: &mut Diagnostics) -> Option<(String, Option<Rule>)> {
        let id = self.id()?.to_owned();
        let Changed::Table(table) = self else { return Some((id, None)) };
        let known = sink.problems.len();
        let rule = Rule::read(table, sink)?;
        let added = sink.problems.split_off(known);
        let new = added.into_iter().filter(|problem| !sink.problems.contains(problem)).collect::<Vec<_>>();
        sink.problems.extend(new);
        Some((id, Some(rule).filter(|rule| rule.enabled)))
    }
}

/// Applies one line of a profile's `rules` to copies of the rules it means.
fn change<'r>(line: &'r Entry, rules: &'r [Written<Rule>], changed: &mut Vec<Changed<'r>>, sink: &mut Diagnostics) {
    let mut hit = false;
    for rule in rules {
        let id = rule.id().unwrap_or_default();
        if !glob(&line.key, id) {
            continue;
        }
        hit = true;
        // Two lines may mean one rule; the second changes what the first left.
        match changed.iter_mut().find(|other| other.id() == Some(id)) {
            Some(changed) => changed.change(line, sink),
            None => changed.push(Changed::new(rule, line, sink)),
        }
    }
    if !hit {
        let key = &line.key;
        let message = huashu_model::message!("「{key}」不对应任何规则", "no rule is called `{key}`");
        sink.error("rulebook/unknown-rule", line.key_place, message);
    }
}

/// Puts what a later rulebook says of a profile beside what an earlier one said.
pub(super) fn merge(older: &mut Table, newer: &Table) {
    for entry in &newer.entries {
        match (&entry.node.value, older.entries.iter_mut().find(|old| old.key == entry.key)) {
            (Value::Table(more), Some(Entry { node, .. })) if entry.key == "rules" => match &mut node.value {
                Value::Table(rules) => more.entries.iter().for_each(|change| rules.set(change.clone())),
                _ => older.set(entry.clone()),
            },
            _ => older.set(entry.clone()),
        }
    }
}
