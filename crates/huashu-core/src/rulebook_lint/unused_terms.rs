//! Shared matchers that nothing uses.

use super::subject::{RulebookCheck, Subject};
use crate::engine::used_terms;
use huashu_rulebook::Diagnostics;

pub(super) const CHECK: RulebookCheck =
    RulebookCheck {
        name: "lint/unused-terms", zh: "没有规则用到的 [terms]", en: "terms that no rule uses", run
    };

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    let used = used_terms(subject.rulebook, &sink.sources);
    for (name, spec) in &subject.rulebook.terms {
        if (subject.owns)(spec.place) && !used.contains(name) {
            let message = huashu_model::message!("没有规则用到 [terms.{name}]", "no rule uses [terms.{name}]");
            sink.warning(CHECK.name, spec.place, message);
        }
    }
}
