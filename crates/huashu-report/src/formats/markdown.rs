//! Markdown: a table of findings, for the summary of a step or a comment on a change.
//!
//! GitHub refuses a summary of more than 1 MiB as a whole, so the rows end
//! before that, and a last line says how many are missing.

use std::io;

use crate::parts::annotations::problem_text;
use crate::parts::display::{around, cut, one_line, suggestions};
use crate::parts::labels;
use crate::parts::left_out::LeftOut;
use crate::parts::markdown;
use crate::renderer::{Output, Renderer};
use huashu_model::finding::{Finding, Severity};
use huashu_model::language::{Language, Message};
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::Summary;

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "markdown",
    zh: "Markdown 表格，供步骤摘要和评论使用",
    en: "a table in Markdown, for summaries and comments",
    extensions: &["md"],
    open: |run| Box::new(Markdown::new(run.language)),
};

/// Bytes of all rows; what stands around them fits into the rest of 1 MiB.
const MOST_BYTES: usize = 1_000_000;

/// Characters of a cell, and of an utterance on either side of the start of a finding.
const LONGEST: usize = 120;

/// Problems listed; the others are counted.
const MOST_PROBLEMS: u64 = 50;

struct Markdown {
    language: Language,
    written: usize,
    rows: u64,
    left_out: LeftOut,
    /// Lines that follow the table.
    problems: String,
    listed: u64,
    unlisted: u64,
}

impl Markdown {
    fn new(language: Language) -> Self {
        let (left_out, problems) = (LeftOut::default(), String::new());
        Markdown { language, written: 0, rows: 0, left_out, problems, listed: 0, unlisted: 0 }
    }

    fn row(&self, finding: &Finding) -> String {
        let language = self.language;
        let location = &finding.location;
        let part = around(&finding.text, finding.span, LONGEST);
        let before = if part.start > 0 { "…" } else { "" };
        let after = if part.end < finding.text.len() { "…" } else { "" };
        let said = format!("{before}{}{after}", &finding.text[part.start..part.end]);
        let rule = format!("{} {}", finding.rule.id, finding.headline(language));
        let suggestion = suggestions(finding).first().map_or("", |suggestion| &suggestion.text);
        let cells = [
            labels::severity(finding.rule.severity, language),
            &format!("{}:{}", location.file, location.line),
            &rule,
            &said,
            suggestion,
        ];
        let cells = cells.map(|cell| cell_of(cell, 3 * LONGEST));
        format!("| {} |\n", cells.join(" | "))
    }
}

fn cell_of(text: &str, longest: usize) -> String {
    markdown::text(&cut(&one_line(text), longest))
}

impl Renderer for Markdown {
    fn start(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        writeln!(out, "## huashu\n")
    }

    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        for finding in findings {
            let row = self.row(finding);
            if self.written + row.len() > MOST_BYTES {
                // No later row takes its place: the table is the first so many findings.
                self.written = MOST_BYTES;
                self.left_out.count(finding.rule.severity);
                continue;
            }
            if self.rows == 0 {
                let heads =
                    self.language.pick("级别 | 位置 | 规则 | 原话 | 改说", "severity | place | rule | said | say");
                writeln!(out, "| {heads} |\n|---|---|---|---|---|")?;
            }
            self.rows += 1;
            self.written += row.len();
            out.write_all(row.as_bytes())?;
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
        if self.rows > 0 {
            writeln!(out)?;
        }
        let (conversations, findings) = (summary.ledger.conversations, summary.total_findings());
        let total = huashu_model::say!(
            self.language,
            "检查会话（话术）{conversations}，发现 {findings}。",
            "{conversations} conversations or replies checked, {findings} findings."
        );
        writeln!(out, "{total}")?;
        for remark in self.remarks() {
            writeln!(out, "\n{}", remark.get(self.language))?;
        }
        if !self.problems.is_empty() {
            write!(out, "\n{}", self.problems)?;
        }
        if self.unlisted > 0 {
            let count = self.unlisted;
            let more = huashu_model::say!(
                self.language,
                "还有 {count} 个问题没有列出。",
                "{count} more problems are not listed."
            );
            writeln!(out, "\n{more}")?;
        }
        Ok(())
    }

    fn remarks(&self) -> Vec<Message> {
        self.left_out.told(|what| {
            Message::new(
                format!("Markdown 摘要写到约 1 MB 为止（GitHub 的上限），没有列出的：{}", what.zh),
                format!("the summary in Markdown ends at 1 MB, as much as GitHub takes; not listed: {}", what.en),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{empty, findings, print, printed, run};

    #[test]
    fn a_row_a_finding() {
        let text = printed("markdown", &run(Language::English));
        insta::assert_snapshot!("markdown", text);
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
        assert_eq!(rows.len(), findings().len() + 2);
        for row in &rows[2..] {
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
    fn a_clean_run_has_no_table() {
        assert_eq!(
            empty("markdown", &run(Language::English)),
            "## huashu\n\n0 conversations or replies checked, 0 findings.\n"
        );
    }
}
