//! The requirements of a rulebook's expressions, each kept once and numbered.
//!
//! Knows no texts, only numbers of literals.

use hashbrown::HashMap;

use super::literal::Literal;

/// Number of a set of literals, one of which must stand in a text.
pub(crate) type LiteralSetId = u32;
/// Number of a requirement: sets that must all be met.
pub(crate) type RequirementId = u32;

/// The sets and requirements of a rulebook, each kept once.
#[derive(Debug, Default)]
pub(crate) struct Requirements {
    /// Sorted literals.
    pub(super) sets: Vec<Box<[Literal]>>,
    set_numbers: HashMap<Box<[Literal]>, LiteralSetId>,
    /// The sets of each requirement, the rarest first.
    pub(super) requirements: Vec<Box<[LiteralSetId]>>,
    requirement_numbers: HashMap<Box<[LiteralSetId]>, RequirementId>,
}

impl Requirements {
    /// Returns the number of a set.
    pub(crate) fn set(&mut self, mut literals: Vec<Literal>) -> LiteralSetId {
        literals.sort_unstable();
        literals.dedup();
        let next = self.sets.len() as LiteralSetId;
        let literals: Box<[Literal]> = literals.into();
        *self.set_numbers.entry_ref(&literals).or_insert_with(|| {
            self.sets.push(literals.clone());
            next
        })
    }

    /// Returns the number of a requirement; its first set is looked for first.
    pub(crate) fn all_of(&mut self, sets: Vec<LiteralSetId>) -> RequirementId {
        let next = self.requirements.len() as RequirementId;
        let sets: Box<[LiteralSetId]> = sets.into();
        *self.requirement_numbers.entry_ref(&sets).or_insert_with(|| {
            self.requirements.push(sets.clone());
            next
        })
    }

    /// Returns the requirement of one set.
    pub(crate) fn one_of(&mut self, literals: Vec<Literal>) -> RequirementId {
        let set = self.set(literals);
        self.all_of(vec![set])
    }

    /// Returns the number of requirements.
    pub(crate) fn len(&self) -> usize {
        self.requirements.len()
    }

    /// Returns the literals of a requirement's rarest set, sorted.
    pub(crate) fn rarest_set(&self, requirement: RequirementId) -> &[Literal] {
        &self.sets[self.requirements[requirement as usize][0] as usize]
    }
}
