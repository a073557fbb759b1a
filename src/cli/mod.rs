//! The command line: one file a command, and the only place that knows clap.

mod accuracy;
mod check;
mod chinese;
mod completions;
mod diff;
mod draft;
mod dropped;
mod encoded;
mod explain;
mod filter;
mod fix;
mod gate;
mod generate;
mod git_rulebooks;
mod global;
mod init;
mod inspect;
mod lint_rules;
mod locale;
mod man;
mod marks;
mod output;
mod pages;
mod presets;
mod privacy;
mod progress;
mod refused;
mod reports;
mod review;
mod rulebooks;
mod rules;
mod score;
mod small_input;
mod test;
mod trend;
mod why;

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Write};

use clap::{CommandFactory, Parser, Subcommand};

use huashu_model::language::Language;

use global::{Global, INCOMPLETE};

const AFTER_HELP: &str = "\
Examples:
  huashu check logs/2026-11-20.jsonl
  huashu check exports/ --rulebook builtin:chat --format csv --output findings.csv
  huashu check replies.csv --as canned --fail-on warning
  huashu fix replies.csv --diff
  huashu draft \"这个我不知道\"
  huashu explain attitude/dont-know
  huashu test my-rules.toml
  huashu lint-rules my-rules.toml --strict

Exit status: 0 nothing at or above --fail-on, 1 findings, 2 the job could not be done in full.";

/// Checks what customer-service agents say (客服话术检查).
#[derive(Debug, Parser)]
#[command(name = "huashu", version, after_help = AFTER_HELP, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// Language of messages: zh or en; the locale's unless given
    #[arg(long, global = true, value_name = "LANG", value_parser = locale::parse)]
    lang: Option<Language>,

    /// Say nothing about the run itself, only findings and problems
    #[arg(long, short, global = true)]
    quiet: bool,

    /// Colour: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: clap::ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check conversations, or a library of canned replies
    Check(check::CheckArgs),
    /// Explain the scores of conversations, step by step
    Score(score::ScoreArgs),
    /// Check one text before it is sent, and see it reworded
    Draft(draft::DraftArgs),
    /// Put libraries of canned replies right in place
    Fix(fix::FixArgs),
    /// Answer each conversation on standard input by a line, for engines that call programs
    Filter(filter::FilterArgs),
    /// Run the examples of rulebooks
    Test(test::TestArgs),
    /// Check rulebooks themselves: contradictions, gaps, phrases nobody tried
    LintRules(lint_rules::LintRulesArgs),
    /// Write a huashu.toml to begin with
    Init(init::InitArgs),
    /// List the rules in force
    Rules(rules::RulesArgs),
    /// List the tools whose exports are read as they are
    Presets(presets::PresetsArgs),
    /// Show what is recognised in files: format, speakers, times, and what cannot be judged
    Inspect(inspect::InspectArgs),
    /// Explain one rule
    Explain(explain::ExplainArgs),
    /// Show why an utterance did, or did not, breach the rules
    Why(why::WhyArgs),
    /// Draw findings for people to judge, as a sheet to fill in
    Sample(review::SampleArgs),
    /// Take in what people judged, and learn from it
    Review(review::ReviewArgs),
    /// Measure the rules against labels: precision and recall
    Accuracy(accuracy::AccuracyArgs),
    /// Compare two rulebooks on the same conversations: findings gained and lost, scores moved
    Diff(diff::DiffArgs),
    /// Show agents and rules over time, from the reports of several days
    Trend(trend::TrendArgs),
    /// Print a completion script for a shell
    Completions(completions::CompletionsArgs),
    /// Print the manual page of huashu, or of a command
    Man(man::ManArgs),
    /// Write the pages of the rules and the schema of rulebooks
    #[command(hide = true)]
    Generate(generate::GenerateArgs),
}

/// Does what a command line says, the program's name first, and returns the exit status.
pub fn run(arguments: &[OsString]) -> u8 {
    quieten_readers();
    let status = understand(arguments);
    // Where this is not the program itself, nobody else does it; a reader that has gone away needs nothing more.
    let _ = io::stdout().flush();
    status
}

/// Lets readers of broken tables end without words of their own: what they could not read is a problem like any other.
fn quieten_readers() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(huashu_input::READER_THREAD) {
            tell(panic);
        }
    }));
}

