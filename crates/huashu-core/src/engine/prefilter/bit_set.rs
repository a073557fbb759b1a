//! Sets of small numbers, one bit each.

/// A set of numbers below a limit given when it is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BitSet(Vec<u64>);

impl BitSet {
    /// Makes an empty set for numbers below `limit`.
    pub(crate) fn new(limit: usize) -> Self {
        BitSet(vec![0; limit.div_ceil(64)])
    }

    /// Makes the set the same as another, in the memory that it has.
    pub(crate) fn copy_from(&mut self, other: &BitSet) {
        self.0.clone_from(&other.0);
    }

    /// Adds a number.
    pub(crate) fn insert(&mut self, number: u32) {
        if let Some(word) = self.0.get_mut(number as usize / 64) {
            *word |= 1 << (number % 64);
        }
    }

    /// Takes a number out.
    pub(crate) fn remove(&mut self, number: u32) {
        if let Some(word) = self.0.get_mut(number as usize / 64) {
            *word &= !(1 << (number % 64));
        }
    }

    /// Adds the numbers of another set of the same limit.
    pub(crate) fn join(&mut self, other: &BitSet) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, more)| *word |= more);
    }

    /// Returns whether a number is in the set.
    pub(crate) fn contains(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_set_contains_what_was_put_in(
            numbers in prop::collection::vec(0u32..200, 0..40),
            more in prop::collection::vec(0u32..200, 0..40),
            removed in 0u32..200,
        ) {
            let (mut set, mut other) = (BitSet::new(200), BitSet::new(200));
            numbers.iter().for_each(|number| set.insert(*number));
            more.iter().for_each(|number| other.insert(*number));
            set.join(&other);
            set.remove(removed);
            let expected: BTreeSet<u32> = numbers.into_iter().chain(more).filter(|number| *number != removed).collect();
            prop_assert!((0..200).all(|number| set.contains(number) == expected.contains(&number)));
            other.copy_from(&set);
            prop_assert_eq!(other, set);
        }
    }
}
