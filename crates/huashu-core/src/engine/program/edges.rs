//! Whether a phrase is only part of a longer number or Latin word: 3天到账 in 13天到账, ok in facebook.

use huashu_model::text::Span;
use huashu_rulebook::Piece;

/// Which ends of a phrase are words of its own; a gap ends wherever it happens to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct OwnEdges {
    first: bool,
    last: bool,
}

impl OwnEdges {
    /// Those of a phrase without gaps.
    pub(crate) const BOTH: OwnEdges = OwnEdges { first: true, last: true };

    /// Returns the edges of a phrase.
    pub(crate) fn of(pieces: &[Piece]) -> Self {
        let may_be_gap = |piece: Option<&Piece>| piece.is_some_and(may_be_gap);
        let words = || pieces.iter().filter(|piece| **piece != Piece::Break);
        OwnEdges { first: !may_be_gap(words().next()), last: !may_be_gap(words().next_back()) }
    }

    /// Returns whether no number or Latin word goes on beyond the edges of what stands at a span.
    pub(crate) fn are_free(self, text: &str, span: Span) -> bool {
        let inside = span.of(text);
        let (before, behind) = (text[..span.start].chars().rev(), text[span.end..].chars());
        let goes_on_before = self.first && goes_on(inside.chars().next(), before);
        let goes_on_behind = self.last && goes_on(inside.chars().next_back(), behind);
        !goes_on_before && !goes_on_behind
    }
}

/// Returns whether a phrase may begin or end in a gap where it begins or ends in this piece.
fn may_be_gap(piece: &Piece) -> bool {
    match piece {
        Piece::Any(_) => true,
        Piece::Choice(branches) => branches.iter().any(|branch| {
            let mut words = branch.iter().filter(|piece| **piece != Piece::Break);
            words.clone().next().is_some_and(may_be_gap) || words.next_back().is_some_and(may_be_gap)
        }),
        Piece::Repeat(repeated, _) => repeated.iter().any(may_be_gap),
        _ => false,
    }
}

/// Returns whether what stands beside the edge of a phrase goes on with it: 3 in 13 and in 3.3, ok in facebook.
fn goes_on(edge: Option<char>, mut beside: impl Iterator<Item = char>) -> bool {
    let (Some(edge), Some(near)) = (edge, beside.next()) else { return false };
    if edge.is_ascii_digit() {
        let joins = matches!(near, '.' | ',') && beside.next().is_some_and(|far| far.is_ascii_digit());
        return near.is_ascii_digit() || joins;
    }
    edge.is_ascii_alphabetic() && near.is_ascii_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;
    use huashu_rulebook::parse_phrase;

    #[test]
    fn numbers_and_latin_words_are_whole() {
        for (text, phrase, free) in [
            ("13天到账", "3天到账", false),
            ("最快3天到账", "3天到账", true),
            ("1.3天到账", "3天到账", false),
            ("1,300元", "300元", false),
            ("订单210086", "10086", false),
            ("请打100861", "10086", false),
            ("请打10086.", "10086", true),
            ("请打10086，12点前", "10086", true),
            ("第15", "第1", false),
            ("看facebook", "ok", false),
            ("ok的", "ok", true),
            ("加vip", "加v", false),
            ("加vx123", "加vx", true),
            ("用iphone15", "15", true),
        ] {
            let start = text.find(phrase).expect("the phrase");
            let span = Span::new(start, start + phrase.len());
            assert_eq!(OwnEdges::BOTH.are_free(text, span), free, "{phrase} in {text}");
        }
    }

    #[test]
    fn gaps_end_anywhere() {
        for (phrase, first, last) in [
            ("加{any:0..4}", true, false),
            ("{any:0..4}好", false, true),
            ("{甲|乙{any:0..2}}号", false, true),
            ("甲{any:0..2}乙", true, true),
            ("{num}天", true, true),
        ] {
            let pieces = parse_phrase(phrase, &|_| None).expect("a phrase");
            assert_eq!(OwnEdges::of(&pieces), OwnEdges { first, last }, "{phrase}");
        }
    }
}
