//! Circumstances of a hit: `unless`, `given`, and captures that must agree with the log.

use std::ops::Range;

use super::dialogue::{Dialogue, Hit};
use super::position::area_at;
use super::program::{Condition, Matcher};
use super::trace::Reason;
use huashu_model::entity::EntityHit;
use huashu_model::text::{Span, fold_phrase, is_significant};
use huashu_rulebook::{Side, Surroundings};

/// Returns what stands against a hit: an `unless` that holds, or a `given` that does not.
pub(super) fn objection(
    dialogue: &Dialogue<'_>,
    matcher: &Matcher,
    utterance: usize,
    span: Span,
) -> Option<Reason> {
    if matcher.unless.iter().any(|condition| holds(dialogue, condition, utterance, span)) {
        return Some(Reason::Unless);
    }
    let wanting = |condition: &Condition| !holds(dialogue, condition, utterance, span);
    matcher.given.iter().any(wanting).then_some(Reason::NotGiven)
}

/// Returns whether a circumstance holds around a place.
pub(super) fn holds(dialogue: &Dialogue<'_>, condition: &Condition, utterance: usize, span: Span) -> bool {
    let last = dialogue.len();
    let range = match condition.surroundings {
        Surroundings::Area(area) => {
            let line = dialogue.line(utterance);
            let around = area_at(line.text(), line.areas(), area, span.start);
            let hits = dialogue.hits(condition.matcher, utterance);
            return any_within(&hits, around, condition.side, span);
        }
        Surroundings::Turn => dialogue.turn_around(utterance),
        Surroundings::Before => 0..utterance,
        Surroundings::After => utterance + 1..last,
        Surroundings::Conversation => 0..last,
        Surroundings::Window { before, after } => {
            utterance.saturating_sub(before)..utterance.saturating_add(after).saturating_add(1).min(last)
        }
    };
    any_in(dialogue, condition, utterance, span, range)
}

/// More utterances than this are not asked one by one for every hit.
const FEW: usize = 32;

/// Seeks the condition in whole utterances; in the hit's own, on the side asked for.
fn any_in(
    dialogue: &Dialogue<'_>,
    condition: &Condition,
    utterance: usize,
    span: Span,
    range: Range<usize>,
) -> bool {
    let range = match condition.side {
        Some(Side::Before) => range.start..range.end.min(utterance + 1),
        Some(Side::After) => range.start.max(utterance)..range.end,
        None => range,
    };
    // A turn may be interrupted by machines, whose words are no part of it.
    let speaker =
        (condition.surroundings == Surroundings::Turn).then(|| dialogue.conversation.utterances[utterance].role);
    let fits = |at: usize| speaker.is_none_or(|role| dialogue.conversation.utterances[at].role == role);
    let holds_at = |at: usize| {
        if !fits(at) || !dialogue.is_said(at, condition.role) {
            return false;
        }
        if at == utterance {
            let hits = dialogue.hits(condition.matcher, at);
            any_within(&hits, Span::new(0, usize::MAX), condition.side, span)
        } else {
            dialogue.is_hit(condition.matcher, at)
        }
    };
    if range.len() <= FEW {
        // What was said last is the likeliest to matter.
        return range.rev().any(holds_at);
    }
    let holding = dialogue.holding(condition.matcher, condition.role);
    let from = holding.partition_point(|at| *at < range.start);
    holding[from..].iter().take_while(|at| **at < range.end).any(|at| holds_at(*at))
}

/// Returns whether a hit lies within `area`, on the given side of `span`.
fn any_within(hits: &[Hit], area: Span, side: Option<Side>, span: Span) -> bool {
    let (from, to) = match side {
        Some(Side::Before) => (area.start, span.start),
        Some(Side::After) => (span.end, area.end),
        None => (area.start, area.end),
    };
    let first = hits.partition_point(|hit| hit.span.start < from);
    hits.get(first).is_some_and(|hit| hit.span.end <= to)
}

/// Returns whether each capture agrees with its field, where the log has that field.
pub(super) fn captures_agree(dialogue: &Dialogue<'_>, matcher: &Matcher, captures: &regex::Captures<'_>) -> bool {
    matcher
        .equals
        .iter()
        .all(|(name, field)| captures.name(name).is_none_or(|said| agrees(dialogue, said.as_str(), field)))
}

/// Returns whether an entity's value agrees with the field that `equals = { value = … }` names; a mask agrees.
pub(super) fn value_agrees(dialogue: &Dialogue<'_>, matcher: &Matcher, hit: &EntityHit) -> bool {
    let fields = matcher.equals.iter().filter(|(name, _)| name == "value");
    fields.into_iter().all(|(_, field)| hit.value.text().is_none_or(|said| agrees(dialogue, said, field)))
}

/// Returns whether words agree with a field: the same, or one within the other, punctuation aside.
fn agrees(dialogue: &Dialogue<'_>, said: &str, field: &str) -> bool {
    let plain = |text: &str| fold_phrase(text).chars().filter(|c| is_significant(*c)).collect::<String>();
    let Some(logged) = dialogue.conversation.field(field).map(plain) else { return true };
    let said = plain(said);
    said == logged || logged.contains(&said) || said.contains(&logged)
}
