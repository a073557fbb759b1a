//! Conversations, findings and utterances as the page reads them: arrays, for names of fields would be half of the page.
//!
//! The order of fields is a promise between this file and `script/data.js`.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use crate::parts::display::around;
use crate::parts::labels;
use huashu_model::confidence::Confidence;
use huashu_model::evaluation::Evaluation;
use huashu_model::finding::{Absence, ContextLine, Finding, RuleInfo, Severity};
use huashu_model::language::Language;
use huashu_model::score::Score;
use huashu_model::summary::Outcome;
use huashu_model::text::Span;
use huashu_model::transcript::{Role, Time};

/// Characters of an utterance that the list of findings shows on either side of the words found.
const REACH: usize = 60;

/// Rules that could not be judged, as far as one conversation lists them.
const MOST_UNJUDGED: usize = 40;

/// A struct that is written as the array of its fields.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default)]
        pub(super) struct $name<'a> {
            $($(#[$field_doc])* pub(super) $field: $type,)*
        }

        impl Serialize for $name<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut row = serializer.serialize_seq(None)?;
                $(row.serialize_element(&self.$field)?;)*
                row.end()
            }
        }
    };
}

row! {
    /// One conversation.
    ConversationRow {
        id: &'a str,
        /// Number of its file.
        file: usize,
        line: u64,
        /// Numbers of its agents.
        agents: Vec<usize>,
        customer: Option<&'a str>,
        group: Option<&'a str>,
        channel: Option<&'a str>,
        time: Option<String>,
        score: f64,
        band: Option<&'a str>,
        passed: Option<bool>,
        /// Numbers of the fatal rules that were breached.
        fatal: Vec<usize>,
        /// Rule, points of a breach, breaches that count, points taken off, whether a cap made it less.
        deductions: Vec<(usize, f64, usize, f64, bool)>,
        /// Rule, points added.
        additions: Vec<(usize, f64)>,
        /// Name, weight, share kept.
        groups: Vec<(&'a str, f64, Option<f64>)>,
        /// Numbers of rules that could not be judged.
        unjudged: Vec<usize>,
        utterances: usize,
        /// Errors, warnings, hints.
        counts: [u64; 3],
    }
}

row! {
    /// One finding.
    FindingRow {
        rule: usize,
        conversation: u64,
        agent: Option<usize>,
        utterance: usize,
        time: Option<String>,
        /// Where the words found begin in the utterance, in UTF-16 units.
        start: usize,
        end: usize,
        /// The utterance, or the part of it around the words found.
        quote: &'a str,
        /// Where the words found begin in the quotation, in UTF-16 units.
        from: usize,
        to: usize,
        /// Empty where the rule's title says it all.
        message: String,
        /// Points taken off; `None` where the scorecard does not count it.
        taken: Option<f64>,
        /// 0 for certain, 1 for likely, 2 for possible.
        confidence: usize,
        /// Why it is less than certain.
        grounds: String,
        absence: Option<AbsenceRow<'a>>,
        anchor: Option<usize>,
        fingerprint: &'a str,
    }
}

row! {
    /// Where something was sought and not found.
    AbsenceRow {
        searched: &'a [usize],
        /// Utterance, words, the wording they came near to, likeness.
        nearest: Option<(usize, &'a str, &'a str, f64)>,
    }
}

row! {
    /// One utterance.
    UtteranceRow {
        /// Number of the role in [`Role::ALL`].
        role: usize,
        speaker: Option<&'a str>,
        time: Option<String>,
        text: &'a str,
    }
}

impl<'a> ConversationRow<'a> {
    pub(super) fn new(
        evaluation: &'a Evaluation,
        rules: &mut Rules,
        agents: &mut Names,
        files: &mut Names,
    ) -> ConversationRow<'a> {
        let Evaluation { location, score, .. } = evaluation;
        let mut counts = [0; 3];
        for finding in &evaluation.findings {
            counts[severity(finding.rule.severity)] += 1;
        }
        ConversationRow {
            id: &location.conversation,
            file: files.number(&location.file),
            line: location.line,
            agents: evaluation.agents.iter().map(|agent| agents.number(&agent.key)).collect(),
            customer: evaluation.customer.as_deref(),
            group: evaluation.group.as_deref(),
            channel: evaluation.channel.as_deref(),
            time: evaluation.began.map(Time::spreadsheet),
            score: score.value,
            band: score.band.as_deref(),
            passed: score.passed,
            fatal: score.fatal.iter().filter_map(|id| rules.known(id)).collect(),
            deductions: score
                .deductions
                .iter()
                .map(|one| (rules.number(&one.rule), one.each, one.times, one.points, one.capped))
                .collect(),
            additions: score.additions.iter().map(|one| (rules.number(&one.rule), one.points)).collect(),
            groups: score.groups.iter().map(|one| (&*one.name, one.weight, one.kept)).collect(),
            unjudged: unjudged(&evaluation.outcomes),
            utterances: evaluation.utterances,
            counts,
        }
    }
}

