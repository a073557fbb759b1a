//! Records as read, before roles and times are understood.
//!
//! Every format fills these; `assemble` turns them into conversations. They
//! borrow where the format can and own their texts where it cannot.

use std::borrow::Cow;

use crate::record::columns::Field;
use crate::record::names::NAMES;
use huashu_model::transcript::{MessageKind, Role};

/// A value of a field: a string, number or truth value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Scalar<'c> {
    Text(Cow<'c, str>),
    Integer(i64),
    Float(f64),
    Truth(bool),
}

/// When a message was sent, as the log has it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum RawTime<'c> {
    #[default]
    Missing,
    Written(Scalar<'c>),
    /// Milliseconds from the start.
    Offset(i64),
    /// Microseconds since 1970 or from the start.
    Micros(i64),
}

/// A message as read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct RawMessage<'c> {
    pub(crate) role: Option<Cow<'c, str>>,
    pub(crate) sender: Option<Cow<'c, str>>,
    pub(crate) sender_id: Option<Cow<'c, str>>,
    pub(crate) name: Option<Cow<'c, str>>,
    pub(crate) agent_id: Option<Cow<'c, str>>,
    pub(crate) agent_name: Option<Cow<'c, str>>,
    pub(crate) customer_name: Option<Cow<'c, str>>,
    /// A role told by a code rather than a word.
    pub(crate) role_from_code: Option<Role>,
    pub(crate) text: Option<Cow<'c, str>>,
    /// Texts beside the one that counts.
    pub(crate) texts_passed_over: u32,
    pub(crate) time: RawTime<'c>,
    pub(crate) kind: Option<MessageKind>,
    pub(crate) auto: bool,
    pub(crate) recalled: bool,
    pub(crate) private: bool,
    pub(crate) id: Option<Cow<'c, str>>,
    pub(crate) recalls_id: Option<Cow<'c, str>>,
    pub(crate) line: Option<u64>,
    /// Its number in the conversation, where a field was said to give it.
    pub(crate) sequence: Option<i64>,
    /// Written to be sent later; it may hold variables.
    pub(crate) template: bool,
}

/// A number and a name.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct RawParty<'c> {
    pub(crate) id: Option<Cow<'c, str>>,
    pub(crate) name: Option<Cow<'c, str>>,
}

/// A conversation as read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct RawConversation<'c> {
    pub(crate) id: Option<Cow<'c, str>>,
    pub(crate) channel: Option<Cow<'c, str>>,
    pub(crate) group: Option<Cow<'c, str>>,
    pub(crate) agent: RawParty<'c>,
    pub(crate) customer: RawParty<'c>,
    pub(crate) handed_over: Option<Scalar<'c>>,
    /// The log says that a bot served.
    pub(crate) by_bot: bool,
    /// Numbers of participants and their roles.
    pub(crate) participants: Pairs<'c>,
    pub(crate) code: Option<Cow<'c, str>>,
    pub(crate) title: Option<Cow<'c, str>>,
    pub(crate) metadata: Pairs<'c>,
    pub(crate) messages: Vec<RawMessage<'c>>,
    pub(crate) line: u64,
    /// The cell of a sheet that holds the text.
    pub(crate) cell: Option<String>,
}

impl<'c> Scalar<'c> {
    pub(crate) fn text(text: impl Into<Cow<'c, str>>) -> Self {
        Scalar::Text(text.into())
    }

