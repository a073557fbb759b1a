//! `huashu sample`: a sheet of findings for people to judge.

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use huashu::gate::Gate;
use huashu::nothing_done;
use huashu::pipeline::{self, Event, Handling, Job, Settings};
use huashu::review::{Sampler, Sampling, SheetFormat, Size, Stratum, write_sheet};
use huashu_model::confidence::Confidence;
use huashu_model::problem::{Level, Problem};
use huashu_model::score::Scorer;

use crate::cli::gate::{hold_to_rulebook, tell_exempted};
use crate::cli::global::{CLEAN, Global, INCOMPLETE};
use crate::cli::marks::MarksArgs;
use crate::cli::output::{self, Output};
use crate::cli::privacy::PrivacyArgs;
use crate::cli::rulebooks::{self, RulebookArgs};

#[derive(Debug, Args)]
pub(in crate::cli) struct SampleArgs {
    /// Files, folders, patterns, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,

    #[command(flatten)]
    rules: RulebookArgs,

    /// Write the sheet here: .xlsx, .csv or .jsonl
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,

    /// How many findings in all, the strata alike
    #[arg(long, short, value_name = "N", default_value_t = 50, conflicts_with = "ratio")]
    number: usize,

    /// This part of the findings of each stratum, from 0 to 1
    #[arg(long, value_name = "X", value_parser = parse_ratio)]
    ratio: Option<f64>,

    /// What findings are divided by before they are drawn
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,

    /// So many random conversations without findings, to see what is missed
    #[arg(long, value_name = "N", default_value_t = 0)]
    control: usize,

    /// The same seed draws the same
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Utterances shown before and after each finding
    #[arg(long, value_name = "N", default_value_t = 2)]
    context: usize,

    #[command(flatten)]
    marks: MarksArgs,

    #[command(flatten)]
    privacy: PrivacyArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// The agent
    Agent,
    /// The rule
    Rule,
    /// The band of the conversation's score, or else whether it passed
    Band,
    /// How sure the finding is
    Confidence,
}

impl From<By> for Stratum {
    fn from(by: By) -> Stratum {
        match by {
            By::Agent => Stratum::Agent,
            By::Rule => Stratum::Rule,
            By::Band => Stratum::Band,
            By::Confidence => Stratum::Confidence,
        }
    }
}

fn parse_ratio(text: &str) -> Result<f64, String> {
    let ratio = text.parse().ok().filter(|ratio: &f64| *ratio > 0.0 && *ratio <= 1.0);
    ratio.ok_or_else(|| "a number above 0 and up to 1".to_owned())
}

impl SampleArgs {
    fn sampling(&self) -> Sampling {
        let size = self.ratio.map_or(Size::Number(self.number), Size::Ratio);
        Sampling { seed: self.seed, size, by: self.by.map(Stratum::from), control: self.control }
    }

    fn settings(&self) -> Settings {
        Settings {
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            context: self.context,
            min_confidence: Confidence::Possible,
            duplicates: false,
            transcripts: self.control > 0,
            by_agent: self.by == Some(By::Agent),
            masked: self.privacy.masks(),
        }
    }
}

/// Draws a sample and returns the exit status.
pub(in crate::cli) fn run(args: &SampleArgs, global: Global) -> io::Result<u8> {
    let mut loaded = args.rules.load();
    let wants = |rule: &huashu_rulebook::Rule| args.rules.wants(rule);
    let Some(engine) = loaded.engine(global, &wants).map(Arc::new) else { return Ok(INCOMPLETE) };
    let (options, mut problems) = rulebooks::input_options(&loaded.rulebook.input);
    problems.extend(nothing_done::no_rules(&engine));
    let found = huashu_input::find(&args.paths, &options);
    problems.extend(found.problems);
    let mut gate = Gate::default();
    let read = found.sources.iter().map(|source| &*source.name).chain(loaded.files());
    let opened = format_of(&args.output)
        .and_then(|format| match output::would_replace(&args.output, read) {
            Some(path) => Err(vec![nothing_done::replaces_input(path)]),
            None => Ok(format),
        })
        .and_then(|format| Ok((format, hold_to_rulebook(&mut gate, &loaded, &engine, &args.marks)?)));
    let format = match opened {
        Ok((format, ())) => format,
        Err(refused) => {
            problems.extend(refused);
            output::show_problems(&problems, global);
            return Ok(INCOMPLETE);
        }
    };
    let scorer = Scorer::new(loaded.rulebook.score.clone(), engine.rules());
    let settings = args.settings();
    let job = Job { sources: &found.sources, options: &options, engine: &engine, scorer: &scorer, settings };
    let mut sampler = Sampler::new(args.sampling());
    let mut keep = |findings: &mut Vec<_>| gate.keep(findings);
    let handling = Handling { keep: Some(&mut keep), ..Handling::default() };
    let summary = pipeline::run(job, handling, &mut |event| {
        match event {
            Event::Conversation(evaluation) => sampler.take(evaluation),
            Event::Problem(problem) => problems.push(problem.clone()),
            Event::Written(..) => {}
        }
        Ok(())
    })?;
    problems.extend(nothing_done::no_agent(None, &summary));
    problems.extend(gate.leftovers());
    output::show_problems(&problems, global);
    summary.ledger.remarks.iter().for_each(|remark| output::remark(global, remark.get(global.language)));
    tell_exempted(&gate, global);
    write(sampler, args, format, global)?;
    let incomplete = summary.problems > 0 || problems.iter().any(|problem| problem.level == Level::Error);
    Ok(if incomplete { INCOMPLETE } else { CLEAN })
}

fn write(sampler: Sampler, args: &SampleArgs, format: SheetFormat, global: Global) -> io::Result<()> {
    let (findings, clean) = sampler.met();
    let drawn = sampler.finish();
    let mut out = Output::open(Some(&args.output))?;
    write_sheet(&drawn, format, global.language, &mut out)?;
    out.finish()?;
    let (rows, shown) = (drawn.len(), args.output.display());
    let told = huashu_model::say!(
        global.language,
        "{findings} 条发现、{clean} 个没有发现的会话里抽了 {rows} 行，写到 {shown}；填好后 huashu review import {shown} --marks marks.jsonl",
        "drew {rows} rows from {findings} findings and {clean} conversations without any, written to {shown}; when it is filled in: huashu review import {shown} --marks marks.jsonl"
    );
    output::remark(global, &told);
    Ok(())
}

fn format_of(path: &Path) -> Result<SheetFormat, Vec<Problem>> {
    let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase);
    match extension.as_deref() {
        Some("xlsx") => Ok(SheetFormat::Xlsx),
        Some("csv") => Ok(SheetFormat::Csv),
        Some("jsonl") => Ok(SheetFormat::JsonLines),
        _ => {
            let shown = path.display();
            let message = huashu_model::message!(
                "看不出 {shown} 要写成什么格式",
                "{shown} does not say which format it is to be in"
            );
            let help = huashu_model::message!(
                "抽查表用这些扩展名：.xlsx .csv .jsonl",
                "end the name of a sheet in .xlsx, .csv or .jsonl"
            );
            Err(vec![Problem::error("usage/unknown-extension", message).with_help(help)])
        }
    }
}
