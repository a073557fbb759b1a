//! Conversations read from the canonical JSON, one object each.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};

use crate::language::Message;
use crate::message;
use crate::problem::Problem;
use crate::transcript::{Clock, Conversation, MessageKind, Party, Role, Time, Utterance, Written, Zone};

/// Words for messages without words to match.
const OTHER_KINDS: [&str; 7] = ["other", "image", "voice", "video", "file", "card", "sticker"];

impl Conversation<'static> {
    /// Reads a conversation from the canonical JSON: an object with `messages` (or `utterances`), each of which has a
    /// `text` (or `content`); everything else may be missing.
    ///
    /// Fields that are not named by the form are kept as metadata where they are texts, numbers or truth values. Times
    /// that name no zone are China's. This is for programs that make the JSON themselves: a role, a time or a kind that
    /// is not understood is an error, where the readers of logs would make a remark and read on.
    ///
    /// ```
    /// use huashu_model::transcript::{Conversation, Role};
    ///
    /// let conversation = Conversation::from_json(
    ///     r#"{"id":"c1","agent":{"id":"1024"},"messages":[{"role":"agent","time":"2026-11-20T09:30:05+08:00","text":"您好"}]}"#,
    /// )?;
    /// assert_eq!(conversation.agent_of(0), Some("1024"));
    ///
    /// let error = Conversation::from_json(r#"{"messages":[{"role":"clerk","text":"您好"}]}"#).unwrap_err();
    /// assert!(error.to_string().contains("messages[0].role"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_json(json: &str) -> Result<Self, Box<Problem>> {
        let value = serde_json::from_str(json).map_err(|error| Box::new(not_json(&error)))?;
        let zone = Zone::default();
        let reader = Reader { clock: Clock::new(&zone) };
        reader.conversation(value).map_err(|mistake| Box::new(Problem::error("input/bad-json", mistake.0)))
    }
}

fn not_json(error: &serde_json::Error) -> Problem {
    let message = message!("不是合法的 JSON（{error}）", "not JSON ({error})");
    let mut problem = Problem::error("input/bad-json", message);
    problem.place.line = Some(error.line() as u64);
    problem
}

/// What does not fit the form.
struct Mistake(Message);

impl Mistake {
    fn expected(at: &dyn fmt::Display, zh: &str, en: &str) -> Self {
        Mistake(message!("会话的 `{at}` 应为{zh}", "`{at}` of the conversation has to be {en}"))
    }
}

/// The path of a field, such as `messages[0].role`.
#[derive(Clone, Copy)]
struct Path<'p> {
    /// Number of the message.
    message: Option<usize>,
    /// The object within.
    object: Option<&'p str>,
    field: &'p str,
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(number) = self.message {
            write!(f, "messages[{number}].")?;
        }
        if let Some(object) = self.object {
            write!(f, "{object}.")?;
        }
        f.write_str(self.field)
    }
}

/// An object whose fields are taken out one by one.
struct Fields<'p> {
    fields: Map<String, Value>,
    message: Option<usize>,
    object: Option<&'p str>,
}

