//! Comparisons as a page for people: utterances count from 1.

use huashu_model::finding::{Finding, Severity};
use huashu_model::language::Language;
use huashu_model::summary::{AgentCounts, Summary};
use huashu_model::text::visible;
use huashu_model::{message, say};
use huashu_report::labels;

use crate::page::{Cell, Page, Quote, Table};

use super::comparison::{Comparison, Counts, Pair, RuleChange};

/// Returns what changed as a page.
pub fn page(comparison: &Comparison, language: Language) -> Page {
    let [old, new] = comparison.rulebooks.each_ref().map(|rulebook| visible(&rulebook.name));
    Page {
        title: say!(language, "规则集对比：{old} → {new}", "two rulebooks: {old} → {new}"),
        language,
        facts: facts(comparison, language),
        notes: notes(comparison, language),
        charts: Vec::new(),
        tables: vec![rules(comparison, language), agents(comparison, language), examples(comparison, language)],
    }
}

fn facts(comparison: &Comparison, language: Language) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut tell = |zh: &str, en: &str, words: String| facts.push((language.pick(zh, en).to_owned(), words));
    let ledger = &comparison.summaries[1].ledger;
    let (conversations, utterances) = (ledger.conversations, ledger.utterances.values().sum::<u64>());
    tell(
        "检查",
        "checked",
        say!(
            language,
            "会话 {conversations}，消息 {utterances}",
            "conversations {conversations}, utterances {utterances}"
        ),
    );
    let [old, new] = comparison.rulebooks.each_ref().map(|rulebook| rulebook.fingerprint.as_str());
    tell("规则指纹", "fingerprints", if old == new { old.to_owned() } else { format!("{old} → {new}") });
    let Counts { same, gained, lost } = comparison.findings;
    let changed: Vec<String> = Severity::ALL
        .iter()
        .filter_map(|severity| Some((labels::severity(*severity, language), comparison.changed.get(severity)?)))
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    let changed = match changed.is_empty() {
        true => String::new(),
        false => say!(language, "；变动中{}", "; of what changed: {}", changed.join(language.pick("、", ", "))),
    };
    tell(
        "发现",
        "findings",
        say!(
            language,
            "新增 {gained}，消失 {lost}，不变 {same}{changed}",
            "gained {gained}, lost {lost}, same {same}{changed}"
        ),
    );
    facts.extend(scores(comparison, language));
    facts
}

/// How scores moved; nothing where nothing was scored.
fn scores(comparison: &Comparison, language: Language) -> Vec<(String, String)> {
    let [Some(old), Some(new)] = comparison.summaries.each_ref().map(|summary| summary.scores.all.mean()) else {
        return Vec::new();
    };
    let (shift, [before, after]) =
        (Cell::Change(new - old).to_string(), comparison.summaries.each_ref().map(pass_rate));
    let mean = say!(
        language,
        "{old:.2} → {new:.2}（{shift}），合格率 {before} → {after}",
        "{old:.2} → {new:.2} ({shift}), passed {before} → {after}"
    );
    let moved = comparison.scores;
    let (higher, lower, failed, passed) = (moved.higher, moved.lower, moved.now_failed, moved.now_passed);
    let conversations = say!(
        language,
        "升 {higher}，降 {lower}；合格变不合格 {failed}，不合格变合格 {passed}",
        "higher {higher}, lower {lower}; now failed {failed}, now passed {passed}"
    );
    vec![
        (language.pick("平均分", "mean score").to_owned(), mean),
        (language.pick("分数变了的会话", "conversations whose score moved").to_owned(), conversations),
    ]
}

fn pass_rate(summary: &Summary) -> String {
    let rate = summary.scores.pass.and_then(|_| summary.scores.all.pass_rate());
    rate.map_or("–".to_owned(), |rate| format!("{:.1}%", rate * 100.0))
}

fn notes(comparison: &Comparison, language: Language) -> Vec<String> {
    let mut notes = Vec::new();
    let [old, new] = comparison.summaries.each_ref().map(|summary| (summary.scores.start, summary.scores.pass));
    if old != new {
        let differ = message!(
            "两套规则的起始分或合格线不同，分数不可直接比较",
            "the rulebooks start from different scores, or have different pass lines; scores are not comparable"
        );
        notes.push(differ.get(language).to_owned());
    }
    if comparison.rulebooks[0].fingerprint == comparison.rulebooks[1].fingerprint {
        let same = message!("两套规则完全相同", "the rulebooks say the same");
        notes.push(same.get(language).to_owned());
    }
    notes
}

fn columns(names: &[(&str, &str)], language: Language) -> Vec<String> {
    names.iter().map(|(zh, en)| language.pick(zh, en).to_owned()).collect()
}

/// Rules that changed, those with most changes first.
fn rules(comparison: &Comparison, language: Language) -> Table {
    let names = [
        ("规则", "rule"),
        ("级别", "severity"),
        ("新增", "gained"),
        ("消失", "lost"),
        ("不变", "same"),
        ("结果变化（会话）", "outcomes (conversations)"),
    ];
    let mut changed: Vec<_> = comparison.rules.iter().filter(|(_, change)| change.is_changed()).collect();
    changed.sort_by_key(|(_, change)| std::cmp::Reverse(change.findings.gained + change.findings.lost));
    let row = |(id, change): (&String, &RuleChange)| {
        let Counts { same, gained, lost } = change.findings;
        vec![
            Cell::words(id),
            Cell::Text(severities(change, language)),
            Cell::Count(gained),
            Cell::Count(lost),
            Cell::Count(same),
            Cell::Text(outcomes(change, language)),
        ]
    };
    let unchanged = comparison.rules.len() - changed.len();
    Table {
        title: language.pick("规则", "rules").to_owned(),
        columns: columns(&names, language),
        rows: changed.into_iter().map(row).collect(),
        note: (unchanged > 0).then(|| {
            say!(language, "另有 {unchanged} 条规则没有变化", "and {unchanged} more rules without a change")
        }),
    }
}

