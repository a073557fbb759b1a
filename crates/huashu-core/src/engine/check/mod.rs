//! How rules of each kind check a conversation. One file a kind.
//!
//! [`compile`] turns the body of a rule (what was written) into a [`Check`]
//! (what runs). It knows no files and no reports.

mod clock;
mod count;
mod forbid;
mod note;
mod repeat;
mod require;
mod sequence;
mod timing;

use std::fmt::Debug;

use huashu_model::summary::Outcome;
use huashu_rulebook::{Body, RoleFilter};

use super::{Breach, Compiler, Dialogue, MatcherId};

/// The body of a rule, ready to run. Shared by all threads.
pub(super) trait Check: Debug + Send + Sync {
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

/// Turns the body of a rule into what runs; problems go to the compiler's sink.
pub(super) fn compile(body: &Body, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
    match body {
        Body::Forbid(spec) => forbid::compile(spec, role, compiler),
        Body::Require(spec) => require::compile(spec, role, compiler),
        Body::Sequence(spec) => sequence::compile(spec, role, compiler),
        Body::Timing(spec) => timing::compile(spec, role, compiler),
        Body::Count(spec) => count::compile(spec, role, compiler),
        Body::Repeat(spec) => repeat::compile(spec, role, compiler),
        Body::Clock(spec) => clock::compile(spec, role, compiler),
        Body::Note(spec) => note::compile(spec, role, compiler),
    }
}
