//! The few characters a piece is replaced by, kept without allocating.

/// At most [`Letters::CAPACITY`] characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Letters {
    chars: [char; Self::CAPACITY],
    len: u8,
}

impl Letters {
    /// Enough for the longest compatibility form that is folded (`㎯`).
    pub(super) const CAPACITY: usize = 8;

    /// No characters: the piece is removed.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// One character.
    pub(super) fn one(c: char) -> Self {
        let mut letters = Self::new();
        letters.push(c);
        letters
    }

    /// Adds a character; tells whether there was room.
    pub(super) fn push(&mut self, c: char) -> bool {
        let Some(place) = self.chars.get_mut(usize::from(self.len)) else {
            return false;
        };
        *place = c;
        self.len += 1;
        true
    }

    /// Adds characters; tells whether there was room for all.
    pub(super) fn extend(&mut self, chars: impl IntoIterator<Item = char>) -> bool {
        chars.into_iter().all(|c| self.push(c))
    }

    pub(super) fn len(&self) -> usize {
        usize::from(self.len)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = char> {
        self.chars.into_iter().take(self.len())
    }
}
