//! Where one matcher holds in one utterance.
//!
//! First every occurrence of what is sought, then each exception on each
//! occurrence by itself, then the longest of those that overlap.

use regex::Regex;
use smallvec::SmallVec;

use super::condition;
use super::dialogue::{Dialogue, Hit, Hits};
use super::guards;
use super::line::{self, Line, Scanned};
use super::phrase_matcher::{PhraseMatcher, Walk};
use super::position;
use super::program::{Expression, Lead, Literal, Matcher, MatcherId, Near};
use super::sound;
use super::trace::Reason;
use huashu_model::text::{Span, is_significant, segment, similarity, trim_to_significant};
use huashu_rulebook::{Guard, Side};

/// Is told of every occurrence that is dropped, and why.
pub(super) type Dropped<'f> = dyn FnMut(Span, Reason) + 'f;

/// Returns the final hits: excepted ones gone, overlapping ones merged into the longest.
pub(super) fn hits(dialogue: &Dialogue<'_>, id: MatcherId, utterance: usize, dropped: &mut Dropped<'_>) -> Hits {
    let spans = standing(dialogue, id, utterance, dropped);
    settled(dialogue, id, utterance, spans, dropped)
}

/// Returns what would be hits as far as the text alone can tell; they may overlap.
pub(super) fn candidates(
    dialogue: &Dialogue<'_>,
    id: MatcherId,
    utterance: usize,
    dropped: &mut Dropped<'_>,
) -> Hits {
    standing(dialogue, id, utterance, dropped).into_iter().map(|span| Hit { span }).collect()
}

/// Returns the occurrences that stand where they must and that no guard spares for the words around them.
fn standing(dialogue: &Dialogue<'_>, id: MatcherId, utterance: usize, dropped: &mut Dropped<'_>) -> Vec<Span> {
    let matcher = dialogue.program().matcher(id);
    let mut spans = occurrences(dialogue, id, utterance, dropped);
    if spans.is_empty() {
        return spans;
    }
    spans = position::keep(dialogue, matcher, utterance, spans, dropped);
    let of_text = |guard: &Guard| *guard != Guard::Echo;
    retain(&mut spans, dropped, |span| {
        guards::sparing(dialogue, matcher, of_text, utterance, span).map(Reason::Guard)
    });
    spans
}

/// Drops the candidates that circumstances speak against, and keeps the longest of those that overlap.
pub(super) fn settled(
    dialogue: &Dialogue<'_>,
    id: MatcherId,
    utterance: usize,
    mut spans: Vec<Span>,
    dropped: &mut Dropped<'_>,
) -> Hits {
    let matcher = dialogue.program().matcher(id);
    let echo = |guard: &Guard| *guard == Guard::Echo;
    retain(&mut spans, dropped, |span| {
        guards::sparing(dialogue, matcher, echo, utterance, span).map(Reason::Guard)
    });
    retain(&mut spans, dropped, |span| condition::objection(dialogue, matcher, utterance, span));
    longest(spans, dropped).into_iter().map(|span| Hit { span }).collect()
}

/// Keeps the spans to which nothing is objected.
pub(super) fn retain(
    spans: &mut Vec<Span>,
    dropped: &mut Dropped<'_>,
    mut objection: impl FnMut(Span) -> Option<Reason>,
) {
    spans.retain(|span| match objection(*span) {
        Some(reason) => {
            dropped(*span, reason);
            false
        }
        None => true,
    });
}

/// Returns every occurrence of what excuses by covering, whatever its circumstances.
pub(super) fn covers(dialogue: &Dialogue<'_>, id: MatcherId, utterance: usize, dropped: &mut Dropped<'_>) -> Hits {
    occurrences(dialogue, id, utterance, dropped).into_iter().map(|span| Hit { span }).collect()
}

/// Returns what a matcher seeks in the text by itself, other matchers' hits aside; they may overlap.
pub(super) fn own(dialogue: &Dialogue<'_>, id: MatcherId, utterance: usize, _dropped: &mut Dropped<'_>) -> Hits {
    sought(dialogue, id, utterance).into_iter().map(|span| Hit { span }).collect()
}

