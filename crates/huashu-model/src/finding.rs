//! Findings: what was breached, where, why, and what to say instead.
//!
//! A finding carries everything a report needs, so that renderers read
//! findings and nothing else. It knows no rulebook and no output format.

use std::sync::Arc;

use crate::confidence::{Confidence, Ground};
use crate::fix::Fix;
use crate::language::{Bilingual, Language};
use crate::suggestion::Suggestion;
use crate::text::Span;
use crate::transcript::{Role, Time};

/// A reported breach. It always has a place.
///
/// ```
/// use std::sync::Arc;
///
/// use huashu_model::finding::{Class, Finding, Location, RuleInfo, Severity};
/// use huashu_model::confidence::Confidence;
/// use huashu_model::language::{Bilingual, Language};
/// use huashu_model::text::Span;
/// use huashu_model::transcript::Role;
///
/// let rule = RuleInfo {
///     id: "attitude/dont-know".to_owned(),
///     severity: Severity::Error,
///     class: Class::Customer,
///     points: 5.0,
///     fatal: false,
///     title: Bilingual { zh: Some("不以「不知道」作答".to_owned()), en: None },
///     why: Bilingual::default(),
///     source: Vec::new(),
///     suggestions: Vec::new(),
///     confidence: Confidence::Certain,
/// };
/// let location = Location { file: "a.jsonl".into(), line: 1, conversation: "c1".into(), cell: None };
/// let finding = Finding::new(Arc::new(rule), location, 1, Role::Agent, "我不知道", Span::new(3, 12));
/// assert_eq!(finding.matched(), "不知道");
/// assert_eq!(finding.headline(Language::Chinese), "不以「不知道」作答");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// What was breached; shared by all findings of one rule.
    pub rule: Arc<RuleInfo>,
    /// What this finding says in particular; empty where the rule's title says it all.
    pub message: Bilingual,
    /// Where the conversation's record stands.
    pub location: Location,
    /// The utterance concerned, counting from 0; for an absence, where the element belonged.
    pub utterance: usize,
    /// The message's own identifier, where the log gives one and somebody asked for it.
    pub message_id: Option<Arc<str>>,
    /// Who spoke there.
    pub role: Role,
    /// The agent's job number, else the name, where the log gives one.
    pub agent: Option<String>,
    /// When it was said.
    pub time: Option<Time>,
    /// Byte range in the utterance's text; the whole text for an absence.
    pub span: Span,
    /// The utterance's text, exactly as logged; shared by all findings in it.
    pub text: Arc<str>,
    /// The utterance that raised the demand (a hold, the customer's thanks), counting from 0.
    pub anchor: Option<usize>,
    /// Set when something that had to be said was not.
    pub absence: Option<Absence>,
    /// How sure the finding is.
    pub confidence: Confidence,
    /// What its confidence rests on.
    pub grounds: Vec<Ground>,
    /// Utterances around, for `--context`; empty unless asked for. Sorted by index, without the finding's own.
    pub context: Vec<ContextLine>,
    /// Stable name of this finding: the same rule, conversation and words give the same one on every run. 16 hex digits.
    pub fingerprint: String,
    /// The change of the file that mends it, where somebody found its exact place; shared by all findings that it mends.
    pub fix: Option<Arc<Fix>>,
}

impl Finding {
    /// Makes a finding of which nothing is known but its rule, its place and the words that are a breach to the letter.
    pub fn new(
        rule: Arc<RuleInfo>,
        location: Location,
        utterance: usize,
        role: Role,
        text: impl Into<Arc<str>>,
        span: Span,
    ) -> Self {
        Finding {
            rule,
            message: Bilingual::default(),
            location,
            utterance,
            message_id: None,
            role,
            agent: None,
            time: None,
            span,
            text: text.into(),
            anchor: None,
            absence: None,
            confidence: Confidence::Certain,
            grounds: vec![Ground::ExactPhrase],
            context: Vec::new(),
            fingerprint: String::new(),
            fix: None,
        }
    }

    /// Returns the words that were found; for an absence, the utterance where the element belonged.
    pub fn matched(&self) -> &str {
        self.text.get(self.span.start..self.span.end).unwrap_or_default()
    }

