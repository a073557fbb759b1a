//! Annotations for GitHub Actions: workflow commands, one line a finding.
//!
//! GitHub shows the first ten annotations of each kind in a step and drops the
//! others without a word, so those behind are plain lines of the log, and a
//! last line says how many they are.

use std::io;

use super::concise;
use crate::parts::annotations::{paragraph, problem_text};
use crate::parts::display::{one_line, path};
use crate::parts::left_out::LeftOut;
use crate::renderer::{Output, Renderer};
use huashu_model::finding::{Finding, Severity};
use huashu_model::language::{Language, Message};
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::Summary;

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "github",
    zh: "GitHub Actions 批注",
    en: "annotations for GitHub Actions",
    extensions: &[],
    open: |run| Box::new(GitHub { language: run.language, shown: [0; 3], left_out: LeftOut::default() }),
};

/// Annotations of one kind that GitHub shows of a step.
const MOST_OF_A_KIND: u64 = 10;

struct GitHub {
    language: Language,
    /// Annotations written: errors, warnings, notices.
    shown: [u64; 3],
    left_out: LeftOut,
}

impl GitHub {
    /// Returns whether one more annotation is shown, and counts it.
    fn has_room(&mut self, severity: Severity) -> bool {
        let shown = &mut self.shown[match severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Info => 2,
        }];
        *shown += 1;
        if *shown > MOST_OF_A_KIND {
            self.left_out.count(severity);
        }
        *shown <= MOST_OF_A_KIND
    }
}

impl Renderer for GitHub {
    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        for finding in findings {
            if !self.has_room(finding.rule.severity) {
                writeln!(out, "{}", plain(&concise::line(finding, self.language)))?;
                continue;
            }
            let command = match finding.rule.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "notice",
            };
            let location = &finding.location;
            let title = format!("{}: {}", finding.rule.id, finding.headline(self.language));
            let place = place(Some(&location.file), Some(location.line));
            let message = paragraph(finding, self.language);
            writeln!(out, "::{command} {place}title={}::{}", property(&title), data(&message))?;
        }
        Ok(())
    }

    fn problem(&mut self, out: &mut dyn io::Write, problem: &Problem) -> io::Result<()> {
        let (command, severity) = match problem.level {
            Level::Error => ("error", Severity::Error),
            Level::Warning => ("warning", Severity::Warning),
        };
        let message = problem_text(problem, self.language);
        if !self.has_room(severity) {
            let file = problem.place.file.as_deref().unwrap_or_default();
            let line = format!("{file}: {command} [{}] {}", problem.code, one_line(&message));
            return writeln!(out, "{}", plain(&line));
        }
        let place = place(problem.place.file.as_deref(), problem.place.line);
        writeln!(out, "::{command} {place}title={}::{}", property(problem.code), data(&message))
    }

    fn finish(&mut self, out: &mut dyn io::Write, _summary: &Summary) -> io::Result<()> {
        self.remarks().iter().try_for_each(|remark| writeln!(out, "{}", plain(remark.get(self.language))))
    }

    fn remarks(&self) -> Vec<Message> {
        self.left_out.told(|what| {
            Message::new(
                format!("GitHub 每步每类只显示 {MOST_OF_A_KIND} 条批注；没有批注、只在日志里的：{}", what.zh),
                format!(
                    "GitHub shows {MOST_OF_A_KIND} annotations of each kind in a step; in the log alone: {}",
                    what.en
                ),
            )
        })
    }
}

/// Returns a line of the log that is no command, whatever it says: those begin with `::`, or hold `##[`.
fn plain(line: &str) -> String {
    format!("· {}", one_line(line).replace("##[", "## ["))
}

/// Returns the properties that say where; nothing for standard input and shipped rulebooks.
fn place(file: Option<&str>, line: Option<u64>) -> String {
    let Some(file) = file.filter(|file| *file != "-" && !file.starts_with("builtin:")) else {
        return String::new();
    };
    let mut place = format!("file={},", property(&path(file)));
    if let Some(line) = line {
        place.push_str(&format!("line={line},"));
    }
    place
}

/// Escapes the text of a command: a line break would end it.
fn data(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(one_line).collect();
    lines.join("\n").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(&one_line(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{findings, print, printed, problems, run, summary};

    #[test]
    fn commands_are_escaped() {
        assert_eq!(property("50%:a,b\nc"), "50%25%3Aa%2Cb↵c");
        assert_eq!(data("50%: a, b\nc"), "50%25: a, b%0Ac");
        assert_eq!(place(Some("./logs/a,b.jsonl"), Some(3)), "file=logs/a%2Cb.jsonl,line=3,");
        assert_eq!(place(Some("-"), Some(3)), "");
    }

    #[test]
    fn what_github_would_drop_stands_in_the_log() {
        let many: Vec<_> = std::iter::repeat_with(|| findings().remove(0)).take(12).collect();
        let text = print("github", &run(Language::English), &many, &problems(), &summary());
        assert_eq!(text.matches("::error ").count(), 10);
        // Twelve findings and three problems are errors.
        assert_eq!(text.lines().filter(|line| line.starts_with("· ")).count(), 6);
        assert!(text.ends_with("in the log alone: 5 errors, 0 warnings, 0 of severity info\n"), "{text}");
        assert!(!printed("github", &run(Language::English)).contains("in the log alone"));
        assert_eq!(plain("::error::a ##[group]b"), "· ::error::a ## [group]b");
    }

    #[test]
    fn one_command_a_finding() {
        insta::assert_snapshot!("github", printed("github", &run(Language::English)));
    }
}
