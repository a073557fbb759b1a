//! Annotations for GitHub Actions: workflow commands, one line a finding.

use std::io;

use crate::parts::annotations::{paragraph, problem_text};
use crate::parts::display::{one_line, path};
use crate::renderer::{Output, Renderer};
use huashu_model::finding::{Finding, Severity};
use huashu_model::language::Language;
use huashu_model::problem::{Level, Problem};

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "github",
    zh: "GitHub Actions 批注",
    en: "annotations for GitHub Actions",
    open: |run| Box::new(GitHub { language: run.language }),
};

struct GitHub {
    language: Language,
}

impl Renderer for GitHub {
    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        for finding in findings {
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
        let command = match problem.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let place = place(problem.place.file.as_deref(), problem.place.line);
        let message = problem_text(problem, self.language);
        writeln!(out, "::{command} {place}title={}::{}", property(problem.code), data(&message))
    }
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
    use crate::samples::{printed, run};

    #[test]
    fn commands_are_escaped() {
        assert_eq!(property("50%:a,b\nc"), "50%25%3Aa%2Cb↵c");
        assert_eq!(data("50%: a, b\nc"), "50%25: a, b%0Ac");
        assert_eq!(place(Some("./logs/a,b.jsonl"), Some(3)), "file=logs/a%2Cb.jsonl,line=3,");
        assert_eq!(place(Some("-"), Some(3)), "");
    }

    #[test]
    fn one_command_a_finding() {
        insta::assert_snapshot!("github", printed("github", &run(Language::English)));
    }
}
