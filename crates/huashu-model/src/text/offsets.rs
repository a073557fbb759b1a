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

    /// The pieces, each as a run of its own.
    fn pieces(&self) -> impl Iterator<Item = Run> {
        let run = *self;
        (0..run.count).map(move |at| Run {
            derived: run.derived + run.derived_unit * at,
            source: run.source + run.source_unit * at,
            count: 1,
            ..run
        })
    }
}

/// A character of a derived text that goes, or becomes another that takes no more bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Its first byte.
    pub(crate) at: usize,
    /// Its bytes.
    pub(crate) length: usize,
    pub(crate) becomes: Option<char>,
}

impl Edit {
    fn new_length(&self) -> usize {
        self.becomes.map_or(0, char::len_utf8)
    }
}

/// Returns a text with some characters gone or changed; `edits` come in ascending order.
pub(crate) fn edited(text: &str, edits: &[Edit]) -> String {
    let mut new = String::with_capacity(text.len());
    let mut copied = 0;
    for edit in edits {
        new.push_str(&text[copied..edit.at]);
        new.extend(edit.becomes);
        copied = edit.at + edit.length;
    }
    new.push_str(&text[copied..]);
    new
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

    /// The map of the derived text once some of its characters are gone or changed; `edits` come in ascending order.
    pub(crate) fn edited(&self, edits: &[Edit]) -> OffsetMap {
        let mut map = OffsetMap::new();
        let mut edits = edits.iter().peekable();
        // How far the new text lags behind the derived one, and where the last piece ended in either.
        let (mut lag, mut derived_end, mut source_end) = (0, 0, 0);
        for piece in self.runs.iter().flat_map(Run::pieces) {
            while let Some(edit) = edits.next_if(|edit| edit.at < piece.derived) {
                map.record(edit.at - lag, edit.new_length(), source_end + (edit.at - derived_end), edit.length);
                lag += edit.length - edit.new_length();
            }
            derived_end = piece.derived_end();
            source_end = piece.source_end();
            let at = piece.derived - lag;
            let mut left = piece.derived_unit;
            while let Some(edit) = edits.next_if(|edit| edit.at < derived_end) {
                left -= edit.length - edit.new_length();
                lag += edit.length - edit.new_length();
            }
            map.record(at, left, piece.source, piece.source_unit);
        }
        for edit in edits {
            map.record(edit.at - lag, edit.new_length(), source_end + (edit.at - derived_end), edit.length);
            lag += edit.length - edit.new_length();
        }
        map
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
    fn edits_of_the_derived_text_lead_back_to_the_source() {
        // "ａ　--甲 乙": the letter (3 bytes) became "a", the wide space " ", the strokes were removed.
        let mut map = OffsetMap::default();
        map.record(0, 1, 0, 3);
        map.record(1, 1, 3, 3);
        map.record(2, 0, 6, 2);
        let gone = |at| Edit { at, length: 1, becomes: None };
        let edits = [gone(1), gone(5)];
        let map = map.edited(&edits);
        assert_eq!(edited("a 甲 乙", &edits), "a甲乙");
        assert_eq!(map.to_source(Span::new(0, 1)), Span::new(0, 3));
        assert_eq!(map.to_source(Span::new(0, 4)), Span::new(0, 11));
        assert_eq!(map.to_source(Span::new(1, 4)), Span::new(8, 11));
        assert_eq!(map.to_source(Span::new(1, 7)), Span::new(8, 15));
        assert_eq!(map.to_source(Span::new(4, 7)), Span::new(12, 15));
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
