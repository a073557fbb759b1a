use std::collections::BTreeSet;
use std::io::Read as _;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use html5gum::{Token, Tokenizer};
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::*;
use crate::samples;
use huashu_model::evaluation::AgentPart;
use huashu_model::finding::{ContextLine, Finding, RuleInfo, Severity};
use huashu_model::language::Language;
use huashu_model::score::{Deduction, GroupScore, Score, Scorecard, Scorer};
use huashu_model::transcript::Role;

/// Returns the samples as conversations with scores and everything that was said.
fn evaluations() -> Vec<Evaluation> {
    let findings = samples::findings();
    let conversations = findings.chunk_by(|a, b| a.location.conversation == b.location.conversation);
    conversations.map(evaluation).collect()
}

fn evaluation(findings: &[Finding]) -> Evaluation {
    let first = &findings[0];
    let rule = Arc::clone(&first.rule);
    let deduction = Deduction { rule, each: 5.0, times: 1, points: 5.0, capped: false, findings: vec![0] };
    let group = GroupScore { name: "态度".into(), weight: 40.0, kept: Some(0.875) };
    let score = Score {
        value: 95.0,
        start: 100.0,
        deductions: vec![deduction],
        groups: vec![group],
        fatal: findings.iter().filter(|one| one.rule.fatal).map(|one| one.rule.id.clone()).collect(),
        passed: Some(true),
        band: Some("良好".into()),
        ..Score::default()
    };
    let key = first.agent.as_deref().map(Arc::from);
    let part = |key| AgentPart { key, name: Some("小禾".into()), utterances: 3, score: score.clone() };
    let line = |finding: &Finding| ContextLine {
        utterance: finding.utterance,
        role: Role::Agent,
        speaker: finding.agent.clone(),
        time: finding.time,
        text: Arc::clone(&finding.text),
    };
    Evaluation {
        agents: key.map(part).into_iter().collect(),
        customer: Some("温女士".to_owned()),
        group: Some("售后".to_owned()),
        channel: Some("chat".to_owned()),
        began: first.time,
        utterances: 16,
        findings: findings.to_vec(),
        score: score.clone(),
        transcript: findings.iter().map(line).collect(),
        ..Evaluation::new(first.location.clone())
    }
}

fn summary() -> Summary {
    let mut summary = samples::summary();
    let scorer = Scorer::new(Scorecard::default(), std::iter::empty());
    summary.scores = huashu_model::score::Figures::new(&scorer);
    for one in evaluations() {
        summary.scores.add(&one.score, &one.findings, one.group.as_deref(), Some("2026-11-20".to_owned()));
    }
    summary.scores.add_hour(9, 30, 4);
    summary
}

fn page(run: &Run, room: Room, evaluations: &[Evaluation], summary: &Summary) -> String {
    let (mut html, mut out) = (Html::new(run, room), Vec::new());
    html.start(&mut out).expect("writing to memory");
    for evaluation in evaluations {
        html.evaluation(&mut out, evaluation).expect("writing to memory");
    }
    for problem in samples::problems() {
        html.problem(&mut out, &problem).expect("writing to memory");
    }
    html.finish(&mut out, summary).expect("writing to memory");
    String::from_utf8(out).expect("is UTF-8")
}

/// Returns the data of all blocks of a name, unpacked.
fn blocks(page: &str, name: &str) -> Vec<Value> {
    let start = format!("<script type=\"application/octet-stream\" data-block=\"{name}\"");
    let parts = page.split(&start).skip(1);
    let packed = parts.filter_map(|part| Some(part.split_once('>')?.1.split_once("</script>")?.0));
    let unpacked = packed.map(|packed| {
        let packed = STANDARD.decode(packed).expect("is base64");
        let mut json = String::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut json).expect("is gzip");
        serde_json::from_str(&json).expect("is JSON")
    });
    unpacked.collect()
}

