//! Summaries as other programs read them; findings and problems are in `huashu_model::json`.
//!
//! The shape is a promise: fields may be added, never renamed or removed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::parts::statistics::{per_thousand, total};
use crate::parts::summary::agent_utterances;
use huashu_model::finding::Severity;
use huashu_model::language::Language;
use huashu_model::summary::{OutcomeCounts, RuleCounts, Summary};

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
    #[serde(skip_serializing_if = "Option::is_none")]
    agents: Option<BTreeMap<&'a str, AgentRecord>>,
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
struct AgentRecord {
    utterances: u64,
    findings: SeverityRecord,
    per_thousand: Option<f64>,
}

impl<'a> SummaryRecord<'a> {
    /// Borrows the figures; those of agents only with `statistics`.
    pub(crate) fn new(summary: &'a Summary, statistics: bool, language: Language) -> Self {
        let ledger = &summary.ledger;
        let rate = |findings| match statistics {
            true => per_thousand(findings, agent_utterances(summary)),
            false => None,
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
            agents: statistics.then(|| {
                let record = |counts: &huashu_model::summary::AgentCounts| AgentRecord {
                    utterances: counts.utterances,
                    findings: SeverityRecord::new(&counts.findings),
                    per_thousand: per_thousand(total(counts), counts.utterances),
                };
                summary.agents.iter().map(|(id, counts)| (id.as_str(), record(counts))).collect()
            }),
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
