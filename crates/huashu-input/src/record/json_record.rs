//! Reading one JSON record without building a tree of it.
//!
//! Keys are looked up as they come; texts borrow from the record. A record is
//! a conversation (it has messages), a single message, or a bare list of messages.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::record::columns::Field;
use crate::record::context::ParseContext;
use crate::record::json_message::messages;
use crate::record::raw::{RawConversation, RawMessage, RawParty, Scalar};

/// One JSON value as read.
#[derive(Debug, Default)]
pub(crate) struct Record<'c> {
    pub(crate) session: RawConversation<'c>,
    /// The record's own fields of a message, where it is a single message.
    pub(crate) message: RawMessage<'c>,
    pub(crate) has_messages: bool,
    /// Two fields hold messages, and nobody says which are the conversation's.
    pub(crate) has_two_lists: bool,
    /// The conversation is named by a field that means nothing else.
    has_strong_id: bool,
    /// Fields of a message, which are metadata if the record turns out to be a conversation.
    loose: Vec<(Cow<'c, str>, Cow<'c, str>)>,
    /// The person whom the record names as its sender.
    person: RawParty<'c>,
    /// Elements of lists of messages that are none.
    pub(crate) not_messages: u64,
}

/// Reads a record from JSON text.
pub(crate) fn read<'c>(text: &'c str, context: &ParseContext<'_>) -> Result<Record<'c>, serde_json::Error> {
    let mut record = Record::default();
    read_into(&mut record, text, context).map(|()| record)
}

/// Reads a record from JSON text in place of another one, whose room it uses.
pub(crate) fn read_into<'c>(
    record: &mut Record<'c>,
    text: &'c str,
    context: &ParseContext<'_>,
) -> Result<(), serde_json::Error> {
    record.clear();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    RecordSeed { context, record }.deserialize(&mut deserializer)?;
    deserializer.end()
}

/// Returns the names of a record's first fields, for saying what was found.
pub(crate) fn keys(text: &str) -> Vec<Cow<'_, str>> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.deserialize_map(KeysVisitor).unwrap_or_default()
}

impl<'c> Record<'c> {
    fn clear(&mut self) {
        let mut messages = std::mem::take(&mut self.session.messages);
        messages.clear();
        *self = Record { session: RawConversation { messages, ..RawConversation::default() }, ..Record::default() };
    }

    /// Takes the fields that are a message's for metadata, as the record is a conversation.
    ///
    /// 七鱼 and Chatwoot put a person into an object; as a field of the conversation it is the customer.
    pub(crate) fn keep_loose_fields(&mut self) {
        if self.session.customer == RawParty::default() {
            self.session.customer = std::mem::take(&mut self.person);
        }
        self.session.metadata.append(&mut self.loose);
    }

    fn set(&mut self, key: Cow<'c, str>, field: Option<Field>, value: Scalar<'c>) {
        let Some(field) = field else {
            self.session.metadata.push((key, value.into_text()));
            return;
        };
        match field {
            Field::Conversation if is_weak(&key) && self.has_strong_id => {}
            Field::Conversation => {
                self.has_strong_id |= !is_weak(&key);
                self.session.set(field, value);
            }
            Field::AgentId | Field::AgentName | Field::CustomerName | Field::Agent | Field::Customer => {
                self.message.set(field, value.clone());
                self.session.set(field, value);
            }
            Field::Code | Field::Title => {
                self.session.set(field, value.clone());
                self.session.metadata.push((key, value.into_text()));
            }
            _ if self.session.set(field, value.clone()) => {}
            _ => {
                if self.message.set(field, value.clone()) {
                    self.loose.push((key, value.into_text()));
                } else {
                    self.session.metadata.push((key, value.into_text()));
                }
            }
        }
    }

    fn set_object(
        &mut self,
        field: Option<Field>,
        pairs: Vec<(Cow<'c, str>, Scalar<'c>)>,
        context: &ParseContext<'_>,
    ) {
        match field {
            Some(Field::Agent) => self.session.agent = party(pairs, context),
            Some(Field::Customer) => self.session.customer = party(pairs, context),
            Some(Field::Metadata) => {
                self.session.metadata.extend(pairs.into_iter().map(|(key, value)| (key, value.into_text())));
            }
            Some(Field::Conversation) => {
                let id = pairs.into_iter().find(|(key, _)| context.field(key) == Some(Field::Conversation));
                self.session.id = id.and_then(|(_, value)| value.into_name());
            }
            Some(Field::Sender) if !pairs.is_empty() => {
                let word = pairs.iter().find(|(key, _)| is_role_word(key)).map(|(_, value)| value.clone());
                let person = party(pairs, context);
                self.person = person.clone();
                set_sender(&mut self.message, person);
                if let Some(word) = word {
                    self.message.set(Field::Role, word);
                }
            }
            Some(field) => set_nested(&mut self.message, field, pairs, context),
            None => {}
        }
    }
}

/// `id` names a message in one log and a conversation in another; it gives way to clearer names.
pub(crate) fn is_weak(key: &str) -> bool {
    matches!(key, "id" | "_id" | "Id" | "ID")
}

/// Returns whether a key of a person's object says what part the person has.
fn is_role_word(key: &str) -> bool {
    matches!(key, "role" | "sender_type")
}

