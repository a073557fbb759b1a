//! What was found in a text: where, and what it says.

use crate::text::Span;

/// One entity found in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityHit {
    /// Where it stands: bytes of the text that was searched.
    pub span: Span,
    /// What it says.
    pub value: EntityValue,
}

/// What an entity says, in a form that can be compared.
#[derive(Debug, Clone, PartialEq)]
pub enum EntityValue {
    /// A normalised text: digits without separators, a date as written or `2026-11-20`.
    Text(String),
    /// A number; amounts are in yuan.
    Number(f64),
    /// A length of time in milliseconds; of a range, its upper end.
    Millis(i64),
    /// Something was said, but the log hides its value.
    Masked,
}

impl EntityValue {
    /// Returns the milliseconds of a duration whose length is known.
    pub fn millis(&self) -> Option<i64> {
        match self {
            EntityValue::Millis(millis) => Some(*millis),
            _ => None,
        }
    }

    /// Returns the normalised text of a value that is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            EntityValue::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Makes a hit whose value is a text.
pub(super) fn text_hit(start: usize, end: usize, value: impl Into<String>) -> EntityHit {
    EntityHit { span: Span::new(start, end), value: EntityValue::Text(value.into()) }
}
