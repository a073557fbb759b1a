//! A preset made ready: paths read, shapes compiled, mistakes told.

use std::collections::BTreeMap;

use crate::preset::path::Path;
use crate::preset::pattern::LinePattern;
use crate::preset::written::{FieldFile, Fields, OneOrMany, PresetFile, TurnFile};
use crate::record::roles::{RoleWords, role_from_name};
use huashu_model::language::Message;
use huashu_model::transcript::Role;

/// How a tool's export is read.
#[derive(Debug, Clone)]
pub struct Preset {
    name: String,
    title: Message,
    sources: Vec<String>,
    pub(crate) channel: Option<String>,
    /// Whether such a file stands beside exports and holds no conversations.
    pub(crate) beside: bool,
    pub(crate) auto_texts: Vec<String>,
    pub(crate) recognize: Recognize,
    pub(crate) conversation: ConversationRules,
    pub(crate) message: MessageRules,
    pub(crate) participants: Option<ParticipantRules>,
    pub(crate) lines: Option<LineRules>,
    pub(crate) roles: RoleWords,
}

/// What tells an export.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recognize {
    pub(crate) keys: Vec<String>,
    pub(crate) not_keys: Vec<String>,
    /// Paths and patterns of their values.
    pub(crate) values: Vec<(String, String)>,
    pub(crate) lines: Vec<String>,
    pub(crate) names: Vec<String>,
    /// Other lines may stand before the first message.
    pub(crate) preamble: bool,
}

/// Where a value stands and what it means.
#[derive(Debug, Clone)]
pub(crate) struct FieldRule {
    pub(crate) path: Path,
    pub(crate) is: Vec<String>,
    pub(crate) not: Vec<String>,
    pub(crate) unit: Unit,
    /// The value is HTML.
    pub(crate) html: bool,
    pub(crate) roles: RoleWords,
}

/// What an offset counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Unit {
    #[default]
    Milliseconds,
    Seconds,
    Microseconds,
    /// `1:02:03`, `02:03.5`.
    HoursMinutesSeconds,
}

/// What messages have in common that make one conversation.
#[derive(Debug, Clone)]
pub(crate) enum Common {
    /// One field, or several that count together.
    Fields(Vec<FieldRule>),
    /// The customer among sender and receivers.
    Customer,
}

/// Where conversations lie and what is known of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConversationRules {
    pub(crate) at: Vec<Path>,
    pub(crate) by: Vec<Common>,
    /// Milliseconds of silence that end a conversation.
    pub(crate) idle: Option<i64>,
    /// Whether another customer begins another conversation.
    pub(crate) cut_at_customer: bool,
    /// Whether the other one of two speakers is the other party.
    pub(crate) of_two: bool,
    pub(crate) id: Vec<FieldRule>,
    pub(crate) channel: Vec<FieldRule>,
    pub(crate) group: Vec<FieldRule>,
    pub(crate) agent_id: Vec<FieldRule>,
    pub(crate) agent_name: Vec<FieldRule>,
    pub(crate) customer_id: Vec<FieldRule>,
    pub(crate) customer_name: Vec<FieldRule>,
    pub(crate) handed_over: Vec<FieldRule>,
    pub(crate) bot: Vec<FieldRule>,
}

/// Where messages lie and what each of them says.
#[derive(Debug, Clone, Default)]
pub(crate) struct MessageRules {
    pub(crate) at: Vec<Path>,
    pub(crate) text: Vec<FieldRule>,
    pub(crate) time: Vec<FieldRule>,
    pub(crate) time_format: Vec<String>,
    pub(crate) offset: Vec<FieldRule>,
    pub(crate) role: Vec<FieldRule>,
    pub(crate) id: Vec<FieldRule>,
    pub(crate) sender_id: Vec<FieldRule>,
    pub(crate) receiver_id: Vec<FieldRule>,
    pub(crate) name: Vec<FieldRule>,
    pub(crate) agent_id: Vec<FieldRule>,
    pub(crate) agent_name: Vec<FieldRule>,
    pub(crate) kind: Vec<FieldRule>,
    pub(crate) bot: Vec<FieldRule>,
    pub(crate) system: Vec<FieldRule>,
    pub(crate) auto: Vec<FieldRule>,
    pub(crate) private: Vec<FieldRule>,
    pub(crate) recalled: Vec<FieldRule>,
    pub(crate) recalls: Vec<FieldRule>,
    pub(crate) leave_out: Vec<FieldRule>,
    pub(crate) turns: Vec<Turn>,
}