/// Returns every occurrence that no expression around it excuses, sorted; they may overlap.
fn occurrences(dialogue: &Dialogue<'_>, id: MatcherId, utterance: usize, dropped: &mut Dropped<'_>) -> Vec<Span> {
    let matcher = dialogue.program().matcher(id);
    let mut spans = sought(dialogue, id, utterance);
    if spans.is_empty() {
        return spans;
    }
    spans.sort_unstable();
    spans.dedup();
    for allowed in &matcher.not_in {
        uncovered(&mut spans, &dialogue.covers(*allowed, utterance), dropped);
    }
    let line = dialogue.line(utterance);
    if matcher.word && !spans.is_empty() {
        let words = segment::boundaries(line.text());
        let whole = |span: Span| words.is_boundary(span.start) && words.is_boundary(span.end);
        retain(&mut spans, dropped, |span| (!whole(span)).then_some(Reason::InsideWord));
    }
    for near in &matcher.near {
        let far = |span| !stands_near(dialogue, near, utterance, line, span);
        retain(&mut spans, dropped, |span| far(span).then_some(Reason::NotNear));
    }
    for near in &matcher.not_near {
        let close = |span| stands_near(dialogue, near, utterance, line, span);
        retain(&mut spans, dropped, |span| close(span).then_some(Reason::TooNear));
    }
    if !spans.is_empty() && !comes_together(dialogue, matcher, utterance) {
        retain(&mut spans, dropped, |_| Some(Reason::NotTogether));
    }
    spans
}

/// Returns whether what must (not) come together in an utterance does.
fn comes_together(dialogue: &Dialogue<'_>, matcher: &Matcher, utterance: usize) -> bool {
    let holds = |id: &MatcherId| dialogue.is_hit(*id, utterance);
    let enough = |(count, of): &(usize, Vec<MatcherId>)| of.iter().filter(|id| holds(id)).count() >= *count;
    matcher.all_of.iter().all(holds)
        && !matcher.none_of.iter().any(holds)
        && matcher.at_least.as_ref().is_none_or(enough)
}

/// Returns everything that is sought, exceptions not yet considered.
fn sought(dialogue: &Dialogue<'_>, id: MatcherId, utterance: usize) -> Vec<Span> {
    let matcher = dialogue.program().matcher(id);
    let mut spans = Vec::new();
    let own = matcher.own.map(|own| dialogue.own(own, utterance));
    if matcher.seeks_text() {
        if own.is_none_or(|own| !own.is_empty()) {
            in_line(dialogue, id, dialogue.line(utterance), &mut spans);
        }
    } else if let Some(own) = own {
        spans.extend(own.iter().map(|hit| hit.span));
    }
    for source in matcher.sources() {
        spans.extend(dialogue.hits(source, utterance).iter().map(|hit| hit.span));
    }
    spans
}

/// Finds what a matcher seeks in the text itself.
fn in_line(dialogue: &Dialogue<'_>, id: MatcherId, line: &Line, spans: &mut Vec<Span>) {
    let matcher = dialogue.program().matcher(id);
    in_text(dialogue, id, line.text(), &line.scanned, spans);
    if matcher.bridge
        && let Some(squeezed) = &line.squeezed
    {
        let mut hidden = Vec::new();
        in_text(dialogue, id, squeezed.text.text(), &squeezed.scanned, &mut hidden);
        spans.extend(hidden.into_iter().map(|span| squeezed.text.to_folded(span)));
    }
    if !matcher.sounds.is_empty() {
        in_sounds(dialogue, matcher, line, spans);
    }
    for entity in matcher.entities.iter().filter(|entity| entity.needs().admits(line.text())) {
        let found = entity.find(line.text()).into_iter();
        spans.extend(found.filter(|hit| condition::value_agrees(dialogue, matcher, hit)).map(|hit| hit.span));
    }
    if let Some((samples, score)) = &matcher.similar {
        let own: String = line.text().chars().filter(|c| is_significant(*c)).collect();
        if samples.iter().any(|sample| similarity::dice(&own, sample) >= *score) {
            spans.push(Span::new(0, line.text().len()));
        }
    }
}

/// Finds literals, phrases and expressions in a text whose literals are known.
fn in_text(dialogue: &Dialogue<'_>, id: MatcherId, text: &str, scanned: &Scanned, spans: &mut Vec<Span>) {
    let matcher = dialogue.program().matcher(id);
    let ways = &dialogue.program().ways;
    let mut led: SmallVec<[u32; 8]> = SmallVec::new();
    for (way, lead) in scanned.leads_of(matcher) {
        let Lead::Expression(number) = lead else {
            let hits = scanned.hits_of(ways.first_of(way));
            let length = |literal: Literal| dialogue.program().lengths[literal as usize] as usize;
            spans.extend(hits.map(|(literal, start)| Span::new(start, start + length(literal))));
            continue;
        };
        let expression = &matcher.expressions[number as usize];
        if let Some(phrase) = &expression.phrase {
            let starts = starts(text, scanned.hits_of(ways.first_of(way)), expression.most_before);
            walk(expression, phrase, text, &starts, spans);
        } else {
            led.push(number);
        }
    }
    // Several ways may lead to one expression.
    led.sort_unstable();
    led.dedup();
    for number in led {
        run(dialogue, matcher, &matcher.expressions[number as usize], text, spans);
    }
    for expression in matcher.ungated.iter().map(|number| &matcher.expressions[*number]) {
        run(dialogue, matcher, expression, text, spans);
    }
}

