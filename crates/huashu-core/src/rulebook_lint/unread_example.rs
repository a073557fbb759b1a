//! Lines of dialogue with words before the colon that nobody reads.

use super::subject::{RulebookCheck, Subject};
use huashu_rulebook::{Diagnostics, unread_words};

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/unread-example",
    zh: "例子里有看不懂的内容",
    en: "an example with words that mean nothing",
    run,
};

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    for (_, rule) in subject.rules() {
        let id = &rule.info.id;
        for example in rule.examples() {
            if example.conversation.utterances.is_empty() {
                let message =
                    huashu_model::message!("[{id}] 例子里一句话也没有", "[{id}] the example holds no utterance");
                sink.error(CHECK.name, example.place, message);
            }
            // A single utterance has no speaker to be read before a colon of its own.
            let lines = example.text.lines().filter(|line| !line.starts_with('@'));
            let dialogue = example.conversation.utterances.len() > 1 || example.text.contains('\n');
            for word in lines.filter(|_| dialogue).flat_map(unread_words) {
                let message = huashu_model::message!(
                    "[{id}] 例子里看不懂「{word}」：冒号前只能写角色、时间 09:30:05、#工号、自动、撤回、备注",
                    "[{id}] cannot read `{word}` in the example: before the colon stand a role, 09:30:05, #number, auto, recalled or note"
                );
                sink.error(CHECK.name, example.place, message);
            }
        }
    }
}
