//! Text without what stands between words, for finding 加·V·信.

use super::character::is_significant;
use super::offsets::OffsetMap;
use super::sentences::is_clause_mark;
use super::span::Span;

/// The significant characters of a folded text, with the way back to it.
#[derive(Clone, Debug, Default)]
pub struct Deseparated {
    text: String,
    offsets: OffsetMap,
}

impl Deseparated {
    /// Drops spaces, punctuation, symbols and emoji.
    pub fn new(folded: &str) -> Self {
        let mut deseparated = Deseparated::default();
        deseparated.text.reserve(folded.len());
        for (at, c) in folded.char_indices() {
            if is_significant(c) {
                deseparated.text.push(c);
            } else {
                deseparated.offsets.record(deseparated.text.len(), 0, at, c.len_utf8());
            }
        }
        deseparated
    }

    /// What is left.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The range of the folded text that a range of this text came from:
    /// from its first character to its last, with all that stood between.
    pub fn to_folded(&self, span: Span) -> Span {
        let start = self.text.floor_char_boundary(span.start);
        let end = self.text.ceil_char_boundary(span.end);
        self.offsets.to_source(Span::new(start, end))
    }
}

/// The longest run of characters that looks cut off from its neighbours.
const SHORT: usize = 2;

/// Whether something may be hidden between separators, so that a scan of the
/// deseparated text is worth its cost. May say yes for nothing, and says yes
/// whenever one or two characters stand between separators, except where
/// ordinary punctuation explains it: a single 亲 or 您好 between commas.
pub fn may_hide(folded: &str) -> bool {
    let mut run = Run::default();
    let mut before_is_short = false;
    for c in folded.chars() {
        if is_significant(c) {
            if run.chars == 0 {
                run.is_word = true;
            }
            run.chars += 1;
            run.is_word &= c.is_ascii_alphabetic();
            continue;
        }
        let odd_separator = !is_clause_mark(c) && !c.is_whitespace();
        if run.chars > 0 {
            let short = run.is_cut_off();
            if short && (before_is_short || run.after_odd || odd_separator) {
                return true;
            }
            before_is_short = short;
            run = Run::default();
        }
        run.after_odd |= odd_separator;
    }
    run.chars > 0 && run.is_cut_off() && (before_is_short || run.after_odd)
}

/// A run of significant characters, and what stood before it.
#[derive(Default)]
struct Run {
    chars: usize,
    /// Consists of Latin letters only.
    is_word: bool,
    /// Follows a separator that is neither a space nor clause punctuation.
    after_odd: bool,
}

impl Run {
    /// Whether it is short; a Latin word of two letters (`is`, `to`) is not.
    fn is_cut_off(&self) -> bool {
        (1..=SHORT).contains(&self.chars) && !(self.is_word && self.chars == SHORT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn squeezing_maps_back() {
        let text = "您 加·V~信，哦";
        let deseparated = Deseparated::new(text);
        assert_eq!(deseparated.text(), "您加V信哦");
        let at = deseparated.text().find("加V信").expect("there");
        assert_eq!(deseparated.to_folded(Span::new(at, at + 7)).of(text), "加·V~信");
    }

    #[test]
    fn the_way_back_leads_through_the_fold() {
        let text = "請加<b>Ｖ</b>·[微笑]\u{200b}信⑩號";
        let folded = crate::text::fold(text);
        let deseparated = Deseparated::new(folded.text());
        assert_eq!(deseparated.text(), "请加v信10号");
        let original = |piece: &str| {
            let at = deseparated.text().find(piece).expect("there");
            let span = deseparated.to_folded(Span::new(at, at + piece.len()));
            folded.to_original(span).of(text)
        };
        assert_eq!(original("v信"), "Ｖ</b>·[微笑]\u{200b}信");
        assert_eq!(original("信1"), "信⑩");
        assert_eq!(original("加v"), "加<b>Ｖ");
    }

    #[test]
    fn cut_up_words_are_suspected() {
        for text in ["加·v·信", "加 微 信", "可以加v-信", "加，微，信", "加\u{FFFC}微\u{FFFC}信", "v x 号"]
        {
            assert!(may_hide(text), "{text}");
        }
        for text in ["您好，请问有什么可以帮您？", "亲，请您稍等一下哦", "please wait for me to check it", ""]
        {
            assert!(!may_hide(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn ranges_lie_on_boundaries(text in "(\\PC|[您加 ·~，a]){0,20}", a in 0usize..60, b in 0usize..60) {
            let deseparated = Deseparated::new(&text);
            let range = deseparated.to_folded(Span::new(a.min(b), a.max(b)));
            prop_assert!(text.get(range.range()).is_some());
        }

        #[test]
        fn squeezing_a_mapped_range_gives_the_range(text in "(\\PC|[您加 ·~，a]){0,20}", a in 0usize..60, b in 0usize..60) {
            let deseparated = Deseparated::new(&text);
            let start = deseparated.text().floor_char_boundary(a.min(b));
            let span = Span::new(start, deseparated.text().floor_char_boundary(a.max(b)));
            let back = deseparated.to_folded(span);
            let again = Deseparated::new(back.of(&text));
            prop_assert_eq!(again.text(), span.of(deseparated.text()));
        }
    }
}
