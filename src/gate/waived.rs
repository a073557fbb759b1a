//! Findings that rulebooks waive, and waivers that no longer hold.

use std::cell::Cell;

use jiff::civil::Date;

use huashu_model::finding::{Finding, RuleInfo};
use huashu_model::problem::Problem;
use huashu_model::text::glob;
use huashu_rulebook::{Diagnostics, Sources, Waiver};

/// The waivers of the rulebooks in force.
#[derive(Debug, Default)]
pub struct Waivers {
    waivers: Vec<Held>,
    sources: Sources,
}

/// A waiver, and what became of it.
#[derive(Debug)]
struct Held {
    waiver: Waiver,
    expired: bool,
    /// Whether a rule that it is about is in force.
    applies: bool,
    used: Cell<bool>,
}

impl Waivers {
    /// Takes the waivers of a rulebook as they hold `today`; `rules` are those in force.
    pub fn new<'r>(
        waivers: &[Waiver],
        sources: &Sources,
        rules: impl Iterator<Item = &'r std::sync::Arc<RuleInfo>>,
        today: Date,
    ) -> Waivers {
        let rules: Vec<_> = rules.collect();
        let held = |waiver: &Waiver| Held {
            expired: waiver.has_expired(today),
            applies: waiver.rule.as_deref().is_none_or(|rule| rules.iter().any(|info| glob(rule, &info.id))),
            waiver: waiver.clone(),
            used: Cell::new(false),
        };
        Waivers { waivers: waivers.iter().map(held).collect(), sources: sources.clone() }
    }

    /// Returns whether nothing is waived.
    pub fn is_empty(&self) -> bool {
        self.waivers.is_empty()
    }

    /// Returns whether a finding is waived; every waiver that is about it has been of use.
    pub fn covers(&self, finding: &Finding) -> bool {
        let holding = self.waivers.iter().filter(|held| !held.expired && held.waiver.is_about(finding));
        holding.map(|held| held.used.set(true)).count() > 0
    }

    /// Returns a problem for each waiver that has expired, and for each that nothing needed.
    pub fn leftovers(&self) -> Vec<Problem> {
        let mut sink = Diagnostics { sources: self.sources.clone(), ..Diagnostics::default() };
        for held in &self.waivers {
            let (place, reason) = (held.waiver.place, &held.waiver.reason);
            if let (true, Some(until)) = (held.expired, held.waiver.until) {
                let message = huashu_model::message!(
                    "豁免「{reason}」到 {until} 已经过期，没有起作用",
                    "the waiver “{reason}” expired on {until} and was not applied"
                );
                let help = huashu_model::message!("删去它；还要用就改 until", "remove it, or set a later `until`");
                sink.warning("waiver/expired", place, message).help = Some(help);
            } else if held.applies && !held.used.get() {
                let message =
                    huashu_model::message!("豁免「{reason}」没有用到", "the waiver “{reason}” is not needed");
                let help = huashu_model::message!(
                    "这些记录里没有它说的发现；不再需要就删去",
                    "nothing in these logs is waived by it; remove it when it is no longer wanted"
                );
                sink.warning("waiver/unused", place, message).help = Some(help);
            }
        }
        sink.problems
    }
}
