//! Reading one JSON record without building a tree of it.
//!
//! Keys are looked up as they come; texts borrow from the record. A record is
//! a conversation (it has messages), a single message, or a bare list of messages.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::columns::Field;
use super::context::Context;
use super::raw::{RawMessage, RawParty, RawSession, Scalar};

/// One JSON value as read.
#[derive(Debug, Default)]
pub(super) struct Record<'c> {
    pub(super) session: RawSession<'c>,
    /// The record's own fields of a message, where it is a single message.
    pub(super) message: RawMessage<'c>,
    pub(super) has_messages: bool,
    /// The conversation is named by a field that means nothing else.
    has_strong_id: bool,
    /// Fields of a message, which are metadata if the record turns out to be a conversation.
    loose: Vec<(Cow<'c, str>, Cow<'c, str>)>,
    /// Names of the record's fields, for saying what was found.
    pub(super) keys: Vec<Cow<'c, str>>,
}

/// Reads a record from JSON text.
pub(super) fn read<'c>(text: &'c str, context: &Context<'_>) -> Result<Record<'c>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let record = RecordSeed(context).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(record)
}

impl<'c> Record<'c> {
    /// Returns the record as a conversation, with its further fields as metadata.
    pub(super) fn into_session(mut self, line: u64) -> RawSession<'c> {
        self.session.metadata.append(&mut self.loose);
        self.session.line = line;
        self.session
    }

    /// Returns what the record says about its conversation, where it is a single message.
    pub(super) fn into_single(self) -> RawSession<'c> {
        self.session
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

    fn set_object(&mut self, field: Option<Field>, pairs: Vec<(Cow<'c, str>, Scalar<'c>)>, context: &Context<'_>) {
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
            // 七鱼 and Chatwoot put the person into an object; as a field of the conversation it is the customer.
            Some(Field::Sender) if !pairs.is_empty() => {
                let person = party(pairs, context);
                if self.session.customer == RawParty::default() {
                    self.session.customer = person.clone();
                }
                set_sender(&mut self.message, person);
            }
            Some(field) => set_nested(&mut self.message, field, pairs, context),
            None => {}
        }
    }
}

/// `id` names a message in one log and a conversation in another; it gives way to clearer names.
fn is_weak(key: &str) -> bool {
    matches!(key, "id" | "_id" | "Id" | "ID")
}

