//! `--statistics`: findings by rule and by agent, and per thousand utterances.

use crate::parts::display::one_line;
use crate::parts::draw::{Ink, Pen};
use crate::parts::labels;
use crate::parts::summary::{agent_utterances, reasons};
use huashu_model::finding::Severity;
use huashu_model::language::Language;
use huashu_model::summary::{AgentCounts, Summary};
use huashu_model::text::in_columns;

/// Returns findings per thousand utterances, to two decimals; `None` when there were no utterances.
pub(crate) fn per_thousand(findings: u64, utterances: u64) -> Option<f64> {
    if utterances == 0 {
        return None;
    }
    // Counts stay far below 2^53, where the conversion is exact.
    let rate = findings as f64 * 1000.0 / utterances as f64;
    Some((rate * 100.0).round() / 100.0)
}

/// Returns the tables.
pub(crate) fn render(summary: &Summary, language: Language, pen: Pen) -> String {
    let mut out = String::new();
    let title = |zh: &str, en: &str| pen.paint(Ink::Bold, &format!("━━ {}", language.pick(zh, en)));
    out.push_str(&format!("\n{}\n", title("按规则", "by rule")));
    out.push_str(&in_columns(&rules(summary, language)));
    if !summary.agents.is_empty() {
        out.push_str(&format!("\n{}\n", title("按客服", "by agent")));
        out.push_str(&in_columns(&agents(summary, language)));
    }
    out
}

/// Returns the sum of an agent's findings.
pub(crate) fn total(counts: &AgentCounts) -> u64 {
    counts.findings.values().sum()
}

fn rules(summary: &Summary, language: Language) -> Vec<Vec<String>> {
    let header = match language {
        Language::Chinese => ["规则", "级别", "发现", "每千句", "通过", "违反", "不适用", "无法判断"],
        Language::English => {
            ["rule", "severity", "findings", "per 1,000", "pass", "fail", "not applicable", "not checkable"]
        }
    };
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let mut sorted: Vec<_> = summary.rules.iter().collect();
    sorted.sort_by(|a, b| b.1.findings.cmp(&a.1.findings).then(a.0.cmp(b.0)));
    let utterances = agent_utterances(summary);
    for (id, counts) in sorted {
        let outcomes = &counts.outcomes;
        let unjudged = format!("{}{}", outcomes.not_checkable, reasons(&outcomes.reasons, language));
        rows.push(vec![
            one_line(id).into_owned(),
            counts.severity.map(|severity| labels::severity(severity, language)).unwrap_or_default().to_owned(),
            counts.findings.to_string(),
            rate(counts.findings, utterances),
            outcomes.pass.to_string(),
            outcomes.fail.to_string(),
            outcomes.not_applicable.to_string(),
            unjudged,
        ]);
    }
    rows
}

fn agents(summary: &Summary, language: Language) -> Vec<Vec<String>> {
    let mut header = vec![language.pick("客服", "agent"), language.pick("消息", "utterances")];
    header.extend(Severity::ALL.map(|severity| labels::severity(severity, language)));
    header.extend(match language {
        Language::Chinese => ["每千句", "会话", "平均分", "合格率"],
        Language::English => ["per 1,000", "conversations", "mean score", "passed"],
    });
    let mut rows = vec![header.into_iter().map(str::to_owned).collect()];
    let mut sorted: Vec<_> = summary.agents.iter().collect();
    sorted.sort_by(|a, b| total(b.1).cmp(&total(a.1)).then(a.0.cmp(b.0)));
    for (id, counts) in sorted {
        let name = counts.name.as_deref().map(|name| format!(" {}", one_line(name))).unwrap_or_default();
        let mut row = vec![format!("{}{name}", one_line(id)), counts.utterances.to_string()];
        let count = |severity| counts.findings.get(&severity).copied().unwrap_or_default().to_string();
        row.extend(Severity::ALL.map(count));
        row.push(rate(total(counts), counts.utterances));
        row.push(counts.tally.conversations.to_string());
        row.push(counts.tally.mean().map_or_else(|| "-".to_owned(), |mean| format!("{mean:.2}")));
        row.push(counts.tally.pass_rate().map_or_else(|| "-".to_owned(), |rate| format!("{:.1}%", rate * 100.0)));
        rows.push(row);
    }
    rows
}

fn rate(findings: u64, utterances: u64) -> String {
    per_thousand(findings, utterances).map_or_else(|| "-".to_owned(), |rate| format!("{rate:.2}"))
}
