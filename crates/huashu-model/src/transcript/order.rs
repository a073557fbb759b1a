//! In which order a conversation's utterances were logged, as far as their own times tell.

use super::{Conversation, Precision, Time};

/// The order of utterances as logged, told by their times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// None is earlier than the one before it.
    Forward,
    /// Newest first: all have full times, none is later than the one before it, and at least two are earlier.
    NewestFirst,
    /// Some are earlier than one before them.
    Disordered,
}

impl Order {
    /// Tells the order of times; those that are missing tell nothing, and keep a log from being called newest first.
    pub fn of(times: impl Iterator<Item = Option<Time>>) -> Order {
        let (mut rises, mut falls, mut full) = (0, 0, true);
        let mut last: Option<Time> = None;
        for time in times {
            full &= matches!(time, Some(Time::Clock { precision, .. }) if precision < Precision::DAY);
            let Some(time) = time else { continue };
            match last.and_then(|last| time.since(last)) {
                Some(0) | None => {}
                Some(lapse) if lapse > 0 => rises += 1,
                Some(_) => falls += 1,
            }
            last = Some(time);
        }
        match (rises, falls) {
            (_, 0) => Order::Forward,
            // One step back may as well be two clocks that differ.
            (0, 2..) if full => Order::NewestFirst,
            _ => Order::Disordered,
        }
    }
}

impl Conversation<'_> {
    /// Tells the order of the utterances by their times.
    pub fn order(&self) -> Order {
        Order::of(self.utterances.iter().map(|utterance| utterance.time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_that_times_tell() {
        let cases: &[(&[i64], Order)] = &[
            (&[], Order::Forward),
            (&[5, 5, 9], Order::Forward),
            (&[9, 5, 5, 1], Order::NewestFirst),
            (&[9, 5], Order::Disordered),
            (&[9, 5, 5], Order::Disordered),
            (&[9, 5, 7, 1], Order::Disordered),
            (&[3, 4, 1, 2], Order::Disordered),
        ];
        for (seconds, expected) in cases {
            let clock = seconds.iter().map(|second| Some(Time::clock(second * 1000, 0)));
            assert_eq!(Order::of(clock), *expected, "{seconds:?}");
        }
        let offsets = [9, 5, 1].map(|second| Some(Time::Elapsed(second)));
        assert_eq!(Order::of(offsets.into_iter()), Order::Disordered);
        let missing = [Some(Time::clock(9000, 0)), None, Some(Time::clock(5000, 0)), Some(Time::clock(1, 0))];
        assert_eq!(Order::of(missing.into_iter()), Order::Disordered);
    }
}
