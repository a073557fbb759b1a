//! One automaton that finds many literals in one pass.

use daachorse::CharwiseDoubleArrayAhoCorasick;

use huashu_model::text::Span;

/// Number of a literal in its automaton.
pub(crate) type Literal = u32;

/// An automaton over characters.
pub(crate) struct Automaton(CharwiseDoubleArrayAhoCorasick<Literal>);

impl Automaton {
    /// Builds the automaton of some literals, sorted, each once, numbered in their order; none for none. The error says
    /// why it cannot be.
    pub(crate) fn build(literals: &[&str]) -> Result<Option<Automaton>, String> {
        if literals.is_empty() {
            return Ok(None);
        }
        let automaton = CharwiseDoubleArrayAhoCorasick::with_values(literals.iter().copied().zip(0..));
        automaton.map(|automaton| Some(Automaton(automaton))).map_err(|error| error.to_string())
    }

    /// Finds every literal, overlapping.
    pub(crate) fn scan(&self, text: &str) -> impl Iterator<Item = (Literal, Span)> {
        // Offsets are kept in 32 bits; of a text beyond that the first four gigabytes are read.
        let text = &text[..text.floor_char_boundary(u32::MAX as usize)];
        self.0.find_overlapping_iter(text).map(|found| (found.value(), Span::new(found.start(), found.end())))
    }
}

impl std::fmt::Debug for Automaton {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Automaton({} states)", self.0.num_states())
    }
}
