//! Why an utterance did, or did not, breach a rule: every occurrence and what became of it.

use super::Engine;
use super::dialogue::Dialogue;
use super::evaluate;
use super::line::LineCache;
use huashu_model::language::Message;
use huashu_model::text::Span;
use huashu_model::transcript::Conversation;
use huashu_rulebook::Guard;

/// Why an occurrence is no hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A longer allowed expression covers it (bytes of folded text).
    PartOf(Span),
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
    /// A named guard spares it.
    Guard(Guard),
    /// An `unless` holds.
    Unless,
    /// A `given` does not hold.
    NotGiven,
    /// It overlaps a hit that begins earlier or is longer.
    Overlaps,
}

/// What became of an occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It counts.
    Hit,
    /// It does not.
    Dropped(Reason),
}

/// An occurrence of what a rule seeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TracedHit {
    /// Bytes of the folded text.
    pub span: Span,
    /// What became of it.
    pub fate: Fate,
}

/// A rule that was tried on an utterance.
#[derive(Debug, Clone, PartialEq)]
pub struct TracedRule {
    /// The rule.
    pub id: String,
    /// Every occurrence, in order.
    pub hits: Vec<TracedHit>,
}

/// An utterance as the rules see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The folded text.
    pub folded: String,
    /// Rules of which something occurs.
    pub rules: Vec<TracedRule>,
    /// Number of rules that were tried.
    pub tried: usize,
}

impl Engine {
    /// Traces every rule on one utterance of a conversation; on one that is not there, none.
    pub fn trace(&self, conversation: &Conversation<'_>, utterance: usize) -> Trace {
        let dialogue = Dialogue::new(conversation, &self.program, &mut LineCache::default());
        let mut rules = Vec::new();
        if utterance >= dialogue.len() {
            return Trace { folded: String::new(), rules, tried: 0 };
        }
        for rule in &self.rules {
            let mut hits = Vec::new();
            for matcher in rule.check.seeks() {
                let mut dropped = Vec::new();
                let kept = evaluate::hits(&dialogue, matcher, utterance, &mut |span, reason| {
                    dropped.push(TracedHit { span, fate: Fate::Dropped(reason) });
                });
                hits.extend(kept.into_iter().map(|hit| TracedHit { span: hit.span, fate: Fate::Hit }));
                hits.extend(dropped);
            }
            if !hits.is_empty() {
                hits.sort_by_key(|hit| hit.span);
                rules.push(TracedRule { id: rule.info.id.clone(), hits });
            }
        }
        Trace { folded: dialogue.folded(utterance).to_owned(), rules, tried: self.rules.len() }
    }
}

impl Reason {
    /// Says the reason; `folded` is the text the spans point into.
    pub fn describe(self, folded: &str) -> Message {
        match self {
            Reason::PartOf(cover) => {
                let words = folded.get(cover.start..cover.end).unwrap_or_default();
                huashu_model::message!("是「{words}」的一部分（not-in）", "part of “{words}” (not-in)")
            }
            Reason::Guard(guard) => {
                let name = guard.name();
                huashu_model::message!("豁免：{name}（spare）", "spared: {name} (spare)")
            }
            other => {
                let (zh, en) = other.words();
                Message::new(zh, en)
            }
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
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
            Reason::PartOf(_) | Reason::Guard(_) => ("", ""),
        }
    }
}
