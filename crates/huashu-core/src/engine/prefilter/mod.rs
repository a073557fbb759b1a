//! Which matchers a text may concern, told by the literals it holds.
//!
//! Every expression comes with its requirements: sets of literals, one of each
//! of which stands wherever it matches. A matcher is asked about a text only
//! when one of its requirements is met there, so that what cannot concern a
//! text costs it next to nothing. Knows no texts, only numbers of literals.

pub(crate) mod bit_set;
pub(crate) mod literal;
pub(crate) mod required_literals;
pub(crate) mod requirements;

use smallvec::SmallVec;

use bit_set::{BitSet, Mask};
use literal::Literal;
use requirements::{LiteralSetId, RequirementId, Requirements};

/// From the literals of a text to the matchers that may hit it.
#[derive(Debug, Default)]
pub(crate) struct Prefilter {
    /// For each literal, the sets it is in.
    sets_of: Vec<Mask>,
    /// The sets that are the rarest of some requirement.
    rarest_sets: BitSet,
    /// For each set, the requirements of which it is the rarest.
    by_rarest_set: Vec<Box<[Remaining]>>,
    /// For each requirement, the matchers it triggers.
    triggered: Vec<Mask>,
}

/// Memory to work in, and what was found last.
#[derive(Debug, Default)]
pub(crate) struct PrefilterScratch {
    /// The sets of which the text holds a literal.
    met_sets: BitSet,
    /// The rarest sets of the requirements that are met.
    rarest_sets: BitSet,
}

/// A requirement but for its rarest set.
#[derive(Debug)]
struct Remaining {
    requirement: RequirementId,
    sets: SmallVec<[LiteralSetId; 4]>,
}

impl Prefilter {
    /// Makes the filter of so many literals; `triggered` gives the matchers of each requirement, in order.
    pub(crate) fn new(known: &Requirements, literals: usize, triggered: Vec<Vec<u32>>) -> Prefilter {
        let mut sets_of = vec![Vec::new(); literals];
        for (number, set) in (0u32..).zip(&known.sets) {
            set.iter().for_each(|literal| sets_of[*literal as usize].push(number));
        }
        let mut rarest_sets = BitSet::new(known.sets.len());
        let mut by_rarest_set: Vec<Vec<Remaining>> = known.sets.iter().map(|_| Vec::new()).collect();
        for (requirement, sets) in (0u32..).zip(&known.requirements) {
            rarest_sets.insert(sets[0]);
            let remaining = Remaining { requirement, sets: SmallVec::from_slice(&sets[1..]) };
            by_rarest_set[sets[0] as usize].push(remaining);
        }
        Prefilter {
            sets_of: sets_of.into_iter().map(Mask::new).collect(),
            rarest_sets,
            by_rarest_set: by_rarest_set.into_iter().map(Vec::into_boxed_slice).collect(),
            triggered: triggered.into_iter().map(Mask::new).collect(),
        }
    }

    /// Returns the requirements that a text meets which holds some literals, sorted.
    pub(crate) fn met(
        &self,
        literals: impl Iterator<Item = Literal>,
        scratch: &mut PrefilterScratch,
    ) -> Box<[RequirementId]> {
        let PrefilterScratch { met_sets, rarest_sets } = scratch;
        met_sets.clear_for(self.by_rarest_set.len());
        rarest_sets.clear_for(self.by_rarest_set.len());
        literals.for_each(|literal| met_sets.add(&self.sets_of[literal as usize]));
        let mut met: SmallVec<[RequirementId; 64]> = SmallVec::new();
        for rarest in met_sets.common(&self.rarest_sets) {
            let before = met.len();
            let remaining = self.by_rarest_set[rarest as usize].iter();
            let is_met = |remaining: &&Remaining| remaining.sets.iter().all(|set| met_sets.contains(*set));
            met.extend(remaining.filter(is_met).map(|remaining| remaining.requirement));
            if met.len() > before {
                rarest_sets.insert(rarest);
            }
        }
        met.sort_unstable();
        met.as_slice().into()
    }

    /// Returns whether a literal is in the rarest set of a requirement found met last: of a text only these need be known.
    pub(crate) fn is_rarest_of_met(&self, literal: Literal, scratch: &PrefilterScratch) -> bool {
        scratch.rarest_sets.intersects(&self.sets_of[literal as usize])
    }

    /// Returns the matchers that a requirement triggers.
    pub(crate) fn triggered_by(&self, requirement: RequirementId) -> &Mask {
        &self.triggered[requirement as usize]
    }
}
