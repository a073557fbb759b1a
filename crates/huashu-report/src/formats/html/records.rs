//! The figures of the run as the page reads them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Html;
use super::rows::severity;
use crate::parts::display::{citations, cut, one_line};
use crate::parts::labels;
use huashu_model::finding::{Class, RuleInfo, Severity};
use huashu_model::language::Language;
use huashu_model::problem::Problem;
use huashu_model::score::{Score, Tally};
use huashu_model::summary::{AgentCounts, InputStats, OutcomeCounts, RuleCounts, Summary};
use huashu_model::transcript::Role;

/// Characters of an excerpt that a problem shows.
const EXCERPT: usize = 300;

/// Steps of the chart of scores, in parts of the start.
const STEPS: usize = 20;

/// All of the page that is not a row.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReportRecord<'a> {
    pub(super) run: RunRecord<'a>,
    labels: &'a BTreeMap<String, String>,
    pub(super) figures: FiguresRecord<'a>,
    pub(super) rules: Vec<RuleRecord<'a>>,
    pub(super) agents: Vec<PartyRecord<'a>>,
    groups: Vec<PartyRecord<'a>>,
    days: Vec<DayRecord<'a>>,
    /// Agents' utterances and findings, from midnight.
    hours: Vec<(u64, u64)>,
    problems: Vec<ProblemRecord<'a>>,
    pub(super) left_out: LeftOut,
}

#[derive(Serialize)]
pub(super) struct RunRecord<'a> {
    version: &'a str,
    pub(super) rulebook: &'a str,
    fingerprint: &'a str,
    language: &'static str,
    files: Vec<&'a str>,
    profiles: Vec<(&'a str, u64)>,
}

#[derive(Serialize)]
pub(super) struct FiguresRecord<'a> {
    pub(super) conversations: u64,
    /// By role, in the order of [`Role::ALL`].
    utterances: [u64; 5],
    pub(super) findings: [u64; 3],
    pub(super) problems: u64,
    pub(super) score: Option<ScoreRecord<'a>>,
    accuracy: Option<AccuracyRecord>,
    /// Kept, breached, not applicable, not judged.
    outcomes: [u64; 4],
    pub(super) ledger: LedgerRecord<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScoreRecord<'a> {
    pub(super) mean: f64,
    pub(super) pass_rate: Option<f64>,
    failed: u64,
    pass_line: Option<f64>,
    start: f64,
    bands: &'a [(String, f64, u64)],
    /// From, to, conversations; the last is the full score.
    histogram: Vec<(f64, f64, u64)>,
}

#[derive(Serialize)]
struct AccuracyRecord {
    customer: Option<f64>,
    business: Option<f64>,
    compliance: Option<f64>,
    minor: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct LedgerRecord<'a> {
    pub(super) files: u64,
    pub(super) records: u64,
    pub(super) problems: u64,
    conversations: u64,
    skipped: Vec<(&'a str, u64)>,
    remarks: Vec<&'a str>,
}

#[derive(Serialize)]
pub(super) struct RuleRecord<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    why: &'a str,
    sources: Vec<&'a str>,
    pub(super) severity: usize,
    class: &'static str,
    points: f64,
    fatal: bool,
    pub(super) findings: u64,
    /// Kept, breached, not applicable, not judged.
    pub(super) outcomes: [u64; 4],
    reasons: Vec<(&'a str, u64)>,
    suggestions: Vec<(&'a str, &'static str)>,
}

/// An agent or a group.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PartyRecord<'a> {
    key: &'a str,
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) conversations: u64,
    utterances: u64,
    pub(super) findings: [u64; 3],
    pub(super) score: Option<f64>,
    pub(super) pass_rate: Option<f64>,
    accuracy: Option<AccuracyRecord>,
}

#[derive(Serialize)]
struct DayRecord<'a> {
    date: &'a str,
    conversations: u64,
    score: Option<f64>,
    findings: u64,
}

#[derive(Serialize)]
struct ProblemRecord<'a> {
    code: &'static str,
    level: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<u64>,
    column: Option<u64>,
    excerpt: Option<String>,
}

/// What did not go into the page.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct LeftOut {
    pub(super) conversations: u64,
    pub(super) findings: u64,
    pub(super) transcripts: u64,
}

/// Conversations by score, in steps of a twentieth of the start.
#[derive(Debug, Default)]
pub(super) struct Histogram {
    /// The last is for the full score and what is above.
    counts: [u64; STEPS + 1],
}

