//! Checkstyle XML, which build servers and review bots read: a file, and the errors in it.

use std::io;

use crate::parts::annotations::{paragraph, problem_text};
use crate::parts::display::path;
use crate::parts::xml::attribute;
use crate::renderer::{Output, Renderer};
use huashu_model::finding::{Finding, Severity};
use huashu_model::language::Language;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::Summary;

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "checkstyle",
    zh: "Checkstyle XML，供构建和评审工具读取",
    en: "Checkstyle XML for build servers and review bots",
    extensions: &[],
    open: |run| Box::new(Checkstyle { language: run.language, file: None }),
};

struct Checkstyle {
    language: Language,
    /// The file whose element is open.
    file: Option<String>,
}

impl Checkstyle {
    /// Writes one error, in the element of its file.
    fn error(&mut self, out: &mut dyn io::Write, file: &str, line: u64, rest: [&str; 3]) -> io::Result<()> {
        if self.file.as_deref() != Some(file) {
            self.close(out)?;
            writeln!(out, "  <file name=\"{}\">", attribute(&path(file)))?;
            self.file = Some(file.to_owned());
        }
        let [severity, message, source] = rest.map(attribute);
        writeln!(
            out,
            "    <error line=\"{}\" severity=\"{severity}\" message=\"{message}\" source=\"huashu.{source}\"/>",
            line.max(1)
        )
    }

    fn close(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        match self.file.take() {
            Some(_) => writeln!(out, "  </file>"),
            None => Ok(()),
        }
    }
}

impl Renderer for Checkstyle {
    fn start(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">")
    }

    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        for finding in findings {
            let severity = match finding.rule.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            };
            let message = paragraph(finding, self.language);
            let location = &finding.location;
            self.error(out, &location.file, location.line, [severity, &message, &finding.rule.id])?;
        }
        Ok(())
    }

    fn problem(&mut self, out: &mut dyn io::Write, problem: &Problem) -> io::Result<()> {
        let severity = if problem.level == Level::Error { "error" } else { "warning" };
        let message = problem_text(problem, self.language);
        let file = problem.place.file.as_deref().unwrap_or("-");
        self.error(out, file, problem.place.line.unwrap_or(1), [severity, &message, problem.code])
    }

    fn finish(&mut self, out: &mut dyn io::Write, _summary: &Summary) -> io::Result<()> {
        self.close(out)?;
        writeln!(out, "</checkstyle>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{empty, findings, printed, problems, run};

    #[test]
    fn files_hold_their_errors() {
        let text = printed("checkstyle", &run(Language::Chinese));
        insta::assert_snapshot!("checkstyle", text);
        assert_eq!(text.matches("<error ").count(), findings().len() + problems().len());
        assert_eq!(text.matches("<file ").count(), text.matches("</file>").count());
    }

    #[test]
    fn a_clean_run_names_no_file() {
        assert!(!empty("checkstyle", &run(Language::English)).contains("<file"));
    }
}
