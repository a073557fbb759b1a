//! Markdown for a chat, a ticket, the summary of a step or a comment on a change: the score, the rules and the agents
//! first, then so many findings.
//!
//! GitHub refuses a summary of more than 1 MiB as a whole, so the rows end
//! before that, and a last line says how many are missing.

use std::io;

use crate::parts::annotations::problem_text;
use crate::parts::display::{around, cut, one_line, suggestions};
use crate::parts::labels;
use crate::parts::left_out::LeftOut;
use crate::parts::markdown;
use crate::parts::statistics::total;
use crate::parts::summary::{percent, scores};
use crate::renderer::{Needs, Output, Renderer, Run};
use huashu_model::finding::{Finding, Severity};
use huashu_model::language::{Language, Message};
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::{AgentCounts, Summary};

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "markdown",
    zh: "Markdown：得分、规则、客服和若干发现，供聊天、工单、步骤摘要使用",
    en: "Markdown: score, rules, agents and some findings, for chats, tickets and summaries of steps",
    extensions: &["md"],
    open: |run| Box::new(Markdown::new(run)),
};

/// Bytes of all rows; what stands around them fits into the rest of 1 MiB.
const MOST_BYTES: usize = 1_000_000;

/// Characters of a cell, and of an utterance on either side of the start of a finding.
const LONGEST: usize = 120;

/// Problems listed; the others are counted.
const MOST_PROBLEMS: u64 = 50;

/// Rules, and agents, listed.
const MOST_ROWS: usize = 10;

struct Markdown {
    language: Language,
    /// Findings listed at most; `None` for as many as there is room for.
    most: Option<u64>,
    /// Rows of findings: what stands before them is known only at the end.
    findings: String,
    rows: u64,
    left_out: LeftOut,
    /// Lines that follow the table.
    problems: String,
    listed: u64,
    unlisted: u64,
}

impl Markdown {
    fn new(run: &Run) -> Self {
        Markdown {
            language: run.language,
            most: run.most_findings,
            findings: String::new(),
            rows: 0,
            left_out: LeftOut::default(),
            problems: String::new(),
            listed: 0,
            unlisted: 0,
        }
    }

    fn row(&self, finding: &Finding) -> String {
        let language = self.language;
        let part = around(&finding.text, finding.span, LONGEST);
        let before = if part.start > 0 { "…" } else { "" };
        let after = if part.end < finding.text.len() { "…" } else { "" };
        let said = format!("{before}{}{after}", &finding.text[part.start..part.end]);
        let rule = format!("{} {}", finding.rule.id, finding.headline(language));
        let suggestion = suggestions(finding).first().map_or("", |suggestion| &suggestion.text);
        row([
            labels::severity(finding.rule.severity, language),
            &finding.location.place(),
            &rule,
            &said,
            suggestion,
        ])
    }

    /// Returns whether there is room for a row; once there is none, no later row takes its place.
    fn has_room(&self, row: &str) -> bool {
        self.left_out.is_empty()
            && self.most.is_none_or(|most| self.rows < most)
            && self.findings.len() + row.len() <= MOST_BYTES
    }

    fn rules(&self, summary: &Summary) -> String {
        let mut sorted: Vec<_> = summary.rules.iter().filter(|(_, counts)| counts.findings > 0).collect();
        sorted.sort_by(|a, b| b.1.findings.cmp(&a.1.findings).then(a.0.cmp(b.0)));
        let rows = sorted.iter().map(|(id, counts)| {
            let severity = counts.severity.map_or("", |severity| labels::severity(severity, self.language));
            row([*id, severity, &counts.findings.to_string(), &counts.outcomes.fail.to_string()])
        });
        let heads = match self.language {
            Language::Chinese => ["规则", "级别", "发现", "违反的会话"],
            Language::English => ["rule", "severity", "findings", "conversations"],
        };
        self.table(&heads, 2, rows)
    }

