//! A set of matchers, one bit each.

use super::program::MatcherId;

/// A set of matchers of one program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct MatcherSet(Box<[u64]>);

impl MatcherSet {
    /// Makes an empty set for a program of so many matchers.
    pub(super) fn new(matchers: usize) -> Self {
        MatcherSet(vec![0; matchers.div_ceil(64)].into())
    }

    /// Adds a matcher by its number.
    pub(super) fn insert(&mut self, number: u32) {
        if let Some(word) = self.0.get_mut(number as usize / 64) {
            *word |= 1 << (number % 64);
        }
    }

    /// Takes a matcher out.
    pub(super) fn remove(&mut self, id: MatcherId) {
        if let Some(word) = self.0.get_mut(id.0 as usize / 64) {
            *word &= !(1 << (id.0 % 64));
        }
    }

    /// Adds every matcher of another set.
    pub(super) fn join(&mut self, other: &MatcherSet) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    /// Returns whether a matcher is in the set.
    pub(super) fn holds(&self, id: MatcherId) -> bool {
        self.0.get(id.0 as usize / 64).is_some_and(|word| word >> (id.0 % 64) & 1 == 1)
    }
}
