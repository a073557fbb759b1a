//! Regular expressions, and what they require.

use regex_syntax::hir::Hir;

use super::compiler::{Compiler, PendingGate};
use crate::engine::prefilter::required_literals::{self, Requirement};
use crate::engine::program::expression::Expression;
use crate::engine::program::matcher::Sought;
use huashu_rulebook::{MatcherSpec, Text};

impl Compiler<'_> {
    pub(super) fn add_patterns(&mut self, spec: &MatcherSpec, sought: &mut Sought, gates: &mut Vec<PendingGate>) {
        for text in &spec.patterns {
            if self.is_misused(text) {
                continue;
            }
            match regex_syntax::parse(&text.value) {
                Ok(hir) => self.add_pattern(text, &hir, sought, gates),
                Err(error) => self.report_pattern(text, &error),
            }
        }
    }

    fn add_pattern(&mut self, text: &Text, hir: &Hir, sought: &mut Sought, gates: &mut Vec<PendingGate>) {
        let known = self.specialised_for.as_ref();
        let is_met = |requirement: &Requirement| known.is_none_or(|known| known.meets(requirement));
        if self.is_trusted && !is_met(&required_literals::quick_requirement(hir)) {
            return;
        }
        let all = required_literals::requirements(hir);
        let met: Vec<Requirement> = all.iter().filter(|requirement| is_met(requirement)).cloned().collect();
        let may_match = all.is_empty() || !met.is_empty();
        if self.is_usable(&text.value, text) && may_match {
            sought.has_wildcards = true;
            self.add_expression(Expression::pattern(text.value.to_string()), &met, sought, gates);
        }
    }
}
