//! Guards: named reasons to excuse a hit, written around it, with examples of their own.
//!
//! A guard is data, as a rule is. What comes with the program stands in `rules/guards.toml`; a rulebook may add its own
//! or put others in their place.

use std::sync::{Arc, OnceLock};

use super::diagnostics::Diagnostics;
use super::example::{Example, read_guard_examples};
use super::matcher::Area;
use super::node::{SourceSpan, Table};
use super::packed::Packed;
use super::scope::{RoleFilter, read_roles};
use super::table_reader::{KnownKey, TableReader, Text};
use huashu_model::language::Bilingual;

/// A guard as written.
#[derive(Debug, Clone, PartialEq)]
pub struct GuardSpec {
    /// The name by which `spare` calls it.
    pub name: Arc<str>,
    /// What it excuses, in a few words.
    pub title: Bilingual,
    /// Wordings around the hit; one without `{hit}` may stand anywhere in the area.
    pub phrases: Vec<Text>,
    /// Longer wordings, a cue within which says nothing.
    pub not_in: Vec<Text>,
    /// A cue counts only where it begins and ends with a word.
    pub whole_words: bool,
    /// The area around the hit in which the wordings must stand: clause or sentence.
    pub within: Area,
    /// Opening and closing marks between which a hit is excused.
    pub between: Vec<(char, char)>,
    /// Ends of a sentence that excuse what stands in it.
    pub sentence_ends: Vec<Text>,
    /// Who used the hit's own words shortly before.
    pub said_by: Option<SaidBy>,
    /// Other guards, any of which excuses as well.
    pub any_of: Vec<Text>,
    /// Its own tests, once they are read.
    pub(super) examples: OnceLock<Vec<Example>>,
    /// Where it is written.
    pub place: SourceSpan,
    /// Every key as written.
    pub table: Packed<Table>,
}

/// Somebody who used the same words shortly before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaidBy {
    /// Who.
    pub role: RoleFilter,
    /// How many utterances back.
    pub last: usize,
}

impl GuardSpec {
    /// Reads the guard called `name`.
    pub(crate) fn read(name: &str, table: Table, sink: &mut Diagnostics) -> GuardSpec {
        let view = TableReader::new(&table);
        let spec = GuardSpec::read_view(name, &view, sink);
        let is_empty = spec.phrases.is_empty()
            && spec.between.is_empty()
            && spec.sentence_ends.is_empty()
            && spec.said_by.is_none()
            && spec.any_of.is_empty();
        if is_empty {
            let message = huashu_model::message!(
                "[guards.{name}] 没有写什么情况可以豁免：至少写 phrases、between、sentence-ends、said-by、any-of 中的一项",
                "[guards.{name}] excuses nothing: give at least one of phrases, between, sentence-ends, said-by, any-of"
            );
            sink.error("rulebook/empty-guard", view.place(), message);
        }
        view.finish(sink);
        GuardSpec { table: table.into(), ..spec }
    }

    /// Returns its own tests: in `good` ones the marked hit is excused, in `bad` ones it is not. Those of a guard that
    /// comes with the program are read when they are first asked for.
    pub fn examples(&self) -> &[Example] {
        self.examples
            .get_or_init(|| read_guard_examples(&TableReader::new(&self.table), &mut Diagnostics::default()))
    }

    /// Returns the keys of a guard, in the order they are read.
    pub fn keys() -> Vec<KnownKey> {
        let table = Table::default();
        let view = TableReader::new(&table);
        GuardSpec::read_view("", &view, &mut Diagnostics::default());
        view.asked()
    }

    fn read_view(name: &str, view: &TableReader<'_>, sink: &mut Diagnostics) -> GuardSpec {
        let areas = [("clause", Area::Clause), ("sentence", Area::Sentence)];
        GuardSpec {
            name: Arc::from(name),
            title: view.bilingual("title", sink),
            phrases: view.texts("phrases", sink),
            not_in: view.texts("not-in", sink),
            whole_words: view.boolean("whole-words", sink).unwrap_or(false),
            within: view.choice("within", &areas, sink).unwrap_or(Area::Clause),
            between: read_between(view, sink),
            sentence_ends: view.texts("sentence-ends", sink),
            said_by: read_said_by(view, sink),
            any_of: view.texts("any-of", sink),
            examples: OnceLock::from(read_guard_examples(view, sink)),
            place: view.place(),
            table: Packed::default(),
        }
    }
}

/// Reads pairs of marks, each an opening and a closing one.
fn read_between(view: &TableReader<'_>, sink: &mut Diagnostics) -> Vec<(char, char)> {
    let mut pairs = Vec::new();
    for text in view.texts("between", sink) {
        let mut marks = text.value.chars();
        match (marks.next(), marks.next(), marks.next()) {
            (Some(open), Some(close), None) => pairs.push((open, close)),
            _ => {
                let message = huashu_model::message!(
                    "`between` 的每一项是一对符号，如 \"“”\"",
                    "each item of `between` is a pair of marks, such as \"“”\""
                );
                sink.error("rulebook/bad-marks", text.place, message);
            }
        }
    }
    pairs
}

fn read_said_by(view: &TableReader<'_>, sink: &mut Diagnostics) -> Option<SaidBy> {
    let table = view.table("said-by", sink)?;
    let role = read_roles(&table, "role", sink).unwrap_or_else(RoleFilter::agent);
    let last = table.count("last", sink).unwrap_or(1);
    table.finish(sink);
    Some(SaidBy { role, last })
}
