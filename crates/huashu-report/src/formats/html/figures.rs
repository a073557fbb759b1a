//! The figures as tables without a script: what stands in the page where nothing can be run, or unpacked.

use super::labels::Labels;
use super::records::ReportRecord;
use crate::parts::xml::content;

/// Agents and rules listed before the rest is only counted.
const MOST: usize = 100;

const SEVERITIES: [&str; 3] = ["severity.error", "severity.warning", "severity.info"];

/// Returns the tables as markup; whatever comes from a log is escaped in it.
pub(super) fn tables(record: &ReportRecord<'_>, labels: &Labels) -> String {
    let severities = SEVERITIES.map(|key| labels.get(key).to_owned());
    let mut out = table(labels.get("view.overview"), &[], glance(record, labels));
    let mut rules: Vec<_> = record.rules.iter().filter(|rule| rule.findings > 0).collect();
    rules.sort_by(|a, b| b.findings.cmp(&a.findings).then(a.id.cmp(b.id)));
    let heads = ["rule", "severity", "findings", "outcome.pass", "outcome.fail", "not-checkable"]
        .map(|key| labels.get(key));
    let rows = rules.iter().take(MOST).map(|rule| {
        let title =
            if rule.title.is_empty() { rule.id.to_owned() } else { format!("{} · {}", rule.title, rule.id) };
        let [pass, fail, _, unjudged] = rule.outcomes;
        let numbers = [rule.findings, pass, fail, unjudged].map(|number| number.to_string());
        [title, severities[rule.severity].clone()].into_iter().chain(numbers).collect()
    });
    out.push_str(&table(labels.get("panel.rules"), &heads, rows));
    if !record.agents.is_empty() {
        let keys = ["agent", "conversations", "mean-score", "pass-rate"].map(|key| labels.get(key));
        let heads: Vec<&str> = keys.into_iter().chain(severities.iter().map(String::as_str)).collect();
        let rows = record.agents.iter().take(MOST).map(|agent| {
            let who =
                if agent.name.is_empty() { agent.id.to_owned() } else { format!("{} {}", agent.name, agent.id) };
            let figures = [agent.conversations.to_string(), decimal(agent.score), percent(agent.pass_rate)];
            let found = agent.findings.map(|number| number.to_string());
            std::iter::once(who).chain(figures).chain(found).collect()
        });
        out.push_str(&table(labels.get("agents"), &heads, rows));
    }
    out
}

fn glance<'a>(record: &'a ReportRecord<'_>, labels: &'a Labels) -> impl Iterator<Item = Vec<String>> + use<'a> {
    let figures = &record.figures;
    let row = |key: &str, value: String| vec![labels.get(key).to_owned(), value];
    let mut rows = vec![row("rulebook", record.run.rulebook.to_owned())];
    rows.push(row("conversations", figures.conversations.to_string()));
    if let Some(score) = &figures.score {
        rows.push(row("pass-rate", percent(score.pass_rate)));
        rows.push(row("mean-score", decimal(Some(score.mean))));
    }
    for (key, number) in SEVERITIES.iter().zip(figures.findings) {
        rows.push(row(key, number.to_string()));
    }
    rows.push(row("ledger.files", figures.ledger.files.to_string()));
    rows.push(row("ledger.records", figures.ledger.records.to_string()));
    rows.push(row("ledger.problems", figures.ledger.problems.to_string()));
    rows.into_iter()
}

fn table(title: &str, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut out = format!("<h2>{}</h2>\n<table class=\"plain\">\n", content(title));
    if !heads.is_empty() {
        let cells: String = heads.iter().map(|head| format!("<th scope=\"col\">{}</th>", content(head))).collect();
        out.push_str(&format!("<thead><tr>{cells}</tr></thead>\n"));
    }
    out.push_str("<tbody>\n");
    for row in rows {
        let cells = row.iter().enumerate().map(|(place, cell)| match place {
            0 => format!("<th scope=\"row\">{}</th>", content(cell)),
            _ => format!("<td>{}</td>", content(cell)),
        });
        out.push_str(&format!("<tr>{}</tr>\n", cells.collect::<String>()));
    }
    out.push_str("</tbody>\n</table>\n");
    out
}

fn decimal(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}"))
}

fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{:.1}%", value * 100.0))
}
