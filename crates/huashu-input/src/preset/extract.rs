//! From a record to messages and conversations, by the rules of a preset.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::options::Options;
use crate::preset::path::Scope;
use crate::preset::rules::{Common, FieldRule, Preset, Unit};
use crate::record::columns::Field;
use crate::record::names::NAMES;
use crate::record::raw::{RawConversation, RawMessage, RawParty, RawTime, Scalar};
use crate::record::roles::RoleWords;
use crate::record::tree::{Node, Spot};
use huashu_model::text::{glob, without_markup};
use huashu_model::transcript::Role;

/// Reads records by a preset.
pub(crate) struct Extractor<'o> {
    pub(crate) preset: &'o Preset,
    options: &'o Options,
    /// Paths are names of columns.
    is_table: bool,
}

/// Roles and names of participants by their numbers.
pub(crate) type Participants = HashMap<String, (Option<String>, Option<String>)>;

/// A message, and what it has in common with others of its conversation.
pub(crate) struct Extracted {
    pub(crate) message: RawMessage<'static>,
    pub(crate) common: Option<String>,
}

type Text = Option<Cow<'static, str>>;

/// Three years in milliseconds: no conversation lasts longer.
const YEARS: i64 = 100_000_000_000;

impl<'o> Extractor<'o> {
    /// Makes a reader of records.
    pub(crate) fn new(preset: &'o Preset, options: &'o Options, is_table: bool) -> Self {
        Extractor { preset, options, is_table }
    }

