//! Which characters a text holds, in a few words of memory.

/// The characters of a text, roughly: one may be taken for another, none is missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct CharacterSet([u64; WORDS]);

/// Few enough to be copied, enough for a text of usual length to be told from another.
const WORDS: usize = 16;

impl CharacterSet {
    /// Returns the characters of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut set = CharacterSet::default();
        text.chars().for_each(|c| set.insert(c));
        set
    }

    /// Adds a character.
    pub(crate) fn insert(&mut self, c: char) {
        let Place(place) = Place::of(c);
        self.0[usize::from(place / 64)] |= 1 << (place % 64);
    }

    /// Returns whether a character is in the set.
    pub(crate) fn holds(&self, c: char) -> bool {
        self.has(Place::of(c))
    }

    /// Returns whether a character of some place is in the set.
    pub(crate) fn has(&self, Place(place): Place) -> bool {
        self.0[usize::from(place / 64)] >> (place % 64) & 1 == 1
    }

    /// Adds the characters of another set.
    pub(crate) fn join(&mut self, other: &CharacterSet) {
        self.0.iter_mut().zip(other.0).for_each(|(word, more)| *word |= more);
    }

    /// Returns whether the sets have a character in common.
    pub(crate) fn meets(&self, other: &CharacterSet) -> bool {
        self.0.iter().zip(other.0).any(|(word, other)| word & other != 0)
    }
}

/// Many characters, less roughly than a [`CharacterSet`]: one may be taken for another, none is missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CharacterTable(Box<[u64; 64]>);

impl Default for CharacterTable {
    fn default() -> Self {
        CharacterTable(Box::new([0; 64]))
    }
}

impl FromIterator<char> for CharacterTable {
    fn from_iter<I: IntoIterator<Item = char>>(characters: I) -> Self {
        let mut table = CharacterTable::default();
        for c in characters {
            let low = c as usize % 4096;
            table.0[low / 64] |= 1 << (low % 64);
        }
        table
    }
}

impl CharacterTable {
    /// Returns whether a character may be among them.
    pub(crate) fn may_hold(&self, c: char) -> bool {
        let low = c as usize % 4096;
        self.0[low / 64] >> (low % 64) & 1 == 1
    }
}

/// Where a character stands in a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place(u16);

impl Place {
    /// The high bits of a product are well mixed (Fibonacci hashing).
    pub(crate) fn of(c: char) -> Self {
        Place((u32::from(c).wrapping_mul(0x9e37_79b1) >> 22) as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_character_is_missed(text in "[甲乙丙丁您a1，]{0,12}", part in "[甲乙丙丁您a1，]{0,3}") {
            let set = CharacterSet::of(&text);
            prop_assert!(part.chars().all(|c| !text.contains(c) || set.holds(c)));
            if part.chars().any(|c| text.contains(c)) {
                prop_assert!(set.meets(&CharacterSet::of(&part)));
            }
        }
    }
}
