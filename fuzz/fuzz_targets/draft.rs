//! One text before it is sent: every rule about single utterances, and the text reworded.
#![no_main]

use std::sync::LazyLock;

use huashu_core::engine::Engine;
use huashu_core::reword::{Judged, draft_conversation, reword};
use huashu_fuzz::findings::{check, shipped};
use libfuzzer_sys::fuzz_target;

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| shipped(&["builtin:all"], &|rule| rule.body.is_about_one_utterance()));

fuzz_target!(
    init: {
        // Not part of what an input takes.
        LazyLock::force(&ENGINE);
    },
    |text: &str| {
        let reworded = reword(text, &mut |draft: &str| Judged::new(check(&ENGINE, &draft_conversation(draft)).findings, &ENGINE));
        if reworded.findings.is_empty() {
            assert!(reworded.text == text && reworded.left.is_empty(), "nothing to put right changes nothing");
        }
        assert!(reworded.needs_review || (reworded.left.is_empty() && reworded.placeholders.is_empty()));
        assert!(reworded.placeholders.iter().all(|place| reworded.text.get(place.start..place.end).is_some()));
        let conversation = draft_conversation(text);
        ENGINE.trace(&conversation, 0);
    }
);
