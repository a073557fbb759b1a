//! The figures of a measurement: counts by rule, and every mistake with its place.

use std::collections::BTreeMap;

/// What a label judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// An utterance: does it breach the rule?
    Utterance,
    /// A conversation: is an element that is required once missing?
    Element,
    /// An utterance that calls for an element: is it missing?
    Anchored,
}

impl Level {
    /// Every level, in the order of reports.
    pub const ALL: [Level; 3] = [Level::Utterance, Level::Element, Level::Anchored];

    /// Returns the name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Level::Utterance => "utterances",
            Level::Element => "elements",
            Level::Anchored => "anchored",
        }
    }
}

/// Counts of one rule. A breach, or a missing element, is what is to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Found, and labelled so.
    pub right: u64,
    /// Found, and labelled otherwise.
    pub false_alarms: u64,
    /// Labelled, and not found.
    pub missed: u64,
    /// Neither found nor labelled; counted only for elements, where every conversation has a verdict.
    pub kept: u64,
}

impl Counts {
    /// Returns the part of the findings that is right; `None` where nothing was found.
    pub fn precision(&self) -> Option<f64> {
        ratio(self.right, self.right + self.false_alarms)
    }

    /// Returns the part of the labelled breaches that is found; `None` where none is labelled.
    pub fn recall(&self) -> Option<f64> {
        ratio(self.right, self.right + self.missed)
    }

    /// Returns where the true precision lies, 95 times of 100; `None` where nothing was found.
    pub fn precision_interval(&self) -> Option<Interval> {
        Interval::wilson(self.right, self.right + self.false_alarms)
    }

    /// Returns where the true recall lies, 95 times of 100; `None` where no breach is labelled.
    pub fn recall_interval(&self) -> Option<Interval> {
        Interval::wilson(self.right, self.right + self.missed)
    }

    /// Returns the part of all verdicts that is right; `None` where there are none.
    pub fn accuracy(&self) -> Option<f64> {
        ratio(self.agreed(), self.judged())
    }

    /// Returns the number of verdicts that findings agree with.
    pub fn agreed(&self) -> u64 {
        self.right + self.kept
    }

    /// Returns the number of verdicts.
    pub fn judged(&self) -> u64 {
        self.agreed() + self.false_alarms + self.missed
    }

    /// Adds the counts of another rule.
    pub fn add(&mut self, more: &Counts) {
        self.right += more.right;
        self.false_alarms += more.false_alarms;
        self.missed += more.missed;
        self.kept += more.kept;
    }
}

/// Counts stay far below 2^53, where the conversion is exact.
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Where a proportion lies that was estimated from some of its cases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end, from 0 to 1.
    pub low: f64,
    /// The upper end, from 0 to 1.
    pub high: f64,
}

impl Interval {
    /// Returns the 95 % interval of `part` cases of `whole` after Wilson (1927), which stays inside 0 to 1 and says
    /// something even of three cases; `None` where there are no cases.
    pub fn wilson(part: u64, whole: u64) -> Option<Interval> {
        const Z: f64 = 1.959_964;
        let share = ratio(part, whole)?;
        let n = whole as f64;
        let scale = 1.0 + Z * Z / n;
        let centre = (share + Z * Z / (2.0 * n)) / scale;
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt() / scale;
        Some(Interval { low: (centre - half).max(0.0), high: (centre + half).min(1.0) })
    }
}

/// The figures of one level.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// Labels that were compared.
    pub rows: u64,
    /// By rule; rules without a breach, found or labelled, have no entry (elements: without a verdict).
    pub rules: BTreeMap<String, Counts>,
}

impl Figures {
    /// Returns the sum over all rules.
    pub fn all(&self) -> Counts {
        let mut all = Counts::default();
        self.rules.values().for_each(|counts| all.add(counts));
        all
    }

    pub(super) fn of(&mut self, rule: &str) -> &mut Counts {
        self.rules.entry(rule.to_owned()).or_default()
    }
}

/// Which way findings and labels differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MistakeKind {
    /// Found, and labelled otherwise.
    FalseAlarm,
    /// Labelled, and not found.
    Missed,
}

impl MistakeKind {
    /// Returns the name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            MistakeKind::FalseAlarm => "false-alarm",
            MistakeKind::Missed => "missed",
        }
    }
}

/// One difference between findings and labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What the label judges.
    pub level: Level,
    /// Which way they differ.
    pub kind: MistakeKind,
    /// The rule.
    pub rule: String,
    /// The log file's name without folders and extensions.
    pub source: String,
    /// The conversation.
    pub conversation: String,
    /// The utterance, counting from 0; none for an element that was missed.
    pub utterance: Option<usize>,
    /// Its text, exactly as logged.
    pub text: Option<String>,
    /// The words that were found, where something was found in this text.
    pub words: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_wilsons() {
        // Worked by hand from the formula.
        for (part, whole, low, high) in
            [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (8, 10, 0.4902, 0.9433), (95, 100, 0.8882, 0.9785)]
        {
            let interval = Interval::wilson(part, whole).expect("there are cases");
            assert!(
                (interval.low - low).abs() < 5e-5 && (interval.high - high).abs() < 5e-5,
                "{part} of {whole}: {interval:?}"
            );
        }
        assert_eq!(Interval::wilson(0, 0), None);
    }
}
