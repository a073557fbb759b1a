//! What marks say of the rules: precision, an estimate of recall, time.

use std::collections::BTreeMap;

use super::kappa::{Agreement, agreements};
use super::marks::{Mark, Marks, Settled, Verdict};
use crate::accuracy::Interval;

/// The figures of all marks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reviewed {
    /// Marks, of all reviewers.
    pub marks: u64,
    /// By rule.
    pub rules: BTreeMap<String, RuleFigures>,
    /// Conversations without findings.
    pub control: ControlFigures,
    /// Every two reviewers that marked something in common.
    pub agreements: Vec<Agreement>,
    /// Minutes for a thousand conversations, where times were given.
    pub minutes_per_thousand: Option<f64>,
}

/// Findings of one rule, as most of their reviewers see them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RuleFigures {
    /// Breaches.
    pub right: u64,
    /// None.
    pub wrong: u64,
    /// In doubt, or no verdict has more than half of the votes; they count neither way.
    pub open: u64,
    /// Findings that all of these stand for; `None` where a sheet did not say.
    pub stands_for: Option<f64>,
    /// The findings that are none.
    pub mistakes: Vec<Mark>,
}

/// Conversations without findings that people read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ControlFigures {
    /// Read, with a verdict that is not in doubt.
    pub read: u64,
    /// Those in which something was missed.
    pub with_misses: u64,
    /// What was missed, and how often: rules or words.
    pub missed: BTreeMap<String, u64>,
    /// Conversations that they stand for; `None` where a sheet did not say.
    pub stands_for: Option<f64>,
}

/// The share of breaches that is found, estimated, and between what bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recall {
    /// The estimate, from 0 to 1.
    pub estimate: f64,
    /// From both Wilson intervals together: rather too wide than too narrow.
    pub interval: Interval,
}

impl RuleFigures {
    /// Returns the findings that count.
    pub fn judged(&self) -> u64 {
        self.right + self.wrong
    }

    /// Returns the share that is right; `None` where nothing was judged.
    pub fn precision(&self) -> Option<f64> {
        (self.judged() > 0).then(|| self.right as f64 / self.judged() as f64)
    }

    /// Returns where the true precision lies, 95 times of 100.
    pub fn interval(&self) -> Option<Interval> {
        Interval::wilson(self.right, self.judged())
    }

    fn add(&mut self, more: &RuleFigures) {
        self.right += more.right;
        self.wrong += more.wrong;
        self.open += more.open;
        self.stands_for = self.stands_for.zip(more.stands_for).map(|(one, other)| one + other);
    }
}

impl Reviewed {
    /// Counts marks.
    pub fn of(marks: &Marks) -> Reviewed {
        let mut reviewed = Reviewed { agreements: agreements(marks), ..Reviewed::default() };
        for ((_, rule), votes) in marks.by_finding() {
            let fresh = RuleFigures { stands_for: Some(0.0), ..RuleFigures::default() };
            let figures = reviewed.rules.entry(rule.to_owned()).or_insert(fresh);
            match Settled::of(&votes) {
                Settled::Right => figures.right += 1,
                Settled::Open => figures.open += 1,
                Settled::Wrong => {
                    figures.wrong += 1;
                    let wrong = votes.iter().find(|mark| mark.verdict == Verdict::Wrong);
                    figures.mistakes.extend(wrong.map(|mark| Mark::clone(mark)));
                }
            }
            figures.stands_for = added(figures.stands_for, &votes);
        }
        reviewed.control = ControlFigures::of(marks);
        reviewed.marks = marks.iter().count() as u64;
        reviewed.minutes_per_thousand = minutes_per_thousand(marks);
        reviewed
    }

    /// Returns the figures of all rules together.
    pub fn all(&self) -> RuleFigures {
        let mut all = RuleFigures { stands_for: Some(0.0), ..RuleFigures::default() };
        self.rules.values().for_each(|figures| all.add(figures));
        all
    }

    /// Returns the rules with findings that are none, the worst first: those of which even the best case is bad.
    pub fn to_mend(&self) -> Vec<(&str, &RuleFigures)> {
        let wrong = self.rules.iter().filter(|(_, figures)| figures.wrong > 0);
        let mut rules: Vec<_> = wrong.map(|(rule, figures)| (rule.as_str(), figures)).collect();
        let best_case = |figures: &RuleFigures| figures.interval().map_or(1.0, |interval| interval.high);
        rules.sort_by(|a, b| best_case(a.1).total_cmp(&best_case(b.1)).then(b.1.wrong.cmp(&a.1.wrong)));
        rules
    }

