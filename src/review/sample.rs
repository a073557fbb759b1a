//! Which findings and conversations people are given to judge: the same for the same seed.
//!
//! Each finding draws a lot from the seed, its rule and its fingerprint, and the lowest lots are taken, so that neither
//! the order of the files nor the number of threads decides. Of each stratum no more is kept than may be wanted.

use std::collections::BTreeMap;
use std::hash::Hasher;

use siphasher::sip::SipHasher13;

use huashu_model::evaluation::Evaluation;
use huashu_model::finding::{ContextLine, Finding, Location};

/// How many findings are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// So many in all, the strata alike.
    Number(usize),
    /// This part of each stratum, rounded up.
    Ratio(f64),
}

/// What findings are divided by before they are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stratum {
    /// The agent.
    Agent,
    /// The rule.
    Rule,
    /// The band of the conversation's score, or else whether it passed.
    Band,
    /// How sure the finding is.
    Confidence,
}

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampling {
    /// The same seed draws the same.
    pub seed: u64,
    /// How many findings.
    pub size: Size,
    /// What they are divided by.
    pub by: Option<Stratum>,
    /// How many conversations without findings.
    pub control: usize,
}

/// Something that was drawn.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// How many there are for each that was drawn.
    pub stands_for: f64,
    /// What it is.
    pub what: DrawnWhat,
    /// Its place in the run.
    at: (u64, usize),
}

/// What was drawn.
#[derive(Debug, Clone)]
pub enum DrawnWhat {
    /// A finding, with what was said around it.
    Finding(Box<Finding>),
    /// A conversation without findings.
    Control(Location, Option<String>, Vec<ContextLine>),
}

/// Draws while conversations pass by.
#[derive(Debug)]
pub struct Sampler {
    sampling: Sampling,
    strata: BTreeMap<String, Lots<Box<Finding>>>,
    controls: Lots<(Location, Option<String>, Vec<ContextLine>)>,
    conversations: u64,
}

/// The lowest lots of a stratum.
#[derive(Debug)]
struct Lots<T> {
    kept: BTreeMap<(u64, String), Lot<T>>,
    met: u64,
}

#[derive(Debug)]
struct Lot<T> {
    at: (u64, usize),
    what: T,
}

impl<T> Default for Lots<T> {
    fn default() -> Self {
        Lots { kept: BTreeMap::new(), met: 0 }
    }
}

impl<T> Lots<T> {
    /// Takes a lot where it is among the `most` lowest.
    fn take(&mut self, lot: u64, name: String, at: (u64, usize), most: usize, what: impl FnOnce() -> T) {
        self.met += 1;
        let is_low = self.kept.len() < most || self.kept.last_key_value().is_some_and(|(last, _)| lot < last.0);
        if !is_low || self.kept.contains_key(&(lot, name.clone())) {
            return;
        }
        self.kept.insert((lot, name), Lot { at, what: what() });
        if self.kept.len() > most {
            self.kept.pop_last();
        }
    }

    /// Returns the `count` lowest, and how many there are for each.
    fn drawn(self, count: usize) -> impl Iterator<Item = (f64, Lot<T>)> {
        let count = count.min(self.kept.len());
        let stands_for = if count == 0 { 0.0 } else { self.met as f64 / count as f64 };
        self.kept.into_values().take(count).map(move |lot| (stands_for, lot))
    }
}

impl Sampler {
    /// Begins to draw.
    pub fn new(sampling: Sampling) -> Sampler {
        Sampler { sampling, strata: BTreeMap::new(), controls: Lots::default(), conversations: 0 }
    }

    /// Looks at what one conversation came to.
    pub fn take(&mut self, evaluation: &Evaluation) {
        let number = self.conversations;
        self.conversations += 1;
        if evaluation.findings.is_empty() {
            let name = control_name(&evaluation.location);
            let lot = self.lot(&[&name]);
            let agent = evaluation.agents.first().map(|agent| agent.key.to_string());
            let whole = || (evaluation.location.clone(), agent, evaluation.transcript.clone());
            self.controls.take(lot, name, (number, 0), self.sampling.control, whole);
            return;
        }
        let most = match self.sampling.size {
            Size::Number(number) => number,
            Size::Ratio(_) => usize::MAX,
        };
        for (index, finding) in evaluation.findings.iter().enumerate() {
            let lot = self.lot(&[&finding.rule.id, &finding.fingerprint]);
            let lots = self.strata.entry(self.stratum(evaluation, finding)).or_default();
            lots.take(lot, finding.fingerprint.clone(), (number, index), most, || Box::new(finding.clone()));
        }
    }

