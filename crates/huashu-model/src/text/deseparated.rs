//! Text without what was put between its characters to hide words: 加·V·信, 不 知道.

use super::character::{EMOJI_MARK, is_han, is_significant};
use super::offsets::OffsetMap;
use super::sentences::is_clause_mark;
use super::span::Span;

/// A folded text without its inserted separators, with the way back to it.
#[derive(Clone, Debug, Default)]
pub struct Deseparated {
    text: String,
    offsets: OffsetMap,
}

impl Deseparated {
    /// Drops what may have been inserted; `None` where there is nothing of the kind.
    ///
    /// Marks that end no clause (·, -, _, *), characters drawn like strokes (丶, 丨, ー), spaces, and a single `.` or
    /// `、` go where they stand between Han or single letters. A mark that ends a clause goes only where one character
    /// after another is cut off by such marks: 加，微，信, but not 亲，请稍等.
    pub fn of(folded: &str) -> Option<Self> {
        if !may_hold_inserted(folded) {
            return None;
        }
        let runs = runs(folded);
        let mut deseparated = Deseparated::default();
        let mut kept = 0;
        for at in (0..runs.len()).filter(|at| is_inserted(folded, &runs, *at)) {
            let span = runs[at].span;
            deseparated.text.push_str(&folded[kept..span.start]);
            deseparated.offsets.record(deseparated.text.len(), 0, span.start, span.end - span.start);
            kept = span.end;
        }
        deseparated.text.push_str(&folded[kept..]);
        (kept > 0).then_some(deseparated)
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

/// The longest run of words that looks cut off from its neighbours.
const SHORT: usize = 2;
/// So many separators in a row are a line, or a gap in a table.
const MOST_SEPARATORS: usize = 6;

/// Words without a separator, or separators without a word.
struct Run {
    span: Span,
    kind: Kind,
    chars: usize,
}

/// What a run consists of; of separators of several kinds the last of these counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Words,
    Spaces,
    Emoji,
    /// Marks that neither end a clause nor part words.
    OddMarks,
    /// Marks that end a clause less often than others, and hide a word as well.
    WeakMarks,
    ClauseMarks,
}

impl Kind {
    fn of(c: char) -> Kind {
        match c {
            // Han and letters that are drawn like a stroke.
            '丶' | '丨' | '丿' | '亅' | 'ー' => Kind::OddMarks,
            EMOJI_MARK => Kind::Emoji,
            '.' | '．' | '、' => Kind::WeakMarks,
            _ if is_significant(c) => Kind::Words,
            _ if is_clause_mark(c) => Kind::ClauseMarks,
            _ if c.is_whitespace() => Kind::Spaces,
            _ => Kind::OddMarks,
        }
    }
}

/// Cuts a text into runs; words and separators take turns.
fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, c) in text.char_indices() {
        let kind = Kind::of(c);
        let end = at + c.len_utf8();
        match runs.last_mut().filter(|run| (run.kind == Kind::Words) == (kind == Kind::Words)) {
            Some(run) => {
                run.span.end = end;
                run.chars += 1;
                run.kind = run.kind.max(kind);
            }
            None => runs.push(Run { span: Span::new(at, end), kind, chars: 1 }),
        }
    }
    runs
}

/// Returns whether any separator may have been inserted, before anything is kept of the text: most separators are commas
/// and full stops between words of which one side is long.
fn may_hold_inserted(text: &str) -> bool {
    let (mut before, mut words, mut separator) = (0, 0, Kind::Words);
    let parts_words = |before: usize, words: usize, separator: Kind| match separator {
        Kind::Words => false,
        Kind::ClauseMarks => before > 0 && before <= SHORT && words <= SHORT,
        _ => before > 0,
    };
    for kind in text.chars().map(Kind::of) {
        if kind == Kind::Words {
            words += 1;
        } else if words > 0 {
            if parts_words(before, words, separator) {
                return true;
            }
            (before, words, separator) = (words, 0, kind);
        } else {
            separator = separator.max(kind);
        }
    }
    words > 0 && parts_words(before, words, separator)
}

/// Returns whether a run was put between the words around it to hide them.
fn is_inserted(text: &str, runs: &[Run], at: usize) -> bool {
    let run = &runs[at];
    let before = at.checked_sub(1).and_then(|before| runs.get(before));
    let (Some(before), Some(after)) = (before, runs.get(at + 1)) else { return false };
    if run.kind == Kind::Words || run.chars > MOST_SEPARATORS {
        return false;
    }
    let (left, right) = (before.span.of(text), after.span.of(text));
    let joins = joins(left, right);
    let cuts_off = before.chars == 1 || after.chars == 1 || before.chars <= SHORT && after.chars <= SHORT;
    // After one character after another, the next is no answer.
    let parts_answer = after.chars > 1 && is_answer(text, before);
    match run.kind {
        Kind::Words => false,
        Kind::OddMarks => joins,
        Kind::Emoji => joins && cuts_off,
        Kind::Spaces => joins && !parts_answer,
        Kind::WeakMarks if run.chars == 1 => joins && !parts_answer,
        Kind::WeakMarks | Kind::ClauseMarks => joins && is_cut_up(runs, at),
    }
}

/// Returns whether words that stand on either side of a separator may be parts of one: there is Han, or a single letter
/// on either side. 3-5, 9:30 and well-known are not cut up.
fn joins(left: &str, right: &str) -> bool {
    let is_plain = |c: &char| c.is_ascii_alphanumeric();
    let tail: Vec<char> = left.chars().rev().take(2).take_while(is_plain).collect();
    let head: Vec<char> = right.chars().take(2).take_while(is_plain).collect();
    let is_letter = |side: &[char]| matches!(side, [c] if c.is_ascii_alphabetic());
    tail.is_empty() && left.ends_with(is_han) && !right.is_empty()
        || head.is_empty() && right.starts_with(is_han)
        || is_letter(&tail) && is_letter(&head)
}

