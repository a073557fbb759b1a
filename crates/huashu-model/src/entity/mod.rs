//! Typed things a text can hold: telephone numbers, cards, dates, durations.
//!
//! An entity reads folded text (lower-case, half-width letters and digits,
//! simplified characters, punctuation as written) and returns what it found,
//! with a value. It knows nothing of chats, speakers or rules.
//!
//! Masks: a number a log has hidden (`138****1234`, `[数字x]`) is never
//! personal data. Where the words around a mask say that something was given
//! (工号[数字x], [订单x], [数字x]分钟), the hit carries [`EntityValue::Masked`].
//!
//! To add one, write its file and add a line to [`ENTITIES`].

mod address;
mod amount;
mod bank_card;
mod clock_time;
mod date;
mod digits;
mod duration;
mod email;
mod hotline;
mod id_card;
mod job_number;
mod landline;
mod mobile;
mod numeral;
mod order_number;
mod phone;
mod precheck;
mod qq;
mod spelled;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod url;
mod wechat;

pub use precheck::{CharCounts, Precheck};

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

/// Every entity, in the order pages and messages list them.
pub const ENTITIES: &[&dyn Entity] = &[
    &mobile::Mobile,
    &landline::Landline,
    &phone::Phone,
    &hotline::Hotline,
    &id_card::IdCard,
    &bank_card::BankCard,
    &email::Email,
    &url::Url,
    &wechat::Wechat,
    &qq::Qq,
    &job_number::JobNumber,
    &order_number::OrderNumber,
    &amount::Amount,
    &date::Date,
    &clock_time::ClockTime,
    &duration::Duration,
    &address::Address,
];

/// Returns the entity that rulebooks call `name`.
pub fn by_name(name: &str) -> Option<&'static dyn Entity> {
    ENTITIES.iter().copied().find(|entity| entity.name() == name)
}

/// Writes a description in both languages.
fn bilingual(zh: &str, en: &str) -> Bilingual {
    Bilingual { zh: Some(zh.to_owned()), en: Some(en.to_owned()) }
}

/// Makes a hit whose value is a text.
fn text_hit(start: usize, end: usize, value: impl Into<String>) -> EntityHit {
    EntityHit { span: Span::new(start, end), value: EntityValue::Text(value.into()) }
}
