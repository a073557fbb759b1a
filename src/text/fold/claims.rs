//! The set of characters that could concern some fold.

/// A set of characters: one bit for each up to U+FFFF; beyond, everything
/// but plain Han characters, as what stands there is mostly emoji and
/// styled letters.
pub(super) struct Claims {
    bits: Box<[u64; 1024]>,
}

impl Claims {
    pub(super) fn new() -> Self {
        Self { bits: Box::new([0; 1024]) }
    }

    /// Adds one character.
    pub(super) fn add(&mut self, c: char) {
        let code = u32::from(c) as usize;
        if let Some(word) = self.bits.get_mut(code / 64) {
            *word |= 1 << (code % 64);
        }
    }

    /// Adds ranges of characters.
    pub(super) fn add_ranges(&mut self, ranges: &[(char, char)]) {
        for &(first, last) in ranges {
            (first..=last).for_each(|c| self.add(c));
        }
    }

    /// The first claimed character at or after `from`, and where it stands.
    pub(super) fn next(&self, text: &str, from: usize) -> Option<(usize, char)> {
        let rest = text.get(from..)?;
        rest.char_indices().find(|&(_, c)| self.contains(c)).map(|(at, c)| (from + at, c))
    }

    #[inline]
    fn contains(&self, c: char) -> bool {
        let code = u32::from(c);
        match self.bits.get((code / 64) as usize) {
            Some(word) => word >> (code % 64) & 1 == 1,
            None => !matches!(code, 0x20000..=0x2F7FF | 0x30000..=0x3FFFF),
        }
    }
}
