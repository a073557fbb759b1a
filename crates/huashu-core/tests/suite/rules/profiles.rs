//! Profiles of conversations, and how sure findings are.

use huashu_core::engine::Engine;
use huashu_model::confidence::{Confidence, Ground};
use huashu_model::transcript::{Conversation, Role, Utterance};

use super::{codes, keeps, load};

const PROFILES: &str = r#"
[profiles.letter]
shows = { letter = 10 }
rules = { "t/hello" = "off" }

[profiles.voice]
when = { channel = ["call", "phone*"] }
shows = { phrases = ["请按{num}"], role = "any" }
rules = { "t/*" = { add = { not-in = ["{hit}，您好"] } } }
"#;

#[test]
fn rules_change_in_conversations_of_a_sort() {
    let rules = r#"
[[rule]]
id = "t/wei"
phrases = ["喂"]
bad = ["⟦喂⟧，您好", ["@channel=call", "客服: ⟦喂⟧在吗"], ["@channel=web", "系统: 请按1", "客服: ⟦喂⟧，您好"]]
good = [["@channel=call", "客服: 喂，您好"], ["@channel=phone-2", "客服: 喂，您好"], ["系统: 请按1", "客服: 喂，您好"]]

[[rule]]
id = "t/hello"
kind = "require"
phrases = ["您好"]
within = { first = "1 turn" }
bad = ["好的", ["客服: 来信已经收到正在核实", "客服: 好的"]]
not-applicable = ["来信已经收到，我们正在核实"]
"#;
    keeps(&format!("{rules}{PROFILES}"));
}

#[test]
fn mistakes_in_profiles_are_reported() {
    let rule = "[[rule]]\nid = \"t/x\"\nphrases = [\"甲\"]\n";
    for (body, code) in [
        ("title = \"甲\"", "rulebook/empty-profile"),
        ("shows = \"talk\"", "rulebook/unknown-value"),
        ("when = { channel = \"call\" }\nrules = { \"t/y\" = \"off\" }", "rulebook/unknown-rule"),
        ("when = { channel = \"call\" }\nrules = { \"t/x\" = { phrase = [\"乙\"] } }", "rulebook/unknown-key"),
    ] {
        assert!(codes(&format!("{rule}[profiles.p]\n{body}\n")).contains(&code), "{body}");
    }
}

#[test]
fn a_finding_is_as_sure_as_its_weakest_ground() {
    let rules = r#"
[[rule]]
id = "t/x"
phrases = ["不知道", "不是{any:0..6}说了"]
pattern = "甲+"
subject = ["agent", "nobody"]

[[rule]]
id = "t/limited"
phrases = ["不行"]
confidence = "likely"
"#;
    let (rulebook, mut sink) = load(rules);
    let engine = Engine::compile(&rulebook, &mut sink, &|_| true);
    assert!(sink.problems.is_empty());
    for (channel, text, confidence, grounds) in [
        ("web", "我不知道", Confidence::Certain, vec![Ground::ExactPhrase, Ground::SubjectNamed]),
        ("web", "不知道", Confidence::Likely, vec![Ground::ExactPhrase, Ground::SubjectInferred]),
        ("web", "我不是都说了", Confidence::Likely, vec![Ground::GappedPhrase, Ground::SubjectNamed]),
        ("web", "我甲", Confidence::Likely, vec![Ground::Pattern, Ground::SubjectNamed]),
        ("web", "不行", Confidence::Likely, vec![Ground::ExactPhrase, Ground::RuleLimit]),
        (
            "call",
            "呃我不知道",
            Confidence::Possible,
            vec![Ground::ExactPhrase, Ground::SubjectNamed, Ground::RecognitionNoise],
        ),
    ] {
        let utterance = Utterance { role: Role::Agent, text: text.into(), ..Utterance::default() };
        let channel = Some(channel.into());
        let conversation = Conversation { utterances: vec![utterance], channel, ..Conversation::default() };
        let findings = engine.check(&conversation, 0).findings;
        let found: Vec<_> = findings.iter().map(|finding| (finding.confidence, finding.grounds.clone())).collect();
        assert_eq!(found, [(confidence, grounds)], "{text}");
    }
}
