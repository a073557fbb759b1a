//! Whose words a rule reads, and in which part of a conversation.

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::engine::compile::compiler::Compiler;
use crate::engine::matching::conversation::PreparedConversation;
use crate::engine::matching::matches::Matches;
use crate::engine::program::matcher::MatcherId;
use huashu_model::summary::Outcome;
use huashu_model::transcript::Time;
use huashu_rulebook::{Extent, RoleFilter, Same, ScopeSpec, Which, WithinSpec};

/// The words a rule reads.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) role: RoleFilter,
    pub(crate) anchor: Option<Anchor>,
    pub(crate) within: Option<WithinSpec>,
    /// Each agent's part of a transferred conversation is read by itself.
    pub(crate) per_agent: bool,
    /// Whether words that were taken back are read.
    pub(crate) recalled: bool,
}

/// The moments that raise a demand.
#[derive(Debug)]
pub(crate) struct Anchor {
    pub(crate) matcher: MatcherId,
    pub(crate) role: RoleFilter,
    pub(crate) which: Which,
    pub(crate) merge: bool,
    pub(crate) within: Option<WithinSpec>,
}

/// The utterances a rule reads, once for the conversation or once for each anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window<'w> {
    /// The utterance that raised the demand.
    pub(crate) anchor: Option<usize>,
    /// The utterances to be read, in order.
    pub(crate) utterances: Cow<'w, [usize]>,
}

/// The windows of a scope; seldom more than one.
pub(crate) type Windows<'w> = SmallVec<[Window<'w>; 2]>;

impl Window<'_> {
    /// Returns whether another window reads the very same words, as those of several anchors may.
    pub(crate) fn shares_words_with(&self, other: &Window<'_>) -> bool {
        std::ptr::eq::<[usize]>(&*self.utterances, &*other.utterances)
    }
}

/// A rule about seconds on a log without times.
pub(crate) const NO_TIME: Outcome = Outcome::NotCheckable("no-time");
/// A limit that the log's times are too coarse for, such as 30 seconds where they are given in minutes.
pub(crate) const COARSE_TIMES: Outcome = Outcome::NotCheckable("coarse-times");
/// A wait in a conversation whose times go back and forth.
pub(crate) const OUT_OF_ORDER: Outcome = Outcome::NotCheckable("times-out-of-order");

impl Scope {
    /// Compiles whose words a rule reads and where.
    pub(crate) fn compile(role: RoleFilter, spec: &ScopeSpec, compiler: &mut Compiler<'_>) -> Self {
        let when = spec.when.as_ref();
        let anchor = when.map(|when| Anchor {
            matcher: compiler.matcher(&when.matcher),
            role: when.role.unwrap_or(role),
            which: when.which,
            merge: when.merge,
            within: when.within.clone(),
        });
        Scope { role, anchor, within: spec.within.clone(), per_agent: spec.per_agent, recalled: true }
    }

    /// Passes over words that were taken back: they fulfil no demand, and none is made of them.
    pub(crate) fn without_recalled(self) -> Self {
        Scope { recalled: false, ..self }
    }

    /// Returns the matcher that finds anchors, and in whose words.
    pub(crate) fn anchor_trigger(&self) -> Option<(MatcherId, RoleFilter)> {
        self.anchor.as_ref().map(|anchor| (anchor.matcher, anchor.role))
    }

    /// Returns the roles whose words the scope reads.
    pub(crate) fn role(&self) -> RoleFilter {
        self.role
    }

    /// Returns whether the words are read wherever they stand.
    pub(crate) fn is_everywhere(&self) -> bool {
        self.anchor.is_none() && self.within.is_none()
    }

    /// Returns the outcome of a prohibition that nothing has breached.
    pub(crate) fn outcome_without_breach(&self, matches: &Matches<'_>) -> Outcome {
        let looked = if self.is_everywhere() {
            matches.conversation.has_speaker(self.role)
        } else {
            match self.windows(matches) {
                Ok(windows) => windows.iter().any(|window| !window.utterances.is_empty()),
                Err(outcome) => return outcome,
            }
        };
        if looked { Outcome::Pass } else { Outcome::NotApplicable }
    }