#[test]
fn the_data_of_the_samples() {
    let page = page(&samples::run(Language::Chinese), Room::default(), &evaluations(), &summary());
    let mut report = blocks(&page, "report").remove(0);
    let labels = report["labels"].take();
    assert_eq!(labels["title"], "质检报告");
    let data = serde_json::json!({
        "report": report,
        "conversations": blocks(&page, "conversations"),
        "findings": blocks(&page, "findings"),
        "transcripts": blocks(&page, "transcripts"),
    });
    insta::assert_snapshot!(
        serde_json::to_string(&data).expect("is JSON").replace("],", "],\n").replace("},", "},\n")
    );
}

#[test]
fn figures_stand_in_the_page_without_a_script() {
    let page = page(&samples::run(Language::English), Room::default(), &evaluations(), &summary());
    let figures = page.split_once("<section id=\"figures\">").expect("has figures").1;
    for text in ["Pass rate", "shop 3", "Never answer “I don't know”", "1024"] {
        assert!(figures.contains(text), "{text}");
    }
}

#[test]
fn what_does_not_fit_is_counted() {
    let room = Room { findings: 2, conversations: 2, transcripts: 60, problems: 1 };
    let page = page(&samples::run(Language::Chinese), room, &evaluations(), &summary());
    let report = blocks(&page, "report").remove(0);
    assert_eq!(report["leftOut"], serde_json::json!({"conversations": 1, "findings": 3, "transcripts": 2}));
    assert_eq!(report["figures"]["findings"], serde_json::json!([3, 2, 0]));
    assert_eq!(report["problems"].as_array().map(Vec::len), Some(1));
    let lengths = |name| blocks(&page, name).iter().map(|rows| rows.as_array().map_or(0, Vec::len)).sum::<usize>();
    assert_eq!((lengths("conversations"), lengths("findings"), lengths("transcripts")), (2, 2, 2));
}

#[test]
fn the_gravest_findings_are_told_where_there_is_no_room_for_all() {
    let of = |severity, text: &str| {
        let mut finding = samples::at(RuleInfo { severity, ..samples::wording() }, text, text);
        finding.fingerprint = text.to_owned();
        finding
    };
    let many: Vec<Finding> = (0..6_000).map(|number| of(Severity::Info, &format!("提示{number}"))).collect();
    let grave = [of(Severity::Error, "错误"), of(Severity::Warning, "警告")];
    let talks = [evaluation(&many), evaluation(&grave)];
    let mut summary = Summary::default();
    talks.iter().flat_map(|talk| &talk.findings).for_each(|finding| summary.count_finding(finding));
    let room = Room { findings: 4_000, ..Room::default() };
    let page = page(&samples::run(Language::Chinese), room, &talks, &summary);
    let told: Vec<String> = blocks(&page, "findings")
        .iter()
        .flat_map(|rows| rows.as_array().expect("rows").iter())
        .map(|row| row.as_array().and_then(|row| row.last()).expect("a fingerprint").to_string())
        .collect();
    assert_eq!((told.len(), told[0].as_str(), told[1].as_str()), (4_000, "\"错误\"", "\"警告\""));
    assert_eq!(told[3_999], "\"提示3997\"");
    assert_eq!(blocks(&page, "report")[0]["leftOut"]["findings"], 2_002);
}

#[test]
fn transcripts_are_found_by_the_number_of_the_conversation() {
    let mut long = evaluations().remove(0);
    long.transcript[0].text = "很长".repeat(CHUNK / 6 + 1).into();
    let many: Vec<Evaluation> = std::iter::repeat_n(long, 5).collect();
    let page = page(&samples::run(Language::Chinese), Room::default(), &many, &Summary::default());
    assert_eq!(blocks(&page, "transcripts").len(), 5);
    for number in 0..5 {
        assert!(page.contains(&format!("data-first=\"{number}\" data-last=\"{number}\"")));
    }
}

