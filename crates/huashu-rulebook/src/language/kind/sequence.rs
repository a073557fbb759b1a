//! `sequence`: steps that must come in order.

use huashu_model::language::Bilingual;

use super::spec::Spec;
use crate::language::diagnostics::Diagnostics;
use crate::language::matcher::{MatcherSpec, require_something};
use crate::language::scope::{RoleFilter, ScopeSpec, read_roles};
use crate::language::table_reader::TableReader;

/// A rule of the kind `sequence` as written.
#[derive(Debug)]
pub struct SequenceSpec {
    /// The steps, in order.
    pub steps: Vec<StepSpec>,
    /// Where.
    pub scope: ScopeSpec,
}

impl Spec for SequenceSpec {
    const NAME: &str = "sequence";
    const ZH: &str = "按次序的几步：报告第一个缺少或提前的步骤。";
    const EN: &str = "Steps in order: the first one missing or out of place is reported.";
    const NEEDS_DIALOGUE: bool = true;

    fn read(view: &TableReader<'_>, sink: &mut Diagnostics) -> Self {
        let steps: Vec<StepSpec> =
            view.tables("steps", sink).into_iter().map(|step| read_step(step, sink)).collect();
        if steps.len() < 2 {
            let message = huashu_model::message!("`steps` 至少要有两步", "`steps` needs at least two steps");
            sink.error("rulebook/too-few-steps", view.place(), message);
        }
        SequenceSpec { steps, scope: ScopeSpec::read(view, sink) }
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        self.steps.iter().map(|step| &step.matcher).chain(self.scope.anchor()).collect()
    }

    fn sought(&self) -> Vec<&MatcherSpec> {
        self.matchers()
    }
}

fn read_step(view: TableReader<'_>, sink: &mut Diagnostics) -> StepSpec {
    let name = view.bilingual("name", sink);
    let optional = view.boolean("optional", sink).unwrap_or(false);
    let role = read_roles(&view, "role", sink);
    let matcher = MatcherSpec::read(&view, sink);
    require_something(&matcher, sink);
    view.finish(sink);
    StepSpec { name, optional, role, matcher }
}

/// One step as written.
#[derive(Debug)]
pub struct StepSpec {
    /// What it is called in messages.
    pub name: Bilingual,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whose words it is; those of the rule when `None`.
    pub role: Option<RoleFilter>,
    /// What it is.
    pub matcher: MatcherSpec,
}
