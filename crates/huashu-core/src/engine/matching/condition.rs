//! Circumstances of a hit: `unless` and `given`.

use std::ops::Range;

use super::around::cover;
use super::matches::Matches;
use super::occurrence::{Hit, Reason};
use super::position::area_at;
use crate::engine::program::matcher::{Around, Condition, Matcher};
use huashu_model::text::Span;
use huashu_rulebook::{Side, Surroundings};

/// Returns what stands against a hit: an `unless` that holds, or a `given` that does not.
pub(super) fn objection(matches: &Matches<'_>, matcher: &Matcher, utterance: usize, span: Span) -> Option<Reason> {
    if matcher.unless.iter().any(|condition| is_given(matches, condition, utterance, span)) {
        return Some(Reason::Unless);
    }
    let wanting = |condition: &Condition| !is_given(matches, condition, utterance, span);
    matcher.given.iter().any(wanting).then_some(Reason::NotGiven)
}

/// Returns whether a circumstance is given around an utterance as a whole.
pub(crate) fn is_given_around(matches: &Matches<'_>, condition: &Condition, utterance: usize) -> bool {
    let whole = Span::new(0, matches.conversation.folded(utterance).len());
    is_given(matches, condition, utterance, whole)
}

/// Returns whether a circumstance is given around a place.
fn is_given(matches: &Matches<'_>, condition: &Condition, utterance: usize, span: Span) -> bool {
    if !condition.subject.is_empty() && !condition.subject.contains(&matches.spoken_of(utterance, span).subject) {
        return false;
    }
    let around = condition.around.as_ref();
    if condition.only_subject
        || around.is_some_and(|around| stands_around(matches, condition, around, utterance, span))
    {
        return true;
    }
    let last = matches.conversation.len();
    let range = match condition.surroundings {
        Surroundings::Area(area) => {
            let text = matches.conversation.text(utterance);
            let around = area_at(text.text(), text.sentences(), area, span.start);
            let hits = matches.hits(condition.matcher, utterance);
            return any_within(&hits, around, condition.side, span);
        }
        Surroundings::Turn => matches.conversation.turn_around(utterance),
        Surroundings::Before => 0..utterance,
        Surroundings::After => utterance + 1..last,
        Surroundings::Conversation => 0..last,
        Surroundings::Window { before, after } => {
            utterance.saturating_sub(before)..utterance.saturating_add(after).saturating_add(1).min(last)
        }
    };
    any_in(matches, condition, utterance, span, range)
}

/// Returns whether a phrase stands around the hit itself, in the area asked for.
fn stands_around(
    matches: &Matches<'_>,
    condition: &Condition,
    around: &Around,
    utterance: usize,
    span: Span,
) -> bool {
    let text = matches.conversation.text(utterance);
    let area = match condition.surroundings {
        Surroundings::Area(area) => area_at(text.text(), text.sentences(), area, span.start),
        _ => Span::whole(text.text()),
    };
    cover(text, around, area, span).is_some()
}

/// More utterances than this are not asked one by one for every hit.
const FEW: usize = 32;

/// Seeks the condition in whole utterances; in the hit's own, on the side asked for.
fn any_in(matches: &Matches<'_>, condition: &Condition, utterance: usize, span: Span, range: Range<usize>) -> bool {
    let range = match condition.side {
        Some(Side::Before) => range.start..range.end.min(utterance + 1),
        Some(Side::After) => range.start.max(utterance)..range.end,
        None => range,
    };
    // A turn may be interrupted by machines, whose words are no part of it.
    let utterances = matches.conversation.utterances();
    let speaker = (condition.surroundings == Surroundings::Turn).then(|| utterances[utterance].role);
    let is_speaker = |at: usize| speaker.is_none_or(|role| utterances[at].role == role);
    let is_given_at = |at: usize| {
        if !is_speaker(at) || !matches.conversation.is_said(at, condition.role) {
            return false;
        }
        if at == utterance {
            let hits = matches.hits(condition.matcher, at);
            any_within(&hits, Span::new(0, usize::MAX), condition.side, span)
        } else {
            matches.is_hit(condition.matcher, at)
        }
    };
    if range.len() <= FEW {
        // What was said last is the likeliest to matter.
        return range.rev().any(is_given_at);
    }
    let hit_utterances = matches.hit_utterances(condition.matcher, condition.role);
    let from = hit_utterances.partition_point(|at| *at < range.start);
    hit_utterances[from..].iter().take_while(|at| **at < range.end).any(|at| is_given_at(*at))
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
