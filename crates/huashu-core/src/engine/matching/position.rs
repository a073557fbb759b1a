//! Whether hits stand where a rule wants them: alone in a clause, at the start of an utterance.

use std::cell::OnceCell;

use super::occurrence::{OnReject, Reason, retain};
use super::scanned_text::ScannedText;
use crate::engine::prefilter::character_set::CharacterSet;
use huashu_model::text::{Sentences, Span, is_significant, trim_to_significant};
use huashu_rulebook::{Area, Part, Position};

/// What may stand beside hits, found when it is first needed.
pub(super) struct Ignored<'i> {
    text: &'i str,
    /// The significant characters of which it is made, where they are known.
    alphabet: Option<CharacterSet>,
    /// Sorted and apart.
    spans: OnceCell<Vec<Span>>,
    find: &'i dyn Fn() -> Vec<Span>,
}

impl<'i> Ignored<'i> {
    pub(super) fn new(text: &'i str, alphabet: Option<CharacterSet>, find: &'i dyn Fn() -> Vec<Span>) -> Self {
        Ignored { text, alphabet, spans: OnceCell::new(), find }
    }

    /// Returns whether every significant character of an area lies in a hit or in what is ignored; hits are in order.
    fn covers_rest(&self, area: Span, hits: &[Span]) -> bool {
        let is_ignorable = |c: char| self.alphabet.as_ref().is_none_or(|alphabet| alphabet.holds(c));
        let mut rest = Uncovered::new(self.text, area, hits);
        let Some((_, first)) = rest.next() else { return true };
        if !is_ignorable(first) || !rest.take(FEW).all(|(_, c)| is_ignorable(c)) {
            return false;
        }
        let spans = self.spans.get_or_init(self.find);
        let from = spans.partition_point(|span| span.end <= area.start);
        let mut ignored = spans[from..].iter().peekable();
        Uncovered::new(self.text, area, hits).all(|(at, _)| {
            while ignored.next_if(|span| span.end <= at).is_some() {}
            ignored.peek().is_some_and(|span| span.start <= at)
        })
    }
}

/// So many characters tell whether it is worth to look for what is ignored.
const FEW: usize = 16;

/// The significant characters of an area that lie in no hit, with their bytes.
struct Uncovered<'u> {
    text: &'u str,
    area: Span,
    hits: &'u [Span],
    at: usize,
}

impl<'u> Uncovered<'u> {
    fn new(text: &'u str, area: Span, hits: &'u [Span]) -> Self {
        Uncovered { text, area, hits, at: area.start }
    }
}

impl Iterator for Uncovered<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<(usize, char)> {
        loop {
            while let Some(hit) = self.hits.first().filter(|hit| hit.start <= self.at) {
                self.at = self.at.max(hit.end);
                self.hits = &self.hits[1..];
            }
            let c = self.text.get(self.at..self.area.end)?.chars().next()?;
            let at = self.at;
            self.at += c.len_utf8();
            if is_significant(c) {
                return Some((at, c));
            }
        }
    }
}

/// Returns the spans that stand in the right place, with nothing beside them but what is ignored; hits that fill an area
/// become one.
pub(super) fn retain_placed(
    text: &ScannedText,
    at: Position,
    ignored: &Ignored<'_>,
    mut spans: Vec<Span>,
    on_reject: &mut OnReject<'_>,
) -> Vec<Span> {
    let Some(area) = at.area else { return spans };
    let (text, sentences) = (text.text(), text.sentences());
    if at.part == Part::Whole {
        let filled = filled(text, sentences, area, &spans, ignored);
        retain(&mut spans, on_reject, |span| {
            // The filled areas are in order and apart.
            let next = filled.partition_point(|area| area.start <= span.start);
            let kept = filled[..next].last().is_some_and(|area| area.contains(span));
            (!kept).then_some(Reason::Elsewhere)
        });
        return filled;
    }
    let is_placed = |span: Span| ignored.covers_rest(beside(text, sentences, area, at.part, span), &[]);
    retain(&mut spans, on_reject, |span| (!is_placed(span)).then_some(Reason::Elsewhere));
    spans
}

/// Returns whether a span by itself stands in the right place.
pub(super) fn is_placed(text: &ScannedText, at: Position, span: Span) -> bool {
    let Some(area) = at.area else { return true };
    let (text, sentences) = (text.text(), text.sentences());
    let part = |part| Uncovered::new(text, beside(text, sentences, area, part, span), &[]).next().is_none();
    match at.part {
        Part::Whole => part(Part::Start) && part(Part::End),
        one => part(one),
    }
}

/// Returns what must hold no words so that a span stands at the start, or else at the end, of its area.
fn beside(text: &str, sentences: &Sentences, area: Area, part: Part, span: Span) -> Span {
    let around = area_at(text, sentences, area, span.start);
    match part {
        Part::Start => {
            let start = if area == Area::Utterance { sentences.body() } else { around.start };
            Span::new(start.min(span.start), span.start)
        }
        _ => Span::new(span.end, area_end(text, sentences, area, span).max(span.end)),
    }
}

/// Returns the area of `kind` around a byte.
pub(super) fn area_at(text: &str, sentences: &Sentences, kind: Area, at: usize) -> Span {
    match kind {
        Area::Clause => sentences.clause_at(at),
        Area::Sentence => sentences.sentence_at(at),
        Area::Utterance => Span::new(0, text.len()),
    }
}

/// Returns the end of the area that holds the last character of `span`.
fn area_end(text: &str, sentences: &Sentences, kind: Area, span: Span) -> usize {
    let last = text[..span.end].char_indices().next_back().map_or(span.start, |(at, _)| at);
    area_at(text, sentences, kind, last.max(span.start)).end
}

/// Returns one span for every area that holds nothing but hits and what is ignored.
fn filled(text: &str, sentences: &Sentences, kind: Area, spans: &[Span], ignored: &Ignored<'_>) -> Vec<Span> {
    let mut filled = Vec::new();
    let mut done = 0;
    for (index, span) in spans.iter().enumerate() {
        if span.start < done {
            continue;
        }
        let area = area_at(text, sentences, kind, span.start);
        done = area.end.max(span.start + 1);
        let within = &spans[index..index + spans[index..].partition_point(|other| other.start < area.end)];
        if ignored.covers_rest(area, within) {
            let whole = trim_to_significant(text, area);
            // What is ignored at either end is not part of the accusation.
            let start = within.iter().map(|other| other.start).min().unwrap_or(whole.start);
            let end = within.iter().map(|other| other.end).max().unwrap_or(whole.end);
            filled.push(Span::new(start, end));
        }
    }
    filled
}
