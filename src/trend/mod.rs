//! Trends: reports of several days beside one another.
//!
//! Reads what `huashu check --format json` wrote, of any version, and keeps its figures only. Writes nothing.

mod json;
mod page;
mod point;
mod read;
#[cfg(test)]
mod tests;

pub use self::json::json;
pub use self::page::{Detail, list, page};
pub use self::point::{AgentPoint, Figures, Point, RulePoint, Trend};
pub use self::read::read;