    fn agents(&self, summary: &Summary) -> String {
        let mean = |counts: &AgentCounts| counts.tally.mean().unwrap_or(f64::INFINITY);
        let mut sorted: Vec<_> =
            summary.agents.iter().filter(|(_, counts)| counts.tally.conversations > 0).collect();
        sorted.sort_by(|a, b| mean(a.1).total_cmp(&mean(b.1)).then(a.0.cmp(b.0)));
        let rows = sorted.iter().map(|(key, counts)| {
            let tally = &counts.tally;
            let name = counts.name.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
            row([
                &format!("{key}{name}"),
                &tally.conversations.to_string(),
                &tally.mean().map(|mean| format!("{mean:.2}")).unwrap_or_default(),
                &tally.pass_rate().map(percent).unwrap_or_default(),
                &total(counts).to_string(),
            ])
        });
        let heads = match self.language {
            Language::Chinese => ["客服", "会话", "平均分", "合格率", "发现"],
            Language::English => ["agent", "conversations", "mean score", "passed", "findings"],
        };
        self.table(&heads, 1, rows)
    }

    /// Returns the first rows of a table whose columns from `numbers` hold numbers; nothing where there is no row.
    fn table(&self, heads: &[&str], numbers: usize, rows: impl ExactSizeIterator<Item = String>) -> String {
        if rows.len() == 0 {
            return String::new();
        }
        let rest = rows.len().saturating_sub(MOST_ROWS);
        let mut table = format!("\n| {} |\n|", heads.join(" | "));
        (0..heads.len()).for_each(|column| table.push_str(if column < numbers { "---|" } else { "---:|" }));
        table.push('\n');
        table.extend(rows.take(MOST_ROWS));
        if rest > 0 {
            let more =
                huashu_model::say!(self.language, "另有 {rest} 行没有列出。", "{rest} more rows are not listed.");
            table.push_str(&format!("\n{more}\n"));
        }
        table
    }
}

/// Returns a row of a table.
fn row<const COUNT: usize>(cells: [&str; COUNT]) -> String {
    format!("| {} |\n", cells.map(|cell| cell_of(cell, 3 * LONGEST)).join(" | "))
}

fn cell_of(text: &str, longest: usize) -> String {
    // Figures stay as they are also where nobody draws Markdown.
    if text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '%')) {
        return cut(text, longest).into_owned();
    }
    markdown::text(&cut(&one_line(text), longest))
}

impl Renderer for Markdown {
    fn needs(&self) -> Needs {
        Needs { agents: true, ..Needs::default() }
    }

    fn shows_statistics(&self) -> bool {
        true
    }

    fn conversation(&mut self, _out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        for finding in findings {
            let row = self.row(finding);
            if self.has_room(&row) {
                self.rows += 1;
                self.findings.push_str(&row);
            } else {
                self.left_out.count(finding.rule.severity);
            }
        }
        Ok(())
    }

    fn problem(&mut self, _out: &mut dyn io::Write, problem: &Problem) -> io::Result<()> {
        if self.listed == MOST_PROBLEMS {
            self.unlisted += 1;
            return Ok(());
        }
        self.listed += 1;
        let severity = if problem.level == Level::Error { Severity::Error } else { Severity::Warning };
        let mut place = problem.place.file.as_deref().unwrap_or_default().to_owned();
        place.extend(problem.place.line.map(|line| format!(":{line}")));
        let text = cell_of(&problem_text(problem, self.language), 4 * LONGEST);
        let (severity, place) = (labels::severity(severity, self.language), cell_of(&place, 2 * LONGEST));
        let space = if place.is_empty() { "" } else { " " };
        self.problems.push_str(&format!("- {severity} {place}{space}{}: {text}\n", problem.code));
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn io::Write, summary: &Summary) -> io::Result<()> {
        let (language, conversations) = (self.language, summary.ledger.conversations);
        let findings = summary.total_findings();
        let total = huashu_model::say!(
            language,
            "检查会话（话术）{conversations}，发现 {findings}。",
            "{conversations} conversations or replies checked, {findings} findings."
        );
        writeln!(out, "## huashu\n\n{total}")?;
        if let Some(scores) = scores(summary, language) {
            writeln!(out, "\n**{scores}**")?;
        }
        write!(out, "{}{}", self.rules(summary), self.agents(summary))?;
        if self.rows > 0 {
            let heads = language.pick("级别 | 位置 | 规则 | 原话 | 改说", "severity | place | rule | said | say");
            write!(out, "\n| {heads} |\n|---|---|---|---|---|\n{}", self.findings)?;
        }
        for remark in self.remarks() {
            writeln!(out, "\n{}", remark.get(language))?;
        }
        if !self.problems.is_empty() {
            write!(out, "\n{}", self.problems)?;
        }
        if self.unlisted > 0 {
            let count = self.unlisted;
            let more = huashu_model::say!(
                language,
                "还有 {count} 个问题没有列出。",
                "{count} more problems are not listed."
            );
            writeln!(out, "\n{more}")?;
        }
        Ok(())
    }

