//! One text before it is sent: every rule about single utterances, and the text reworded.
#![no_main]

use std::borrow::Cow;
use std::sync::LazyLock;

use huashu_core::engine::Engine;
use huashu_core::reword::reword;
use huashu_fuzz::findings::{check, shipped};
use huashu_model::suggestion::Applicability;
use huashu_model::transcript::{Conversation, Role, Utterance};
use libfuzzer_sys::fuzz_target;

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| shipped(&["builtin:all"], &|rule| rule.body.is_about_one_utterance()));

fuzz_target!(
    init: {
        // Not part of what an input takes.
        LazyLock::force(&ENGINE);
    },
    |text: &str| {
        let utterance = Utterance { role: Role::Agent, text: Cow::Borrowed(text), ..Utterance::default() };
        let conversation = Conversation { utterances: vec![utterance], ..Conversation::default() };
        let findings = check(&ENGINE, &conversation).findings;
        let reworded = reword(text, &findings);
        assert!(reworded.left <= findings.len());
        if findings.len() == reworded.left {
            assert!(reworded.text == text && !reworded.needs_review, "nothing to put in changes nothing");
        }
        // Only a rewording that a person must look at needs a person.
        let usable = |wanted: &dyn Fn(Applicability) -> bool| {
            findings.iter().flat_map(|finding| &finding.rule.suggestions).any(|one| wanted(one.applicability))
        };
        assert!(!reworded.needs_review || usable(&|applicability| applicability == Applicability::Review));
        ENGINE.trace(&conversation, 0);
    }
);
