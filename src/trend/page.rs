//! Trends as a page for people.

use std::collections::BTreeMap;

use huashu_model::language::Language;
use huashu_model::text::visible;
use huashu_model::{message, say};

use crate::page::{Cell, Chart, Page, Table};

use super::point::{AgentPoint, Figures, Point, RulePoint, Trend};

/// How much of a trend finds room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Detail {
    /// The last reports shown beside one another; `None` for all.
    pub reports: Option<usize>,
    /// Agents and rules shown; `None` for all.
    pub rows: Option<usize>,
}

/// Stands before a day on which the rules were others than before.
const CHANGED: &str = "※";

/// Returns a trend as a page.
pub fn page(trend: &Trend, detail: Detail, language: Language) -> Page {
    let names = trend.names();
    let breaks = trend.breaks();
    let title = match (names.first(), names.last()) {
        (Some(first), Some(last)) if first != last => {
            let (first, last) = (visible(first), visible(last));
            say!(language, "走势：{first} 到 {last}", "trend: {first} to {last}")
        }
        _ => language.pick("走势", "trend").to_owned(),
    };
    let chart = |column: usize, zh: &str, en: &str| Chart {
        title: language.pick(zh, en).to_owned(),
        table: 0,
        column,
        breaks: breaks.clone(),
    };
    let tables = Tables { trend, names: &names, breaks: &breaks, detail, language };
    Page {
        title,
        language,
        facts: Vec::new(),
        notes: notes(trend, &names, &breaks, language),
        charts: vec![
            chart(3, "平均分", "mean score"),
            chart(4, "合格率", "pass rate"),
            chart(6, "每千句发现", "findings per 1,000 utterances"),
        ],
        tables: vec![
            tables.days(),
            tables.agents("客服均分", "agents, mean score", Cell::Decimal, |figures| figures.mean, true),
            tables.agents("客服合格率", "agents, pass rate", Cell::Share, |figures| figures.pass_rate, true),
            tables.agents(
                "客服每千句发现",
                "agents, findings per 1,000",
                Cell::Decimal,
                Figures::per_thousand,
                false,
            ),
            tables.rules(),
        ],
    }
}

fn notes(trend: &Trend, names: &[String], breaks: &[usize], language: Language) -> Vec<String> {
    let mut notes = Vec::new();
    if !breaks.is_empty() {
        let list: Vec<_> = breaks.iter().filter_map(|at| names.get(*at)).map(|name| visible(name)).collect();
        let list = list.join(language.pick("、", ", "));
        notes.push(say!(
            language,
            "规则变了，分数不可直接比较：{CHANGED}{list} 起",
            "the rules changed, scores are not comparable: from {CHANGED}{list} on"
        ));
    }
    let mut tell = |message: huashu_model::language::Message| notes.push(message.get(language).to_owned());
    if trend.points.windows(2).any(|pair| pair[0].version != pair[1].version) {
        tell(message!("报告出自不同版本的 huashu", "the reports are of different versions of huashu"));
    }
    if trend.points.iter().any(|point| point.fingerprint.is_none()) {
        tell(message!(
            "有的报告没有写明规则指纹，规则变没变只看名字",
            "some reports do not name the fingerprint of their rules; whether these changed is told by the name alone"
        ));
    }
    if !trend.is_by_day {
        tell(message!(
            "有的报告没有日期，按给出的先后排列",
            "some reports have no days; all stand as they were named"
        ));
    }
    notes
}

/// What the tables of a page are made of.
struct Tables<'t> {
    trend: &'t Trend,
    names: &'t [String],
    breaks: &'t [usize],
    detail: Detail,
    language: Language,
}

/// One agent or rule over time.
struct Series {
    heads: Vec<Cell>,
    values: Vec<Option<f64>>,
}

impl Series {
    fn last(&self) -> Option<f64> {
        self.values.iter().flatten().next_back().copied()
    }

    /// Returns what the last figure differs by from the first one of the reports from `since` on.
    fn change(&self, since: usize) -> Option<f64> {
        let mut known = self.values[since..].iter().flatten();
        let first = known.next()?;
        Some(known.next_back()? - first)
    }
}

