//! Trends as JSON.

use serde_json::{Map, Value, json as value};

use super::point::{Figures, Point, Trend};

/// Changes when a field is renamed or removed.
const SCHEMA: u32 = 1;

/// Returns a trend as one JSON object.
pub fn json(trend: &Trend) -> Value {
    let breaks = trend.breaks();
    let points = trend.points.iter().enumerate();
    let points: Vec<Value> = points.map(|(at, one)| point(one, breaks.contains(&at))).collect();
    value!({ "schema": SCHEMA, "by_day": trend.is_by_day, "reports": points })
}

fn point(point: &Point, rules_changed: bool) -> Value {
    let agents = point.agents.iter().map(|(key, agent)| {
        let mut object = figures(&agent.figures);
        object["name"] = value!(agent.name);
        (key.clone(), object)
    });
    let rules = point.rules.iter().map(|(id, rule)| {
        let per_thousand = rule.per_thousand.map(two);
        (id.clone(), value!({ "severity": rule.severity, "findings": rule.findings, "per_thousand": per_thousand }))
    });
    value!({
        "file": point.file,
        "days": point.days.as_ref().map(|(first, last)| [first, last]),
        "rulebook": point.rulebook,
        "rulebook_fingerprint": point.fingerprint,
        "rules_changed": rules_changed,
        "version": point.version,
        "all": figures(&point.all),
        "agents": agents.collect::<Map<String, Value>>(),
        "rules": rules.collect::<Map<String, Value>>(),
    })
}

fn figures(figures: &Figures) -> Value {
    value!({
        "conversations": figures.conversations,
        "utterances": figures.utterances,
        "findings": figures.findings,
        "per_thousand": figures.per_thousand().map(two),
        "mean": figures.mean,
        "pass_rate": figures.pass_rate,
    })
}

fn two(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
