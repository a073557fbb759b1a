//! Why a value on the command line is refused, in both languages; knows nothing of values.

use std::fmt;

use huashu_model::language::{Language, Message};

/// Why a value is refused; English unless somebody asks.
#[derive(Debug, Clone)]
pub(super) struct Refused(Message);

impl Refused {
    /// Refuses a value that is none of these.
    pub(super) fn none_of(known: &str) -> Refused {
        Refused(huashu_model::message!("可用 {known}", "one of {known}"))
    }
}

impl Refused {
    /// Returns the reason in both languages.
    pub(super) fn message(&self) -> &Message {
        &self.0
    }
}

impl From<Message> for Refused {
    fn from(message: Message) -> Refused {
        Refused(message)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.get(Language::English))
    }
}

impl std::error::Error for Refused {}