/// Returns the places where a phrase may begin whose gates stand there: so many characters before them.
fn starts(text: &str, gates: impl Iterator<Item = (Literal, usize)>, most_before: usize) -> SmallVec<[usize; 32]> {
    let mut starts = SmallVec::new();
    for (_, start) in gates {
        starts.push(start);
        let before = text[..start].char_indices().rev().take(most_before);
        starts.extend(before.map(|(at, _)| at));
    }
    starts.sort_unstable();
    starts.dedup();
    starts
}

fn walk(expression: &Expression, phrase: &PhraseMatcher, text: &str, starts: &[usize], spans: &mut Vec<Span>) {
    for start in starts {
        match phrase.walk(text, *start) {
            Walk::Match(end) => keep_trimmed(text, Span::new(*start, end), spans),
            Walk::Not => {}
            Walk::TooLong => {
                let Some(regex) = expression.regex() else { return };
                run_overlapping(regex, text, spans);
                return;
            }
        }
    }
}

/// Punctuation that a phrase allows at its ends is no part of what was said.
fn keep_trimmed(text: &str, span: Span, spans: &mut Vec<Span>) {
    let span = trim_to_significant(text, span);
    if !span.is_empty() {
        spans.push(span);
    }
}

fn run(dialogue: &Dialogue<'_>, matcher: &Matcher, expression: &Expression, text: &str, spans: &mut Vec<Span>) {
    let Some(regex) = expression.regex() else { return };
    if expression.overlapping {
        run_overlapping(regex, text, spans);
    } else if !matcher.equals.is_empty() || expression.has_hit {
        // Most texts hold no match at all, and to say so is much cheaper than to find groups.
        if !regex.is_match(text) {
            return;
        }
        for captures in regex.captures_iter(text) {
            let Some(whole) = captures.name("hit").or_else(|| captures.get(0)) else { continue };
            if condition::captures_agree(dialogue, matcher, &captures) {
                spans.push(Span::new(whole.start(), whole.end()));
            }
        }
    } else {
        let found = regex.find_iter(text).filter(|found| !found.is_empty());
        spans.extend(found.map(|found| Span::new(found.start(), found.end())));
    }
}

/// Finds a match at every place where one begins.
fn run_overlapping(regex: &Regex, text: &str, spans: &mut Vec<Span>) {
    let mut from = 0;
    while let Some(found) = regex.find_at(text, from) {
        keep_trimmed(text, Span::new(found.start(), found.end()), spans);
        from = found.start() + text[found.start()..].chars().next().map_or(1, char::len_utf8);
        if from > text.len() {
            break;
        }
    }
}

/// Finds what sounds like a phrase, character by character.
fn in_sounds(dialogue: &Dialogue<'_>, matcher: &Matcher, line: &Line, spans: &mut Vec<Span>) {
    let sounded = sound::sounded(line.text());
    let mut ends = Vec::with_capacity(sounded.len());
    for ((at, original), sound) in line.text().char_indices().zip(sounded.chars()) {
        ends.extend(std::iter::repeat_n((at, at + original.len_utf8()), sound.len_utf8()));
    }
    for (literal, span) in line::scan(dialogue.program().sounded.as_ref(), &sounded) {
        if matcher.sounds.binary_search(&literal).is_ok() && span.end > 0 {
            spans.push(Span::new(ends[span.start].0, ends[span.end - 1].1));
        }
    }
}

/// Drops the spans that an allowed one covers; both lists are sorted.
fn uncovered(spans: &mut Vec<Span>, allowed: &[Hit], dropped: &mut Dropped<'_>) {
    let mut widest = Span::default();
    let mut next = 0;
    retain(spans, dropped, |span| {
        while let Some(cover) = allowed.get(next).map(|hit| hit.span).filter(|cover| cover.start <= span.start) {
            if cover.end > widest.end {
                widest = cover;
            }
            next += 1;
        }
        (widest.end >= span.end).then_some(Reason::PartOf(widest))
    });
}

fn stands_near(dialogue: &Dialogue<'_>, near: &Near, utterance: usize, line: &Line, span: Span) -> bool {
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
fn longest(mut spans: Vec<Span>, dropped: &mut Dropped<'_>) -> Vec<Span> {
    spans.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut reach = 0;
    retain(&mut spans, dropped, |span| {
        if span.start < reach {
            return Some(Reason::Overlaps);
        }
        reach = span.end;
        None
    });
    spans
}