    /// Returns the value as text.
    pub(crate) fn into_text(self) -> Cow<'c, str> {
        match self {
            Scalar::Text(text) => text,
            Scalar::Integer(number) => Cow::Owned(number.to_string()),
            Scalar::Float(number) => Cow::Owned(number.to_string()),
            Scalar::Truth(truth) => Cow::Borrowed(if truth { "true" } else { "false" }),
        }
    }

    /// Returns the text, or nothing when it says nothing.
    pub(crate) fn into_name(self) -> Option<Cow<'c, str>> {
        match self.into_text() {
            Cow::Borrowed(text) => name(text),
            Cow::Owned(text) if trim(&text).len() == text.len() => (!text.is_empty()).then_some(Cow::Owned(text)),
            Cow::Owned(text) => name(&text).map(|name| Cow::Owned(name.into_owned())),
        }
    }

    pub(crate) fn is_true(&self) -> bool {
        match self {
            Scalar::Truth(truth) => *truth,
            Scalar::Integer(number) => *number == 1,
            Scalar::Float(_) => false,
            Scalar::Text(text) => {
                let text = text.trim();
                matches!(text, "1" | "是" | "自动" | "自动回复" | "已撤回" | "Y" | "y")
                    || text.eq_ignore_ascii_case("true")
                    || text.eq_ignore_ascii_case("yes")
            }
        }
    }

    pub(crate) fn as_integer(&self) -> Option<i64> {
        match self {
            Scalar::Integer(number) => Some(*number),
            Scalar::Float(number) if number.abs() < 9e15 => Some(*number as i64),
            Scalar::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn into_owned(self) -> Scalar<'static> {
        match self {
            Scalar::Text(text) => Scalar::Text(Cow::Owned(text.into_owned())),
            Scalar::Integer(number) => Scalar::Integer(number),
            Scalar::Float(number) => Scalar::Float(number),
            Scalar::Truth(truth) => Scalar::Truth(truth),
        }
    }

    fn borrow(&self) -> Scalar<'_> {
        match self {
            Scalar::Text(text) => Scalar::Text(Cow::Borrowed(text)),
            Scalar::Integer(number) => Scalar::Integer(*number),
            Scalar::Float(number) => Scalar::Float(*number),
            Scalar::Truth(truth) => Scalar::Truth(*truth),
        }
    }
}

/// Returns a text without blanks around it, or nothing when it says nothing.
#[inline]
fn name(text: &str) -> Option<Cow<'_, str>> {
    let text = trim(text);
    (!text.is_empty()).then_some(Cow::Borrowed(text))
}

/// Does as [`str::trim`] does, faster where there is nothing to do.
#[inline]
fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

/// A list of names and values.
type Pairs<'c> = Vec<(Cow<'c, str>, Cow<'c, str>)>;

fn pairs<'s>(pairs: &'s [(Cow<'_, str>, Cow<'_, str>)]) -> Pairs<'s> {
    pairs.iter().map(|(key, value)| (Cow::Borrowed(key.as_ref()), Cow::Borrowed(value.as_ref()))).collect()
}

/// Returns a view of a text that may be there.
fn view<'s>(text: &'s Option<Cow<'_, str>>) -> Option<Cow<'s, str>> {
    text.as_deref().map(Cow::Borrowed)
}

