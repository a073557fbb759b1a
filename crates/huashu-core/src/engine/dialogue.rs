//! A conversation made ready to be checked: its lines, and hits on demand.
//!
//! Every utterance knows which matchers may hit it at all; the others cost
//! nothing. What depends on the text alone is kept with the line, what depends
//! on the conversation is kept here.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use hashbrown::HashMap;
use smallvec::SmallVec;

use super::evaluate::{self, Dropped};
use super::line::{Line, LineCache};
use super::program::{Condition, MatcherId, Program, Reach};
use super::set::BitRows;
use huashu_model::text::Span;
use huashu_model::text::similarity::Bigrams;
use huashu_model::transcript::{Conversation, MessageKind, Role, Time, Utterance};
use huashu_rulebook::RoleFilter;

/// A place in an utterance where a matcher holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Bytes of the folded text.
    pub span: Span,
}

/// The hits of a matcher in an utterance; seldom more than one.
pub type Hits = SmallVec<[Hit; 2]>;

/// Finds the hits of a matcher in an utterance.
type Find = fn(&Dialogue<'_>, MatcherId, usize, &mut Dropped<'_>) -> Hits;

/// Utterances, by a matcher that holds in them and by whose words were read.
type Holding = HashMap<(MatcherId, Option<RoleFilter>), Rc<[usize]>>;

/// A conversation being checked.
#[derive(Debug)]
pub struct Dialogue<'d> {
    /// The conversation as read.
    pub conversation: &'d Conversation<'d>,
    program: &'d Program,
    lines: Vec<Rc<Line>>,
    /// What findings call the conversation.
    name: OnceCell<Arc<str>>,
    /// Number of the turn each utterance belongs to.
    turns: Vec<u32>,
    /// Matchers that may hit: what somebody of each role said, in the order of [`Role::ALL`], then each utterance.
    possible: BitRows,
    /// Whether each utterance has words said in the conversation.
    words: Vec<bool>,
    /// The roles of which somebody said words.
    speakers: OnceCell<RoleFilter>,
    /// What was said by each filter of roles, with and without what was taken back.
    said: [[OnceCell<Box<[usize]>>; 2]; RoleFilter::COUNT],
    /// Whether every utterance has a time, none earlier than the one before.
    in_order: OnceCell<bool>,
    /// Hits that depend on the conversation, by matcher and utterance.
    known: RefCell<HashMap<(MatcherId, usize), Hits>>,
    /// The utterances that a matcher hits, of some roles, where many were asked for.
    holding: RefCell<Holding>,
}

