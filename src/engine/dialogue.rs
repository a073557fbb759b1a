//! A conversation made ready to be checked: folded, scanned once, hits on demand.
//!
//! Every utterance knows which matchers may hit it at all; the others cost
//! nothing. Areas and hits are found when first asked for.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::program::{Automaton, Condition, Lead, Literal, MatcherId, Program};
use super::set::MatcherSet;
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
    pub(super) scanned: Scanned,
    pub(super) squeezed: Option<SqueezedLine>,
    /// Matchers that may hit here.
    possible: MatcherSet,
    areas: OnceCell<Areas>,
    /// Hits found so far.
    known: RefCell<Vec<(MatcherId, Rc<[Hit]>)>>,
}

/// An utterance without what may have been inserted to hide a phrase.
#[derive(Debug)]
pub(super) struct SqueezedLine {
    pub(super) text: Squeezed,
    pub(super) scanned: Scanned,
}

/// The literals of a text and what they lead to.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// Sorted by literal.
    hits: Vec<LiteralHit>,
    /// Sorted by matcher.
    leads: Vec<LineLead>,
}

/// A literal of a text means something to a matcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct LineLead {
    matcher: u32,
    lead: Lead,
    /// Its hits, as a range of [`Scanned::hits`].
    from: usize,
    to: usize,
}

impl Scanned {
    fn new(program: &Program, text: &str) -> Self {
        let hits = scan(program.automaton.as_ref(), text);
        let mut leads = Vec::new();
        let mut from = 0;
        for group in hits.chunk_by(|a, b| a.literal == b.literal) {
            let to = from + group.len();
            let known = &program.leads[group[0].literal as usize];
            leads.extend(known.iter().map(|(matcher, lead)| LineLead { matcher: *matcher, lead: *lead, from, to }));
            from = to;
        }
        leads.sort_unstable();
        Scanned { hits, leads }
    }

    /// Returns what the literals lead to for one matcher, by lead, each with the literal's hits.
    pub(super) fn leads_of(&self, matcher: MatcherId) -> impl Iterator<Item = (Lead, &[LiteralHit])> {
        let from = self.leads.partition_point(|lead| lead.matcher < matcher.0);
        let own = self.leads[from..].iter().take_while(move |lead| lead.matcher == matcher.0);
        own.map(|lead| (lead.lead, &self.hits[lead.from..lead.to]))
    }
}

impl Line<'_> {
    pub(super) fn text(&self) -> &str {
        self.folded.text()
    }

    /// Returns whether a matcher may hit here at all.
    pub(super) fn may_hit(&self, matcher: MatcherId) -> bool {
        self.possible.holds(matcher)
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
    lines: Vec<Line<'d>>,
    /// Number of the turn each utterance belongs to.
    turns: Vec<u32>,
    /// Matchers that may hit somewhere.
    possible: MatcherSet,
    said: RefCell<Vec<(RoleFilter, Rc<[usize]>)>>,
    nothing: Rc<[Hit]>,
}

impl<'d> Dialogue<'d> {
    /// Folds every utterance and scans it for all literals at once.
    pub(super) fn new(conversation: &'d Conversation<'d>, program: &'d Program) -> Self {
        let lines: Vec<Line<'d>> =
            conversation.utterances.iter().map(|utterance| Line::new(&utterance.text, program)).collect();
        let mut possible = MatcherSet::new(program.matchers.len());
        lines.iter().for_each(|line| possible.join(&line.possible));
        Dialogue {
            conversation,
            program,
            lines,
            turns: turns(conversation),
            possible,
            said: RefCell::default(),
            nothing: Rc::from([]),
        }
    }

    /// Returns whether a matcher may hit anywhere.
    pub(super) fn may_hit(&self, matcher: MatcherId) -> bool {
        self.possible.holds(matcher)
    }

    pub(super) fn program(&self) -> &'d Program {
        self.program
    }

    /// Returns the folded, scanned utterance.
    pub(super) fn line(&self, utterance: usize) -> &Line<'d> {
        &self.lines[utterance]
    }

    /// Returns where a matcher holds in an utterance, in order, without overlaps.
    pub fn hits(&self, matcher: MatcherId, utterance: usize) -> Rc<[Hit]> {
        let line = self.line(utterance);
        if !line.possible.holds(matcher) {
            return Rc::clone(&self.nothing);
        }
        if let Some((_, hits)) = line.known.borrow().iter().find(|(known, _)| *known == matcher) {
            return Rc::clone(hits);
        }
        let found = super::evaluate::hits(self, matcher, utterance, &mut |_, _| {});
        let hits = if found.is_empty() { Rc::clone(&self.nothing) } else { found.into() };
        line.known.borrow_mut().push((matcher, Rc::clone(&hits)));
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
    pub fn is_said_by(&self, utterance: usize, roles: RoleFilter) -> bool {
        let said = &self.conversation.utterances[utterance];
        roles.holds(said.role) && !(said.auto && said.role == Role::Agent) && self.is_words(utterance)
    }

    /// Returns the utterances said by `roles`, in order.
    pub fn said_by(&self, roles: RoleFilter) -> Rc<[usize]> {
        if let Some((_, said)) = self.said.borrow().iter().find(|(known, _)| *known == roles) {
            return Rc::clone(said);
        }
        let said: Rc<[usize]> =
            (0..self.lines.len()).filter(|utterance| self.is_said_by(*utterance, roles)).collect();
        self.said.borrow_mut().push((roles, Rc::clone(&said)));
        said
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

impl<'d> Line<'d> {
    fn new(text: &'d str, program: &Program) -> Self {
        let folded = fold(text);
        let scanned = Scanned::new(program, folded.text());
        let squeezed = (program.bridges && may_hide(folded.text())).then(|| {
            let text = Squeezed::new(folded.text());
            let scanned = Scanned::new(program, text.text());
            SqueezedLine { text, scanned }
        });
        let mut possible = program.always.clone();
        let hidden = squeezed.iter().flat_map(|squeezed| &squeezed.scanned.hits);
        let mut last = None;
        for hit in scanned.hits.iter().chain(hidden).filter(|hit| last.replace(hit.literal) != Some(hit.literal)) {
            program.led_to[hit.literal as usize].iter().for_each(|number| possible.insert(*number));
        }
        Line { folded, scanned, squeezed, possible, areas: OnceCell::new(), known: RefCell::default() }
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
