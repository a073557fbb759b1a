//! Sets of small numbers, one bit each.

use std::cell::Cell;

use smallvec::SmallVec;

/// A set of numbers below a limit given when it is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BitSet(SmallVec<[u64; 16]>);

/// Numbers to be added to sets, as few words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mask(Box<[(u32, u64)]>);

impl BitSet {
    /// Makes an empty set for numbers below `limit`.
    pub(crate) fn new(limit: usize) -> Self {
        BitSet(SmallVec::from_elem(0, limit.div_ceil(64)))
    }

    /// Empties the set and makes room for numbers below `limit`.
    pub(crate) fn clear_for(&mut self, limit: usize) {
        self.0.clear();
        self.0.resize(limit.div_ceil(64), 0);
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

    /// Adds the numbers of a mask.
    pub(crate) fn add(&mut self, mask: &Mask) {
        for (at, bits) in &mask.0 {
            if let Some(word) = self.0.get_mut(*at as usize) {
                *word |= bits;
            }
        }
    }

    /// Returns whether a number of the mask is in the set.
    pub(crate) fn intersects(&self, mask: &Mask) -> bool {
        mask.0.iter().any(|(at, bits)| self.0.get(*at as usize).is_some_and(|word| word & bits != 0))
    }

    /// Returns whether a number is in the set.
    pub(crate) fn contains(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Returns the numbers that are in both sets, in order.
    pub(crate) fn common(&self, other: &BitSet) -> impl Iterator<Item = u32> {
        (0u32..).zip(self.0.iter().zip(&other.0)).flat_map(|(at, (word, other))| {
            let mut left = word & other;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

/// Sets in rows, side by side in memory. While they are read, numbers can be taken out.
#[derive(Debug, Default)]
pub(crate) struct BitRows {
    /// Words of a row.
    width: usize,
    words: Vec<Cell<u64>>,
}

impl BitRows {
    /// Makes so many empty rows of sets for numbers below `limit`, and room for more.
    pub(crate) fn new(limit: usize, rows: usize, more: usize) -> Self {
        let width = limit.div_ceil(64);
        let mut words = Vec::with_capacity(width * (rows + more));
        words.resize(width * rows, Cell::new(0));
        BitRows { width, words }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, set: &BitSet) {
        self.words.extend(set.0.iter().map(|word| Cell::new(*word)));
    }

    /// Adds every number of a set to a row.
    pub(crate) fn join(&mut self, row: usize, set: &BitSet) {
        for (word, more) in self.words[row * self.width..].iter_mut().zip(&set.0) {
            *word.get_mut() |= more;
        }
    }

    /// Returns whether a number is in a row.
    pub(crate) fn contains(&self, row: usize, number: u32) -> bool {
        self.words[row * self.width + number as usize / 64].get() >> (number % 64) & 1 == 1
    }

    /// Takes a number out of a row.
    pub(crate) fn remove(&self, row: usize, number: u32) {
        let word = &self.words[row * self.width + number as usize / 64];
        word.set(word.get() & !(1 << (number % 64)));
    }
}

impl Mask {
    /// Makes the mask of some numbers.
    pub(crate) fn new(mut numbers: Vec<u32>) -> Self {
        numbers.sort_unstable();
        let words = numbers.chunk_by(|a, b| a / 64 == b / 64);
        Mask(
            words
                .map(|word| (word[0] / 64, word.iter().fold(0, |bits, number| bits | 1 << (number % 64))))
                .collect(),
        )
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
            removed in 0u32..200,
        ) {
            let mut set = BitSet::new(200);
            set.add(&Mask::new(numbers.clone()));
            set.remove(removed);
            let expected: BTreeSet<u32> = numbers.into_iter().filter(|number| *number != removed).collect();
            prop_assert_eq!(set.common(&set).collect::<Vec<_>>(), expected.iter().copied().collect::<Vec<_>>());
            prop_assert!((0..200).all(|number| set.contains(number) == expected.contains(&number)));
        }
    }
}
