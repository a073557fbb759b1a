//! A conversation made ready to be checked: folded, scanned once, hits on demand.
//!
//! Work that only some rules need (areas, squeezed text, the folding of
//! customers' words) is done when first asked for.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::program::{Automaton, Condition, Literal, MatcherId, Program};
use crate::rulebook::RoleFilter;
use crate::text::{Areas, Folded, Span, Squeezed, fold, may_hide};
use crate::transcript::{Conversation, MessageKind, Role};

/// A place in an utterance where a matcher holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Bytes of the folded text.
    pub span: Span,
}

/// A literal found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LiteralHit {
    pub(super) literal: Literal,
    pub(super) span: Span,
}

/// One utterance, folded and scanned.
#[derive(Debug)]
pub(super) struct Line<'d> {
    pub(super) folded: Folded<'d>,
    pub(super) hits: Vec<LiteralHit>,
    pub(super) squeezed: Option<SqueezedLine>,
    areas: OnceCell<Areas>,
}

/// An utterance without what may have been inserted to hide a phrase.
#[derive(Debug)]
pub(super) struct SqueezedLine {
    pub(super) text: Squeezed,
    pub(super) hits: Vec<LiteralHit>,
}

impl Line<'_> {
    pub(super) fn text(&self) -> &str {
        self.folded.text()
    }

    pub(super) fn areas(&self) -> &Areas {
        self.areas.get_or_init(|| Areas::new(self.text()))
    }
}

/// A conversation being checked.
#[derive(Debug)]
pub struct Dialogue<'d> {
    /// The conversation as read.
    pub conversation: &'d Conversation<'d>,
    program: &'d Program,
    lines: Vec<OnceCell<Line<'d>>>,
    /// Number of the turn each utterance belongs to.
    turns: Vec<u32>,
    /// For each watched matcher, the utterances in which it may hit.
    candidates: HashMap<MatcherId, Vec<usize>>,
    hits: RefCell<HashMap<(MatcherId, usize), Rc<[Hit]>>>,
}

impl<'d> Dialogue<'d> {
    /// Scans the utterances of `roles` for all literals at once.
    pub(super) fn new(conversation: &'d Conversation<'d>, program: &'d Program, roles: &RoleFilter) -> Self {
        let count = conversation.utterances.len();
        let mut dialogue = Dialogue {
            conversation,
            program,
            lines: std::iter::repeat_with(OnceCell::new).take(count).collect(),
            turns: turns(conversation),
            candidates: HashMap::new(),
            hits: RefCell::default(),
        };
        for utterance in 0..count {
            if roles.holds(conversation.utterances[utterance].role) && dialogue.is_words(utterance) {
                dialogue.note_candidates(utterance);
            }
        }
        dialogue
    }

    fn note_candidates(&mut self, utterance: usize) {
        let mut found: Vec<MatcherId> = self.program.always.clone();
        let line = self.line(utterance);
        let squeezed = line.squeezed.iter().flat_map(|squeezed| &squeezed.hits);
        for hit in line.hits.iter().chain(squeezed) {
            found.extend(&self.program.watchers[hit.literal as usize]);
        }
        found.sort_unstable();
        found.dedup();
        for matcher in found {
            self.candidates.entry(matcher).or_default().push(utterance);
        }
    }

    /// Returns the utterances among `utterances` (sorted) in which a watched matcher may hit.
    pub fn candidates(&self, matcher: MatcherId, utterances: &[usize]) -> Vec<usize> {
        let Some(candidates) = self.candidates.get(&matcher) else { return Vec::new() };
        candidates.iter().copied().filter(|candidate| utterances.binary_search(candidate).is_ok()).collect()
    }

    /// Returns whether a watched matcher may hit anywhere.
    pub(super) fn may_hit(&self, matcher: MatcherId) -> bool {
        self.candidates.contains_key(&matcher)
    }