impl Fields<'_> {
    fn path<'f>(&'f self, field: &'f str) -> Path<'f> {
        Path { message: self.message, object: self.object, field }
    }

    fn take(&mut self, field: &str) -> Option<Value> {
        self.fields.remove(field).filter(|value| !value.is_null())
    }

    /// Takes a text or number, without blanks around it; `None` where it says nothing.
    fn name(&mut self, field: &str) -> Result<Option<Cow<'static, str>>, Mistake> {
        let text = match self.take(field) {
            None => return Ok(None),
            Some(Value::String(text)) if text.trim().len() == text.len() => text,
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(_) => return Err(Mistake::expected(&self.path(field), "文本", "a text")),
        };
        Ok((!text.is_empty()).then_some(Cow::Owned(text)))
    }

    /// Takes a truth value; what is missing is `false`.
    fn truth(&mut self, field: &str) -> Result<bool, Mistake> {
        match self.take(field) {
            None => Ok(false),
            Some(Value::Bool(truth)) => Ok(truth),
            Some(_) => Err(Mistake::expected(&self.path(field), " true 或 false", "true or false")),
        }
    }

    fn party(&mut self, field: &str) -> Result<Party<'static>, Mistake> {
        match self.take(field) {
            None => Ok(Party::default()),
            Some(Value::Object(fields)) => {
                let mut party = Fields { fields, message: None, object: Some(field) };
                Ok(Party { id: party.name("id")?, name: party.name("name")? })
            }
            Some(_) => {
                Err(Mistake::expected(&self.path(field), "含 id 和 name 的对象", "an object of id and name"))
            }
        }
    }

    /// Takes every text, number and truth value that is left.
    fn metadata(self) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
        let text = |value| match value {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(truth) => Some(truth.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        };
        let pair = |(key, value)| Some((Cow::Owned(key), Cow::Owned(text(value)?)));
        self.fields.into_iter().filter_map(pair).collect()
    }
}

struct Reader<'z> {
    clock: Clock<'z>,
}

impl Reader<'_> {
    fn conversation(&self, value: Value) -> Result<Conversation<'static>, Mistake> {
        let Value::Object(fields) = value else {
            return Err(Mistake(message!("会话应为一个对象", "a conversation has to be an object")));
        };
        let mut record = Fields { fields, message: None, object: None };
        let mut conversation = Conversation {
            id: record.name("id")?,
            channel: record.name("channel")?,
            group: record.name("group")?,
            agent: record.party("agent")?,
            customer: record.party("customer")?,
            handed_over: self.time(&mut record, "handed_over")?,
            ..Conversation::default()
        };
        let Some(Value::Array(messages)) = record.take("messages").or_else(|| record.take("utterances")) else {
            return Err(Mistake::expected(&"messages", "消息的列表", "a list of messages"));
        };
        for (number, message) in messages.into_iter().enumerate() {
            conversation.utterances.push(self.utterance(message, number)?);
        }
        conversation.metadata = record.metadata();
        Ok(conversation)
    }

    fn utterance(&self, value: Value, number: usize) -> Result<Utterance<'static>, Mistake> {
        let Value::Object(fields) = value else {
            return Err(Mistake::expected(&format_args!("messages[{number}]"), "一个对象", "an object"));
        };
        let mut message = Fields { fields, message: Some(number), object: None };
        let role = role(&mut message)?;
        let kind = kind(&mut message)?;
        let text = match message.take("text").or_else(|| message.take("content")) {
            Some(Value::String(text)) => text,
            None if kind == MessageKind::Other => String::new(),
            _ => return Err(Mistake::expected(&message.path("text"), "文本", "a text")),
        };
        Ok(Utterance {
            role,
            agent_id: message.name("agent_id")?.filter(|_| role == Role::Agent),
            name: message.name("name")?,
            time: self.time(&mut message, "time")?,
            kind,
            auto: message.truth("auto")?,
            recalled: message.truth("recalled")?,
            text: Cow::Owned(text),
            id: None,
            line: None,
            template: false,
        })
    }

    fn time(&self, fields: &mut Fields<'_>, field: &str) -> Result<Option<Time>, Mistake> {
        let written = match fields.take(field) {
            None => Written::Missing,
            Some(Value::String(text)) => self.clock.parse(&text),
            Some(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => self.clock.from_number(whole),
                (None, Some(part)) => self.clock.from_float(part),
                (None, None) => Written::Unknown,
            },
            Some(_) => Written::Unknown,
        };
        match written {
            Written::Time(time) => Ok(Some(time)),
            Written::Missing => Ok(None),
            _ => {
                let (zh, en) = ("时间，如 2026-11-20T09:30:05+08:00", "a time such as 2026-11-20T09:30:05+08:00");
                Err(Mistake::expected(&fields.path(field), zh, en))
            }
        }
    }
}

