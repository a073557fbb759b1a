//! A whole check: bytes to conversations to findings of the shipped rules.
#![no_main]

use std::sync::LazyLock;

use huashu_core::engine::Engine;
use huashu_fuzz::findings::{check, shipped};
use huashu_input::{Options, Source, format_from_name};
use libfuzzer_sys::fuzz_target;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| shipped(&["builtin:base", "builtin:chat"], &|_| true));
static OPTIONS: LazyLock<Options> =
    LazyLock::new(|| Options { format: format_from_name("jsonl"), ..Options::default() });

fuzz_target!(
    init: {
        // Not part of what an input takes.
        LazyLock::force(&ENGINE);
    },
    |data: &[u8]| {
        let source = Source::memory("a.jsonl", data);
        for chunk in huashu_input::read(&source, &OPTIONS) {
            for conversation in &chunk.parse(&OPTIONS).conversations {
                let checked = check(&ENGINE, conversation);
                // One rule by itself comes to the same as among all.
                for failed in checked.findings.iter().take(3) {
                    let (_, alone) = ENGINE.check_rule(&failed.rule.id, conversation);
                    assert!(alone.iter().any(|finding| finding.fingerprint == failed.fingerprint), "{failed:?}");
                }
            }
        }
    }
);
