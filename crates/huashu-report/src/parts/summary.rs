//! The figures at the end of the text report: nothing is skipped in silence.

use std::collections::BTreeMap;

use crate::parts::arithmetic::points;
use crate::parts::display::one_line;
use crate::parts::draw::{Ink, Pen};
use crate::parts::labels;
use huashu_model::finding::{Class, Severity};
use huashu_model::language::Language;
use huashu_model::summary::{MOST_REMARKS, OutcomeCounts, RuleCounts, Summary};
use huashu_model::transcript::Role;

/// Rules listed before the rest is only counted.
const TOP: usize = 10;

/// Agents listed, those with the lowest scores.
const LOWEST: usize = 5;

/// Problems that were reported during the run.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ProblemCounts {
    /// Those that make the exit status 2.
    pub errors: u64,
    /// The others.
    pub warnings: u64,
}

/// Returns the summary of a run.
pub(crate) fn render(summary: &Summary, problems: ProblemCounts, language: Language, pen: Pen) -> String {
    let mut out = format!("{}\n", pen.paint(Ink::Bold, &format!("━━ {}", language.pick("小结", "summary"))));
    let label = |zh: &str, en: &str| format!("{}{}", language.pick(zh, en), labels::colon(language));
    out.push_str(&pen.note(&label("检查", "checked"), &checked(summary, language)));
    out.push_str(&pen.note(&label("发现", "findings"), &findings(summary, language)));
    out.push_str(&top_rules(summary, language));
    if let Some(text) = scores(summary, language) {
        out.push_str(&pen.note(&label("评分", "score"), &text));
        out.push_str(&lowest_agents(summary, language));
    }
    out.push_str(&pen.note(&label("结果", "outcomes"), &outcomes(summary, language)));
    out.push_str(&unjudged(summary, language));
    if !summary.profiles.is_empty() {
        let text = counts(summary.profiles.iter().map(|(name, count)| (name.as_str(), *count)), language);
        out.push_str(&pen.note(&label("场景", "profiles"), &one_line(&text)));
    }
    if problems.errors + problems.warnings > 0 {
        let (errors, warnings) = (problems.errors, problems.warnings);
        let text = match language {
            Language::Chinese => format!("{errors} 处错误，{warnings} 处警告（见标准错误输出）"),
            Language::English => format!("errors {errors}, warnings {warnings} (see standard error)"),
        };
        out.push_str(&pen.note(&label("问题", "problems"), &text));
    }
    if !summary.ledger.skipped.is_empty() {
        let text = counts(
            summary.ledger.skipped.iter().map(|(reason, count)| (labels::skipped(reason, language), *count)),
            language,
        );
        out.push_str(&pen.note(&label("略过", "skipped"), &one_line(&text)));
    }
    out.push_str(&pen.note(&label("账目", "ledger"), &ledger(summary, language)));
    for remark in &summary.ledger.remarks {
        out.push_str(&pen.note(&label("备注", "remark"), &one_line(remark.get(language))));
    }
    if summary.ledger.remarks.len() >= MOST_REMARKS {
        let text = language.pick("还有更多备注，不再逐条列出", "there are more, not listed one by one");
        out.push_str(&pen.note(&label("备注", "remark"), text));
    }
    out
}

/// Returns the number of agents' utterances, which is what the rules judge.
pub(crate) fn agent_utterances(summary: &Summary) -> u64 {
    summary.ledger.utterances.get(&Role::Agent).copied().unwrap_or_default()
}

fn checked(summary: &Summary, language: Language) -> String {
    let conversations = summary.ledger.conversations;
    let all: u64 = summary.ledger.utterances.values().sum();
    let agents = agent_utterances(summary);
    match language {
        Language::Chinese => format!("会话 {conversations}，消息 {all}，其中客服 {agents}"),
        Language::English => format!("conversations {conversations}, utterances {all}, of which agents' {agents}"),
    }
}

/// Returns the number of findings, in all and by severity.
pub(crate) fn findings(summary: &Summary, language: Language) -> String {
    let parts: Vec<String> = Severity::ALL
        .iter()
        .map(|severity| {
            let count = summary.findings.get(severity).copied().unwrap_or_default();
            format!("{} {count}", labels::severity(*severity, language))
        })
        .collect();
    let total = summary.total_findings();
    match language {
        Language::Chinese => format!("{total}（{}）", parts.join("，")),
        Language::English => format!("{total} ({})", parts.join(", ")),
    }
}

/// Returns the mean score, the share that passed, and the accuracies of the critical classes.
pub(crate) fn scores(summary: &Summary, language: Language) -> Option<String> {
    let figures = &summary.scores;
    let mean = figures.all.mean()?;
    let mut parts = vec![format!("{}{mean:.2} / {}", language.pick("平均 ", "mean "), points(figures.start))];
    if let (Some(line), Some(rate)) = (figures.pass, figures.all.pass_rate()) {
        let (line, rate) = (points(line), percent(rate));
        parts.push(match language {
            Language::Chinese => format!("合格率 {rate}（合格线 {line}）"),
            Language::English => format!("passed {rate} (pass line {line})"),
        });
    }
    if figures.all.fatal > 0 {
        parts.push(format!("{} {}", language.pick("一票否决", "fatal"), figures.all.fatal));
    }
    for class in [Class::Customer, Class::Business, Class::Compliance] {
        let accuracy = percent(figures.all.accuracy(class)?);
        let name = labels::class(class, language);
        parts.push(match language {
            Language::Chinese => format!("{name}准确率 {accuracy}"),
            Language::English => format!("{name} accuracy {accuracy}"),
        });
    }
    Some(parts.join(language.pick("，", ", ")))
}

