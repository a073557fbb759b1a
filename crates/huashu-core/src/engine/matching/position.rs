//! Whether hits stand where a rule wants them: alone in a clause, at the start of an utterance.

use super::occurrence::{OnReject, Reason, retain};
use super::scanned_text::ScannedText;
use huashu_model::text::{Sentences, Span, is_significant, trim_to_significant};
use huashu_rulebook::{Area, Part, Position};

/// Returns the spans that stand in the right place; hits that fill an area become one. `ignored` gives what may stand
/// beside them.
pub(super) fn retain_placed(
    text: &ScannedText,
    at: Position,
    ignored: impl FnOnce() -> Vec<Span>,
    mut spans: Vec<Span>,
    on_reject: &mut OnReject<'_>,
) -> Vec<Span> {
    let Some(area) = at.area else { return spans };
    let ignored = ignored();
    let (text, sentences) = (text.text(), text.sentences());
    if at.part == Part::Whole {
        let filled = filled(text, sentences, area, &spans, &ignored);
        retain(&mut spans, on_reject, |span| {
            // The filled areas are in order and apart.
            let next = filled.partition_point(|area| area.start <= span.start);
            let kept = filled[..next].last().is_some_and(|area| area.contains(span));
            (!kept).then_some(Reason::Elsewhere)
        });
        return filled;
    }
    let is_placed = |span: Span| is_covered(text, beside(text, sentences, area, at.part, span), &ignored, &[]);
    retain(&mut spans, on_reject, |span| (!is_placed(span)).then_some(Reason::Elsewhere));
    spans
}

/// Returns whether a span by itself stands in the right place.
pub(super) fn is_placed(text: &ScannedText, at: Position, span: Span) -> bool {
    let Some(area) = at.area else { return true };
    let (text, sentences) = (text.text(), text.sentences());
    let part = |part| is_covered(text, beside(text, sentences, area, part, span), &[], &[]);
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
fn filled(text: &str, sentences: &Sentences, kind: Area, spans: &[Span], ignored: &[Span]) -> Vec<Span> {
    let mut filled = Vec::new();
    let mut done = 0;
    for (index, span) in spans.iter().enumerate() {
        if span.start < done {
            continue;
        }
        let area = area_at(text, sentences, kind, span.start);
        done = area.end.max(span.start + 1);
        let within = &spans[index..index + spans[index..].partition_point(|other| other.start < area.end)];
        if is_covered(text, area, ignored, within) {
            let whole = trim_to_significant(text, area);
            // What is ignored at either end is not part of the accusation.
            let start = within.iter().map(|other| other.start).min().unwrap_or(whole.start);
            let end = within.iter().map(|other| other.end).max().unwrap_or(whole.end);
            filled.push(Span::new(start, end));
        }
    }
    filled
}

/// Returns whether every significant character of `area` lies in one of the spans.
fn is_covered(text: &str, area: Span, ignored: &[Span], hits: &[Span]) -> bool {
    let mut cover: Vec<Span> = ignored.iter().chain(hits).copied().collect();
    cover.sort_unstable();
    let mut reach = 0;
    let mut next = 0;
    for (at, c) in text.get(area.start..area.end).unwrap_or_default().char_indices() {
        let at = area.start + at;
        while let Some(span) = cover.get(next).filter(|span| span.start <= at) {
            reach = reach.max(span.end);
            next += 1;
        }
        if reach <= at && is_significant(c) {
            return false;
        }
    }
    true
}
