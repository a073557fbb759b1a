//! What holds for any input, shared by the targets.
//!
//! Every function here panics where something does not hold that the library
//! promises; libFuzzer takes the panic for a crash and keeps the input.

pub mod findings;
pub mod reading;
pub mod reports;

use huashu_model::language::Language;

/// Takes the first byte as a choice among `several` ways to go; the digit `0` chooses the first.
pub fn choice(data: &[u8], several: u8) -> Option<(u8, &[u8])> {
    let (first, rest) = data.split_first()?;
    Some((first.wrapping_sub(b'0') % several, rest))
}

/// The language of messages, by what is left of a choice.
pub fn language(data: &[u8]) -> Language {
    if data.len().is_multiple_of(2) { Language::Chinese } else { Language::English }
}
