//! One text, folded and scanned, and what has been found out about it.
//!
//! What depends on a text alone – its fold, its literals, the hits of most
//! matchers – is found once and kept with it. A text knows nothing of
//! conversations; what depends on them is never kept here.

use std::cell::{OnceCell, Ref, RefCell};

use smallvec::SmallVec;

use super::near_miss::NearMiss;
use super::occurrence::{Hit, Hits};
use crate::engine::prefilter::PrefilterScratch;
use crate::engine::prefilter::bit_set::BitSet;
use crate::engine::prefilter::literal::Literal;
use crate::engine::prefilter::requirements::RequirementId;
use crate::engine::program::Program;
use crate::engine::program::automaton::scan;
use crate::engine::program::matcher::{Candidate, MatcherId, Sought};
use huashu_model::entity::CharCounts;
use huashu_model::text::similarity::Bigrams;
use huashu_model::text::{Deseparated, FoldBuffers, FoldedText, Sentences, Span, quoted, slots};

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
/// What is touched whenever the text comes again stands first and in one place: there are more of them than a processor's
/// cache holds, and reaching for another place in memory costs more than what is done there.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct ScannedText {
    key: TextKey,
    /// Matchers that may hit here; one that was found not to is taken out.
    possible: RefCell<BitSet>,
    /// What matchers that depend on the text alone were found to hit, by matcher.
    known: RefCell<SmallVec<[KnownHit; 6]>>,
    /// What comes nearest to required elements that were sought here in vain, by the number of their wordings.
    near_misses: RefCell<Vec<(u32, Option<NearMiss>)>>,
    bigrams: OnceCell<Bigrams>,
    pub(crate) folded: FoldedText,
    pub(crate) scan: Scan,
    pub(crate) deseparated: Option<Box<DeseparatedScan>>,
    sentences: OnceCell<Box<Sentences>>,
    quoted: OnceCell<Box<[Span]>>,
    has_variables: bool,
}

/// A text to be scanned.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) struct Said<'t> {
    pub(crate) text: &'t str,
    /// Whether it may hold variables.
    pub(crate) template: bool,
}

/// The length of a text and its first bytes, by which most texts are told apart.
#[derive(Debug)]
struct TextKey {
    length: usize,
    template: bool,
    bytes: [u8; 64],
}

impl TextKey {
    fn of(Said { text, template }: Said<'_>) -> Self {
        let mut bytes = [0; 64];
        let shown = text.len().min(bytes.len());
        bytes[..shown].copy_from_slice(&text.as_bytes()[..shown]);
        TextKey { length: text.len(), template, bytes }
    }

    /// Returns whether a text begins like this and is as long.
    fn fits(&self, Said { text, template }: Said<'_>) -> bool {
        let shown = self.length.min(self.bytes.len());
        self.length == text.len() && self.template == template && self.bytes[..shown] == text.as_bytes()[..shown]
    }
}

/// A text without what may have been inserted to hide a phrase.
#[derive(Debug)]
pub(crate) struct DeseparatedScan {
    pub(crate) text: Deseparated,
    pub(crate) scan: Scan,
}

/// The requirements that a text meets, and the literals of the rarest set of each.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Sorted by literal and place.
    hits: Box<[LiteralHit]>,
    /// Sorted.
    met: Box<[RequirementId]>,
}

impl Scan {
    fn new(program: &Program, text: &str, scratch: &mut Scratch) -> Self {
        let Scratch { hits, prefilter, fold: _ } = scratch;
        hits.clear();
        let found = scan(program.automaton.as_ref(), text);
        hits.extend(found.map(|(literal, span)| LiteralHit { literal, start: span.start as u32 }));
        hits.sort_unstable();
        let literals = hits.chunk_by(|a, b| a.literal == b.literal).map(|group| group[0].literal);
        let met = program.prefilter.met(literals, prefilter);
        hits.retain(|hit| program.prefilter.is_rarest_of_met(hit.literal, prefilter));
        Scan { hits: hits.as_slice().into(), met }
    }

    /// Returns where some literals, sorted, occur: each with the byte where it begins.
    pub(crate) fn hits_of(&self, literals: &[Literal]) -> impl Iterator<Item = (Literal, usize)> {
        let hits = self.hits.iter().filter(|hit| literals.binary_search(&hit.literal).is_ok());
        hits.map(|hit| (hit.literal, hit.start as usize))
    }

    /// Returns what the requirements that are met mean for what one matcher seeks.
    pub(crate) fn candidates(&self, sought: &Sought) -> SmallVec<[(RequirementId, Candidate); 8]> {
        let own = sought.candidates.as_slice();
        if own.len() < self.met.len() {
            let is_met = |requirement: &RequirementId| self.met.binary_search(requirement).is_ok();
            return own.iter().filter(|(requirement, _)| is_met(requirement)).copied().collect();
        }
        let of_requirement = |requirement: &RequirementId| {
            let requirement = *requirement;
            let from = own.partition_point(|(own, _)| *own < requirement);
            own[from..].iter().take_while(move |(own, _)| *own == requirement).copied()
        };
        self.met.iter().flat_map(of_requirement).collect()
    }
}