fn severities(change: &RuleChange, language: Language) -> String {
    let name = |severity| labels::severity(severity, language);
    match change.severities() {
        [Some(old), Some(new)] if old == new => name(new).to_owned(),
        [Some(old), Some(new)] => format!("{} → {}", name(old), name(new)),
        [Some(old), None] => say!(language, "{}（已没有）", "{} (gone)", name(old)),
        [None, Some(new)] => say!(language, "{}（新）", "{} (new)", name(new)),
        [None, None] => String::new(),
    }
}

fn outcomes(change: &RuleChange, language: Language) -> String {
    let parts = change
        .outcomes
        .iter()
        .map(|([old, new], count)| format!("{} → {} {count}", outcome(old, language), outcome(new, language)));
    parts.collect::<Vec<_>>().join(language.pick("，", ", "))
}

fn outcome(name: &str, language: Language) -> &str {
    match name {
        "pass" => language.pick("通过", "pass"),
        "fail" => language.pick("违反", "fail"),
        "not-applicable" => language.pick("不适用", "not applicable"),
        "not-checkable" => language.pick("无法判断", "not checkable"),
        other => other,
    }
}

/// Agents, those whose mean score moved most first.
fn agents(comparison: &Comparison, language: Language) -> Table {
    let names = [
        ("客服", "agent"),
        ("姓名", "name"),
        ("会话", "conversations"),
        ("原均分", "old mean"),
        ("现均分", "new mean"),
        ("变化", "change"),
        ("原合格率", "old pass rate"),
        ("现合格率", "new pass rate"),
        ("新增", "gained"),
        ("消失", "lost"),
    ];
    let moved = |key: &str| {
        let [old, new] = sides(comparison, key).map(|counts| counts.and_then(|counts| counts.tally.mean()));
        Some(new? - old?)
    };
    let mut rows: Vec<_> = comparison.agents.iter().map(|(key, counts)| (moved(key), key, counts)).collect();
    let by = |shift: Option<f64>| shift.map_or(0.0, f64::abs);
    rows.sort_by(|a, b| by(b.0).total_cmp(&by(a.0)).then(a.1.cmp(b.1)));
    let row = |(shift, key, counts): (Option<f64>, &String, &Counts)| {
        let both = sides(comparison, key);
        let name = both.iter().flatten().find_map(|counts| counts.name.as_deref()).unwrap_or_default();
        let conversations = both[1].map_or(Cell::Empty, |counts| Cell::Count(counts.tally.conversations));
        let means = both.map(|counts| Cell::known(counts.and_then(|counts| counts.tally.mean()), Cell::Decimal));
        let rates = both.map(|counts| Cell::known(counts.and_then(|counts| counts.tally.pass_rate()), Cell::Share));
        let key = if key.is_empty() { language.pick("（没有写明）", "(not named)") } else { key };
        let mut cells = vec![Cell::words(key), Cell::words(name), conversations];
        cells.extend(means);
        cells.push(Cell::known(shift, Cell::Change));
        cells.extend(rates);
        cells.extend([Cell::Count(counts.gained), Cell::Count(counts.lost)]);
        cells
    };
    Table {
        title: language.pick("客服", "agents").to_owned(),
        columns: columns(&names, language),
        rows: rows.into_iter().map(row).collect(),
        note: None,
    }
    .without_if_empty(1)
}

fn sides<'c>(comparison: &'c Comparison, key: &str) -> Pair<Option<&'c AgentCounts>> {
    comparison.summaries.each_ref().map(|summary| summary.agents.get(key))
}

/// The first findings of each rule that were gained, and that were lost.
fn examples(comparison: &Comparison, language: Language) -> Table {
    let names = [
        ("变化", "change"),
        ("规则", "rule"),
        ("会话", "conversation"),
        ("第几句", "utterance"),
        ("客服", "agent"),
        ("说明", "what"),
        ("原话", "said"),
    ];
    let mut rows = Vec::new();
    let gained = language.pick("＋ 新增", "+ gained");
    let lost = language.pick("－ 消失", "- lost");
    for change in comparison.rules.values() {
        rows.extend(change.gained.iter().map(|finding| example(gained, finding, language)));
        rows.extend(change.lost.iter().map(|finding| example(lost, finding, language)));
    }
    Table {
        title: language.pick("例子", "examples").to_owned(),
        columns: columns(&names, language),
        rows,
        note: None,
    }
}

fn example(fate: &str, finding: &Finding, language: Language) -> Vec<Cell> {
    let number = finding.utterance + 1;
    let span = finding.absence.is_none().then_some(finding.span);
    vec![
        Cell::words(fate),
        Cell::words(&finding.rule.id),
        Cell::words(&finding.location.conversation),
        Cell::Text(say!(language, "第 {number} 句", "utterance {number}")),
        finding.agent.as_deref().map_or(Cell::Empty, Cell::words),
        Cell::words(&finding.headline(language)),
        Cell::Quote(Quote::new(&finding.text, span)),
    ]
}
