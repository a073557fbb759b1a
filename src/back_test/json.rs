//! Comparisons as JSON. Utterances count from 0, spans in characters, as in every JSON of findings.

use serde_json::{Map, Value, json as value};

use huashu_model::finding::{Finding, Severity};
use huashu_model::json::InLanguage;
use huashu_model::language::Language;

use super::comparison::{Comparison, Counts, Pair, RuleChange};

/// Changes when a field is renamed or removed.
const SCHEMA: u32 = 1;

/// Returns a comparison as one JSON object; rules that did not change are left out.
pub fn json(comparison: &Comparison, language: Language) -> serde_json::Result<Value> {
    let [old, new] = &comparison.rulebooks;
    let mut rules = Map::new();
    for (id, change) in comparison.rules.iter().filter(|(_, change)| change.is_changed()) {
        rules.insert(id.clone(), rule(change, language)?);
    }
    let agents: Map<String, Value> =
        comparison.agents.keys().map(|key| (key.clone(), agent(comparison, key))).collect();
    let changed = |severity: Severity| comparison.changed.get(&severity).copied().unwrap_or_default();
    let scores = comparison.scores;
    Ok(value!({
        "schema": SCHEMA,
        "rulebooks": [
            { "name": old.name, "fingerprint": old.fingerprint },
            { "name": new.name, "fingerprint": new.fingerprint },
        ],
        "conversations": comparison.summaries[1].ledger.conversations,
        "findings": counts(&comparison.findings),
        "changed": {
            "error": changed(Severity::Error),
            "warning": changed(Severity::Warning),
            "info": changed(Severity::Info),
        },
        "score": {
            "mean": comparison.summaries.each_ref().map(|summary| summary.scores.all.mean().map(two)),
            "pass_rate": comparison.summaries.each_ref().map(|summary| summary.scores.all.pass_rate().map(four)),
            "higher": scores.higher,
            "lower": scores.lower,
            "now_failed": scores.now_failed,
            "now_passed": scores.now_passed,
        },
        "rules": rules,
        "agents": agents,
    }))
}

fn rule(change: &RuleChange, language: Language) -> serde_json::Result<Value> {
    let outcomes: Vec<Value> = change
        .outcomes
        .iter()
        .map(|([old, new], count)| value!({ "from": old, "to": new, "conversations": count }))
        .collect();
    let examples = |findings: &[Finding]| -> serde_json::Result<Vec<Value>> {
        findings.iter().map(|finding| serde_json::to_value(InLanguage(finding, language))).collect()
    };
    Ok(value!({
        "severity": change.severities().map(|severity| severity.map(Severity::name)),
        "findings": counts(&change.findings),
        "outcomes": outcomes,
        "gained": examples(&change.gained)?,
        "lost": examples(&change.lost)?,
    }))
}

fn agent(comparison: &Comparison, key: &str) -> Value {
    let sides: Pair<_> = comparison.summaries.each_ref().map(|summary| summary.agents.get(key));
    let name = sides.iter().flatten().find_map(|counts| counts.name.as_deref());
    value!({
        "name": name,
        "findings": comparison.agents.get(key).map(counts),
        "mean": sides.map(|counts| counts.and_then(|counts| counts.tally.mean()).map(two)),
        "pass_rate": sides.map(|counts| counts.and_then(|counts| counts.tally.pass_rate()).map(four)),
    })
}

fn counts(counts: &Counts) -> Value {
    value!({ "same": counts.same, "gained": counts.gained, "lost": counts.lost })
}

fn two(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn four(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}
