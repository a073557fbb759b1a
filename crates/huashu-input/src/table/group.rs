//! One conversation put together of rows.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::record::raw::{RawConversation, RawMessage, Scalar};
use crate::record_limit::RecordLimit;
use crate::table::rows::Row;

/// Bytes that a message counts for beside its text: about what its speaker and time take in JSON.
const MESSAGE_BYTES: usize = 64;

/// A conversation being put together.
pub(super) struct Group {
    pub(super) session: RawConversation<'static>,
    /// Columns whose value changed from row to row; they say nothing about the conversation.
    changing: HashSet<String>,
    /// Where the metadata stand by name, of the first `placed` of them; only once they are many.
    places: HashMap<String, usize>,
    placed: usize,
    /// The longest conversation that is given on, and what this one has come to.
    most: RecordLimit,
    pub(super) bytes: usize,
    /// Rows, of which the messages are dropped once they are too much.
    pub(super) rows: u64,
}

/// Returns what a message counts for.
fn size(message: &RawMessage<'_>) -> usize {
    MESSAGE_BYTES + message.text.as_ref().map_or(0, |text| text.len())
}

/// Metadata that are found by looking at each; logs that use data as keys have one a message.
const FEW: usize = 24;

impl Group {
    pub(super) fn new(row: Row<'_>, most: RecordLimit) -> Self {
        let Row { session, message } = row;
        let session = session.into_owned();
        let (changing, places) = (HashSet::new(), HashMap::new());
        let mut group = Group { session, changing, places, placed: 0, most, bytes: 0, rows: 0 };
        group.say(message);
        group
    }

    fn is_too_long(&self) -> bool {
        self.most.is_exceeded_by(self.bytes)
    }

    /// Adds a message, unless the conversation is too long; then nothing more of it is kept.
    fn say(&mut self, message: RawMessage<'_>) {
        self.rows += 1;
        self.bytes = self.bytes.saturating_add(size(&message));
        if self.is_too_long() {
            self.session.messages = Vec::new();
        } else {
            self.session.messages.push(message.into_owned());
        }
    }

    fn place_of(&mut self, key: &str) -> Option<usize> {
        let held = &self.session.metadata;
        if held.len() <= FEW {
            return held.iter().position(|(name, _)| name == key);
        }
        for (index, (name, _)) in held.iter().enumerate().skip(self.placed) {
            self.places.entry(name.to_string()).or_insert(index);
        }
        self.placed = held.len();
        self.places.get(key).copied()
    }

    /// Returns the conversation, without metadata that changed, or the line of one that is too long.
    pub(super) fn finish(mut self) -> Result<RawConversation<'static>, u64> {
        if self.is_too_long() {
            return Err(self.session.line);
        }
        if !self.changing.is_empty() {
            self.session.metadata.retain(|(key, _)| !self.changing.contains(key.as_ref()));
        }
        Ok(self.session)
    }

    /// Adds a row; what the rows before have said already is not copied.
    pub(super) fn add(&mut self, row: Row<'_>) {
        let Row { session: new, message } = row;
        if self.is_too_long() {
            self.rows += 1;
            return;
        }
        let session = &mut self.session;
        fill(&mut session.channel, new.channel);
        fill(&mut session.group, new.group);
        fill(&mut session.customer.id, new.customer.id);
        fill(&mut session.customer.name, new.customer.name);
        if session.handed_over.is_none() {
            session.handed_over = new.handed_over.map(Scalar::into_owned);
        }
        session.by_bot |= new.by_bot;
        // A second agent means a transfer: the conversation then belongs to neither.
        for (held, value, name) in [
            (&mut session.agent.id, new.agent.id, "\0agent.id"),
            (&mut session.agent.name, new.agent.name, "\0agent.name"),
        ] {
            match (&held, value) {
                (Some(first), Some(second)) if *first != second => {
                    *held = None;
                    self.changing.insert(name.to_owned());
                }
                (None, Some(value)) if !self.changing.contains(name) => *held = Some(value.into_owned().into()),
                _ => {}
            }
        }
        for (key, value) in new.metadata {
            if value.is_empty() || self.changing.contains(key.as_ref()) {
                continue;
            }
            match self.place_of(&key) {
                Some(index) if self.session.metadata[index].1 == value => {}
                Some(_) => drop(self.changing.insert(key.into_owned())),
                None => self.session.metadata.push((key.into_owned().into(), value.into_owned().into())),
            }
        }
        self.say(message);
    }
}

fn fill(held: &mut Option<Cow<'static, str>>, value: Option<Cow<'_, str>>) {
    if held.is_none() {
        *held = value.map(|value| value.into_owned().into());
    }
}