impl Histogram {
    pub(super) fn add(&mut self, score: &Score) {
        let share = if score.start > 0.0 { score.value / score.start } else { 1.0 };
        self.counts[(share * STEPS as f64).clamp(0.0, STEPS as f64) as usize] += 1;
    }

    /// Returns the steps from the lowest that has a conversation.
    fn steps(&self, start: f64) -> Vec<(f64, f64, u64)> {
        let bound = |step: usize| start * step as f64 / STEPS as f64;
        let steps = self.counts.iter().enumerate();
        let all = steps.map(|(step, count)| (bound(step), bound((step + 1).min(STEPS)), *count));
        all.skip_while(|(.., count)| *count == 0).collect()
    }
}

impl<'a> ReportRecord<'a> {
    pub(super) fn new(html: &'a Html, summary: &'a Summary) -> ReportRecord<'a> {
        let language = html.run.language;
        let scores = &summary.scores;
        let day = |(date, tally): (&'a String, &'a Tally)| DayRecord {
            date,
            conversations: tally.conversations,
            score: tally.mean(),
            findings: tally.findings.values().sum(),
        };
        ReportRecord {
            run: RunRecord {
                version: &html.run.version,
                rulebook: &html.run.rulebook,
                fingerprint: &html.run.fingerprint,
                language: language.pick("zh", "en"),
                files: html.files.all().iter().map(|name| &**name).collect(),
                profiles: summary.profiles.iter().map(|(name, count)| (name.as_str(), *count)).collect(),
            },
            labels: html.labels.all(),
            figures: FiguresRecord::new(html, summary),
            rules: rules(html, summary),
            agents: agents(html, summary),
            groups: scores.groups.iter().map(|(name, tally)| PartyRecord::new(name, tally, scores.pass)).collect(),
            days: scores.days.iter().map(day).collect(),
            hours: scores.hours.iter().map(|hour| (hour.utterances, hour.findings)).collect(),
            problems: html.problems.iter().map(|problem| ProblemRecord::new(problem, language)).collect(),
            left_out: html.left_out,
        }
    }
}

impl<'a> FiguresRecord<'a> {
    fn new(html: &'a Html, summary: &'a Summary) -> FiguresRecord<'a> {
        let scores = &summary.scores;
        let mut outcomes = [0; 4];
        for counts in summary.rules.values() {
            for (sum, count) in outcomes.iter_mut().zip(of_outcomes(&counts.outcomes)) {
                *sum += count;
            }
        }
        let score = scores.all.mean().map(|mean| ScoreRecord {
            mean,
            pass_rate: pass_rate(&scores.all, scores.pass),
            failed: scores.all.conversations - scores.all.passed,
            pass_line: scores.pass,
            start: scores.start,
            bands: &scores.bands,
            histogram: html.histogram.steps(scores.start),
        });
        FiguresRecord {
            conversations: summary.ledger.conversations,
            utterances: Role::ALL.map(|role| summary.ledger.utterances.get(&role).copied().unwrap_or_default()),
            findings: by_severity(&summary.findings),
            problems: summary.problems,
            score,
            accuracy: AccuracyRecord::of(&scores.all),
            outcomes,
            ledger: LedgerRecord::new(&summary.ledger, html.run.language),
        }
    }
}

impl AccuracyRecord {
    fn of(tally: &Tally) -> Option<AccuracyRecord> {
        (tally.conversations > 0).then(|| AccuracyRecord {
            customer: tally.accuracy(Class::Customer),
            business: tally.accuracy(Class::Business),
            compliance: tally.accuracy(Class::Compliance),
            minor: tally.minor_per_conversation(),
        })
    }
}

impl<'a> LedgerRecord<'a> {
    fn new(ledger: &'a InputStats, language: Language) -> LedgerRecord<'a> {
        let skipped = ledger.skipped.iter();
        LedgerRecord {
            files: ledger.files,
            records: ledger.records,
            problems: ledger.problems,
            conversations: ledger.conversations,
            skipped: skipped.map(|(reason, count)| (labels::skipped(reason, language), *count)).collect(),
            remarks: ledger.remarks.iter().map(|remark| remark.get(language)).collect(),
        }
    }
}

/// Returns the rules by number; those that only the figures know stand at the end.
fn rules<'a>(html: &'a Html, summary: &'a Summary) -> Vec<RuleRecord<'a>> {
    let mut rules: Vec<_> = html.rules.all().iter().map(|info| RuleRecord::new(info, html)).collect();
    for (id, counts) in &summary.rules {
        let number = html.rules.known(id).unwrap_or_else(|| {
            rules.push(RuleRecord { id, class: Class::default().name(), ..RuleRecord::default() });
            rules.len() - 1
        });
        rules[number].count(counts, html);
    }
    rules
}

impl Default for RuleRecord<'_> {
    fn default() -> Self {
        RuleRecord {
            id: "",
            title: "",
            why: "",
            sources: Vec::new(),
            severity: severity(Severity::Info),
            class: "",
            points: 0.0,
            fatal: false,
            findings: 0,
            outcomes: [0; 4],
            reasons: Vec::new(),
            suggestions: Vec::new(),
        }
    }
}