/// Returns the numbers of rules that could not be judged; outcomes come in the order of the run's rules.
fn unjudged(outcomes: &[Outcome]) -> Vec<usize> {
    let numbered = outcomes.iter().enumerate();
    let unjudged = numbered.filter(|(_, outcome)| matches!(outcome, Outcome::NotCheckable(_)));
    unjudged.map(|(number, _)| number).take(MOST_UNJUDGED).collect()
}

impl<'a> FindingRow<'a> {
    /// Makes the row of a finding; whose it is and what it takes off is for the caller to say.
    pub(super) fn new(finding: &'a Finding, language: Language) -> FindingRow<'a> {
        let text: &str = &finding.text;
        let start = text.floor_char_boundary(finding.span.start.min(text.len()));
        let end = text.floor_char_boundary(finding.span.end.clamp(start, text.len()));
        let part = around(text, Span::new(start, end), REACH);
        let shown_end = end.min(part.end);
        let is_plain = finding.message.get(language).is_empty();
        let is_certain = finding.confidence == Confidence::Certain;
        FindingRow {
            utterance: finding.utterance,
            time: finding.time.map(Time::spreadsheet),
            start: utf16(&text[..start]),
            end: utf16(&text[..end]),
            quote: &text[part.start..part.end],
            from: utf16(&text[part.start..start]),
            to: utf16(&text[part.start..shown_end]),
            message: if is_plain { String::new() } else { finding.headline(language) },
            confidence: Confidence::ALL.iter().position(|one| *one == finding.confidence).unwrap_or_default(),
            grounds: if is_certain { String::new() } else { labels::grounds(&finding.grounds, language) },
            absence: finding.absence.as_ref().map(AbsenceRow::new),
            anchor: finding.anchor,
            fingerprint: &finding.fingerprint,
            ..FindingRow::default()
        }
    }
}

impl<'a> AbsenceRow<'a> {
    fn new(absence: &'a Absence) -> AbsenceRow<'a> {
        let nearest = absence.nearest.as_ref();
        AbsenceRow {
            searched: &absence.searched,
            nearest: nearest.map(|near| (near.utterance, near.text.as_str(), near.phrase.as_str(), near.score)),
        }
    }
}

impl<'a> UtteranceRow<'a> {
    pub(super) fn new(line: &'a ContextLine) -> UtteranceRow<'a> {
        UtteranceRow {
            role: Role::ALL.iter().position(|role| *role == line.role).unwrap_or(Role::ALL.len() - 1),
            speaker: line.speaker.as_deref(),
            time: line.time.map(Time::short),
            text: &line.text,
        }
    }
}

/// Returns what each of so many findings took off the score; `None` where the scorecard does not count it.
pub(super) fn taken(score: &Score, findings: usize) -> Vec<Option<f64>> {
    let mut taken = vec![None; findings];
    for deduction in &score.deductions {
        for (place, index) in deduction.findings.iter().enumerate() {
            if let Some(own) = taken.get_mut(*index) {
                *own = Some(if place < deduction.times { deduction.each } else { 0.0 });
            }
        }
    }
    taken
}

/// Returns 0 for an error, 1 for a warning, 2 for a hint.
pub(super) fn severity(severity: Severity) -> usize {
    Severity::ALL.iter().position(|one| *one == severity).unwrap_or(Severity::ALL.len() - 1)
}

fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Names that are told by number, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, usize>,
}

impl Names {
    /// Returns the number of a name, which is new or known.
    pub(super) fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let name: Arc<str> = Arc::from(name);
        self.names.push(Arc::clone(&name));
        self.numbers.insert(name, self.names.len() - 1);
        self.names.len() - 1
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.numbers.contains_key(name)
    }

    pub(super) fn all(&self) -> &[Arc<str>] {
        &self.names
    }
}

/// The rules of the run, told by number: the order of outcomes, then those that only findings name.
#[derive(Debug)]
pub(super) struct Rules {
    infos: Vec<Arc<RuleInfo>>,
    numbers: HashMap<String, usize>,
}

impl Rules {
    pub(super) fn new(rules: &[Arc<RuleInfo>]) -> Rules {
        let numbers = rules.iter().enumerate().map(|(number, rule)| (rule.id.clone(), number)).collect();
        Rules { infos: rules.to_vec(), numbers }
    }

    /// Returns the number of a rule, which is new or known.
    pub(super) fn number(&mut self, rule: &Arc<RuleInfo>) -> usize {
        if let Some(number) = self.numbers.get(&rule.id) {
            return *number;
        }
        self.infos.push(Arc::clone(rule));
        self.numbers.insert(rule.id.clone(), self.infos.len() - 1);
        self.infos.len() - 1
    }

    /// Returns the number of a rule that is known.
    pub(super) fn known(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    pub(super) fn all(&self) -> &[Arc<RuleInfo>] {
        &self.infos
    }
}
