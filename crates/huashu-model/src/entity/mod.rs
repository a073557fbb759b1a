//! Typed things a text can hold: telephone numbers, cards, dates, durations.
//!
//! An entity reads folded text (lower-case, half-width letters and digits,
//! simplified characters, punctuation as written) and returns what it found,
//! with a value. It knows nothing of chats, speakers or rules.
//!
//! Masks: a number a log has hidden (`138****1234`, `[数字x]`) is never
//! personal data. Where the words around a mask say that something was given
//! (`工号[数字x]`, `[订单x]`, `[数字x]分钟`), the hit carries [`EntityValue::Masked`].
//!
//! To add one, write its file and add a line to [`ENTITIES`].

mod address;
mod amount;
mod bank_card;
mod clock_time;
mod date;
mod digits;
mod disguised;
mod duration;
mod email;
mod hit;
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
mod recogniser;
mod spelled;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod url;
mod variable;
mod wechat;

pub use hit::{EntityHit, EntityValue};
pub use precheck::{CharCounts, Precheck};
pub use recogniser::Entity;

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
    &variable::AGENT,
    &variable::TIME,
    &variable::REASON,
];

/// Returns the entity that rulebooks call `name`.
pub fn by_name(name: &str) -> Option<&'static dyn Entity> {
    ENTITIES.iter().copied().find(|entity| entity.name() == name)
}
