//! Which matchers a text may concern, told by the literals it holds.
//!
//! Every expression comes with its ways: lists of literals, one of each of
//! which stands wherever it matches. A matcher is asked about a text only when
//! one of its ways is open there, so that what cannot concern a text costs it
//! next to nothing. Knows no texts, only numbers of literals.

use hashbrown::HashMap;
use smallvec::SmallVec;

use super::program::Literal;
use super::set::{BitSet, Mask};

/// Number of a list of literals, one of which must stand in a text.
pub(super) type ListId = u32;
/// Number of a way: lists that must all be met.
pub(super) type WayId = u32;

/// The lists and ways of a rulebook, each kept once.
#[derive(Debug, Default)]
pub(super) struct Ways {
    lists: Vec<Box<[Literal]>>,
    list_numbers: HashMap<Box<[Literal]>, ListId>,
    ways: Vec<Box<[ListId]>>,
    way_numbers: HashMap<Box<[ListId]>, WayId>,
}

impl Ways {
    /// Returns the number of a list.
    pub(super) fn list(&mut self, mut literals: Vec<Literal>) -> ListId {
        literals.sort_unstable();
        literals.dedup();
        let next = self.lists.len() as ListId;
        let literals: Box<[Literal]> = literals.into();
        *self.list_numbers.entry_ref(&literals).or_insert_with(|| {
            self.lists.push(literals.clone());
            next
        })
    }

    /// Returns the number of a way; its first list is looked for first.
    pub(super) fn way(&mut self, lists: Vec<ListId>) -> WayId {
        let next = self.ways.len() as WayId;
        let lists: Box<[ListId]> = lists.into();
        *self.way_numbers.entry_ref(&lists).or_insert_with(|| {
            self.ways.push(lists.clone());
            next
        })
    }

    /// Returns the way of one list.
    pub(super) fn one_of(&mut self, literals: Vec<Literal>) -> WayId {
        let list = self.list(literals);
        self.way(vec![list])
    }

    /// Returns the number of ways.
    pub(super) fn len(&self) -> usize {
        self.ways.len()
    }

    /// Returns the literals of which a way asks first, sorted.
    pub(super) fn first_of(&self, way: WayId) -> &[Literal] {
        &self.lists[self.ways[way as usize][0] as usize]
    }

    /// Returns the lists of a way, each sorted.
    pub(super) fn lists_of(&self, way: WayId) -> impl Iterator<Item = &[Literal]> {
        self.ways[way as usize].iter().map(|list| &*self.lists[*list as usize])
    }
}

/// What wakes the matchers of a program, ready to be asked.
#[derive(Debug, Default)]
pub(super) struct Waker {
    /// For each literal, the lists it is in.
    lists_of: Vec<Mask>,
    /// For each list, what it wakes by itself, and the ways that ask for it first.
    woken_by: Vec<(Mask, Box<[Rest]>)>,
}

/// A way but for its first list.
#[derive(Debug)]
struct Rest {
    lists: SmallVec<[ListId; 4]>,
    woken: Mask,
}

impl Waker {
    /// Makes the waker of so many literals; `woken` gives the matchers of each way, in order.
    pub(super) fn new(ways: &Ways, literals: usize, woken: &[Vec<u32>]) -> Waker {
        let mut lists_of = vec![Vec::new(); literals];
        for (number, list) in (0u32..).zip(&ways.lists) {
            list.iter().for_each(|literal| lists_of[*literal as usize].push(number));
        }
        let mut by_first: Vec<(Vec<u32>, Vec<Rest>)> = ways.lists.iter().map(|_| Default::default()).collect();
        for (way, woken) in ways.ways.iter().zip(woken).filter(|(_, woken)| !woken.is_empty()) {
            let (first, rest) = (&mut by_first[way[0] as usize], &way[1..]);
            if rest.is_empty() {
                first.0.extend(woken);
            } else {
                first.1.push(Rest { lists: rest.into(), woken: Mask::new(woken.clone()) });
            }
        }
        let woken_by = by_first.into_iter().map(|(alone, rest)| (Mask::new(alone), rest.into())).collect();
        Waker { lists_of: lists_of.into_iter().map(Mask::new).collect(), woken_by }
    }

    /// Makes `met` an empty set of lists.
    pub(super) fn begin(&self, met: &mut BitSet) {
        met.clear_for(self.woken_by.len());
    }

    /// Adds to `met` the lists that some literals meet.
    pub(super) fn meet(&self, literals: impl Iterator<Item = Literal>, met: &mut BitSet) {
        literals.for_each(|literal| met.add(&self.lists_of[literal as usize]));
    }

    /// Adds to `possible` every matcher that has a way open in a text that meets these lists.
    pub(super) fn wake(&self, met: &BitSet, possible: &mut BitSet) {
        for list in met.numbers() {
            let (alone, ways) = &self.woken_by[list as usize];
            possible.add(alone);
            for way in ways.iter().filter(|way| way.lists.iter().all(|list| met.holds(*list))) {
                possible.add(&way.woken);
            }
        }
    }
}
