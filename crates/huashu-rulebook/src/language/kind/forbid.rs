//! `forbid`: what must not be said.

use super::spec::Spec;
use crate::language::diagnostics::Diagnostics;
use crate::language::matcher::{MatcherSpec, require_something};
use crate::language::scope::ScopeSpec;
use crate::language::table_reader::TableReader;

/// A rule of the kind `forbid` as written.
#[derive(Debug)]
pub struct ForbidSpec {
    /// What must not be said.
    pub matcher: MatcherSpec,
    /// Where.
    pub scope: ScopeSpec,
}

impl Spec for ForbidSpec {
    const NAME: &str = "forbid";
    const ZH: &str = "不许说的话：在范围内每命中一处，就是一条发现。";
    const EN: &str = "What must not be said: every hit in scope is a finding.";

    fn read(view: &TableReader<'_>, sink: &mut Diagnostics) -> Self {
        let matcher = MatcherSpec::read(view, sink);
        require_something(&matcher, sink);
        let scope = ScopeSpec::read(view, sink);
        ForbidSpec { matcher, scope }
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        std::iter::once(&self.matcher).chain(self.scope.anchor()).collect()
    }

    fn is_about_one_utterance(&self) -> bool {
        self.scope.is_everywhere()
    }
}


