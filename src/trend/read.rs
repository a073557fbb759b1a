//! Reports read back; of findings nothing is kept.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use serde::Deserialize;

use huashu_model::message;
use huashu_model::problem::Problem;

use super::point::{AgentPoint, Figures, Point, RulePoint, per_thousand};

/// The schema that is understood; fields may be added to it.
const SCHEMA: u64 = 1;

#[derive(Deserialize)]
struct Report {
    schema: Option<u64>,
    #[serde(default)]
    tool: Tool,
    #[serde(default)]
    rulebook: String,
    rulebook_fingerprint: Option<String>,
    summary: Option<Summary>,
}

#[derive(Deserialize, Default)]
struct Tool {
    #[serde(default)]
    version: String,
}

#[derive(Deserialize)]
struct Summary {
    #[serde(default)]
    conversations: u64,
    #[serde(default)]
    findings: Severities,
    #[serde(default)]
    rules: BTreeMap<String, Rule>,
    #[serde(default)]
    agents: BTreeMap<String, Agent>,
    #[serde(default)]
    ledger: Ledger,
    score: Option<Score>,
}

#[derive(Deserialize, Default)]
struct Severities {
    #[serde(default)]
    error: u64,
    #[serde(default)]
    warning: u64,
    #[serde(default)]
    info: u64,
}

#[derive(Deserialize)]
struct Rule {
    severity: Option<String>,
    #[serde(default)]
    findings: u64,
}

#[derive(Deserialize)]
struct Agent {
    name: Option<String>,
    #[serde(default)]
    utterances: u64,
    #[serde(default)]
    findings: Severities,
    score: Option<Score>,
}

#[derive(Deserialize, Default)]
struct Ledger {
    #[serde(default)]
    utterances: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct Score {
    conversations: Option<u64>,
    mean: Option<f64>,
    pass: Option<f64>,
    pass_rate: Option<f64>,
    #[serde(default)]
    days: BTreeMap<String, serde::de::IgnoredAny>,
}

impl Severities {
    fn total(&self) -> u64 {
        self.error + self.warning + self.info
    }
}

/// Reads one report called `file`; the second part warns of what it does not tell.
pub fn read(file: &str, from: impl Read) -> Result<(Point, Option<Problem>), Box<Problem>> {
    let named = |mut problem: Problem| {
        problem.place.file = Some(Arc::from(file));
        problem
    };
    let report: Report = match serde_json::from_reader(from) {
        Ok(report) => report,
        Err(error) if error.is_data() || error.is_syntax() => return Err(Box::new(named(not_a_report()))),
        Err(error) => {
            let message = message!("读不了这份报告：{error}", "cannot read this report: {error}");
            return Err(Box::new(named(Problem::error("trend/unreadable", message))));
        }
    };
    let (Some(summary), Some(SCHEMA)) = (report.summary, report.schema) else {
        return Err(Box::new(named(not_a_report())));
    };
    let lacks_scores = summary.score.is_none();
    let mut point = point(file, summary);
    point.rulebook = report.rulebook;
    point.version = report.tool.version;
    point.fingerprint = report.rulebook_fingerprint.filter(|fingerprint| !fingerprint.is_empty());
    Ok((point, lacks_scores.then(|| named(no_scores()))))
}

fn point(file: &str, summary: Summary) -> Point {
    let utterances = summary.ledger.utterances.get("agent").copied().unwrap_or_default();
    let score = summary.score;
    // A share of conversations means nothing where no line is to be reached.
    let pass_line = score.as_ref().and_then(|score| score.pass);
    let passed = |score: &Score| score.pass_rate.filter(|_| pass_line.is_some());
    let figures = |conversations, utterances, findings: &Severities, score: Option<&Score>| Figures {
        conversations,
        utterances,
        findings: findings.total(),
        mean: score.and_then(|score| score.mean),
        pass_rate: score.and_then(passed),
    };
    let agent = |agent: &Agent| AgentPoint {
        name: agent.name.clone(),
        figures: figures(
            agent.score.as_ref().and_then(|score| score.conversations),
            agent.utterances,
            &agent.findings,
            agent.score.as_ref(),
        ),
    };
    let rule = |rule: Rule| RulePoint {
        per_thousand: per_thousand(rule.findings, utterances),
        findings: rule.findings,
        severity: rule.severity,
    };
    let days = score.as_ref().map(|score| &score.days);
    let (first, last) = (days.and_then(|days| days.keys().next()), days.and_then(|days| days.keys().next_back()));
    Point {
        file: file.to_owned(),
        days: first.cloned().zip(last.cloned()),
        all: figures(Some(summary.conversations), utterances, &summary.findings, score.as_ref()),
        agents: summary.agents.iter().map(|(key, one)| (key.clone(), agent(one))).collect(),
        rules: summary.rules.into_iter().map(|(id, one)| (id, rule(one))).collect(),
        ..Point::default()
    }
}

fn not_a_report() -> Problem {
    let message = message!(
        "不是 huashu check --format json 写的报告，或是更新版本写的",
        "this is no report of `huashu check --format json`, or one of a newer version"
    );
    let help = message!(
        "先用 huashu check --format json -o 报告.json 生成；版本更新的报告要用新版 huashu 读",
        "make one by `huashu check --format json -o report.json`; what a newer huashu wrote, a newer one reads"
    );
    Problem::error("trend/not-a-report", message).with_help(help)
}

fn no_scores() -> Problem {
    let message = message!(
        "旧版本的报告，没有评分和日期；只能比发现数",
        "a report of an older version, without scores and days; only its findings can be compared"
    );
    let help = message!("用现在的版本重查那一天", "check that day again by this version");
    Problem::warning("trend/no-scores", message).with_help(help)
}
