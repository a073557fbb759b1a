//! What a check of any kind can be asked.

use std::fmt::Debug;

use super::breach::Breach;
use crate::engine::matching::matches::Matches;
use crate::engine::program::matcher::MatcherId;
use huashu_model::summary::Outcome;
use huashu_rulebook::RoleFilter;

/// The body of a rule, ready to run. Shared by all threads.
pub(crate) trait Check: Debug + Send + Sync {
    /// Returns the matchers without whose hits, in words of those roles, the check has nothing to do; empty when it
    /// always has.
    fn triggers(&self) -> Vec<(MatcherId, RoleFilter)>;

    /// Returns the matchers whose hits explain the check's verdict.
    fn explained_by(&self) -> Vec<MatcherId> {
        self.triggers().into_iter().map(|(matcher, _)| matcher).collect()
    }

    /// Returns the outcome when no triggering matcher hits anything: the same as [`Check::check`] would, only sooner.
    fn outcome_without_hits(&self, matches: &Matches<'_>) -> Outcome;

    /// Returns whose words are read, where the check without a hit comes to this: pass when they said anything, not
    /// applicable when they did not.
    fn passes_without_hit(&self) -> Option<RoleFilter> {
        None
    }

    /// Checks a conversation, adding breaches in order of place.
    fn check(&self, matches: &Matches<'_>, breaches: &mut Vec<Breach>) -> Outcome;
}