    /// Returns the windows to read, or the outcome where there is nothing to judge by.
    pub(crate) fn windows<'w>(&self, matches: &'w Matches<'_>) -> Result<Windows<'w>, Outcome> {
        let conversation = &matches.conversation;
        let said = conversation.said_by(self.role, self.recalled);
        let Some(anchor) = &self.anchor else {
            if !self.per_agent {
                return Ok(SmallVec::from_iter([self.window(conversation, said)?]));
            }
            return by_agent(conversation, said).into_iter().map(|part| self.window(conversation, part)).collect();
        };
        let mut windows = Windows::new();
        for at in anchor.utterances(matches)? {
            let utterances = match &self.within {
                Some(within) => around_anchor(conversation, said, at, within)?,
                None => Cow::Borrowed(said),
            };
            windows.push(Window { anchor: Some(at), utterances });
        }
        if windows.is_empty() { Err(Outcome::NotApplicable) } else { Ok(windows) }
    }

    /// Returns the window of a scope without anchors.
    fn window<'w>(
        &self,
        conversation: &PreparedConversation<'_>,
        said: &'w [usize],
    ) -> Result<Window<'w>, Outcome> {
        let utterances = match &self.within {
            Some(within) => cut_ends(conversation, said, within)?,
            None => Cow::Borrowed(said),
        };
        Ok(Window { anchor: None, utterances })
    }

    /// Returns the utterance where a missing element belonged.
    pub(crate) fn place(&self, window: &Window<'_>) -> usize {
        let within = self.within.clone().unwrap_or_default();
        let first = window.utterances.first().copied();
        let last = window.utterances.last().copied();
        let place = match window.anchor {
            Some(anchor) if within.same != Same::Not || within.after.is_none() => Some(anchor),
            Some(_) => first,
            None if within.last.is_some() => last,
            None => first,
        };
        place.or(window.anchor).unwrap_or(0)
    }
}

/// Utterances that are anchors.
type AnchorUtterances = SmallVec<[usize; 8]>;

impl Anchor {
    /// Returns the utterances that are anchors, in order.
    fn utterances(&self, matches: &Matches<'_>) -> Result<AnchorUtterances, Outcome> {
        if !matches.may_hit(self.matcher, self.role) {
            return Ok(AnchorUtterances::new());
        }
        let conversation = &matches.conversation;
        let said = conversation.said_by(self.role, true);
        let is_hit = |at: &usize| matches.is_hit(self.matcher, *at);
        let mut hits = said.iter().copied();
        let mut anchors: AnchorUtterances = match self.which {
            // One is enough where the others have no part in the choice.
            Which::First if !self.merge && self.within.is_none() => hits.find(is_hit).into_iter().collect(),
            Which::Last if self.within.is_none() => hits.rfind(is_hit).into_iter().collect(),
            _ => hits.filter(is_hit).collect(),
        };
        // Without a hit there is nothing to judge, whatever the times.
        if let Some(within) = self.within.as_ref().filter(|_| !anchors.is_empty()) {
            let read = cut_ends(conversation, said, within)?;
            anchors.retain(|at| read.binary_search(at).is_ok());
        }
        if self.merge {
            // The last of a turn stands for all: what follows is counted from it.
            let mut later = None;
            anchors.reverse();
            anchors.retain(|at| later.replace(conversation.turn(*at)) != Some(conversation.turn(*at)));
            anchors.reverse();
        }
        match self.which {
            Which::Each => {}
            Which::First => anchors.truncate(1),
            Which::Last => drop(anchors.drain(..anchors.len().saturating_sub(1))),
        }
        Ok(anchors)
    }
}

