//! One automaton that finds the literals of all rules in one pass.

use daachorse::CharwiseDoubleArrayAhoCorasick;
use hashbrown::HashMap;

use crate::engine::prefilter::literal::Literal;
use huashu_model::text::Span;

/// An automaton over characters.
pub(crate) struct Automaton(CharwiseDoubleArrayAhoCorasick<u32>);

impl Automaton {
    /// Builds the automaton of some literals, none for none; the error says why it cannot be.
    pub(crate) fn build(literals: &HashMap<String, Literal>) -> Result<Option<Automaton>, String> {
        let mut patterns: Vec<(&str, u32)> =
            literals.iter().map(|(text, number)| (text.as_str(), *number)).collect();
        if patterns.is_empty() {
            return Ok(None);
        }
        patterns.sort_unstable();
        let automaton = CharwiseDoubleArrayAhoCorasick::with_values(patterns);
        automaton.map(|automaton| Some(Automaton(automaton))).map_err(|error| error.to_string())
    }
}

impl std::fmt::Debug for Automaton {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Automaton({} states)", self.0.num_states())
    }
}

/// Finds every literal, overlapping; without an automaton there is none.
pub(crate) fn scan(automaton: Option<&Automaton>, text: &str) -> impl Iterator<Item = (Literal, Span)> {
    // Offsets are kept in 32 bits; of a text beyond that the first four gigabytes are read.
    let text = &text[..text.floor_char_boundary(u32::MAX as usize)];
    let matches = automaton.into_iter().flat_map(move |automaton| automaton.0.find_overlapping_iter(text));
    matches.map(|found| (found.value(), Span::new(found.start(), found.end())))
}
