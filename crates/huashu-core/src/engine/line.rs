//! One text, folded and scanned, and what has been found out about it.
//!
//! Agents send the same words again and again. What depends on a text alone –
//! its fold, its literals, the hits of most matchers – is found once and kept
//! for the next time ([`LineCache`]). A line knows nothing of conversations;
//! what depends on them is never kept here.

use std::cell::{OnceCell, Ref, RefCell};
use std::hash::BuildHasher;
use std::rc::Rc;

use hashbrown::{DefaultHashBuilder, HashTable};
use smallvec::SmallVec;

use super::dialogue::{Hit, Hits};
use super::nearest::NearestWords;
use super::program::{Automaton, Lead, Literal, Matcher, MatcherId, Program};
use super::set::BitSet;
use super::wake::{WakerRoom, WayId};
use huashu_model::entity::Signs;
use huashu_model::text::similarity::Bigrams;
use huashu_model::text::{Areas, FoldBuffers, FoldedText, Span, Squeezed, may_hide};

/// A literal found in a text: many are kept, so they are small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct LiteralHit {
    literal: Literal,
    /// Byte of the text that was scanned.
    start: u32,
}

/// A hit of a matcher, kept with the text.
#[derive(Debug, Clone, Copy)]
struct KnownHit {
    matcher: MatcherId,
    start: u32,
    end: u32,
}

/// One text, folded and scanned.
///
/// What is touched whenever the text comes again stands first and in one place: there are more lines than a processor's
/// cache holds, and reaching for another place in memory costs more than what is done there.
#[derive(Debug)]
#[repr(C)]
pub(super) struct Line {
    opening: Opening,
    /// Matchers that may hit here; one that was found not to is taken out.
    possible: RefCell<BitSet>,
    /// What matchers that depend on the text alone were found to hit, by matcher.
    known: RefCell<SmallVec<[KnownHit; 6]>>,
    /// What comes nearest to required elements that were sought here in vain, by the number of their samples.
    nearest: RefCell<Vec<(u32, Option<NearestWords>)>>,
    bigrams: OnceCell<Bigrams>,
    pub(super) folded: FoldedText,
    pub(super) scanned: Scanned,
    pub(super) squeezed: Option<Box<SqueezedLine>>,
    areas: OnceCell<Box<Areas>>,
}

/// The length of a text and its first bytes, by which most texts are told apart.
#[derive(Debug)]
struct Opening {
    length: usize,
    bytes: [u8; 64],
}

impl Opening {
    fn of(text: &str) -> Self {
        let mut bytes = [0; 64];
        let shown = text.len().min(bytes.len());
        bytes[..shown].copy_from_slice(&text.as_bytes()[..shown]);
        Opening { length: text.len(), bytes }
    }

    /// Returns whether a text begins like this and is as long.
    fn fits(&self, text: &str) -> bool {
        let shown = self.length.min(self.bytes.len());
        self.length == text.len() && self.bytes[..shown] == text.as_bytes()[..shown]
    }
}

/// A text without what may have been inserted to hide a phrase.
#[derive(Debug)]
pub(super) struct SqueezedLine {
    pub(super) text: Squeezed,
    pub(super) scanned: Scanned,
}

/// The literals of a text that open ways begin with, and those ways.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// Sorted by literal and place.
    hits: Box<[LiteralHit]>,
    /// Sorted.
    open: Box<[WayId]>,
}

impl Scanned {
    fn new(program: &Program, text: &str, room: &mut Room) -> Self {
        room.hits.clear();
        let found = scan(program.automaton.as_ref(), text);
        room.hits.extend(found.map(|(literal, span)| LiteralHit { literal, start: span.start as u32 }));
        room.hits.sort_unstable();
        let literals = room.hits.chunk_by(|a, b| a.literal == b.literal).map(|group| group[0].literal);
        let open = program.waker.open(literals, &mut room.waker);
        room.hits.retain(|hit| program.waker.is_asked_for(hit.literal, &room.waker));
        Scanned { hits: room.hits.as_slice().into(), open }
    }

    /// Returns where some literals, sorted, occur: each with the byte where it begins.
    pub(super) fn hits_of(&self, literals: &[Literal]) -> impl Iterator<Item = (Literal, usize)> {
        let hits = self.hits.iter().filter(|hit| literals.binary_search(&hit.literal).is_ok());
        hits.map(|hit| (hit.literal, hit.start as usize))
    }

    /// Returns what the open ways mean for one matcher.
    pub(super) fn leads_of(&self, matcher: &Matcher) -> SmallVec<[(WayId, Lead); 8]> {
        let own = matcher.leads.as_slice();
        if own.len() < self.open.len() {
            return own.iter().filter(|(way, _)| self.open.binary_search(way).is_ok()).copied().collect();
        }
        let of_way = |way: &WayId| {
            let way = *way;
            let from = own.partition_point(|(own, _)| *own < way);
            own[from..].iter().take_while(move |(own, _)| *own == way).copied()
        };
        self.open.iter().flat_map(of_way).collect()
    }
}

