//! Reading the messages of a JSON record, each into its place.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::record::columns::Field;
use crate::record::context::ParseContext;
use crate::record::json_record::{Value, ValueSeed, is_weak, set_nested};
use crate::record::raw::{RawMessage, Scalar};

/// Reads a list of messages into `messages`, which is empty; returns how many of its elements are none, too.
pub(crate) fn messages<'de, A: SeqAccess<'de>>(
    mut seq: A,
    mut messages: Vec<RawMessage<'de>>,
    context: &ParseContext<'_>,
) -> Result<(Vec<RawMessage<'de>>, u64), A::Error> {
    let mut others = 0;
    loop {
        // Read where they stay: messages are large.
        messages.push(RawMessage::default());
        let Some(message) = messages.last_mut() else { break };
        match seq.next_element_seed(MessageSeed { context, message })? {
            Some(true) => {}
            Some(false) => {
                messages.pop();
                others += 1;
            }
            None => {
                messages.pop();
                break;
            }
        }
    }
    if messages.is_empty() && others > 0 {
        // A message without text makes the record a problem, which a list of nothing would not.
        messages.push(RawMessage::default());
    }
    Ok((messages, others))
}

/// Reads a message into its place: an object, or a text alone. `false` for anything else.
struct MessageSeed<'x, 'o, 'm, 'c> {
    context: &'x ParseContext<'o>,
    message: &'m mut RawMessage<'c>,
}

impl<'de> DeserializeSeed<'de> for MessageSeed<'_, '_, '_, 'de> {
    type Value = bool;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'c> MessageSeed<'_, '_, '_, 'c> {
    /// Reads `客服：您好` in a list of strings.
    fn line(self, text: Cow<'c, str>) {
        let split = text.find([':', '：']).filter(|end| *end <= 30);
        if let Some(end) = split
            && self.context.options.roles.find(&text[..end]).is_some()
        {
            self.message.role = Some(Cow::Owned(text[..end].to_owned()));
            let rest = text[end..].trim_start_matches([':', '：']).trim_start();
            self.message.text = Some(Cow::Owned(rest.to_owned()));
            return;
        }
        self.message.text = Some(text);
    }
}

impl<'de> Visitor<'de> for MessageSeed<'_, '_, '_, 'de> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let MessageSeed { context, message } = self;
        while let Some(field) = map.next_key_seed(FieldSeed(context))? {
            match field {
                Some(field) => map.next_value_seed(FieldValueSeed { context, message, field })?,
                None => {
                    let seed = ValueSeed { context, messages: false, object: false, room: Vec::new() };
                    drop(map.next_value_seed(seed)?);
                }
            }
        }
        Ok(true)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<bool, E> {
        self.line(Cow::Borrowed(text));
        Ok(true)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        self.line(Cow::Owned(text.to_owned()));
        Ok(true)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<bool, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(false)
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }
}

/// Reads a key of a message as what it stands for.
struct FieldSeed<'x, 'o>(&'x ParseContext<'o>);

impl<'de> DeserializeSeed<'de> for FieldSeed<'_, '_> {
    type Value = Option<Field>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldSeed<'_, '_> {
    type Value = Option<Field>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    #[inline]
    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(match self.0.field(key) {
            Some(Field::Conversation) if is_weak(key) => Some(Field::Message),
            other => other,
        })
    }
}

/// Reads the value of a field of a message into its place.
struct FieldValueSeed<'x, 'o, 'm, 'c> {
    context: &'x ParseContext<'o>,
    message: &'m mut RawMessage<'c>,
    field: Field,
}

impl<'de> DeserializeSeed<'de> for FieldValueSeed<'_, '_, '_, 'de> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'c> FieldValueSeed<'_, '_, '_, 'c> {
    fn take<E: Error>(self, value: Result<Value<'c>, E>) -> Result<(), E> {
        match value? {
            Value::Scalar(value) => {
                self.message.set(self.field, value);
            }
            Value::Object(pairs) => set_nested(self.message, self.field, pairs, self.context),
            Value::Messages(parts, _) => {
                // Pieces of rich text are one text, without breaks between them.
                let texts: Vec<Cow<'_, str>> = parts.into_iter().filter_map(|part| part.text).collect();
                self.message.set(self.field, Scalar::text(texts.concat()));
            }
            Value::Nothing => {}
        }
        Ok(())
    }

    fn any<'x>(&'x self) -> ValueSeed<'x, 'x, 'c> {
        let messages = self.field == Field::Text;
        ValueSeed { context: self.context, messages, object: true, room: Vec::new() }
    }
}

/// Texts are set as they are; for all else a value is made first, as for records.
impl<'de> Visitor<'de> for FieldValueSeed<'_, '_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        self.message.set_text(self.field, text);
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<(), E> {
        self.message.set(self.field, Scalar::text(text));
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        let value = self.any().visit_i64(number);
        self.take(value)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        let value = self.any().visit_u64(number);
        self.take(value)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        let value = self.any().visit_f64(number);
        self.take(value)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<(), E> {
        let value = self.any().visit_bool(truth);
        self.take(value)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        let value = self.any().visit_seq(seq);
        self.take(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let value = self.any().visit_map(map);
        self.take(value)
    }
}
