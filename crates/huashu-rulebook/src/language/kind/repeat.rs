//! `repeat`: the same reply, or nearly the same, again.

use super::spec::Spec;
use crate::language::diagnostics::Diagnostics;
use crate::language::matcher::MatcherSpec;
use crate::language::table_reader::TableReader;

/// A rule of the kind `repeat` as written.
#[derive(Debug)]
pub struct RepeatSpec {
    /// Replies that may repeat.
    pub exempt: Option<MatcherSpec>,
    /// How alike two replies are that count as the same, up to 1.
    pub score: f64,
    /// So many in a row are a breach.
    pub run: usize,
    /// So many in all are a breach.
    pub total: usize,
    /// Shorter replies, in significant characters, may repeat.
    pub min_length: usize,
}

impl Spec for RepeatSpec {
    const NAME: &str = "repeat";
    const ZH: &str = "重复：同样或近似的回复连着发，或一个会话里发多次。";
    const EN: &str = "Repetition: the same or a similar reply in a row, or too often in all.";
    const NEEDS_DIALOGUE: bool = true;

    fn read(view: &TableReader<'_>, sink: &mut Diagnostics) -> Self {
        let matcher = MatcherSpec::read(view, sink);
        RepeatSpec {
            exempt: (!matcher.is_empty()).then_some(matcher),
            score: view.number("score", sink).unwrap_or(1.0),
            run: view.count("run", sink).unwrap_or(2),
            total: view.count("total", sink).unwrap_or(3),
            min_length: view.count("min-length", sink).unwrap_or(6),
        }
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        self.exempt.iter().collect()
    }

    /// Its matchers are exceptions.
    fn sought(&self) -> Vec<&MatcherSpec> {
        Vec::new()
    }
}


