//! Running the examples of rules and guards: what is missing, what is noisy.

use super::tester::GuardTester;
use crate::engine::session::Engine;
use huashu_model::summary::Outcome;
use huashu_model::text::Span;
use huashu_rulebook::{Diagnostics, Example, Expectation, GuardSpec, Rule, Rulebook, SourceSpan};

/// What an example came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// As expected.
    Kept,
    /// Should have fired and did not.
    Missing,
    /// Should have stayed silent and did not.
    Noisy,
    /// Fired, but not exactly at the marks.
    Misplaced,
    /// The outcome is another than the one expected.
    WrongOutcome(&'static str),
    /// The message was rewritten into something else.
    OtherWords(String),
    /// A known gap that is still one.
    Todo,
    /// A known gap that is none any more.
    TodoDone,
}

/// An example and what it came to.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleResult {
    /// The rule.
    pub rule: String,
    /// The example as written.
    pub text: String,
    /// Where it is written.
    pub place: SourceSpan,
    /// What it was to show.
    pub expect: Expectation,
    /// What it came to.
    pub verdict: Verdict,
    /// Where the rule fired: utterance, words.
    pub fired: Vec<(usize, String)>,
}

impl ExampleResult {
    /// Returns whether the example fails its rule.
    pub fn is_failure(&self) -> bool {
        !matches!(self.verdict, Verdict::Kept | Verdict::Todo)
    }
}

/// Runs the examples of the rules that `wanted` accepts, whether on or off.
pub fn run_examples(
    rulebook: &Rulebook,
    sink: &mut Diagnostics,
    wanted: &dyn Fn(&Rule) -> bool,
) -> Vec<ExampleResult> {
    let engine = Engine::compile(rulebook, sink, wanted);
    let mut results = Vec::new();
    for rule in rulebook.rules.iter().filter(|rule| wanted(rule)) {
        results.extend(rule.examples().iter().map(|example| run(&engine, rule, example)));
    }
    results
}

/// Runs the examples of the guards that `wanted` accepts: in `good` ones the marked hit must be excused, in `bad` ones not.
pub fn run_guard_examples(
    rulebook: &Rulebook,
    sink: &mut Diagnostics,
    wanted: &dyn Fn(&GuardSpec) -> bool,
) -> Vec<ExampleResult> {
    let specs: Vec<&GuardSpec> = rulebook.guards.values().filter(|spec| wanted(spec)).collect();
    let tester = GuardTester::compile(rulebook, sink, &specs);
    let mut results = Vec::new();
    for (number, spec) in specs.iter().enumerate() {
        results.extend(spec.examples().iter().map(|example| run_guard(&tester, number, spec, example)));
    }
    results
}

fn run_guard(tester: &GuardTester, number: usize, spec: &GuardSpec, example: &Example) -> ExampleResult {
    let is_excused =
        |(utterance, span): &(usize, Span)| tester.excuses(number, &example.conversation, *utterance, *span);
    let excused = example.marks.iter().all(is_excused);
    let verdict = match (example.expect, excused) {
        (Expectation::Good, false) => Verdict::Noisy,
        (Expectation::Bad, true) => Verdict::Missing,
        _ => Verdict::Kept,
    };
    ExampleResult {
        rule: format!("guards.{}", spec.name),
        text: example.text.clone(),
        place: example.place,
        expect: example.expect,
        verdict,
        fired: Vec::new(),
    }
}

fn run(engine: &Engine, rule: &Rule, example: &Example) -> ExampleResult {
    let (outcome, findings) = engine.check_rule(&rule.info.id, &example.conversation);
    let mut places: Vec<(usize, Span)> = findings.iter().map(|finding| (finding.utterance, finding.span)).collect();
    places.sort_unstable();
    let mut marks = example.marks.clone();
    marks.sort_unstable();
    let words = |(utterance, span): &(usize, Span)| {
        let text = example.conversation.utterances[*utterance].text.get(span.start..span.end).unwrap_or_default();
        (*utterance, text.to_owned())
    };
    ExampleResult {
        rule: rule.info.id.clone(),
        text: example.text.clone(),
        place: example.place,
        expect: example.expect,
        verdict: judge(example.expect, outcome, &places, &marks),
        fired: places.iter().map(words).collect(),
    }
}

fn judge(expect: Expectation, outcome: Outcome, places: &[(usize, Span)], marks: &[(usize, Span)]) -> Verdict {
    let exact = marks.is_empty() || places == marks;
    match (expect, places.is_empty()) {
        (Expectation::Bad, true) => Verdict::Missing,
        (Expectation::Bad, false) if !exact => Verdict::Misplaced,
        (Expectation::Bad, false) => Verdict::Kept,
        (Expectation::Todo, false) if exact => Verdict::TodoDone,
        (Expectation::Todo, _) => Verdict::Todo,
        (_, false) => Verdict::Noisy,
        (Expectation::NotApplicable, true) if outcome != Outcome::NotApplicable => {
            Verdict::WrongOutcome(outcome.name())
        }
        (Expectation::NotCheckable, true) if !matches!(outcome, Outcome::NotCheckable(_)) => {
            Verdict::WrongOutcome(outcome.name())
        }
        (_, true) => Verdict::Kept,
    }
}
