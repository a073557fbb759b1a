//! Occurrences of what a matcher seeks: those that count, and why others do not.

use smallvec::SmallVec;

use huashu_model::language::Message;
use huashu_model::text::Span;
use huashu_rulebook::Subject;
use std::sync::Arc;

/// A place in an utterance that a matcher hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Bytes of the folded text.
    pub(crate) span: Span,
}

/// The hits of a matcher in an utterance; seldom more than one.
pub(crate) type Hits = SmallVec<[Hit; 2]>;

/// Is told of every occurrence that is rejected, and why.
pub(crate) type OnReject<'f> = dyn FnMut(Span, Reason) + 'f;

/// Why an occurrence is no hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A longer allowed expression covers it (bytes of folded text).
    PartOf(Span),
    /// It stands in what the message quotes of somebody else.
    Quoted,
    /// It does not begin and end where words do.
    InsideWord,
    /// What must stand near does not.
    NotNear,
    /// What must not stand near does.
    TooNear,
    /// What must (not) come with it in the utterance does not (does).
    NotTogether,
    /// It does not stand where the rule wants it.
    Elsewhere,
    /// Its clause speaks of somebody the rule does not ask about.
    Subject(Subject),
    /// A named guard excuses it.
    Guard(Arc<str>),
    /// An `unless` holds.
    Unless,
    /// A `given` does not hold.
    NotGiven,
    /// It overlaps a hit that begins earlier or is longer.
    Overlaps,
}

/// Keeps the spans to which nothing is objected.
pub(crate) fn retain(
    spans: &mut Vec<Span>,
    on_reject: &mut OnReject<'_>,
    mut objection: impl FnMut(Span) -> Option<Reason>,
) {
    spans.retain(|span| match objection(*span) {
        Some(reason) => {
            on_reject(*span, reason);
            false
        }
        None => true,
    });
}

impl Reason {
    /// Says the reason; `folded` is the text the spans point into.
    pub fn describe(&self, folded: &str) -> Message {
        match self {
            Reason::PartOf(cover) => {
                let words = folded.get(cover.start..cover.end).unwrap_or_default();
                huashu_model::message!("是「{words}」的一部分（not-in）", "part of “{words}” (not-in)")
            }
            Reason::Guard(name) => {
                huashu_model::message!("豁免：{name}（spare）", "spared: {name} (spare)")
            }
            Reason::Subject(subject) => {
                let name = subject.name();
                huashu_model::message!("说的是 {name}（subject）", "speaks of {name} (subject)")
            }
            other => {
                let (zh, en) = other.words();
                Message { zh: zh.to_owned(), en: en.to_owned() }
            }
        }
    }

    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Reason::Quoted => ("在引用别人的话里", "quoted from somebody else"),
            Reason::InsideWord => ("在一个词的中间（word）", "inside a word (word)"),
            Reason::NotNear => ("附近没有要求的词（near）", "nothing wanted stands near (near)"),
            Reason::TooNear => ("附近有排除的词（not-near）", "something stands near (not-near)"),
            Reason::NotTogether => {
                ("同句的条件不满足（all-of / not）", "what must come with it does not (all-of, not)")
            }
            Reason::Elsewhere => ("位置不符（at）", "stands elsewhere (at)"),
            Reason::Unless => ("除外条件成立（unless）", "an exception holds (unless)"),
            Reason::NotGiven => ("前提不成立（given）", "a premise does not hold (given)"),
            Reason::Overlaps => ("与更长的命中重叠", "overlaps a longer hit"),
            Reason::PartOf(_) | Reason::Guard(_) | Reason::Subject(_) => ("", ""),
        }
    }
}
