//! Titles are headings: they end without a full stop and stay short.

use super::subject::{RulebookCheck, Subject};
use huashu_rulebook::Diagnostics;

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/title-style",
    zh: "标题以句号结尾，或太长",
    en: "a title that ends with a full stop or is too long",
    run,
};

/// Longer titles break the lines of every report. In characters.
const LONGEST: usize = 80;

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    for (_, rule) in subject.rules() {
        let place = rule.table.get("title").map_or(rule.place, |entry| entry.node.place);
        let id = &rule.info.id;
        for title in [&rule.info.title.zh, &rule.info.title.en].into_iter().flatten() {
            if title.trim_end().ends_with(['。', '.', '．']) {
                let message = huashu_model::message!(
                    "[{id}] 标题不用句号结尾：「{title}」",
                    "[{id}] a title ends without a full stop: “{title}”"
                );
                sink.warning(CHECK.name, place, message);
            }
            if title.chars().count() > LONGEST {
                let message = huashu_model::message!(
                    "[{id}] 标题超过 {LONGEST} 个字：「{title}」",
                    "[{id}] the title is longer than {LONGEST} characters: “{title}”"
                );
                sink.warning(CHECK.name, place, message);
            }
        }
    }
}
