use std::sync::Arc;

use huashu_model::confidence::Confidence;
use huashu_model::evaluation::{AgentPart, Evaluation};
use huashu_model::finding::{Class, Finding, Location, RuleInfo, Severity};
use huashu_model::language::{Bilingual, Language};
use huashu_model::score::Score;
use huashu_model::summary::{Outcome, Summary};
use huashu_model::text::Span;
use huashu_model::transcript::Role;

use super::compare::Comparing;
use super::*;

fn rule(id: &str, severity: Severity) -> Arc<RuleInfo> {
    Arc::new(RuleInfo {
        id: id.to_owned(),
        severity,
        class: Class::Minor,
        points: 5.0,
        fatal: false,
        title: Bilingual::default(),
        why: Bilingual::default(),
        source: Vec::new(),
        suggestions: Vec::new(),
        confidence: Confidence::Certain,
    })
}

fn judged(findings: &[(&Arc<RuleInfo>, usize, Span)], outcomes: &[Outcome], score: f64) -> Evaluation {
    let location = Location { file: "a.jsonl".into(), line: 1, conversation: "c1".into(), cell: None };
    let finding = |(rule, utterance, span): &(&Arc<RuleInfo>, usize, Span)| {
        Finding::new(Arc::clone(rule), location.clone(), *utterance, Role::Agent, "我不知道哦", *span)
    };
    let agent = AgentPart { key: "7".into(), name: None, utterances: 1, score: Score::default() };
    Evaluation {
        findings: findings.iter().map(finding).collect(),
        outcomes: outcomes.to_vec(),
        agents: vec![agent],
        score: Score { value: score, passed: Some(score >= 80.0), ..Score::default() },
        ..Evaluation::new(location.clone())
    }
}

fn compared(rules: Pair<Vec<Arc<RuleInfo>>>, old: &Evaluation, new: &Evaluation) -> Comparison {
    let mut comparing = Comparing::new(rules, 2);
    comparing.add(old, new);
    let rulebook = |name: &str| Rulebook { name: name.to_owned(), fingerprint: name.to_owned() };
    comparing.finish([rulebook("old"), rulebook("new")], [Summary::default(), Summary::default()])
}

#[test]
fn a_finding_is_the_same_by_rule_utterance_and_place() {
    let (kept, gone) = (rule("a/kept", Severity::Error), rule("a/gone", Severity::Warning));
    let (words, more) = (Span::new(3, 12), Span::new(3, 15));
    let old = judged(
        &[(&kept, 1, words), (&kept, 1, words), (&kept, 2, words), (&gone, 1, words)],
        &[Outcome::Fail; 2],
        70.0,
    );
    let new = judged(&[(&kept, 1, words), (&kept, 2, more)], &[Outcome::Fail], 90.0);
    let comparison = compared([vec![kept.clone(), gone.clone()], vec![kept.clone()]], &old, &new);
    assert_eq!(comparison.findings, Counts { same: 1, gained: 1, lost: 3 });
    assert_eq!(comparison.rules["a/gone"].findings, Counts { same: 0, gained: 0, lost: 1 });
    assert_eq!(comparison.agents["7"], comparison.findings);
    assert_eq!(comparison.changed_from(Severity::Error), 3);
    assert_eq!(comparison.changed_from(Severity::Warning), 4);
    assert_eq!(comparison.scores, Scores { higher: 1, now_passed: 1, ..Scores::default() });
}

#[test]
fn outcomes_are_compared_by_name_of_the_rule_not_by_its_number() {
    let (one, two) = (rule("a/one", Severity::Error), rule("a/two", Severity::Error));
    let old = judged(&[], &[Outcome::Pass, Outcome::NotCheckable("no-time")], 100.0);
    let new = judged(&[], &[Outcome::Pass, Outcome::NotApplicable], 100.0);
    let comparison = compared([vec![one.clone(), two.clone()], vec![two, one]], &old, &new);
    assert!(comparison.rules["a/one"].outcomes.is_empty(), "what passed and no longer arises is no news");
    assert_eq!(comparison.rules["a/two"].outcomes[&["not-checkable", "pass"]], 1);
    assert!(comparison.rules["a/two"].is_changed() && !comparison.rules["a/one"].is_changed());
}

#[test]
fn examples_are_few_and_counted_for_people_from_one() {
    let gained = rule("a/new", Severity::Info);
    let at = |utterance| (&gained, utterance, Span::new(3, 12));
    let new = judged(&[at(0), at(1), at(2)], &[Outcome::Fail], 100.0);
    let comparison = compared([Vec::new(), vec![gained.clone()]], &judged(&[], &[], 100.0), &new);
    assert_eq!(comparison.rules["a/new"].gained.len(), 2);
    let text = crate::page::text(&page(&comparison, Language::Chinese));
    assert!(text.contains("第 1 句") && text.contains("我⟦不知道⟧哦") && text.contains("提示（新）"), "{text}");
    let value = json(&comparison, Language::Chinese).expect("is JSON");
    assert_eq!(value["rules"]["a/new"]["gained"][0]["utterance"], 0);
    assert_eq!(value["rules"]["a/new"]["severity"], serde_json::json!([null, "info"]));
}
