//! From records as read to conversations: roles, times, names and flags are understood here.
//!
//! All formats pass through this one place, so that the same conversation
//! reads the same whatever it was written in.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::record::base64;
use crate::record::context::ParseContext;
use crate::record::messages;
use crate::record::names::NAMES;
use crate::record::raw::{RawConversation, RawMessage, RawParty, RawTime, Scalar};
use huashu_model::transcript::{Conversation, MessageKind, Order, Party, Place, Role, Time, Utterance, Written};

/// Makes a conversation of a record, whose texts it takes; a record without any text is a problem.
pub(crate) fn assemble<'c>(
    session: &mut RawConversation<'c>,
    context: &ParseContext<'_>,
) -> Option<Conversation<'c>> {
    if !session.messages.is_empty() && session.messages.iter().all(has_no_words) {
        context.fail(messages::no_text(context, session.line));
        return None;
    }
    let speakers = Speakers {
        agent: std::mem::take(&mut session.agent),
        customer: std::mem::take(&mut session.customer),
        participants: first_by_name(std::mem::take(&mut session.participants)),
        by_bot: session.by_bot,
    };
    let messages = in_sequence(&mut session.messages);
    if base64::decode_all(messages) {
        context.remark(messages::in_base64());
    }
    let cell = session.cell.take().map(Arc::from);
    let mut conversation = Conversation {
        id: session.id.take(),
        channel: session.channel.take(),
        group: session.group.take(),
        metadata: std::mem::take(&mut session.metadata),
        utterances: Vec::with_capacity(messages.len()),
        place: Place { file: Arc::clone(&context.file), line: session.line, cell },
        ..Conversation::default()
    };
    let recalled: HashSet<String> =
        messages.iter().filter_map(|m| m.recalls_id.as_deref().map(str::to_owned)).collect();
    let mut times = Times::with_capacity(messages.len() + 1);
    let mut customer_name = None;
    let repeated = repeated(messages);
    for (message, repeated) in messages.iter_mut().zip(repeated) {
        if repeated {
            context.skip("repeated-message");
            continue;
        }
        if message.private {
            context.skip("private-note");
            continue;
        }
        if !recalled.is_empty() {
            message.recalled |= message.id.as_deref().is_some_and(|id| recalled.contains(id));
        }
        if let Some(name) = &message.customer_name {
            customer_name.get_or_insert_with(|| name.clone());
        }
        context.skip_many("second-text", u64::from(message.texts_passed_over));
        note_empty(message, context);
        times.add(std::mem::take(&mut message.time), context);
        let utterance = utterance(message, &speakers, context);
        conversation.utterances.push(utterance);
    }
    times.add(session.handed_over.take().map_or(RawTime::Missing, RawTime::Written), context);
    times.settle(&mut conversation, context);
    put_in_order(&mut conversation, context);
    fill_parties(&mut conversation, speakers, customer_name);
    Some(conversation)
}

/// Tells of each message whether one with its own id and words came before: exports that overlap hold it twice, and
/// nobody said it twice. The same id with other words is another message.
fn repeated<'m>(messages: &'m [RawMessage<'_>]) -> Vec<bool> {
    let mut met = HashSet::new();
    let id_and_words = |message: &'m RawMessage<'_>| Some((message.id.as_deref()?, message.text.as_deref()));
    messages.iter().map(id_and_words).map(|key| key.is_some_and(|key| !met.insert(key))).collect()
}

/// Returns messages in the order of their numbers, where each has one.
fn in_sequence<'m, 'c>(messages: &'m mut [RawMessage<'c>]) -> &'m mut [RawMessage<'c>] {
    if messages.iter().all(|message| message.sequence.is_some()) {
        messages.sort_by_key(|message| message.sequence);
    }
    messages
}

/// Counts a message that has no words to check.
fn note_empty(message: &RawMessage<'_>, context: &ParseContext<'_>) {
    let says_nothing = has_no_words(message) && !message.recalled && message.recalls_id.is_none();
    context.skip_many("no-text-field", u64::from(says_nothing));
    let is_blank = message.kind.is_none() && message.text.as_deref().is_some_and(|text| text.trim().is_empty());
    context.skip_many("empty-text", u64::from(is_blank));
}

fn has_no_words(message: &RawMessage<'_>) -> bool {
    message.text.is_none() && message.kind.is_none()
}

/// Who may speak in a conversation.
struct Speakers<'c> {
    agent: RawParty<'c>,
    customer: RawParty<'c>,
    /// Words for roles by the participants' numbers.
    participants: HashMap<Cow<'c, str>, Cow<'c, str>>,
    by_bot: bool,
}

/// Makes a table of pairs; of those with one name the first counts.
fn first_by_name<'c>(pairs: Vec<(Cow<'c, str>, Cow<'c, str>)>) -> HashMap<Cow<'c, str>, Cow<'c, str>> {
    let mut table = HashMap::with_capacity(pairs.len());
    for (name, value) in pairs {
        table.entry(name).or_insert(value);
    }
    table
}

