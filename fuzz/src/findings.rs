//! What holds for whatever an engine finds.

use huashu_core::engine::{Checked, Engine};
use huashu_model::finding::Finding;
use huashu_model::language::Language;
use huashu_model::summary::Outcome;
use huashu_model::transcript::Conversation;
use huashu_rulebook::{Diagnostics, FileResolver, Rule, Rulebook};

/// Makes an engine of shipped rulebooks; `wanted` chooses among the rules that are on.
pub fn shipped(names: &[&str], wanted: &dyn Fn(&Rule) -> bool) -> Engine {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut sink = Diagnostics::default();
    let rulebook = Rulebook::load(&names, &FileResolver::default(), &mut sink);
    let engine = Engine::compile(&rulebook, &mut sink, &|rule| rule.enabled && wanted(rule));
    assert!(!sink.has_errors(), "{:?}", sink.problems);
    engine
}

/// Checks a conversation and asserts what holds for any.
pub fn check(engine: &Engine, conversation: &Conversation<'_>) -> Checked {
    let checked = engine.check(conversation, 1);
    checked.findings.iter().for_each(|found| finding(found, conversation));
    let place = |finding: &Finding| (finding.utterance, finding.span, finding.rule.id.clone());
    assert!(checked.findings.is_sorted_by_key(place), "findings stand in order");
    let rules: Vec<_> = engine.rules().collect();
    assert_eq!(rules.len(), checked.outcomes.len(), "every rule has an outcome");
    for (rule, outcome) in rules.iter().zip(&checked.outcomes) {
        let breached = checked.findings.iter().any(|finding| finding.rule.id == rule.id);
        assert_eq!(breached, *outcome == Outcome::Fail, "{} came to {outcome:?}", rule.id);
    }
    assert_eq!(engine.check(conversation, 1), checked, "checking is pure");
    checked
}

fn finding(finding: &Finding, conversation: &Conversation<'_>) {
    let count = conversation.utterances.len();
    let said = conversation.utterances.get(finding.utterance);
    assert_eq!(said.map(|utterance| &*utterance.text), Some(&*finding.text), "{finding:?}");
    assert!(finding.text.get(finding.span.start..finding.span.end).is_some(), "{finding:?}");
    assert!(finding.anchor.is_none_or(|anchor| anchor < count), "{finding:?}");
    assert!(finding.fingerprint.len() == 16, "{finding:?}");
    assert!(finding.context.is_sorted_by_key(|line| line.utterance), "{finding:?}");
    assert!(finding.context.iter().all(|line| line.utterance != finding.utterance && line.utterance < count));
    if let Some(absence) = &finding.absence {
        assert!(absence.searched.iter().all(|utterance| *utterance < count), "{finding:?}");
        if let Some(nearest) = &absence.nearest {
            assert!((0.0..=1.0).contains(&nearest.score), "{finding:?}");
            let text = conversation.utterances.get(nearest.utterance).map(|utterance| &utterance.text);
            assert!(text.is_some_and(|text| text.contains(&nearest.text)), "{finding:?}");
        }
    }
}