/// Returns the agents with the lowest mean scores, a line each.
fn lowest_agents(summary: &Summary, language: Language) -> String {
    let scored = summary.agents.iter().filter_map(|(key, counts)| Some((counts.tally.mean()?, key, counts)));
    let mut agents: Vec<_> = scored.collect();
    agents.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
    let mut out = String::new();
    for (mean, key, counts) in agents.iter().take(LOWEST) {
        let name = counts.name.as_deref().map(|name| format!(" {}", one_line(name))).unwrap_or_default();
        let (key, conversations) = (one_line(key), counts.tally.conversations);
        out.push_str(&match language {
            Language::Chinese => format!("    {mean:>6.2}  {key}{name}（{conversations} 个会话）\n"),
            Language::English => format!("    {mean:>6.2}  {key}{name} (conversations {conversations})\n"),
        });
    }
    match (agents.len().saturating_sub(LOWEST), language) {
        (0, _) => {}
        (rest, Language::Chinese) => out.push_str(&format!("    另有 {rest} 名客服，分数更高\n")),
        (rest, Language::English) => out.push_str(&format!("    and {rest} more agents with higher scores\n")),
    }
    out
}

/// Returns a share from 0 to 1 as a percentage with one decimal.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// Returns the rules with the most findings, a line each.
fn top_rules(summary: &Summary, language: Language) -> String {
    let mut rules: Vec<_> = summary.rules.iter().filter(|(_, counts)| counts.findings > 0).collect();
    rules.sort_by(|a, b| b.1.findings.cmp(&a.1.findings).then(a.0.cmp(b.0)));
    let digits = rules.first().map_or(1, |(_, counts)| counts.findings.to_string().len());
    let mut out = String::new();
    for (id, counts) in rules.iter().take(TOP) {
        out.push_str(&format!("    {:>digits$}  {}\n", counts.findings, one_line(id)));
    }
    out.push_str(&rest(rules.len(), language));
    out
}

fn rest(listed: usize, language: Language) -> String {
    match (listed.saturating_sub(TOP), language) {
        (0, _) => String::new(),
        (rest, Language::Chinese) => format!("    另有 {rest} 条规则\n"),
        (1, Language::English) => "    and 1 more rule\n".to_owned(),
        (rest, Language::English) => format!("    and {rest} more rules\n"),
    }
}

/// Returns how often rules passed, failed, did not apply or could not be judged.
fn outcomes(summary: &Summary, language: Language) -> String {
    let mut sum = OutcomeCounts::default();
    for RuleCounts { outcomes, .. } in summary.rules.values() {
        sum.pass += outcomes.pass;
        sum.fail += outcomes.fail;
        sum.not_applicable += outcomes.not_applicable;
        sum.not_checkable += outcomes.not_checkable;
    }
    let (rules, OutcomeCounts { pass, fail, not_applicable, not_checkable, .. }) = (summary.rules.len(), sum);
    match language {
        Language::Chinese => format!(
            "{rules} 条规则逐会话判定：通过 {pass}，违反 {fail}，不适用 {not_applicable}，无法判断 {not_checkable}"
        ),
        Language::English => format!(
            "rules {rules}, each by conversation: pass {pass}, fail {fail}, not applicable {not_applicable}, \
             not checkable {not_checkable}"
        ),
    }
}

/// Returns the rules that could not be judged somewhere, and why not.
fn unjudged(summary: &Summary, language: Language) -> String {
    let mut rules: Vec<_> = summary.rules.iter().filter(|(_, counts)| counts.outcomes.not_checkable > 0).collect();
    rules.sort_by(|a, b| b.1.outcomes.not_checkable.cmp(&a.1.outcomes.not_checkable).then(a.0.cmp(b.0)));
    let mut out = String::new();
    for (id, counts) in rules.iter().take(TOP) {
        let times = counts.outcomes.not_checkable;
        let because = reasons(&counts.outcomes.reasons, language);
        let words = language.pick("无法判断", "not checkable");
        out.push_str(&format!("    {} {words} {times}{because}\n", one_line(id)));
    }
    out.push_str(&rest(rules.len(), language));
    out
}

/// Returns the reasons in brackets; nothing where none was given.
pub(crate) fn reasons(reasons: &BTreeMap<&'static str, u64>, language: Language) -> String {
    if reasons.is_empty() {
        return String::new();
    }
    let text = counts(reasons.iter().map(|(reason, count)| (*reason, *count)), language);
    match language {
        Language::Chinese => format!("（{text}）"),
        Language::English => format!(" ({text})"),
    }
}

fn counts<'a>(counts: impl Iterator<Item = (&'a str, u64)>, language: Language) -> String {
    let parts: Vec<String> = counts.map(|(what, count)| format!("{what} {count}")).collect();
    parts.join(language.pick("，", ", "))
}

/// Returns the sum that accounts for every record.
fn ledger(summary: &Summary, language: Language) -> String {
    let ledger = &summary.ledger;
    let (files, records, problems) = (ledger.files, ledger.records, ledger.problems);
    let checked = records.saturating_sub(problems);
    match language {
        Language::Chinese => format!("文件 {files}；记录 {records} = 已查 {checked} + 问题 {problems}"),
        Language::English => format!("files {files}; records {records} = checked {checked} + problems {problems}"),
    }
}