#[test]
fn nothing_but_the_pages_own_script_and_style_may_run() {
    let page = page(&samples::run(Language::Chinese), Room::default(), &evaluations(), &summary());
    let between = |start: &str, end: &str| {
        let inner = page.rsplit_once(start).expect("begins").1;
        inner.split_once(end).expect("ends").0.to_owned()
    };
    for text in [between("<script>", "</script>"), between("<style>", "</style>")] {
        let hash = format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
        assert!(page.contains(&hash), "{hash} is not allowed");
    }
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains("unsafe-inline"));
    let script = page::script();
    for banned in
        ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "</", "http:"]
    {
        let allowed = usize::from(banned == "http:");
        assert_eq!(script.matches(banned).count(), allowed, "{banned}");
    }
}

/// Returns the names of tags and the keys of attributes, in order.
fn tags(page: &str) -> Vec<String> {
    let tokens = Tokenizer::new(page).map(|token| token.expect("a text is read"));
    let tags = tokens.filter_map(|token| match token {
        Token::StartTag(tag) => {
            let keys: Vec<_> = tag.attributes.keys().map(|key| String::from_utf8_lossy(key).into_owned()).collect();
            Some(format!("{} {keys:?}", String::from_utf8_lossy(&tag.name)))
        }
        Token::EndTag(tag) => Some(format!("/{}", String::from_utf8_lossy(&tag.name))),
        _ => None,
    });
    tags.collect()
}

/// Returns a page in which `text` stands wherever a log, a rulebook or a user can put something.
fn page_of(text: &str) -> String {
    let mut run = samples::run(Language::English);
    run.rulebook = text.to_owned();
    run.version = text.to_owned();
    let mut rule = samples::wording();
    rule.id = text.to_owned();
    (rule.title.en, rule.title.zh, rule.why.en) = (Some(text.to_owned()), None, Some(text.to_owned()));
    rule.source = vec![text.to_owned()];
    let mut finding = samples::at(rule, "不知道", "不知道");
    finding.text = text.into();
    finding.agent = Some(text.to_owned());
    (finding.location.conversation, finding.location.file) = (text.into(), text.into());
    finding.fingerprint = text.to_owned();
    let mut evaluation = evaluation(&[finding.clone()]);
    (evaluation.group, evaluation.customer) = (Some(text.to_owned()), Some(text.to_owned()));
    let mut summary = Summary::default();
    summary.count_finding(&finding);
    summary.ledger.remarks = vec![text.into()];
    summary.scores.add(&evaluation.score, &[finding], Some(text), None);
    page(&run, Room::default(), &[evaluation], &summary)
}

proptest! {
    #[test]
    fn whatever_is_said_the_page_holds_no_live_markup(
        text in r#"(<|>|"|'|&|/|script|!--|--|style|img onerror=|</script>|]]>|\{\{data\}\}|好|\PC|\u{2028}){1,24}"#,
    ) {
        prop_assert_eq!(tags(&page_of(&text)), tags(&page_of("plain")));
    }
}

#[test]
fn every_label_stands_in_both_languages_and_is_used() {
    let labels: std::collections::BTreeMap<String, [String; 2]> =
        serde_json::from_str(labels::SOURCE).expect("is JSON of pairs");
    let placeholders = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect()
    };
    let sources = [page::SCRIPTS.join("\n"), include_str!("page.html").into(), include_str!("figures.rs").into()];
    let source = sources.join("\n");
    for (key, [zh, en]) in &labels {
        assert!(!zh.is_empty() && !en.is_empty(), "{key}");
        assert_eq!(placeholders(zh), placeholders(en), "{key}");
        let kind = key.split_once('.').map_or(key.as_str(), |(kind, _)| kind);
        let is_used = source.contains(&format!("\"{key}\""))
            || source.contains(&format!("`{kind}.${{"))
            || source.contains(&format!("{{{{{key}}}}}"))
            || kind == "reason";
        assert!(is_used, "nothing says {key}");
    }
    // Calls of the function `t`, and of no other one whose name ends so.
    let calls =
        source.match_indices("t(\"").filter(|(at, _)| !source[..*at].ends_with(|c: char| c.is_alphanumeric()));
    for key in calls.filter_map(|(at, call)| Some(source[at + call.len()..].split_once('"')?.0)) {
        assert!(labels.contains_key(key), "no label for {key}");
    }
}
