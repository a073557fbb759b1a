//! What every shipped rule finds in the fixture corpus, kept as a report.
//!
//! A rule that grows noisier, or deaf, shows as a difference in review. After
//! a change that is meant, write the report anew: `UPDATE=1 cargo test --test suite corpus`.

use std::fmt::Write;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use huashu::pipeline::{self, Event, Handling, Job, Settings};
use huashu_core::engine::Engine;
use huashu_input::{self, Options};
use huashu_model::confidence::Confidence;
use huashu_model::finding::{Finding, Severity};
use huashu_model::score::Scorer;
use huashu_model::summary::Summary;
use huashu_model::transcript::Role;
use huashu_rulebook::{Diagnostics, FileResolver, Rulebook};

const CORPUS: &str = "fixtures/corpus";
const REPORT: &str = "tests/suite/corpus.txt";

fn check_corpus() -> (Summary, Vec<Finding>) {
    let options = FileResolver::default();
    let mut sink = Diagnostics::default();
    let rulebook = Rulebook::load(&["builtin:all".to_owned()], &options, &mut sink);
    let engine = Arc::new(Engine::compile(&rulebook, &mut sink, &|rule| rule.enabled));
    assert!(!sink.has_errors(), "the shipped rulebooks load: {:?}", sink.problems);
    let options = Options::default();
    let found = huashu_input::find(&[CORPUS.to_owned()], &options);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let mut findings = Vec::new();
    let settings = Settings {
        threads: NonZeroUsize::MIN,
        context: 0,
        min_confidence: Confidence::Possible,
        duplicates: false,
        transcripts: false,
        by_agent: false,
        masked: false,
    };
    let scorer = Scorer::new(rulebook.score.clone(), engine.rules());
    let job = Job { sources: &found.sources, options: &options, engine: &engine, scorer: &scorer, settings };
    let summary = pipeline::run(job, Handling::default(), &mut |delivery| {
        match delivery {
            Event::Conversation(evaluation) => findings.extend_from_slice(&evaluation.findings),
            Event::Written(..) => panic!("nobody was asked to write"),
            Event::Problem(problem) => panic!("the corpus is well formed: {problem:?}"),
        }
        Ok(())
    });
    (summary.expect("nothing is written"), findings)
}

fn report(summary: &Summary, findings: &[Finding]) -> String {
    let mut out = String::from("What builtin:all finds in fixtures/corpus. Written by tests/suite/corpus.rs.\n\n");
    let ledger = &summary.ledger;
    let agents = ledger.utterances.get(&Role::Agent).copied().unwrap_or_default();
    let utterances: u64 = ledger.utterances.values().sum();
    let _ = writeln!(out, "conversations {}, utterances {utterances}, agents' {agents}", ledger.conversations);
    let count = |severity: Severity| summary.findings.get(&severity).copied().unwrap_or_default();
    let counts = Severity::ALL.map(|severity| format!("{} {}", severity.name(), count(severity)));
    let _ = writeln!(out, "findings {}: {}\n", summary.total_findings(), counts.join(", "));
    let header = ["rule", "severity", "findings", "pass", "fail", "n/a", "unchecked"];
    let [rule, severity, figures @ ..] = header;
    let _ = write!(out, "{rule:34}{severity:9}");
    figures.iter().for_each(|name| out.push_str(&format!("{name:>10}")));
    out.push('\n');
    for (id, counts) in &summary.rules {
        let outcomes = &counts.outcomes;
        let _ = write!(out, "{id:34}{:9}", counts.severity.map(Severity::name).unwrap_or_default());
        let figures =
            [counts.findings, outcomes.pass, outcomes.fail, outcomes.not_applicable, outcomes.not_checkable];
        figures.iter().for_each(|figure| out.push_str(&format!("{figure:>10}")));
        out.push('\n');
    }
    out.push_str("\nfindings, by conversation and utterance (counted from 0)\n");
    for finding in findings {
        let words = finding.text.get(finding.span.start..finding.span.end).unwrap_or_default();
        let words = if finding.absence.is_some() { "(absent)".to_owned() } else { format!("「{words}」") };
        let place = format!("{}:{}", finding.location.conversation, finding.utterance);
        let _ = writeln!(out, "{place:18} {} {words}", finding.rule.id);
    }
    out
}

/// Names the first line that differs, so that a failure can be read.
fn difference(kept: &str, now: &str) -> String {
    let mut lines = kept.lines().zip(now.lines()).filter(|(kept, now)| kept != now);
    match lines.next() {
        Some((kept, now)) => format!("first difference\n  kept: {kept}\n  now:  {now}"),
        None => format!("{} lines were kept, now there are {}", kept.lines().count(), now.lines().count()),
    }
}

#[test]
fn the_report_is_up_to_date() {
    let (summary, findings) = check_corpus();
    let now = report(&summary, &findings);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(REPORT, &now).expect("the report can be written");
        return;
    }
    let kept = std::fs::read_to_string(Path::new(REPORT)).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        kept == now,
        "{REPORT} is out of date; if the change is meant: UPDATE=1 cargo test --test suite corpus\n{}",
        difference(&kept, &now)
    );
}

#[test]
fn the_corpus_is_large_and_varied() {
    let (summary, findings) = check_corpus();
    let utterances: u64 = summary.ledger.utterances.values().sum();
    assert!(summary.ledger.conversations >= 60 && utterances >= 600);
    let clean = summary.ledger.conversations as usize
        - findings
            .iter()
            .map(|finding| &finding.location.conversation)
            .collect::<std::collections::BTreeSet<_>>()
            .len();
    assert!(clean >= 15, "good service stays silent in {clean} conversations");
}