    /// Estimates the share of breaches that is found: what is right of all findings, against what was missed in
    /// conversations without any. What was missed beside a finding is not seen. `None` without a control sample, or
    /// where sheets do not say what their rows stand for.
    pub fn recall(&self) -> Option<Recall> {
        let (all, control) = (self.all(), &self.control);
        let (found, precision) = (all.stands_for?, all.interval()?);
        let missed = Interval::wilson(control.with_misses, control.read)?;
        let conversations = control.stands_for?;
        let entries: u64 = control.missed.values().sum();
        let each = (entries as f64 / control.with_misses.max(1) as f64).max(1.0);
        let share = |right: f64, missed: f64| {
            let (right, missed) = (found * right, conversations * missed * each);
            (right + missed > 0.0).then(|| right / (right + missed))
        };
        let missed_share = control.with_misses as f64 / control.read as f64;
        let interval =
            Interval { low: share(precision.low, missed.high)?, high: share(precision.high, missed.low)? };
        Some(Recall { estimate: share(all.precision()?, missed_share)?, interval })
    }
}

impl ControlFigures {
    fn of(marks: &Marks) -> ControlFigures {
        let mut conversations: BTreeMap<&str, Vec<&Mark>> = BTreeMap::new();
        for mark in marks.iter().filter(|mark| mark.is_control()) {
            conversations.entry(&mark.fingerprint).or_default().push(mark);
        }
        let mut figures = ControlFigures { stands_for: Some(0.0), ..ControlFigures::default() };
        for votes in conversations.values() {
            let settled = Settled::of(votes);
            if settled == Settled::Open {
                continue;
            }
            figures.read += 1;
            figures.stands_for = added(figures.stands_for, votes);
            if settled == Settled::Wrong {
                figures.with_misses += 1;
                let mut missed: Vec<&String> = votes.iter().flat_map(|mark| &mark.missed).collect();
                missed.sort();
                missed.dedup();
                missed.into_iter().for_each(|what| *figures.missed.entry(what.clone()).or_default() += 1);
            }
        }
        figures
    }
}

/// Adds what some marks of one row stand for.
fn added(sum: Option<f64>, marks: &[&Mark]) -> Option<f64> {
    sum.zip(marks.iter().find_map(|mark| mark.stands_for)).map(|(sum, more)| sum + more)
}

fn minutes_per_thousand(marks: &Marks) -> Option<f64> {
    let mut spent: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for mark in marks.iter() {
        let Some(minutes) = mark.minutes else { continue };
        let conversation = if mark.conversation.is_empty() { &mark.fingerprint } else { &mark.conversation };
        *spent.entry((&mark.reviewer, conversation)).or_default() += minutes;
    }
    (!spent.is_empty()).then(|| spent.values().sum::<f64>() / spent.len() as f64 * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::super::tests::mark;
    use super::*;

    /// Ten findings of one rule, eight of them right, each of ten; fifty conversations of a thousand, one with a miss.
    fn sample() -> Marks {
        let mut marks = Marks::default();
        for number in 0..10 {
            let verdict = if number < 8 { Verdict::Right } else { Verdict::Wrong };
            let one = mark(&format!("f{number}"), "a/b", "甲", verdict);
            marks.add(Mark {
                stands_for: Some(10.0),
                minutes: Some(2.0),
                conversation: format!("c{number}"),
                ..one
            });
        }
        for number in 0..50 {
            let (verdict, missed) = match number {
                0 => (Verdict::Wrong, vec!["c/d".to_owned()]),
                _ => (Verdict::Right, Vec::new()),
            };
            let one = mark(&format!("k{number:02}"), "", "甲", verdict);
            marks.add(Mark { stands_for: Some(20.0), missed, ..one });
        }
        marks
    }

    #[test]
    fn precision_recall_and_time_are_counted() {
        let reviewed = Reviewed::of(&sample());
        let rule = &reviewed.rules["a/b"];
        assert_eq!((rule.right, rule.wrong, rule.open, rule.mistakes.len()), (8, 2, 0, 2));
        assert_eq!((reviewed.control.read, reviewed.control.with_misses), (50, 1));
        // 100 findings of which 80 % are right, and 2 % of 1,000 conversations with one miss: 80 of 100.
        let recall = reviewed.recall().expect("there is a control sample");
        assert!((recall.estimate - 0.8).abs() < 1e-9, "{recall:?}");
        assert!(recall.interval.low < 0.4 && recall.interval.high > 0.95, "{recall:?}");
        assert_eq!(reviewed.minutes_per_thousand, Some(2000.0));
        assert_eq!(reviewed.to_mend()[0].0, "a/b");
    }

    #[test]
    fn without_a_control_there_is_no_recall() {
        let mut marks = Marks::default();
        marks.add(mark("a", "a/b", "甲", Verdict::Right));
        assert_eq!(Reviewed::of(&marks).recall(), None);
    }

    #[test]
    fn rules_that_are_surely_bad_come_first() {
        let mut marks = Marks::default();
        marks.add(mark("z", "once/wrong", "甲", Verdict::Wrong));
        for number in 0..8 {
            marks.add(mark(&format!("f{number}"), "often/wrong", "甲", Verdict::Wrong));
        }
        let reviewed = Reviewed::of(&marks);
        assert_eq!(
            reviewed.to_mend().iter().map(|(rule, _)| *rule).collect::<Vec<_>>(),
            ["often/wrong", "once/wrong"]
        );
    }
}