/// One of the speakers whose words stand in one record.
#[derive(Debug, Clone)]
pub(crate) struct Turn {
    pub(crate) role: Role,
    pub(crate) text: Vec<FieldRule>,
}

/// Where participants lie.
#[derive(Debug, Clone)]
pub(crate) struct ParticipantRules {
    pub(crate) at: Path,
    pub(crate) id: Vec<FieldRule>,
    pub(crate) role: Vec<FieldRule>,
    pub(crate) name: Vec<FieldRule>,
}

/// The shapes of lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct LineRules {
    /// A speaker on a line of its own, what is said below it.
    pub(crate) header: Vec<LinePattern>,
    /// Speaker and text on one line.
    pub(crate) message: Vec<LinePattern>,
    /// A line directly before a header that says nothing, as the number of a subtitle.
    pub(crate) before_header: Vec<LinePattern>,
    /// Who speaks, at the beginning of the text below a header.
    pub(crate) speaker: Vec<LinePattern>,
    /// The same where a mark leaves no doubt.
    pub(crate) voice: Vec<LinePattern>,
    /// Notices of the tool.
    pub(crate) system: Vec<LinePattern>,
    /// A date for the times below it.
    pub(crate) date: Vec<LinePattern>,
    /// The beginning of another conversation.
    pub(crate) conversation: Vec<LinePattern>,
    /// Lines that say nothing.
    pub(crate) skip: Vec<LinePattern>,
    /// A blank line ends what was said.
    pub(crate) ends_at_blank: bool,
    /// Tags are no words, and `</v>` ends what a voice says.
    pub(crate) markup: bool,
}

impl Preset {
    /// Reads a preset from TOML; `name` is what it is chosen by. All mistakes of meaning are told at once.
    pub fn parse(name: &str, text: &str) -> Result<Preset, Vec<Message>> {
        Preset::build(name, document(text)?, Builder::default())
    }

    /// Reads a preset that comes with huashu: the shapes of its lines were tried by tests and are made ready when a file
    /// is compared with them, since most files are compared with few.
    pub(crate) fn parse_shipped(name: &str, text: &str) -> Result<Preset, Vec<Message>> {
        Preset::build(name, document(text)?, Builder { is_shipped: true, ..Builder::default() })
    }

    /// Reads a preset from the keys of `[input]`.
    pub fn from_table(name: &str, table: toml::Table) -> Result<Preset, Vec<Message>> {
        let file = table.try_into().map_err(|error: toml::de::Error| vec![Message::from(error.to_string())])?;
        Preset::build(name, file, Builder::default())
    }

    /// Returns the name by which it is chosen.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what the tool is called.
    pub fn title(&self) -> &Message {
        &self.title
    }

    /// Returns where the shape of the export is documented.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    fn build(name: &str, file: PresetFile, mut builder: Builder) -> Result<Preset, Vec<Message>> {
        let roles = builder.roles(&file.roles);
        let conversation = builder.conversation(&file);
        let message = builder.message(&file);
        let participants = builder.participants(&file);
        let lines = builder.lines(&file);
        let says_nothing = message.text.is_empty() && message.turns.is_empty();
        if lines.is_none() && says_nothing && !file.beside {
            builder.mistakes.push(huashu_model::message!(
                "缺少 message.text 或 [lines]",
                "`message.text` or `[lines]` is missing"
            ));
        }
        if !builder.mistakes.is_empty() {
            return Err(builder.mistakes);
        }
        let recognize = file.recognize;
        Ok(Preset {
            name: name.to_owned(),
            title: Message::new(file.title.zh, file.title.en),
            sources: file.source,
            channel: file.channel,
            beside: file.beside,
            auto_texts: file.auto_texts,
            recognize: Recognize {
                keys: recognize.keys,
                not_keys: recognize.not_keys,
                values: recognize.values.into_iter().collect(),
                lines: recognize.lines,
                names: recognize.names,
                preamble: recognize.preamble,
            },
            conversation,
            message,
            participants,
            lines,
            roles,
        })
    }
}

