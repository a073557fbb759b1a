//! Times of utterances: clock times with a zone, or offsets from the start of a call.

/// When something was said.
///
/// Clock times hold milliseconds since the Unix epoch and the offset from UTC
/// that the log used (or the configured zone's), so that the hour can be read
/// as the agent's clock showed it. Offsets hold milliseconds since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Time {
    /// A point on the clock.
    Clock {
        /// Milliseconds since 1970-01-01T00:00:00Z.
        millis: i64,
        /// Seconds east of UTC.
        offset: i32,
    },
    /// Milliseconds since the conversation began.
    Elapsed(i64),
}

impl Time {
    /// Returns the milliseconds from `earlier` to `self`; `None` when one is a clock time and the other an offset.
    pub fn since(self, earlier: Time) -> Option<i64> {
        match (self, earlier) {
            (Time::Clock { millis: a, .. }, Time::Clock { millis: b, .. }) => a.checked_sub(b),
            (Time::Elapsed(a), Time::Elapsed(b)) => a.checked_sub(b),
            _ => None,
        }
    }

    /// Returns the local second of the day, 0 to 86,399; `None` for an offset.
    pub fn second_of_day(self) -> Option<u32> {
        match self {
            Time::Clock { millis, offset } => {
                let local = millis.div_euclid(1000).saturating_add(i64::from(offset));
                u32::try_from(local.rem_euclid(86_400)).ok()
            }
            Time::Elapsed(_) => None,
        }
    }
}

/// The zone of clock times that name none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(pub jiff::tz::TimeZone);

impl Default for Zone {
    /// China's time, also where the machine has no zone database.
    fn default() -> Self {
        let zone = jiff::tz::TimeZone::get("Asia/Shanghai");
        Zone(zone.unwrap_or_else(|_| jiff::tz::TimeZone::fixed(jiff::tz::offset(8))))
    }
}