fn understand(arguments: &[OsString]) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(_) if dropped::may_be(arguments) => return check_dropped(arguments),
        Err(error) => return explain_usage(&error, arguments),
    };
    carry_out(cli)
}

/// Does what the command line says and returns the exit status.
fn carry_out(cli: Cli) -> u8 {
    let global =
        Global { language: cli.lang.unwrap_or_else(locale::from_environment), quiet: cli.quiet, color: cli.color };
    let result = match cli.command {
        Command::Check(args) => check::run(&args, global),
        Command::Score(args) => score::run(&args, global),
        Command::Draft(args) => draft::run(&args, global),
        Command::Fix(args) => fix::run(&args, global),
        Command::Filter(args) => filter::run(&args, global),
        Command::Test(args) => test::run(&args, global),
        Command::LintRules(args) => lint_rules::run(&args, global),
        Command::Init(args) => init::run(&args, global),
        Command::Presets(args) => presets::run(&args, global),
        Command::Inspect(args) => inspect::run(&args, global),
        Command::Rules(args) => rules::run(&args, global),
        Command::Explain(args) => explain::run(&args, global),
        Command::Why(args) => why::run(&args, global),
        Command::Sample(args) => review::run_sample(&args, global),
        Command::Review(args) => review::run(&args, global),
        Command::Accuracy(args) => accuracy::run(&args, global),
        Command::Diff(args) => diff::run(&args, global),
        Command::Trend(args) => trend::run(&args, global),
        Command::Completions(args) => completions::run(&args, global),
        Command::Man(args) => man::run(&args, global),
        Command::Generate(args) => generate::run(&args, global),
    };
    match result {
        Ok(status) => status,
        Err(error) => {
            output::report_failure(&error, global);
            INCOMPLETE
        }
    }
}

/// Checks files that were dropped on the program and shows the report.
fn check_dropped(arguments: &[OsString]) -> u8 {
    let read = dropped::read(arguments);
    let Some((dropped, cli)) =
        read.and_then(|dropped| Cli::try_parse_from(&dropped.arguments).ok().map(|cli| (dropped, cli)))
    else {
        return INCOMPLETE;
    };
    // Where that cannot be, the settings are sought where the program was started.
    let _ = std::env::set_current_dir(&dropped.folder);
    let status = carry_out(cli);
    if status == INCOMPLETE {
        dropped::wait(locale::from_environment());
    }
    if dropped.report.is_file() {
        dropped::open(&dropped.report);
    }
    status
}

/// Returns the command line as it is explained in a language.
fn command_in(language: Language) -> clap::Command {
    match language {
        Language::English => Cli::command(),
        Language::Chinese => chinese::translated(Cli::command()),
    }
}

/// Shows help that was asked for, or what is wrong with the command line, and returns the exit status.
fn explain_usage(error: &clap::Error, arguments: &[OsString]) -> u8 {
    let is_mistake = error.use_stderr();
    let language = asked_language(arguments).unwrap_or_else(locale::from_environment);
    // Nothing can be done where even that cannot be shown.
    let in_chinese = match language {
        Language::English => None,
        Language::Chinese => command_in(language).try_get_matches_from(arguments).err(),
    };
    match in_chinese {
        None => drop(error.print()),
        Some(error) => {
            let global = Global { language, quiet: false, color: clap::ColorChoice::Auto };
            let is_terminal = if is_mistake { io::stderr().is_terminal() } else { io::stdout().is_terminal() };
            let page = chinese::told(&error, output::wants_colour(global, is_terminal));
            let _ = if is_mistake { write!(io::stderr(), "{page}") } else { write!(io::stdout(), "{page}") };
        }
    }
    if is_mistake { INCOMPLETE } else { 0 }
}

/// Returns the language that `--lang` asks for, in arguments that could not be understood as a whole.
fn asked_language(arguments: &[OsString]) -> Option<Language> {
    let words: Vec<&str> = arguments.iter().filter_map(|word| OsStr::to_str(word)).collect();
    let behind = words.iter().position(|word| *word == "--lang").and_then(|at| words.get(at + 1).copied());
    let word = behind.or_else(|| words.iter().find_map(|word| word.strip_prefix("--lang=")))?;
    locale::parse(word).ok()
}