impl Tables<'_> {
    fn say(&self, zh: &str, en: &str) -> String {
        self.language.pick(zh, en).to_owned()
    }

    /// One row a report.
    fn days(&self) -> Table {
        let names = [
            ("天", "day"),
            ("会话", "conversations"),
            ("客服消息", "agents' utterances"),
            ("平均分", "mean"),
            ("合格率", "pass rate"),
            ("发现", "findings"),
            ("每千句发现", "per 1,000"),
            ("规则", "rules"),
            ("规则集", "rulebook"),
            ("指纹", "fingerprint"),
        ];
        let row = |(at, point): (usize, &Point)| {
            let Figures { conversations, utterances, findings, mean, pass_rate } = point.all;
            let changed = if self.breaks.contains(&at) { self.language.pick("变了", "changed") } else { "" };
            vec![
                Cell::words(&self.name(at)),
                conversations.map_or(Cell::Empty, Cell::Count),
                Cell::Count(utterances),
                Cell::known(mean, Cell::Decimal),
                Cell::known(pass_rate, Cell::Share),
                Cell::Count(findings),
                Cell::known(point.all.per_thousand(), Cell::Decimal),
                Cell::words(changed),
                Cell::words(&point.rulebook),
                point.fingerprint.as_deref().map_or(Cell::Empty, Cell::words),
            ]
        };
        Table {
            title: self.say("每天", "days"),
            columns: names.iter().map(|(zh, en)| self.say(zh, en)).collect(),
            rows: self.trend.points.iter().enumerate().map(row).collect(),
            note: None,
        }
    }

    /// One row an agent, one column a report; those that need help first.
    fn agents(
        &self,
        zh: &str,
        en: &str,
        cell: fn(f64) -> Cell,
        value: fn(&Figures) -> Option<f64>,
        low_first: bool,
    ) -> Table {
        let agents = self.each(|point| &point.agents);
        let series = agents.iter().map(|(key, over_time)| {
            let name = over_time.iter().rev().flatten().find_map(|agent: &&AgentPoint| agent.name.as_deref());
            Series {
                heads: vec![Cell::words(key), name.map_or(Cell::Empty, Cell::words)],
                values: over_time.iter().map(|agent| agent.and_then(|agent| value(&agent.figures))).collect(),
            }
        });
        let mut series: Vec<Series> = series.filter(|series| series.last().is_some()).collect();
        series.sort_by(|a, b| {
            let order = a.last().unwrap_or_default().total_cmp(&b.last().unwrap_or_default());
            if low_first { order } else { order.reverse() }
        });
        let heads = [self.say("客服", "agent"), self.say("姓名", "name")];
        self.over_time(self.say(zh, en), &heads, series, cell)
    }

    /// One row a rule that found something, one column a report; those that find most first.
    fn rules(&self) -> Table {
        let rules = self.each(|point| &point.rules);
        let series = rules.iter().map(|(id, over_time)| {
            let severity = over_time.iter().rev().flatten().find_map(|rule: &&RulePoint| rule.severity.as_deref());
            Series {
                heads: vec![Cell::words(id), severity.map_or(Cell::Empty, Cell::words)],
                values: over_time.iter().map(|rule| rule.and_then(|rule| rule.per_thousand)).collect(),
            }
        });
        let all = rules.len();
        let mut series: Vec<Series> =
            series.filter(|series| series.values.iter().flatten().any(|value| *value > 0.0)).collect();
        series.sort_by(|a, b| b.last().unwrap_or_default().total_cmp(&a.last().unwrap_or_default()));
        let quiet = all - series.len();
        let heads = [self.say("规则", "rule"), self.say("级别", "severity")];
        let title = self.say("规则每千句发现", "rules, findings per 1,000");
        let mut table = self.over_time(title, &heads, series, Cell::Decimal);
        if quiet > 0 {
            let words = say!(self.language, "另有 {quiet} 条规则没有发现", "and {quiet} rules without a finding");
            let semicolon = self.language.pick("；", "; ");
            table.note = Some(table.note.map_or(words.clone(), |note| format!("{note}{semicolon}{words}")));
        }
        table
    }

    /// Returns each agent or rule with its part of every report.
    fn each<'p, T>(
        &'p self,
        of: fn(&'p Point) -> &'p BTreeMap<String, T>,
    ) -> BTreeMap<&'p str, Vec<Option<&'p T>>> {
        let mut all: BTreeMap<&str, Vec<Option<&T>>> = BTreeMap::new();
        for (at, point) in self.trend.points.iter().enumerate() {
            for (key, value) in of(point) {
                all.entry(key).or_insert_with(|| vec![None; self.trend.points.len()])[at] = Some(value);
            }
        }
        all
    }

    fn over_time(&self, title: String, heads: &[String], series: Vec<Series>, cell: fn(f64) -> Cell) -> Table {
        let reports = self.trend.points.len();
        let from = reports.saturating_sub(self.detail.reports.unwrap_or(reports));
        let tells = |head: &usize| series.iter().any(|series| series.heads[*head] != Cell::Empty);
        let told: Vec<usize> = (0..heads.len()).filter(tells).collect();
        let mut columns: Vec<String> = told.iter().map(|head| heads[*head].clone()).collect();
        columns.extend([self.say("变化", "change"), self.say("曲线", "line")]);
        let days = columns.len()..columns.len() + reports - from;
        columns.extend((from..reports).map(|at| self.name(at)));
        let rows_shown = self.detail.rows.unwrap_or(series.len());
        // What was judged by other rules is not compared.
        let since = self.breaks.last().copied().unwrap_or_default();
        let is_share = matches!(cell(0.0), Cell::Share(_));
        let row = |series: &Series| {
            let mut row: Vec<Cell> = told.iter().map(|head| series.heads[*head].clone()).collect();
            // A difference of shares is told in points of a percentage.
            let change = series.change(since).map(|change| if is_share { change * 100.0 } else { change });
            row.push(Cell::known(change, Cell::Change));
            row.push(Cell::Line(days.clone()));
            row.extend(series.values[from..].iter().map(|value| Cell::known(*value, cell)));
            row
        };
        let rows = series.iter().take(rows_shown).map(row).collect();
        Table { title, columns, rows, note: self.left_out(from, series.len().saturating_sub(rows_shown)) }
    }

    fn left_out(&self, reports: usize, rows: usize) -> Option<String> {
        let mut parts = Vec::new();
        if reports > 0 {
            parts.push(say!(
                self.language,
                "更早的 {reports} 份没有列出",
                "{reports} earlier reports are not shown"
            ));
        }
        if rows > 0 {
            parts.push(say!(self.language, "另有 {rows} 行没有列出", "{rows} more rows are not shown"));
        }
        let where_else =
            self.language.pick("（全部见 -o trend.html 或 trend.xlsx）", " (all: -o trend.html or trend.xlsx)");
        (!parts.is_empty()).then(|| parts.join(self.language.pick("，", ", ")) + where_else)
    }

    fn name(&self, at: usize) -> String {
        let mark = if self.breaks.contains(&at) { CHANGED } else { "" };
        format!("{mark}{}", self.names.get(at).map(String::as_str).unwrap_or_default())
    }
}

