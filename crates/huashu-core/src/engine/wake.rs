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
}

/// What wakes the matchers of a program, ready to be asked.
#[derive(Debug, Default)]
pub(super) struct Waker {
    /// For each literal, the lists it is in.
    lists_of: Vec<Mask>,
    /// The lists that some way asks for first.
    firsts: BitSet,
    /// For each list, the ways that ask for it first.
    by_first: Vec<Box<[Rest]>>,
    /// For each way, the matchers it wakes.
    woken: Vec<Mask>,
}

/// Room to work in, and what was found last.
#[derive(Debug, Default)]
pub(super) struct WakerRoom {
    /// The lists that are met.
    met: BitSet,
    /// The first lists of the ways that are open.
    firsts: BitSet,
}

/// A way but for its first list.
#[derive(Debug)]
struct Rest {
    way: WayId,
    lists: SmallVec<[ListId; 4]>,
}

impl Waker {
    /// Makes the waker of so many literals; `woken` gives the matchers of each way, in order.
    pub(super) fn new(ways: &Ways, literals: usize, woken: Vec<Vec<u32>>) -> Waker {
        let mut lists_of = vec![Vec::new(); literals];
        for (number, list) in (0u32..).zip(&ways.lists) {
            list.iter().for_each(|literal| lists_of[*literal as usize].push(number));
        }
        let mut firsts = BitSet::new(ways.lists.len());
        let mut by_first: Vec<Vec<Rest>> = ways.lists.iter().map(|_| Vec::new()).collect();
        for (number, way) in (0u32..).zip(&ways.ways) {
            firsts.insert(way[0]);
            by_first[way[0] as usize].push(Rest { way: number, lists: SmallVec::from_slice(&way[1..]) });
        }
        Waker {
            lists_of: lists_of.into_iter().map(Mask::new).collect(),
            firsts,
            by_first: by_first.into_iter().map(Vec::into_boxed_slice).collect(),
            woken: woken.into_iter().map(Mask::new).collect(),
        }
    }

    /// Returns the ways that are open in a text that holds some literals, sorted.
    pub(super) fn open(&self, literals: impl Iterator<Item = Literal>, room: &mut WakerRoom) -> Box<[WayId]> {
        let WakerRoom { met, firsts } = room;
        met.clear_for(self.by_first.len());
        firsts.clear_for(self.by_first.len());
        literals.for_each(|literal| met.add(&self.lists_of[literal as usize]));
        let mut open: SmallVec<[WayId; 64]> = SmallVec::new();
        for first in met.common(&self.firsts) {
            let before = open.len();
            let ways = self.by_first[first as usize].iter();
            open.extend(ways.filter(|way| way.lists.iter().all(|list| met.holds(*list))).map(|way| way.way));
            if open.len() > before {
                firsts.insert(first);
            }
        }
        open.sort_unstable();
        open.as_slice().into()
    }

    /// Returns whether one of the ways found open last asks for a literal first: others need not be known of a text.
    pub(super) fn is_asked_for(&self, literal: Literal, room: &WakerRoom) -> bool {
        room.firsts.meets(&self.lists_of[literal as usize])
    }

    /// Returns the matchers that a way wakes.
    pub(super) fn woken_by(&self, way: WayId) -> &Mask {
        &self.woken[way as usize]
    }
}
