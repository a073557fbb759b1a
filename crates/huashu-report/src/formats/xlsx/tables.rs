//! 客服, 规则, 未能检查: tables of the figures of a run.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::findings::{FirstPlaces, Places, agent_name, rule_name};
use super::sheet::{Done, Linked, Sheet, cells, sheet_name};
use crate::parts::detail::{Cell, Kind};
use crate::parts::display::citations;
use crate::parts::labels;
use crate::parts::statistics::{per_thousand, total};
use crate::parts::summary::agent_utterances;
use crate::renderer::Run;
use huashu_model::finding::{Class, RuleInfo, Severity};
use huashu_model::language::Language;
use huashu_model::summary::{AgentCounts, RuleCounts, Summary};

/// A table of the workbook: its sheet, and its heads in Chinese and in English.
type Heads = &'static [(&'static str, &'static str, Kind)];

const AGENTS: Heads = &[
    ("客服", "agent", Kind::Agent),
    ("姓名", "name", Kind::Agent),
    ("会话", "conversations", Kind::Count),
    ("平均分", "mean score", Kind::Score),
    ("最低分", "lowest score", Kind::Score),
    ("合格率", "passed", Kind::Share),
    ("一票否决", "fatal", Kind::Count),
    ("客户致命准确率", "customer accuracy", Kind::Share),
    ("业务致命准确率", "business accuracy", Kind::Share),
    ("合规致命准确率", "compliance accuracy", Kind::Share),
    ("每会话非致命", "minor a conversation", Kind::Score),
    ("消息", "utterances", Kind::Count),
    ("发现", "findings", Kind::Count),
    ("错误", "errors", Kind::Count),
    ("警告", "warnings", Kind::Count),
    ("提示", "notes", Kind::Count),
    ("每千句", "per 1,000", Kind::Score),
    ("第一条发现", "first finding", Kind::Word),
];

const RULES: Heads = &[
    ("规则", "rule", Kind::Rule),
    ("说明", "title", Kind::Sentence),
    ("级别", "severity", Kind::Severity),
    ("类别", "class", Kind::Word),
    ("每次扣分", "points", Kind::Points),
    ("一票否决", "fatal", Kind::Word),
    ("发现", "findings", Kind::Count),
    ("违反的会话", "conversations failed", Kind::Count),
    ("做到的会话", "conversations passed", Kind::Count),
    ("做到率", "kept", Kind::Share),
    ("不适用", "not applicable", Kind::Count),
    ("未能检查", "not checked", Kind::Count),
    ("每千句", "per 1,000", Kind::Score),
    ("为什么", "why", Kind::Sentence),
    ("依据", "source", Kind::Sentence),
    ("改说", "say instead", Kind::Sentence),
    ("第一条发现", "first finding", Kind::Word),
];

const UNCHECKED: Heads = &[
    ("规则", "rule", Kind::Rule),
    ("说明", "title", Kind::Sentence),
    ("原因", "reason", Kind::Sentence),
    ("涉及会话", "conversations", Kind::Count),
    ("占全部会话", "of all conversations", Kind::Share),
    ("原因代码", "code of the reason", Kind::Word),
];

fn begin(
    workbook: &mut Workbook,
    name: &'static str,
    heads: Heads,
    language: Language,
) -> Result<Sheet, XlsxError> {
    let heads: Vec<_> = heads.iter().map(|(zh, en, kind)| (language.pick(zh, en), *kind)).collect();
    Sheet::new(workbook, sheet_name(name, language), &heads)
}

/// Returns the column with a Chinese head.
fn column(heads: Heads, head: &str) -> u16 {
    heads.iter().position(|(zh, ..)| *zh == head).and_then(|at| u16::try_from(at).ok()).unwrap_or_default()
}

fn text(text: &str) -> Option<Cell<'_>> {
    (!text.is_empty()).then(|| Cell::Text(text.into()))
}

/// Returns the link to the first finding, and names the row that is written next so that the finding leads back.
fn first_finding(
    workbook: &mut Workbook,
    places: &FirstPlaces,
    id: &str,
    back: (fn(usize) -> String, &'static str, u32),
    language: Language,
) -> Result<Linked<'static>, XlsxError> {
    let Some((number, place)) = places.get(id) else { return Ok(Linked { cell: None, leads_to: None }) };
    let (name, sheet, row) = back;
    let sheet = sheet_name(sheet, language);
    workbook.define_name(name(*number), &format!("='{sheet}'!$A${}", row + 1))?;
    let words = language.pick("查看", "show");
    Ok(Linked { cell: text(words), leads_to: Some(place.clone()) })
}

/// Writes the agents, those with the lowest scores first.
pub(super) fn agents(
    workbook: &mut Workbook,
    summary: &Summary,
    places: &Places,
    language: Language,
) -> Result<Done, XlsxError> {
    let mut sheet = begin(workbook, "客服", AGENTS, language)?;
    let mean = |counts: &AgentCounts| counts.tally.mean().unwrap_or(f64::INFINITY);
    let mut sorted: Vec<_> = summary.agents.iter().collect();
    sorted.sort_by(|a, b| mean(a.1).total_cmp(&mean(b.1)).then(total(b.1).cmp(&total(a.1))).then(a.0.cmp(b.0)));
    for (key, counts) in sorted {
        let back = (agent_name as fn(usize) -> String, "客服", sheet.rows());
        let link = first_finding(workbook, &places.agents, key, back, language)?;
        sheet.push(cells(agent(key, counts)).chain([link]))?;
    }
    sheet.shades(column(AGENTS, "平均分"))?;
    sheet.bars(column(AGENTS, "发现"))?;
    sheet.finish()
}