impl<'a> RuleRecord<'a> {
    fn new(info: &'a RuleInfo, html: &Html) -> RuleRecord<'a> {
        let language = html.run.language;
        let suggestions = info.suggestions.iter();
        RuleRecord {
            id: &info.id,
            title: info.title.get(language),
            why: info.why.get(language),
            sources: citations(info).collect(),
            severity: severity(info.severity),
            class: info.class.name(),
            points: info.points,
            fatal: info.fatal,
            suggestions: suggestions.map(|one| (one.text.as_str(), one.applicability.name())).collect(),
            ..RuleRecord::default()
        }
    }

    fn count(&mut self, counts: &RuleCounts, html: &'a Html) {
        self.severity = counts.severity.map_or(self.severity, severity);
        self.findings = counts.findings;
        self.outcomes = of_outcomes(&counts.outcomes);
        let reasons = counts.outcomes.reasons.iter();
        self.reasons = reasons.map(|(reason, count)| (html.labels.of_kind("reason", reason), *count)).collect();
    }
}

/// Returns the agents by number; those of whom nothing was told but figures stand at the end.
fn agents<'a>(html: &'a Html, summary: &'a Summary) -> Vec<PartyRecord<'a>> {
    let line = summary.scores.pass;
    let named = html.agents.all().iter().map(|key| match summary.agents.get_key_value(&**key) {
        Some((key, counts)) => PartyRecord::of_agent(key, counts, line),
        None => PartyRecord { id: key, name: "", ..PartyRecord::new(key, &Tally::default(), line) },
    });
    let mut agents: Vec<_> = named.collect();
    let others = summary.agents.iter().filter(|(key, _)| !html.agents.has(key));
    agents.extend(others.map(|(key, counts)| PartyRecord::of_agent(key, counts, line)));
    agents
}

impl<'a> PartyRecord<'a> {
    fn new(name: &'a str, tally: &Tally, line: Option<f64>) -> PartyRecord<'a> {
        PartyRecord {
            key: name,
            id: "",
            name,
            conversations: tally.conversations,
            utterances: 0,
            findings: by_severity(&tally.findings),
            score: tally.mean(),
            pass_rate: pass_rate(tally, line),
            accuracy: AccuracyRecord::of(tally),
        }
    }

    fn of_agent(key: &'a str, counts: &'a AgentCounts, line: Option<f64>) -> PartyRecord<'a> {
        PartyRecord {
            id: key,
            name: counts.name.as_deref().unwrap_or_default(),
            utterances: counts.utterances,
            findings: by_severity(&counts.findings),
            ..PartyRecord::new(key, &counts.tally, line)
        }
    }
}

impl<'a> ProblemRecord<'a> {
    fn new(problem: &'a Problem, language: Language) -> ProblemRecord<'a> {
        let place = &problem.place;
        let excerpt = place.excerpt.as_ref().map(|excerpt| {
            let line = excerpt.text.get(excerpt.span.start..).unwrap_or(&excerpt.text);
            cut(&one_line(line.lines().next().unwrap_or_default()), EXCERPT).into_owned()
        });
        ProblemRecord {
            code: problem.code,
            level: problem.level.name(),
            message: problem.message.get(language),
            help: problem.help.as_ref().map(|help| help.get(language)),
            file: place.file.as_deref(),
            line: place.line,
            column: place.column,
            excerpt,
        }
    }
}

/// Returns the share that reached the pass line; `None` where there is none.
fn pass_rate(tally: &Tally, line: Option<f64>) -> Option<f64> {
    line.and_then(|_| tally.pass_rate())
}

fn by_severity(counts: &BTreeMap<Severity, u64>) -> [u64; 3] {
    Severity::ALL.map(|severity| counts.get(&severity).copied().unwrap_or_default())
}

fn of_outcomes(counts: &OutcomeCounts) -> [u64; 4] {
    [counts.pass, counts.fail, counts.not_applicable, counts.not_checkable]
}
