//! `require`: what must be said, in a scope or around an anchor.

use super::spec::Spec;
use crate::language::diagnostics::Diagnostics;
use crate::language::matcher::{MatcherSpec, require_something};
use crate::language::scope::ScopeSpec;
use crate::language::table_reader::TableReader;

/// A rule of the kind `require` as written.
#[derive(Debug)]
pub struct RequireSpec {
    /// What must be said.
    pub matcher: MatcherSpec,
    /// Where, or around which anchor.
    pub scope: ScopeSpec,
    /// Whether every utterance must hold it, and not one of them.
    pub every: bool,
}

impl Spec for RequireSpec {
    const NAME: &str = "require";
    const ZH: &str = "必须说的话：范围内（或每个锚点周围）没有说到，就是一条发现。";
    const EN: &str = "What must be said: a scope, or the surroundings of an anchor, without it is a finding.";

    fn read(view: &TableReader<'_>, sink: &mut Diagnostics) -> Self {
        let matcher = MatcherSpec::read(view, sink);
        require_something(&matcher, sink);
        let scope = ScopeSpec::read(view, sink);
        let every = view.boolean("every", sink).unwrap_or(false);
        RequireSpec { matcher, scope, every }
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        std::iter::once(&self.matcher).chain(self.scope.anchor()).collect()
    }
}


