//! A preset as it is written in TOML. Says nothing about what is done with it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The tables and keys of a preset.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct PresetFile {
    pub(crate) title: TitleFile,
    pub(crate) source: Vec<String>,
    pub(crate) channel: Option<String>,
    /// Whether the file only stands beside exports.
    pub(crate) beside: bool,
    pub(crate) auto_texts: Vec<String>,
    pub(crate) recognize: RecognizeFile,
    pub(crate) conversation: ConversationFile,
    pub(crate) message: MessageFile,
    pub(crate) participants: ParticipantsFile,
    pub(crate) lines: LinesFile,
    pub(crate) roles: BTreeMap<String, String>,
}

/// What a tool is called.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TitleFile {
    pub(crate) zh: String,
    pub(crate) en: String,
}

/// How an export of the tool is told from others.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RecognizeFile {
    pub(crate) keys: Vec<String>,
    pub(crate) not_keys: Vec<String>,
    pub(crate) values: BTreeMap<String, String>,
    pub(crate) lines: Vec<String>,
    pub(crate) names: Vec<String>,
    /// Other lines may stand before the first message.
    pub(crate) preamble: bool,
}

/// Where conversations lie and what is known of them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct ConversationFile {
    pub(crate) at: OneOrMany,
    pub(crate) by: Fields,
    pub(crate) idle: Option<String>,
    pub(crate) cut: Option<String>,
    pub(crate) of_two: bool,
    pub(crate) id: Fields,
    pub(crate) channel: Fields,
    pub(crate) group: Fields,
    pub(crate) agent_id: Fields,
    pub(crate) agent_name: Fields,
    pub(crate) customer_id: Fields,
    pub(crate) customer_name: Fields,
    pub(crate) handed_over: Fields,
    pub(crate) bot: Fields,
}

/// Where messages lie and what each of them says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct MessageFile {
    pub(crate) at: OneOrMany,
    pub(crate) text: Fields,
    pub(crate) time: Fields,
    pub(crate) time_format: OneOrMany,
    pub(crate) offset: Fields,
    pub(crate) role: Fields,
    pub(crate) id: Fields,
    pub(crate) sender_id: Fields,
    pub(crate) receiver_id: Fields,
    pub(crate) name: Fields,
    pub(crate) agent_id: Fields,
    pub(crate) agent_name: Fields,
    pub(crate) kind: Fields,
    pub(crate) bot: Fields,
    pub(crate) system: Fields,
    pub(crate) auto: Fields,
    pub(crate) private: Fields,
    pub(crate) recalled: Fields,
    pub(crate) recalls: Fields,
    pub(crate) leave_out: Fields,
    pub(crate) turns: Vec<TurnFile>,
}

/// One of the speakers whose words stand in one record, as a question and its answer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TurnFile {
    pub(crate) role: String,
    pub(crate) text: Fields,
}

/// Where participants lie, whose parts messages only name by number.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct ParticipantsFile {
    pub(crate) at: Option<String>,
    pub(crate) id: Fields,
    pub(crate) role: Fields,
    pub(crate) name: Fields,
}

/// The shapes of lines of a text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct LinesFile {
    pub(crate) header: OneOrMany,
    pub(crate) message: OneOrMany,
    pub(crate) before_header: OneOrMany,
    pub(crate) speaker: OneOrMany,
    pub(crate) voice: OneOrMany,
    pub(crate) system: OneOrMany,
    pub(crate) date: OneOrMany,
    pub(crate) conversation: OneOrMany,
    pub(crate) skip: OneOrMany,
    /// A blank line ends what was said.
    pub(crate) ends_at_blank: bool,
    /// Tags are no words, and `</v>` ends what a voice says.
    pub(crate) markup: bool,
}

/// A text or a list of them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "toml::Value")]
pub(crate) struct OneOrMany(pub(crate) Vec<String>);

/// Where a value stands: a path, a table with a path, or several of which the first that says something counts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "toml::Value")]
pub(crate) struct Fields(pub(crate) Vec<FieldFile>);

/// One place of a value.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct FieldFile {
    pub(crate) path: String,
    /// Values that mean yes.
    pub(crate) is: OneOrMany,
    /// Values that mean no, all others meaning yes.
    pub(crate) not: OneOrMany,
    /// `ms`, `s` or `us`, for offsets.
    pub(crate) unit: Option<String>,
    /// Whether the value is HTML, of which only the text counts.
    pub(crate) html: bool,
    /// What the values of this field stand for, before `[roles]`.
    pub(crate) roles: BTreeMap<String, String>,
}

impl TryFrom<toml::Value> for OneOrMany {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, String> {
        match value {
            toml::Value::Array(items) => items.into_iter().map(text).collect::<Result<_, _>>().map(OneOrMany),
            one => text(one).map(|text| OneOrMany(vec![text])),
        }
    }
}

fn text(value: toml::Value) -> Result<String, String> {
    match value {
        toml::Value::String(text) => Ok(text),
        toml::Value::Integer(number) => Ok(number.to_string()),
        toml::Value::Boolean(truth) => Ok(truth.to_string()),
        other => Err(format!("expected a text, found {}", other.type_str())),
    }
}

impl TryFrom<toml::Value> for Fields {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, String> {
        match value {
            toml::Value::Array(items) => items.into_iter().map(field).collect::<Result<_, _>>().map(Fields),
            one => field(one).map(|field| Fields(vec![field])),
        }
    }
}

fn field(value: toml::Value) -> Result<FieldFile, String> {
    match value {
        toml::Value::Table(table) => {
            let field: FieldFile = table.try_into().map_err(|error: toml::de::Error| error.message().to_owned())?;
            if field.path.is_empty() { Err("a field needs a `path`".to_owned()) } else { Ok(field) }
        }
        other => text(other).map(|path| FieldFile { path, ..FieldFile::default() }),
    }
}
