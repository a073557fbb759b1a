//! The format of reviewdog: diagnostics with a place, a severity and a code, which it comments on a change.

use std::io;

use serde_json::{Value, json};

use crate::parts::annotations::{paragraph, problem_text};
use crate::parts::display::path;
use crate::renderer::{Output, Renderer};
use huashu_model::finding::{Finding, Severity};
use huashu_model::fix::Fix;
use huashu_model::json::to_writer;
use huashu_model::language::Language;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::Summary;

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "rdjson",
    zh: "reviewdog 诊断（rdjson）",
    en: "diagnostics for reviewdog",
    extensions: &[],
    open: |run| Box::new(ReviewDog { language: run.language, written: 0 }),
};

struct ReviewDog {
    language: Language,
    written: u64,
}

impl ReviewDog {
    fn diagnostic(&mut self, out: &mut dyn io::Write, value: &Value) -> io::Result<()> {
        out.write_all(if self.written == 0 { b"\n" } else { b",\n" })?;
        self.written += 1;
        Ok(to_writer(out, value)?)
    }
}

impl Renderer for ReviewDog {
    fn start(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        let source = json!({ "name": "huashu", "url": env!("CARGO_PKG_REPOSITORY") });
        write!(out, "{{\"source\":{source},\"diagnostics\":[")
    }

    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        for finding in findings {
            let severity = match finding.rule.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Info => "INFO",
            };
            let mut diagnostic = json!({
                "message": paragraph(finding, self.language),
                "location": location(&finding.location.file, Some(finding.location.line)),
                "severity": severity,
                "code": { "value": finding.rule.id },
            });
            if let Some(fix) = &finding.fix {
                diagnostic["suggestions"] = json!([suggestion(fix)]);
            }
            self.diagnostic(out, &diagnostic)?;
        }
        Ok(())
    }

    fn problem(&mut self, out: &mut dyn io::Write, problem: &Problem) -> io::Result<()> {
        let diagnostic = json!({
            "message": problem_text(problem, self.language),
            "location": location(problem.place.file.as_deref().unwrap_or_default(), problem.place.line),
            "severity": if problem.level == Level::Error { "ERROR" } else { "WARNING" },
            "code": { "value": problem.code },
        });
        self.diagnostic(out, &diagnostic)
    }

    fn offers_fixes(&self) -> bool {
        true
    }

    fn finish(&mut self, out: &mut dyn io::Write, _summary: &Summary) -> io::Result<()> {
        out.write_all(b"\n]}\n")
    }
}

/// Returns a place; without a line it is the whole file.
fn location(file: &str, line: Option<u64>) -> Value {
    match line {
        Some(line) => json!({ "path": path(file), "range": { "start": { "line": line.max(1) } } }),
        None => json!({ "path": path(file) }),
    }
}

/// Returns a change that reviewdog offers to make; its columns are bytes.
fn suggestion(fix: &Fix) -> Value {
    let [start, end] =
        [fix.start, fix.end].map(|position| json!({ "line": position.line, "column": position.byte_column }));
    json!({ "range": { "start": start, "end": end }, "text": fix.text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{empty, findings, fixed, print, printed, problems, run};

    #[test]
    fn diagnostics_have_place_severity_and_code() {
        let value: Value = serde_json::from_str(&printed("rdjson", &run(Language::Chinese))).expect("is JSON");
        insta::assert_json_snapshot!("rdjson", value);
        let diagnostics = value["diagnostics"].as_array().expect("an array");
        assert_eq!(diagnostics.len(), findings().len() + problems().len());
        for diagnostic in diagnostics {
            assert!(["ERROR", "WARNING", "INFO"].contains(&diagnostic["severity"].as_str().expect("one")));
            assert!(diagnostic["location"]["path"].is_string() && diagnostic["code"]["value"].is_string());
        }
    }

    #[test]
    fn a_fix_is_a_suggestion_in_bytes() {
        let text = print("rdjson", &run(Language::English), &[fixed()], &[], &Summary::default());
        let value: Value = serde_json::from_str(&text).expect("is JSON");
        let expected = json!([{
            "range": { "start": { "line": 2, "column": 8 }, "end": { "line": 2, "column": 17 } },
            "text": "帮您\"\"核实\"\"",
        }]);
        assert_eq!(value["diagnostics"][0]["suggestions"], expected);
    }

    #[test]
    fn a_clean_run_has_no_diagnostics() {
        let value: Value = serde_json::from_str(&empty("rdjson", &run(Language::English))).expect("is JSON");
        assert_eq!(value["diagnostics"], Value::Array(Vec::new()));
    }
}
