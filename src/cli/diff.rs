//! `huashu diff`: what a change of rules would change, tried on conversations that are there.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;

use clap::Args;

use huashu::back_test::{self, Comparison, Rulebook};
use huashu::nothing_done;
use huashu::page;
use huashu::pipeline::{Job, Settings};
use huashu_core::Selection;
use huashu_core::engine::Engine;
use huashu_model::confidence::Confidence;
use huashu_model::json::to_string;
use huashu_model::problem::{Level, Problem};
use huashu_model::score::Scorer;
use huashu_rulebook::{InputSettings, Rule};

use super::check::{Limit, parse_limit};
use super::global::{CLEAN, FINDINGS, Global, INCOMPLETE};
use super::output;
use super::pages::{self, PageArgs, PageFormat};
use super::privacy::PrivacyArgs;
use super::rulebooks::{self, Loaded, RulebookArgs};

/// More problems than this are counted, not shown one by one.
const MOST_PROBLEMS_SHOWN: usize = 200;

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The rulebook as it was: a file, builtin:NAME, or git:REF:PATH for a file as git keeps it
    #[arg(value_name = "OLD")]
    old: String,

    /// The rulebook as it is to be
    #[arg(value_name = "NEW")]
    new: String,

    /// Conversations that both are tried on: files, folders, patterns, or - for standard input
    #[arg(required = true, value_name = "LOGS")]
    paths: Vec<String>,

    /// Only these rules: ids or patterns such as 'attitude/*', separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,

    /// Not these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,

    /// Let `extends` reach files outside the rulebook's own folder
    #[arg(long)]
    allow_extends_outside: bool,

    /// Examples of what was gained, and of what was lost, shown of each rule
    #[arg(long, value_name = "N", default_value_t = 3)]
    examples: usize,

    /// The exit status is 1 when findings of this severity or a graver one were gained or lost: error, warning, info or
    /// never
    #[arg(long, value_name = "SEVERITY", default_value = "error", value_parser = parse_limit)]
    fail_on: Limit,

    #[command(flatten)]
    page: PageArgs,

    #[command(flatten)]
    privacy: PrivacyArgs,

    /// Threads that check; all cores unless given
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

impl DiffArgs {
    /// Loads one of the rulebooks; what is selected may be in the other alone.
    fn load(&self, name: &str) -> Loaded {
        let args = RulebookArgs {
            rulebook: vec![name.to_owned()],
            allow_extends_outside: self.allow_extends_outside,
            ..RulebookArgs::default()
        };
        args.load()
    }

    fn selection(&self) -> Selection<'_> {
        Selection { select: &self.select, ignore: &self.ignore }
    }

    /// Returns the problems of selected rules that neither rulebook has.
    fn unknown(&self, old: &Loaded, new: &Loaded) -> Vec<Problem> {
        let before = self.selection().unknown(&old.rulebook);
        let after = self.selection().unknown(&new.rulebook);
        after.into_iter().filter(|problem| before.iter().any(|other| other.message == problem.message)).collect()
    }

    fn settings(&self) -> Settings {
        let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Settings {
            threads: self.threads.map_or(cores, |threads| threads.min(cores)),
            context: 0,
            min_confidence: Confidence::Possible,
            duplicates: false,
            transcripts: false,
            by_agent: true,
            masked: self.privacy.masks(),
        }
    }
}

/// Compares and returns the exit status: 1 where findings that count were gained or lost.
pub(super) fn run(args: &DiffArgs, global: Global) -> io::Result<u8> {
    let (mut old, mut new) = (args.load(&args.old), args.load(&args.new));
    let mut problems = args.unknown(&old, &new);
    let wants = |rule: &Rule| args.selection().wants(rule);
    let engines = (old.engine(global, &wants).map(Arc::new), new.engine(global, &wants).map(Arc::new));
    let (Some(first), Some(second)) = engines else { return Ok(INCOMPLETE) };
    let input = if new.rulebook.input == InputSettings::default() { &old } else { &new };
    let (options, more) = rulebooks::input_options(&input.rulebook.input);
    problems.extend(more);
    problems.extend(nothing_done::no_rules(&first).filter(|_| second.rules().next().is_none()));
    let found = huashu_input::find(&args.paths, &options);
    problems.extend(found.problems);
    let read = found.sources.iter().map(|source| &*source.name).chain(old.files()).chain(new.files());
    let targets = match args.page.targets(read.collect::<Vec<_>>().into_iter()) {
        Ok(targets) => targets,
        Err(problems) => {
            output::show_problems(&problems, global);
            return Ok(INCOMPLETE);
        }
    };
    let scorers = [&old, &new].map(|loaded| loaded.rulebook.score.clone());
    let [one, other] = scorers;
    let scorers = [Scorer::new(one, first.rules()), Scorer::new(other, second.rules())];
    let (sources, settings) = (found.sources.as_slice(), args.settings());
    let job = |engine, scorer| Job { sources, options: &options, engine, scorer, settings };
    let jobs = [job(&first, &scorers[0]), job(&second, &scorers[1])];
    let named = |name: &str, loaded: &Loaded, engine: &Engine| Rulebook {
        name: name.to_owned(),
        fingerprint: loaded.fingerprint(engine),
    };
    let rulebooks = [named(&args.old, &old, &first), named(&args.new, &new, &second)];
    let comparison = back_test::run(jobs, rulebooks, args.examples, &mut |problem| {
        if problems.len() < MOST_PROBLEMS_SHOWN {
            problems.push(problem.clone());
        }
        Ok(())
    })?;
    problems.extend(nothing_done::no_agent(None, &comparison.summaries[1]));
    output::show_problems(&problems, global);
    let remarks = found.remarks.iter().chain(&comparison.summaries[1].ledger.remarks);
    remarks.for_each(|remark| output::remark(global, remark.get(global.language)));
    pages::write(&targets, global, &|format| render(&comparison, format, global))?;
    Ok(status(args, &comparison, &problems))
}

fn render(comparison: &Comparison, format: PageFormat, global: Global) -> io::Result<Vec<u8>> {
    let page = back_test::page(comparison, global.language);
    Ok(match format {
        PageFormat::Text => output::shown(&page::text(&page)).into_bytes(),
        PageFormat::Markdown => page::markdown(&page).into_bytes(),
        PageFormat::Csv => page.tables.first().map(page::csv).transpose()?.unwrap_or_default(),
        PageFormat::Json => (to_string(&back_test::json(comparison, global.language)?)? + "\n").into_bytes(),
        PageFormat::Html => page::html(&page).into_bytes(),
        PageFormat::Xlsx => page::workbook(&page)?,
    })
}

fn status(args: &DiffArgs, comparison: &Comparison, problems: &[Problem]) -> u8 {
    let incomplete =
        comparison.summaries[0].problems > 0 || problems.iter().any(|problem| problem.level == Level::Error);
    let fails = args.fail_on.0.is_some_and(|limit| comparison.changed_from(limit) > 0);
    match (incomplete, fails) {
        (true, _) => INCOMPLETE,
        (false, true) => FINDINGS,
        (false, false) => CLEAN,
    }
}
