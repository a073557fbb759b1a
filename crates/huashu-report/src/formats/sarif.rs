//! SARIF 2.1.0, for code scanning services and editors.
//!
//! Results are written as they come; the rules they name are collected and
//! written after them, which the format allows. GitHub's code scanning refuses
//! a run of more than 25,000 results: those behind are counted, by severity,
//! in a notification of the run and in what the starter of the run is told.

mod record;

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use crate::parts::annotations::{paragraph, problem_text};
use crate::parts::display::utterance_id;
use crate::parts::left_out::LeftOut;
use crate::renderer::{Output, Renderer, Run};
use huashu_model::finding::{Finding, RuleInfo};
use huashu_model::json::{CharSpan, FindingWriter, char_spans, to_string, to_writer};
use huashu_model::language;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::Summary;
use record::{Descriptor, Fingerprints, FixRecord, Location, LogicalLocation, Message};
use record::{Notification, PhysicalLocation, ResultRecord, Rule, level};

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "sarif",
    zh: "SARIF 2.1.0，供代码扫描平台读取",
    en: "SARIF 2.1.0 for code scanning services",
    extensions: &["sarif"],
    open: |run| Box::new(Sarif::new(run)),
};

const HEAD: &str = concat!(
    r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","#,
    r#""runs":[{"columnKind":"unicodeCodePoints","results":["#,
);

/// Results of a run that code scanning takes; it refuses a report with more.
const MOST_RESULTS: u64 = 25_000;

struct Sarif {
    run: Run,
    results: u64,
    left_out: LeftOut,
    rules: Vec<Arc<RuleInfo>>,
    indexes: HashMap<String, usize>,
    /// Each already written as JSON.
    notifications: Vec<String>,
    complete: bool,
    writer: FindingWriter,
    /// One result.
    buffer: Vec<u8>,
}

impl Sarif {
    fn new(run: &Run) -> Self {
        Sarif {
            run: run.clone(),
            results: 0,
            left_out: LeftOut::default(),
            rules: Vec::new(),
            indexes: HashMap::new(),
            notifications: Vec::new(),
            complete: true,
            writer: FindingWriter::new(run.language),
            buffer: Vec::new(),
        }
    }

    /// Returns the rule's place in the list, adding it on first sight.
    fn index(&mut self, rule: &Arc<RuleInfo>) -> usize {
        if let Some(index) = self.indexes.get(&rule.id) {
            return *index;
        }
        let index = self.rules.len();
        self.indexes.insert(rule.id.clone(), index);
        self.rules.push(Arc::clone(rule));
        index
    }

    fn result(&mut self, out: &mut dyn io::Write, finding: &Finding, span: CharSpan) -> io::Result<()> {
        let rule_index = self.index(&finding.rule);
        let text = paragraph(finding, self.run.language);
        let place = utterance_id(finding);
        let logical = LogicalLocation {
            name: (finding.utterance + 1).to_string(),
            fully_qualified_name: &place,
            kind: "utterance",
        };
        let fix = finding.fix.as_deref();
        let result = ResultRecord {
            rule_id: &finding.rule.id,
            rule_index,
            level: level(finding.rule.severity),
            message: Message { text: &text },
            locations: [Location {
                physical_location: PhysicalLocation::new(&finding.location.file, Some(finding.location.line)),
                logical_locations: Some([logical]),
            }],
            partial_fingerprints: Fingerprints { huashu: &finding.fingerprint },
            fixes: fix.map(|fix| [FixRecord::new(&finding.location.file, fix, self.run.language)]),
        };
        self.buffer.clear();
        to_writer(&mut self.buffer, &result)?;
        // The properties are a field of the result like the others.
        self.buffer.pop();
        self.buffer.extend_from_slice(b",\"properties\":");
        self.writer.write(&mut self.buffer, finding, span);
        self.buffer.push(b'}');
        out.write_all(&self.buffer)
    }
}

impl Renderer for Sarif {
    fn start(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(HEAD.as_bytes())
    }

    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()> {
        for (finding, span) in char_spans(findings) {
            if self.results == MOST_RESULTS {
                self.left_out.count(finding.rule.severity);
                continue;
            }
            out.write_all(if self.results == 0 { b"\n" } else { b",\n" })?;
            self.results += 1;
            self.result(out, finding, span)?;
        }
        Ok(())
    }

    fn problem(&mut self, _out: &mut dyn io::Write, problem: &Problem) -> io::Result<()> {
        self.complete &= problem.level != Level::Error;
        let text = problem_text(problem, self.run.language);
        let file = problem.place.file.as_deref();
        let location = |file| Location {
            physical_location: PhysicalLocation::new(file, problem.place.line),
            logical_locations: None,
        };
        let notification = Notification {
            level: if problem.level == Level::Error { "error" } else { "warning" },
            message: Message { text: &text },
            descriptor: Descriptor { id: problem.code },
            locations: file.map(location).into_iter().collect(),
        };
        self.notifications.push(to_string(&notification)?);
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn io::Write, _summary: &Summary) -> io::Result<()> {
        for remark in self.remarks() {
            let notification = Notification {
                level: "warning",
                message: Message { text: remark.get(self.run.language) },
                descriptor: Descriptor { id: "report/left-out" },
                locations: Vec::new(),
            };
            self.notifications.push(to_string(&notification)?);
        }
        out.write_all(b"\n],\"tool\":{\"driver\":{\"name\":\"huashu\",\"version\":")?;
        to_writer(&mut *out, &self.run.version)?;
        out.write_all(b",\"informationUri\":")?;
        to_writer(&mut *out, env!("CARGO_PKG_REPOSITORY"))?;
        out.write_all(b",\"rules\":[")?;
        for (index, info) in self.rules.iter().enumerate() {
            out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
            to_writer(&mut *out, &Rule::new(info, self.run.language))?;
        }
        out.write_all(b"\n]}},\"properties\":{\"rulebook\":")?;
        to_writer(&mut *out, &self.run.rulebook)?;
        write!(out, "}},\"invocations\":[{{\"executionSuccessful\":{}", self.complete)?;
        write!(out, ",\"toolExecutionNotifications\":[{}]}}]}}]}}", self.notifications.join(","))?;
        out.write_all(b"\n")
    }

