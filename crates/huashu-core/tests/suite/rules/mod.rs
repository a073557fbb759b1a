//! What rules mean, as tables of small rulebooks whose examples must be kept, and as properties of any text.

mod around;
mod combinations;
mod exceptions;
mod guards;
mod kinds;
mod mistakes;
mod moments;
mod phrases;
mod profiles;
mod properties;

use huashu_core::engine::{ExampleResult, run_examples, run_guard_examples};
use huashu_rulebook::{Diagnostics, FileResolver, Rulebook};

/// Loads a rulebook from text; problems are in the sink.
fn load(text: &str) -> (Rulebook, Diagnostics) {
    let mut sink = Diagnostics::default();
    let rulebook = Rulebook::load_text("table.toml", text, &FileResolver::default(), &mut sink);
    (rulebook, sink)
}

/// Runs every example of a rulebook and names all that are not as expected.
#[track_caller]
fn keeps(text: &str) {
    let (rulebook, mut sink) = load(text);
    let mut results = run_examples(&rulebook, &mut sink, &|_| true);
    results.extend(run_guard_examples(&rulebook, &mut sink, &|_| true));
    expect_kept(&results, &sink);
}

/// Names all examples that are not as expected, and all problems.
#[track_caller]
fn expect_kept(results: &[ExampleResult], sink: &Diagnostics) {
    let mut wrong: Vec<String> = sink.problems.iter().map(|problem| problem.message.en.clone()).collect();
    for result in results.iter().filter(|result| result.is_failure()) {
        wrong.push(format!("{}: {:?} {} fired at {:?}", result.rule, result.verdict, result.text, result.fired));
    }
    assert!(!results.is_empty(), "no examples");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Returns the codes of the problems of a rulebook, compiled as well.
fn codes(text: &str) -> Vec<&'static str> {
    let (rulebook, mut sink) = load(text);
    run_examples(&rulebook, &mut sink, &|_| true);
    sink.problems.iter().map(|problem| problem.code).collect()
}
