//! The arithmetic of a scorecard.

use std::collections::HashMap;
use std::sync::Arc;

use super::card::{Counting, Fatal, Method, Scorecard};
use super::result::{Addition, Deduction, GroupScore, Score};
use crate::finding::{Finding, RuleInfo};
use crate::outcome::Outcome;
use crate::text::glob;

/// A scorecard made ready for the rules of a run.
#[derive(Debug)]
pub struct Scorer {
    card: Scorecard,
    rules: Vec<RulePoints>,
    numbers: HashMap<String, usize>,
}

/// What one rule counts for.
#[derive(Debug)]
struct RulePoints {
    info: Arc<RuleInfo>,
    points: f64,
    counting: Counting,
    cap: Option<f64>,
    group: Option<usize>,
    bonus: f64,
}

/// What breaches of one rule there were.
#[derive(Debug, Default)]
struct Breached {
    findings: Vec<usize>,
    fatal: bool,
}

impl Scorer {
    /// Makes a scorecard ready for `rules`, in the order in which outcomes come.
    pub fn new<'r>(card: Scorecard, rules: impl Iterator<Item = &'r Arc<RuleInfo>>) -> Scorer {
        let rules: Vec<_> = rules.map(|info| RulePoints::new(&card, info)).collect();
        let numbers = rules.iter().enumerate().map(|(number, rule)| (rule.info.id.clone(), number)).collect();
        Scorer { card, rules, numbers }
    }

    /// Returns the scorecard.
    pub fn card(&self) -> &Scorecard {
        &self.card
    }

    /// Scores one conversation, or the part of it whose findings `counts` accepts. `outcomes` are in the order of the
    /// rules.
    pub fn score(&self, findings: &[Finding], outcomes: &[Outcome], counts: &dyn Fn(&Finding) -> bool) -> Score {
        let breached = self.breached(findings, counts);
        let mut score = Score { start: self.card.start, ..Score::default() };
        for (number, breaches) in &breached {
            let rule = &self.rules[*number];
            if breaches.fatal {
                score.fatal.push(rule.info.id.clone());
            }
            score.deductions.extend(rule.deduction(breaches));
        }
        score.additions = self.additions(outcomes, &breached);
        let is_breached = |number: usize| breached.iter().any(|(other, _)| *other == number);
        score.groups = self.groups(&score.deductions, outcomes, &is_breached);
        self.settle(&mut score, outcomes, &is_breached);
        score
    }

    /// Gathers the findings that count, by rule.
    fn breached(&self, findings: &[Finding], counts: &dyn Fn(&Finding) -> bool) -> Vec<(usize, Breached)> {
        let mut breached: Vec<(usize, Breached)> = Vec::new();
        for (index, finding) in findings.iter().enumerate() {
            if finding.confidence < self.card.min_confidence || !counts(finding) {
                continue;
            }
            let Some(&number) = self.numbers.get(&finding.rule.id) else { continue };
            let at = breached.iter().position(|(other, _)| *other == number).unwrap_or_else(|| {
                breached.push((number, Breached::default()));
                breached.len() - 1
            });
            breached[at].1.findings.push(index);
            breached[at].1.fatal |= finding.rule.fatal;
        }
        breached.sort_by_key(|(number, _)| *number);
        breached
    }

    fn additions(&self, outcomes: &[Outcome], breached: &[(usize, Breached)]) -> Vec<Addition> {
        if self.card.bonuses.is_empty() {
            return Vec::new();
        }
        let kept = |number: usize| {
            outcomes.get(number) == Some(&Outcome::Pass) && breached.iter().all(|(other, _)| *other != number)
        };
        let rules = self.rules.iter().enumerate().filter(|(number, rule)| rule.bonus != 0.0 && kept(*number));
        rules.map(|(_, rule)| Addition { rule: Arc::clone(&rule.info), points: rule.bonus }).collect()
    }

    fn groups(
        &self,
        deductions: &[Deduction],
        outcomes: &[Outcome],
        is_breached: &dyn Fn(usize) -> bool,
    ) -> Vec<GroupScore> {
        let groups = self.card.groups.iter().enumerate();
        let scored = groups.map(|(at, group)| {
            let members = || self.rules.iter().enumerate().filter(move |(_, rule)| rule.group == Some(at));
            let kept = match self.card.method {
                Method::Items => self.earned(&mut members().map(|(number, _)| number), outcomes, is_breached),
                Method::Deduct => {
                    let applied = members().any(|(number, _)| applies(outcomes, number));
                    let mine = |deduction: &&Deduction| {
                        self.numbers
                            .get(&deduction.rule.id)
                            .is_some_and(|number| self.rules[*number].group == Some(at))
                    };
                    let lost: f64 = deductions.iter().filter(mine).map(|deduction| deduction.points).sum();
                    applied.then(|| (1.0 - lost / group.weight).max(0.0))
                }
            };
            GroupScore { name: Arc::clone(&group.name), weight: group.weight, kept }
        });
        scored.collect()
    }

    /// Returns what some rules earned of what they could; `None` where none of them applied.
    fn earned(
        &self,
        numbers: &mut dyn Iterator<Item = usize>,
        outcomes: &[Outcome],
        is_breached: &dyn Fn(usize) -> bool,
    ) -> Option<f64> {
        let (mut earned, mut whole) = (0.0, 0.0);
        for number in numbers.filter(|number| applies(outcomes, *number)) {
            whole += self.rules[number].points;
            if !is_breached(number) {
                earned += self.rules[number].points;
            }
        }
        (whole > 0.0).then(|| earned / whole)
    }

    /// Sums up: groups weighed, what belongs to none of them, additions, fatal breaches, pass line, band.
    fn settle(&self, score: &mut Score, outcomes: &[Outcome], is_breached: &dyn Fn(usize) -> bool) {
        let card = &self.card;
        let applied = || score.groups.iter().filter_map(|group| Some((group.weight, group.kept?)));
        let weight: f64 = applied().map(|(weight, _)| weight).sum();
        let kept: f64 = applied().map(|(weight, kept)| weight * kept).sum();
        let ungrouped = |deduction: &&Deduction| {
            self.numbers.get(&deduction.rule.id).is_none_or(|number| self.rules[*number].group.is_none())
        };
        let lost: f64 = match card.method {
            Method::Deduct => score.deductions.iter().filter(ungrouped).map(|deduction| deduction.points).sum(),
            Method::Items => 0.0,
        };
        let share = match card.method {
            Method::Items if card.groups.is_empty() => {
                self.earned(&mut (0..self.rules.len()), outcomes, is_breached).unwrap_or(1.0)
            }
            _ if weight > 0.0 => kept / weight,
            _ => 1.0,
        };
        let added: f64 = score.additions.iter().map(|addition| addition.points).sum();
        let value = (card.start * share - lost + added).max(card.floor);
        let is_fatal = !score.fatal.is_empty();
        let value = if is_fatal && card.fatal == Fatal::Zero { card.floor } else { value };
        score.value = (value * 100.0).round() / 100.0;
        score.passed = card.pass.map(|line| score.value >= line && !is_fatal);
        let band = card.bands.iter().find(|band| score.value >= band.from).or(card.bands.last());
        score.band = band.map(|band| Arc::clone(&band.name));
    }
}

