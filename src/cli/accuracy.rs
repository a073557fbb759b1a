//! `huashu accuracy`: precision and recall of rules against labels.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use huashu::accuracy::{self, Labels, Level, Measurement};
use huashu_model::json::to_string;
use huashu_model::problem::{self, Problem};
use huashu_rulebook::Rule;

use super::global::{CLEAN, FINDINGS, Global, INCOMPLETE};
use super::output;
use super::rulebooks::{self, RulebookArgs};

#[derive(Debug, Args)]
pub(super) struct AccuracyArgs {
    /// The conversations that were labelled: files, folders, patterns, or - for standard input
    #[arg(required = true, value_name = "DATA")]
    paths: Vec<String>,

    /// Labels, JSON Lines; may be repeated
    #[arg(long, required = true, value_name = "FILE")]
    labels: Vec<PathBuf>,

    #[command(flatten)]
    rulebook: RulebookArgs,

    /// Rules judged in every labelled utterance, even where no label names them; separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    rules: Vec<String>,

    /// List every false alarm and every miss
    #[arg(long)]
    errors: bool,

    /// Format of the answer
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    format: AccuracyFormat,

    /// Exit with 1 when the precision of any table is below this, from 0 to 1
    #[arg(long, value_name = "X", value_parser = parse_part)]
    at_least_precision: Option<f64>,

    /// Exit with 1 when the recall of any table is below this, from 0 to 1
    #[arg(long, value_name = "X", value_parser = parse_part)]
    at_least_recall: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum AccuracyFormat {
    /// Tables, for reading
    Text,
    /// One JSON object
    Json,
}

fn parse_part(word: &str) -> Result<f64, String> {
    let part = word.parse::<f64>().ok().filter(|part| (0.0..=1.0).contains(part));
    part.ok_or_else(|| "a number from 0 to 1".to_owned())
}

/// Measures and returns the exit status.
pub(super) fn run(args: &AccuracyArgs, global: Global) -> io::Result<u8> {
    let mut loaded = args.rulebook.load();
    let Some(engine) = loaded.engine(global, &|rule: &Rule| args.rulebook.wants(rule)) else {
        return Ok(INCOMPLETE);
    };
    let (labels, mut problems) = read_labels(&args.labels, global);
    let (options, more) = rulebooks::input_options(&loaded.rulebook.input);
    problems.extend(more);
    let found = huashu_input::find(&args.paths, &options);
    problems.extend(found.problems);
    let (observed, more) = accuracy::observe(&found.sources, &options, &engine, &labels);
    problems.extend(more);
    let known: BTreeSet<&str> = loaded.rulebook.rules.iter().map(|rule| rule.info.id.as_str()).collect();
    let run: BTreeSet<&str> = engine.rules().map(|rule| rule.id.as_str()).collect();
    let rules = accuracy::Rules { known: &known, run: &run, also: &args.rules };
    let mut measurement = accuracy::measure(&labels, &observed, rules);
    problems.append(&mut measurement.problems);
    output::show_problems(&problems, global);
    observed.remarks.iter().for_each(|remark| output::remark(global, remark.get(global.language)));
    let mut out = io::BufWriter::new(io::stdout());
    match args.format {
        AccuracyFormat::Text => {
            write!(out, "{}", accuracy::text(&measurement, global.language, args.errors))?;
        }
        AccuracyFormat::Json => {
            writeln!(out, "{}", to_string(&accuracy::json(&measurement, &engine.name, args.errors))?)?;
        }
    }
    out.flush()?;
    let short = shortfalls(args, &measurement, global);
    short.iter().for_each(|line| output::remark(global, line));
    let incomplete = problems.iter().any(|problem| problem.level == problem::Level::Error);
    Ok(match (incomplete, short.is_empty()) {
        (true, _) => INCOMPLETE,
        (false, false) => FINDINGS,
        (false, true) => CLEAN,
    })
}

fn read_labels(files: &[PathBuf], global: Global) -> (Labels, Vec<Problem>) {
    let mut labels = Labels::default();
    let mut problems = Vec::new();
    for path in files {
        let name = path.display().to_string();
        match std::fs::read(path).and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other)) {
            Ok(text) => problems.extend(labels.add(&name, &text)),
            Err(error) => {
                let message = huashu_model::say!(
                    global.language,
                    "读不了标注文件：{error}",
                    "cannot read the labels: {error}"
                );
                let mut problem = Problem::error("labels/unreadable", message);
                problem.place.file = Some(Arc::from(name));
                problems.push(problem);
            }
        }
    }
    (labels, problems)
}

/// Returns a line for every limit that is not reached; a limit over nothing is not reached either.
fn shortfalls(args: &AccuracyArgs, measurement: &Measurement, global: Global) -> Vec<String> {
    let mut lines = Vec::new();
    let limits = [
        (args.at_least_precision, global.language.pick("精确率", "precision"), true),
        (args.at_least_recall, global.language.pick("召回率", "recall"), false),
    ];
    for (limit, name, precision) in limits {
        let Some(limit) = limit else { continue };
        let mut measured = false;
        for level in Level::ALL {
            let all = measurement.figures(level).all();
            let Some(reached) = (if precision { all.precision() } else { all.recall() }) else { continue };
            measured = true;
            if reached < limit {
                let table = level.name();
                lines.push(huashu_model::say!(
                    global.language,
                    "{table} 的{name}是 {reached:.3}，低于 {limit}",
                    "{table}: {name} {reached:.3} is below {limit}"
                ));
            }
        }
        if !measured {
            lines.push(huashu_model::say!(
                global.language,
                "没有可以算出{name}的标注",
                "there are no labels to measure {name} by"
            ));
        }
    }
    lines
}
