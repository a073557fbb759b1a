//! What one conversation came to, as one JSON object: for programs that hand over a conversation and wait for the answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::escape::to_writer;
use super::finding::char_spans;
use super::finding_writer::FindingWriter;
use super::in_language::InLanguage;
use crate::evaluation::Evaluation;
use crate::finding::RuleInfo;
use crate::language::{Language, Message};
use crate::outcome::Outcome;
use crate::problem::Problem;
use crate::score::Score;

/// Writes what conversations came to, each as one object on one line.
#[derive(Debug)]
pub struct ResultWriter {
    language: Language,
    /// The rules of the run, in the order of the outcomes.
    rules: Vec<Arc<RuleInfo>>,
    findings: FindingWriter,
}

/// What was noted while a conversation was read: told in its result, where there is anything to tell.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadingNotes<'n> {
    /// Trouble with the record.
    pub problems: &'n [Problem],
    /// Remarks about how it was read.
    pub remarks: &'n [Message],
    /// What was left out of it, by a stable reason such as `private-note`.
    pub skipped: Option<&'n BTreeMap<&'static str, u64>>,
    /// Too little was understood for a score to mean anything; `null` takes its place.
    pub withholds_score: bool,
}

/// The rules of each outcome.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct OutcomesRecord<'r> {
    pass: Vec<&'r str>,
    fail: Vec<&'r str>,
    not_applicable: Vec<&'r str>,
    /// With the reason.
    not_checkable: BTreeMap<&'r str, &'static str>,
}

#[derive(Debug, Serialize)]
struct ScoreRecord<'s> {
    value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    passed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    band: Option<&'s str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    fatal: &'s [String],
}

impl ResultWriter {
    /// Makes a writer for a run of some rules, in the order in which outcomes name them.
    pub fn new(rules: Vec<Arc<RuleInfo>>, language: Language) -> ResultWriter {
        ResultWriter { language, rules, findings: FindingWriter::new(language) }
    }

    /// Appends what a conversation came to; `id` is what the log calls it.
    pub fn write(&mut self, out: &mut Vec<u8>, id: Option<&str>, evaluation: &Evaluation, notes: ReadingNotes<'_>) {
        out.push(b'{');
        field(out, "id", &id);
        out.extend_from_slice(b",\"findings\":[");
        for (number, (finding, span)) in char_spans(&evaluation.findings).enumerate() {
            if number > 0 {
                out.push(b',');
            }
            self.findings.write(out, finding, span);
        }
        out.extend_from_slice(b"],");
        field(out, "outcomes", &self.outcomes(&evaluation.outcomes));
        out.push(b',');
        field(out, "score", &(!notes.withholds_score).then(|| ScoreRecord::new(&evaluation.score)));
        self.notes(out, notes);
        out.push(b'}');
    }

    /// Appends why a record has no result.
    pub fn write_error(&self, out: &mut Vec<u8>, error: &Problem, notes: ReadingNotes<'_>) {
        out.push(b'{');
        field(out, "error", &InLanguage(error, self.language));
        self.notes(out, notes);
        out.push(b'}');
    }

    fn outcomes(&self, outcomes: &[Outcome]) -> OutcomesRecord<'_> {
        let mut record = OutcomesRecord::default();
        for (rule, outcome) in self.rules.iter().zip(outcomes) {
            match outcome {
                Outcome::Pass => record.pass.push(&rule.id),
                Outcome::Fail => record.fail.push(&rule.id),
                Outcome::NotApplicable => record.not_applicable.push(&rule.id),
                Outcome::NotCheckable(reason) => {
                    record.not_checkable.insert(&rule.id, reason);
                }
            }
        }
        record
    }

    fn notes(&self, out: &mut Vec<u8>, notes: ReadingNotes<'_>) {
        if !notes.problems.is_empty() {
            out.push(b',');
            field(out, "problems", &InLanguage(notes.problems, self.language));
        }
        if let Some(skipped) = notes.skipped.filter(|skipped| !skipped.is_empty()) {
            out.push(b',');
            field(out, "skipped", skipped);
        }
        if !notes.remarks.is_empty() {
            let remarks: Vec<&str> = notes.remarks.iter().map(|remark| remark.get(self.language)).collect();
            out.push(b',');
            field(out, "remarks", &remarks);
        }
    }
}

impl<'s> ScoreRecord<'s> {
    fn new(score: &'s Score) -> ScoreRecord<'s> {
        ScoreRecord { value: score.value, passed: score.passed, band: score.band.as_deref(), fatal: &score.fatal }
    }
}

/// Appends a key and its value; neither texts nor numbers can fail, nor memory.
fn field<T: Serialize + ?Sized>(out: &mut Vec<u8>, key: &str, value: &T) {
    out.push(b'"');
    out.extend_from_slice(key.as_bytes());
    out.extend_from_slice(b"\":");
    let _ = to_writer(out, value);
}
