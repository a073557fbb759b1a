//! Running the examples of rewritings: what each message becomes.

use super::{Judge, Judged, draft_conversation, rewritten};
use crate::engine::{Engine, ExampleResult, Verdict};
use huashu_rulebook::{Diagnostics, Expectation, RewriteExample, Rule, Rulebook};

/// Runs the examples of the rewritings of the rules that `wanted` accepts, each rule by itself.
pub fn run_rewrite_examples(
    rulebook: &Rulebook,
    sink: &mut Diagnostics,
    wanted: &dyn Fn(&Rule) -> bool,
) -> Vec<ExampleResult> {
    let has_examples = |rule: &Rule| rule.rewrites.iter().any(|spec| !spec.examples.is_empty());
    let engine = Engine::compile(rulebook, sink, &|rule| wanted(rule) && has_examples(rule));
    let mut results = Vec::new();
    for rule in rulebook.rules.iter().filter(|rule| wanted(rule)) {
        let examples = rule.rewrites.iter().flat_map(|spec| &spec.examples);
        results.extend(examples.map(|example| run(&engine, rule, example)));
    }
    results
}

fn run(engine: &Engine, rule: &Rule, example: &RewriteExample) -> ExampleResult {
    let mut judge = |text: &str| {
        let (_, findings) = engine.check_rule(&rule.info.id, &draft_conversation(text));
        Judged { clauses_alone: true, ..Judged::new(findings, engine) }
    };
    let judged = judge.judge(&example.said);
    let is_found = !judged.findings.is_empty();
    let text = rewritten(&example.said, &judged, &mut judge, 0).text;
    let verdict = match (is_found, text == example.rewritten) {
        (false, _) => Verdict::Missing,
        (true, true) => Verdict::Kept,
        (true, false) => Verdict::OtherWords(text),
    };
    ExampleResult {
        rule: rule.info.id.clone(),
        text: format!("{} → {}", example.said, example.rewritten),
        place: example.place,
        expect: Expectation::Bad,
        verdict,
        fired: Vec::new(),
    }
}
