//! What is sought: matchers as written in a rulebook.

use super::condition::{ConditionSpec, read_conditions};
use super::diagnostics::Diagnostics;
use super::node::{SourceSpan, Table, Value};
use super::subject::{Subject, read_subjects};
use super::table_reader::{KnownKey, TableReader, Text, texts_of};

/// A matcher as written. Empty lists mean the key was absent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MatcherSpec {
    /// Literal phrases with slots.
    pub phrases: Vec<Text>,
    /// Regular expressions over folded text.
    pub patterns: Vec<Text>,
    /// Names of shared matchers.
    pub terms: Vec<Text>,
    /// Names of entities.
    pub entities: Vec<Text>,
    /// Likeness to sample sentences.
    pub similar: Option<SimilarSpec>,
    /// Alternatives.
    pub any_of: Vec<MatcherSpec>,
    /// All of these must hit the same utterance.
    pub all_of: Vec<MatcherSpec>,
    /// At least so many of these must hit the same utterance.
    pub at_least: Option<(usize, Vec<MatcherSpec>)>,
    /// None of these may hit the same utterance.
    pub none_of: Vec<MatcherSpec>,
    /// Must stand within a distance of the hit.
    pub near: Vec<NearSpec>,
    /// Must not stand within a distance of the hit.
    pub not_near: Vec<NearSpec>,
    /// Where in the utterance the hit must stand.
    pub at: Position,
    /// Terms that are passed over when positions are judged.
    pub ignoring: Vec<Text>,
    /// Whether the hit must begin and end on word boundaries; where nothing is said, only a number or Latin word at an
    /// end of a phrase must be whole.
    pub word: Option<bool>,
    /// Spaces and symbols between the characters of a phrase do not hide it.
    pub bridge: bool,
    /// Characters that sound alike match.
    pub homophones: bool,
    /// Longer expressions that excuse the hit they cover.
    pub not_in: Vec<MatcherSpec>,
    /// Circumstances that excuse a hit.
    pub unless: Vec<ConditionSpec>,
    /// Circumstances a hit needs.
    pub given: Vec<ConditionSpec>,
    /// Names of guards.
    pub spare: Vec<Text>,
    /// Of whom the clause of a hit must speak; empty for anybody.
    pub subject: Vec<Subject>,
    /// Captures that must agree with the conversation's fields: (capture, field).
    pub equals: Vec<(Text, Text)>,
    /// Where the matcher is written.
    pub place: SourceSpan,
}

/// Likeness to sample sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarSpec {
    /// The samples.
    pub samples: Vec<Text>,
    /// Least Dice coefficient of character bigrams, 0 to 1.
    pub score: f64,
}

/// A matcher that must (not) stand near a hit.
#[derive(Debug, Clone, PartialEq)]
pub struct NearSpec {
    /// What must (not) stand near.
    pub matcher: MatcherSpec,
    /// Greatest gap in characters of folded text.
    pub distance: usize,
    /// On which side of the hit.
    pub order: Option<Side>,
}

/// Where a hit must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// The area that is looked at; `None` for anywhere.
    pub area: Option<Area>,
    /// Which part of the area.
    pub part: Part,
}

/// A stretch of one utterance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Between two punctuation marks.
    Clause,
    /// Between two sentence ends.
    Sentence,
    /// All of it.
    Utterance,
}

/// A part of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// The hits are all there is.
    #[default]
    Whole,
    /// The hit comes first.
    Start,
    /// The hit comes last.
    End,
}

/// A side of a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Earlier.
    Before,
    /// Later.
    After,
}

const POSITIONS: &[(&str, Position)] = {
    const fn at(area: Area, part: Part) -> Position {
        Position { area: Some(area), part }
    }
    &[
        ("anywhere", Position { area: None, part: Part::Whole }),
        ("clause", at(Area::Clause, Part::Whole)),
        ("clause-start", at(Area::Clause, Part::Start)),
        ("clause-end", at(Area::Clause, Part::End)),
        ("sentence", at(Area::Sentence, Part::Whole)),
        ("sentence-start", at(Area::Sentence, Part::Start)),
        ("sentence-end", at(Area::Sentence, Part::End)),
        ("utterance", at(Area::Utterance, Part::Whole)),
        ("utterance-start", at(Area::Utterance, Part::Start)),
        ("utterance-end", at(Area::Utterance, Part::End)),
    ]
};

impl MatcherSpec {
    /// Returns the keys of a matcher, in the order they are read.
    pub fn keys() -> Vec<KnownKey> {
        let table = Table::default();
        let view = TableReader::new(&table);
        MatcherSpec::read(&view, &mut Diagnostics::default());
        view.asked()
    }

