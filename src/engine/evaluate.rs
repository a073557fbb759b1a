//! Where one matcher holds in one utterance.
//!
//! First every occurrence of what is sought, then each exception on each
//! occurrence by itself, then the longest of those that overlap.

use super::condition;
use super::dialogue::{Dialogue, Hit, Line, LiteralHit};
use super::guards;
use super::position;
use super::program::{Expression, Matcher, MatcherId, Near};
use crate::rulebook::Side;
use super::sound;
use crate::text::{Span, is_significant, segment, similarity};

/// Returns the final hits: excepted ones gone, overlapping ones merged into the longest.
pub(super) fn hits(dialogue: &Dialogue<'_>, id: MatcherId, utterance: usize) -> Vec<Hit> {
    let matcher = dialogue.program().matcher(id);
    let line = dialogue.line(utterance);
    let mut spans = occurrences(dialogue, matcher, utterance);
    spans = position::keep(dialogue, matcher, utterance, line, spans);
    spans.retain(|span| !guards::spares(dialogue, matcher, utterance, *span));
    spans.retain(|span| condition::allows(dialogue, matcher, utterance, *span));
    longest(spans).into_iter().map(|span| Hit { span }).collect()
}

/// Returns every occurrence that no expression around it excuses, sorted; they may overlap.
fn occurrences(dialogue: &Dialogue<'_>, matcher: &Matcher, utterance: usize) -> Vec<Span> {
    let line = dialogue.line(utterance);
    let mut spans = sought(dialogue, matcher, utterance);
    if spans.is_empty() {
        return spans;
    }
    spans.sort_unstable();
    spans.dedup();
    for allowed in &matcher.not_in {
        let allowed = occurrences(dialogue, dialogue.program().matcher(*allowed), utterance);
        spans = uncovered(spans, &allowed);
    }
    if matcher.word && !spans.is_empty() {
        let words = segment::boundaries(line.text());
        spans.retain(|span| words.is_boundary(span.start) && words.is_boundary(span.end));
    }
    for near in &matcher.near {
        spans.retain(|span| stands_near(dialogue, near, utterance, line, *span));
    }
    for near in &matcher.not_near {
        spans.retain(|span| !stands_near(dialogue, near, utterance, line, *span));
    }
    let holds = |id: &MatcherId| !dialogue.hits(*id, utterance).is_empty();
    let enough = |(count, of): &(usize, Vec<MatcherId>)| of.iter().filter(|id| holds(id)).count() >= *count;
    if spans.is_empty()
        || !matcher.all_of.iter().all(holds)
        || matcher.none_of.iter().any(holds)
        || !matcher.at_least.as_ref().is_none_or(enough)
    {
        return Vec::new();
    }
    spans
}

/// Returns everything that is sought, exceptions not yet considered.
fn sought(dialogue: &Dialogue<'_>, matcher: &Matcher, utterance: usize) -> Vec<Span> {
    let line = dialogue.line(utterance);
    let mut spans = Vec::new();
    in_text(dialogue, matcher, line.text(), &line.hits, &mut spans);
    if matcher.bridge && let Some(squeezed) = &line.squeezed {
        let mut hidden = Vec::new();
        in_text(dialogue, matcher, squeezed.text.text(), &squeezed.hits, &mut hidden);
        spans.extend(hidden.into_iter().map(|span| squeezed.text.to_folded(span)));
    }
    if !matcher.sounds.is_empty() {
        in_sounds(dialogue, matcher, line, &mut spans);
    }
    for entity in &matcher.entities {
        spans.extend(entity.find(line.text()).into_iter().map(|hit| hit.span));
    }
    if let Some((samples, score)) = &matcher.similar {
        let own: String = line.text().chars().filter(|c| is_significant(*c)).collect();
        if samples.iter().any(|sample| similarity::dice(&own, sample) >= *score) {
            spans.push(Span::new(0, line.text().len()));
        }
    }
    let derived = spans.is_empty() && matcher.base.is_empty() && is_compound(matcher);
    let mut sources = matcher.base.clone();
    if derived {
        sources.extend(matcher.all_of.first());
        sources.extend(matcher.at_least.iter().flat_map(|(_, of)| of));
    }
    for source in sources {
        spans.extend(dialogue.hits(source, utterance).iter().map(|hit| hit.span));
    }
    spans
}