    fn offers_fixes(&self) -> bool {
        true
    }

    fn remarks(&self) -> Vec<language::Message> {
        self.left_out.told(|what| {
            language::Message::new(
                format!("SARIF 报告只写前 {MOST_RESULTS} 条（GitHub 的上限），没有写入的：{}", what.zh),
                format!(
                    "the SARIF report holds the first {MOST_RESULTS} findings, as many as GitHub takes; left out: {}",
                    what.en
                ),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::samples::{at, empty, findings, fixed, print, printed, run, wording};
    use huashu_model::language::Language;

    #[test]
    fn results_rules_and_notifications_agree() {
        let value: Value = serde_json::from_str(&printed("sarif", &run(Language::Chinese))).expect("is JSON");
        insta::assert_json_snapshot!("sarif", value);
        assert_eq!(value["version"], "2.1.0");
        let run = &value["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        let results = run["results"].as_array().expect("results");
        assert_eq!(results.len(), findings().len());
        for result in results {
            let index = result["ruleIndex"].as_u64().expect("an index") as usize;
            assert_eq!(rules[index]["id"], result["ruleId"]);
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().expect("a level")));
            assert!(!result["message"]["text"].as_str().expect("a message").is_empty());
            let location = &result["locations"][0];
            assert!(location["physicalLocation"]["region"]["startLine"].as_u64() >= Some(1));
            let uri = location["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a uri");
            assert!(uri.is_ascii() && !uri.contains(' '));
            assert!(result["partialFingerprints"].get("primaryLocationLineHash").is_none());
            assert!(result["partialFingerprints"]["huashu/v1"].is_string());
        }
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    }

    #[test]
    fn a_fix_names_the_region_it_replaces() {
        let text = print("sarif", &run(Language::English), &[fixed()], &[], &Summary::default());
        let value: Value = serde_json::from_str(&text).expect("is JSON");
        let fixes = value["runs"][0]["results"][0]["fixes"].as_array().expect("fixes");
        let change = &fixes[0]["artifactChanges"][0];
        assert_eq!(change["artifactLocation"]["uri"], "logs/a.jsonl");
        let region = json!({ "startLine": 2, "startColumn": 4, "endLine": 2, "endColumn": 7 });
        let replacement = json!({ "deletedRegion": region, "insertedContent": { "text": "帮您\"\"核实\"\"" } });
        assert_eq!(change["replacements"], json!([replacement]));
        assert!(fixes[0]["description"]["text"].as_str().is_some_and(|text| text.contains("--unsafe")));
    }

    #[test]
    fn no_more_results_than_code_scanning_takes() {
        let many = vec![findings().remove(1); 25_002];
        let text = print("sarif", &run(Language::English), &many, &[], &Summary::default());
        let value: Value = serde_json::from_str(&text).expect("is JSON");
        assert_eq!(value["runs"][0]["results"].as_array().map(Vec::len), Some(25_000));
        let told = &value["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
        assert_eq!(told["descriptor"]["id"], "report/left-out");
        let text = told["message"]["text"].as_str().expect("a message");
        assert!(text.ends_with("left out: 0 errors, 2 warnings, 0 of severity info"), "{text}");
    }

    #[test]
    fn rules_keep_within_what_code_scanning_takes() {
        let mut rule = wording();
        rule.why.en = Some("x".repeat(3000));
        let finding = at(rule, "不知道", "不知道");
        let text = print("sarif", &run(Language::English), &[finding], &[], &Summary::default());
        let value: Value = serde_json::from_str(&text).expect("is JSON");
        let rule = &value["runs"][0]["tool"]["driver"]["rules"][0];
        for field in ["shortDescription", "fullDescription"] {
            assert!(rule[field]["text"].as_str().is_some_and(|text| text.chars().count() <= 1024), "{field}");
        }
        assert!(rule["properties"]["tags"].as_array().is_some_and(|tags| tags.len() <= 10));
        assert_eq!(rule["properties"]["precision"], "very-high");
        assert_eq!(rule["properties"]["problem.severity"], "error");
        assert!(rule["properties"].get("security-severity").is_none());
        assert!(rule["help"]["markdown"].as_str().is_some_and(|text| text.starts_with("**Never answer")));
    }

    #[test]
    fn a_run_without_findings_has_an_empty_list() {
        let value: Value = serde_json::from_str(&empty("sarif", &run(Language::Chinese))).expect("is JSON");
        assert_eq!(value["runs"][0]["results"], Value::Array(Vec::new()));
        assert_eq!(value["runs"][0]["invocations"][0]["executionSuccessful"], true);
    }
}
