//! Checks of rulebooks themselves: what contradicts itself, what can never
//! fire, what nobody has tried. One file a check.
//!
//! Reads what was written; finds nothing in logs and prints nothing. Adding a
//! check is its own file and one line in [`CHECKS`].

mod dead_phrase;
mod few_examples;
mod incomplete_rule;
mod long_line;
mod never_fires;
#[cfg(feature = "segmentation")]
mod part_of_word;
mod phrases;
mod same_example;
mod shadowed;
mod subject;
mod suggestion;
mod suggestion_fact;
mod title_style;
mod unfolded_pattern;
mod unread_example;
mod untested_phrase;
mod untested_rewrite;
mod unused_terms;

#[cfg(test)]
mod tests;

use crate::engine::{Engine, MatcherTester};
use huashu_rulebook::{Diagnostics, Rulebook, SourceSpan};
use phrases::collect;
pub use subject::RulebookCheck;
use subject::Subject;

/// Every check: first those that find errors, then those that warn.
pub const CHECKS: &[RulebookCheck] = &[
    suggestion::CHECK,
    suggestion_fact::CHECK,
    never_fires::CHECK,
    unread_example::CHECK,
    dead_phrase::CHECK,
    incomplete_rule::CHECK,
    few_examples::CHECK,
    same_example::CHECK,
    long_line::CHECK,
    untested_phrase::CHECK,
    untested_phrase::TERMS_CHECK,
    untested_rewrite::CHECK,
    #[cfg(feature = "segmentation")]
    part_of_word::CHECK,
    shadowed::CHECK,
    unused_terms::CHECK,
    unfolded_pattern::CHECK,
    title_style::CHECK,
];

/// Runs the checks that `wanted` accepts on everything whose place `owns` accepts; problems go to `sink`.
///
/// The rulebook must have been loaded and compiled without errors.
pub fn check_rulebook(
    rulebook: &Rulebook,
    sink: &mut Diagnostics,
    owns: &dyn Fn(SourceSpan) -> bool,
    wanted: &dyn Fn(&RulebookCheck) -> bool,
) {
    let phrases = collect(rulebook);
    let (mut specs, mut tried) = (Vec::new(), Vec::new());
    for phrase in &phrases.uses {
        let alone = specs.len();
        specs.push(phrase.alone());
        specs.extend(phrase.excepted());
        tried.push((alone, specs.len() - 1));
    }
    let tester = MatcherTester::compile(rulebook, &sink.sources, &specs);
    // What is wrong with the rules themselves was reported before.
    let mut scratch = Diagnostics { sources: sink.sources.clone(), ..Diagnostics::default() };
    let engine = Engine::compile(rulebook, &mut scratch, &|rule| rule.body.is_about_one_utterance());
    let subject = Subject { rulebook, engine, phrases, tester, tried, owns };
    for check in CHECKS.iter().filter(|check| wanted(check)) {
        (check.run)(&subject, sink);
    }
}