fn role(message: &mut Fields<'_>) -> Result<Role, Mistake> {
    let Some(word) = message.name("role")? else { return Ok(Role::Unknown) };
    let role = Role::ALL.into_iter().find(|role| role.name() == word);
    role.ok_or_else(|| {
        let names = Role::ALL.map(Role::name).join("、");
        let names_en = Role::ALL.map(Role::name).join(", ");
        Mistake::expected(&message.path("role"), &format!("其中之一：{names}"), &format!("one of {names_en}"))
    })
}

fn kind(message: &mut Fields<'_>) -> Result<MessageKind, Mistake> {
    match message.name("kind")?.as_deref() {
        None | Some("text") => Ok(MessageKind::Text),
        Some("note") => Ok(MessageKind::Note),
        Some(word) if OTHER_KINDS.contains(&word) => Ok(MessageKind::Other),
        Some(_) => {
            let (zh, en) = (OTHER_KINDS.join("、"), OTHER_KINDS.join(", "));
            let (zh, en) = (format!("其中之一：text、note、{zh}"), format!("one of text, note, {en}"));
            Err(Mistake::expected(&message.path("kind"), &zh, &en))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_form_is_read() {
        let json = r#"{"id":7,"channel":"chat","group":"售后","agent":{"id":"1024","name":"小李"},
            "customer":{"name":" 王女士 "},"handed_over":1795138200,"priority":2,"vip":true,"tags":["a"],"note":null,
            "utterances":[{"role":"customer","content":"在吗","time":1795138205.5},
            {"role":"agent","agent_id":1025,"name":"小张","time":"2026-11-20 09:30:05","auto":true,"text":"您好"},
            {"kind":"image","recalled":true,"time":""}]}"#;
        let conversation = Conversation::from_json(json).expect("fits the form");
        assert_eq!(conversation.id.as_deref(), Some("7"));
        assert_eq!(conversation.field("customer"), Some("王女士"));
        assert_eq!((conversation.field("priority"), conversation.field("vip")), (Some("2"), Some("true")));
        assert_eq!(conversation.metadata.len(), 2);
        assert!(conversation.handed_over.is_some());
        let [first, second, third] = &conversation.utterances[..] else { panic!("three messages") };
        assert_eq!((first.role, first.text.as_ref(), first.time.is_some()), (Role::Customer, "在吗", true));
        assert_eq!(conversation.agent_of(1), Some("1025"));
        assert_eq!(second.time.and_then(Time::rfc3339).as_deref(), Some("2026-11-20T09:30:05+08:00"));
        assert!(second.auto && !second.recalled && third.recalled);
        assert_eq!((third.role, third.kind, third.time), (Role::Unknown, MessageKind::Other, None));
    }

    #[test]
    fn what_is_not_understood_is_an_error_that_names_its_place() {
        for (json, part) in [
            (r#"{"messages":["#, "EOF"),
            ("[]", "object"),
            (r#"{"text":"您好"}"#, "`messages`"),
            (r#"{"messages":{}}"#, "`messages`"),
            (r#"{"messages":["您好"]}"#, "`messages[0]`"),
            (r#"{"messages":[{"role":"agent"}]}"#, "`messages[0].text`"),
            (r#"{"messages":[{"text":1}]}"#, "`messages[0].text`"),
            (r#"{"messages":[{"text":"a"},{"text":"b","role":"Agent"}]}"#, "`messages[1].role`"),
            (r#"{"messages":[{"text":"a","time":"yesterday"}]}"#, "`messages[0].time`"),
            (r#"{"messages":[{"text":"a","time":"09:30:05"}]}"#, "`messages[0].time`"),
            (r#"{"messages":[{"text":"a","auto":"yes"}]}"#, "`messages[0].auto`"),
            (r#"{"messages":[{"text":"a","kind":"poem"}]}"#, "`messages[0].kind`"),
            (r#"{"messages":[],"agent":"1024"}"#, "`agent`"),
            (r#"{"messages":[],"agent":{"id":[]}}"#, "`agent.id`"),
        ] {
            let error = Conversation::from_json(json).expect_err(json).to_string();
            assert!(error.contains(part), "{json}: {error}");
        }
    }
}
