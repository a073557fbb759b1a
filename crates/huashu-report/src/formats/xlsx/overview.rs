//! 总览: the run at a glance, with its charts.

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFormat, ChartRange, ChartSolidFill, Format, Worksheet, XlsxError,
};

use super::sheet::{BLUE, ORANGE, fitting, head_look, look, sheet_name};
use crate::parts::arithmetic::points;
use crate::parts::detail::{Cell, Kind};
use crate::parts::labels;
use crate::parts::summary::agent_utterances;
use crate::renderer::Run;
use huashu_model::finding::{Class, Severity};
use huashu_model::language::{Language, Message};
use huashu_model::score::{Figures, Tally};
use huashu_model::summary::{MOST_REMARKS, Summary};

/// Rules in the table and in the chart.
const MOST_RULES: usize = 15;
/// Columns of the tables: a name, and numbers.
const COLUMNS: u16 = 6;
/// The column at which charts begin, and the rows that one takes.
const CHARTS: u16 = COLUMNS + 1;
const CHART_ROWS: u32 = 22;
/// Pixels, of which a row has 20.
const CHART_HEIGHT: u32 = 20 * CHART_ROWS - 20;

/// A sheet of several tables, one below the other.
struct Page {
    worksheet: Worksheet,
    language: Language,
    next: u32,
    charts: u32,
}

/// The rows of a table: the first, and the last.
type Rows = (u32, u32);

/// Returns the sheet.
pub(super) fn sheet(summary: &Summary, run: &Run, remarks: &[Message]) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(run.language)?;
    page.title(run)?;
    page.figures(summary)?;
    let distribution = page.distribution(&summary.scores)?;
    let title = run.language.pick("得分分布（会话）", "Scores (conversations)");
    page.chart(Chart::new_column(), title, distribution, BLUE)?;
    let rules = page.rules(summary, run)?;
    // The first rule stands above the others.
    let mut bars = Chart::new_bar();
    bars.y_axis().set_reverse();
    page.chart(bars, run.language.pick("发现最多的规则", "Rules with the most findings"), rules, ORANGE)?;
    page.tallies("技能组", "group", summary.scores.groups.iter().map(|(name, tally)| (name.as_str(), tally)))?;
    let days = summary.scores.days.iter().map(|(name, tally)| (name.as_str(), tally));
    page.tallies("日期", "day", days)?;
    page.hours(&summary.scores)?;
    page.remarks(summary, remarks)?;
    Ok(page.worksheet)
}

impl Page {
    fn new(language: Language) -> Result<Page, XlsxError> {
        let mut worksheet = Worksheet::new();
        worksheet.set_name(sheet_name("总览", language))?.set_screen_gridlines(false);
        worksheet.set_landscape().set_print_fit_to_pages(1, 0);
        worksheet.set_column_width(0, 34)?.set_column_range_width(1, COLUMNS - 1, 13)?;
        Ok(Page { worksheet, language, next: 0, charts: 0 })
    }

    fn title(&mut self, run: &Run) -> Result<(), XlsxError> {
        let title = self.language.pick("质检报告", "Quality report");
        self.worksheet.write_string_with_format(0, 0, title, &Format::new().set_bold().set_font_size(18))?;
        let by = format!("huashu {} · {} · {}", run.version, run.rulebook, run.fingerprint);
        self.worksheet.write_string(1, 0, fitting(&by).0)?;
        self.next = 3;
        Ok(())
    }