/// Makes rules of what was written, and collects mistakes.
#[derive(Default)]
struct Builder {
    mistakes: Vec<Message>,
    is_shipped: bool,
}

fn document(text: &str) -> Result<PresetFile, Vec<Message>> {
    toml::from_str(text).map_err(|error| vec![Message::from(error.to_string())])
}

impl Builder {
    fn ok<T>(&mut self, result: Result<T, Message>) -> Option<T> {
        result.map_err(|mistake| self.mistakes.push(mistake)).ok()
    }

    fn roles(&mut self, written: &BTreeMap<String, String>) -> RoleWords {
        let mut roles = RoleWords::default();
        for (value, role) in written {
            match role_from_name(role) {
                Some(role) => roles.set(value, role),
                None => self.mistakes.push(no_role(role)),
            }
        }
        roles
    }

    fn field(&mut self, written: &FieldFile) -> Option<FieldRule> {
        let roles = self.roles(&written.roles);
        let unit = match written.unit.as_deref() {
            None | Some("ms") => Unit::Milliseconds,
            Some("s") => Unit::Seconds,
            Some("us") => Unit::Microseconds,
            Some("h:m:s") => Unit::HoursMinutesSeconds,
            Some(other) => {
                self.mistakes.push(huashu_model::message!(
                    "没有「{other}」这个单位；可用：ms、s、us、h:m:s",
                    "no unit `{other}`: one of ms, s, us, h:m:s"
                ));
                return None;
            }
        };
        let path = self.ok(Path::parse(&written.path))?;
        Some(FieldRule {
            path,
            is: written.is.0.clone(),
            not: written.not.0.clone(),
            unit,
            html: written.html,
            roles,
        })
    }

    /// Reads `a + b` as two fields.
    fn together(&mut self, written: &FieldFile) -> Option<Vec<FieldRule>> {
        let parts = written.path.split(" + ");
        parts.map(|path| self.field(&FieldFile { path: path.trim().to_owned(), ..written.clone() })).collect()
    }

    fn fields(&mut self, written: &Fields) -> Vec<FieldRule> {
        written.0.iter().filter_map(|field| self.field(field)).collect()
    }

    /// Reads fields, or takes a part of the line's shape where none is named.
    fn fields_or(&mut self, written: &Fields, part: &str, in_lines: bool) -> Vec<FieldRule> {
        if written.0.is_empty() && in_lines {
            let part = FieldFile { path: part.to_owned(), ..FieldFile::default() };
            return self.field(&part).into_iter().collect();
        }
        self.fields(written)
    }

    /// Where the lines of a text have their offsets.
    fn line_offset(&mut self) -> Vec<FieldRule> {
        let unit = Some("h:m:s".to_owned());
        self.field(&FieldFile { path: "offset".to_owned(), unit, ..FieldFile::default() }).into_iter().collect()
    }

    fn patterns(&mut self, written: &OneOrMany) -> Vec<LinePattern> {
        let is_shipped = self.is_shipped;
        let read = |shape: &String| {
            let pattern = LinePattern::parse(shape)?;
            if !is_shipped {
                pattern.check(shape)?;
            }
            Ok(pattern)
        };
        written.0.iter().filter_map(|shape| self.ok(read(shape))).collect()
    }

    fn conversation(&mut self, file: &PresetFile) -> ConversationRules {
        let written = &file.conversation;
        let by = written.by.0.iter().filter_map(|field| match field.path.as_str() {
            "@customer" => Some(Common::Customer),
            _ => self.together(field).map(Common::Fields),
        });
        let by = by.collect();
        let idle = written.idle.as_deref().and_then(|text| self.ok(duration(text)));
        let cut_at_customer = match written.cut.as_deref() {
            None => false,
            Some("new-customer") => true,
            Some(other) => {
                self.mistakes.push(huashu_model::message!(
                    "cut = \"{other}\" 不认识；可用：new-customer",
                    "unknown cut `{other}`: there is new-customer"
                ));
                false
            }
        };
        ConversationRules {
            at: written.at.0.iter().filter_map(|path| self.ok(Path::parse(path))).collect(),
            by,
            idle,
            cut_at_customer,
            of_two: written.of_two,
            id: self.fields(&written.id),
            channel: self.fields(&written.channel),
            group: self.fields(&written.group),
            agent_id: self.fields(&written.agent_id),
            agent_name: self.fields(&written.agent_name),
            customer_id: self.fields(&written.customer_id),
            customer_name: self.fields(&written.customer_name),
            handed_over: self.fields(&written.handed_over),
            bot: self.fields(&written.bot),
        }
    }

