//! `huashu lint-rules`: what is wrong with a rulebook's own writing.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};

use clap::Args;

use huashu_core::engine::Engine;
use huashu_core::rulebook_lint::{CHECKS, RulebookCheck, check_rulebook};
use huashu_model::json::{InLanguage, to_string};
use huashu_model::language::Language;
use huashu_model::problem::{Level, Problem};
use huashu_model::text::glob;
use huashu_rulebook::{Reference, SourceSpan};

use super::global::{CLEAN, FINDINGS, Global, INCOMPLETE};
use super::output;
use super::rulebooks::{Loaded, RulebookArgs};

#[derive(Debug, Args)]
pub(super) struct LintRulesArgs {
    /// Rulebooks: files or builtin:NAME; without any, those that `check` would use
    #[arg(value_name = "RULEBOOK")]
    rulebooks: Vec<String>,

    #[command(flatten)]
    rules: RulebookArgs,

    /// Only these checks: names or patterns such as 'lint/*-phrase', separated by commas
    #[arg(long, value_name = "CHECKS", value_delimiter = ',')]
    checks: Vec<String>,

    /// Warnings make the exit status 1 as well
    #[arg(long)]
    strict: bool,

    /// Format of the report
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    format: ProblemFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ProblemFormat {
    /// Each problem with the text it is about
    Text,
    /// One problem a line
    Concise,
    /// A JSON array
    Json,
    /// The checks there are, and what each finds
    Checks,
}

/// Checks rulebooks and returns the exit status: 1 for errors, and with `--strict` for warnings.
pub(super) fn run(args: &LintRulesArgs, global: Global) -> io::Result<u8> {
    if args.format == ProblemFormat::Checks {
        return list_checks(global.language);
    }
    let mut loaded = match args.rulebooks.as_slice() {
        [] => args.rules.load(),
        names => args.rules.load_named(names),
    };
    report_unknown_checks(args, &mut loaded);
    Engine::compile(&loaded.rulebook, &mut loaded.sink, &|_| true);
    output::show_problems(&loaded.sink.problems, global);
    if loaded.sink.has_errors() {
        return Ok(INCOMPLETE);
    }
    let problems = look(args, loaded);
    let mut out = io::BufWriter::new(io::stdout());
    write(&mut out, &problems, args.format, global)?;
    out.flush()?;
    let fails = |problem: &Problem| args.strict || problem.level == Level::Error;
    Ok(if problems.iter().any(fails) { FINDINGS } else { CLEAN })
}

/// Runs the checks; rules of the shipped packs are looked at only when they are named.
fn look(args: &LintRulesArgs, mut loaded: Loaded) -> Vec<Problem> {
    let shipped = args.rulebooks.iter().chain(&args.rules.rulebook).any(|name| Reference::parse(name).is_builtin());
    let sources = loaded.sink.sources.clone();
    let hidden: Vec<SourceSpan> =
        loaded.rulebook.rules.iter().filter(|rule| !args.rules.lists(rule)).map(|rule| rule.place).collect();
    let owns = |place: SourceSpan| {
        let own = shipped || !sources.is_shipped(place.source);
        own && !hidden.contains(&place)
    };
    let wanted = |check: &RulebookCheck| {
        args.checks.is_empty() || args.checks.iter().any(|pattern| glob(pattern, check.name))
    };
    loaded.sink.problems.clear();
    check_rulebook(&loaded.rulebook, &mut loaded.sink, &owns, &wanted);
    let mut problems = std::mem::take(&mut loaded.sink.problems);
    let place = |problem: &Problem| (problem.place.file.clone(), problem.place.line, problem.place.column);
    problems.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.code.cmp(b.code)));
    problems
}

/// A misspelt `--checks` must not pass as “nothing found”.
fn report_unknown_checks(args: &LintRulesArgs, loaded: &mut Loaded) {
    for pattern in &args.checks {
        if !CHECKS.iter().any(|check| glob(pattern, check.name)) {
            let message = huashu_model::message!("没有检查「{pattern}」", "no check `{pattern}`");
            let list = CHECKS.iter().map(|check| check.name).collect::<Vec<_>>().join(", ");
            let help = huashu_model::message!("可用：{list}", "one of: {list}");
            loaded.sink.problems.push(Problem::error("usage/unknown-check", message).with_help(help));
        }
    }
}

fn list_checks(language: Language) -> io::Result<u8> {
    let mut out = io::BufWriter::new(io::stdout());
    for check in CHECKS {
        writeln!(out, "{:28} {}", check.name, language.pick(check.zh, check.en))?;
    }
    out.flush()?;
    Ok(CLEAN)
}

fn write(out: &mut dyn Write, problems: &[Problem], format: ProblemFormat, global: Global) -> io::Result<()> {
    match format {
        ProblemFormat::Json => {
            let records = serde_json::to_value(InLanguage(problems, global.language))?;
            return writeln!(out, "{}", to_string(&records)?);
        }
        ProblemFormat::Concise => {
            for problem in problems {
                let place = &problem.place;
                let (file, line) = (place.file.as_deref().unwrap_or("-"), place.line.unwrap_or(0));
                let column = place.column.unwrap_or(0);
                let (level, code, message) =
                    (problem.level.name(), problem.code, problem.message.get(global.language));
                let shown = output::shown(&format!("{file}:{line}:{column}: {level} {code}: {message}"));
                writeln!(out, "{shown}")?;
            }
        }
        ProblemFormat::Text | ProblemFormat::Checks => {
            let run = output::describe_run(global, "", io::stdout().is_terminal());
            huashu_report::problems(out, problems, &run)?;
        }
    }
    write_tally(out, problems, global.language)
}

fn write_tally(out: &mut dyn Write, problems: &[Problem], language: Language) -> io::Result<()> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in problems {
        *counts.entry(problem.code).or_default() += 1;
    }
    for (code, count) in &counts {
        writeln!(out, "{count:6}  {code}")?;
    }
    let errors = problems.iter().filter(|problem| problem.level == Level::Error).count();
    let warnings = problems.len() - errors;
    let tally =
        huashu_model::say!(language, "{errors} 个错误，{warnings} 个警告", "{errors} errors, {warnings} warnings");
    writeln!(out, "{tally}")
}
