use std::sync::Arc;

use super::*;
use crate::confidence::Confidence;
use crate::finding::{Class, Finding, Location, RuleInfo, Severity};
use crate::language::Bilingual;
use crate::outcome::Outcome;
use crate::text::Span;
use crate::transcript::Role;

fn rule(id: &str, points: f64, class: Class, fatal: bool) -> Arc<RuleInfo> {
    Arc::new(RuleInfo {
        id: id.to_owned(),
        severity: Severity::Error,
        class,
        points,
        fatal,
        title: Bilingual::default(),
        why: Bilingual::default(),
        source: Vec::new(),
        suggestions: Vec::new(),
        confidence: Confidence::Certain,
    })
}

fn rules() -> Vec<Arc<RuleInfo>> {
    vec![
        rule("attitude/rude", 5.0, Class::Customer, false),
        rule("opening/name", 3.0, Class::Minor, false),
        rule("hold/thanks", 2.0, Class::Minor, false),
        rule("privacy/ask", 10.0, Class::Compliance, true),
    ]
}

fn finding(rule: &Arc<RuleInfo>, agent: &str, confidence: Confidence) -> Finding {
    let location = Location { file: "a".into(), line: 1, cell: None, conversation: "c".into() };
    let mut finding = Finding::new(Arc::clone(rule), location, 0, Role::Agent, "x", Span::new(0, 1));
    finding.agent = Some(agent.to_owned());
    finding.confidence = confidence;
    finding
}

const PASS: Outcome = Outcome::Pass;
const FAIL: Outcome = Outcome::Fail;
const ABSENT: Outcome = Outcome::NotApplicable;
const UNJUDGED: Outcome = Outcome::NotCheckable("no-times");

/// Scores findings of the given rules, all of them certain.
fn score(card: Scorecard, breached: &[usize], outcomes: [Outcome; 4]) -> Score {
    let rules = rules();
    let findings: Vec<_> =
        breached.iter().map(|number| finding(&rules[*number], "1", Confidence::Certain)).collect();
    Scorer::new(card, rules.iter()).score(&findings, &outcomes, &|_| true)
}

#[test]
fn points_come_off_once_a_rule_unless_every_hit_counts() {
    let once = score(Scorecard::default(), &[0, 0, 1], [FAIL, FAIL, PASS, PASS]);
    assert_eq!((once.value, once.passed), (92.0, Some(true)));
    assert_eq!(once.deductions[0].findings, [0, 1]);
    let per_hit = Scorecard { counting: Counting::PerHit, ..Scorecard::default() };
    assert_eq!(score(per_hit.clone(), &[0, 0, 1], [FAIL, FAIL, PASS, PASS]).value, 87.0);
    let capped = score(Scorecard { cap: Some(7.0), ..per_hit }, &[0, 0], [FAIL, PASS, PASS, PASS]);
    assert_eq!((capped.value, capped.deductions[0].capped), (93.0, true));
}

#[test]
fn a_rule_may_count_otherwise_than_the_rest() {
    let points = vec![
        PointsOf {
            rules: "attitude/*".into(),
            points: Some(8.0),
            counting: Some(Counting::PerHit),
            cap: Some(12.0),
        },
        PointsOf { rules: "opening/name".into(), points: Some(0.0), counting: None, cap: None },
    ];
    let one = score(Scorecard { points, ..Scorecard::default() }, &[0, 0, 1], [FAIL, FAIL, PASS, PASS]);
    assert_eq!((one.value, one.deductions.len()), (88.0, 1));
}

#[test]
fn a_fatal_breach_zeroes_or_fails() {
    let outcomes = [PASS, PASS, PASS, FAIL];
    let zero = score(Scorecard::default(), &[3], outcomes);
    assert_eq!((zero.value, zero.passed, zero.fatal.len()), (0.0, Some(false), 1));
    let fails = score(Scorecard { fatal: Fatal::Fail, ..Scorecard::default() }, &[3], outcomes);
    assert_eq!((fails.value, fails.passed), (90.0, Some(false)));
}

#[test]
fn what_did_not_apply_is_out_of_the_denominator() {
    let group =
        |name: &str, rule: &str, weight| ScoreGroup { name: name.into(), rules: vec![rule.to_owned()], weight };
    let groups =
        vec![group("态度", "attitude/*", 50.0), group("开场", "opening/*", 30.0), group("等待", "hold/*", 20.0)];
    let card = Scorecard { groups, ..Scorecard::default() };
    // 5 of 50 and 3 of 30 are lost; 72 of 80 are left where no hold was, 92 of 100 where one was kept.
    let without = score(card.clone(), &[0, 1], [FAIL, FAIL, ABSENT, PASS]);
    assert_eq!((without.value, without.groups[2].kept), (90.0, None));
    assert_eq!(score(card.clone(), &[0, 1], [FAIL, FAIL, PASS, PASS]).value, 92.0);
    // What could not be judged is no pass either.
    assert_eq!(score(card.clone(), &[0, 1], [FAIL, FAIL, UNJUDGED, PASS]).value, 90.0);
    let items = Scorecard { groups: Vec::new(), method: Method::Items, ..card };
    // 10 of the 20 points of the three rules that applied were earned, and the fatal one was kept.
    assert_eq!(score(items, &[0, 1], [FAIL, FAIL, PASS, ABSENT]).value, 20.0);
}

