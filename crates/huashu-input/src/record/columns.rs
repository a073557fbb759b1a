//! Names of columns and fields: what the tools of the trade call things.
//!
//! Adding a tool means adding its names to `names.toml`. A configuration adds or
//! replaces names through [`Columns::set`]. Knows no file format.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::record::names::NAMES;

/// What a column or field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Identifier of the conversation.
    Conversation,
    /// Channel.
    Channel,
    /// Skill group or queue.
    Group,
    /// The agent as an object, or by name.
    Agent,
    /// The agent's job number.
    AgentId,
    /// The agent's name.
    AgentName,
    /// The customer as an object, or by name.
    Customer,
    /// The customer's number.
    CustomerId,
    /// The customer's name.
    CustomerName,
    /// When a human took over.
    HandedOver,
    /// Whether a human (0) or a bot (1) served.
    Interaction,
    /// The list of messages.
    Messages,
    /// The list of participants, with their roles.
    Participants,
    /// Further fields in an object of their own.
    Metadata,
    /// The speaker's part.
    Role,
    /// The speaker: a part, a name or a number.
    Sender,
    /// The speaker's number.
    SenderId,
    /// The speaker's name.
    Name,
    /// Whether the customer speaks (1) or the agent (0).
    FromUser,
    /// WeChat's code of who speaks: 3 customer, 4 system, 5 agent.
    Origin,
    /// What was said.
    Text,
    /// When it was said.
    Time,
    /// Milliseconds from the start.
    Offset,
    /// Microseconds, since 1970 or from the start.
    Micros,
    /// What the message holds.
    Kind,
    /// A code that is not 0 when a machine wrote the text.
    ChatType,
    /// Whether a machine wrote the text.
    Auto,
    /// Whether the message was taken back.
    Recalled,
    /// Whether the message is for staff only.
    Private,
    /// Identifier of the message.
    Message,
    /// Identifier of the message that this one takes back.
    Recalls,
    /// Number of the message in its conversation; only a column that is said to hold it does.
    Sequence,
    /// Short code of a canned reply.
    Code,
    /// Title of a canned reply.
    Title,
}

/// Every field and its name in a configuration.
#[rustfmt::skip]
const FIELDS: &[(Field, &str)] = &[
    (Field::Conversation, "conversation"),
    (Field::Channel, "channel"),
    (Field::Group, "group"),
    (Field::Agent, "agent"),
    (Field::AgentId, "agent-id"),
    (Field::AgentName, "agent-name"),
    (Field::Customer, "customer"),
    (Field::CustomerId, "customer-id"),
    (Field::CustomerName, "customer-name"),
    (Field::HandedOver, "handed-over"),
    (Field::Interaction, "interaction"),
    (Field::Messages, "messages"),
    (Field::Participants, "participants"),
    (Field::Metadata, "metadata"),
    (Field::Role, "role"),
    (Field::Sender, "sender"),
    (Field::SenderId, "sender-id"),
    (Field::Name, "name"),
    (Field::FromUser, "from-user"),
    (Field::Origin, "origin"),
    (Field::Text, "text"),
    (Field::Time, "time"),
    (Field::Offset, "offset"),
    (Field::Micros, "micros"),
    (Field::Kind, "kind"),
    (Field::ChatType, "chat-type"),
    (Field::Auto, "auto"),
    (Field::Recalled, "recalled"),
    (Field::Private, "private"),
    (Field::Message, "message-id"),
    (Field::Recalls, "recalls"),
    (Field::Sequence, "sequence"),
    (Field::Code, "short-code"),
    (Field::Title, "title"),
];

/// The names of columns, built in and configured.
#[derive(Debug, Clone)]
pub struct Columns {
    names: HashMap<String, Field>,
    /// Names as configured, for messages.
    configured: Vec<(Field, String)>,
}

impl Default for Columns {
    fn default() -> Self {
        let names = NAMES.columns().map(|(name, field)| (plain(name), field)).collect();
        Columns { names, configured: Vec::new() }
    }
}

impl Columns {
    /// Says that columns called `names` hold `field`; names built in for it no longer count.
    pub fn set<S: AsRef<str>>(&mut self, field: Field, names: impl IntoIterator<Item = S>) {
        let configured: HashSet<String> = self.configured.iter().map(|(_, name)| plain(name)).collect();
        self.names.retain(|name, held| *held != field || configured.contains(name));
        for name in names {
            let name = name.as_ref();
            self.names.insert(plain(name), field);
            self.configured.push((field, name.to_owned()));
        }
    }

