//! SARIF 2.1.0, for code scanning services and editors.
//!
//! Results are written as they come; the rules they name are collected and
//! written after them, which the format allows.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use serde::Serialize;

use crate::parts::annotations::{paragraph, problem_text};
use crate::parts::display::{uri, utterance_id};
use crate::renderer::{Output, Renderer, Run};
use huashu_model::finding::{Finding, RuleInfo, Severity};
use huashu_model::json::{CharSpan, FindingWriter, char_spans, to_string, to_writer};
use huashu_model::language::Language;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::Summary;

/// The format's entry in the registry.
pub(crate) const OUTPUT: Output = Output {
    name: "sarif",
    zh: "SARIF 2.1.0，供代码扫描平台读取",
    en: "SARIF 2.1.0 for code scanning services",
    open: |run| Box::new(Sarif::new(run)),
};

const HEAD: &str = concat!(
    r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","#,
    r#""runs":[{"columnKind":"unicodeCodePoints","results":["#,
);

struct Sarif {
    run: Run,
    results: u64,
    rules: Vec<Arc<RuleInfo>>,
    indexes: HashMap<String, usize>,
    /// Each already written as JSON.
    notifications: Vec<String>,
    complete: bool,
    writer: FindingWriter,
    /// One result.
    buffer: Vec<u8>,
}

#[derive(Serialize)]
struct Message<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultRecord<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message<'a>,
    locations: [Location<'a>; 1],
    partial_fingerprints: Fingerprints<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    logical_locations: Option<[LogicalLocation<'a>; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    name: String,
    fully_qualified_name: &'a str,
    kind: &'static str,
}

/// Never the reserved `primaryLocationLineHash`: a line holds many findings.
#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "huashu/v1")]
    huashu: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    short_description: Message<'a>,
    full_description: Message<'a>,
    help: Message<'a>,
    default_configuration: Configuration,
    properties: RuleProperties<'a>,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties<'a> {
    tags: [&'a str; 1],
    points: f64,
    fatal: bool,
    source: &'a [String],
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Message<'a>,
    descriptor: Descriptor,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location<'a>>,
}

#[derive(Serialize)]
struct Descriptor {
    id: &'static str,
}

impl Sarif {
    fn new(run: &Run) -> Self {
        Sarif {
            run: run.clone(),
            results: 0,
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
            name: finding.utterance.to_string(),
            fully_qualified_name: &place,
            kind: "utterance",
        };
        let result = ResultRecord {
            rule_id: &finding.rule.id,
            rule_index,
            level: level(finding.rule.severity),
            message: Message { text: &text },
            locations: [Location {
                physical_location: physical(&finding.location.file, Some(finding.location.line)),
                logical_locations: Some([logical]),
            }],
            partial_fingerprints: Fingerprints { huashu: &finding.fingerprint },
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
        let location =
            |file| Location { physical_location: physical(file, problem.place.line), logical_locations: None };
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
        out.write_all(b"\n],\"tool\":{\"driver\":{\"name\":\"huashu\",\"version\":")?;
        to_writer(&mut *out, &self.run.version)?;
        out.write_all(b",\"informationUri\":")?;
        to_writer(&mut *out, env!("CARGO_PKG_REPOSITORY"))?;
        out.write_all(b",\"rules\":[")?;
        for (index, info) in self.rules.iter().enumerate() {
            out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
            write_rule(out, info, self.run.language)?;
        }
        out.write_all(b"\n]}},\"properties\":{\"rulebook\":")?;
        to_writer(&mut *out, &self.run.rulebook)?;
        write!(out, "}},\"invocations\":[{{\"executionSuccessful\":{}", self.complete)?;
        write!(out, ",\"toolExecutionNotifications\":[{}]}}]}}]}}", self.notifications.join(","))?;
        out.write_all(b"\n")
    }
}

fn write_rule(out: &mut dyn io::Write, info: &RuleInfo, language: Language) -> io::Result<()> {
    let or = |text: &'_ str, other: &'_ str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
    let title = or(info.title.get(language), &info.id);
    let why = or(info.why.get(language), &title);
    let mut help = why.clone();
    for suggestion in &info.suggestions {
        help.push_str(&format!("\n→ {}", suggestion.text));
    }
    let rule = Rule {
        id: &info.id,
        short_description: Message { text: &title },
        full_description: Message { text: &why },
        help: Message { text: &help },
        default_configuration: Configuration { level: level(info.severity) },
        properties: RuleProperties {
            tags: [info.class.name()],
            points: info.points,
            fatal: info.fatal,
            source: &info.source,
        },
    };
    Ok(to_writer(out, &rule)?)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn physical(file: &str, line: Option<u64>) -> PhysicalLocation {
    PhysicalLocation {
        artifact_location: ArtifactLocation { uri: uri(file) },
        region: line.map(|line| Region { start_line: line.max(1) }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::samples::{empty, findings, printed, run};

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
    fn a_run_without_findings_has_an_empty_list() {
        let value: Value = serde_json::from_str(&empty("sarif", &run(Language::Chinese))).expect("is JSON");
        assert_eq!(value["runs"][0]["results"], Value::Array(Vec::new()));
        assert_eq!(value["runs"][0]["invocations"][0]["executionSuccessful"], true);
    }
}
