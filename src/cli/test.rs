//! `huashu test`: a rulebook's own examples.

use std::io::{self, Write};

use clap::Args;

use huashu_core::engine::{ExampleResult, Verdict, run_examples, run_guard_examples};
use huashu_core::reword::run_rewrite_examples;
use huashu_model::language::Language;
use huashu_model::text::visible;
use huashu_rulebook::{GuardSpec, Reference, Rule, Sources};

use super::global::{CLEAN, FINDINGS, Global, INCOMPLETE};
use super::output;
use super::rulebooks::{Loaded, RulebookArgs};

#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// Rulebooks to test: files or builtin:NAME; without any, those that `check` would use
    #[arg(value_name = "RULEBOOK")]
    rulebooks: Vec<String>,

    #[command(flatten)]
    rules: RulebookArgs,

    /// Also name the examples that are as expected
    #[arg(long)]
    verbose: bool,
}

/// Runs examples and returns the exit status: 1 when any is not as expected.
pub(super) fn run(args: &TestArgs, global: Global) -> io::Result<u8> {
    let mut loaded = match args.rulebooks.as_slice() {
        [] => args.rules.load(),
        names => args.rules.load_named(names),
    };
    let shipped = args.rulebooks.iter().chain(&args.rules.rulebook).any(|name| Reference::parse(name).is_builtin());
    let ids: Vec<String> = own_rules(&loaded, args, shipped);
    let wanted = |rule: &Rule| ids.contains(&rule.info.id);
    let mut results = run_examples(&loaded.rulebook, &mut loaded.sink, &wanted);
    results.extend(run_rewrite_examples(&loaded.rulebook, &mut loaded.sink, &wanted));
    let guards: Vec<String> = own_guards(&loaded, args, shipped);
    let guarded = |guard: &GuardSpec| guards.iter().any(|name| **name == *guard.name);
    results.extend(run_guard_examples(&loaded.rulebook, &mut loaded.sink, &guarded));
    output::show_problems(&loaded.sink.problems, global);
    let mut out = io::BufWriter::new(io::stdout());
    for result in &results {
        if args.verbose || result.is_failure() {
            writeln!(out, "{}", describe(result, &loaded.sink.sources, global.language))?;
        }
    }
    let failures = results.iter().filter(|result| result.is_failure()).count();
    writeln!(out, "{}", tally(&results, ids.len(), global.language))?;
    out.flush()?;
    Ok(match (loaded.sink.has_errors(), failures) {
        (true, _) => INCOMPLETE,
        (false, 0) => CLEAN,
        (false, _) => FINDINGS,
    })
}

/// Rules of the shipped packs are tested only when they are named.
fn own_rules(loaded: &Loaded, args: &TestArgs, shipped: bool) -> Vec<String> {
    let own = |rule: &&Rule| shipped || !loaded.sink.sources.is_shipped(rule.place.source);
    let listed = |rule: &&Rule| args.rules.lists(rule);
    loaded.rulebook.rules.iter().filter(own).filter(listed).map(|rule| rule.info.id.clone()).collect()
}

/// Guards are tested unless only some rules are asked for; the shipped ones where a shipped pack is.
fn own_guards(loaded: &Loaded, args: &TestArgs, shipped: bool) -> Vec<String> {
    let own = |guard: &&GuardSpec| shipped || !loaded.sink.sources.is_shipped(guard.place.source);
    let all = loaded.rulebook.guards.values().filter(own).filter(|_| args.rules.lists_all());
    all.map(|guard| guard.name.to_string()).collect()
}

fn describe(result: &ExampleResult, sources: &Sources, language: Language) -> String {
    let verdict = match &result.verdict {
        Verdict::Kept => language.pick("符合", "ok").to_owned(),
        Verdict::Missing => language.pick("漏报 missing", "missing").to_owned(),
        Verdict::Noisy => language.pick("误报 noisy", "noisy").to_owned(),
        Verdict::Misplaced => language.pick("位置不符 misplaced", "misplaced").to_owned(),
        Verdict::WrongOutcome(outcome) => {
            huashu_model::say!(language, "结果不符 {outcome}", "wrong outcome {outcome}")
        }
        Verdict::OtherWords(words) => {
            let words = visible(words);
            huashu_model::say!(language, "改写不符，实际改成「{words}」", "rewritten otherwise, as “{words}”")
        }
        Verdict::Todo => language.pick("待办 todo", "todo").to_owned(),
        Verdict::TodoDone => {
            language.pick("待办已做到，请移到 bad", "todo that now fires: move it to bad").to_owned()
        }
    };
    let file = sources.name(result.place.source);
    let line = sources.line(result.place);
    let text = result.text.replace('\n', " ⏎ ");
    let mut described = format!("{file}:{line}: [{}] {verdict} 「{}」", result.rule, visible(&text));
    if !result.fired.is_empty() && result.verdict != Verdict::Kept {
        let fired: Vec<String> =
            result.fired.iter().map(|(utterance, words)| format!("#{utterance}「{}」", visible(words))).collect();
        described += &huashu_model::say!(language, " 实际命中 {}", " fired at {}", fired.join(" "));
    }
    described
}

fn tally(results: &[ExampleResult], rules: usize, language: Language) -> String {
    let count = |verdict: &Verdict| results.iter().filter(|result| result.verdict == *verdict).count();
    let (total, missing, noisy) = (results.len(), count(&Verdict::Missing), count(&Verdict::Noisy));
    let failures = results.iter().filter(|result| result.is_failure()).count();
    let (other, todo) = (failures - missing - noisy, count(&Verdict::Todo));
    huashu_model::say!(
        language,
        "{rules} 条规则，{total} 个例子：漏报 {missing}，误报 {noisy}，位置或结果不符 {other}，待办 {todo}",
        "{rules} rules, {total} examples: {missing} missing, {noisy} noisy, {other} misplaced or of another outcome, {todo} todo"
    )
}