    /// Returns whether nothing is sought.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
            && self.patterns.is_empty()
            && self.terms.is_empty()
            && self.entities.is_empty()
            && self.similar.is_none()
            && self.any_of.is_empty()
            && self.all_of.is_empty()
            && self.at_least.is_none()
    }

    /// Reads the matcher keys of `view`, leaving its other keys alone.
    pub fn read(view: &TableReader<'_>, sink: &mut Diagnostics) -> MatcherSpec {
        let mut spec = MatcherSpec {
            phrases: view.texts("phrases", sink),
            patterns: view.texts("pattern", sink),
            terms: view.texts("terms", sink),
            entities: view.texts("entity", sink),
            similar: read_similar(view, sink),
            any_of: read_nested(view, "any-of", sink),
            all_of: read_nested(view, "all-of", sink),
            at_least: read_at_least(view, sink),
            none_of: read_nested(view, "not", sink),
            near: read_near(view, "near", sink),
            not_near: read_near(view, "not-near", sink),
            at: view.choice("at", POSITIONS, sink).unwrap_or_default(),
            ignoring: view.texts("ignoring", sink),
            word: view.boolean("word", sink),
            bridge: view.boolean("bridge", sink).unwrap_or(false),
            homophones: view.boolean("homophones", sink).unwrap_or(false),
            place: view.place(),
            ..MatcherSpec::default()
        };
        spec.not_in = read_not_in(view, sink);
        spec.unless = read_conditions(view, "unless", sink);
        spec.given = read_conditions(view, "given", sink);
        spec.spare = view.texts("spare", sink);
        spec.subject = read_subjects(view, sink);
        spec.equals = read_equals(view, sink);
        spec
    }

    /// Reads a table that holds a matcher and nothing else.
    pub fn read_whole(view: TableReader<'_>, sink: &mut Diagnostics) -> MatcherSpec {
        let spec = MatcherSpec::read(&view, sink);
        require_something(&spec, sink);
        view.finish(sink);
        spec
    }
}

/// Reports a matcher that seeks nothing.
pub fn require_something(spec: &MatcherSpec, sink: &mut Diagnostics) {
    if !spec.is_empty() {
        return;
    }
    let message = huashu_model::message!(
        "没有写要找什么：至少写 phrases、pattern、terms、entity、similar、any-of、all-of 中的一项",
        "nothing to look for: give at least one of phrases, pattern, terms, entity, similar, any-of, all-of"
    );
    sink.error("rulebook/empty-matcher", spec.place, message);
}

fn read_nested(view: &TableReader<'_>, key: &'static str, sink: &mut Diagnostics) -> Vec<MatcherSpec> {
    let tables = view.tables(key, sink);
    tables.into_iter().map(|table| MatcherSpec::read_whole(table, sink)).collect()
}

fn read_at_least(view: &TableReader<'_>, sink: &mut Diagnostics) -> Option<(usize, Vec<MatcherSpec>)> {
    let table = view.table("at-least", sink)?;
    let count = table.count("count", sink).unwrap_or(1);
    let of = read_nested(&table, "of", sink);
    if count > of.len() {
        let total = of.len();
        let message = huashu_model::message!(
            "要求至少 {count} 项，但只列了 {total} 项，永远不会满足",
            "at least {count} are wanted but only {total} are listed, so this can never hold"
        );
        sink.error("rulebook/never-holds", table.place(), message);
    }
    table.finish(sink);
    Some((count, of))
}

fn read_similar(view: &TableReader<'_>, sink: &mut Diagnostics) -> Option<SimilarSpec> {
    let table = view.table("similar", sink)?;
    let samples = table.texts("to", sink);
    let score = table.number("score", sink).unwrap_or(0.8);
    if !(0.0..=1.0).contains(&score) || score == 0.0 {
        let message = huashu_model::message!("`score` 应大于 0、不超过 1", "`score` must be above 0 and at most 1");
        sink.error("rulebook/out-of-range", table.place(), message);
    }
    table.finish(sink);
    Some(SimilarSpec { samples, score })
}

fn read_near(view: &TableReader<'_>, key: &'static str, sink: &mut Diagnostics) -> Vec<NearSpec> {
    let orders = [("before", Some(Side::Before)), ("after", Some(Side::After)), ("either", None)];
    let mut specs = Vec::new();
    for table in view.tables(key, sink) {
        let distance = table.count("distance", sink).unwrap_or(6);
        let order = table.choice("order", &orders, sink).unwrap_or(None);
        let matcher = MatcherSpec::read_whole(table, sink);
        specs.push(NearSpec { matcher, distance, order });
    }
    specs
}

/// `not-in` takes phrases, tables, or a list that mixes both.
fn read_not_in(view: &TableReader<'_>, sink: &mut Diagnostics) -> Vec<MatcherSpec> {
    let Some(node) = view.node("not-in") else { return Vec::new() };
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut specs = Vec::new();
    let mut phrases = MatcherSpec { place: node.place, ..MatcherSpec::default() };
    for item in items {
        match &item.value {
            Value::Table(table) => specs.push(MatcherSpec::read_whole(TableReader::new(table), sink)),
            _ => phrases.phrases.extend(texts_of(item, "not-in", sink)),
        }
    }
    if !phrases.phrases.is_empty() {
        specs.push(phrases);
    }
    specs
}

fn read_equals(view: &TableReader<'_>, sink: &mut Diagnostics) -> Vec<(Text, Text)> {
    let Some(table) = view.table("equals", sink) else { return Vec::new() };
    let mut pairs = Vec::new();
    for entry in &table.table.entries {
        if let Some(field) = super::table_reader::text_of(&entry.node, "equals", sink) {
            let capture = Text { value: entry.key.as_str().into(), place: entry.key_place };
            pairs.push((capture, field));
        }
    }
    pairs
}