/// Returns a trend as one long table: a row for all, each agent and each rule of every report.
pub fn list(trend: &Trend, language: Language) -> Table {
    let names = [
        ("什么", "what"),
        ("编号", "id"),
        ("姓名", "name"),
        ("天", "day"),
        ("文件", "file"),
        ("指纹", "fingerprint"),
        ("规则变了", "rules changed"),
        ("会话", "conversations"),
        ("客服消息", "agents' utterances"),
        ("平均分", "mean"),
        ("合格率", "pass rate"),
        ("发现", "findings"),
        ("每千句发现", "per 1,000"),
    ];
    let breaks = trend.breaks();
    let mut rows = Vec::new();
    for (at, (point, day)) in trend.points.iter().zip(trend.names()).enumerate() {
        let changed = if breaks.contains(&at) { language.pick("是", "yes") } else { "" };
        let head = |what: &str, id: &str, name: Option<&str>| {
            vec![
                Cell::words(what),
                Cell::words(id),
                name.map_or(Cell::Empty, Cell::words),
                Cell::words(&day),
                Cell::words(&point.file),
                point.fingerprint.as_deref().map_or(Cell::Empty, Cell::words),
                Cell::words(changed),
            ]
        };
        rows.push([head(language.pick("全部", "all"), "", None), figures(&point.all)].concat());
        rows.extend(point.agents.iter().map(|(key, agent)| {
            [head(language.pick("客服", "agent"), key, agent.name.as_deref()), figures(&agent.figures)].concat()
        }));
        rows.extend(point.rules.iter().map(|(id, rule)| {
            let mut row = head(language.pick("规则", "rule"), id, None);
            row.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
            row.extend([Cell::Count(rule.findings), Cell::known(rule.per_thousand, Cell::Decimal)]);
            row
        }));
    }
    let columns = names.iter().map(|(zh, en)| language.pick(zh, en).to_owned()).collect();
    Table { title: language.pick("走势", "trend").to_owned(), columns, rows, note: None }
}

fn figures(figures: &Figures) -> Vec<Cell> {
    vec![
        figures.conversations.map_or(Cell::Empty, Cell::Count),
        Cell::Count(figures.utterances),
        Cell::known(figures.mean, Cell::Decimal),
        Cell::known(figures.pass_rate, Cell::Share),
        Cell::Count(figures.findings),
        Cell::known(figures.per_thousand(), Cell::Decimal),
    ]
}