/// Returns a copy of a text that may be there.
fn keep(text: Option<Cow<'_, str>>) -> Option<Cow<'static, str>> {
    text.map(|text| Cow::Owned(text.into_owned()))
}

fn keep_pairs(pairs: Pairs<'_>) -> Pairs<'static> {
    pairs.into_iter().map(|(key, value)| (Cow::Owned(key.into_owned()), Cow::Owned(value.into_owned()))).collect()
}

impl<'c> RawMessage<'c> {
    /// Fills one field with a text.
    #[inline]
    pub(crate) fn set_text(&mut self, field: Field, text: &'c str) {
        match field {
            // The fields that all messages have.
            Field::Text => self.set_said(Cow::Borrowed(text)),
            Field::Role => {
                if self.role.is_none() {
                    self.role = name(text);
                }
            }
            Field::AgentId => self.agent_id = name(text),
            _ => drop(self.set(field, Scalar::text(text))),
        }
    }

    /// Fills one field; returns whether it is a field of messages.
    pub(crate) fn set(&mut self, field: Field, value: Scalar<'c>) -> bool {
        match field {
            Field::Role => {
                if self.role.is_none() {
                    self.role = value.into_name();
                }
            }
            Field::Sender => self.sender = value.into_name().or(self.sender.take()),
            Field::SenderId => self.sender_id = value.into_name(),
            Field::Name => self.name = value.into_name(),
            Field::AgentId => self.agent_id = value.into_name(),
            Field::Agent | Field::AgentName => self.agent_name = value.into_name(),
            Field::Customer | Field::CustomerName => self.customer_name = value.into_name(),
            Field::FromUser => {
                self.role_from_code = Some(if value.is_true() { Role::Customer } else { Role::Agent });
            }
            Field::Origin => {
                self.role_from_code = match value.as_integer() {
                    Some(3) => Some(Role::Customer),
                    Some(4) => Some(Role::System),
                    Some(5) => Some(Role::Agent),
                    _ => self.role_from_code,
                };
            }
            Field::Text => self.set_said(value.into_text()),
            Field::Time => self.set_time(value),
            Field::Offset => {
                if let Some(offset) = value.as_integer().filter(|offset| *offset >= 0) {
                    self.time = RawTime::Offset(offset);
                }
            }
            Field::Micros => {
                if let Some(micros) = value.as_integer() {
                    self.time = RawTime::Micros(micros);
                }
            }
            Field::Kind => self.set_kind(&value.into_text()),
            Field::ChatType => self.auto |= value.as_integer().is_some_and(|code| code != 0),
            Field::Auto => self.auto |= value.is_true(),
            Field::Recalled => self.recalled |= value.is_true(),
            Field::Private => self.private |= value.is_true(),
            Field::Message => self.id = value.into_name(),
            Field::Recalls => self.recalls_id = value.into_name(),
            Field::Sequence => self.sequence = value.as_integer(),
            _ => return false,
        }
        true
    }

    /// Sets what was said: of several texts the first that says something counts, and others are counted.
    #[inline]
    fn set_said(&mut self, text: Cow<'c, str>) {
        match &self.text {
            Some(first) if !first.is_empty() => {
                self.texts_passed_over += u32::from(!text.is_empty() && *first != text);
            }
            _ => self.text = Some(text),
        }
    }

    fn set_time(&mut self, value: Scalar<'c>) {
        let says_something = match &value {
            Scalar::Text(text) => !trim(text).is_empty(),
            _ => true,
        };
        if says_something && !matches!(self.time, RawTime::Offset(_)) {
            self.time = RawTime::Written(value);
        }
    }

    fn set_kind(&mut self, word: &str) {
        let lower = word.trim().to_lowercase();
        match lower.as_str() {
            "incoming" => self.role_from_code = Some(Role::Customer),
            "outgoing" => self.role_from_code = Some(Role::Agent),
            "template" | "activity" => self.role_from_code = Some(Role::System),
            "recall" | "revoke" | "revoked" | "withdraw" | "撤回" => self.recalled = true,
            "private" | "whisper" => self.private = true,
            "" | "text" | "txt" | "chat" | "message" | "msg" | "richtext" | "rich_text" | "html" | "markdown"
            | "text/plain" | "text/markdown" | "文本" | "文字" | "文本消息" | "send" => {}
            "note" | "remark" | "memo" | "备注" | "订单备注" | "客服备注" => {
                self.kind = Some(MessageKind::Note)
            }
            "system" | "notice" | "tip" | "tips" | "系统" | "系统消息" | "系统提示" | "通知" => {
                self.role_from_code = self.role_from_code.or(Some(Role::System));
            }
            _ if NAMES.is_kind_without_text(&lower) => self.kind = Some(MessageKind::Other),
            _ => {}
        }
    }

    /// Returns a message that borrows nothing.
    pub(crate) fn into_owned(self) -> RawMessage<'static> {
        RawMessage {
            role: keep(self.role),
            sender: keep(self.sender),
            sender_id: keep(self.sender_id),
            name: keep(self.name),
            agent_id: keep(self.agent_id),
            agent_name: keep(self.agent_name),
            customer_name: keep(self.customer_name),
            role_from_code: self.role_from_code,
            text: keep(self.text),
            texts_passed_over: self.texts_passed_over,
            time: match self.time {
                RawTime::Missing => RawTime::Missing,
                RawTime::Written(value) => RawTime::Written(value.into_owned()),
                RawTime::Offset(offset) => RawTime::Offset(offset),
                RawTime::Micros(micros) => RawTime::Micros(micros),
            },
            kind: self.kind,
            auto: self.auto,
            recalled: self.recalled,
            private: self.private,
            id: keep(self.id),
            recalls_id: keep(self.recalls_id),
            line: self.line,
            sequence: self.sequence,
            template: self.template,
        }
    }

    /// Returns a view that borrows from this message.
    pub(crate) fn borrow(&self) -> RawMessage<'_> {
        RawMessage {
            role: view(&self.role),
            sender: view(&self.sender),
            sender_id: view(&self.sender_id),
            name: view(&self.name),
            agent_id: view(&self.agent_id),
            agent_name: view(&self.agent_name),
            customer_name: view(&self.customer_name),
            role_from_code: self.role_from_code,
            text: view(&self.text),
            texts_passed_over: self.texts_passed_over,
            time: match &self.time {
                RawTime::Missing => RawTime::Missing,
                RawTime::Written(value) => RawTime::Written(value.borrow()),
                RawTime::Offset(offset) => RawTime::Offset(*offset),
                RawTime::Micros(micros) => RawTime::Micros(*micros),
            },
            kind: self.kind,
            auto: self.auto,
            recalled: self.recalled,
            private: self.private,
            id: view(&self.id),
            recalls_id: view(&self.recalls_id),
            line: self.line,
            sequence: self.sequence,
            template: self.template,
        }
    }
}

