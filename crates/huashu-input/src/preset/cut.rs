//! Cutting one stream of messages into conversations: by silence, and by the customer who speaks; and who the other
//! one of two speakers is.

use crate::preset::rules::ConversationRules;
use crate::record::raw::{RawConversation, RawMessage, RawTime, Scalar};
use huashu_model::transcript::{Clock, Role, Time, Written};

/// Returns the time of a message, where it is one.
pub(crate) fn time_of(message: &RawMessage<'_>, clock: &Clock<'_>) -> Option<Time> {
    match &message.time {
        RawTime::Offset(millis) => Some(Time::Elapsed(*millis)),
        RawTime::Written(Scalar::Text(text)) => match clock.parse(text) {
            Written::Time(time) => Some(time),
            _ => None,
        },
        _ => None,
    }
}

/// Puts messages of several lists in the order of their times; one without a time follows the one before it.
pub(crate) fn in_time_order(messages: &mut Vec<RawMessage<'static>>, clock: &Clock<'_>) {
    let mut timed: Vec<(Option<Time>, RawMessage<'static>)> = Vec::with_capacity(messages.len());
    for message in messages.drain(..) {
        let time = time_of(&message, clock).or_else(|| timed.last().and_then(|(time, _)| *time));
        timed.push((time, message));
    }
    timed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) => a.since(*b).unwrap_or_default().cmp(&0),
        _ => std::cmp::Ordering::Equal,
    });
    messages.extend(timed.into_iter().map(|(_, message)| message));
}

/// Cuts a conversation where the rules say that another begins.
pub(crate) fn cut(
    mut conversation: RawConversation<'static>,
    rules: &ConversationRules,
    clock: &Clock<'_>,
) -> Vec<RawConversation<'static>> {
    if rules.idle.is_none() && !rules.cut_at_customer {
        return vec![conversation];
    }
    let messages = std::mem::take(&mut conversation.messages);
    let mut parts: Vec<Vec<RawMessage<'static>>> = Vec::new();
    let (mut last, mut customer): (Option<Time>, Option<String>) = (None, None);
    for message in messages {
        let time = time_of(&message, clock);
        let silent = rules
            .idle
            .zip(time.zip(last))
            .is_some_and(|(idle, (now, before))| now.since(before).is_some_and(|waited| waited > idle));
        let speaks = (message.role_from_code == Some(Role::Customer)).then(|| who(&message)).flatten();
        let another = rules.cut_at_customer && speaks.is_some() && customer.is_some() && speaks != customer;
        if parts.is_empty() || silent || another {
            parts.push(Vec::new());
            customer = None;
        }
        customer = speaks.or(customer);
        last = time.or(last);
        if let Some(part) = parts.last_mut() {
            part.push(message);
        }
    }
    parts.into_iter().zip(1_u64..).map(|(messages, number)| part(&conversation, messages, number)).collect()
}

/// Makes a conversation of a part of another one.
fn part(
    whole: &RawConversation<'static>,
    messages: Vec<RawMessage<'static>>,
    number: u64,
) -> RawConversation<'static> {
    let line = messages.first().and_then(|message| message.line).unwrap_or(whole.line);
    let id = whole.id.as_ref().map(|id| if number == 1 { id.clone() } else { format!("{id}#{number}").into() });
    RawConversation { id, line, messages, ..whole.clone() }
}

/// Changes of speaker from which two people are taken to talk with each other, not one after the other.
const CHANGES: usize = 2;

/// Gives the unknown one of two speakers the part that the known one leaves.
///
/// Three people, two unknown ones, or two who do not answer each other stay as they are.
pub(crate) fn other_of_two(conversation: &mut RawConversation<'static>) {
    let mut speakers: Vec<(String, Option<Role>)> = Vec::new();
    let (mut changes, mut last) = (0, None);
    for message in &conversation.messages {
        let role = message.role_from_code;
        if matches!(role, Some(Role::Bot | Role::System)) {
            continue;
        }
        let Some(name) = who(message) else { return };
        let place = speakers.iter().position(|(known, _)| *known == name).unwrap_or(speakers.len());
        if place == speakers.len() {
            speakers.push((name, role));
        }
        if speakers[place].1 != role {
            return;
        }
        changes += usize::from(last.is_some_and(|last| last != place));
        last = Some(place);
    }
    let [(first, one), (second, two)] = &speakers[..] else { return };
    let (unknown, role) = match (one, two) {
        (None, Some(role)) => (first, other(*role)),
        (Some(role), None) => (second, other(*role)),
        _ => return,
    };
    if changes < CHANGES || role.is_none() {
        return;
    }
    for message in &mut conversation.messages {
        if message.role_from_code.is_none() && who(message).as_ref() == Some(unknown) {
            message.role_from_code = role;
            message.sender = None;
        }
    }
}

fn other(role: Role) -> Option<Role> {
    match role {
        Role::Agent => Some(Role::Customer),
        Role::Customer => Some(Role::Agent),
        _ => None,
    }
}

fn who(message: &RawMessage<'_>) -> Option<String> {
    message.sender_id.as_ref().or(message.name.as_ref()).or(message.sender.as_ref()).map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(spoken: &[(&str, Option<Role>)]) -> Vec<Option<Role>> {
        let message = |(name, role): &(&str, Option<Role>)| RawMessage {
            name: Some((*name).to_owned().into()),
            role_from_code: *role,
            ..RawMessage::default()
        };
        let messages = spoken.iter().map(message).collect();
        let mut conversation = RawConversation { messages, ..RawConversation::default() };
        other_of_two(&mut conversation);
        conversation.messages.iter().map(|message| message.role_from_code).collect()
    }

    #[test]
    fn the_other_one_of_two_is_the_other_party() {
        let (agent, customer) = (Some(Role::Agent), Some(Role::Customer));
        let known = ("甲", agent);
        let unknown = ("乙", None);
        assert_eq!(roles(&[unknown, known, unknown]), [customer, agent, customer]);
        assert_eq!(roles(&[("乙", None), ("甲", customer), ("乙", None)]), [agent, customer, agent]);
        let bot = ("机器人", Some(Role::Bot));
        assert_eq!(roles(&[unknown, bot, known, unknown]), [customer, Some(Role::Bot), agent, customer]);
        // Two who do not answer each other may be of two chats; a third one may be anybody.
        assert_eq!(roles(&[known, unknown, unknown]), [agent, None, None]);
        assert_eq!(roles(&[unknown, known, ("丙", None), unknown]), [None, agent, None, None]);
        assert_eq!(roles(&[unknown, ("丙", None), unknown]), [None, None, None]);
    }
}
