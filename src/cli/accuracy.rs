//! `huashu accuracy`: precision and recall of rules against labels.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::Value;

use huashu::accuracy::{self, FoldBy, Folds, Judged, Labels, Level, Measurement};
use huashu_model::json::to_string;
use huashu_model::language::Message;
use huashu_model::problem::{self, Problem};
use huashu_rulebook::Rule;

use super::global::{CLEAN, FINDINGS, Global, INCOMPLETE};
use super::output;
use super::rulebooks::{self, Loaded, RulebookArgs};

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

    #[command(flatten)]
    folds: FoldArgs,

    /// A second rulebook, whose figures on the same labels stand beside those of the first; may be repeated
    #[arg(long, value_name = "RULEBOOK")]
    compare: Vec<String>,

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

/// Options that divide the labels.
#[derive(Debug, Args)]
struct FoldArgs {
    /// Divide the labels into this many folds and show the figures of each
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(2..=100))]
    folds: Option<u64>,

    /// What stays together in one fold
    #[arg(long, value_name = "WHAT", default_value = "conversation", requires = "folds")]
    by: Together,

    /// Measure one fold only, counting from 1: the one that was kept back
    #[arg(long, value_name = "N", requires = "folds", conflicts_with = "except_fold")]
    only_fold: Option<u64>,

    /// Measure all folds but this one, counting from 1: those that rules may be written on
    #[arg(long, value_name = "N", requires = "folds")]
    except_fold: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Together {
    /// What was said in one conversation
    Conversation,
    /// What stands in one log file
    Source,
}

impl FoldArgs {
    fn division(&self) -> Option<Folds> {
        let by = match self.by {
            Together::Conversation => FoldBy::Conversation,
            Together::Source => FoldBy::Source,
        };
        self.folds.map(|count| Folds { count, by })
    }

    /// Returns the labels to be measured.
    fn chosen(&self, labels: &Labels) -> Labels {
        match (self.division(), self.only_fold, self.except_fold) {
            (Some(folds), Some(only), _) => folds.part(labels, |fold| fold == only),
            (Some(folds), _, Some(except)) => folds.part(labels, |fold| fold != except),
            _ => labels.clone(),
        }
    }

    /// Returns the labels of every fold, where folds are to be told apart.
    fn parts(&self, labels: &Labels) -> Vec<Labels> {
        match self.division() {
            Some(folds) if self.only_fold.is_none() && self.except_fold.is_none() => {
                (1..=folds.count).map(|wanted| folds.part(labels, |fold| fold == wanted)).collect()
            }
            _ => Vec::new(),
        }
    }
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
    let (labels, mut problems) = read_labels(&args.labels, global);
    let Some(first) = measure(args, args.rulebook.load(), &labels, global) else { return Ok(INCOMPLETE) };
    let second = match args.compare.as_slice() {
        [] => None,
        names => match measure(args, args.rulebook.load_named(names), &labels, global) {
            Some(second) => Some(second),
            None => return Ok(INCOMPLETE),
        },
    };
    problems.extend(first.problems.iter().cloned());
    output::show_problems(&problems, global);
    first.remarks.iter().for_each(|remark| output::remark(global, remark.get(global.language)));
    let mut out = io::BufWriter::new(io::stdout());
    match args.format {
        AccuracyFormat::Text => write!(out, "{}", as_text(args, &first, second.as_ref(), global))?,
        AccuracyFormat::Json => writeln!(out, "{}", to_string(&as_json(args, &first, second.as_ref()))?)?,
    }
    out.flush()?;
    let short = shortfalls(args, &second.as_ref().unwrap_or(&first).whole, global);
    short.iter().for_each(|line| output::remark(global, line));
    let incomplete = problems.iter().any(|problem| problem.level == problem::Level::Error);
    Ok(match (incomplete, short.is_empty()) {
        (true, _) => INCOMPLETE,
        (false, false) => FINDINGS,
        (false, true) => CLEAN,
    })
}

/// What one rulebook came to.
struct Measured {
    name: String,
    whole: Measurement,
    folds: Vec<Measurement>,
    problems: Vec<Problem>,
    remarks: Vec<Message>,
}

/// Checks the labelled conversations with a rulebook; `None` where it cannot be trusted, which is shown.
fn measure(args: &AccuracyArgs, mut loaded: Loaded, labels: &Labels, global: Global) -> Option<Measured> {
    let engine = loaded.engine(global, &|rule: &Rule| args.rulebook.wants(rule))?;
    let (options, mut problems) = rulebooks::input_options(&loaded.rulebook.input);
    let found = huashu_input::find(&args.paths, &options);
    problems.extend(found.problems);
    let chosen = args.folds.chosen(labels);
    let (observed, more) = accuracy::observe(&found.sources, &options, &engine, &chosen);
    problems.extend(more);
    let known: BTreeSet<&str> = loaded.rulebook.rules.iter().map(|rule| rule.info.id.as_str()).collect();
    let run: BTreeSet<&str> = engine.rules().map(|rule| rule.id.as_str()).collect();
    let rules = accuracy::Rules { known: &known, run: &run, also: &args.rules };
    // What a fold judges is what all labels judge: a rule that no label of the fold names was looked for all the same.
    let judged = Judged::of(labels, rules);
    let mut whole = accuracy::measure_part(&chosen, &observed, &judged);
    problems.extend(accuracy::rule_problems(labels, rules));
    problems.append(&mut whole.problems);
    let parts = args.folds.parts(&chosen);
    let folds = parts.iter().map(|part| accuracy::measure_part(part, &observed, &judged)).collect();
    let remarks = observed.remarks;
    Some(Measured { name: engine.name.clone(), whole, folds, problems, remarks })
}

fn as_text(args: &AccuracyArgs, first: &Measured, second: Option<&Measured>, global: Global) -> String {
    let mut text = accuracy::text(&first.whole, global.language, args.errors && second.is_none());
    if !first.folds.is_empty() {
        text.push_str(&accuracy::folds_text(&first.folds, &first.whole, global.language));
    }
    if let Some(second) = second {
        let versus = accuracy::versus(&first.whole, &second.whole);
        let names = [first.name.as_str(), second.name.as_str()];
        text.push_str(&accuracy::versus_text(&versus, names, global.language, args.errors));
    }
    text
}

fn as_json(args: &AccuracyArgs, first: &Measured, second: Option<&Measured>) -> Value {
    let mut object = accuracy::json(&first.whole, &first.name, args.errors);
    if !first.folds.is_empty() {
        object["folds"] = accuracy::folds_json(&first.folds);
    }
    if let Some(second) = second {
        let versus = accuracy::versus(&first.whole, &second.whole);
        object["comparison"] = accuracy::versus_json(&versus, [&first.name, &second.name], args.errors);
    }
    object
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