impl ScannedText {
    /// Folds and scans a text.
    pub(super) fn new(said: Said<'_>, program: &Program, scratch: &mut Scratch) -> Self {
        let Said { text, template } = said;
        let masked = if template { slots::masked(text) } else { None };
        let has_variables = masked.is_some();
        let folded = match masked {
            Some(masked) => FoldedText::masked(&mut scratch.fold, text, masked),
            None => FoldedText::new(&mut scratch.fold, text),
        };
        let scan = Scan::new(program, folded.text(), scratch);
        let deseparated = program.skip_separators.then(|| Deseparated::of(folded.text())).flatten();
        let deseparated = deseparated.map(|text| {
            let scan = Scan::new(program, text.text(), scratch);
            Box::new(DeseparatedScan { text, scan })
        });
        let mut possible = program.unfiltered.clone();
        let hidden = deseparated.iter().flat_map(|deseparated| &deseparated.scan.met);
        for requirement in scan.met.iter().chain(hidden) {
            possible.add(program.prefilter.triggered_by(*requirement));
        }
        let counts = CharCounts::of(folded.text());
        for (_, triggered) in
            program.triggered_by_entities.iter().filter(|(precheck, _)| precheck.admits_counts(counts))
        {
            triggered.iter().for_each(|number| possible.insert(*number));
        }
        ScannedText {
            key: TextKey::of(said),
            possible: RefCell::new(possible),
            known: RefCell::default(),
            near_misses: RefCell::default(),
            bigrams: OnceCell::new(),
            folded,
            scan,
            deseparated,
            sentences: OnceCell::new(),
            quoted: OnceCell::new(),
            has_variables,
        }
    }

    /// Returns whether this is what was made of a text.
    pub(super) fn is_of(&self, said: Said<'_>) -> bool {
        self.key.fits(said) && (said.text.len() <= self.key.bytes.len() || self.folded.original() == said.text)
    }

    /// Returns whether a span of the folded text covers a variable, or a part of one.
    pub(super) fn holds_variable(&self, span: Span) -> bool {
        self.has_variables && slots::holds_marks(span.of(self.text()))
    }

    /// Returns whether the text holds variables.
    pub(super) fn has_variables(&self) -> bool {
        self.has_variables
    }

    pub(crate) fn text(&self) -> &str {
        self.folded.text()
    }

    /// Returns whether a matcher may hit here at all.
    pub(crate) fn may_hit(&self, matcher: MatcherId) -> bool {
        self.possible.borrow().contains(matcher.0)
    }

    /// Returns the matchers that may hit here.
    pub(crate) fn possible(&self) -> Ref<'_, BitSet> {
        self.possible.borrow()
    }

    pub(crate) fn bigrams(&self) -> &Bigrams {
        self.bigrams.get_or_init(|| Bigrams::new(self.text()))
    }

    pub(crate) fn sentences(&self) -> &Sentences {
        self.sentences.get_or_init(|| Box::new(Sentences::new(self.text())))
    }

    /// Returns whether a span stands in what the text quotes of somebody else.
    pub(crate) fn is_quoted(&self, span: Span) -> bool {
        let quoted = self.quoted.get_or_init(|| quoted(self.folded.original()).into());
        !quoted.is_empty() && {
            let span = self.folded.to_original(span);
            quoted.iter().any(|part| part.contains(span))
        }
    }

    /// Returns what a matcher was found to hit; `None` when nobody has asked before.
    pub(crate) fn known(&self, matcher: MatcherId) -> Option<Hits> {
        let known = self.known.borrow();
        let own = of_matcher(&known, matcher);
        let hits = own.iter().map(|hit| Hit { span: Span::new(hit.start as usize, hit.end as usize) });
        (!own.is_empty()).then(|| hits.collect())
    }

    /// Returns whether a matcher was found to hit.
    pub(crate) fn is_known_hit(&self, matcher: MatcherId) -> bool {
        let known = self.known.borrow();
        known.get(known.partition_point(|hit| hit.matcher < matcher)).is_some_and(|hit| hit.matcher == matcher)
    }

    /// Keeps what a matcher was found to hit, which depends on nothing but the text.
    pub(crate) fn keep(&self, matcher: MatcherId, hits: &[Hit]) {
        if hits.is_empty() {
            self.possible.borrow_mut().remove(matcher.0);
            return;
        }
        let mut known = self.known.borrow_mut();
        let at = known.partition_point(|hit| hit.matcher < matcher);
        let hits = hits.iter().map(|hit| (hit.span.start as u32, hit.span.end as u32));
        known.insert_many(at, hits.map(|(start, end)| KnownHit { matcher, start, end }));
    }

    /// Returns what comes nearest to some wordings, by their number, found when it is first asked for.
    pub(crate) fn near_miss(&self, wordings: u32, find: impl FnOnce() -> Option<NearMiss>) -> Option<NearMiss> {
        if let Some((_, near_miss)) = self.near_misses.borrow().iter().find(|(known, _)| *known == wordings) {
            return *near_miss;
        }
        let near_miss = find();
        self.near_misses.borrow_mut().push((wordings, near_miss));
        near_miss
    }

    /// Returns about how many bytes of memory the text takes, with what will be found out about it.
    pub(super) fn cost(&self) -> usize {
        let hidden = self.deseparated.iter().map(|deseparated| deseparated.scan.hits.len());
        let literals = self.scan.hits.len() + hidden.sum::<usize>();
        let requirements = size_of_val(&*self.scan.met);
        let text = 2 * self.folded.original().len();
        size_of::<ScannedText>() + text + requirements + literals * size_of::<LiteralHit>() + KNOWN_COST
    }
}

/// Memory to work in, used again for every text.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    fold: FoldBuffers,
    hits: Vec<LiteralHit>,
    prefilter: PrefilterScratch,
}

/// Bytes set aside for the sentences of a text, and for hits that are many.
const KNOWN_COST: usize = 160;

/// Returns the hits of one matcher among those of all, which are sorted by matcher.
fn of_matcher(known: &[KnownHit], matcher: MatcherId) -> &[KnownHit] {
    let from = known.partition_point(|hit| hit.matcher < matcher);
    let hits = &known[from..];
    &hits[..hits.iter().take_while(|hit| hit.matcher == matcher).count()]
}
