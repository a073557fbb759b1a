//! The texts met lately, in bounded memory.
//!
//! Agents send the same words again and again, so texts are remembered with
//! what has been found out about them.

use std::hash::BuildHasher;
use std::rc::Rc;

use hashbrown::{DefaultHashBuilder, HashTable};
use smallvec::SmallVec;

use super::scanned_text::{ScannedText, Scratch};
use crate::engine::program::Program;

/// Longer texts (bytes) hardly come twice.
const LONGEST_KEPT: usize = 4096;

/// The texts met lately, in bounded memory: when it is full, texts that were not met again since they were last
/// considered make place (the clock algorithm).
#[derive(Debug, Default)]
pub(crate) struct TextCache {
    hasher: DefaultHashBuilder,
    /// Numbers of slots, by text.
    table: HashTable<usize>,
    slots: Vec<Slot>,
    /// Slots that are empty.
    free: Vec<usize>,
    /// The slot considered last.
    clock_hand: usize,
    /// Bytes that the texts take.
    weight: usize,
    /// Bytes that they may take at most.
    capacity: usize,
    scratch: Scratch,
}

/// The hash of a text, and where the text may be kept.
struct Known {
    hash: u64,
    at: Option<usize>,
}

/// A place for one text.
#[derive(Debug)]
struct Slot {
    text: Option<Rc<ScannedText>>,
    hash: u64,
    /// Met again since it was last considered.
    met_again: bool,
}

impl TextCache {
    /// Makes an empty cache of about so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        TextCache { capacity: bytes, ..TextCache::default() }
    }

    /// Returns some texts scanned: those met before, or new ones.
    pub(crate) fn scanned<'t>(
        &mut self,
        texts: impl Iterator<Item = &'t str> + Clone,
        program: &Program,
    ) -> Vec<Rc<ScannedText>> {
        // Done in two rounds, so that the processor need not wait for one place in memory before it asks for the next.
        let known: SmallVec<[Known; 32]> = texts.clone().map(|text| self.known(text)).collect();
        texts.zip(known).map(|(text, known)| self.scanned_text(text, known, program)).collect()
    }

    /// Looks up where a text may be kept.
    fn known(&self, text: &str) -> Known {
        let hash = self.hasher.hash_one(text);
        let at = self.table.find(hash, |at| self.slots[*at].hash == hash).copied();
        Known { hash, at }
    }

    fn scanned_text(&mut self, text: &str, known: Known, program: &Program) -> Rc<ScannedText> {
        if self.capacity == 0 || text.len() > LONGEST_KEPT {
            return Rc::new(ScannedText::new(text, program, &mut self.scratch));
        }
        let Known { hash, mut at } = known;
        let is_it = |slot: &Slot| slot.text.as_ref().is_some_and(|scanned| scanned.is_of(text));
        if !at.is_some_and(|at| is_it(&self.slots[at])) {
            // Texts just added, or two of one hash.
            at = self.table.find(hash, |at| is_it(&self.slots[*at])).copied();
        }
        if let Some(slot) = at.map(|at| &mut self.slots[at])
            && let Some(scanned) = &slot.text
        {
            slot.met_again = true;
            return Rc::clone(scanned);
        }
        self.add(text, hash, program)
    }

    fn add(&mut self, text: &str, hash: u64, program: &Program) -> Rc<ScannedText> {
        let scanned = Rc::new(ScannedText::new(text, program, &mut self.scratch));
        self.weight += scanned.cost();
        while self.weight > self.capacity && !self.table.is_empty() {
            self.forget_one();
        }
        let slot = Slot { text: Some(Rc::clone(&scanned)), hash, met_again: false };
        let at = match self.free.pop() {
            Some(at) => {
                self.slots[at] = slot;
                at
            }
            None => {
                self.slots.push(slot);
                self.slots.len() - 1
            }
        };
        self.table.insert_unique(hash, at, |at| self.slots[*at].hash);
        scanned
    }

    /// Forgets the next text that was not met again.
    fn forget_one(&mut self) {
        loop {
            self.clock_hand = (self.clock_hand + 1) % self.slots.len();
            let (hand, slot) = (self.clock_hand, &mut self.slots[self.clock_hand]);
            if slot.text.is_none() || std::mem::take(&mut slot.met_again) {
                continue;
            }
            if let Some(scanned) = slot.text.take() {
                self.weight = self.weight.saturating_sub(scanned.cost());
            }
            if let Ok(entry) = self.table.find_entry(slot.hash, |at| *at == hand) {
                entry.remove();
            }
            self.free.push(hand);
            return;
        }
    }
}
