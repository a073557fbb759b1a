//! Findings as JSON objects, for any serializer. `finding_writer` writes the same bytes faster.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::in_language::SerializeIn;
use crate::finding::{Absence, Finding};
use crate::language::Language;
use crate::suggestion::Suggestion;
use crate::transcript::Time;

#[derive(Debug, Serialize)]
struct FindingRecord<'a> {
    rule: &'a str,
    severity: &'static str,
    class: &'static str,
    conversation: &'a str,
    utterance: usize,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_of_day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    elapsed_ms: Option<i64>,
    file: &'a str,
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'a str>,
    span: CharSpan,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    absence: Option<AbsenceRecord<'a>>,
    message: String,
    confidence: &'static str,
    grounds: Vec<&'static str>,
    suggestions: Vec<SuggestionRecord<'a>>,
    fingerprint: &'a str,
}

#[derive(Debug, Serialize)]
struct AbsenceRecord<'a> {
    searched: &'a [usize],
    nearest: Option<NearestRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct NearestRecord<'a> {
    utterance: usize,
    text: &'a str,
    phrase: &'a str,
    score: f64,
}

#[derive(Debug, Serialize)]
struct SuggestionRecord<'a> {
    text: &'a str,
    applicability: &'static str,
}

impl<'a> AbsenceRecord<'a> {
    fn new(absence: &'a Absence) -> Self {
        let nearest = absence.nearest.as_ref().map(|nearest| NearestRecord {
            utterance: nearest.utterance,
            text: &nearest.text,
            phrase: &nearest.phrase,
            score: rounded(nearest.score),
        });
        AbsenceRecord { searched: &absence.searched, nearest }
    }
}

impl<'a> SuggestionRecord<'a> {
    fn new(suggestion: &'a Suggestion) -> Self {
        SuggestionRecord { text: &suggestion.text, applicability: suggestion.applicability.name() }
    }
}

impl SerializeIn for Finding {
    fn serialize_in<S: Serializer>(&self, language: Language, serializer: S) -> Result<S::Ok, S::Error> {
        let record = FindingRecord {
            rule: &self.rule.id,
            severity: self.rule.severity.name(),
            class: self.rule.class.name(),
            conversation: &self.location.conversation,
            utterance: self.utterance,
            role: self.role.name(),
            agent: self.agent.as_deref(),
            time: self.time.and_then(Time::rfc3339),
            time_of_day: self.time.filter(|time| matches!(time, Time::Dateless { .. })).and_then(Time::time_of_day),
            elapsed_ms: self.time.and_then(Time::elapsed),
            file: &self.location.file,
            line: self.location.line,
            cell: self.location.cell.as_deref(),
            span: CharSpan::of(self),
            text: self.matched(),
            anchor: self.anchor,
            absence: self.absence.as_ref().map(AbsenceRecord::new),
            message: self.headline(language),
            confidence: self.confidence.name(),
            grounds: self.grounds.iter().map(|ground| ground.name()).collect(),
            suggestions: self.rule.suggestions.iter().map(SuggestionRecord::new).collect(),
            fingerprint: &self.fingerprint,
        };
        record.serialize(serializer)
    }
}

/// Returns a score with three decimals.
pub(super) fn rounded(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

/// A finding's span in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct CharSpan {
    /// Characters of the utterance before the span.
    pub start: usize,
    /// Characters before its end.
    pub end: usize,
}

impl CharSpan {
    /// Counts the span of one finding.
    pub fn of(finding: &Finding) -> Self {
        CharSpan::after(finding, 0, 0)
    }

    /// Counts a span from a byte before it, before which there are so many characters.
    fn after(finding: &Finding, from: usize, before: usize) -> Self {
        let count = |from: usize, to: usize| finding.text.get(from..to).map_or(0, |part| part.chars().count());
        let start = before + count(from, finding.span.start);
        CharSpan { start, end: start + count(finding.span.start, finding.span.end) }
    }
}

/// Counts the spans of findings in Unicode scalar values.
///
/// Findings in one utterance are counted from one another: a long text with many findings is walked once, not once
/// for each of them.
pub fn char_spans(findings: &[Finding]) -> impl Iterator<Item = (&Finding, CharSpan)> {
    let mut known: Option<(&Finding, CharSpan)> = None;
    findings.iter().map(move |finding| {
        let span = match known {
            Some((other, span)) if follows(other, finding) => {
                CharSpan::after(finding, other.span.start, span.start)
            }
            _ => CharSpan::of(finding),
        };
        known = Some((finding, span));
        (finding, span)
    })
}

/// Returns whether a finding stands in the same utterance as another one, at the same place or later.
fn follows(other: &Finding, finding: &Finding) -> bool {
    Arc::ptr_eq(&other.text, &finding.text) && other.span.start <= finding.span.start
}
