//! What reports came to, in the order of time.

use std::collections::BTreeMap;

/// Reports in the order of time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trend {
    /// One report each.
    pub points: Vec<Point>,
    /// Whether the reports tell their days, and stand in the order of these; else they stand as they were named.
    pub is_by_day: bool,
}

/// What one report came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Point {
    /// The report's file.
    pub file: String,
    /// The first and the last day on which its conversations began, as `yyyy-mm-dd`, where the log had dates.
    pub days: Option<(String, String)>,
    /// The rulebook.
    pub rulebook: String,
    /// What changes when the rules do, where the report has it.
    pub fingerprint: Option<String>,
    /// The version of huashu that wrote it.
    pub version: String,
    /// All conversations.
    pub all: Figures,
    /// By job number, else name.
    pub agents: BTreeMap<String, AgentPoint>,
    /// By rule; every rule that was in force has an entry.
    pub rules: BTreeMap<String, RulePoint>,
}

/// Figures of a report, or of one agent in it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// Conversations, where the report tells them.
    pub conversations: Option<u64>,
    /// What agents said, in utterances.
    pub utterances: u64,
    /// Findings of every severity.
    pub findings: u64,
    /// The mean score; reports of older versions have none.
    pub mean: Option<f64>,
    /// The share of conversations that reached the pass line, from 0 to 1.
    pub pass_rate: Option<f64>,
}

/// One agent in a report.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AgentPoint {
    /// The name, where the log gives one beside the job number.
    pub name: Option<String>,
    /// The agent's figures.
    pub figures: Figures,
}

/// One rule in a report.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RulePoint {
    /// How its findings count.
    pub severity: Option<String>,
    /// Findings.
    pub findings: u64,
    /// Findings per thousand of what agents said; `None` where they said nothing.
    pub per_thousand: Option<f64>,
}

impl Figures {
    /// Returns findings per thousand of what agents said; `None` where they said nothing.
    pub fn per_thousand(&self) -> Option<f64> {
        per_thousand(self.findings, self.utterances)
    }
}

/// Returns findings per thousand utterances; `None` of no utterance.
pub(super) fn per_thousand(findings: u64, utterances: u64) -> Option<f64> {
    (utterances > 0).then(|| findings as f64 * 1000.0 / utterances as f64)
}

impl Trend {
    /// Puts reports into the order of their days, where all of them tell it; else they stay as they are.
    pub fn new(mut points: Vec<Point>) -> Trend {
        let is_by_day = points.iter().all(|point| point.days.is_some());
        if is_by_day {
            points.sort_by(|a, b| a.days.cmp(&b.days));
        }
        Trend { points, is_by_day }
    }

    /// Returns the reports, as indices, before which the rules changed: scores on either side are not comparable.
    pub fn breaks(&self) -> Vec<usize> {
        let changed = |pair: &[Point]| match (&pair[0].fingerprint, &pair[1].fingerprint) {
            (Some(before), Some(after)) => before != after,
            // Of an older version nothing is known but the rulebook's name.
            _ => pair[0].rulebook != pair[1].rulebook,
        };
        (1..).zip(self.points.windows(2)).filter(|(_, pair)| changed(pair)).map(|(at, _)| at).collect()
    }

    /// Returns how each report is called: by its day, else by its file; never two alike.
    pub fn names(&self) -> Vec<String> {
        let day = |point: &Point| match &point.days {
            Some((first, last)) if first == last => first.clone(),
            Some((first, last)) => format!("{first}–{last}"),
            None => stem(&point.file),
        };
        let days: Vec<String> = self.points.iter().map(day).collect();
        let is_alone = |name: &String| days.iter().filter(|other| *other == name).count() == 1;
        let named = days.iter().zip(&self.points).map(|(name, point)| match is_alone(name) {
            true => name.clone(),
            false => format!("{name} {}", point.file),
        });
        named.collect()
    }
}

fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".json").unwrap_or(name).to_owned()
}