impl<'c> RawConversation<'c> {
    /// Fills one field; returns whether it is a field of conversations.
    pub(crate) fn set(&mut self, field: Field, value: Scalar<'c>) -> bool {
        match field {
            Field::Conversation => self.id = value.into_name(),
            Field::Channel => self.channel = value.into_name(),
            Field::Group => self.group = value.into_name(),
            Field::AgentId => self.agent.id = value.into_name(),
            Field::Agent | Field::AgentName => self.agent.name = value.into_name(),
            Field::CustomerId => self.customer.id = value.into_name(),
            Field::Customer | Field::CustomerName => self.customer.name = value.into_name(),
            Field::HandedOver => self.handed_over = Some(value),
            Field::Interaction => self.by_bot = value.as_integer() == Some(1),
            Field::Code => self.code = value.into_name(),
            Field::Title => self.title = value.into_name(),
            _ => return false,
        }
        true
    }

    /// Returns whether another row says the same about its conversation, but for metadata.
    pub(crate) fn says_the_same(&self, other: &RawConversation<'_>) -> bool {
        self.id == other.id
            && self.channel == other.channel
            && self.group == other.group
            && self.agent.id == other.agent.id
            && self.agent.name == other.agent.name
            && self.customer.id == other.customer.id
            && self.customer.name == other.customer.name
            && self.handed_over == other.handed_over
            && self.by_bot == other.by_bot
            && self.code == other.code
            && self.title == other.title
    }

    /// Returns a session that borrows nothing.
    pub(crate) fn into_owned(self) -> RawConversation<'static> {
        RawConversation {
            id: keep(self.id),
            channel: keep(self.channel),
            group: keep(self.group),
            agent: RawParty { id: keep(self.agent.id), name: keep(self.agent.name) },
            customer: RawParty { id: keep(self.customer.id), name: keep(self.customer.name) },
            handed_over: self.handed_over.map(Scalar::into_owned),
            by_bot: self.by_bot,
            participants: keep_pairs(self.participants),
            code: keep(self.code),
            title: keep(self.title),
            metadata: keep_pairs(self.metadata),
            messages: self.messages.into_iter().map(RawMessage::into_owned).collect(),
            line: self.line,
            cell: self.cell,
        }
    }

    /// Returns a view that borrows from this session.
    pub(crate) fn borrow(&self) -> RawConversation<'_> {
        RawConversation {
            id: view(&self.id),
            channel: view(&self.channel),
            group: view(&self.group),
            agent: self.agent.borrow(),
            customer: self.customer.borrow(),
            handed_over: self.handed_over.as_ref().map(Scalar::borrow),
            by_bot: self.by_bot,
            participants: pairs(&self.participants),
            code: view(&self.code),
            title: view(&self.title),
            metadata: pairs(&self.metadata),
            messages: self.messages.iter().map(RawMessage::borrow).collect(),
            line: self.line,
            cell: self.cell.clone(),
        }
    }
}

impl RawParty<'_> {
    fn borrow(&self) -> RawParty<'_> {
        RawParty { id: view(&self.id), name: view(&self.name) }
    }
}
