//! One text, folded and scanned, and what has been found out about it.
//!
//! Its memory is used again for the next text. Knows nothing of conversations.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};

use super::near_miss::NearMiss;
use super::occurrence::{Hit, Hits};
use crate::engine::prefilter::bit_set::BitSet;
use crate::engine::prefilter::character_set::CharacterSet;
use crate::engine::program::Program;
use crate::engine::program::matcher::MatcherId;
use crate::engine::program::tier::{GateHit, Literal};
use huashu_model::entity::CharCounts;
use huashu_model::text::similarity::Bigrams;
use huashu_model::text::{Deseparated, FoldedText, Sentences, Span, quoted, slots};

/// What matchers were found to hit.
#[derive(Debug, Default)]
struct Known {
    /// Matchers that hit something, in order, with where their spans begin and end among all.
    matchers: Vec<(MatcherId, usize, usize)>,
    spans: Vec<Span>,
}

impl Known {
    fn of(&self, matcher: MatcherId) -> Option<&[Span]> {
        let at = self.matchers.binary_search_by_key(&matcher, |(known, ..)| *known).ok()?;
        let (_, from, to) = self.matchers[at];
        self.spans.get(from..to)
    }

    fn keep(&mut self, matcher: MatcherId, hits: &[Hit]) {
        let from = self.spans.len();
        self.spans.extend(hits.iter().map(|hit| hit.span));
        let at = self.matchers.partition_point(|(known, ..)| *known < matcher);
        self.matchers.insert(at, (matcher, from, self.spans.len()));
    }

    fn clear(&mut self) {
        self.matchers.clear();
        self.spans.clear();
    }
}

/// One text, folded and scanned.
#[derive(Debug, Default)]
pub(crate) struct ScannedText {
    pub(crate) folded: FoldedText,
    characters: CharacterSet,
    has_variables: bool,
    /// Gates of the matchers that are asked first, sorted.
    first: Vec<GateHit>,
    /// The literals that open gates of the others; looked for when one of them is first asked.
    later: OnceCell<Vec<(Literal, Span)>>,
    pub(crate) hidden: Option<Box<Hidden>>,
    /// Matchers that may hit here; one that was found not to is taken out.
    possible: RefCell<BitSet>,
    known: RefCell<Known>,
    /// What comes nearest to required elements that were sought here in vain, by the number of their wordings.
    near_misses: RefCell<Vec<(u32, Option<NearMiss>)>>,
    bigrams: OnceCell<Bigrams>,
    sentences: OnceCell<Sentences>,
    quoted: OnceCell<Box<[Span]>>,
}

/// A text to be scanned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said<'t> {
    pub(crate) text: &'t str,
    /// Whether it may hold variables.
    pub(crate) template: bool,
}

/// A text without what may have been inserted to hide a phrase, and the gates in it.
#[derive(Debug)]
pub(crate) struct Hidden {
    pub(crate) text: Deseparated,
    gates: Vec<GateHit>,
}

impl ScannedText {
    /// Folds and scans a text in place of the one that was here.
    pub(super) fn scan(&mut self, said: Said<'_>, program: &Program) {
        self.forget();
        self.fold(said);
        let text = self.folded.text();
        self.characters = CharacterSet::of(text);
        program.first.scan(text, &self.characters, &program.needs, &mut self.first);
        if program.always_seeks_hidden || program.hidden.may_stand_in(text) {
            self.hidden = Deseparated::of(text).map(|text| Box::new(Hidden::scan(text, program)));
        }
        let possible = self.possible.get_mut();
        possible.copy_from(&program.ungated);
        wake(program, &self.first, possible);
        self.hidden.iter().for_each(|hidden| wake(program, &hidden.gates, possible));
        let counts = CharCounts::of(text);
        let admitted = program.woken_by_entities.iter().filter(|(precheck, _)| precheck.admits_counts(counts));
        admitted.for_each(|(_, woken)| possible.join(woken));
    }

    fn forget(&mut self) {
        self.first.clear();
        self.later.take();
        self.hidden = None;
        self.known.get_mut().clear();
        self.near_misses.get_mut().clear();
        self.bigrams.take();
        self.sentences.take();
        self.quoted.take();
    }

    fn fold(&mut self, Said { text, template }: Said<'_>) {
        let masked = if template { slots::masked(text) } else { None };
        self.has_variables = masked.is_some();
        match masked {
            Some(masked) => self.folded.refold_masked(text, &masked),
            None => self.folded.refold(text),
        }
    }

    /// Returns the gates of a matcher that stand in the text, sorted.
    pub(super) fn gates(&self, program: &Program, matcher: MatcherId) -> Cow<'_, [GateHit]> {
        match program.matcher(matcher) {
            one if one.is_asked_first => Cow::Borrowed(of_matcher(&self.first, matcher)),
            one if !self.characters.meets(&one.gate_characters) => Cow::default(),
            _ => {
                let literals = self.later.get_or_init(|| program.later.literals(self.text()));
                Cow::Owned(program.later.gates_of(matcher, literals, &self.characters, &program.needs))
            }
        }
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
    pub(super) fn may_hit(&self, matcher: MatcherId) -> bool {
        self.possible.borrow().contains(matcher.0)
    }

    /// Adds the matchers that are asked first and may hit here to a set.
    pub(super) fn add_possible(&self, to: &mut BitSet) {
        to.join(&self.possible.borrow());
    }

    pub(crate) fn bigrams(&self) -> &Bigrams {
        self.bigrams.get_or_init(|| Bigrams::new(self.text()))
    }

    pub(crate) fn sentences(&self) -> &Sentences {
        self.sentences.get_or_init(|| Sentences::new(self.text()))
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
    pub(super) fn known(&self, matcher: MatcherId) -> Option<Hits> {
        self.known.borrow().of(matcher).map(|spans| spans.iter().map(|span| Hit { span: *span }).collect())
    }

    /// Returns whether a matcher was found to hit.
    pub(super) fn is_known_hit(&self, matcher: MatcherId) -> bool {
        self.known.borrow().of(matcher).is_some()
    }

    /// Keeps what a matcher was found to hit.
    pub(super) fn keep(&self, matcher: MatcherId, hits: &[Hit]) {
        match hits {
            [] => self.possible.borrow_mut().remove(matcher.0),
            hits => self.known.borrow_mut().keep(matcher, hits),
        }
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
}

impl Hidden {
    fn scan(text: Deseparated, program: &Program) -> Self {
        let mut gates = Vec::new();
        program.hidden.scan(text.text(), &CharacterSet::of(text.text()), &program.needs, &mut gates);
        Hidden { text, gates }
    }

    /// Returns the gates of a matcher that stand in the text, sorted.
    pub(super) fn gates(&self, matcher: MatcherId) -> &[GateHit] {
        of_matcher(&self.gates, matcher)
    }
}

/// Adds the matchers that found gates concern.
fn wake(program: &Program, gates: &[GateHit], possible: &mut BitSet) {
    for of_matcher in gates.chunk_by(|a, b| a.matcher() == b.matcher()) {
        program.wakes[of_matcher[0].matcher().0 as usize].iter().for_each(|number| possible.insert(*number));
    }
}

/// Returns the gates of one matcher among those of all, which are sorted by matcher.
fn of_matcher(gates: &[GateHit], matcher: MatcherId) -> &[GateHit] {
    let from = gates.partition_point(|gate| gate.matcher() < matcher);
    let gates = &gates[from..];
    &gates[..gates.partition_point(|gate| gate.matcher() == matcher)]
}