    fn cell(&mut self, row: u32, column: u16, kind: Kind, cell: Option<Cell<'_>>) -> Result<(), XlsxError> {
        let look = look(kind);
        match cell {
            Some(Cell::Text(text)) => {
                self.worksheet.write_string_with_format(row, column, fitting(&text).0, &look)?;
            }
            Some(Cell::Count(count)) => {
                self.worksheet.write_number_with_format(row, column, count as f64, &look)?;
            }
            Some(Cell::Points(points)) => {
                self.worksheet.write_number_with_format(row, column, points, &look)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Writes a row with a name and what stands beside it.
    fn row<'c>(
        &mut self,
        name: &str,
        cells: impl IntoIterator<Item = (Kind, Option<Cell<'c>>)>,
    ) -> Result<(), XlsxError> {
        let row = self.next;
        self.next += 1;
        self.cell(row, 0, Kind::Word, Some(Cell::Text(name.into())))?;
        for ((kind, cell), column) in cells.into_iter().zip(1..) {
            self.cell(row, column, kind, cell)?;
        }
        Ok(())
    }

    /// Begins a table a line below the last.
    fn heads(&mut self, heads: &[&str]) -> Result<(), XlsxError> {
        self.next += 1;
        for (head, column) in heads.iter().zip(0..) {
            self.worksheet.write_string_with_format(self.next, column, *head, &head_look())?;
        }
        self.next += 1;
        Ok(())
    }

    fn figures(&mut self, summary: &Summary) -> Result<(), XlsxError> {
        let (language, ledger, scores) = (self.language, &summary.ledger, &summary.scores);
        let all = &scores.all;
        let count = |count| (Kind::Count, Some(Cell::Count(count)));
        let score = |score: Option<f64>| (Kind::Score, score.map(Cell::Points));
        let share = |share: Option<f64>| (Kind::Share, share.map(Cell::Points));
        let mut rows = vec![
            (language.pick("会话", "conversations").to_owned(), count(ledger.conversations)),
            (language.pick("消息", "utterances").to_owned(), count(ledger.utterances.values().sum())),
            (language.pick("其中客服的消息", "of which agents'").to_owned(), count(agent_utterances(summary))),
            (language.pick("发现", "findings").to_owned(), count(summary.total_findings())),
        ];
        rows.extend(Severity::ALL.map(|severity| {
            let findings = summary.findings.get(&severity).copied().unwrap_or_default();
            (format!("　{}", labels::severity(severity, language)), count(findings))
        }));
        rows.extend([
            (language.pick("平均分", "mean score").to_owned(), score(all.mean())),
            (language.pick("最低分", "lowest score").to_owned(), score(all.lowest)),
            (language.pick("合格线", "pass line").to_owned(), score(scores.pass)),
            (language.pick("合格率", "passed").to_owned(), share(all.pass_rate())),
            (language.pick("一票否决的会话", "conversations with a fatal breach").to_owned(), count(all.fatal)),
        ]);
        rows.extend([Class::Customer, Class::Business, Class::Compliance].map(|class| {
            let name = labels::class(class, language);
            (huashu_model::say!(language, "{name}准确率", "{name} accuracy"), share(all.accuracy(class)))
        }));
        let minor = language.pick("每会话非致命差错", "minor findings a conversation").to_owned();
        rows.push((minor, score(all.minor_per_conversation())));
        rows.push((language.pick("文件", "files").to_owned(), count(ledger.files)));
        rows.push((language.pick("记录", "records").to_owned(), count(ledger.records)));
        rows.push((
            language.pick("读不了的记录", "records that could not be read").to_owned(),
            count(ledger.problems),
        ));
        rows.into_iter().try_for_each(|(name, cell)| self.row(&name, [cell]))
    }

    /// Writes how many conversations have which score, and returns the rows.
    fn distribution(&mut self, scores: &Figures) -> Result<Rows, XlsxError> {
        let conversations = self.language.pick("会话", "conversations");
        self.heads(&[self.language.pick("得分", "score"), conversations])?;
        let first = self.next;
        let tenth = |tenth: usize| points(scores.start * tenth as f64 / 10.0);
        for (at, count) in scores.tenths.iter().enumerate() {
            let name = match at {
                10 => huashu_model::say!(self.language, "{} 及以上", "{} and more", tenth(10)),
                _ => huashu_model::say!(self.language, "{}～{} 以下", "{} to below {}", tenth(at), tenth(at + 1)),
            };
            self.row(&name, [(Kind::Count, Some(Cell::Count(*count)))])?;
        }
        let rows = (first, self.next - 1);
        if !scores.bands.is_empty() {
            let from = self.language.pick("不低于", "from");
            self.heads(&[self.language.pick("等级", "band"), conversations, from])?;
            for (name, from, count) in &scores.bands {
                let cells = [(Kind::Count, Some(Cell::Count(*count))), (Kind::Points, Some(Cell::Points(*from)))];
                self.row(name, cells)?;
            }
        }
        Ok(rows)
    }

    /// Writes the rules with the most findings, and returns the rows.
    fn rules(&mut self, summary: &Summary, run: &Run) -> Result<Rows, XlsxError> {
        self.heads(&[
            self.language.pick("规则", "rule"),
            self.language.pick("发现", "findings"),
            self.language.pick("违反的会话", "conversations"),
        ])?;
        let first = self.next;
        let mut sorted: Vec<_> = summary.rules.iter().filter(|(_, counts)| counts.findings > 0).collect();
        sorted.sort_by(|a, b| b.1.findings.cmp(&a.1.findings).then(a.0.cmp(b.0)));
        for (id, counts) in sorted.into_iter().take(MOST_RULES) {
            let title =
                run.rules.iter().find(|rule| rule.id == *id).map_or("", |rule| rule.title.get(self.language));
            let name = if title.is_empty() { id } else { title };
            let cells = [counts.findings, counts.outcomes.fail];
            self.row(name, cells.map(|count| (Kind::Count, Some(Cell::Count(count)))))?;
        }
        Ok((first, self.next.saturating_sub(1)))
    }

    fn tallies<'t>(
        &mut self,
        zh: &'static str,
        en: &'static str,
        tallies: impl Iterator<Item = (&'t str, &'t Tally)>,
    ) -> Result<(), XlsxError> {
        let mut tallies = tallies.peekable();
        if tallies.peek().is_none() {
            return Ok(());
        }
        let heads = match self.language {
            Language::Chinese => [zh, "会话", "平均分", "合格率", "最低分", "一票否决"],
            Language::English => [en, "conversations", "mean score", "passed", "lowest score", "fatal"],
        };
        self.heads(&heads)?;
        for (name, tally) in tallies {
            self.row(
                name,
                [
                    (Kind::Count, Some(Cell::Count(tally.conversations))),
                    (Kind::Score, tally.mean().map(Cell::Points)),
                    (Kind::Share, tally.pass_rate().map(Cell::Points)),
                    (Kind::Score, tally.lowest.map(Cell::Points)),
                    (Kind::Count, Some(Cell::Count(tally.fatal))),
                ],
            )?;
        }
        Ok(())
    }

    fn hours(&mut self, scores: &Figures) -> Result<(), XlsxError> {
        if scores.hours.is_empty() {
            return Ok(());
        }
        let heads = match self.language {
            Language::Chinese => ["时段", "客服的消息", "发现"],
            Language::English => ["hour", "agents' utterances", "findings"],
        };
        self.heads(&heads)?;
        for (hour, figures) in scores.hours.iter().enumerate() {
            let cells = [figures.utterances, figures.findings];
            self.row(&format!("{hour:02}:00"), cells.map(|count| (Kind::Count, Some(Cell::Count(count)))))?;
        }
        Ok(())
    }

    /// Writes what was left out, what readers of files remarked, and how utterances are numbered.
    fn remarks(&mut self, summary: &Summary, remarks: &[Message]) -> Result<(), XlsxError> {
        let ledger = &summary.ledger;
        if !ledger.skipped.is_empty() {
            self.heads(&[self.language.pick("略过", "skipped"), self.language.pick("次数", "times")])?;
            for (reason, count) in &ledger.skipped {
                let words = labels::skipped(reason, self.language);
                self.row(words, [(Kind::Count, Some(Cell::Count(*count)))])?;
            }
        }
        self.heads(&[self.language.pick("说明", "remarks")])?;
        let numbering = Message::new(
            "「第几句」从 1 数起；JSON 从 0 数起",
            "utterances are numbered from 1 here, from 0 in JSON",
        );
        let more = Message::new("还有更多备注，没有逐条列出", "there are more remarks, not listed one by one");
        let more = (ledger.remarks.len() >= MOST_REMARKS).then_some(&more);
        for remark in [&numbering].into_iter().chain(remarks).chain(&ledger.remarks).chain(more) {
            self.row(remark.get(self.language), [])?;
        }
        Ok(())
    }

    /// Draws the numbers beside the names of some rows.
    fn chart(&mut self, mut chart: Chart, title: &str, (first, last): Rows, colour: u32) -> Result<(), XlsxError> {
        if last < first {
            return Ok(());
        }
        let range =
            |column| ChartRange::new_from_range(sheet_name("总览", self.language), first, column, last, column);
        let series = chart.add_series();
        series.set_categories(&range(0)).set_values(&range(1)).set_gap(40);
        series.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour)));
        series.set_data_label(ChartDataLabel::new().show_value());
        chart.title().set_name(title);
        chart.legend().set_hidden();
        // Every bar has its name and its number; lines behind them say nothing more.
        chart.x_axis().set_label_interval(1).set_major_gridlines(false);
        chart.y_axis().set_label_interval(1).set_major_gridlines(false);
        chart.set_alt_text(title).set_width(720).set_height(CHART_HEIGHT);
        let row = 2 + self.charts * CHART_ROWS;
        self.charts += 1;
        self.worksheet.insert_chart(row, CHARTS, &chart).map(|_| ())
    }
}
