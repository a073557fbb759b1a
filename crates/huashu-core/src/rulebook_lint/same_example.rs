//! Examples that say nothing new, or contradict each other.

use std::collections::HashMap;

use super::subject::{RulebookCheck, Subject};
use huashu_rulebook::{Diagnostics, Example};

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/same-example",
    zh: "同一规则里重复的例子",
    en: "an example that a rule has twice",
    run,
};

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    for (_, rule) in subject.rules() {
        let mut seen: HashMap<String, &Example> = HashMap::new();
        for example in rule.examples() {
            let plain = example.text.replace(['⟦', '⟧'], "");
            let Some(first) = seen.insert(plain, example) else { continue };
            let (id, line) = (&rule.info.id, sink.sources.line(first.place));
            let message = huashu_model::message!(
                "[{id}] 这个例子与第 {line} 行的重复",
                "[{id}] this example is the same as the one on line {line}"
            );
            sink.warning(CHECK.name, example.place, message);
        }
    }
}
