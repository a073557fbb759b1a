//! The objects of SARIF as they are written.

use serde::Serialize;

use crate::parts::display::{cut, one_line, uri};
use huashu_model::confidence::Confidence;
use huashu_model::finding::{RuleInfo, Severity};
use huashu_model::fix::Fix;
use huashu_model::language::Language;
use huashu_model::suggestion::Applicability;

/// Characters of a rule's descriptions: code scanning takes no more than 1024.
const LONGEST_DESCRIPTION: usize = 1000;

#[derive(Serialize)]
pub(super) struct Message<'a> {
    pub text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultRecord<'a> {
    pub rule_id: &'a str,
    pub rule_index: usize,
    pub level: &'static str,
    pub message: Message<'a>,
    pub locations: [Location<'a>; 1],
    pub partial_fingerprints: Fingerprints<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixes: Option<[FixRecord<'a>; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'a> {
    pub physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logical_locations: Option<[LogicalLocation<'a>; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Line>,
}

impl PhysicalLocation {
    pub(super) fn new(file: &str, line: Option<u64>) -> Self {
        PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(file) },
            region: line.map(|line| Line { start_line: line.max(1) }),
        }
    }
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    start_line: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogicalLocation<'a> {
    pub name: String,
    pub fully_qualified_name: &'a str,
    pub kind: &'static str,
}

/// Never the reserved `primaryLocationLineHash`: a line holds many findings.
#[derive(Serialize)]
pub(super) struct Fingerprints<'a> {
    #[serde(rename = "huashu/v1")]
    pub huashu: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FixRecord<'a> {
    description: Message<'static>,
    artifact_changes: [ArtifactChange<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: ArtifactLocation,
    replacements: [Replacement<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Message<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
    start_column: u64,
    end_line: u64,
    end_column: u64,
}

impl<'a> FixRecord<'a> {
    pub(super) fn new(file: &str, fix: &'a Fix, language: Language) -> Self {
        let description = match fix.applicability {
            Applicability::Safe => language.pick("huashu fix 会这样改", "as `huashu fix` would put it"),
            Applicability::Review | Applicability::Advice => language.pick(
                "huashu fix --unsafe 会这样改，改后请人看一眼",
                "as `huashu fix --unsafe` would put it; a person should read it",
            ),
        };
        let deleted_region = Region {
            start_line: fix.start.line,
            start_column: fix.start.column,
            end_line: fix.end.line,
            end_column: fix.end.column,
        };
        FixRecord {
            description: Message { text: description },
            artifact_changes: [ArtifactChange {
                artifact_location: ArtifactLocation { uri: uri(file) },
                replacements: [Replacement { deleted_region, inserted_content: Message { text: &fix.text } }],
            }],
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule<'a> {
    id: &'a str,
    short_description: OwnedMessage,
    full_description: OwnedMessage,
    help: Help,
    default_configuration: Configuration,
    properties: RuleProperties<'a>,
}

#[derive(Serialize)]
struct OwnedMessage {
    text: String,
}

/// Code scanning shows the Markdown where there is any.
#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties<'a> {
    tags: [&'a str; 2],
    /// How often its findings are right, in the words of code scanning.
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    problem_severity: &'static str,
    points: f64,
    fatal: bool,
    source: &'a [String],
}

impl<'a> Rule<'a> {
    pub(super) fn new(info: &'a RuleInfo, language: Language) -> Self {
        let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
        let title = or(info.title.get(language), &info.id);
        let why = or(info.why.get(language), &title);
        let description = |text: &str| OwnedMessage { text: cut(text, LONGEST_DESCRIPTION).into_owned() };
        Rule {
            id: &info.id,
            short_description: description(&title),
            full_description: description(&why),
            help: help(info, &title, &why, language),
            default_configuration: Configuration { level: level(info.severity) },
            properties: RuleProperties {
                // Tags are no more than ten: code scanning leaves out the others.
                tags: ["customer-service", info.class.name()],
                precision: precision(info.confidence),
                problem_severity: problem_severity(info.severity),
                points: info.points,
                fatal: info.fatal,
                source: &info.source,
            },
        }
    }
}

fn help(info: &RuleInfo, title: &str, why: &str, language: Language) -> Help {
    let mut text = why.to_owned();
    let mut markdown = format!("**{}**\n\n{}\n", escaped(title), escaped(why));
    if !info.suggestions.is_empty() {
        markdown.push_str(language.pick("\n可以这样说：\n\n", "\nSay instead:\n\n"));
    }
    for suggestion in &info.suggestions {
        text.push_str(&format!("\n→ {}", suggestion.text));
        markdown.push_str(&format!("- {}\n", escaped(&suggestion.text)));
    }
    if !info.source.is_empty() {
        let label = language.pick("来源：", "Source: ");
        markdown.push_str(&format!("\n{label}{}\n", escaped(&info.source.join(language.pick("；", "; ")))));
    }
    Help { text, markdown }
}

fn escaped(text: &str) -> String {
    crate::parts::markdown::text(&one_line(text))
}

#[derive(Serialize)]
pub(super) struct Notification<'a> {
    pub level: &'static str,
    pub message: Message<'a>,
    pub descriptor: Descriptor,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location<'a>>,
}

#[derive(Serialize)]
pub(super) struct Descriptor {
    pub id: &'static str,
}

pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn problem_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    }
}

fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Certain => "very-high",
        Confidence::Likely => "high",
        Confidence::Possible => "medium",
    }
}