fn party<'c>(pairs: Vec<(Cow<'c, str>, Scalar<'c>)>, context: &ParseContext<'_>) -> RawParty<'c> {
    let mut party = RawParty::default();
    for (key, value) in pairs {
        match context.field(&key) {
            Some(Field::Conversation | Field::AgentId | Field::CustomerId | Field::SenderId) => {
                party.id = value.into_name()
            }
            Some(Field::Name | Field::AgentName | Field::CustomerName) => party.name = value.into_name(),
            _ => {}
        }
    }
    party
}

fn set_sender<'c>(message: &mut RawMessage<'c>, person: RawParty<'c>) {
    message.sender = person.name;
    message.sender_id = person.id;
}

/// Takes the text out of `{"text": {"content": "…"}}` and the like.
pub(crate) fn set_nested<'c>(
    message: &mut RawMessage<'c>,
    field: Field,
    pairs: Vec<(Cow<'c, str>, Scalar<'c>)>,
    context: &ParseContext<'_>,
) {
    match field {
        Field::Sender | Field::Agent | Field::Customer => {
            let role = pairs.iter().find(|(key, _)| is_role_word(key)).map(|(_, value)| value.clone());
            set_sender(message, party(pairs, context));
            if let Some(role) = role {
                message.set(Field::Role, role);
            }
        }
        Field::Text | Field::Recalls => {
            for (key, value) in pairs {
                if let Some(inner @ (Field::Text | Field::Recalls | Field::Time)) = context.field(&key) {
                    message.set(inner, value);
                }
            }
        }
        _ => {}
    }
}

/// The value of a field.
pub(crate) enum Value<'c> {
    Scalar(Scalar<'c>),
    /// Messages, and how many elements of the list are none.
    Messages(Vec<RawMessage<'c>>, u64),
    Object(Vec<(Cow<'c, str>, Scalar<'c>)>),
    Nothing,
}

/// Reads a record into its place.
struct RecordSeed<'x, 'o, 'r, 'c> {
    context: &'x ParseContext<'o>,
    record: &'r mut Record<'c>,
}

impl<'de> DeserializeSeed<'de> for RecordSeed<'_, '_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_, '_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a conversation or a message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let RecordSeed { context, record } = self;
        while let Some(key) = map.next_key_seed(KeySeed)? {
            let field = context.field(&key);
            let lists = matches!(
                field,
                Some(Field::Messages | Field::Text | Field::Conversation | Field::Sender | Field::Participants)
            );
            let room = if record.has_messages { Vec::new() } else { std::mem::take(&mut record.session.messages) };
            let seed = ValueSeed { context, messages: lists, object: field.is_some(), room };
            let value = map.next_value_seed(seed)?;
            match value {
                Value::Scalar(value) => record.set(key, field, value),
                Value::Messages(messages, others) if field == Some(Field::Participants) => {
                    record.not_messages += others;
                    let pairs = messages.into_iter().filter_map(|m| Some((m.sender_id.or(m.id)?, m.role?)));
                    record.session.participants = pairs.collect();
                }
                Value::Messages(messages, others) if record.has_messages && messages.is_empty() => {
                    record.not_messages += others;
                }
                Value::Messages(messages, others) => {
                    record.has_two_lists |= record.has_messages && !record.session.messages.is_empty();
                    record.session.messages = messages;
                    record.has_messages = true;
                    record.not_messages += others;
                }
                Value::Object(pairs) => record.set_object(field, pairs, context),
                Value::Nothing => {}
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        let RecordSeed { context, record } = self;
        record.has_messages = true;
        let room = std::mem::take(&mut record.session.messages);
        (record.session.messages, record.not_messages) = messages(seq, room, context)?;
        Ok(())
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        self.record.message.text = Some(Cow::Borrowed(text));
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        self.record.message.text = Some(Cow::Owned(text.to_owned()));
        Ok(())
    }
}

/// Reads a key, borrowing it where it has no escapes.
struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

/// Collects keys.
struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = Vec<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut keys = Vec::new();
        while let Some(key) = map.next_key_seed(KeySeed)? {
            map.next_value::<IgnoredAny>()?;
            if keys.len() < 20 {
                keys.push(key);
            }
        }
        Ok(keys)
    }
}

/// From here on a whole number does not fit into 64 bits and loses digits.
const TOO_LONG: f64 = 9.2e18;

/// Reads the value of a field: scalars always, lists and objects where the field can use them.
pub(crate) struct ValueSeed<'x, 'o, 'c> {
    pub(crate) context: &'x ParseContext<'o>,
    /// Whether a list is one of messages.
    pub(crate) messages: bool,
    /// Whether the field can use an object.
    pub(crate) object: bool,
    /// An empty list to fill with messages.
    pub(crate) room: Vec<RawMessage<'c>>,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_, '_, 'de> {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_, '_, 'de> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Scalar(Scalar::text(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Value::Scalar(Scalar::text(text)))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Value::Scalar(Scalar::Integer(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Value::Scalar(i64::try_from(number).map_or_else(|_| Scalar::text(number.to_string()), Scalar::Integer)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        if number.abs() >= TOO_LONG {
            self.context.note_long_number();
        }
        Ok(Value::Scalar(Scalar::Float(number)))
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Value::Scalar(Scalar::Truth(truth)))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        if self.messages {
            let (messages, others) = messages(seq, self.room, self.context)?;
            return Ok(Value::Messages(messages, others));
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(key) = map.next_key_seed(KeySeed)? {
            if !self.object {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let inner = ValueSeed { context: self.context, messages: false, object: false, room: Vec::new() };
            if let Value::Scalar(value) = map.next_value_seed(inner)? {
                pairs.push((key, value));
            }
        }
        Ok(Value::Object(pairs))
    }
}
