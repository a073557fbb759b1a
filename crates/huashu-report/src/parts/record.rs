//! Summaries as other programs read them; findings and problems are in `huashu_model::json`.
//!
//! The shape is a promise: fields may be added, never renamed or removed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::parts::statistics::{per_thousand, total};
use crate::parts::summary::agent_utterances;
use huashu_model::finding::{Class, Severity};
use huashu_model::language::Language;
use huashu_model::score::{Figures, Tally};
use huashu_model::summary::{AgentCounts, OutcomeCounts, RuleCounts, Summary};

/// The figures of a run.
#[derive(Debug, Serialize)]
pub(crate) struct SummaryRecord<'a> {
    conversations: u64,
    utterances: u64,
    findings: SeverityRecord,
    rules: BTreeMap<&'a str, RuleRecord<'a>>,
    /// Conversations in which each profile was in force; only where there was one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    profiles: &'a BTreeMap<String, u64>,
    ledger: LedgerRecord<'a>,
    /// Findings per thousand agents' utterances; with `--statistics`.
    #[serde(skip_serializing_if = "Option::is_none")]
    per_thousand: Option<f64>,
    /// What conversations came to.
    score: ScoreRecord<'a>,
    agents: BTreeMap<&'a str, AgentRecord<'a>>,
}

/// The scores of a run.
#[derive(Debug, Serialize)]
struct ScoreRecord<'a> {
    start: f64,
    pass: Option<f64>,
    #[serde(flatten)]
    all: TallyRecord,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bands: Vec<BandRecord<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    groups: BTreeMap<&'a str, TallyRecord>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    days: BTreeMap<&'a str, TallyRecord>,
}

#[derive(Debug, Serialize)]
struct BandRecord<'a> {
    name: &'a str,
    from: f64,
    conversations: u64,
}

/// Scores added up; shares are from 0 to 1.
#[derive(Debug, Serialize)]
struct TallyRecord {
    conversations: u64,
    mean: Option<f64>,
    lowest: Option<f64>,
    pass_rate: Option<f64>,
    fatal: u64,
    accuracy: AccuracyRecord,
}

/// The accuracies of the critical classes, and findings that are not critical per conversation.
#[derive(Debug, Serialize)]
struct AccuracyRecord {
    customer: Option<f64>,
    business: Option<f64>,
    compliance: Option<f64>,
    minor_per_conversation: Option<f64>,
}

#[derive(Debug, Serialize)]
struct SeverityRecord {
    error: u64,
    warning: u64,
    info: u64,
}

#[derive(Debug, Serialize)]
struct RuleRecord<'a> {
    severity: Option<&'static str>,
    findings: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_thousand: Option<f64>,
    outcomes: OutcomesRecord<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct OutcomesRecord<'a> {
    pass: u64,
    fail: u64,
    not_applicable: u64,
    not_checkable: u64,
    reasons: &'a BTreeMap<&'static str, u64>,
}

#[derive(Debug, Serialize)]
struct LedgerRecord<'a> {
    files: u64,
    records: u64,
    problems: u64,
    conversations: u64,
    utterances: BTreeMap<&'static str, u64>,
    skipped: &'a BTreeMap<&'static str, u64>,
    remarks: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct AgentRecord<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    utterances: u64,
    findings: SeverityRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_thousand: Option<f64>,
    score: TallyRecord,
}

impl<'a> SummaryRecord<'a> {
    /// Borrows the figures; rates per thousand utterances only with `statistics`.
    pub(crate) fn new(summary: &'a Summary, statistics: bool, language: Language) -> Self {
        let ledger = &summary.ledger;
        let rate = |findings| match statistics {
            true => per_thousand(findings, agent_utterances(summary)),
            false => None,
        };
        let agent = |counts: &'a AgentCounts| AgentRecord {
            name: counts.name.as_deref(),
            utterances: counts.utterances,
            findings: SeverityRecord::new(&counts.findings),
            per_thousand: if statistics { per_thousand(total(counts), counts.utterances) } else { None },
            score: TallyRecord::new(&counts.tally),
        };
        SummaryRecord {
            conversations: ledger.conversations,
            utterances: ledger.utterances.values().sum(),
            findings: SeverityRecord::new(&summary.findings),
            rules: summary
                .rules
                .iter()
                .map(|(id, counts)| (id.as_str(), RuleRecord::new(counts, rate(counts.findings))))
                .collect(),
            profiles: &summary.profiles,
            ledger: LedgerRecord {
                files: ledger.files,
                records: ledger.records,
                problems: ledger.problems,
                conversations: ledger.conversations,
                utterances: ledger.utterances.iter().map(|(role, count)| (role.name(), *count)).collect(),
                skipped: &ledger.skipped,
                remarks: ledger.remarks.iter().map(|remark| remark.get(language)).collect(),
            },
            per_thousand: rate(summary.total_findings()),
            score: ScoreRecord::new(&summary.scores),
            agents: summary.agents.iter().map(|(key, counts)| (key.as_str(), agent(counts))).collect(),
        }
    }
}

impl<'a> ScoreRecord<'a> {
    fn new(figures: &'a Figures) -> Self {
        let by_name = |tallies: &'a BTreeMap<String, Tally>| {
            tallies.iter().map(|(name, tally)| (name.as_str(), TallyRecord::new(tally))).collect()
        };
        let band = |(name, from, conversations): &'a (String, f64, u64)| BandRecord {
            name,
            from: *from,
            conversations: *conversations,
        };
        ScoreRecord {
            start: figures.start,
            pass: figures.pass,
            all: TallyRecord::new(&figures.all),
            bands: figures.bands.iter().map(band).collect(),
            groups: by_name(&figures.groups),
            days: by_name(&figures.days),
        }
    }
}

impl TallyRecord {
    fn new(tally: &Tally) -> Self {
        let four = |share: f64| (share * 10_000.0).round() / 10_000.0;
        let accuracy = |class| tally.accuracy(class).map(four);
        TallyRecord {
            conversations: tally.conversations,
            mean: tally.mean().map(|mean| (mean * 100.0).round() / 100.0),
            lowest: tally.lowest,
            pass_rate: tally.pass_rate().map(four),
            fatal: tally.fatal,
            accuracy: AccuracyRecord {
                customer: accuracy(Class::Customer),
                business: accuracy(Class::Business),
                compliance: accuracy(Class::Compliance),
                minor_per_conversation: tally.minor_per_conversation().map(four),
            },
        }
    }
}

impl SeverityRecord {
    fn new(counts: &BTreeMap<Severity, u64>) -> Self {
        let count = |severity| counts.get(&severity).copied().unwrap_or_default();
        SeverityRecord {
            error: count(Severity::Error),
            warning: count(Severity::Warning),
            info: count(Severity::Info),
        }
    }
}

impl<'a> RuleRecord<'a> {
    fn new(counts: &'a RuleCounts, per_thousand: Option<f64>) -> Self {
        let OutcomeCounts { pass, fail, not_applicable, not_checkable, reasons } = &counts.outcomes;
        RuleRecord {
            severity: counts.severity.map(Severity::name),
            findings: counts.findings,
            per_thousand,
            outcomes: OutcomesRecord {
                pass: *pass,
                fail: *fail,
                not_applicable: *not_applicable,
                not_checkable: *not_checkable,
                reasons,
            },
        }
    }
}
