//! Scores added up: of a run, an agent, a group, a day.

use std::collections::BTreeMap;

use super::result::Score;
use super::scorer::Scorer;
use crate::finding::{Class, Finding, Severity};

/// Scores and breaches of many conversations.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    /// Conversations scored.
    pub conversations: u64,
    /// Conversations that reached the pass line.
    pub passed: u64,
    /// The sum of the scores in hundredths, which are as fine as a score is: whole numbers come to the same in any order.
    hundredths: i64,
    /// The lowest score.
    pub lowest: Option<f64>,
    /// Conversations with a fatal breach.
    pub fatal: u64,
    /// Conversations with a finding of a critical class above `info`, by class.
    pub critical: BTreeMap<Class, u64>,
    /// Findings that are not critical: of the class `minor`, or of the severity `info`.
    pub minor: u64,
    /// Findings by severity.
    pub findings: BTreeMap<Severity, u64>,
}

impl Tally {
    /// Adds one conversation, or one agent's part of it.
    pub fn add<'f>(&mut self, score: &Score, findings: impl Iterator<Item = &'f Finding>) {
        self.conversations += 1;
        self.passed += u64::from(score.passed == Some(true));
        self.hundredths += (score.value * 100.0).round() as i64;
        self.lowest = Some(self.lowest.map_or(score.value, |lowest| lowest.min(score.value)));
        self.fatal += u64::from(!score.fatal.is_empty());
        let mut met: Vec<Class> = Vec::new();
        for finding in findings {
            *self.findings.entry(finding.rule.severity).or_default() += 1;
            match finding.rule.class {
                // Advice is critical to nobody, whomever it concerns.
                _ if finding.rule.severity == Severity::Info => self.minor += 1,
                Class::Minor => self.minor += 1,
                class if !met.contains(&class) => met.push(class),
                _ => {}
            }
        }
        met.into_iter().for_each(|class| *self.critical.entry(class).or_default() += 1);
    }

    /// Adds what other conversations came to.
    pub fn merge(&mut self, more: &Tally) {
        self.conversations += more.conversations;
        self.passed += more.passed;
        self.hundredths += more.hundredths;
        self.lowest = [self.lowest, more.lowest].into_iter().flatten().reduce(f64::min);
        self.fatal += more.fatal;
        more.critical.iter().for_each(|(class, count)| *self.critical.entry(*class).or_default() += count);
        self.minor += more.minor;
        more.findings.iter().for_each(|(severity, count)| *self.findings.entry(*severity).or_default() += count);
    }

    /// Returns the mean score; `None` of no conversation.
    pub fn mean(&self) -> Option<f64> {
        (self.conversations > 0).then(|| self.hundredths as f64 / 100.0 / self.conversations as f64)
    }

    /// Returns the share of conversations that reached the pass line, from 0 to 1; `None` of no conversation.
    pub fn pass_rate(&self) -> Option<f64> {
        self.share(self.passed)
    }

    /// Returns the accuracy of a critical class (客户、业务、合规致命准确率): the share of conversations without a finding
    /// of it, from 0 to 1.
    pub fn accuracy(&self, class: Class) -> Option<f64> {
        let breached = self.critical.get(&class).copied().unwrap_or_default();
        self.share(self.conversations - breached.min(self.conversations))
    }

    /// Returns findings that are not critical, per conversation.
    pub fn minor_per_conversation(&self) -> Option<f64> {
        self.share(self.minor)
    }

    fn share(&self, count: u64) -> Option<f64> {
        (self.conversations > 0).then(|| count as f64 / self.conversations as f64)
    }
}

/// The scores of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// What the scorecard starts from.
    pub start: f64,
    /// The pass line.
    pub pass: Option<f64>,
    /// All conversations.
    pub all: Tally,
    /// Conversations by band, the highest first: name, least score, conversations.
    pub bands: Vec<(String, f64, u64)>,
    /// Conversations by tenths of the start, from the lowest; the last holds the full score and what is above.
    pub tenths: [u64; 11],
    /// By the group (技能组) of the conversation, where the log names one.
    pub groups: BTreeMap<String, Tally>,
    /// By the day on which the conversation began, as `yyyy-mm-dd`, where the log has dates.
    pub days: BTreeMap<String, Tally>,
    /// By the hour of the day, 0 to 23, where the log has times; empty where it has none.
    pub hours: Vec<Hour>,
}

/// One hour of the day, over all days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hour {
    /// What agents said in it.
    pub utterances: u64,
    /// Findings in it.
    pub findings: u64,
}

impl Figures {
    /// Makes figures of nothing yet.
    pub fn new(scorer: &Scorer) -> Figures {
        let card = scorer.card();
        let bands = card.bands.iter().map(|band| (band.name.to_string(), band.from, 0)).collect();
        Figures { start: card.start, pass: card.pass, bands, ..Figures::default() }
    }

    /// Adds a conversation.
    pub fn add(&mut self, score: &Score, findings: &[Finding], group: Option<&str>, day: Option<String>) {
        self.all.add(score, findings.iter());
        if let Some(band) = self.bands.iter_mut().find(|(name, ..)| score.band.as_deref() == Some(name.as_str())) {
            band.2 += 1;
        }
        let tenth = if self.start > 0.0 { (score.value / self.start * 10.0).clamp(0.0, 10.0) } else { 10.0 };
        self.tenths[tenth as usize] += 1;
        if let Some(group) = group {
            self.groups.entry(group.to_owned()).or_default().add(score, findings.iter());
        }
        if let Some(day) = day {
            self.days.entry(day).or_default().add(score, findings.iter());
        }
    }

    /// Adds the figures of other conversations of the same scorecard.
    pub fn merge(&mut self, more: &Figures) {
        self.all.merge(&more.all);
        for (band, more) in self.bands.iter_mut().zip(&more.bands) {
            band.2 += more.2;
        }
        for (tenth, more) in self.tenths.iter_mut().zip(more.tenths) {
            *tenth += more;
        }
        more.groups.iter().for_each(|(name, tally)| self.groups.entry(name.clone()).or_default().merge(tally));
        more.days.iter().for_each(|(day, tally)| self.days.entry(day.clone()).or_default().merge(tally));
        for (hour, more) in more.hours.iter().enumerate() {
            self.add_hour(hour, more.utterances, more.findings);
        }
    }

    /// Adds to an hour of the day, 0 to 23.
    pub fn add_hour(&mut self, hour: usize, utterances: u64, findings: u64) {
        self.hours.resize(24, Hour::default());
        if let Some(known) = self.hours.get_mut(hour) {
            known.utterances += utterances;
            known.findings += findings;
        }
    }
}
