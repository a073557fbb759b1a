//! `huashu rules`: the rules in force.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use huashu_rulebook::Rule;

use super::global::{CLEAN, Global, INCOMPLETE};
use super::output;
use super::rulebooks::{Loaded, RulebookArgs};

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
    let lines: Vec<String> = rules.iter().map(|rule| listed(rule, &loaded, args.format, global)).collect();
    let mut out = io::BufWriter::new(io::stdout());
    match args.format {
        ListFormat::Json => writeln!(out, "[\n{}\n]", lines.join(",\n"))?,
        ListFormat::Text => lines.iter().try_for_each(|line| writeln!(out, "{line}"))?,
    }
    out.flush()?;
    Ok(if loaded.sink.has_errors() { INCOMPLETE } else { CLEAN })
}

/// Lists a rule. A line of text is made without the rule's examples, which are read only where somebody asks.
fn listed(rule: &Rule, loaded: &Loaded, format: ListFormat, global: Global) -> String {
    match format {
        ListFormat::Json => huashu_model::json::to_string(&record(rule, loaded, global)).unwrap_or_default(),
        ListFormat::Text => output::shown(&line(rule, global)),
    }
}

fn record<'r>(rule: &'r Rule, loaded: &'r Loaded, global: Global) -> RuleRecord<'r> {
    let info = &rule.info;
    RuleRecord {
        id: &info.id,
        kind: rule.kind.name,
        severity: info.severity.name(),
        class: info.class.name(),
        enabled: rule.enabled,
        points: info.points,
        fatal: info.fatal,
        title: info.title.get(global.language),
        source: &info.source,
        examples: rule.examples().len(),
        file: loaded.sink.sources.name(rule.place.source),
        line: loaded.sink.sources.line(rule.place),
    }
}

fn line(rule: &Rule, global: Global) -> String {
    let off = if rule.enabled { "" } else { global.language.pick("（未启用）", " (off)") };
    let (info, kind) = (&rule.info, rule.kind.name);
    format!("{:34} {:8} {kind:9} {}{off}", info.id, info.severity.name(), info.title.get(global.language))
}
