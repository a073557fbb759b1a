//! Named reasons to excuse a hit, decided for each occurrence from the words around it.

use std::sync::Arc;

use super::conversation::PreparedConversation;
use crate::engine::program::Program;
use crate::engine::program::around::{AroundPhrase, Reading};
use crate::engine::program::guard::{Guard, GuardId};
use huashu_model::text::{Span, is_significant};
use huashu_rulebook::{Area, SaidBy};

/// An echo of fewer significant characters than this proves nothing.
const SHORTEST_ECHO: usize = 2;
/// Bytes on either side of a hit in which a quotation is sought. No real one is longer; without a limit a long text
/// with many hits would be read once for each of them.
const QUOTE_REACH: usize = 1200;
/// Bytes of a clause or sentence that are read on either side of a hit.
const AREA_REACH: usize = 600;

/// Returns the name of the first guard that excuses a hit.
pub(crate) fn guard_that_excuses(
    program: &Program,
    conversation: &PreparedConversation<'_>,
    guards: &[GuardId],
    utterance: usize,
    span: Span,
) -> Option<Arc<str>> {
    let excuses = |id: &&GuardId| excuses(program, conversation, **id, utterance, span);
    guards.iter().find(excuses).map(|id| Arc::clone(&program.guard(*id).name))
}

fn excuses(
    program: &Program,
    conversation: &PreparedConversation<'_>,
    id: GuardId,
    utterance: usize,
    span: Span,
) -> bool {
    let guard = program.guard(id);
    excuses_by_text(conversation, guard, utterance, span)
        || guard.said_by.is_some_and(|by| is_said_by(conversation, by, utterance, span))
        || guard.any_of.iter().any(|other| excuses(program, conversation, *other, utterance, span))
}

fn excuses_by_text(conversation: &PreparedConversation<'_>, guard: &Guard, utterance: usize, span: Span) -> bool {
    let text = conversation.folded(utterance);
    let sentences = conversation.text(utterance).sentences();
    let area = match guard.within {
        Area::Clause => sentences.clause_at(span.start),
        _ => sentences.sentence_at(span.start),
    };
    let area = near(text, area, span, AREA_REACH);
    guard.phrases.iter().any(|phrase| is_read(guard, phrase, text, area, span))
        || guard.between.iter().any(|marks| is_between(text, *marks, span))
        || ends_so(guard, text, sentences.ended_sentence_at(span.start))
}

/// Returns whether a phrase can be read around a hit, with cues that count.
fn is_read(guard: &Guard, phrase: &AroundPhrase, text: &str, area: Span, hit: Span) -> bool {
    let counts = |reading: &Reading| is_cue(guard, text, area, reading.cue);
    phrase.before(text, area, hit).iter().any(counts) && phrase.behind(text, area, hit).iter().any(counts)
}

/// Returns whether words are a cue, and not a part of longer ones. No words at all are asked for nothing.
fn is_cue(guard: &Guard, text: &str, area: Span, cue: Span) -> bool {
    cue.is_empty() || !is_part_of_longer(guard, text, cue) && (!guard.whole_words || is_whole_word(text, area, cue))
}

fn is_part_of_longer(guard: &Guard, text: &str, cue: Span) -> bool {
    let words = cue.of(text);
    guard.longer.iter().filter(|longer| longer.len() > words.len()).any(|longer| {
        longer.match_indices(words).any(|(offset, _)| {
            let start = cue.start.checked_sub(offset);
            start.and_then(|start| text.get(start..)).is_some_and(|from| from.starts_with(longer.as_str()))
        })
    })
}

/// Returns whether words begin and end where words of the dictionary do; Latin ones are never cut.
fn is_whole_word(text: &str, area: Span, cue: Span) -> bool {
    let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let cuts = |at: usize| is_latin(text[..at].chars().next_back()) && is_latin(text[at..].chars().next());
    if cuts(cue.start) || cuts(cue.end) {
        return false;
    }
    #[cfg(feature = "segmentation")]
    {
        let words = huashu_model::text::segment::dictionary_boundaries(area.of(text));
        words.is_boundary(cue.start - area.start) && words.is_boundary(cue.end - area.start)
    }
    #[cfg(not(feature = "segmentation"))]
    {
        let _ = area;
        true
    }
}

/// Returns whether a sentence ends in one of the guard's ways.
fn ends_so(guard: &Guard, text: &str, sentence: Span) -> bool {
    if guard.sentence_ends.is_empty() {
        return false;
    }
    let own = sentence.of(text);
    let is_end = |end: &String| {
        // Marks are ends themselves, or stand behind the word that is one.
        let is_word = end.chars().any(is_significant);
        let tail = own.trim_end_matches(|c: char| !is_significant(c) && (is_word || !end.contains(c)));
        let to = sentence.start + tail.len();
        let cue = Span::new(to.saturating_sub(end.len()), to);
        tail.ends_with(end.as_str()) && !is_part_of_longer(guard, text, cue)
    };
    guard.sentence_ends.iter().any(is_end)
}

fn is_between(text: &str, (open, close): (char, char), span: Span) -> bool {
    let part = near(text, Span::whole(text), span, QUOTE_REACH);
    let (before, after) = (&text[part.start..span.start], &text[span.end..part.end]);
    if open == close {
        // Where the text is too long to count from its beginning, doubt excuses.
        let odd = before.matches(open).count() % 2 == 1 || (part.start > 0 && before.contains(open));
        return odd && after.contains(close);
    }
    let Some(opened) = before.rfind(open) else { return false };
    !before[opened..].contains(close) && after.contains(close)
}

/// Returns the part of an area that is within reach of a hit.
fn near(text: &str, area: Span, hit: Span, reach: usize) -> Span {
    let start = text.floor_char_boundary(hit.start.saturating_sub(reach).max(area.start.min(hit.start)));
    let end = text.ceil_char_boundary(hit.end.saturating_add(reach).min(area.end.max(hit.end)));
    Span::new(start, end)
}

/// Returns whether somebody used the hit's own words shortly before.
fn is_said_by(conversation: &PreparedConversation<'_>, by: SaidBy, utterance: usize, span: Span) -> bool {
    let words = span.of(conversation.folded(utterance));
    if words.chars().filter(|c| is_significant(*c)).count() < SHORTEST_ECHO {
        return false;
    }
    (utterance.saturating_sub(by.last)..utterance)
        .any(|at| by.role.contains(conversation.utterances()[at].role) && conversation.folded(at).contains(words))
}
