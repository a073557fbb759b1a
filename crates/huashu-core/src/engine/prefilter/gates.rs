//! Gates: literals of which one stands wherever an expression matches, and what it means that one was found.
//!
//! An expression is tried only where one of its gates stands, and only in texts that hold the characters of all else that
//! it cannot do without.

use hashbrown::HashMap;

use super::character_set::{CharacterSet, Place};
use super::rarity::rarest_character;
use super::required_literals::Requirement;

/// What a literal opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Target {
    /// The literal itself is a hit.
    Literal,
    /// The expression of this number may match around it.
    Expression(u32),
    /// The matcher is worth asking, no more.
    Matcher,
}

impl Target {
    /// Returns a number that tells the targets of a matcher apart.
    pub(crate) fn number(self) -> u32 {
        match self {
            Target::Literal => 0,
            Target::Matcher => 1,
            Target::Expression(number) => number + 2,
        }
    }

    /// Returns the target of a number.
    pub(crate) fn from_number(number: u32) -> Self {
        match number {
            0 => Target::Literal,
            1 => Target::Matcher,
            number => Target::Expression(number - 2),
        }
    }
}

/// What it means to a matcher that a literal stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Gate {
    /// Number of the matcher.
    pub(crate) matcher: u32,
    pub(crate) target: Target,
    /// What else the text must hold.
    pub(crate) needs: NeedsId,
}

/// Number of what a text must hold.
pub(crate) type NeedsId = u32;

/// What a text must hold besides a gate.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Needs {
    /// All of these characters.
    all: Box<[Place]>,
    /// Of each of these lists one.
    any: Box<[Box<[Place]>]>,
}

/// Of more characters than this almost every text holds one.
const MOST_TELLING: usize = 48;

impl Needs {
    /// Returns what a requirement asks for besides its first set.
    pub(crate) fn of(requirement: &Requirement) -> Self {
        let (mut all, mut any) = (Vec::new(), Vec::new());
        for literals in requirement.all_of.iter().skip(1) {
            match literals.as_slice() {
                [only] => all.extend(only.chars().map(Place::of)),
                several => {
                    any.push(sorted(several.iter().filter_map(|literal| rarest_character(literal)).map(Place::of)))
                }
            }
        }
        any.retain(|places| places.len() <= MOST_TELLING);
        Needs { all: sorted(all.into_iter()), any: any.into() }
    }

    /// Returns whether a text that holds some characters may hold what is needed.
    pub(crate) fn are_met(&self, characters: &CharacterSet) -> bool {
        let holds = |place: &Place| characters.has(*place);
        self.all.iter().all(holds) && self.any.iter().all(|places| places.iter().any(holds))
    }
}

fn sorted(places: impl Iterator<Item = Place>) -> Box<[Place]> {
    let mut places: Vec<Place> = places.collect();
    places.sort_unstable();
    places.dedup();
    places.into()
}

/// The gates of some matchers while they are collected.
#[derive(Debug, Default)]
pub(crate) struct GateList {
    gates: Vec<(String, Gate)>,
    needs: Vec<Needs>,
    numbers: HashMap<Needs, NeedsId>,
}

impl GateList {
    /// Adds a gate.
    pub(crate) fn add(&mut self, literal: String, gate: Gate) {
        self.gates.push((literal, gate));
    }

    /// Returns the number of some needs.
    pub(crate) fn needs(&mut self, needs: Needs) -> NeedsId {
        let next = self.needs.len() as NeedsId;
        *self.numbers.entry(needs).or_insert_with_key(|needs| {
            self.needs.push(needs.clone());
            next
        })
    }

    /// Returns the gates of the matchers that are wanted, by literal, and what they need.
    pub(crate) fn finish(self) -> (Vec<(String, Gate)>, Vec<Needs>) {
        (self.gates, self.needs)
    }
}
