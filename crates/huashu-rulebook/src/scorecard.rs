//! `[score]`: how findings become a score.

use std::sync::Arc;

use crate::language::diagnostics::Diagnostics;
use crate::language::node::{Table, Value};
use crate::language::table_reader::{KnownKey, TableReader};
use huashu_model::confidence::Confidence;
use huashu_model::score::{Band, Bonus, Counting, Fatal, Method, PointsOf, ScoreGroup, Scorecard};

const METHODS: &[(&str, Method)] = &[("deduct", Method::Deduct), ("items", Method::Items)];

const FATALS: &[(&str, Fatal)] = &[("zero", Fatal::Zero), ("fail", Fatal::Fail)];

const COUNTINGS: &[(&str, Counting)] = &[("once", Counting::Once), ("per-hit", Counting::PerHit)];

const CONFIDENCES: &[(&str, Confidence)] =
    &[("certain", Confidence::Certain), ("likely", Confidence::Likely), ("possible", Confidence::Possible)];

/// Reads `[score]`; `rules` are the identifiers that its patterns may mean.
pub(super) fn read(table: &Table, rules: &[&str], sink: &mut Diagnostics) -> Scorecard {
    let view = TableReader::new(table);
    let card = read_view(&view, &Known { rules }, sink);
    view.finish(sink);
    card
}

/// Returns the keys of `[score]`, in the order they are read.
pub fn score_keys() -> Vec<KnownKey> {
    let table = Table::default();
    let view = TableReader::new(&table);
    read_view(&view, &Known { rules: &[] }, &mut Diagnostics::default());
    view.asked()
}

/// The rules that patterns may mean.
struct Known<'r> {
    rules: &'r [&'r str],
}

impl Known<'_> {
    fn check(&self, pattern: &str, view: &TableReader<'_>, sink: &mut Diagnostics) {
        if !self.rules.iter().any(|rule| huashu_model::text::glob(pattern, rule)) {
            let message = huashu_model::message!(
                "[score] 里的「{pattern}」不对应任何规则",
                "[score]: no rule is called `{pattern}`"
            );
            let near = crate::language::diagnostics::did_you_mean(pattern, self.rules.iter().copied());
            sink.error("rulebook/unknown-rule", view.place(), message).help =
                near.map(|near| huashu_model::message!("是不是想写 `{near}`？", "did you mean `{near}`?"));
        }
    }
}

fn read_view(view: &TableReader<'_>, known: &Known<'_>, sink: &mut Diagnostics) -> Scorecard {
    let usual = Scorecard::default();
    let card = Scorecard {
        start: positive(view, "start", sink).unwrap_or(usual.start),
        floor: view.number("floor", sink).unwrap_or(usual.floor),
        pass: view.number("pass", sink).or(usual.pass),
        method: view.choice("method", METHODS, sink).unwrap_or_default(),
        fatal: view.choice("fatal", FATALS, sink).unwrap_or_default(),
        min_confidence: view.choice("min-confidence", CONFIDENCES, sink).unwrap_or(usual.min_confidence),
        counting: view.choice("counting", COUNTINGS, sink).unwrap_or_default(),
        cap: positive(view, "cap", sink),
        points: read_points(view, known, sink),
        groups: read_groups(view, known, sink),
        bonuses: read_bonuses(view, known, sink),
        bands: read_bands(view, sink),
    };
    for (key, value) in [("floor", Some(card.floor)), ("pass", card.pass)] {
        if value.is_some_and(|value| value > card.start) {
            let message =
                huashu_model::message!("`{key}` 高于起始分 {}", "`{key}` is above the start of {}", card.start);
            sink.error("rulebook/bad-score", view.node(key).map_or(view.place(), |node| node.place), message);
        }
    }
    card
}

/// Reads a number above 0.
fn positive(view: &TableReader<'_>, key: &'static str, sink: &mut Diagnostics) -> Option<f64> {
    let number = view.number(key, sink)?;
    if number > 0.0 {
        return Some(number);
    }
    let message = huashu_model::message!("`{key}` 应大于 0", "`{key}` must be above 0");
    sink.error("rulebook/bad-score", view.node(key).map_or(view.place(), |node| node.place), message);
    None
}

/// Reads `[score.points]`: a rule or a pattern, and a number or a table.
fn read_points(view: &TableReader<'_>, known: &Known<'_>, sink: &mut Diagnostics) -> Vec<PointsOf> {
    let Some(points) = view.table("points", sink) else { return Vec::new() };
    let mut read = Vec::new();
    for entry in &points.table.entries {
        let mut own = PointsOf { rules: entry.key.clone(), points: None, counting: None, cap: None };
        known.check(&entry.key, &points, sink);
        match &entry.node.value {
            Value::Table(table) => {
                let table = TableReader::new(table);
                own.points = table.number("points", sink);
                own.counting = table.choice("counting", COUNTINGS, sink);
                own.cap = positive(&table, "cap", sink);
                table.finish(sink);
            }
            Value::Integer(whole) => own.points = Some(*whole as f64),
            Value::Float(number) => own.points = Some(*number),
            _ => sink.wrong_type(&entry.node, &entry.key, "分数或表", "a number of points or a table"),
        }
        if own.points.is_some_and(|points| points < 0.0) {
            let message = huashu_model::message!("扣分写正数", "points to take off are a positive number");
            sink.error("rulebook/bad-score", entry.node.place, message);
        }
        read.push(own);
    }
    read
}

fn read_groups(view: &TableReader<'_>, known: &Known<'_>, sink: &mut Diagnostics) -> Vec<ScoreGroup> {
    let mut groups = Vec::new();
    for group in view.tables("group", sink) {
        let name = group.text("name", sink);
        let rules: Vec<String> = group.texts("rules", sink).iter().map(|rule| rule.value.to_string()).collect();
        rules.iter().for_each(|rule| known.check(rule, &group, sink));
        let weight = positive(&group, "weight", sink);
        match (name, weight) {
            (Some(name), Some(weight)) if !rules.is_empty() => {
                groups.push(ScoreGroup { name: Arc::from(&*name.value), rules, weight });
            }
            _ => missing(&group, "name、rules、weight", "name, rules and weight", sink),
        }
        group.finish(sink);
    }
    groups
}

fn read_bonuses(view: &TableReader<'_>, known: &Known<'_>, sink: &mut Diagnostics) -> Vec<Bonus> {
    let mut bonuses = Vec::new();
    for bonus in view.tables("bonus", sink) {
        match (bonus.text("rule", sink), positive(&bonus, "points", sink)) {
            (Some(rule), Some(points)) => {
                known.check(&rule.value, &bonus, sink);
                bonuses.push(Bonus { rules: rule.value.to_string(), points });
            }
            _ => missing(&bonus, "rule 和 points", "rule and points", sink),
        }
        bonus.finish(sink);
    }
    bonuses
}

fn read_bands(view: &TableReader<'_>, sink: &mut Diagnostics) -> Vec<Band> {
    let mut bands = Vec::new();
    for band in view.tables("band", sink) {
        match (band.text("name", sink), band.number("from", sink)) {
            (Some(name), Some(from)) => bands.push(Band { name: Arc::from(&*name.value), from }),
            _ => missing(&band, "name 和 from", "name and from", sink),
        }
        band.finish(sink);
    }
    bands.sort_by(|a, b| b.from.total_cmp(&a.from));
    bands
}

fn missing(view: &TableReader<'_>, zh: &str, en: &str, sink: &mut Diagnostics) {
    let message = huashu_model::message!("这里要写 {zh}", "{en} are wanted here");
    sink.error("rulebook/missing-key", view.place(), message);
}
