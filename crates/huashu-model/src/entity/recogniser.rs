//! What recognises one kind of thing, and what it finds.

use super::precheck::Precheck;
use crate::language::Bilingual;
use crate::text::Span;

/// One kind of thing that can be found in a text.
pub trait Entity: Sync {
    /// Returns the name rulebooks use.
    fn name(&self) -> &'static str;
    /// Says in one sentence what counts as a hit.
    fn describe(&self) -> Bilingual;
    /// Returns what a text must hold before [`Entity::find`] is worth calling.
    fn precheck(&self) -> Precheck;
    /// Finds all hits in folded text, in order, without overlaps.
    fn find(&self, text: &str) -> Vec<EntityHit>;
}

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

/// Writes a description in both languages.
pub(super) fn bilingual(zh: &str, en: &str) -> Bilingual {
    Bilingual { zh: Some(zh.to_owned()), en: Some(en.to_owned()) }
}

/// Makes a hit whose value is a text.
pub(super) fn text_hit(start: usize, end: usize, value: impl Into<String>) -> EntityHit {
    EntityHit { span: Span::new(start, end), value: EntityValue::Text(value.into()) }
}