impl<'d> Dialogue<'d> {
    /// Folds and scans every utterance whose text is not in the cache.
    pub(super) fn new(conversation: &'d Conversation<'d>, program: &'d Program, cache: &mut LineCache) -> Self {
        let lines = cache.lines(conversation.utterances.iter().map(|utterance| &*utterance.text), program);
        let mut possible = BitRows::new(program.matchers.len(), Role::ALL.len(), lines.len());
        for (line, utterance) in lines.iter().zip(&conversation.utterances) {
            let of_line = line.possible();
            possible.join(utterance.role as usize, &of_line);
            possible.push(&of_line);
        }
        let is_words = |utterance: &Utterance<'_>| {
            utterance.kind == MessageKind::Text && !utterance.text.trim_start().is_empty()
        };
        Dialogue {
            conversation,
            program,
            lines,
            turns: turns(conversation),
            name: OnceCell::new(),
            possible,
            words: conversation.utterances.iter().map(is_words).collect(),
            speakers: OnceCell::new(),
            said: std::array::from_fn(|_| Default::default()),
            in_order: OnceCell::new(),
            known: RefCell::default(),
            holding: RefCell::default(),
        }
    }

    /// Returns whether a matcher may hit anything that `roles` said.
    ///
    /// A mere hint: nothing but speed may depend on it.
    pub(super) fn may_hit(&self, matcher: MatcherId, roles: RoleFilter) -> bool {
        let by = |role: Role| self.possible.holds(role as usize, matcher.0);
        match roles.only() {
            Some(role) => by(role),
            None => Role::ALL.into_iter().any(|role| roles.holds(role) && by(role)),
        }
    }

    /// Returns whether a matcher may hit an utterance.
    fn may_hit_at(&self, matcher: MatcherId, utterance: usize) -> bool {
        self.possible.holds(Role::ALL.len() + utterance, matcher.0)
    }

    /// Returns what findings call the conversation: its identifier, or the line where it begins.
    pub(super) fn name(&self) -> Arc<str> {
        let name = || match &self.conversation.id {
            Some(id) => Arc::from(id.as_ref()),
            None => Arc::from(format!("#{}", self.conversation.place.line)),
        };
        Arc::clone(self.name.get_or_init(name))
    }

    pub(super) fn program(&self) -> &'d Program {
        self.program
    }

    /// Returns the folded, scanned utterance.
    pub(super) fn line(&self, utterance: usize) -> &Line {
        &self.lines[utterance]
    }

    /// Returns where a matcher holds in an utterance, in order, without overlaps.
    pub fn hits(&self, matcher: MatcherId, utterance: usize) -> Hits {
        if !self.may_hit_at(matcher, utterance) {
            return Hits::new();
        }
        match self.program.matcher(matcher).reach {
            Reach::Text => self.kept(matcher, utterance, evaluate::hits),
            Reach::Circumstances => {
                let candidates = self.kept(matcher, utterance, evaluate::candidates);
                if candidates.is_empty() {
                    return candidates;
                }
                self.found_once(matcher, utterance, || {
                    let spans = candidates.iter().map(|hit| hit.span).collect();
                    evaluate::settled(self, matcher, utterance, spans, &mut |_, _| {})
                })
            }
            Reach::Conversation => {
                self.found_once(matcher, utterance, || evaluate::hits(self, matcher, utterance, &mut |_, _| {}))
            }
        }
    }

    /// Returns whether a matcher holds anywhere in an utterance.
    pub fn is_hit(&self, matcher: MatcherId, utterance: usize) -> bool {
        if !self.may_hit_at(matcher, utterance) {
            return false;
        }
        let of_text = self.program.matcher(matcher).reach == Reach::Text;
        (of_text && self.line(utterance).is_known_hit(matcher)) || !self.hits(matcher, utterance).is_empty()
    }

    /// Returns where an exception covers what stands in an utterance.
    pub(super) fn covers(&self, matcher: MatcherId, utterance: usize) -> Hits {
        // Nobody asks for the hits of an exception, so its covers can be kept in their place.
        self.of_text(matcher, utterance, evaluate::covers)
    }

    /// Returns what the part of a matcher that depends on the text alone seeks.
    pub(super) fn own(&self, matcher: MatcherId, utterance: usize) -> Hits {
        self.of_text(matcher, utterance, evaluate::own)
    }

    fn of_text(&self, matcher: MatcherId, utterance: usize, find: Find) -> Hits {
        if !self.may_hit_at(matcher, utterance) {
            return Hits::new();
        }
        match self.program.matcher(matcher).reach {
            Reach::Text | Reach::Circumstances => self.kept(matcher, utterance, find),
            Reach::Conversation => find(self, matcher, utterance, &mut |_, _| {}),
        }
    }

    /// Returns what is kept with the line, found when it is first asked for.
    fn kept(&self, matcher: MatcherId, utterance: usize, find: Find) -> Hits {
        let line = self.line(utterance);
        if let Some(hits) = line.known(matcher) {
            return hits;
        }
        let mut hits = Hits::new();
        // The same text elsewhere in the conversation may have been asked meanwhile.
        if line.may_hit(matcher) {
            hits = find(self, matcher, utterance, &mut |_, _| {});
            line.keep(matcher, &hits);
        }
        if hits.is_empty() {
            self.possible.remove(Role::ALL.len() + utterance, matcher.0);
        }
        hits
    }

    /// Returns what is kept for this conversation only, found when it is first asked for.
    fn found_once(&self, matcher: MatcherId, utterance: usize, find: impl FnOnce() -> Hits) -> Hits {
        if let Some(hits) = self.known.borrow().get(&(matcher, utterance)) {
            return hits.clone();
        }
        let hits = find();
        self.known.borrow_mut().insert((matcher, utterance), hits.clone());
        hits
    }

    /// Returns the folded text of an utterance.
    pub fn folded(&self, utterance: usize) -> &str {
        self.line(utterance).text()
    }

    /// Returns the bigrams of an utterance's folded text.
    pub fn bigrams(&self, utterance: usize) -> &Bigrams {
        self.line(utterance).bigrams()
    }

    /// Returns whether a circumstance holds around an utterance as a whole.
    pub fn holds(&self, condition: &Condition, utterance: usize) -> bool {
        let whole = Span::new(0, self.folded(utterance).len());
        super::condition::holds(self, condition, utterance, whole)
    }

    /// Returns whether an utterance has words said in the conversation: text, not blank.
    pub fn is_words(&self, utterance: usize) -> bool {
        self.words[utterance]
    }

    /// Returns whether an utterance is said by a person of `roles`: words, not sent by a machine in an agent's name.
    pub fn is_said_by(&self, utterance: usize, roles: RoleFilter) -> bool {
        let said = &self.conversation.utterances[utterance];
        roles.holds(said.role) && !(said.auto && said.role == Role::Agent) && self.is_words(utterance)
    }

    /// Returns whether anything at all was said by `roles`.
    pub(super) fn has_speaker(&self, roles: RoleFilter) -> bool {
        let speakers = self.speakers.get_or_init(|| {
            let mut speakers = RoleFilter::default();
            for (at, utterance) in self.conversation.utterances.iter().enumerate() {
                if self.is_said_by(at, RoleFilter::of(&[utterance.role])) {
                    speakers.add(utterance.role);
                }
            }
            speakers
        });
        speakers.meets(roles)
    }

    /// Returns whether every utterance has a time, none earlier than the one before.
    pub(super) fn is_in_order(&self) -> bool {
        *self.in_order.get_or_init(|| {
            let times = self.conversation.utterances.iter().map(|utterance| utterance.time);
            let later = |pair: (Option<Time>, Option<Time>)| pair.1?.since(pair.0?).map(|millis| millis >= 0);
            times.clone().zip(times.skip(1)).all(|pair| later(pair) == Some(true))
        })
    }

    /// Returns the utterances said by `roles`, in order, with or without those that were taken back.
    pub fn said_by(&self, roles: RoleFilter, recalled: bool) -> &[usize] {
        let is_said = |utterance: &usize| self.is_said_by(*utterance, roles);
        let stands = |utterance: &usize| recalled || !self.conversation.utterances[*utterance].recalled;
        let find = || (0..self.lines.len()).filter(is_said).filter(stands).collect();
        self.said[roles.number()][usize::from(recalled)].get_or_init(find)
    }

    /// Returns whether an utterance has words, said by one of `roles` where they are given.
    pub(super) fn is_said(&self, utterance: usize, roles: Option<RoleFilter>) -> bool {
        match roles {
            Some(roles) => self.is_said_by(utterance, roles),
            None => self.is_words(utterance),
        }
    }

    /// Returns the utterances with words, of `roles` where they are given, that a matcher hits; found once.
    pub fn holding(&self, matcher: MatcherId, roles: Option<RoleFilter>) -> Rc<[usize]> {
        if let Some(holding) = self.holding.borrow().get(&(matcher, roles)) {
            return Rc::clone(holding);
        }
        let hit = |at: &usize| self.is_said(*at, roles) && self.is_hit(matcher, *at);
        let holding: Rc<[usize]> = (0..self.lines.len()).filter(hit).collect();
        self.holding.borrow_mut().insert((matcher, roles), Rc::clone(&holding));
        holding
    }

    /// Returns the utterances from the first to the last of a turn.
    pub(super) fn turn_around(&self, utterance: usize) -> Range<usize> {
        let turn = self.turns[utterance];
        self.turns.partition_point(|other| *other < turn)..self.turns.partition_point(|other| *other <= turn)
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