    /// Returns what was breached: the rule's title, the finding's own words, or both.
    pub fn headline(&self, language: Language) -> String {
        let title = self.rule.title.get(language);
        let message = self.message.get(language);
        let colon = language.pick("：", ": ");
        match (title.is_empty(), message.is_empty()) {
            (true, true) => self.rule.id.clone(),
            (true, false) => message.to_owned(),
            (false, true) => title.to_owned(),
            (false, false) if message.starts_with(title) => message.to_owned(),
            (false, false) => format!("{title}{colon}{message}"),
        }
    }
}

/// Where a conversation's record stands, shared by its findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Path as the user gave it, `-` for standard input.
    pub file: Arc<str>,
    /// Line of the record (of the utterance, where it has its own); counts from 1.
    pub line: u64,
    /// The conversation's identifier, or `#N` (the line of its record) where the log gives none.
    pub conversation: Arc<str>,
    /// The cell of a sheet that holds the text, such as `C12`, in a library that is a workbook.
    pub cell: Option<Arc<str>>,
}

impl Location {
    /// Returns where the record stands as people read it: `a.csv:12`, or `话术.xlsx!开场白!C12` in a workbook.
    pub fn place(&self) -> String {
        match &self.cell {
            Some(cell) => format!("{}!{cell}", self.file),
            None => format!("{}:{}", self.file, self.line),
        }
    }
}

/// What findings say about their rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleInfo {
    /// Identifier such as `attitude/dont-know`.
    pub id: String,
    /// How much it matters for the exit status.
    pub severity: Severity,
    /// Whom a breach harms.
    pub class: Class,
    /// Points taken off by a breach.
    pub points: f64,
    /// A breach zeroes the score.
    pub fatal: bool,
    /// What must (not) be done, in a few words.
    pub title: Bilingual,
    /// Why, in a sentence or two.
    pub why: Bilingual,
    /// Where the norm stands.
    pub source: Vec<String>,
    /// What to say instead.
    pub suggestions: Vec<Suggestion>,
    /// How sure its findings are at most.
    pub confidence: Confidence,
}

/// How much a finding matters for the exit status.
///
/// ```
/// use huashu_model::finding::Severity;
///
/// assert!(Severity::Error > Severity::Warning && Severity::Warning > Severity::Info);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Advice.
    Info,
    /// Should be mended.
    Warning,
    /// Must not happen.
    Error,
}

impl Severity {
    /// Every severity, the gravest first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

    /// Returns the name used in files and findings.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Whom a breach harms: the trade's classes of critical errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Class {
    /// Critical to the customer (客户致命).
    Customer,
    /// Critical to the business (业务致命).
    Business,
    /// Critical to compliance (合规致命).
    Compliance,
    /// Not critical (非致命).
    #[default]
    Minor,
}

impl Class {
    /// Every class.
    pub const ALL: [Class; 4] = [Class::Customer, Class::Business, Class::Compliance, Class::Minor];

    /// Returns the name used in files and findings.
    pub fn name(self) -> &'static str {
        match self {
            Class::Customer => "customer",
            Class::Business => "business",
            Class::Compliance => "compliance",
            Class::Minor => "minor",
        }
    }
}

/// Evidence that something was not said.
#[derive(Debug, Clone, PartialEq)]
pub struct Absence {
    /// Utterances in which it was sought, counting from 0; the first [`Absence::MOST_SEARCHED`] of them.
    pub searched: Vec<usize>,
    /// What came nearest, where anything came near.
    pub nearest: Option<Nearest>,
}

impl Absence {
    /// Utterances named as searched. More than any real window holds; without a limit the evidence of many absences in
    /// one endless conversation would grow with the square of its length.
    pub const MOST_SEARCHED: usize = 256;

    /// Makes the evidence of an absence.
    pub fn new(searched: impl Iterator<Item = usize>, nearest: Option<Nearest>) -> Self {
        Absence { searched: searched.take(Absence::MOST_SEARCHED).collect(), nearest }
    }
}

/// The nearest miss of a required element.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// The utterance, counting from 0.
    pub utterance: usize,
    /// The words of it that came nearest.
    pub text: String,
    /// The wording they came near to.
    pub phrase: String,
    /// Likeness from 0 to 1: Dice coefficient of character bigrams.
    pub score: f64,
}

/// An utterance shown beside a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct ContextLine {
    /// The utterance, counting from 0.
    pub utterance: usize,
    /// Who spoke.
    pub role: Role,
    /// The speaker's name or job number.
    pub speaker: Option<String>,
    /// When.
    pub time: Option<Time>,
    /// The text, exactly as logged.
    pub text: Arc<str>,
}
