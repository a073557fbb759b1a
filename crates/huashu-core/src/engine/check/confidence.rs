//! How sure a finding is, from grounds that can be stated.
//!
//! A finding is as sure as its weakest ground. Looked at for findings alone.

use std::cell::{Cell, RefCell};

use super::breach::Breach;
use crate::engine::matching::matches::Matches;
use crate::engine::program::matcher::MatcherId;
use huashu_model::confidence::{Confidence, Ground};
use huashu_model::finding::RuleInfo;
use huashu_model::text::{Span, is_han};

/// Channels of which the texts are what a recogniser made of speech.
const VOICE: &[&str] = &["voice", "call", "phone", "tel", "telephone", "语音", "电话", "热线", "呼入", "呼出"];
/// Fillers that nobody types.
const FILLERS: &[&str] = &["呃", "嗯嗯啊", "那个那个", "这个这个", "就是就是", "我我", "您您", "你你", "就就"];
/// Han characters in a row, without any mark between them, that nobody types.
const LONGEST_TYPED: usize = 40;

/// What a matcher found in an utterance, by place, and on which ground.
type Found = ((MatcherId, usize), Vec<(Span, Ground)>);

/// Says of one breach after another how sure it is. What was found out about an utterance serves the breaches in it.
pub(super) struct Judge<'m, 'd> {
    matches: &'m Matches<'d>,
    /// Of the matcher and the utterance asked about last.
    grounds: RefCell<Option<Found>>,
    /// Of the utterance asked about last: whether it reads like recognised speech.
    noisy: Cell<Option<(usize, bool)>>,
}

impl<'m, 'd> Judge<'m, 'd> {
    pub(super) fn new(matches: &'m Matches<'d>) -> Self {
        Judge { matches, grounds: RefCell::default(), noisy: Cell::default() }
    }

    /// Returns how sure a breach is, and on which grounds.
    pub(super) fn judge(&self, rule: &RuleInfo, breach: &Breach) -> (Confidence, Vec<Ground>) {
        let mut grounds = Vec::new();
        match (breach.matcher, breach.span) {
            (Some(matcher), Some(span)) => self.said(matcher, breach.utterance, span, &mut grounds),
            _ if breach.absence.is_some() => grounds.push(Ground::NotFound),
            _ => grounds.push(Ground::Measured),
        }
        let reached = grounds.iter().map(|ground| ground.limit()).min().unwrap_or_default();
        if rule.confidence < reached {
            grounds.push(Ground::RuleLimit);
        }
        (reached.min(rule.confidence), grounds)
    }

    fn said(&self, matcher: MatcherId, utterance: usize, span: Span, grounds: &mut Vec<Ground>) {
        grounds.push(self.found_by(matcher, utterance, span).unwrap_or(Ground::Pattern));
        if self.matches.program().matcher(matcher).asks_for_subject() {
            grounds.push(match self.matches.spoken_of(utterance, span).is_explicit {
                true => Ground::SubjectNamed,
                false => Ground::SubjectInferred,
            });
        }
        if self.is_noisy(utterance) {
            grounds.push(Ground::RecognitionNoise);
        }
    }

    /// Returns the best ground on which a matcher hits what lies within a span.
    fn found_by(&self, matcher: MatcherId, utterance: usize, span: Span) -> Option<Ground> {
        let mut last = self.grounds.borrow_mut();
        if last.as_ref().is_none_or(|(key, _)| *key != (matcher, utterance)) {
            *last = Some(((matcher, utterance), self.matches.grounds(matcher, utterance)));
        }
        let found = last.as_ref().map_or(&[][..], |(_, found)| found);
        let first = found.partition_point(|(found, _)| found.start < span.start);
        let within = found[first..].iter().take_while(|(found, _)| found.start <= span.end);
        within.filter(|(found, _)| span.contains(*found)).map(|(_, ground)| *ground).min()
    }

    fn is_noisy(&self, utterance: usize) -> bool {
        match self.noisy.get() {
            Some((known, noisy)) if known == utterance => noisy,
            _ => {
                let noisy = is_noisy(self.matches, utterance);
                self.noisy.set(Some((utterance, noisy)));
                noisy
            }
        }
    }
}

/// Returns whether an utterance holds what a recogniser makes of speech: fillers, or – where the channel is not known –
/// a long run of characters without any mark.
fn is_noisy(matches: &Matches<'_>, utterance: usize) -> bool {
    let channel = matches.conversation.as_read.channel.as_deref();
    let is_voice = channel.is_some_and(|channel| VOICE.iter().any(|voice| channel.eq_ignore_ascii_case(voice)));
    if channel.is_some() && !is_voice {
        return false;
    }
    let text = matches.conversation.folded(utterance);
    let is_unmarked = || text.split(|c| !is_han(c)).any(|run| run.chars().count() > LONGEST_TYPED);
    FILLERS.iter().any(|filler| text.contains(filler)) || channel.is_none() && is_unmarked()
}