    /// Returns how many findings, and how many conversations without any, there were to draw from.
    pub fn met(&self) -> (u64, u64) {
        (self.strata.values().map(|lots| lots.met).sum(), self.controls.met)
    }

    /// Returns what was drawn in the order of the run, findings before conversations without any.
    pub fn finish(self) -> Vec<Drawn> {
        let sizes: Vec<u64> = self.strata.values().map(|lots| lots.met).collect();
        let shares = match self.sampling.size {
            Size::Number(number) => shared_out(number, &sizes),
            Size::Ratio(ratio) => sizes.iter().map(|size| (*size as f64 * ratio).ceil() as usize).collect(),
        };
        let mut findings: Vec<Drawn> = Vec::new();
        for (lots, share) in self.strata.into_values().zip(shares) {
            let drawn = lots.drawn(share);
            findings.extend(drawn.map(|(stands_for, lot)| Drawn {
                stands_for,
                what: DrawnWhat::Finding(lot.what),
                at: lot.at,
            }));
        }
        findings.sort_by_key(|drawn| drawn.at);
        let controls = self.controls.drawn(self.sampling.control).map(|(stands_for, lot)| {
            let (location, agent, lines) = lot.what;
            Drawn { stands_for, what: DrawnWhat::Control(location, agent, lines), at: lot.at }
        });
        let mut controls: Vec<Drawn> = controls.collect();
        controls.sort_by_key(|drawn| drawn.at);
        findings.extend(controls);
        findings
    }

    fn lot(&self, parts: &[&str]) -> u64 {
        let mut hasher = SipHasher13::new_with_keys(self.sampling.seed, 0);
        for part in parts {
            hasher.write(part.as_bytes());
            hasher.write_u8(0xff);
        }
        hasher.finish()
    }

    fn stratum(&self, evaluation: &Evaluation, finding: &Finding) -> String {
        let passed = |passed: Option<bool>| match passed {
            Some(true) => "passed",
            Some(false) => "failed",
            None => "",
        };
        match self.sampling.by {
            None => String::new(),
            Some(Stratum::Agent) => finding.agent.clone().unwrap_or_default(),
            Some(Stratum::Rule) => finding.rule.id.clone(),
            Some(Stratum::Confidence) => finding.confidence.name().to_owned(),
            Some(Stratum::Band) => {
                let score = &evaluation.score;
                score.band.as_deref().unwrap_or(passed(score.passed)).to_owned()
            }
        }
    }
}

/// Names a conversation without findings, as fingerprints name findings.
pub(super) fn control_name(location: &Location) -> String {
    let mut hasher = SipHasher13::new();
    for part in [&*location.conversation, &*location.file] {
        hasher.write(part.as_bytes());
        hasher.write_u8(0xff);
    }
    format!("{:016x}", hasher.finish())
}

/// Shares a number out among strata alike; what a small one cannot take goes to the larger ones.
fn shared_out(number: usize, sizes: &[u64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|at| (sizes[*at], *at));
    let (mut left, mut shares) = (number, vec![0; sizes.len()]);
    for (done, at) in order.iter().enumerate() {
        let share = left / (sizes.len() - done);
        shares[*at] = share.min(usize::try_from(sizes[*at]).unwrap_or(usize::MAX));
        left -= shares[*at];
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shared_out_alike() {
        assert_eq!(shared_out(10, &[100, 2, 100]), [4, 2, 4]);
        assert_eq!(shared_out(10, &[1, 1]), [1, 1]);
        assert_eq!(shared_out(3, &[9, 9, 9, 9, 9]).iter().sum::<usize>(), 3);
        assert_eq!(shared_out(3, &[]), Vec::<usize>::new());
    }

    #[test]
    fn the_lowest_lots_are_kept_whatever_their_order() {
        let names = [(5, "e"), (1, "a"), (3, "c"), (2, "b"), (4, "d")];
        let kept = |order: &mut dyn Iterator<Item = &(u64, &'static str)>| {
            let mut lots = Lots::default();
            order.for_each(|(lot, name)| lots.take(*lot, (*name).to_owned(), (0, 0), 3, || *name));
            lots.drawn(2).map(|(stands_for, lot)| (stands_for, lot.what)).collect::<Vec<_>>()
        };
        assert_eq!(kept(&mut names.iter()), [(2.5, "a"), (2.5, "b")]);
        assert_eq!(kept(&mut names.iter().rev()), kept(&mut names.iter()));
    }
}