impl Line {
    fn new(text: &str, program: &Program, room: &mut Room) -> Self {
        let folded = FoldedText::new(&mut room.fold, text);
        let scanned = Scanned::new(program, folded.text(), room);
        let squeezed = (program.bridges && may_hide(folded.text())).then(|| {
            let text = Squeezed::new(folded.text());
            let scanned = Scanned::new(program, text.text(), room);
            Box::new(SqueezedLine { text, scanned })
        });
        let mut possible = program.always.clone();
        let hidden = squeezed.iter().flat_map(|squeezed| &squeezed.scanned.open);
        scanned.open.iter().chain(hidden).for_each(|way| possible.add(program.waker.woken_by(*way)));
        let signs = Signs::of(folded.text());
        for (_, woken) in program.woken_by.iter().filter(|(gate, _)| gate.admits_signs(signs)) {
            woken.iter().for_each(|number| possible.insert(*number));
        }
        Line {
            opening: Opening::of(text),
            possible: RefCell::new(possible),
            known: RefCell::default(),
            nearest: RefCell::default(),
            bigrams: OnceCell::new(),
            folded,
            scanned,
            squeezed,
            areas: OnceCell::new(),
        }
    }

    /// Returns whether the line is that of a text.
    fn is_of(&self, text: &str) -> bool {
        self.opening.fits(text) && (text.len() <= self.opening.bytes.len() || self.folded.original() == text)
    }

    pub(super) fn text(&self) -> &str {
        self.folded.text()
    }

    /// Returns whether a matcher may hit here at all.
    pub(super) fn may_hit(&self, matcher: MatcherId) -> bool {
        self.possible.borrow().holds(matcher.0)
    }

    /// Returns the matchers that may hit here.
    pub(super) fn possible(&self) -> Ref<'_, BitSet> {
        self.possible.borrow()
    }

    pub(super) fn bigrams(&self) -> &Bigrams {
        self.bigrams.get_or_init(|| Bigrams::new(self.text()))
    }

    pub(super) fn areas(&self) -> &Areas {
        self.areas.get_or_init(|| Box::new(Areas::new(self.text())))
    }

    /// Returns what a matcher was found to hit; `None` when nobody has asked before.
    pub(super) fn known(&self, matcher: MatcherId) -> Option<Hits> {
        let known = self.known.borrow();
        let own = of_matcher(&known, matcher);
        let hits = own.iter().map(|hit| Hit { span: Span::new(hit.start as usize, hit.end as usize) });
        (!own.is_empty()).then(|| hits.collect())
    }

    /// Returns whether a matcher was found to hit.
    pub(super) fn is_known_hit(&self, matcher: MatcherId) -> bool {
        let known = self.known.borrow();
        known.get(known.partition_point(|hit| hit.matcher < matcher)).is_some_and(|hit| hit.matcher == matcher)
    }

    /// Keeps what a matcher was found to hit, which depends on nothing but the text.
    pub(super) fn keep(&self, matcher: MatcherId, hits: &[Hit]) {
        if hits.is_empty() {
            self.possible.borrow_mut().remove(matcher.0);
            return;
        }
        let mut known = self.known.borrow_mut();
        let at = known.partition_point(|hit| hit.matcher < matcher);
        let hits = hits.iter().map(|hit| (hit.span.start as u32, hit.span.end as u32));
        known.insert_many(at, hits.map(|(start, end)| KnownHit { matcher, start, end }));
    }

    /// Returns what comes nearest to some samples, found when it is first asked for.
    pub(super) fn nearest(
        &self,
        samples: u32,
        find: impl FnOnce() -> Option<NearestWords>,
    ) -> Option<NearestWords> {
        if let Some((_, nearest)) = self.nearest.borrow().iter().find(|(known, _)| *known == samples) {
            return *nearest;
        }
        let nearest = find();
        self.nearest.borrow_mut().push((samples, nearest));
        nearest
    }

    /// Returns about how many bytes of memory the line takes, with what will be found out about it.
    fn cost(&self) -> usize {
        let hidden = self.squeezed.iter().map(|squeezed| squeezed.scanned.hits.len());
        let literals = self.scanned.hits.len() + hidden.sum::<usize>();
        let ways = size_of_val(&*self.scanned.open);
        let text = 2 * self.folded.original().len();
        size_of::<Line>() + text + ways + literals * size_of::<LiteralHit>() + KNOWN_COST
    }
}

/// Returns the hits of one matcher among those of all, which are sorted by matcher.
fn of_matcher(known: &[KnownHit], matcher: MatcherId) -> &[KnownHit] {
    let from = known.partition_point(|hit| hit.matcher < matcher);
    let hits = &known[from..];
    &hits[..hits.iter().take_while(|hit| hit.matcher == matcher).count()]
}

