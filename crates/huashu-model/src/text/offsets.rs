//! The way back from a derived text to the text it came from.
//!
//! A derived text is the source with pieces replaced. Only replacements are
//! stored, and neighbours of the same shape share one entry, so a text of a
//! thousand full-width letters costs one. A replaced piece is atomic: a range
//! that touches it covers the whole of it.

use super::span::Span;

/// `count` neighbouring pieces, each `derived_unit` bytes made from
/// `source_unit` bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    derived: usize,
    source: usize,
    derived_unit: usize,
    source_unit: usize,
    count: usize,
}

impl Run {
    fn derived_end(&self) -> usize {
        self.derived + self.derived_unit * self.count
    }

    fn source_end(&self) -> usize {
        self.source + self.source_unit * self.count
    }
}

/// A map from offsets of a derived text to offsets of its source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OffsetMap {
    runs: Vec<Run>,
}

impl OffsetMap {
    /// The map of a text that is its own source.
    pub(crate) const fn new() -> Self {
        Self { runs: Vec::new() }
    }

    /// Forgets everything, keeping the memory.
    pub(crate) fn clear(&mut self) {
        self.runs.clear();
    }

    /// Records that the `source_unit` bytes at `source` became the
    /// `derived_unit` bytes at `derived`. Calls come in ascending order.
    pub(crate) fn record(&mut self, derived: usize, derived_unit: usize, source: usize, source_unit: usize) {
        if let Some(last) = self.runs.last_mut()
            && last.derived_end() == derived
            && last.source_end() == source
        {
            if last.derived_unit == 0 && derived_unit == 0 {
                last.source_unit += source_unit;
                return;
            }
            if derived_unit > 0 && last.derived_unit == derived_unit && last.source_unit == source_unit {
                last.count += 1;
                return;
            }
        }
        self.runs.push(Run { derived, source, derived_unit, source_unit, count: 1 });
    }

    /// The smallest source range whose pieces yield all of `span`.
    ///
    /// What was removed just outside the span is left outside. An empty span
    /// gives an empty range.
    pub(crate) fn to_source(&self, span: Span) -> Span {
        let end = self.source_end(span.end);
        let start = if span.is_empty() { end } else { self.source_start(span.start) };
        Span::new(start.min(end), end)
    }

    fn source_start(&self, derived: usize) -> usize {
        let after = self.runs.partition_point(|run| run.derived <= derived);
        let Some(run) = after.checked_sub(1).and_then(|at| self.runs.get(at)) else {
            return derived;
        };
        if derived < run.derived_end() {
            let piece = (derived - run.derived) / run.derived_unit.max(1);
            run.source + piece * run.source_unit
        } else {
            run.source_end() + (derived - run.derived_end())
        }
    }

    fn source_end(&self, derived: usize) -> usize {
        let after = self.runs.partition_point(|run| run.derived < derived);
        let Some(run) = after.checked_sub(1).and_then(|at| self.runs.get(at)) else {
            return derived;
        };
        if derived <= run.derived_end() {
            let pieces = (derived - run.derived).div_ceil(run.derived_unit.max(1));
            run.source + pieces * run.source_unit
        } else {
            run.source_end() + (derived - run.derived_end())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_shape_share_a_run() {
        let mut map = OffsetMap::default();
        for at in 0..1000 {
            map.record(at, 1, at * 3, 3);
        }
        assert_eq!(map.runs.len(), 1);
        assert_eq!(map.to_source(Span::new(10, 12)), Span::new(30, 36));
    }

    #[test]
    fn removed_pieces_belong_to_what_surrounds_them() {
        // "a--b" became "ab".
        let mut map = OffsetMap::default();
        map.record(1, 0, 1, 1);
        map.record(1, 0, 2, 1);
        assert_eq!(map.runs.len(), 1);
        assert_eq!(map.to_source(Span::new(0, 1)), Span::new(0, 1));
        assert_eq!(map.to_source(Span::new(1, 2)), Span::new(3, 4));
        assert_eq!(map.to_source(Span::new(0, 2)), Span::new(0, 4));
        assert_eq!(map.to_source(Span::new(1, 1)), Span::new(1, 1));
    }

    #[test]
    fn a_piece_is_never_cut() {
        // "x⑩y": ⑩ (3 bytes) became "10".
        let mut map = OffsetMap::default();
        map.record(1, 2, 1, 3);
        assert_eq!(map.to_source(Span::new(1, 2)), Span::new(1, 4));
        assert_eq!(map.to_source(Span::new(2, 3)), Span::new(1, 4));
        assert_eq!(map.to_source(Span::new(2, 4)), Span::new(1, 5));
    }
}
