//! Whether a phrase stands around a hit.

use super::position::is_placed;
use super::scanned_text::ScannedText;
use crate::engine::program::matcher::Around;
use huashu_model::text::Span;

/// Returns the most that one of the phrases covers around a hit, the hit included, within an area.
pub(super) fn cover(text: &ScannedText, around: &Around, area: Span, hit: Span) -> Option<Span> {
    around.phrases.iter().find_map(|phrase| {
        let before = phrase.before(text.text(), area, hit);
        if before.is_empty() {
            return None;
        }
        let behind = phrase.behind(text.text(), area, hit);
        let covers = before.iter().flat_map(|start| behind.iter().map(|end| Span::new(start.edge, end.edge)));
        let placed = covers.filter(|cover| is_placed(text, around.at, *cover));
        placed.max_by_key(|cover| cover.end - cover.start)
    })
}
