//! One matcher and one utterance.
//!
//! First every occurrence of what is sought, then each exception on each
//! occurrence by itself, then the longest of those that overlap.

use super::around::cover;
use super::condition::objection;
use super::guard::guard_that_excuses;
use super::matches::Matches;
use super::occurrence::{Hit, Hits, OnReject, Reason, retain};
use super::position::{self, Ignored};
use super::scanned_text::ScannedText;
use super::search::Search;
use crate::engine::prefilter::character_set::CharacterSet;
use crate::engine::program::matcher::{Matcher, MatcherId, Near};
use huashu_model::confidence::Ground;
use huashu_model::text::Span;
use huashu_rulebook::Side;

/// One matcher being tried on one utterance.
pub(super) struct Evaluation<'e, 'd> {
    matches: &'e Matches<'d>,
    id: MatcherId,
    matcher: &'d Matcher,
    utterance: usize,
    text: &'e ScannedText,
    on_reject: &'e mut OnReject<'e>,
}

impl<'e, 'd> Evaluation<'e, 'd> {
    pub(super) fn new(
        matches: &'e Matches<'d>,
        id: MatcherId,
        utterance: usize,
        on_reject: &'e mut OnReject<'e>,
    ) -> Self {
        let matcher = matches.program().matcher(id);
        Evaluation { matches, id, matcher, utterance, text: matches.conversation.text(utterance), on_reject }
    }

    /// Returns the final hits: excepted ones gone, overlapping ones merged into the longest.
    pub(super) fn hits(mut self) -> Hits {
        let mut spans = self.placed();
        if spans.is_empty() {
            return Hits::new();
        }
        self.retain_unguarded(&mut spans);
        retain(&mut spans, self.on_reject, |span| objection(self.matches, self.matcher, self.utterance, span));
        self.retain_longest(&mut spans);
        as_hits(spans)
    }

    /// Returns every occurrence of what excuses by covering, whatever its circumstances.
    pub(super) fn covering_spans(mut self) -> Hits {
        as_hits(self.occurrences())
    }

    /// Returns what is sought in the text itself, with the ground on which it is found.
    pub(super) fn grounds(self) -> Vec<(Span, Ground)> {
        self.search().run_with_grounds()
    }

    /// Returns the occurrences that stand where they must.
    fn placed(&mut self) -> Vec<Span> {
        let spans = self.occurrences();
        if spans.is_empty() {
            return spans;
        }
        let ignoring = self.matcher.ignoring;
        let find = || match ignoring {
            Some(id) => self.matches.hits(id, self.utterance).iter().map(|hit| hit.span).collect(),
            None => Vec::new(),
        };
        let alphabet = match ignoring {
            Some(id) => self.matches.program().matcher(id).alphabet,
            None => Some(CharacterSet::default()),
        };
        let ignored = Ignored::new(self.text.text(), alphabet, &find);
        position::retain_placed(self.text, self.matcher.at, &ignored, spans, self.on_reject)
    }

    /// Drops the spans that one of the guards excuses.
    fn retain_unguarded(&mut self, spans: &mut Vec<Span>) {
        retain(spans, self.on_reject, |span| {
            let (program, conversation) = (self.matches.program(), &self.matches.conversation);
            let guards = &self.matcher.spare;
            guard_that_excuses(program, conversation, guards, self.utterance, span).map(Reason::Guard)
        });
    }

    /// Returns every occurrence that no expression around it excuses, sorted; they may overlap.
    fn occurrences(&mut self) -> Vec<Span> {
        let mut spans = self.sought();
        if spans.is_empty() {
            return spans;
        }
        spans.sort_unstable();
        spans.dedup();
        retain(&mut spans, self.on_reject, |span| self.text.is_quoted(span).then_some(Reason::Quoted));
        for allowed in &self.matcher.not_in {
            self.retain_uncovered(&mut spans, &self.matches.covering_spans(*allowed, self.utterance));
        }
        self.retain_unread_around(&mut spans);
        self.retain_spoken_of(&mut spans);
        self.retain_words(&mut spans);
        for near in &self.matcher.near {
            retain(&mut spans, self.on_reject, |span| {
                (!is_near(self.matches, near, self.utterance, span)).then_some(Reason::NotNear)
            });
        }
        for near in &self.matcher.not_near {
            retain(&mut spans, self.on_reject, |span| {
                is_near(self.matches, near, self.utterance, span).then_some(Reason::TooNear)
            });
        }
        if !spans.is_empty() && !self.comes_together() {
            retain(&mut spans, self.on_reject, |_| Some(Reason::NotTogether));
        }
        spans
    }

