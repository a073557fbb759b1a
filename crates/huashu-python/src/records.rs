//! What was found, on its way to Python: the JSON that everybody relies on, and what it leaves out.

use huashu_core::{Draft, Linter};
use huashu_model::evaluation::Evaluation;
use huashu_model::finding::Finding;
use huashu_model::json::{FindingWriter, InLanguage, char_spans, to_string};
use huashu_model::language::Language;
use huashu_model::score::Score;
use huashu_model::suggestion::Suggestion;
use huashu_model::summary::Outcome;
use huashu_rulebook::{Rule, Rulebook, Sources};
use pyo3::prelude::*;
use serde::Serialize;

/// A finding as `huashu._types.Finding` takes it apart: its JSON as `huashu check --format jsonl` writes it, the whole
/// text of the utterance, and the span in bytes of that.
pub(crate) type FindingRecord = (String, String, (usize, usize));

/// Makes records of findings in one language.
pub(crate) struct FindingRecords {
    writer: FindingWriter,
}

impl FindingRecords {
    pub(crate) fn new(language: Language) -> FindingRecords {
        FindingRecords { writer: FindingWriter::new(language) }
    }

    pub(crate) fn of(&mut self, findings: &[Finding]) -> Vec<FindingRecord> {
        let record = |(finding, span): (&Finding, _)| {
            let mut json = Vec::new();
            self.writer.write(&mut json, finding, span);
            // The writer copies texts whole; there is nothing to be lost.
            let json = String::from_utf8_lossy(&json).into_owned();
            (json, finding.text.to_string(), (finding.span.start, finding.span.end))
        };
        char_spans(findings).map(record).collect()
    }
}

/// What a rule came to: id, outcome, and why it could not be judged.
type OutcomeRecord = (String, &'static str, Option<&'static str>);

/// A conversation as `huashu._types.Evaluation` takes it.
#[derive(Debug, IntoPyObject)]
pub(crate) struct EvaluationRecord {
    conversation: String,
    file: String,
    line: u64,
    utterances: usize,
    findings: Vec<FindingRecord>,
    outcomes: Vec<OutcomeRecord>,
    score: ScoreRecord,
}

#[derive(Debug, IntoPyObject)]
struct ScoreRecord {
    value: f64,
    start: f64,
    fatal: Vec<String>,
    passed: Option<bool>,
    band: Option<String>,
}

impl From<&Score> for ScoreRecord {
    fn from(score: &Score) -> ScoreRecord {
        ScoreRecord {
            value: score.value,
            start: score.start,
            fatal: score.fatal.clone(),
            passed: score.passed,
            band: score.band.as_deref().map(str::to_owned),
        }
    }
}

impl EvaluationRecord {
    pub(crate) fn new(evaluation: &Evaluation, linter: &Linter, findings: &mut FindingRecords) -> EvaluationRecord {
        let outcome = |(rule, outcome): (&huashu_core::RuleInfo, &Outcome)| {
            let reason = match outcome {
                Outcome::NotCheckable(reason) => Some(*reason),
                Outcome::Pass | Outcome::Fail | Outcome::NotApplicable => None,
            };
            (rule.id.clone(), outcome.name(), reason)
        };
        EvaluationRecord {
            conversation: evaluation.location.conversation.to_string(),
            file: evaluation.location.file.to_string(),
            line: evaluation.location.line,
            utterances: evaluation.utterances,
            findings: findings.of(&evaluation.findings),
            outcomes: linter.rules().zip(&evaluation.outcomes).map(outcome).collect(),
            score: ScoreRecord::from(&evaluation.score),
        }
    }
}

/// A draft as `huashu._types.Draft` takes it.
#[derive(Debug, IntoPyObject)]
pub(crate) struct DraftRecord {
    json: String,
    findings: Vec<FindingRecord>,
    left: Vec<FindingRecord>,
}

impl DraftRecord {
    pub(crate) fn new(draft: &Draft, language: Language) -> DraftRecord {
        let mut records = FindingRecords::new(language);
        DraftRecord {
            // Texts, numbers and truth values: writing them cannot fail.
            json: to_string(&InLanguage(draft, language)).unwrap_or_default(),
            findings: records.of(&draft.findings),
            left: records.of(&draft.left),
        }
    }
}

/// A rule as `huashu._types.Rule` takes it.
#[derive(Debug, Serialize)]
struct RuleRecord<'r> {
    id: &'r str,
    kind: &'static str,
    severity: &'static str,
    class: &'static str,
    points: f64,
    fatal: bool,
    title: &'r str,
    why: &'r str,
    source: &'r [String],
    suggestions: Vec<SuggestionRecord<'r>>,
    confidence: &'static str,
    about_one_utterance: bool,
    file: &'r str,
    line: u64,
}

#[derive(Debug, Serialize)]
struct SuggestionRecord<'r> {
    text: &'r str,
    applicability: &'static str,
}

impl<'r> SuggestionRecord<'r> {
    fn new(suggestion: &'r Suggestion) -> Self {
        SuggestionRecord { text: &suggestion.text, applicability: suggestion.applicability.name() }
    }
}

/// Returns the rules in force as JSON objects.
pub(crate) fn rules(rulebook: &Rulebook, sources: &Sources, linter: &Linter, language: Language) -> Vec<String> {
    let record = |rule: &Rule| {
        let info = &rule.info;
        let record = RuleRecord {
            id: &info.id,
            kind: rule.kind.name,
            severity: info.severity.name(),
            class: info.class.name(),
            points: info.points,
            fatal: info.fatal,
            title: info.title.get(language),
            why: info.why.get(language),
            source: &info.source,
            suggestions: info.suggestions.iter().map(SuggestionRecord::new).collect(),
            confidence: info.confidence.name(),
            about_one_utterance: rule.body.is_about_one_utterance(),
            file: sources.name(rule.place.source),
            line: sources.line(rule.place),
        };
        to_string(&record).unwrap_or_default()
    };
    let is_in_force = |rule: &&Rule| linter.rule(&rule.info.id).is_some();
    rulebook.rules.iter().filter(is_in_force).map(record).collect()
}