    pub(super) fn program(&self) -> &'d Program {
        self.program
    }

    /// Returns the folded, scanned utterance; an index out of range reads as the last one.
    pub(super) fn line(&self, utterance: usize) -> &Line<'d> {
        self.lines[utterance].get_or_init(|| self.scan(utterance))
    }

    fn scan(&self, utterance: usize) -> Line<'d> {
        let folded = fold(&self.conversation.utterances[utterance].text);
        let hits = scan(self.program.automaton.as_ref(), folded.text());
        let squeezed = (self.program.bridges && may_hide(folded.text())).then(|| {
            let text = Squeezed::new(folded.text());
            let hits = scan(self.program.automaton.as_ref(), text.text());
            SqueezedLine { text, hits }
        });
        Line { folded, hits, squeezed, areas: OnceCell::new() }
    }

    /// Returns where a matcher holds in an utterance, in order, without overlaps.
    pub fn hits(&self, matcher: MatcherId, utterance: usize) -> Rc<[Hit]> {
        let key = (matcher, utterance);
        if let Some(hits) = self.hits.borrow().get(&key) {
            return Rc::clone(hits);
        }
        let hits: Rc<[Hit]> = super::evaluate::hits(self, matcher, utterance, &mut |_, _| {}).into();
        self.hits.borrow_mut().insert(key, Rc::clone(&hits));
        hits
    }

    /// Returns the folded text of an utterance.
    pub fn folded(&self, utterance: usize) -> &str {
        self.line(utterance).text()
    }

    /// Returns whether a circumstance holds around an utterance as a whole.
    pub fn holds(&self, condition: &Condition, utterance: usize) -> bool {
        let whole = Span::new(0, self.folded(utterance).len());
        super::condition::holds(self, condition, utterance, whole)
    }

    /// Returns whether an utterance has words said in the conversation: text, not blank.
    pub fn is_words(&self, utterance: usize) -> bool {
        let utterance = &self.conversation.utterances[utterance];
        utterance.kind == MessageKind::Text && !utterance.text.trim().is_empty()
    }

    /// Returns whether an utterance is said by a person of `roles`: words, not sent by a machine in an agent's name.
    pub fn is_said_by(&self, utterance: usize, roles: &RoleFilter) -> bool {
        let said = &self.conversation.utterances[utterance];
        roles.holds(said.role) && !(said.auto && said.role == Role::Agent) && self.is_words(utterance)
    }

    /// Returns the utterances said by `roles`, in order.
    pub fn said_by(&self, roles: &RoleFilter) -> Vec<usize> {
        (0..self.lines.len()).filter(|utterance| self.is_said_by(*utterance, roles)).collect()
    }

    /// Returns the number of the turn an utterance belongs to.
    pub fn turn(&self, utterance: usize) -> u32 {
        self.turns[utterance]
    }

    /// Returns the number of utterances, of every role and kind.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Returns whether the conversation holds no utterance.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// Finds every literal, overlapping, sorted by literal and place.
pub(super) fn scan(automaton: Option<&Automaton>, text: &str) -> Vec<LiteralHit> {
    let Some(automaton) = automaton else { return Vec::new() };
    let matches = automaton.0.find_overlapping_iter(text);
    let mut hits: Vec<LiteralHit> = matches
        .map(|found| LiteralHit { literal: found.value(), span: Span::new(found.start(), found.end()) })
        .collect();
    hits.sort_unstable();
    hits
}

/// Numbers the turns; machines and notices do not end one.
fn turns(conversation: &Conversation<'_>) -> Vec<u32> {
    let mut current = Role::Unknown;
    let mut turn = 0;
    let mut turns = Vec::with_capacity(conversation.utterances.len());
    for utterance in &conversation.utterances {
        let person = matches!(utterance.role, Role::Agent | Role::Customer | Role::Unknown) && !utterance.auto;
        if person && utterance.role != current {
            turn += 1;
            current = utterance.role;
        }
        turns.push(turn);
    }
    turns
}
