//! `huashu rules`: the rules in force.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use huashu_rulebook::Rule;

use super::global::{CLEAN, Global, INCOMPLETE};
use super::output;
use super::rulebooks::RulebookArgs;

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    #[command(flatten)]
    rules: RulebookArgs,

    /// Format of the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ListFormat {
    /// One rule a line
    Text,
    /// A JSON array
    Json,
}

#[derive(Debug, Serialize)]
struct RuleRecord<'a> {
    id: &'a str,
    kind: &'static str,
    severity: &'static str,
    class: &'static str,
    enabled: bool,
    points: f64,
    fatal: bool,
    title: &'a str,
    source: &'a [String],
    examples: usize,
    file: &'a str,
    line: u64,
}

/// Lists the rules and returns the exit status.
pub(super) fn run(args: &RulesArgs, global: Global) -> io::Result<u8> {
    let loaded = args.rules.load();
    output::show_problems(&loaded.sink.problems, global);
    let rules: Vec<&Rule> = loaded.rulebook.rules.iter().filter(|rule| args.rules.lists(rule)).collect();
    let record = |rule: &&'_ Rule| -> String {
        let info = &rule.info;
        let record = RuleRecord {
            id: &info.id,
            kind: rule.kind.name,
            severity: info.severity.name(),
            class: info.class.name(),
            enabled: rule.enabled,
            points: info.points,
            fatal: info.fatal,
            title: info.title.get(global.language),
            source: &info.source,
            examples: rule.examples.len(),
            file: loaded.sink.sources.name(rule.place.source),
            line: loaded.sink.sources.line(rule.place),
        };
        match args.format {
            ListFormat::Json => huashu_model::json::to_string(&record).unwrap_or_default(),
            ListFormat::Text => output::shown(&line(&record, global)),
        }
    };
    let lines: Vec<String> = rules.iter().map(record).collect();
    let mut out = io::BufWriter::new(io::stdout());
    match args.format {
        ListFormat::Json => writeln!(out, "[\n{}\n]", lines.join(",\n"))?,
        ListFormat::Text => lines.iter().try_for_each(|line| writeln!(out, "{line}"))?,
    }
    out.flush()?;
    Ok(if loaded.sink.has_errors() { INCOMPLETE } else { CLEAN })
}

fn line(record: &RuleRecord<'_>, global: Global) -> String {
    let off = if record.enabled { "" } else { global.language.pick("（未启用）", " (off)") };
    format!("{:34} {:8} {:9} {}{off}", record.id, record.severity, record.kind, record.title)
}