/// Returns whether a matcher says only how others must come together.
fn is_compound(matcher: &Matcher) -> bool {
    matcher.literals.is_empty()
        && matcher.expressions.is_empty()
        && matcher.sounds.is_empty()
        && matcher.entities.is_empty()
        && matcher.similar.is_none()
}

fn in_text(dialogue: &Dialogue<'_>, matcher: &Matcher, text: &str, hits: &[LiteralHit], spans: &mut Vec<Span>) {
    let listed = |literals: &[u32], hit: &LiteralHit| literals.binary_search(&hit.literal).is_ok();
    spans.extend(hits.iter().filter(|hit| listed(&matcher.literals, hit)).map(|hit| hit.span));
    for expression in &matcher.expressions {
        let gated = expression.gates.is_empty()
            || expression.gates.iter().any(|gate| {
                let at = hits.partition_point(|hit| hit.literal < *gate);
                hits.get(at).is_some_and(|hit| hit.literal == *gate)
            });
        if gated {
            run(dialogue, matcher, expression, text, spans);
        }
    }
}

fn run(dialogue: &Dialogue<'_>, matcher: &Matcher, expression: &Expression, text: &str, spans: &mut Vec<Span>) {
    let Some(regex) = expression.regex() else { return };
    if !matcher.equals.is_empty() || regex.capture_names().flatten().any(|name| name == "hit") {
        for captures in regex.captures_iter(text) {
            let Some(whole) = captures.name("hit").or_else(|| captures.get(0)) else { continue };
            if condition::captures_agree(dialogue, matcher, &captures) {
                spans.push(Span::new(whole.start(), whole.end()));
            }
        }
        return;
    }
    let mut from = 0;
    while let Some(found) = regex.find_at(text, from) {
        if !found.is_empty() {
            spans.push(Span::new(found.start(), found.end()));
        }
        let first = text[found.start()..].chars().next().map_or(1, char::len_utf8);
        from = if expression.overlapping { found.start() + first } else { found.end().max(found.start() + first) };
        if from > text.len() {
            break;
        }
    }
}

/// Finds what sounds like a phrase, character by character.
fn in_sounds(dialogue: &Dialogue<'_>, matcher: &Matcher, line: &Line<'_>, spans: &mut Vec<Span>) {
    let sounded = sound::sounded(line.text());
    let mut ends = Vec::with_capacity(sounded.len());
    for ((at, original), sound) in line.text().char_indices().zip(sounded.chars()) {
        ends.extend(std::iter::repeat_n((at, at + original.len_utf8()), sound.len_utf8()));
    }
    for hit in super::dialogue::scan(dialogue.program().sounded.as_ref(), &sounded) {
        if matcher.sounds.binary_search(&hit.literal).is_ok() && hit.span.end > 0 {
            spans.push(Span::new(ends[hit.span.start].0, ends[hit.span.end - 1].1));
        }
    }
}

/// Drops the spans that an allowed one covers; both lists are sorted.
fn uncovered(spans: Vec<Span>, allowed: &[Span]) -> Vec<Span> {
    let mut reach = 0;
    let mut next = 0;
    let mut kept = Vec::with_capacity(spans.len());
    for span in spans {
        while let Some(cover) = allowed.get(next).filter(|cover| cover.start <= span.start) {
            reach = reach.max(cover.end);
            next += 1;
        }
        if reach < span.end {
            kept.push(span);
        }
    }
    kept
}

fn stands_near(dialogue: &Dialogue<'_>, near: &Near, utterance: usize, line: &Line<'_>, span: Span) -> bool {
    let others = dialogue.hits(near.matcher, utterance);
    // Hits are in order and apart, so only the last before, the first after and those in between can be nearest.
    let from = others.partition_point(|other| other.span.end <= span.start).saturating_sub(1);
    let gap = |a: usize, b: usize| line.text().get(a..b).map_or(0, |between| between.chars().count());
    for other in &others[from..] {
        let (side, distance) = if other.span.end <= span.start {
            (Some(Side::Before), gap(other.span.end, span.start))
        } else if other.span.start >= span.end {
            (Some(Side::After), gap(span.end, other.span.start))
        } else {
            (None, 0)
        };
        if distance <= near.distance && (near.order.is_none() || near.order == side) {
            return true;
        }
        if other.span.start >= span.end {
            break;
        }
    }
    false
}

/// Keeps the leftmost and, at one start, longest of overlapping spans.
fn longest(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut kept: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        if kept.last().is_none_or(|last| last.end <= span.start) {
            kept.push(span);
        }
    }
    kept
}
