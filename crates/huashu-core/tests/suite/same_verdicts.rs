//! Shortcuts change nothing but the time: a session, whose memory is used again
//! and again, and an engine made for some texts alone give the verdicts of an
//! engine that does neither.

use std::sync::Arc;

use huashu_core::engine::Engine;
use huashu_model::transcript::Conversation;
use huashu_rulebook::{Diagnostics, FileResolver, Rule, Rulebook};

fn shipped() -> (Rulebook, Diagnostics) {
    let options = FileResolver::default();
    let mut sink = Diagnostics::default();
    let rulebook = Rulebook::load(&["builtin:all".to_owned()], &options, &mut sink);
    (rulebook, sink)
}

#[test]
fn a_session_says_the_same_whatever_it_checked_before() {
    let (rulebook, mut sink) = shipped();
    let engine = Arc::new(Engine::compile(&rulebook, &mut sink, &|rule| rule.enabled));
    let examples = || rulebook.rules.iter().flat_map(|rule| rule.examples()).step_by(3);
    let fresh: Vec<_> = examples().map(|example| engine.check(&example.conversation, 1)).collect();
    assert!(fresh.iter().any(|checked| !checked.findings.is_empty()));
    let mut session = engine.session();
    for round in 0..2 {
        for (example, expected) in examples().zip(&fresh) {
            assert_eq!(&session.check(&example.conversation, 1), expected, "round {round}: {}", example.text);
        }
    }
}

#[test]
fn an_engine_for_some_texts_says_the_same_of_them() {
    let (rulebook, mut sink) = shipped();
    let wanted = |rule: &Rule| rule.enabled;
    let engine = Engine::compile(&rulebook, &mut sink, &wanted);
    let examples: Vec<&Conversation<'_>> =
        rulebook.rules.iter().flat_map(|rule| rule.examples()).map(|example| &example.conversation).collect();
    let mut findings = 0;
    // One conversation, and many together.
    for some in examples.iter().step_by(11).map(std::slice::from_ref).chain(examples.chunks(300)) {
        let said = some.iter().flat_map(|conversation| &conversation.utterances);
        let texts: Vec<&str> = said.map(|utterance| utterance.text.as_ref()).collect();
        let specialised = Engine::compile_for(&texts, &rulebook, &mut sink, &wanted);
        for conversation in some {
            let expected = engine.check(conversation, 0);
            assert_eq!(specialised.check(conversation, 0), expected, "{conversation:?}");
            findings += expected.findings.len();
        }
    }
    assert!(findings > 1000, "the examples hold breaches, found {findings}");
}
