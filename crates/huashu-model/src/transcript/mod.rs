//! Conversations as they were spoken: who said what, when, through which channel.
//!
//! The model is filled by `input` and read by `engine` and `report`. It knows
//! no rules and no file formats. Texts borrow from the input buffer where a
//! format allows it, so that reading a log need not copy it.

mod clock;
mod order;
mod scanner;
mod settle;
#[cfg(test)]
mod tests;
mod time;
mod writing;

use std::borrow::Cow;
use std::sync::Arc;

pub use clock::{Clock, OffsetUnit};
pub use order::Order;
pub use settle::{DateOrder, Written};
pub use time::{Lapse, Precision, Time, Zone, is_between};

/// One session between a customer and the agents.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Conversation<'a> {
    /// The log's own identifier; `None` when the log has none.
    pub id: Option<Cow<'a, str>>,
    /// `chat`, `voice` or whatever the log says.
    pub channel: Option<Cow<'a, str>>,
    /// Skill group or queue (技能组).
    pub group: Option<Cow<'a, str>>,
    /// The agent of the conversation as a whole; an utterance may name another.
    pub agent: Party<'a>,
    /// The customer.
    pub customer: Party<'a>,
    /// When a human was handed the conversation, where the log says (queue time ends here).
    pub handed_over: Option<Time>,
    /// Every other scalar field of the record, by its name in the log.
    pub metadata: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// What was said, in order.
    pub utterances: Vec<Utterance<'a>>,
    /// Where the record stands.
    pub place: Place,
}

/// One side of a conversation. For an agent, `id` is the job number (工号).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party<'a> {
    /// Job number or customer number.
    pub id: Option<Cow<'a, str>>,
    /// Display name.
    pub name: Option<Cow<'a, str>>,
}

/// One thing said by one speaker: a chat bubble, a sentence of a call.
///
/// ```
/// use huashu_model::transcript::{MessageKind, Role, Utterance};
///
/// let utterance = Utterance::new(Role::Agent, "您好");
/// assert_eq!((utterance.kind, utterance.time), (MessageKind::Text, None));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Utterance<'a> {
    /// Who speaks.
    pub role: Role,
    /// The speaking agent's job number, where the log gives one for this utterance.
    pub agent_id: Option<Cow<'a, str>>,
    /// The speaker's display name, where the log gives one for this utterance.
    pub name: Option<Cow<'a, str>>,
    /// When it was said.
    pub time: Option<Time>,
    /// What the bubble holds.
    pub kind: MessageKind,
    /// Sent by a machine in the agent's name (welcome text, idle notice).
    pub auto: bool,
    /// Taken back by the sender; the customer may have seen it.
    pub recalled: bool,
    /// The text exactly as logged.
    pub text: Cow<'a, str>,
    /// The log's own identifier of the message; `None` when it has none.
    pub id: Option<Cow<'a, str>>,
    /// Line of this utterance's own record, where each utterance has one (CSV, plain text); counts from 1.
    pub line: Option<u64>,
    /// Written to be sent later, as canned replies and drafts are: it may hold variables such as `{客户名}`.
    pub template: bool,
}

/// The speaker's part in the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Role {
    /// A human who serves.
    Agent,
    /// Who is served.
    Customer,
    /// A machine that answers; never charged to an agent.
    Bot,
    /// Notices of the platform.
    System,
    /// The log does not say.
    #[default]
    Unknown,
}

impl Role {
    /// Every role, in the order used by summaries.
    pub const ALL: [Role; 5] = [Role::Agent, Role::Customer, Role::Bot, Role::System, Role::Unknown];

    /// Returns the name used in files and findings.
    pub fn name(self) -> &'static str {
        match self {
            Role::Agent => "agent",
            Role::Customer => "customer",
            Role::Bot => "bot",
            Role::System => "system",
            Role::Unknown => "unknown",
        }
    }
}

/// What a message holds. Only text is matched; the others count for time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MessageKind {
    /// Words.
    #[default]
    Text,
    /// A remark on an order, written by staff for staff (订单备注).
    Note,
    /// A picture, file, card, voice clip or anything else without words to match.
    Other,
}

/// Where a record stands in the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Path as given by the user, `-` for standard input.
    pub file: Arc<str>,
    /// Line on which the record begins; counts from 1.
    pub line: u64,
    /// The cell of a sheet that holds the text, such as `C12`, where the record is one of a workbook.
    pub cell: Option<Arc<str>>,
}

impl Default for Place {
    fn default() -> Self {
        Place { file: Arc::from("-"), line: 1, cell: None }
    }
}

impl<'a> Utterance<'a> {
    /// Makes an utterance of which nothing is known but who said it.
    pub fn new(role: Role, text: impl Into<Cow<'a, str>>) -> Self {
        Utterance { role, text: text.into(), ..Utterance::default() }
    }
}

impl<'a> Conversation<'a> {
    /// Makes a conversation of what was said, in order; nothing else is known of it.
    ///
    /// ```
    /// use huashu_model::transcript::{Conversation, Role};
    ///
    /// let conversation = Conversation::from_turns([(Role::Customer, "在吗"), (Role::Agent, "在的，您请说")]);
    /// assert_eq!(conversation.utterances[1].text, "在的，您请说");
    /// ```
    pub fn from_turns<T: Into<Cow<'a, str>>>(turns: impl IntoIterator<Item = (Role, T)>) -> Self {
        let utterances = turns.into_iter().map(|(role, text)| Utterance::new(role, text)).collect();
        Conversation { utterances, ..Conversation::default() }
    }

    /// Returns what findings call the conversation: its identifier, else `#` and the line where it begins.
    pub fn name(&self) -> Arc<str> {
        match &self.id {
            Some(id) => Arc::from(id.as_ref()),
            None => Arc::from(format!("#{}", self.place.line)),
        }
    }

    /// Returns what the agent who speaks at `index` is told by: the job number, else the name. The agent of the whole
    /// conversation is meant where the utterance names nobody; where it names somebody else, that one.
    pub fn agent_of(&self, index: usize) -> Option<&str> {
        let utterance = self.utterances.get(index)?;
        if utterance.role != Role::Agent {
            return None;
        }
        let (own, own_name) = (utterance.agent_id.as_deref(), utterance.name.as_deref());
        let is_another = own_name.is_some() && self.agent.name.is_some() && own_name != self.agent.name.as_deref();
        match own {
            None if is_another => own_name,
            None => self.agent.id.as_deref().or(own_name).or(self.agent.name.as_deref()),
            own => own,
        }
    }

    /// Returns the name of the agent who speaks at `index`, where the log gives one.
    pub fn agent_name_of(&self, index: usize) -> Option<&str> {
        let utterance = self.utterances.get(index)?;
        if utterance.role != Role::Agent {
            return None;
        }
        let is_whole = utterance.agent_id.is_none() || utterance.agent_id == self.agent.id;
        utterance.name.as_deref().or(self.agent.name.as_deref().filter(|_| is_whole))
    }

    /// Returns a metadata value by name: the named fields first, then the record's other fields.
    pub fn field(&self, name: &str) -> Option<&str> {
        match name {
            "id" => self.id.as_deref(),
            "channel" => self.channel.as_deref(),
            "group" => self.group.as_deref(),
            "agent" | "agent.id" => self.agent.id.as_deref(),
            "agent.name" => self.agent.name.as_deref(),
            "customer.id" => self.customer.id.as_deref(),
            "customer" | "customer.name" => self.customer.name.as_deref(),
            _ => self.metadata.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref()),
        }
    }
}
