//! The two languages huashu speaks, and texts written in both.

use std::fmt;

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    Chinese,
    /// English.
    English,
}

/// A text in one or both languages.
///
/// ```
/// use huashu_model::language::{Bilingual, Language};
///
/// let text = Bilingual { zh: Some("您好".to_owned()), en: None };
/// assert_eq!(text.get(Language::English), "您好");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bilingual {
    /// Chinese wording.
    pub zh: Option<String>,
    /// English wording.
    pub en: Option<String>,
}

impl Bilingual {
    /// Returns the wording in `language`, else the other one, else an empty text.
    pub fn get(&self, language: Language) -> &str {
        let (first, second) = match language {
            Language::Chinese => (&self.zh, &self.en),
            Language::English => (&self.en, &self.zh),
        };
        first.as_deref().or(second.as_deref()).unwrap_or_default()
    }
}

impl Language {
    /// Picks one of two wordings: the idiom for every message of the program.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Language::Chinese => zh,
            Language::English => en,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.pick("zh", "en"))
    }
}

/// A message in both languages; whoever shows it chooses one.
///
/// ```
/// use huashu_model::language::{Language, Message};
///
/// let message = Message::new("文件是空的", "the file is empty");
/// assert_eq!(message.get(Language::English), "the file is empty");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Message {
    /// Chinese wording, without a full stop.
    pub zh: String,
    /// English wording, without a full stop.
    pub en: String,
}

impl Message {
    /// Makes a message of its two wordings.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Message { zh: zh.into(), en: en.into() }
    }

    /// Returns the wording in `language`.
    pub fn get(&self, language: Language) -> &str {
        language.pick(&self.zh, &self.en)
    }
}

/// A text that is the same in both languages, such as what the operating system says.
impl From<String> for Message {
    fn from(text: String) -> Self {
        Message { zh: text.clone(), en: text }
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Message::from(text.to_owned())
    }
}

/// Formats a [`Message`]: `message!("…", "…")`, Chinese first, both with the same captured arguments.
#[macro_export]
macro_rules! message {
    ($zh:literal, $en:literal $(, $argument:expr)* $(,)?) => {
        $crate::language::Message { zh: format!($zh $(, $argument)*), en: format!($en $(, $argument)*) }
    };
}

/// Formats a message in the given [`Language`]: `say!(language, "…", "…")`, both with the same captured arguments.
#[macro_export]
macro_rules! say {
    ($language:expr, $zh:literal, $en:literal $(, $argument:expr)* $(,)?) => {
        match $language {
            $crate::language::Language::Chinese => format!($zh $(, $argument)*),
            $crate::language::Language::English => format!($en $(, $argument)*),
        }
    };
}
