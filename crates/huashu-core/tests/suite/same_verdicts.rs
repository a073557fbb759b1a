//! Shortcuts change nothing but the time: a session, whose memory is used again
//! and again, and an engine made for one text alone give the verdicts of an
//! engine that does neither.

use std::borrow::Cow;
use std::sync::Arc;

use huashu_core::engine::Engine;
use huashu_model::transcript::{Conversation, Role, Utterance};
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
    let examples = || rulebook.rules.iter().flat_map(|rule| &rule.examples).step_by(3);
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
fn an_engine_for_one_text_says_the_same_of_it() {
    let (rulebook, mut sink) = shipped();
    let wanted = |rule: &Rule| rule.enabled && rule.body.is_about_one_utterance();
    let engine = Engine::compile(&rulebook, &mut sink, &wanted);
    let said =
        rulebook.rules.iter().flat_map(|rule| &rule.examples).flat_map(|example| &example.conversation.utterances);
    let mut breaches = 0;
    for text in said.filter(|said| said.role == Role::Agent).map(|said| said.text.as_ref()).step_by(9) {
        let draft = Utterance { role: Role::Agent, text: Cow::Borrowed(text), ..Utterance::default() };
        let draft = Conversation { utterances: vec![draft], ..Conversation::default() };
        let specialised = Engine::compile_for(text, &rulebook, &mut sink, &wanted);
        let expected = engine.check(&draft, 0);
        assert_eq!(specialised.check(&draft, 0), expected, "{text}");
        breaches += expected.findings.len();
    }
    assert!(breaches > 20, "the examples hold breaches, found {breaches}");
}
