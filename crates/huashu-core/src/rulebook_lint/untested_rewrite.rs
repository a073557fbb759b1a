//! Rewritings that no example shows.

use super::subject::{RulebookCheck, Subject};
use huashu_rulebook::Diagnostics;

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/untested-rewrite",
    zh: "没有例子的 [[rule.rewrite]]",
    en: "a [[rule.rewrite]] without an example",
    run,
};

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    for (_, rule) in subject.rules() {
        for rewrite in rule.rewrites.iter().filter(|rewrite| rewrite.examples.is_empty()) {
            let id = &rule.info.id;
            let message = huashu_model::message!(
                "[{id}] 这条改写没有例子：加上 examples = [[\"原话\", \"改成\"]]",
                "[{id}] no example shows this rewriting: add examples = [[\"said\", \"rewritten\"]]"
            );
            sink.warning(CHECK.name, rewrite.place, message);
        }
    }
}