/// Returns whether words are an answer by themselves, after which a space may stand for a comma: 不 知道了.
fn is_answer(text: &str, words: &Run) -> bool {
    let starts_clause = text[..words.span.start].chars().next_back().is_none_or(is_clause_mark);
    starts_clause && matches!(words.span.of(text), "不" | "没" | "别" | "无" | "是" | "对" | "好")
}

/// Returns whether a mark is one of several that cut off one character after another.
fn is_cut_up(runs: &[Run], at: usize) -> bool {
    let of = |at: Option<usize>| at.and_then(|at| runs.get(at));
    let single = |at: Option<usize>| of(at).is_some_and(|words| words.chars == 1);
    let short = |at: Option<usize>| of(at).is_some_and(|words| words.chars <= SHORT);
    let mark = |at: Option<usize>| of(at).is_some_and(|mark| mark.kind >= Kind::WeakMarks);
    let (before, behind) = (|steps| at.checked_sub(steps), |steps| at.checked_add(steps));
    let goes_on_before = single(before(1)) && mark(before(2)) && short(before(3));
    let goes_on_behind = single(behind(1)) && mark(behind(2)) && short(behind(3));
    short(before(1)) && short(behind(1)) && (goes_on_before || goes_on_behind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn deseparated(text: &str) -> Option<String> {
        Deseparated::of(text).map(|deseparated| deseparated.text().to_owned())
    }

    #[test]
    fn inserted_separators_go() {
        for (text, expected) in [
            ("加·v·信", "加v信"),
            ("加 微 信", "加微信"),
            ("加 微信聊", "加微信聊"),
            ("可以加v-信", "可以加v信"),
            ("可以加v·x聊", "可以加vx聊"),
            ("加，微，信", "加微信"),
            ("加\u{FFFC}微\u{FFFC}信", "加微信"),
            ("您可以加微\u{FFFC}信", "您可以加微信"),
            ("v x 号", "vx号"),
            ("没 希 望 的", "没希望的"),
            ("这个我不 知道哦", "这个我不知道哦"),
            ("这个我不·知道哦", "这个我不知道哦"),
            ("这个我不*知道哦", "这个我不知道哦"),
            ("这个我不.知道哦", "这个我不知道哦"),
            ("这个我不、知道哦", "这个我不知道哦"),
            ("这个我不-知道哦", "这个我不知道哦"),
            ("这个我不_知道哦", "这个我不知道哦"),
            ("这个我不丶知道哦", "这个我不知道哦"),
            ("这个我不ー知道哦", "这个我不知道哦"),
            ("这个我不丨知道哦，您好", "这个我不知道哦，您好"),
        ] {
            assert_eq!(deseparated(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn others_stay() {
        for text in [
            "您好，请问有什么可以帮您？",
            "亲，请您稍等一下哦",
            "这个不，知道了",
            "不，知道",
            "不 知道了",
            "好的，不 知道了",
            "好的，不~知道了",
            "请稍等！马上。",
            "please wait for me to check it",
            "well-known 3-5 9:30 1.5 a-team",
            "您好！·····",
            "增加\u{FFFC}微信支付的方式",
            "姓名          电话",
            "",
        ] {
            assert_eq!(deseparated(text), None, "{text}");
        }
    }

    #[test]
    fn ranges_map_back() {
        let text = "您 加·V-信，哦";
        let deseparated = Deseparated::of(text).expect("something was inserted");
        assert_eq!(deseparated.text(), "您加V信，哦");
        let at = deseparated.text().find("加V信").expect("there");
        assert_eq!(deseparated.to_folded(Span::new(at, at + 7)).of(text), "加·V-信");
    }

    #[test]
    fn the_way_back_leads_through_the_fold() {
        let text = "請加<b>Ｖ</b>·[微笑]\u{200b}信⑩號";
        let folded = crate::text::fold(text);
        let deseparated = Deseparated::of(folded.text()).expect("something was inserted");
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

    proptest! {
        #[test]
        fn nothing_inserted_is_passed_over(text in "(微|信|v|加|，|。|·| |、|\u{FFFC}|-){0,14}") {
            let runs = runs(&text);
            let is_inserted = |at| is_inserted(&text, &runs, at);
            prop_assert!(!(0..runs.len()).any(is_inserted) || may_hold_inserted(&text), "{}", text);
        }

        #[test]
        fn ranges_lie_on_boundaries(text in "(\\PC|[您加 ·~，.a]){0,20}", a in 0usize..60, b in 0usize..60) {
            let Some(deseparated) = Deseparated::of(&text) else { return Ok(()) };
            let range = deseparated.to_folded(Span::new(a.min(b), a.max(b)));
            prop_assert!(text.get(range.range()).is_some());
        }

        #[test]
        fn words_stay_and_map_to_themselves(text in "(\\PC|[您加 ·~，.a]){0,20}") {
            let Some(deseparated) = Deseparated::of(&text) else { return Ok(()) };
            let words = |text: &str| text.chars().filter(|c| Kind::of(*c) == Kind::Words).collect::<String>();
            prop_assert_eq!(words(deseparated.text()), words(&text));
            for (at, c) in deseparated.text().char_indices() {
                let back = deseparated.to_folded(Span::new(at, at + c.len_utf8()));
                prop_assert!(back.of(&text).chars().eq([c]));
            }
        }
    }
}