    /// Returns what a record says of its conversation; no messages.
    pub(crate) fn conversation(&self, scope: Scope<'_>) -> RawConversation<'static> {
        let rules = &self.preset.conversation;
        let get = |fields: &[FieldRule]| self.name(fields, scope);
        RawConversation {
            id: get(&rules.id),
            channel: get(&rules.channel).or_else(|| self.preset.channel.clone().map(Cow::Owned)),
            group: get(&rules.group),
            agent: RawParty { id: get(&rules.agent_id), name: get(&rules.agent_name) },
            customer: RawParty { id: get(&rules.customer_id), name: get(&rules.customer_name) },
            handed_over: get(&rules.handed_over).map(Scalar::Text),
            by_bot: self.flag(&rules.bot, scope),
            line: scope.here.line,
            ..RawConversation::default()
        }
    }

    /// Returns the participants of a conversation.
    pub(crate) fn participants(&self, scope: Scope<'_>) -> Participants {
        let mut found = Participants::new();
        let Some(rules) = &self.preset.participants else { return found };
        rules.at.visit(scope, &mut |spot| {
            let scope = Scope { here: spot, ..scope };
            let (role, name) = (self.participant_role(&rules.role, scope), self.text(&rules.name, scope));
            for field in &rules.id {
                if let Some(id) = self.text(std::slice::from_ref(field), scope) {
                    found.entry(id).or_insert((role.clone(), name.clone()));
                }
            }
        });
        found
    }

    /// Returns a word for the part of a participant: what the field says that it stands for, else what stands there.
    fn participant_role(&self, fields: &[FieldRule], scope: Scope<'_>) -> Option<String> {
        let of = |field: &FieldRule| {
            let value = self.text(std::slice::from_ref(field), scope)?;
            let role = field.roles.specific(&value).or(field.roles.others());
            Some(role.map_or(value, |role| role.name().to_owned()))
        };
        fields.iter().find_map(of)
    }

    /// Reads a message; nothing where the preset leaves it out.
    pub(crate) fn message(
        &self,
        scope: Scope<'_>,
        participants: &Participants,
        conversation: &RawConversation<'_>,
    ) -> Option<Extracted> {
        let rules = &self.preset.message;
        if self.flag(&rules.leave_out, scope) {
            return None;
        }
        let get = |fields: &[FieldRule]| self.name(fields, scope);
        let mut message = RawMessage { line: Some(scope.here.line), ..RawMessage::default() };
        if let Some(kind) = self.text(&rules.kind, scope) {
            message.set(Field::Kind, Scalar::text(kind));
            message.role_from_code = None;
        }
        let (sender, name) = (get(&rules.sender_id), get(&rules.name));
        let known = sender.as_deref().and_then(|id| participants.get(id));
        message.name = name.clone().or_else(|| known.and_then(|(_, name)| name.clone()).map(Cow::Owned));
        let role =
            self.role(scope, known.and_then(|(role, _)| role.as_deref()), [&sender, &message.name], conversation);
        message.role_from_code = role;
        if role.is_none() {
            message.sender = message.name.clone().or_else(|| sender.clone());
        }
        // Where an export has no numbers, names tell agents apart.
        message.agent_id = get(&rules.agent_id).or_else(|| sender.clone()).or_else(|| message.name.clone());
        message.agent_name = get(&rules.agent_name);
        message.sender_id = sender;
        message.text = self.said(&rules.text, scope).map(Cow::Owned);
        message.time = self.time(scope);
        message.auto = self.flag(&rules.auto, scope) || self.is_auto(message.text.as_deref());
        message.private |= self.flag(&rules.private, scope);
        message.recalled |= self.flag(&rules.recalled, scope);
        message.id = get(&rules.id);
        message.recalls_id = get(&rules.recalls);
        let common = self.common(scope, &message);
        Some(Extracted { message, common })
    }

    /// Reads the turns that one record holds: the same record, another speaker's words.
    ///
    /// When the later ones were said the record does not tell.
    pub(crate) fn turns(&self, scope: Scope<'_>) -> Vec<RawMessage<'static>> {
        let mut said = Vec::new();
        for turn in &self.preset.message.turns {
            let Some(text) = self.said(&turn.text, scope).filter(|text| !text.trim().is_empty()) else { continue };
            let time = if said.is_empty() { self.time(scope) } else { RawTime::Missing };
            said.push(RawMessage {
                role_from_code: Some(turn.role),
                text: Some(Cow::Owned(text)),
                time,
                line: Some(scope.here.line),
                ..RawMessage::default()
            });
        }
        said
    }

    /// Returns the part of the speaker: by what the user says, by the preset, by common words, and last by `*`.
    fn role(
        &self,
        scope: Scope<'_>,
        participant: Option<&str>,
        speaker: [&Text; 2],
        conversation: &RawConversation<'_>,
    ) -> Option<Role> {
        let rules = &self.preset.message;
        for (fields, role) in [(&rules.system, Role::System), (&rules.bot, Role::Bot)] {
            if self.flag(fields, scope) {
                return Some(role);
            }
        }
        let words = &self.preset.roles;
        let none = RoleWords::default();
        let mut values: Vec<(String, &RoleWords, bool)> = Vec::new();
        for field in &rules.role {
            values.extend(self.text(std::slice::from_ref(field), scope).map(|value| (value, &field.roles, true)));
        }
        values.extend(participant.map(|value| (value.to_owned(), &none, true)));
        values.extend(speaker.into_iter().flatten().map(|value| (value.to_string(), &none, false)));
        let roles = &self.options.roles;
        let by_user = values.iter().find_map(|(value, ..)| roles.configured().specific(value));
        let by_preset = || {
            let of = |own: &RoleWords, value: &str| own.specific(value).or_else(|| words.specific(value));
            values.iter().find_map(|(value, own, _)| of(own, value).or(own.others()))
        };
        let by_word = || {
            let known = |(value, _, is_word): &(String, _, bool)| match is_word {
                true => roles.find(value).or_else(|| NAMES.label(value).map(|(role, _)| role)),
                false => roles.find_speaker(value).map(|(role, _)| role),
            };
            values.iter().find_map(known)
        };
        let by_party = || self.party(speaker, conversation);
        let others = || (!values.is_empty()).then(|| roles.configured().others().or(words.others())).flatten();
        let role = by_user.or_else(by_preset).or_else(by_word).or_else(by_party).or_else(others);
        // What a preset calls unknown is known to mean nothing: no word may guess it.
        role.filter(|role| *role != Role::Unknown)
    }

    /// Returns the part of whoever the conversation names as its agent or customer.
    fn party(&self, speaker: [&Text; 2], conversation: &RawConversation<'_>) -> Option<Role> {
        let is = |party: &RawParty<'_>| {
            speaker.into_iter().flatten().any(|value| {
                party.id.as_deref() == Some(value.as_ref()) || party.name.as_deref() == Some(value.as_ref())
            })
        };
        if is(&conversation.agent) {
            return Some(Role::Agent);
        }
        is(&conversation.customer).then_some(Role::Customer)
    }

    /// Returns what a record of several turns has in common with others of its conversation.
    pub(crate) fn common_of_record(&self, scope: Scope<'_>) -> Option<String> {
        self.common(scope, &RawMessage::default())
    }

    /// Returns what a message has in common with others of its conversation.
    fn common(&self, scope: Scope<'_>, message: &RawMessage<'_>) -> Option<String> {
        self.preset.conversation.by.iter().find_map(|common| match common {
            Common::Fields(fields) => {
                let texts = fields.iter().map(|field| self.text(std::slice::from_ref(field), scope));
                texts.collect::<Option<Vec<_>>>().map(|texts| texts.join(" "))
            }
            Common::Customer if message.role_from_code == Some(Role::Customer) => {
                message.sender_id.as_ref().or(message.name.as_ref()).map(ToString::to_string)
            }
            Common::Customer => self.customer_among_receivers(scope),
        })
    }

    fn customer_among_receivers(&self, scope: Scope<'_>) -> Option<String> {
        let mut found = None;
        for field in &self.preset.message.receiver_id {
            self.visit(field, scope, &mut |spot| {
                let Node::Text(id) = &spot.node else { return };
                let words = [self.options.roles.configured(), &self.preset.roles];
                let role = words.into_iter().find_map(|words| words.specific(id));
                let role = role.or_else(|| words.into_iter().find_map(RoleWords::others));
                if role == Some(Role::Customer) && found.is_none() {
                    found = Some(id.clone());
                }
            });
        }
        found
    }

    fn is_auto(&self, text: Option<&str>) -> bool {
        let text = text.unwrap_or_default().trim();
        !text.is_empty() && self.preset.auto_texts.iter().any(|known| glob(known, text))
    }

    fn time(&self, scope: Scope<'_>) -> RawTime<'static> {
        let rules = &self.preset.message;
        for field in &rules.offset {
            let millis = self.text(std::slice::from_ref(field), scope).and_then(|text| offset(&text, field.unit));
            match millis {
                // Offsets of years are moments since 1970.
                Some(millis) if millis >= YEARS => return RawTime::Written(Scalar::Integer(millis)),
                Some(millis) => return RawTime::Offset(millis),
                None => {}
            }
        }
        match self.text(&rules.time, scope) {
            Some(text) => RawTime::Written(Scalar::text(formatted(&text, &rules.time_format).unwrap_or(text))),
            None => RawTime::Missing,
        }
    }

    fn visit(&self, field: &FieldRule, scope: Scope<'_>, see: &mut dyn FnMut(&Spot)) {
        if self.is_table { field.path.visit_column(scope.here, see) } else { field.path.visit(scope, see) }
    }

    /// Returns the first value that says something.
    fn text(&self, fields: &[FieldRule], scope: Scope<'_>) -> Option<String> {
        for field in fields {
            let mut found = None;
            self.visit(field, scope, &mut |spot| {
                if let (Node::Text(text), None) = (&spot.node, &found)
                    && !text.trim().is_empty()
                {
                    found = Some(text.trim().to_owned());
                }
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn name(&self, fields: &[FieldRule], scope: Scope<'_>) -> Text {
        self.text(fields, scope).map(Cow::Owned)
    }

    /// Returns what was said: of several fields the first that says something, of a list all its pieces.
    fn said(&self, fields: &[FieldRule], scope: Scope<'_>) -> Option<String> {
        let mut empty = None;
        for field in fields {
            let mut said: Option<String> = None;
            self.visit(field, scope, &mut |spot| {
                if let Some(text) = pieces(&spot.node) {
                    let text = if field.html { without_markup(&text).trim().to_owned() } else { text };
                    said.get_or_insert_default().push_str(&text);
                }
            });
            match said {
                Some(text) if !text.trim().is_empty() => return Some(text),
                Some(text) => empty = Some(text),
                None => {}
            }
        }
        empty
    }

    fn flag(&self, fields: &[FieldRule], scope: Scope<'_>) -> bool {
        fields.iter().any(|field| {
            let mut holds = false;
            self.visit(field, scope, &mut |spot| {
                let Node::Text(value) = &spot.node else { return };
                let value = value.trim();
                holds |= match (field.is.is_empty(), field.not.is_empty()) {
                    (false, _) => field.is.iter().any(|pattern| glob(pattern, value)),
                    (true, false) => !value.is_empty() && !field.not.iter().any(|pattern| glob(pattern, value)),
                    (true, true) => Scalar::text(value).is_true(),
                };
            });
            holds
        })
    }
}

/// Returns the text of a value: pieces of rich text without breaks, paragraphs on lines of their own.
fn pieces(node: &Node) -> Option<String> {
    match node {
        Node::Text(text) => Some(text.clone()),
        Node::Table(_) => ["text", "content", "value"].iter().find_map(|key| pieces(&node.get(key)?.node)),
        Node::List(items) => {
            let are_paragraphs = items.iter().any(|item| matches!(item.node, Node::List(_)));
            let texts: Vec<String> = items.iter().filter_map(|item| pieces(&item.node)).collect();
            (!texts.is_empty()).then(|| texts.join(if are_paragraphs { "\n" } else { "" }))
        }
        Node::Nothing => None,
    }
}

/// Reads an offset from the start as milliseconds.
fn offset(text: &str, unit: Unit) -> Option<i64> {
    let text = text.trim().replace(',', ".");
    let seconds = match unit {
        Unit::Milliseconds => text.parse::<f64>().ok()? / 1000.0,
        Unit::Seconds => text.trim_end_matches('s').parse::<f64>().ok()?,
        Unit::Microseconds => text.parse::<f64>().ok()? / 1e6,
        Unit::HoursMinutesSeconds => {
            let mut seconds = 0.0;
            for part in text.split([':', '：']) {
                seconds = seconds * 60.0 + part.trim().parse::<f64>().ok().filter(|part| *part >= 0.0)?;
            }
            seconds
        }
    };
    (0.0..1e12).contains(&seconds).then(|| (seconds * 1000.0).round() as i64)
}

/// No log is older; a year of two digits read as one of four is.
const FIRST_YEAR: i16 = 1970;

/// Reads a time in one of the forms given, and writes it as all logs may have it.
fn formatted(text: &str, formats: &[String]) -> Option<String> {
    let text = text.replace(['\u{200e}', '\u{200f}'], "").replace(['\u{202f}', '\u{a0}'], " ");
    formats.iter().find_map(|format| {
        let time = jiff::fmt::strtime::parse(format, text.trim()).ok()?;
        let date = time.to_date().ok().filter(|date| date.year() >= FIRST_YEAR)?;
        let clock = time.to_time().ok();
        let seconds = if format.contains("%S") || format.contains("%T") { "%H:%M:%S" } else { "%H:%M" };
        Some(match clock {
            Some(clock) => format!("{date} {}", clock.strftime(seconds)),
            None => date.to_string(),
        })
    })
}
