//! A conversation made ready to be checked: its texts, who said what when.
//!
//! Knows no matchers.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use super::scanned_text::{Said, ScannedText};
use super::text_pool::TextPool;
use crate::engine::program::Program;
use huashu_model::text::similarity::Bigrams;
use huashu_model::transcript::{Conversation, MessageKind, Role, Time, Utterance};
use huashu_rulebook::RoleFilter;

/// A conversation, its texts folded and scanned.
#[derive(Debug)]
pub(crate) struct PreparedConversation<'d> {
    /// The conversation as read.
    pub(crate) as_read: &'d Conversation<'d>,
    texts: &'d [ScannedText],
    /// What findings call the conversation.
    name: OnceCell<Arc<str>>,
    /// Number of the turn each utterance belongs to.
    turns: Vec<u32>,
    /// Whether each utterance has words said in the conversation.
    words: Vec<bool>,
    /// The roles of which somebody said words.
    speakers: OnceCell<RoleFilter>,
    /// What was said by each filter of roles, with and without what was taken back.
    said: [[OnceCell<Box<[usize]>>; 2]; RoleFilter::COUNT],
    /// Whether every utterance has a time, none earlier than the one before.
    in_order: OnceCell<bool>,
}

impl<'d> PreparedConversation<'d> {
    /// Folds and scans every utterance.
    pub(super) fn new(conversation: &'d Conversation<'d>, program: &Program, pool: &'d mut TextPool) -> Self {
        let is_words = |utterance: &Utterance<'_>| {
            utterance.kind == MessageKind::Text && !utterance.text.trim_start().is_empty()
        };
        PreparedConversation {
            as_read: conversation,
            texts: pool.scanned(conversation.utterances.iter().map(said), program),
            name: OnceCell::new(),
            turns: turns(conversation),
            words: conversation.utterances.iter().map(is_words).collect(),
            speakers: OnceCell::new(),
            said: std::array::from_fn(|_| Default::default()),
            in_order: OnceCell::new(),
        }
    }

    /// Returns the utterances as read.
    pub(crate) fn utterances(&self) -> &'d [Utterance<'d>] {
        &self.as_read.utterances
    }

    /// Returns the folded, scanned texts of the utterances.
    pub(super) fn texts(&self) -> &'d [ScannedText] {
        self.texts
    }

    /// Returns what findings call the conversation: its identifier, or the line where it begins.
    pub(crate) fn name(&self) -> Arc<str> {
        Arc::clone(self.name.get_or_init(|| self.as_read.name()))
    }

    /// Returns the folded, scanned utterance.
    pub(crate) fn text(&self, utterance: usize) -> &ScannedText {
        &self.texts[utterance]
    }

    /// Returns the folded text of an utterance.
    pub(crate) fn folded(&self, utterance: usize) -> &str {
        self.text(utterance).text()
    }

    /// Returns the bigrams of an utterance's folded text.
    pub(crate) fn bigrams(&self, utterance: usize) -> &Bigrams {
        self.text(utterance).bigrams()
    }

    /// Returns whether an utterance has words said in the conversation: text, not blank.
    pub(crate) fn is_words(&self, utterance: usize) -> bool {
        self.words[utterance]
    }

    /// Returns whether an utterance is said by a person of `roles`: words, not sent by a machine in an agent's name.
    pub(crate) fn is_said_by(&self, utterance: usize, roles: RoleFilter) -> bool {
        let said = &self.as_read.utterances[utterance];
        roles.contains(said.role) && !(said.auto && said.role == Role::Agent) && self.is_words(utterance)
    }

    /// Returns whether anything at all was said by `roles`.
    pub(crate) fn has_speaker(&self, roles: RoleFilter) -> bool {
        let speakers = self.speakers.get_or_init(|| {
            let mut speakers = RoleFilter::default();
            for (at, utterance) in self.as_read.utterances.iter().enumerate() {
                if self.is_said_by(at, RoleFilter::of(&[utterance.role])) {
                    speakers.add(utterance.role);
                }
            }
            speakers
        });
        speakers.intersects(roles)
    }

    /// Returns whether every utterance has a time, given to the second, none earlier than the one before.
    pub(crate) fn is_in_order(&self) -> bool {
        *self.in_order.get_or_init(|| {
            let times = self.as_read.utterances.iter().map(|utterance| utterance.time);
            let later = |pair: (Option<Time>, Option<Time>)| {
                pair.1?.lapse_since(pair.0?).map(|lapse| lapse.least == lapse.most && lapse.least >= 0)
            };
            times.clone().zip(times.skip(1)).all(|pair| later(pair) == Some(true))
        })
    }

    /// Returns the utterances said by `roles`, in order, with or without those that were taken back.
    pub(crate) fn said_by(&self, roles: RoleFilter, recalled: bool) -> &[usize] {
        let is_said = |utterance: &usize| self.is_said_by(*utterance, roles);
        let is_read = |utterance: &usize| recalled || !self.as_read.utterances[*utterance].recalled;
        let find = || (0..self.texts.len()).filter(is_said).filter(is_read).collect();
        self.said[roles.number()][usize::from(recalled)].get_or_init(find)
    }

    /// Returns whether an utterance has words, said by one of `roles` where they are given.
    pub(crate) fn is_said(&self, utterance: usize, roles: Option<RoleFilter>) -> bool {
        match roles {
            Some(roles) => self.is_said_by(utterance, roles),
            None => self.is_words(utterance),
        }
    }

    /// Returns the utterances from the first to the last of a turn.
    pub(crate) fn turn_around(&self, utterance: usize) -> Range<usize> {
        let turn = self.turns[utterance];
        self.turns.partition_point(|other| *other < turn)..self.turns.partition_point(|other| *other <= turn)
    }

    /// Returns the number of the turn an utterance belongs to.
    pub(crate) fn turn(&self, utterance: usize) -> u32 {
        self.turns[utterance]
    }

    /// Returns the number of utterances, of every role and kind.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }
}

fn said<'u>(utterance: &'u Utterance<'_>) -> Said<'u> {
    Said { text: &utterance.text, template: utterance.template }
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
