//! The set of characters that some fold may change.

/// A set of characters: one bit for each up to U+FFFF; beyond, everything
/// but plain Han characters, as what stands there is mostly emoji and
/// styled letters. Which folds these are is known too: exactly for ASCII,
/// by blocks of 256 characters for the rest.
pub(super) struct CandidateChars {
    bits: Box<[u64; 1024]>,
    ascii: [u16; 128],
    blocks: [u16; 256],
    /// The bit of the fold whose characters are being added.
    current: u16,
}

impl CandidateChars {
    pub(super) fn new() -> Self {
        Self { bits: Box::new([0; 1024]), ascii: [0; 128], blocks: [0; 256], current: 0 }
    }

    /// Takes what is added from here on for what one fold may change.
    pub(super) fn begin(&mut self, fold: usize) {
        self.current = 1 << fold;
    }

    /// Whether a fold, by its place in the list, may change a character.
    pub(super) fn may_change(&self, fold: usize, c: char) -> bool {
        let code = u32::from(c) as usize;
        let folds = self.ascii.get(code).or_else(|| self.blocks.get(code / 256));
        folds.is_none_or(|folds| folds >> fold & 1 == 1)
    }

    /// Adds one character.
    pub(super) fn add(&mut self, c: char) {
        let code = u32::from(c) as usize;
        if let Some(word) = self.bits.get_mut(code / 64) {
            *word |= 1 << (code % 64);
        }
        let folds = match self.ascii.get_mut(code) {
            Some(folds) => Some(folds),
            None => self.blocks.get_mut(code / 256),
        };
        if let Some(folds) = folds {
            *folds |= self.current;
        }
    }

    /// Adds ranges of characters.
    pub(super) fn add_ranges(&mut self, ranges: &[(char, char)]) {
        for &(first, last) in ranges {
            (first..=last).for_each(|c| self.add(c));
        }
    }

    /// The first candidate character at or after `from`, and where it stands.
    ///
    /// Works on bytes: the six low bits of a character's last byte choose the
    /// bit, the bits before them the word, so nothing needs decoding.
    pub(super) fn next(&self, text: &str, from: usize) -> Option<(usize, char)> {
        let bytes = text.as_bytes();
        let byte = |at: usize| usize::from(bytes.get(at).copied().unwrap_or(0));
        let mut at = from;
        while let Some(&first) = bytes.get(at) {
            let first = usize::from(first);
            let (candidate, len) = match first {
                0..0x80 => (self.contains(first >> 6, first), 1),
                0x80..0xE0 => (self.contains(first & 0x1F, byte(at + 1)), 2),
                0xE0..0xF0 => {
                    let word = (first & 0xF) << 6 | (byte(at + 1) & 0x3F);
                    (self.contains(word, byte(at + 2)), 3)
                }
                _ => (is_candidate_beyond(text, at), 4),
            };
            if candidate {
                return Some((at, text.get(at..)?.chars().next()?));
            }
            at += len;
        }
        None
    }

    #[inline]
    fn contains(&self, word: usize, low_bits: usize) -> bool {
        self.bits.get(word).is_some_and(|word| word >> (low_bits & 0x3F) & 1 == 1)
    }
}

/// Whether the character at `at`, beyond U+FFFF, is one.
fn is_candidate_beyond(text: &str, at: usize) -> bool {
    let c = text.get(at..).and_then(|rest| rest.chars().next());
    !matches!(c, Some('\u{20000}'..='\u{2F7FF}' | '\u{30000}'..='\u{3FFFF}'))
}
