//! Gates that are looked for together: one automaton finds their literals in one pass over a text.

use super::automaton::Automaton;
pub(crate) use super::automaton::Literal;
use super::matcher::MatcherId;
use crate::engine::prefilter::character_set::{CharacterSet, CharacterTable};
use crate::engine::prefilter::gates::{Gate, Needs, Target};
use crate::engine::prefilter::rarity::rarest_character;
use huashu_model::text::Span;

/// Gates that are looked for together.
#[derive(Debug, Default)]
pub(crate) struct Tier {
    automaton: Option<Automaton>,
    /// For each literal, where its gates begin; one more than there are literals.
    first_gates: Vec<u32>,
    gates: Vec<Gate>,
    /// For each literal a bit for every matcher that it has a gate of; several may share a bit.
    matchers: Vec<u64>,
    /// Of each literal a character, the rarest.
    keys: CharacterTable,
}

/// A gate found in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GateHit {
    /// The number of the matcher, above that of the target: what belongs together stands together when sorted.
    key: u64,
    start: u32,
    end: u32,
}

impl GateHit {
    fn new(gate: &Gate, span: Span) -> Self {
        let key = u64::from(gate.matcher) << 32 | u64::from(gate.target.number());
        GateHit { key, start: span.start as u32, end: span.end as u32 }
    }

    /// Returns the matcher to which it means something.
    pub(crate) fn matcher(&self) -> MatcherId {
        MatcherId((self.key >> 32) as u32)
    }

    /// Returns what it means to the matcher.
    pub(crate) fn target(&self) -> Target {
        Target::from_number(self.key as u32)
    }

    /// Returns where its literal stands, in bytes of the text that was scanned.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

impl Tier {
    /// Makes a tier of gates with their literals; the error says why it cannot be.
    pub(crate) fn build(mut gates: Vec<(&str, Gate)>) -> Result<Tier, String> {
        gates.sort_unstable();
        gates.dedup();
        let (mut literals, mut first_gates): (Vec<&str>, Vec<u32>) = (Vec::new(), Vec::new());
        for (number, (literal, _)) in (0u32..).zip(&gates) {
            if literals.last() != Some(literal) {
                literals.push(literal);
                first_gates.push(number);
            }
        }
        first_gates.push(gates.len() as u32);
        let gates: Vec<Gate> = gates.iter().map(|(_, gate)| *gate).collect();
        let bits = |range: &[u32]| {
            let own = &gates[range[0] as usize..range[1] as usize];
            own.iter().fold(0, |bits, gate| bits | bit_of(gate.matcher))
        };
        let matchers = first_gates.windows(2).map(bits).collect();
        let keys = literals.iter().filter_map(|literal| rarest_character(literal)).collect();
        Ok(Tier { automaton: Automaton::build(&literals)?, first_gates, gates, matchers, keys })
    }

    /// Returns whether a literal may stand in a text; worth asking where few are looked for.
    pub(crate) fn may_stand_in(&self, text: &str) -> bool {
        text.chars().any(|c| self.keys.may_hold(c))
    }

    /// Adds the gates found in a text of which the characters are known, sorted by matcher and target.
    pub(crate) fn scan(&self, text: &str, characters: &CharacterSet, needs: &[Needs], found: &mut Vec<GateHit>) {
        let Some(automaton) = &self.automaton else { return };
        for (literal, span) in automaton.scan(text) {
            add(self.gates(literal), span, characters, needs, found);
        }
        found.sort_unstable_by_key(|hit| hit.key);
    }

    /// Returns the literals found in a text, with their places, sorted by literal.
    pub(crate) fn literals(&self, text: &str) -> Vec<(Literal, Span)> {
        let mut found: Vec<_> = self.automaton.iter().flat_map(|automaton| automaton.scan(text)).collect();
        found.sort_unstable_by_key(|(literal, _)| *literal);
        found
    }

    /// Returns the gates of one matcher that literals open which were found in a text by [`Tier::literals`], sorted by
    /// target.
    pub(crate) fn gates_of(
        &self,
        matcher: MatcherId,
        literals: &[(Literal, Span)],
        characters: &CharacterSet,
        needs: &[Needs],
    ) -> Vec<GateHit> {
        let mut found = Vec::new();
        let opens = |(literal, _): &(Literal, Span)| self.matchers[*literal as usize] & bit_of(matcher.0) != 0;
        for same in literals.chunk_by(|(a, _), (b, _)| a == b).filter(|same| opens(&same[0])) {
            let gates = self.gates(same[0].0);
            let gates = &gates[gates.partition_point(|gate| gate.matcher < matcher.0)..];
            let own = &gates[..gates.partition_point(|gate| gate.matcher == matcher.0)];
            if !own.is_empty() {
                same.iter().for_each(|(_, span)| add(own, *span, characters, needs, &mut found));
            }
        }
        found.sort_unstable_by_key(|hit| hit.key);
        found
    }

    /// Returns the gates of a literal, sorted by matcher.
    fn gates(&self, literal: Literal) -> &[Gate] {
        let literal = literal as usize;
        &self.gates[self.first_gates[literal] as usize..self.first_gates[literal + 1] as usize]
    }
}

/// Returns the bit that stands for a matcher.
fn bit_of(matcher: u32) -> u64 {
    1 << (matcher % u64::BITS)
}

/// Adds the gates of a literal that stands at a span and of which the needs are met.
fn add(gates: &[Gate], span: Span, characters: &CharacterSet, needs: &[Needs], found: &mut Vec<GateHit>) {
    for gate in gates.iter().filter(|gate| needs[gate.needs as usize].are_met(characters)) {
        found.push(GateHit::new(gate, span));
    }
}