#[test]
fn a_group_loses_no_more_than_its_weight() {
    let group = ScoreGroup { name: "态度".into(), rules: vec!["attitude/*".into()], weight: 3.0 };
    let card = Scorecard { groups: vec![group], ..Scorecard::default() };
    let one = score(card, &[0, 1], [FAIL, FAIL, PASS, PASS]);
    assert_eq!((one.groups[0].kept, one.value), (Some(0.0), 0.0));
}

#[test]
fn what_is_not_sure_takes_nothing_off() {
    let rules = rules();
    let findings = [finding(&rules[0], "1", Confidence::Possible)];
    let scorer = Scorer::new(Scorecard::default(), rules.iter());
    assert_eq!(scorer.score(&findings, &[FAIL, PASS, PASS, PASS], &|_| true).value, 100.0);
}

#[test]
fn an_agent_pays_for_nobody_else() {
    let rules = rules();
    let findings = [finding(&rules[0], "1", Confidence::Certain), finding(&rules[1], "2", Confidence::Certain)];
    let scorer = Scorer::new(Scorecard::default(), rules.iter());
    let of = |agent: &str| {
        scorer.score(&findings, &[FAIL, FAIL, PASS, PASS], &|one| one.agent.as_deref() == Some(agent)).value
    };
    assert_eq!((of("1"), of("2"), of("3")), (95.0, 97.0, 100.0));
}

#[test]
fn bonuses_are_for_what_was_kept_and_bands_have_names() {
    let bonuses = vec![Bonus { rules: "hold/*".into(), points: 1.0 }];
    let band = |name: &str, from| Band { name: name.into(), from };
    let bands = vec![band("优秀", 95.0), band("合格", 80.0), band("不合格", 60.0)];
    let card = Scorecard { bonuses, bands, ..Scorecard::default() };
    let kept = score(card.clone(), &[0], [FAIL, PASS, PASS, PASS]);
    assert_eq!((kept.value, kept.band.as_deref()), (96.0, Some("优秀")));
    let absent = score(card.clone(), &[0, 1], [FAIL, FAIL, ABSENT, PASS]);
    assert_eq!((absent.value, absent.band.as_deref()), (92.0, Some("合格")));
    assert_eq!(score(card, &[3], [PASS, PASS, PASS, FAIL]).band.as_deref(), Some("不合格"));
}

#[test]
fn advice_is_critical_to_nobody() {
    let rules = rules();
    let scorer = Scorer::new(Scorecard::default(), rules.iter());
    let advice = Arc::new(RuleInfo { severity: Severity::Info, ..(*rules[0]).clone() });
    let findings = [finding(&advice, "1", Confidence::Certain)];
    let mut tally = Tally::default();
    tally.add(&scorer.score(&findings, &[FAIL, PASS, PASS, PASS], &|_| true), findings.iter());
    assert_eq!((tally.accuracy(Class::Customer), tally.minor_per_conversation()), (Some(1.0), Some(1.0)));
}

#[test]
fn tallies_give_the_accuracies_of_the_trade() {
    let rules = rules();
    let scorer = Scorer::new(Scorecard::default(), rules.iter());
    let mut figures = Figures::new(&scorer);
    let breached: [&[usize]; 4] = [&[], &[0, 0, 1], &[3], &[1]];
    for numbers in breached {
        let findings: Vec<_> =
            numbers.iter().map(|number| finding(&rules[*number], "1", Confidence::Certain)).collect();
        let score = scorer.score(&findings, &[PASS; 4], &|_| true);
        figures.add(&score, &findings, Some("售后"), Some("2026-11-20".to_owned()));
    }
    let all = &figures.all;
    assert_eq!(all.mean(), Some((100.0 + 92.0 + 0.0 + 97.0) / 4.0));
    assert_eq!((all.pass_rate(), all.lowest, all.fatal), (Some(0.75), Some(0.0), 1));
    let accuracies = Class::ALL.map(|class| all.accuracy(class));
    assert_eq!(accuracies[..3], [Some(0.75), Some(1.0), Some(0.75)]);
    assert_eq!(all.minor_per_conversation(), Some(0.5));
    assert_eq!(figures.tenths, [1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1]);
    assert_eq!((figures.groups.len(), figures.days.len()), (1, 1));
}