/// Makes an utterance of a message, whose texts it takes.
fn utterance<'c>(
    message: &mut RawMessage<'c>,
    speakers: &Speakers<'c>,
    context: &ParseContext<'_>,
) -> Utterance<'c> {
    let (mut role, name) = speaker(message, speakers, context);
    if role == Role::Agent && speakers.by_bot {
        role = Role::Bot;
    }
    let kind = message.kind.unwrap_or(if message.text.is_some() { MessageKind::Text } else { MessageKind::Other });
    let text = message.text.take().unwrap_or_default();
    let side_name = match role {
        Role::Agent => message.agent_name.take(),
        Role::Customer => message.customer_name.take(),
        _ => None,
    };
    let auto = message.auto || (role != Role::Customer && is_automatic(&text, context));
    Utterance {
        role,
        agent_id: message.agent_id.take().filter(|_| role == Role::Agent),
        name: message.name.take().or(name).or(side_name),
        time: None,
        kind,
        auto,
        recalled: message.recalled,
        text,
        id: message.id.take(),
        line: message.line,
        template: message.template,
    }
}

fn is_automatic(text: &str, context: &ParseContext<'_>) -> bool {
    context.is_auto_text(text) || NAMES.is_marked_as_automatic(text)
}

/// Returns the speaker's role, and a name where the field that told the role holds one.
fn speaker<'c>(
    message: &RawMessage<'c>,
    speakers: &Speakers<'c>,
    context: &ParseContext<'_>,
) -> (Role, Option<Cow<'c, str>>) {
    let roles = &context.options.roles;
    let mut unknown = None;
    if let Some(word) = &message.role {
        if let Some((role, name)) = roles.find_speaker(word) {
            let name = name.map(|name| part(word, name));
            return (role, name.or_else(|| other_name(message, context)));
        }
        unknown = Some(word);
    }
    if let Some(role) = message.role_from_code {
        return (role, other_name(message, context));
    }
    for value in [&message.sender, &message.sender_id, &message.name].into_iter().flatten() {
        if let Some((role, name)) = roles.find_speaker(value) {
            return (role, name.map(|name| part(value, name)));
        }
        if let Some(role) = speakers.known(value, context) {
            return (role, message.sender.clone().filter(|sender| !speakers.is_number(sender)));
        }
        unknown = unknown.or(Some(value));
    }
    if let (Some(_), Some(role)) = (unknown, roles.configured().others()) {
        return (role, message.sender.clone());
    }
    match unknown {
        Some(word) => context.remark(messages::unknown_role(word)),
        None => context.remark(messages::no_role()),
    }
    (Role::Unknown, message.sender.clone())
}

/// Returns the sender where it is a name beside a role that is told elsewhere.
fn other_name<'c>(message: &RawMessage<'c>, context: &ParseContext<'_>) -> Option<Cow<'c, str>> {
    let sender = message.sender.as_ref()?;
    match context.options.roles.find_speaker(sender) {
        Some((_, name)) => name.map(|name| part(sender, name)),
        None => Some(sender.clone()),
    }
}

impl Speakers<'_> {
    /// Returns the role of whoever has this number or name.
    fn known(&self, value: &str, context: &ParseContext<'_>) -> Option<Role> {
        let is = |party: &RawParty<'_>| party.id.as_deref() == Some(value) || party.name.as_deref() == Some(value);
        if is(&self.agent) {
            return Some(Role::Agent);
        }
        if is(&self.customer) {
            return Some(Role::Customer);
        }
        context.options.roles.find_speaker(self.participants.get(value)?).map(|(role, _)| role)
    }

    fn is_number(&self, value: &str) -> bool {
        self.agent.id.as_deref() == Some(value)
            || self.customer.id.as_deref() == Some(value)
            || self.participants.contains_key(value)
    }
}

/// Returns `part`, which lies in `whole`, with the lifetime of what `whole` borrows.
fn part<'c>(whole: &Cow<'c, str>, part: &str) -> Cow<'c, str> {
    match whole {
        Cow::Borrowed(text) => match text.rfind(part) {
            Some(start) => Cow::Borrowed(&text[start..start + part.len()]),
            None => Cow::Owned(part.to_owned()),
        },
        Cow::Owned(_) => Cow::Owned(part.to_owned()),
    }
}

fn read_time(value: &Scalar<'_>, context: &ParseContext<'_>) -> Written {
    let clock = &context.clock;
    match value {
        Scalar::Text(text) => clock.parse(text),
        Scalar::Integer(number) => clock.from_number(*number),
        Scalar::Float(number) => clock.from_float(*number),
        Scalar::Truth(_) => Written::Unknown,
    }
}

/// The times of one conversation on their way from written to understood.
struct Times {
    written: Vec<Written>,
    /// What was written where it is not understood by itself.
    open: Vec<(usize, String)>,
}