    /// Drops the spans whose clauses speak of somebody else, where the matcher asks for subjects.
    fn retain_spoken_of(&mut self, spans: &mut Vec<Span>) {
        if self.matcher.subject.is_empty() {
            return;
        }
        retain(spans, self.on_reject, |span| {
            let subject = self.matches.spoken_of(self.utterance, span).subject;
            (!self.matcher.subject.contains(&subject)).then_some(Reason::Subject(subject))
        });
    }

    /// Drops the spans around which a phrase that excuses them can be read.
    fn retain_unread_around(&mut self, spans: &mut Vec<Span>) {
        let text = self.text;
        let area = Span::whole(text.text());
        for around in &self.matcher.around {
            retain(spans, self.on_reject, |span| cover(text, around, area, span).map(Reason::PartOf));
        }
    }

    /// Drops the spans that do not begin and end where words do, where the matcher asks for words.
    fn retain_words(&mut self, spans: &mut Vec<Span>) {
        if !self.matcher.word || spans.is_empty() {
            return;
        }
        // Without segmentation a rulebook that asks for words is refused.
        #[cfg(feature = "segmentation")]
        {
            let words = huashu_model::text::segment::boundaries(self.text.text());
            let is_whole = |span: Span| words.is_boundary(span.start) && words.is_boundary(span.end);
            retain(spans, self.on_reject, |span| (!is_whole(span)).then_some(Reason::InsideWord));
        }
    }

    /// Returns whether what must (not) come together in an utterance does.
    fn comes_together(&self) -> bool {
        let is_hit = |id: &MatcherId| self.matches.is_hit(*id, self.utterance);
        let enough = |(count, of): &(usize, Vec<MatcherId>)| of.iter().filter(|id| is_hit(id)).count() >= *count;
        self.matcher.all_of.iter().all(is_hit)
            && !self.matcher.none_of.iter().any(is_hit)
            && self.matcher.at_least.as_ref().is_none_or(enough)
    }

    /// Returns everything that is sought, exceptions not yet considered: in the text, and through other matchers.
    fn sought(&self) -> Vec<Span> {
        let mut spans = match self.matcher.sought.is_empty() {
            true => Vec::new(),
            false => self.search().run(),
        };
        for source in self.matcher.sources() {
            spans.extend(self.matches.hits(source, self.utterance).iter().map(|hit| hit.span));
        }
        spans
    }

    fn search(&self) -> Search<'_, 'd> {
        Search::new(self.matches.program(), self.id, &self.matches.conversation, self.text)
    }

    /// Drops the spans that an allowed one covers; both lists are sorted.
    fn retain_uncovered(&mut self, spans: &mut Vec<Span>, allowed: &[Hit]) {
        let mut widest = Span::default();
        let mut next = 0;
        retain(spans, self.on_reject, |span| {
            while let Some(cover) = allowed.get(next).map(|hit| hit.span).filter(|cover| cover.start <= span.start)
            {
                if cover.end > widest.end {
                    widest = cover;
                }
                next += 1;
            }
            (widest.end >= span.end).then_some(Reason::PartOf(widest))
        });
    }

    /// Keeps the leftmost and, at one start, longest of overlapping spans.
    fn retain_longest(&mut self, spans: &mut Vec<Span>) {
        spans.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut done = 0;
        retain(spans, self.on_reject, |span| {
            if span.start < done {
                return Some(Reason::Overlaps);
            }
            done = span.end;
            None
        });
    }
}

fn as_hits(spans: Vec<Span>) -> Hits {
    spans.into_iter().map(|span| Hit { span }).collect()
}

/// Returns whether a hit of another matcher stands as near to a span as it must.
fn is_near(matches: &Matches<'_>, near: &Near, utterance: usize, span: Span) -> bool {
    let others = matches.hits(near.matcher, utterance);
    let text = matches.conversation.folded(utterance);
    // Hits are in order and apart, so only the last before, the first after and those in between can be nearest.
    let from = others.partition_point(|other| other.span.end <= span.start).saturating_sub(1);
    let gap = |a: usize, b: usize| text.get(a..b).map_or(0, |between| between.chars().count());
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