    /// Returns what a column of this name holds.
    pub fn find(&self, name: &str) -> Option<Field> {
        let name = plain(name);
        self.names.get(&name).copied().or_else(|| {
            // A remark in brackets, as in 发送时间(GMT+8), is not part of the name.
            let bare = name.split(['(', '（', '[', '【']).next().unwrap_or_default();
            if bare.is_empty() || bare.len() == name.len() { None } else { self.names.get(bare).copied() }
        })
    }

    /// Returns the names looked for as `field`, the configured ones alone where there are any.
    pub fn names_of(&self, field: Field) -> Vec<&str> {
        let configured: Vec<&str> =
            self.configured.iter().filter(|(held, _)| *held == field).map(|(_, name)| name.as_str()).collect();
        if !configured.is_empty() {
            return configured;
        }
        NAMES.columns().filter(|(_, held)| *held == field).map(|(name, _)| name).collect()
    }

    /// Returns whether the configuration names any columns.
    pub(crate) fn are_configured(&self) -> bool {
        !self.configured.is_empty()
    }

    /// Returns whether the configuration names columns for `field`.
    pub fn is_configured(&self, field: Field) -> bool {
        self.configured.iter().any(|(held, _)| *held == field)
    }
}

impl Field {
    /// Returns the field that a configuration calls `name`.
    pub fn from_name(name: &str) -> Option<Field> {
        let name = plain(name);
        FIELDS.iter().find(|(_, canonical)| plain(canonical) == name).map(|(field, _)| *field)
    }

    /// Returns the name that a configuration uses.
    pub fn name(self) -> &'static str {
        FIELDS.iter().find(|(field, _)| *field == self).map_or("", |(_, name)| name)
    }

    /// Returns the names of all fields, as a configuration uses them.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FIELDS.iter().map(|(_, name)| *name)
    }
}

/// Returns a name as it is compared: half width, lower case, simplified, without spaces and joints.
pub(crate) fn plain(name: &str) -> String {
    let narrow: String = name
        .chars()
        .filter_map(|character| match character {
            '_' | '-' | '.' | '*' | '\u{feff}' | '\u{200b}' => None,
            _ if character.is_whitespace() || character.is_control() => None,
            '！'..='～' => char::from_u32(u32::from(character) - 0xfee0),
            _ => Some(character),
        })
        .flat_map(char::to_lowercase)
        .collect();
    if narrow.is_ascii() { narrow } else { simplified(&narrow).into_owned() }
}

/// Returns a text with traditional characters as simplified ones.
pub(crate) fn simplified(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(huashu_model::text::simplified(text)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_many_spellings() {
        let columns = Columns::default();
        for (name, field) in [
            ("会话ID", Field::Conversation),
            ("sessionId", Field::Conversation),
            ("Session ID", Field::Conversation),
            ("會話編號", Field::Conversation),
            ("ＩＤ", Field::Conversation),
            ("消息 内容", Field::Text),
            ("Content", Field::Text),
            ("sendTime", Field::Time),
            ("发送时间(GMT+8)", Field::Time),
            ("发送时间（北京）", Field::Time),
            ("staffId", Field::AgentId),
            ("ParticipantId", Field::SenderId),
            ("客服昵称", Field::AgentName),
            ("isAutoReply", Field::Auto),
        ] {
            assert_eq!(columns.find(name), Some(field), "{name}");
        }
        assert_eq!(columns.find("满意度"), None);
    }

    #[test]
    fn no_name_stands_for_two_fields() {
        let mut seen = HashMap::new();
        for (name, field) in NAMES.columns() {
            let earlier = seen.insert(plain(name), field);
            assert!(earlier.is_none_or(|earlier| earlier == field), "{name}: {earlier:?} and {field:?}");
        }
    }

    #[test]
    fn a_configured_name_replaces_the_built_in_ones() {
        let mut columns = Columns::default();
        columns.set(Field::Text, ["正文A"]);
        assert_eq!(columns.find("正文A"), Some(Field::Text));
        assert_eq!(columns.find("content"), None);
        columns.set(Field::Text, ["正文B"]);
        assert_eq!(columns.find("正文A"), Some(Field::Text));
        assert_eq!(Field::from_name("agent_id"), Some(Field::AgentId));
    }
}