/// Splits utterances where another agent takes over; one whose agent the log does not name stays with those before it.
fn by_agent<'s>(conversation: &PreparedConversation<'_>, said: &'s [usize]) -> Vec<&'s [usize]> {
    let agent = |utterance: usize| conversation.as_read.agent_of(utterance);
    let mut parts = Vec::new();
    let mut from = 0;
    let mut current = None;
    for (index, utterance) in said.iter().copied().enumerate() {
        let speaking = agent(utterance);
        if current.is_some() && speaking.is_some() && speaking != current {
            parts.push(&said[from..index]);
            from = index;
        }
        current = speaking.or(current);
    }
    parts.push(&said[from..]);
    parts
}

/// Cuts the start or the end off the utterances of a role.
fn cut_ends<'s>(
    conversation: &PreparedConversation<'_>,
    said: &'s [usize],
    within: &WithinSpec,
) -> Result<Cow<'s, [usize]>, Outcome> {
    let kept = match within.first {
        Some(extent) => first(conversation, said, extent)?,
        None => Cow::Borrowed(said),
    };
    match (within.last, kept) {
        (None, kept) => Ok(kept),
        (Some(extent), Cow::Borrowed(kept)) => last(conversation, kept, extent),
        (Some(extent), Cow::Owned(kept)) => Ok(Cow::Owned(last(conversation, &kept, extent)?.into_owned())),
    }
}

fn first<'s>(
    conversation: &PreparedConversation<'_>,
    said: &'s [usize],
    extent: Extent,
) -> Result<Cow<'s, [usize]>, Outcome> {
    Ok(match extent {
        Extent::Utterances(count) => Cow::Borrowed(&said[..count.min(said.len())]),
        Extent::Turns(count) => Cow::Borrowed(&said[..turns_end(conversation, said.iter().copied(), count)]),
        Extent::Millis(limit) => {
            let start = conversation.utterances().first().and_then(|utterance| utterance.time);
            within_time(conversation, said, |time| is_no_later(start?, time, limit))?
        }
    })
}

fn last<'s>(
    conversation: &PreparedConversation<'_>,
    said: &'s [usize],
    extent: Extent,
) -> Result<Cow<'s, [usize]>, Outcome> {
    Ok(match extent {
        Extent::Utterances(count) => Cow::Borrowed(&said[said.len().saturating_sub(count)..]),
        Extent::Turns(count) => {
            let kept = turns_end(conversation, said.iter().rev().copied(), count);
            Cow::Borrowed(&said[said.len() - kept..])
        }
        Extent::Millis(limit) => {
            let end = conversation.utterances().last().and_then(|utterance| utterance.time);
            within_time(conversation, said, |time| is_no_later(time, end?, limit))?
        }
    })
}

/// Returns how many of the utterances belong to the first `count` turns among them.
fn turns_end(conversation: &PreparedConversation<'_>, said: impl Iterator<Item = usize>, count: usize) -> usize {
    let mut seen = 0;
    let mut current = None;
    let mut kept = 0;
    for utterance in said {
        let turn = conversation.turn(utterance);
        if current != Some(turn) {
            current = Some(turn);
            seen += 1;
        }
        if seen > count {
            break;
        }
        kept += 1;
    }
    kept
}

/// Keeps the utterances whose time is within a limit: the first of them, or the last.
fn within_time<'s>(
    conversation: &PreparedConversation<'_>,
    said: &'s [usize],
    is_within: impl Fn(Time) -> Option<Result<bool, Outcome>>,
) -> Result<Cow<'s, [usize]>, Outcome> {
    let is_within = |utterance: usize| {
        let time = conversation.utterances()[utterance].time.ok_or(NO_TIME)?;
        is_within(time).unwrap_or(Err(NO_TIME))
    };
    if said.len() > FEW && conversation.is_in_order() {
        let kept = |utterance: &usize| is_within(*utterance) == Ok(true);
        let first = if kept(&said[0]) { 0 } else { said.partition_point(|utterance| !kept(utterance)) };
        return Ok(Cow::Borrowed(&said[first..first + said[first..].partition_point(kept)]));
    }
    let mut kept: SmallVec<[usize; FEW]> = SmallVec::new();
    for utterance in said.iter().copied() {
        if is_within(utterance)? {
            kept.push(utterance);
        }
    }
    Ok(contiguous_or_copied(said, &[&kept]))
}