    fn message(&mut self, file: &PresetFile) -> MessageRules {
        let written = &file.message;
        let lines = has_lines(file);
        MessageRules {
            at: written.at.0.iter().filter_map(|path| self.ok(Path::parse(path))).collect(),
            text: self.fields_or(&written.text, "text", lines),
            time: self.fields_or(&written.time, "time", lines && written.offset.0.is_empty()),
            time_format: written.time_format.0.clone(),
            offset: if written.offset.0.is_empty() && lines {
                self.line_offset()
            } else {
                self.fields(&written.offset)
            },
            role: self.fields_or(&written.role, "role", lines),
            id: self.fields(&written.id),
            sender_id: self.fields_or(&written.sender_id, "id", lines),
            receiver_id: self.fields(&written.receiver_id),
            name: self.fields_or(&written.name, "name", lines),
            agent_id: self.fields(&written.agent_id),
            agent_name: self.fields(&written.agent_name),
            kind: self.fields(&written.kind),
            bot: self.fields(&written.bot),
            system: self.fields(&written.system),
            auto: self.fields(&written.auto),
            private: self.fields(&written.private),
            recalled: self.fields(&written.recalled),
            recalls: self.fields(&written.recalls),
            leave_out: self.fields(&written.leave_out),
            turns: written.turns.iter().filter_map(|turn| self.turn(turn)).collect(),
        }
    }

    fn turn(&mut self, written: &TurnFile) -> Option<Turn> {
        let Some(role) = role_from_name(&written.role) else {
            self.mistakes.push(no_role(&written.role));
            return None;
        };
        Some(Turn { role, text: self.fields(&written.text) })
    }

    fn participants(&mut self, file: &PresetFile) -> Option<ParticipantRules> {
        let written = &file.participants;
        let at = self.ok(Path::parse(written.at.as_deref()?))?;
        Some(ParticipantRules {
            at,
            id: self.fields(&written.id),
            role: self.fields(&written.role),
            name: self.fields(&written.name),
        })
    }

    fn lines(&mut self, file: &PresetFile) -> Option<LineRules> {
        let written = &file.lines;
        has_lines(file).then(|| LineRules {
            header: self.patterns(&written.header),
            message: self.patterns(&written.message),
            before_header: self.patterns(&written.before_header),
            speaker: self.patterns(&written.speaker),
            voice: self.patterns(&written.voice),
            system: self.patterns(&written.system),
            date: self.patterns(&written.date),
            conversation: self.patterns(&written.conversation),
            skip: self.patterns(&written.skip),
            ends_at_blank: written.ends_at_blank,
            markup: written.markup,
        })
    }
}

fn no_role(role: &str) -> Message {
    huashu_model::message!(
        "没有「{role}」这个角色；可用：agent、customer、bot、system",
        "no role `{role}`: one of agent, customer, bot, system"
    )
}

fn has_lines(file: &PresetFile) -> bool {
    !file.lines.header.0.is_empty() || !file.lines.message.0.is_empty()
}

/// Reads `90s`, `30m`, `4h` or `1d` as milliseconds.
fn duration(text: &str) -> Result<i64, Message> {
    let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
    let factor = match &text[digits.len()..] {
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => 0,
    };
    match digits.parse::<i64>() {
        Ok(count) if factor > 0 => Ok(count.saturating_mul(factor)),
        _ => Err(huashu_model::message!(
            "时长「{text}」写得不对；例如 30m、4h",
            "`{text}` is no duration; for example 30m, 4h"
        )),
    }
}