fn agent<'s>(key: &'s str, counts: &'s AgentCounts) -> Vec<Option<Cell<'s>>> {
    let tally = &counts.tally;
    let share = |share: Option<f64>| share.map(Cell::Points);
    let findings = |severity| Some(Cell::Count(counts.findings.get(&severity).copied().unwrap_or_default()));
    vec![
        text(key),
        text(counts.name.as_deref().unwrap_or_default()),
        Some(Cell::Count(tally.conversations)),
        share(tally.mean()),
        share(tally.lowest),
        share(tally.pass_rate()),
        Some(Cell::Count(tally.fatal)),
        share(tally.accuracy(Class::Customer)),
        share(tally.accuracy(Class::Business)),
        share(tally.accuracy(Class::Compliance)),
        share(tally.minor_per_conversation()),
        Some(Cell::Count(counts.utterances)),
        Some(Cell::Count(total(counts))),
        findings(Severity::Error),
        findings(Severity::Warning),
        findings(Severity::Info),
        share(per_thousand(total(counts), counts.utterances)),
    ]
}

/// Returns what is known of each rule.
fn known(run: &Run) -> BTreeMap<&str, &RuleInfo> {
    run.rules.iter().map(|rule| (rule.id.as_str(), &**rule)).collect()
}

/// Writes the rules, those with the most findings first.
pub(super) fn rules(
    workbook: &mut Workbook,
    summary: &Summary,
    places: &Places,
    run: &Run,
) -> Result<Done, XlsxError> {
    let (mut sheet, known) = (begin(workbook, "规则", RULES, run.language)?, known(run));
    let mut sorted: Vec<_> = summary.rules.iter().collect();
    sorted.sort_by(|a, b| b.1.findings.cmp(&a.1.findings).then(a.0.cmp(b.0)));
    for (id, counts) in sorted {
        let back = (rule_name as fn(usize) -> String, "规则", sheet.rows());
        let link = first_finding(workbook, &places.rules, id, back, run.language)?;
        let rate = per_thousand(counts.findings, agent_utterances(summary));
        sheet.push(cells(rule(id, counts, known.get(id.as_str()).copied(), rate, run.language)).chain([link]))?;
    }
    sheet.bars(column(RULES, "发现"))?;
    sheet.mark(column(RULES, "级别"), labels::severity(Severity::Error, run.language))?;
    sheet.finish()
}

fn rule<'s>(
    id: &'s str,
    counts: &RuleCounts,
    info: Option<&'s RuleInfo>,
    rate: Option<f64>,
    language: Language,
) -> Vec<Option<Cell<'s>>> {
    let outcomes = &counts.outcomes;
    let judged = outcomes.pass + outcomes.fail;
    let lines = |lines: Vec<&str>| (!lines.is_empty()).then(|| Cell::Text(lines.join("\n").into()));
    vec![
        text(id),
        info.and_then(|info| text(info.title.get(language))),
        counts.severity.and_then(|severity| text(labels::severity(severity, language))),
        info.and_then(|info| text(labels::class(info.class, language))),
        info.map(|info| Cell::Points(info.points)),
        info.filter(|info| info.fatal).and_then(|_| text(language.pick("是", "yes"))),
        Some(Cell::Count(counts.findings)),
        Some(Cell::Count(outcomes.fail)),
        Some(Cell::Count(outcomes.pass)),
        (judged > 0).then(|| Cell::Points(outcomes.pass as f64 / judged as f64)),
        Some(Cell::Count(outcomes.not_applicable)),
        Some(Cell::Count(outcomes.not_checkable)),
        rate.map(Cell::Points),
        info.and_then(|info| text(info.why.get(language))),
        info.and_then(|info| lines(citations(info).collect())),
        info.and_then(|info| lines(info.suggestions.iter().map(|one| one.text.as_str()).collect())),
    ]
}

/// Writes which rules could not be judged, why, and in how many conversations.
pub(super) fn unchecked(workbook: &mut Workbook, summary: &Summary, run: &Run) -> Result<Done, XlsxError> {
    let (mut sheet, known) = (begin(workbook, "未能检查", UNCHECKED, run.language)?, known(run));
    let reasons = summary.rules.iter().flat_map(|(id, counts)| {
        counts.outcomes.reasons.iter().map(move |(reason, conversations)| (id, *reason, *conversations))
    });
    let mut sorted: Vec<_> = reasons.collect();
    sorted.sort_by(|a, b| b.2.cmp(&a.2).then(a.cmp(b)));
    let all = summary.ledger.conversations;
    for (id, reason, conversations) in sorted {
        let title = known.get(id.as_str()).map_or("", |info| info.title.get(run.language));
        sheet.push(cells([
            text(id),
            text(title),
            text(labels::not_checkable(reason, run.language)),
            Some(Cell::Count(conversations)),
            (all > 0).then(|| Cell::Points(conversations as f64 / all as f64)),
            text(reason),
        ]))?;
    }
    sheet.bars(column(UNCHECKED, "涉及会话"))?;
    sheet.finish()
}