fn party<'c>(pairs: Vec<(Cow<'c, str>, Scalar<'c>)>, context: &Context<'_>) -> RawParty<'c> {
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
fn set_nested<'c>(
    message: &mut RawMessage<'c>,
    field: Field,
    pairs: Vec<(Cow<'c, str>, Scalar<'c>)>,
    context: &Context<'_>,
) {
    match field {
        Field::Sender | Field::Agent | Field::Customer => {
            let role = pairs.iter().find(|(key, _)| key == "role").map(|(_, value)| value.clone());
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
enum Value<'c> {
    Scalar(Scalar<'c>),
    Messages(Vec<RawMessage<'c>>),
    Object(Vec<(Cow<'c, str>, Scalar<'c>)>),
    Nothing,
}

struct RecordSeed<'x, 'o>(&'x Context<'o>);

impl<'de> DeserializeSeed<'de> for RecordSeed<'_, '_> {
    type Value = Record<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_, '_> {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a conversation or a message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let context = self.0;
        let mut record = Record::default();
        while let Some(key) = map.next_key_seed(KeySeed)? {
            let field = context.field(&key);
            let lists = matches!(
                field,
                Some(Field::Messages | Field::Text | Field::Conversation | Field::Sender | Field::Participants)
            );
            let value = map.next_value_seed(ValueSeed { context, messages: lists, object: field.is_some() })?;
            if record.keys.len() < 20 && !record.has_messages {
                record.keys.push(key.clone());
            }
            match value {
                Value::Scalar(value) => record.set(key, field, value),
                Value::Messages(messages) if field == Some(Field::Participants) => {
                    let pairs = messages.into_iter().filter_map(|m| Some((m.sender_id.or(m.id)?, m.role?)));
                    record.session.participants = pairs.collect();
                }
                Value::Messages(messages) => {
                    record.session.messages = messages;
                    record.has_messages = true;
                }
                Value::Object(pairs) => record.set_object(field, pairs, context),
                Value::Nothing => {}
            }
        }
        Ok(record)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        let mut record = Record { has_messages: true, ..Record::default() };
        record.session.messages = messages(seq, self.0)?;
        Ok(record)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        let mut record = Record::default();
        record.message.text = Some(Cow::Borrowed(text));
        Ok(record)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let mut record = Record::default();
        record.message.text = Some(Cow::Owned(text.to_owned()));
        Ok(record)
    }
}

fn messages<'de, A: SeqAccess<'de>>(mut seq: A, context: &Context<'_>) -> Result<Vec<RawMessage<'de>>, A::Error> {
    let mut messages = Vec::new();
    let mut odd = false;
    while let Some(message) = seq.next_element_seed(MessageSeed(context))? {
        match message {
            Some(message) => messages.push(message),
            None => {
                odd = true;
                context.skip("not-a-message");
            }
        }
    }
    if messages.is_empty() && odd {
        // A message without text makes the record a problem, which a list of nothing would not.
        messages.push(RawMessage::default());
    }
    Ok(messages)
}

/// Reads a message: an object, or a text alone.
struct MessageSeed<'x, 'o>(&'x Context<'o>);

impl<'de> DeserializeSeed<'de> for MessageSeed<'_, '_> {
    type Value = Option<RawMessage<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl MessageSeed<'_, '_> {
    /// Reads `客服：您好` in a list of strings.
    fn line<'c>(&self, text: Cow<'c, str>) -> RawMessage<'c> {
        let mut message = RawMessage::default();
        let split = text.find([':', '：']).filter(|end| *end <= 30);
        if let Some(end) = split
            && self.0.options.roles.find(&text[..end]).is_some()
        {
            message.role = Some(Cow::Owned(text[..end].to_owned()));
            let rest = text[end..].trim_start_matches([':', '：']).trim_start();
            message.text = Some(Cow::Owned(rest.to_owned()));
            return message;
        }
        message.text = Some(text);
        message
    }
}

impl<'de> Visitor<'de> for MessageSeed<'_, '_> {
    type Value = Option<RawMessage<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let context = self.0;
        let mut message = RawMessage::default();
        while let Some(key) = map.next_key_seed(KeySeed)? {
            let field = match context.field(&key) {
                Some(Field::Conversation) if is_weak(&key) => Some(Field::Message),
                other => other,
            };
            let parts = field == Some(Field::Text);
            match map.next_value_seed(ValueSeed { context, messages: parts, object: field.is_some() })? {
                Value::Scalar(value) => {
                    if let Some(field) = field {
                        message.set(field, value);
                    }
                }
                Value::Object(pairs) => {
                    if let Some(field) = field {
                        set_nested(&mut message, field, pairs, context);
                    }
                }
                Value::Messages(parts) => {
                    let texts: Vec<Cow<'_, str>> = parts.into_iter().filter_map(|part| part.text).collect();
                    message.text = Some(Cow::Owned(texts.join("\n")));
                }
                Value::Nothing => {}
            }
        }
        Ok(Some(message))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(self.line(Cow::Borrowed(text))))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(self.line(Cow::Owned(text.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
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

/// Reads the value of a field: scalars always, lists and objects where the field can use them.
struct ValueSeed<'x, 'o> {
    context: &'x Context<'o>,
    messages: bool,
    object: bool,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_, '_> {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_, '_> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Scalar(Scalar::text(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Scalar(Scalar::text(text.to_owned())))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Value::Scalar(Scalar::Integer(number)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Value::Scalar(i64::try_from(number).map_or_else(|_| Scalar::text(number.to_string()), Scalar::Integer)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
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
            return Ok(Value::Messages(messages(seq, self.context)?));
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
            let inner = ValueSeed { context: self.context, messages: false, object: false };
            if let Value::Scalar(value) = map.next_value_seed(inner)? {
                pairs.push((key, value));
            }
        }
        Ok(Value::Object(pairs))
    }
}