    fn remarks(&self) -> Vec<Message> {
        let limit = match self.most {
            Some(_) => Message::new(
                "`--full` 列出更多，`-o 明细.xlsx` 全部列出",
                "`--full` lists more, `-o findings.xlsx` all",
            ),
            None => Message::new(
                "写到约 1 MB 为止，那是 GitHub 的上限；`-o 明细.xlsx` 全部列出",
                "it ends at 1 MB, as much as GitHub takes; `-o findings.xlsx` lists all",
            ),
        };
        self.left_out.told(|what| {
            Message::new(
                format!("Markdown 摘要没有列出的：{}（{}）", what.zh, limit.zh),
                format!("not listed in the summary in Markdown: {} ({})", what.en, limit.en),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, empty, findings, print, printed, run};

    #[test]
    fn a_row_a_finding() {
        let text = printed("markdown", &run(Language::English));
        insta::assert_snapshot!("markdown", text);
        let table = text.split("| severity | place |").nth(1).expect("a table of findings");
        let rows: Vec<&str> = table.lines().filter(|line| line.starts_with('|')).collect();
        assert_eq!(rows.len(), findings().len() + 1);
        for row in &rows[1..] {
            assert_eq!(row.replace("\\|", "").matches('|').count(), 6, "{row}");
        }
    }

    #[test]
    fn a_summary_stays_below_what_github_takes() {
        let many = vec![findings().remove(0); 20_000];
        let text = print("markdown", &run(Language::Chinese), &many, &[], &Summary::default());
        assert!(text.len() < 1 << 20 && text.len() > 900_000, "{}", text.len());
        let rows = text.lines().filter(|line| line.starts_with("| 错误")).count();
        assert!(text.contains(&format!("没有列出的：错误 {}、警告 0、提示 0", many.len() - rows)));
    }

    #[test]
    fn a_ticket_has_the_score_the_rules_and_the_agents_first() {
        let mut run = run(Language::Chinese);
        run.most_findings = Some(2);
        let mut summary = samples::summary();
        let score = samples::scored().score;
        let tally = &mut summary.agents.entry("1024".to_owned()).or_default().tally;
        tally.add(&score, [].iter());
        summary.scores.all = tally.clone();
        let text = print("markdown", &run, &findings(), &[], &summary);
        let places: Vec<_> =
            ["平均 95.00", "| 规则 |", "| 客服 |", "| 级别 | 位置 |", "没有列出的：错误 2、警告 1"]
                .iter()
                .map(|part| text.find(part).unwrap_or_else(|| panic!("no {part}:\n{text}")))
                .collect();
        assert!(places.is_sorted(), "{text}");
    }

    #[test]
    fn a_clean_run_has_no_table() {
        assert_eq!(
            empty("markdown", &run(Language::English)),
            "## huashu\n\n0 conversations or replies checked, 0 findings.\n"
        );
    }
}
