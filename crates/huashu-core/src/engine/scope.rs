//! Whose words a rule reads, and in which part of a conversation.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::dialogue::Dialogue;
use super::program::MatcherId;
use huashu_model::summary::Outcome;
use huashu_rulebook::{Extent, RoleFilter, Same, Which, WithinSpec};

/// The words a rule reads.
#[derive(Debug)]
pub struct Scope {
    pub(super) role: RoleFilter,
    pub(super) anchor: Option<Anchor>,
    pub(super) within: Option<WithinSpec>,
    /// Each agent's part of a transferred conversation is read by itself.
    pub(super) per_agent: bool,
    /// Whether words that were taken back are read.
    pub(super) recalled: bool,
}

/// The moments that raise a demand.
#[derive(Debug)]
pub(super) struct Anchor {
    pub(super) matcher: MatcherId,
    pub(super) role: RoleFilter,
    pub(super) which: Which,
    pub(super) merge: bool,
    pub(super) within: Option<WithinSpec>,
}

/// The utterances a rule reads, once for the conversation or once for each anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window<'w> {
    /// The utterance that raised the demand.
    pub anchor: Option<usize>,
    /// The utterances to be read, in order.
    pub utterances: Cow<'w, [usize]>,
}

/// The windows of a scope; seldom more than one.
pub type Windows<'w> = SmallVec<[Window<'w>; 2]>;

impl Window<'_> {
    /// Returns whether another window reads the very same words, as those of several anchors may.
    pub fn shares_words_with(&self, other: &Window<'_>) -> bool {
        std::ptr::eq::<[usize]>(&*self.utterances, &*other.utterances)
    }
}

/// A rule about seconds on a log without times.
pub const NO_TIME: Outcome = Outcome::NotCheckable("no-time");

impl Scope {
    /// Passes over words that were taken back: they fulfil no demand, and none is made of them.
    pub fn without_recalled(self) -> Self {
        Scope { recalled: false, ..self }
    }

    /// Returns the matcher that finds anchors, and in whose words.
    pub fn anchor_watch(&self) -> Option<(MatcherId, RoleFilter)> {
        self.anchor.as_ref().map(|anchor| (anchor.matcher, anchor.role))
    }

    /// Returns the roles whose words the scope reads.
    pub fn role(&self) -> RoleFilter {
        self.role
    }

    /// Returns whether the words are read wherever they stand.
    pub fn is_everywhere(&self) -> bool {
        self.anchor.is_none() && self.within.is_none()
    }

    /// Returns the outcome of a prohibition that nothing has breached.
    pub fn outcome_of_silence(&self, dialogue: &Dialogue<'_>) -> Outcome {
        let looked = if self.is_everywhere() {
            dialogue.has_speaker(self.role)
        } else {
            match self.windows(dialogue) {
                Ok(windows) => windows.iter().any(|window| !window.utterances.is_empty()),
                Err(outcome) => return outcome,
            }
        };
        if looked { Outcome::Pass } else { Outcome::NotApplicable }
    }

    /// Returns the windows to read, or the outcome where there is nothing to judge by.
    pub fn windows<'w>(&self, dialogue: &'w Dialogue<'_>) -> Result<Windows<'w>, Outcome> {
        let said = dialogue.said_by(self.role, self.recalled);
        let Some(anchor) = &self.anchor else {
            if !self.per_agent {
                return Ok(SmallVec::from_iter([self.window(dialogue, said)?]));
            }
            return by_agent(dialogue, said).into_iter().map(|part| self.window(dialogue, part)).collect();
        };
        let mut windows = Windows::new();
        for at in anchor.places(dialogue)? {
            let utterances = match &self.within {
                Some(within) => around(dialogue, said, at, within)?,
                None => Cow::Borrowed(said),
            };
            windows.push(Window { anchor: Some(at), utterances });
        }
        if windows.is_empty() { Err(Outcome::NotApplicable) } else { Ok(windows) }
    }