/// Returns whether one time is no more than `limit` milliseconds after another of its form.
fn is_no_later(from: Time, to: Time, limit: i64) -> Option<Result<bool, Outcome>> {
    Some(to.lapse_since(from)?.exceeds(limit).map(|exceeds| !exceeds).ok_or(COARSE_TIMES))
}

/// Returns the part of `said` that holds just the utterances of `parts`, or a copy where others stand between them.
fn contiguous_or_copied<'s>(said: &'s [usize], parts: &[&[usize]]) -> Cow<'s, [usize]> {
    let first = parts.iter().find_map(|part| part.first());
    let last = parts.iter().rev().find_map(|part| part.last());
    let from = first.map_or(0, |first| said.partition_point(|utterance| utterance < first));
    match said.get(from..from + parts.iter().map(|part| part.len()).sum::<usize>()) {
        Some(together) if together.last() == last => Cow::Borrowed(together),
        _ => Cow::Owned(parts.concat()),
    }
}

/// Fewer utterances than this are looked at one by one.
const FEW: usize = 16;

/// Returns the utterances around an anchor.
fn around_anchor<'s>(
    conversation: &PreparedConversation<'_>,
    said: &'s [usize],
    anchor: usize,
    within: &WithinSpec,
) -> Result<Cow<'s, [usize]>, Outcome> {
    let (earlier, own, later) = split(conversation, said, anchor, within.same);
    let time = conversation.utterances()[anchor].time;
    let before = match within.before {
        None => Cow::default(),
        Some(Extent::Millis(limit)) => {
            within_time(conversation, earlier, |other| is_no_later(other, time?, limit))?
        }
        Some(extent) => last(conversation, earlier, extent)?,
    };
    let after = match within.after {
        None => Cow::default(),
        Some(Extent::Millis(limit)) => within_time(conversation, later, |other| is_no_later(time?, other, limit))?,
        Some(extent) => first(conversation, later, extent)?,
    };
    Ok(contiguous_or_copied(said, &[&before, own, &after]))
}

/// Splits what was said into before, the anchor's own words as far as they are read, and after.
fn split<'s>(
    conversation: &PreparedConversation<'_>,
    said: &'s [usize],
    anchor: usize,
    same: Same,
) -> (&'s [usize], &'s [usize], &'s [usize]) {
    let turn = conversation.turn(anchor);
    let (from, to) = match same {
        Same::Turn => (
            said.partition_point(|utterance| conversation.turn(*utterance) < turn),
            said.partition_point(|utterance| conversation.turn(*utterance) <= turn),
        ),
        Same::Not | Same::Utterance => (
            said.partition_point(|utterance| *utterance < anchor),
            said.partition_point(|utterance| *utterance <= anchor),
        ),
    };
    let own = if same == Same::Not { &[] } else { &said[from..to] };
    (&said[..from], own, &said[to..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_stands_together_is_borrowed_and_nothing_else_gets_in(
            said in prop::collection::btree_set(0usize..40, 0..20),
            kept in prop::collection::vec(any::<bool>(), 20),
            cuts in (0usize..20, 0usize..20),
        ) {
            let said: Vec<usize> = said.into_iter().collect();
            let wanted: Vec<usize> = said.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(at, _)| *at).collect();
            let from = cuts.0.min(wanted.len());
            let to = cuts.1.clamp(from, wanted.len());
            let found = contiguous_or_copied(&said, &[&wanted[..from], &wanted[from..to], &wanted[to..]]);
            prop_assert_eq!(&*found, wanted.as_slice());
            let apart = said.windows(wanted.len().max(1)).all(|part| part != wanted);
            prop_assert_eq!(matches!(found, Cow::Owned(_)), apart && !wanted.is_empty());
        }
    }
}