fn applies(outcomes: &[Outcome], number: usize) -> bool {
    matches!(outcomes.get(number), Some(Outcome::Pass | Outcome::Fail))
}

impl RulePoints {
    fn new(card: &Scorecard, info: &Arc<RuleInfo>) -> RulePoints {
        let mut own = RulePoints {
            info: Arc::clone(info),
            points: info.points,
            counting: card.counting,
            cap: card.cap,
            group: card.groups.iter().position(|group| group.rules.iter().any(|rule| glob(rule, &info.id))),
            bonus: card.bonuses.iter().filter(|bonus| glob(&bonus.rules, &info.id)).map(|bonus| bonus.points).sum(),
        };
        for entry in card.points.iter().filter(|entry| glob(&entry.rules, &info.id)) {
            own.points = entry.points.unwrap_or(own.points);
            own.counting = entry.counting.unwrap_or(own.counting);
            own.cap = entry.cap.or(own.cap);
        }
        own
    }

    fn deduction(&self, breaches: &Breached) -> Option<Deduction> {
        let times = match self.counting {
            Counting::Once => 1,
            Counting::PerHit => breaches.findings.len(),
        };
        let whole = self.points * times as f64;
        let points = self.cap.map_or(whole, |cap| whole.min(cap));
        let deduction = Deduction {
            rule: Arc::clone(&self.info),
            each: self.points,
            times,
            points,
            capped: points < whole,
            findings: breaches.findings.clone(),
        };
        (self.points > 0.0).then_some(deduction)
    }
}