    /// Returns the window of a scope without anchors.
    fn window<'w>(&self, dialogue: &Dialogue<'_>, said: &'w [usize]) -> Result<Window<'w>, Outcome> {
        let utterances = match &self.within {
            Some(within) => part(dialogue, said, within)?,
            None => Cow::Borrowed(said),
        };
        Ok(Window { anchor: None, utterances })
    }

    /// Returns the utterance where a missing element belonged.
    pub fn place(&self, window: &Window<'_>) -> usize {
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
type Places = SmallVec<[usize; 8]>;

impl Anchor {
    /// Returns the utterances that are anchors, in order.
    pub(super) fn places(&self, dialogue: &Dialogue<'_>) -> Result<Places, Outcome> {
        if !dialogue.may_hit(self.matcher, self.role) {
            return Ok(Places::new());
        }
        let said = dialogue.said_by(self.role, true);
        let is_hit = |at: &usize| dialogue.is_hit(self.matcher, *at);
        let mut hits = said.iter().copied();
        let mut places: Places = match self.which {
            // One is enough where the others have no part in the choice.
            Which::First if !self.merge && self.within.is_none() => hits.find(is_hit).into_iter().collect(),
            Which::Last if self.within.is_none() => hits.rfind(is_hit).into_iter().collect(),
            _ => hits.filter(is_hit).collect(),
        };
        // Without a hit there is nothing to judge, whatever the times.
        if let Some(within) = self.within.as_ref().filter(|_| !places.is_empty()) {
            let sought = part(dialogue, said, within)?;
            places.retain(|at| sought.binary_search(at).is_ok());
        }
        if self.merge {
            // The last of a turn stands for all: what follows is counted from it.
            let mut later = None;
            places.reverse();
            places.retain(|at| later.replace(dialogue.turn(*at)) != Some(dialogue.turn(*at)));
            places.reverse();
        }
        match self.which {
            Which::Each => {}
            Which::First => places.truncate(1),
            Which::Last => drop(places.drain(..places.len().saturating_sub(1))),
        }
        Ok(places)
    }
}

/// Splits utterances where another agent takes over; one whose agent the log does not name stays with those before it.
fn by_agent<'s>(dialogue: &Dialogue<'_>, said: &'s [usize]) -> Vec<&'s [usize]> {
    let agent = |utterance: usize| dialogue.conversation.agent_of(utterance);
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
pub(super) fn part<'s>(
    dialogue: &Dialogue<'_>,
    said: &'s [usize],
    within: &WithinSpec,
) -> Result<Cow<'s, [usize]>, Outcome> {
    let kept = match within.first {
        Some(extent) => first(dialogue, said, extent)?,
        None => Cow::Borrowed(said),
    };
    match (within.last, kept) {
        (None, kept) => Ok(kept),
        (Some(extent), Cow::Borrowed(kept)) => last(dialogue, kept, extent),
        (Some(extent), Cow::Owned(kept)) => Ok(Cow::Owned(last(dialogue, &kept, extent)?.into_owned())),
    }
}

fn first<'s>(dialogue: &Dialogue<'_>, said: &'s [usize], extent: Extent) -> Result<Cow<'s, [usize]>, Outcome> {
    Ok(match extent {
        Extent::Utterances(count) => Cow::Borrowed(&said[..count.min(said.len())]),
        Extent::Turns(count) => Cow::Borrowed(&said[..turns_end(dialogue, said.iter().copied(), count)]),
        Extent::Millis(limit) => {
            let start = dialogue.conversation.utterances.first().and_then(|utterance| utterance.time);
            timed(dialogue, said, |time| Some(time.since(start?)? <= limit))?
        }
    })
}

fn last<'s>(dialogue: &Dialogue<'_>, said: &'s [usize], extent: Extent) -> Result<Cow<'s, [usize]>, Outcome> {
    Ok(match extent {
        Extent::Utterances(count) => Cow::Borrowed(&said[said.len().saturating_sub(count)..]),
        Extent::Turns(count) => {
            let kept = turns_end(dialogue, said.iter().rev().copied(), count);
            Cow::Borrowed(&said[said.len() - kept..])
        }
        Extent::Millis(limit) => {
            let end = dialogue.conversation.utterances.last().and_then(|utterance| utterance.time);
            timed(dialogue, said, |time| Some(end?.since(time)? <= limit))?
        }
    })
}

/// Returns how many of the utterances belong to the first `count` turns among them.
fn turns_end(dialogue: &Dialogue<'_>, said: impl Iterator<Item = usize>, count: usize) -> usize {
    let mut seen = 0;
    let mut current = None;
    let mut kept = 0;
    for utterance in said {
        let turn = dialogue.turn(utterance);
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
fn timed<'s>(
    dialogue: &Dialogue<'_>,
    said: &'s [usize],
    holds: impl Fn(huashu_model::transcript::Time) -> Option<bool>,
) -> Result<Cow<'s, [usize]>, Outcome> {
    let holds = |utterance: usize| {
        let time = dialogue.conversation.utterances[utterance].time.ok_or(NO_TIME)?;
        holds(time).ok_or(NO_TIME)
    };
    if said.len() > FEW && dialogue.is_in_order() {
        let kept = |utterance: &usize| holds(*utterance) == Ok(true);
        let first = if kept(&said[0]) { 0 } else { said.partition_point(|utterance| !kept(utterance)) };
        return Ok(Cow::Borrowed(&said[first..first + said[first..].partition_point(kept)]));
    }
    let mut kept: SmallVec<[usize; FEW]> = SmallVec::new();
    for utterance in said.iter().copied() {
        if holds(utterance)? {
            kept.push(utterance);
        }
    }
    Ok(together(said, &[&kept]))
}

/// Returns the part of `said` that holds just the utterances of `parts`, or a copy where others stand between them.
fn together<'s>(said: &'s [usize], parts: &[&[usize]]) -> Cow<'s, [usize]> {
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
pub(super) fn around<'s>(
    dialogue: &Dialogue<'_>,
    said: &'s [usize],
    anchor: usize,
    within: &WithinSpec,
) -> Result<Cow<'s, [usize]>, Outcome> {
    let (earlier, own, later) = split(dialogue, said, anchor, within.same);
    let time = dialogue.conversation.utterances[anchor].time;
    let before = match within.before {
        None => Cow::default(),
        Some(Extent::Millis(limit)) => timed(dialogue, earlier, |other| Some(time?.since(other)? <= limit))?,
        Some(extent) => last(dialogue, earlier, extent)?,
    };
    let after = match within.after {
        None => Cow::default(),
        Some(Extent::Millis(limit)) => timed(dialogue, later, |other| Some(other.since(time?)? <= limit))?,
        Some(extent) => first(dialogue, later, extent)?,
    };
    Ok(together(said, &[&before, own, &after]))
}

/// Splits what was said into before, the anchor's own words as far as they are read, and after.
fn split<'s>(
    dialogue: &Dialogue<'_>,
    said: &'s [usize],
    anchor: usize,
    same: Same,
) -> (&'s [usize], &'s [usize], &'s [usize]) {
    let turn = dialogue.turn(anchor);
    let (from, to) = match same {
        Same::Turn => (
            said.partition_point(|utterance| dialogue.turn(*utterance) < turn),
            said.partition_point(|utterance| dialogue.turn(*utterance) <= turn),
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
            let found = together(&said, &[&wanted[..from], &wanted[from..to], &wanted[to..]]);
            prop_assert_eq!(&*found, wanted.as_slice());
            let apart = said.windows(wanted.len().max(1)).all(|part| part != wanted);
            prop_assert_eq!(matches!(found, Cow::Owned(_)), apart && !wanted.is_empty());
        }
    }
}