/// Bytes set aside for the areas of a line, and for hits that are many.
const KNOWN_COST: usize = 160;
/// Longer texts (bytes) hardly come twice.
const LONGEST_KEPT: usize = 4096;

/// The texts met lately, in bounded memory: when it is full, texts that were not met again since they were last
/// considered make room (the clock algorithm).
#[derive(Debug, Default)]
pub(super) struct LineCache {
    hasher: DefaultHashBuilder,
    /// Numbers of places, by text.
    table: HashTable<usize>,
    places: Vec<Place>,
    /// Places that are empty.
    free: Vec<usize>,
    /// The place considered last.
    hand: usize,
    /// Bytes that the lines take, and may take at most.
    weight: usize,
    most: usize,
    room: Room,
}

/// Room to work in, used again for every line.
#[derive(Debug, Default)]
struct Room {
    fold: FoldBuffers,
    hits: Vec<LiteralHit>,
    waker: WakerRoom,
}

/// The hash of a text, and where the text may be kept.
struct Known {
    hash: u64,
    at: Option<usize>,
}

/// Room for one line.
#[derive(Debug)]
struct Place {
    line: Option<Rc<Line>>,
    hash: u64,
    /// Met again since it was last considered.
    met_again: bool,
}

impl LineCache {
    /// Makes an empty cache of about so many bytes.
    pub(super) fn new(bytes: usize) -> Self {
        LineCache { most: bytes, ..LineCache::default() }
    }

    /// Returns the lines of some texts: those met before, or new ones.
    pub(super) fn lines<'t>(
        &mut self,
        texts: impl Iterator<Item = &'t str> + Clone,
        program: &Program,
    ) -> Vec<Rc<Line>> {
        // Done in two rounds, so that the processor need not wait for one place in memory before it asks for the next.
        let known: SmallVec<[Known; 32]> = texts.clone().map(|text| self.known(text)).collect();
        texts.zip(known).map(|(text, known)| self.line(text, known, program)).collect()
    }

    /// Looks up where a text may be kept.
    fn known(&self, text: &str) -> Known {
        let hash = self.hasher.hash_one(text);
        let at = self.table.find(hash, |at| self.places[*at].hash == hash).copied();
        Known { hash, at }
    }

    fn line(&mut self, text: &str, known: Known, program: &Program) -> Rc<Line> {
        if self.most == 0 || text.len() > LONGEST_KEPT {
            return Rc::new(Line::new(text, program, &mut self.room));
        }
        let Known { hash, mut at } = known;
        let is_it = |place: &Place| place.line.as_ref().is_some_and(|line| line.is_of(text));
        if !at.is_some_and(|at| is_it(&self.places[at])) {
            // Texts just added, or two of one hash.
            at = self.table.find(hash, |at| is_it(&self.places[*at])).copied();
        }
        if let Some(place) = at.map(|at| &mut self.places[at])
            && let Some(line) = &place.line
        {
            place.met_again = true;
            return Rc::clone(line);
        }
        self.add(text, hash, program)
    }

    fn add(&mut self, text: &str, hash: u64, program: &Program) -> Rc<Line> {
        let line = Rc::new(Line::new(text, program, &mut self.room));
        self.weight += line.cost();
        while self.weight > self.most && !self.table.is_empty() {
            self.forget_one();
        }
        let place = Place { line: Some(Rc::clone(&line)), hash, met_again: false };
        let at = match self.free.pop() {
            Some(at) => {
                self.places[at] = place;
                at
            }
            None => {
                self.places.push(place);
                self.places.len() - 1
            }
        };
        self.table.insert_unique(hash, at, |at| self.places[*at].hash);
        line
    }

    /// Forgets the next text that was not met again.
    fn forget_one(&mut self) {
        loop {
            self.hand = (self.hand + 1) % self.places.len();
            let (hand, place) = (self.hand, &mut self.places[self.hand]);
            if place.line.is_none() || std::mem::take(&mut place.met_again) {
                continue;
            }
            if let Some(line) = place.line.take() {
                self.weight = self.weight.saturating_sub(line.cost());
            }
            if let Ok(entry) = self.table.find_entry(place.hash, |at| *at == hand) {
                entry.remove();
            }
            self.free.push(hand);
            return;
        }
    }
}

/// Finds every literal, overlapping.
pub(super) fn scan(automaton: Option<&Automaton>, text: &str) -> impl Iterator<Item = (Literal, Span)> {
    // Offsets are kept in 32 bits; of a text beyond that the first four gigabytes are read.
    let text = &text[..text.floor_char_boundary(u32::MAX as usize)];
    let matches = automaton.into_iter().flat_map(move |automaton| automaton.0.find_overlapping_iter(text));
    matches.map(|found| (found.value(), Span::new(found.start(), found.end())))
}
