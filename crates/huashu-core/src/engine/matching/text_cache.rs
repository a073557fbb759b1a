//! The texts met lately, in bounded memory.
//!
//! Agents send the same words again and again, so texts are remembered with
//! what has been found out about them. The cache owns every text, so that it
//! can move to another thread; a conversation borrows its texts from it.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use smallvec::SmallVec;

use super::scanned_text::{Said, ScannedText, Scratch};
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
    /// The slot to consider next.
    clock_hand: usize,
    /// Bytes that the texts take.
    weight: usize,
    /// Bytes that they may take between two conversations.
    capacity: usize,
    /// Texts of the last conversation that are not remembered.
    passing: Vec<ScannedText>,
    scratch: Scratch,
}

/// The hash of a text, and where the text may be kept.
struct Known {
    hash: u64,
    at: Option<usize>,
}

/// Where a scanned text is.
#[derive(Clone, Copy)]
enum Place {
    Slot(usize),
    Passing(usize),
}

/// A place for one text.
#[derive(Debug)]
struct Slot {
    text: Box<ScannedText>,
    hash: u64,
    /// Met again since it was last considered.
    met_again: bool,
}

impl TextCache {
    /// Makes an empty cache of about so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        TextCache { capacity: bytes, ..TextCache::default() }
    }

    /// Returns the texts of a conversation scanned: those met before, or new ones.
    pub(crate) fn scanned<'t>(
        &mut self,
        texts: impl Iterator<Item = Said<'t>> + Clone,
        program: &Program,
    ) -> Vec<&ScannedText> {
        self.passing.clear();
        // No text of this conversation may be forgotten before the next one.
        while self.weight > self.capacity && !self.slots.is_empty() {
            self.forget_one();
        }
        // Done in two rounds, so that the processor need not wait for one place in memory before it asks for the next.
        let known: SmallVec<[Known; 32]> = texts.clone().map(|text| self.known(text)).collect();
        let places: SmallVec<[Place; 32]> =
            texts.zip(known).map(|(text, known)| self.place(text, known, program)).collect();
        let text = |place| match place {
            Place::Slot(at) => &*self.slots[at].text,
            Place::Passing(at) => &self.passing[at],
        };
        places.into_iter().map(text).collect()
    }

    /// Looks up where a text may be kept.
    fn known(&self, text: Said<'_>) -> Known {
        let hash = self.hasher.hash_one(text);
        let at = self.table.find(hash, |at| self.slots[*at].hash == hash).copied();
        Known { hash, at }
    }

    /// Returns where a text is, which is scanned where it is new.
    fn place(&mut self, text: Said<'_>, known: Known, program: &Program) -> Place {
        if self.capacity == 0 || text.text.len() > LONGEST_KEPT {
            self.passing.push(ScannedText::new(text, program, &mut self.scratch));
            return Place::Passing(self.passing.len() - 1);
        }
        let Known { hash, mut at } = known;
        let is_it = |slot: &Slot| slot.text.is_of(text);
        if !at.is_some_and(|at| is_it(&self.slots[at])) {
            // Texts just added, or two of one hash.
            at = self.table.find(hash, |at| is_it(&self.slots[*at])).copied();
        }
        if let Some(at) = at {
            self.slots[at].met_again = true;
            return Place::Slot(at);
        }
        Place::Slot(self.add(text, hash, program))
    }

    fn add(&mut self, text: Said<'_>, hash: u64, program: &Program) -> usize {
        let scanned = Box::new(ScannedText::new(text, program, &mut self.scratch));
        self.weight += scanned.cost();
        let at = self.slots.len();
        self.slots.push(Slot { text: scanned, hash, met_again: false });
        self.table.insert_unique(hash, at, |at| self.slots[*at].hash);
        at
    }

    /// Forgets the next text that was not met again.
    fn forget_one(&mut self) {
        loop {
            let hand = self.clock_hand % self.slots.len();
            self.clock_hand = hand + 1;
            if std::mem::take(&mut self.slots[hand].met_again) {
                continue;
            }
            let forgotten = self.slots.swap_remove(hand);
            self.weight = self.weight.saturating_sub(forgotten.text.cost());
            if let Ok(entry) = self.table.find_entry(forgotten.hash, |at| *at == hand) {
                entry.remove();
            }
            // The last slot has moved here; the hand has passed it, so that it is considered after all others.
            if let Some(moved) = self.slots.get(hand)
                && let Some(at) = self.table.find_mut(moved.hash, |at| *at == self.slots.len())
            {
                *at = hand;
            }
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::compile::compiler::Compiler;
    use huashu_rulebook::{Diagnostics, NoFiles, Rulebook};

    #[test]
    fn every_text_is_found_at_its_place_however_little_may_be_kept() {
        let mut diagnostics = Diagnostics::default();
        let rulebook = Rulebook::load(&["builtin:base".to_owned()], &NoFiles, &mut diagnostics);
        let program = Compiler::new(&rulebook, &mut diagnostics).finish();
        let long = "长".repeat(LONGEST_KEPT);
        for bytes in [0, 1, 5000, 20_000, 1 << 20] {
            let mut cache = TextCache::new(bytes);
            for round in 0..40usize {
                let texts: Vec<String> = (0..=round % 7).map(|at| format!("第{}句", (round * at) % 11)).collect();
                let texts = texts.iter().map(String::as_str).chain([long.as_str(), "您好", "您好"]);
                let said = |template| move |text| Said { text, template };
                let texts = texts.clone().map(said(false)).chain(texts.map(said(true)));
                let scanned = cache.scanned(texts.clone(), &program);
                assert!(scanned.iter().zip(texts.clone()).all(|(scanned, text)| scanned.is_of(text)));
                assert_eq!(scanned.len(), texts.count());
                assert_eq!(cache.slots.len(), cache.table.len());
            }
            assert_eq!(cache.weight, cache.slots.iter().map(|slot| slot.text.cost()).sum::<usize>());
        }
    }
}