impl Times {
    fn with_capacity(messages: usize) -> Self {
        Times { written: Vec::with_capacity(messages), open: Vec::new() }
    }

    fn add(&mut self, time: RawTime<'_>, context: &ParseContext<'_>) {
        let written = match time {
            RawTime::Missing => Written::Missing,
            RawTime::Offset(millis) => Written::Time(Time::Elapsed(millis)),
            // Before 1973 in microseconds: an offset from the start.
            RawTime::Micros(micros @ 0..100_000_000_000_000) => Written::Time(Time::Elapsed(micros / 1000)),
            RawTime::Micros(micros) => context.clock.from_number(micros),
            RawTime::Written(value) => {
                let written = read_time(&value, context);
                if !matches!(written, Written::Time(_) | Written::Missing) {
                    self.open.push((self.written.len(), value.into_text().into_owned()));
                }
                written
            }
        };
        self.written.push(written);
    }

    /// Gives the utterances their times and, last, the hand-over its own; what was not understood is remarked on.
    fn settle(mut self, conversation: &mut Conversation<'_>, context: &ParseContext<'_>) {
        let channel = conversation.channel.as_deref().unwrap_or_default().to_lowercase();
        let is_call =
            ["voice", "call", "phone", "tel", "电话", "语音", "热线"].iter().any(|word| channel.contains(word));
        context.clock.settle(&mut self.written, is_call);
        for (at, text) in &self.open {
            if self.written.get(*at) == Some(&Written::Unknown) {
                context.remark(messages::unknown_time(text));
            }
        }
        let mut times = self.written.iter().map(|written| match written {
            Written::Time(time) => Some(*time),
            _ => None,
        });
        for (utterance, time) in conversation.utterances.iter_mut().zip(&mut times) {
            utterance.time = time;
        }
        conversation.handed_over = times.next().flatten();
    }
}

/// Puts a conversation in order whose newest message stands first; of any other disorder a remark is made.
fn put_in_order(conversation: &mut Conversation<'_>, context: &ParseContext<'_>) {
    match conversation.order() {
        Order::Forward => {}
        Order::NewestFirst => {
            conversation.utterances.reverse();
            context.remark(messages::newest_first());
        }
        Order::Disordered => {
            let repeated = drop_second_copy(conversation);
            context.skip_many("repeated-message", repeated);
            match conversation.order() {
                Order::Disordered => context.remark(messages::out_of_order()),
                Order::NewestFirst if repeated > 0 => conversation.utterances.reverse(),
                _ => {}
            }
        }
    }
}

/// Takes away what an export holds a second time behind the first: times that start anew, with the same words.
///
/// Returns how many utterances went. A single one that comes again may have been said again.
fn drop_second_copy(conversation: &mut Conversation<'_>) -> u64 {
    let utterances = &conversation.utterances;
    let back = |pair: &[Utterance<'_>]| match (pair[0].time, pair[1].time) {
        (Some(before), Some(after)) => after.since(before).is_some_and(|waited| waited < 0),
        _ => false,
    };
    let Some(start) = utterances.windows(2).position(back).map(|at| at + 1) else { return 0 };
    let key =
        |utterance: &Utterance<'_>| Some((utterance.time?.to_string(), utterance.role, utterance.text.to_string()));
    let mut met = HashSet::new();
    let mut again = vec![false; utterances.len()];
    for (index, utterance) in utterances.iter().enumerate() {
        again[index] = key(utterance).is_some_and(|key| !met.insert(key)) && index >= start;
    }
    let count = again.iter().filter(|again| **again).count();
    if count < 2 {
        return 0;
    }
    let mut again = again.into_iter();
    conversation.utterances.retain(|_| !again.next().unwrap_or_default());
    count as u64
}

/// Fills in the agent and the customer from their utterances, where these agree.
fn fill_parties<'c>(
    conversation: &mut Conversation<'c>,
    speakers: Speakers<'c>,
    customer_name: Option<Cow<'c, str>>,
) {
    fn only<'c>(values: impl Iterator<Item = Option<Cow<'c, str>>>) -> Option<Cow<'c, str>> {
        let mut found: Option<Cow<'c, str>> = None;
        for value in values.flatten() {
            match &found {
                Some(first) if *first != value => return None,
                Some(_) => {}
                None => found = Some(value),
            }
        }
        found
    }
    let said_by = |role: Role| conversation.utterances.iter().filter(move |utterance| utterance.role == role);
    let Speakers { agent, customer, .. } = speakers;
    let agent_id = agent.id.or_else(|| only(said_by(Role::Agent).map(|u| u.agent_id.clone())));
    let agent_name = agent.name.or_else(|| only(said_by(Role::Agent).map(|u| u.name.clone())));
    let name = customer.name.or(customer_name);
    let name = name.or_else(|| only(said_by(Role::Customer).map(|u| u.name.clone())));
    conversation.agent = Party { id: agent_id, name: agent_name };
    conversation.customer = Party { id: customer.id, name };
}
