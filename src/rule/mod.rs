//! Kinds of rules: how a rule checks a conversation. One file a kind.
//!
//! A kind reads its own keys into a [`Plan`] (what was written), which the
//! compiler turns into a [`Check`] (what runs). Adding a kind is its own file
//! and one line in [`KINDS`].

mod clock;
mod count;
mod forbid;
mod note;
mod repeat;
mod require;
mod sequence;
mod timing;

use std::fmt::Debug;

use crate::engine::{Breach, Compiler, Dialogue, MatcherId};
use crate::language::Bilingual;
use crate::rulebook::{MatcherSpec, RoleFilter, Sink, View};
use crate::summary::Outcome;

/// A way of checking.
pub trait Kind: Sync + Debug {
    /// Returns the name used in rulebooks.
    fn name(&self) -> &'static str;

    /// Returns what the kind does, in a sentence.
    fn describe(&self) -> Bilingual;

    /// Returns whether the kind reads remarks rather than talk, so that an example is one.
    fn reads_notes(&self) -> bool {
        false
    }

    /// Reads the kind's own keys; problems go to `sink`.
    fn read(&self, view: &View<'_>, sink: &mut Sink) -> Box<dyn Plan>;
}

/// The body of a rule as written.
pub trait Plan: Debug + Send + Sync {
    /// Turns the body into what runs; problems go to the compiler's sink.
    fn compile(&self, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check>;

    /// Returns the matchers as written, outermost first.
    fn matchers(&self) -> Vec<&MatcherSpec>;

    /// Returns whether the rule can be judged on one utterance alone, such as a draft or a canned reply.
    fn is_about_one_utterance(&self) -> bool {
        false
    }
}

/// The body of a rule, ready to run. Shared by all threads.
pub trait Check: Debug + Send + Sync {
    /// Returns the matchers without whose hits, in words of those roles, the check has nothing to do; empty when it
    /// always has.
    fn watches(&self) -> Vec<(MatcherId, RoleFilter)>;

    /// Returns the matchers whose hits explain the check's verdict.
    fn seeks(&self) -> Vec<MatcherId> {
        self.watches().into_iter().map(|(matcher, _)| matcher).collect()
    }

    /// Returns the outcome when no watched matcher hits anything: the same as [`Check::check`] would, only sooner.
    fn idle(&self, dialogue: &Dialogue<'_>) -> Outcome;

    /// Returns whose words are read, where the check without a hit comes to this: pass when they said anything, not
    /// applicable when they did not.
    fn passes_unless_hit(&self) -> Option<RoleFilter> {
        None
    }

    /// Checks a conversation, adding breaches in order of place.
    fn check(&self, dialogue: &Dialogue<'_>, breaches: &mut Vec<Breach>) -> Outcome;
}

/// Every kind; the first is the one meant when a rule names none.
pub const KINDS: &[&dyn Kind] = &[
    &forbid::Forbid,
    &require::Require,
    &sequence::Sequence,
    &timing::Timing,
    &count::Count,
    &repeat::Repeat,
    &clock::Clock,
    &note::Note,
];
