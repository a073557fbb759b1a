//! GitLab's Code Quality report: one JSON array, which a merge request shows beside the lines.
//!
//! GitLab wants a fingerprint that no other entry of the report has, a path without `./`, and one of five severities.
//! Problems of reading are entries too: what was not checked must not look clean.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

use serde_json::json;

use crate::parts::annotations::{paragraph, problem_text};
use crate::parts::display::path;
use crate::renderer::{Output, Renderer};
use huashu_model::finding::{Finding, Severity};
use huashu_model::json::to_writer;
use huashu_model::language::Language;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::Summary;

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "gitlab",
    zh: "GitLab 代码质量报告",
    en: "GitLab Code Quality",
    extensions: &[],
    open: |run| Box::new(GitLab { language: run.language, written: 0, seen: HashMap::new() }),
};

struct GitLab {
    language: Language,
    written: u64,
    /// How often each fingerprint stood in the report. There may be millions, so that their texts are not kept: two that
    /// share a number are at worst numbered for nothing.
    seen: HashMap<u64, u32>,
}

impl GitLab {
    fn entry(&mut self, out: &mut dyn io::Write, entry: &serde_json::Value) -> io::Result<()> {
        out.write_all(if self.written == 0 { b"\n" } else { b",\n" })?;
        self.written += 1;
        Ok(to_writer(out, entry)?)
    }

    /// Returns the fingerprint, numbered from its second appearance on: the same words said twice are two findings.
    fn unique(&mut self, fingerprint: &str) -> String {
        let count = self.seen.entry(number_of(fingerprint)).or_default();
        *count += 1;
        match count {
            1 => fingerprint.to_owned(),
            count => format!("{fingerprint}-{count}"),
        }
    }
}

impl Renderer for GitLab {
    fn start(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(b"[")
    }

    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        for finding in findings {
            let entry = json!({
                "description": paragraph(finding, self.language),
                "check_name": finding.rule.id,
                "fingerprint": self.unique(&finding.fingerprint),
                "severity": severity(finding),
                "location": { "path": path(&finding.location.file), "lines": { "begin": finding.location.line.max(1) } },
            });
            self.entry(out, &entry)?;
        }
        Ok(())
    }

    fn problem(&mut self, out: &mut dyn io::Write, problem: &Problem) -> io::Result<()> {
        let place = &problem.place;
        let file = place.file.as_deref().map(path).unwrap_or_default();
        let line = place.line.unwrap_or(1).max(1);
        let entry = json!({
            "description": problem_text(problem, self.language),
            "check_name": problem.code,
            "fingerprint": self.unique(&format!("{}:{file}:{line}", problem.code)),
            "severity": if problem.level == Level::Error { "blocker" } else { "minor" },
            "location": { "path": file, "lines": { "begin": line } },
        });
        self.entry(out, &entry)
    }

    fn finish(&mut self, out: &mut dyn io::Write, _summary: &Summary) -> io::Result<()> {
        out.write_all(b"\n]\n")
    }
}

/// Returns a number for a fingerprint: a finding's own is one, in hexadecimal.
fn number_of(fingerprint: &str) -> u64 {
    u64::from_str_radix(fingerprint, 16).unwrap_or_else(|_| {
        let mut hasher = DefaultHasher::new();
        fingerprint.hash(&mut hasher);
        hasher.finish()
    })
}

fn severity(finding: &Finding) -> &'static str {
    match finding.rule.severity {
        _ if finding.rule.fatal => "blocker",
        Severity::Error => "critical",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::Value;

    use super::*;
    use crate::samples::{empty, findings, printed, problems, run};

    #[test]
    fn every_entry_has_what_gitlab_asks_for() {
        let value: Value = serde_json::from_str(&printed("gitlab", &run(Language::Chinese))).expect("is JSON");
        insta::assert_json_snapshot!("gitlab", value);
        let entries = value.as_array().expect("an array");
        assert_eq!(entries.len(), findings().len() + problems().len());
        let mut fingerprints = HashSet::new();
        for entry in entries {
            assert!(fingerprints.insert(entry["fingerprint"].as_str().expect("a fingerprint")));
            assert!(
                ["info", "minor", "major", "critical", "blocker"]
                    .contains(&entry["severity"].as_str().expect("one"))
            );
            assert!(!entry["location"]["path"].as_str().expect("a path").starts_with("./"));
            assert!(entry["location"]["lines"]["begin"].as_u64() >= Some(1));
        }
    }

    #[test]
    fn a_clean_run_is_an_empty_array() {
        let value: Value = serde_json::from_str(&empty("gitlab", &run(Language::English))).expect("is JSON");
        assert_eq!(value, Value::Array(Vec::new()));
    }
}
