//! `huashu check`: the main job.

use std::io::{self, IsTerminal};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use huashu::fixing::Proposals;
use huashu::gate::Gate;
use huashu::nothing_done;
use huashu::pipeline::{self, Event, Handling, Job, NewWriter, Settings};
use huashu_core::engine::Engine;
use huashu_model::confidence::Confidence;
use huashu_model::finding::{Finding, Severity};
use huashu_model::problem::{Level, Problem};
use huashu_model::score::Scorer;
use huashu_model::summary::{MOST_REMARKS, Summary, keep_remark};
use huashu_model::transcript::Role;
use huashu_report::Needs;
use huashu_rulebook::{Rule, parse_severity};

use super::encoded::{OutputEncoding, parse_output_encoding};
use super::gate::{GateArgs, hold_to_rulebook};
use super::global::{CLEAN, FINDINGS, Global, INCOMPLETE};
use super::marks::MarksArgs;
use super::output;
use super::privacy::PrivacyArgs;
use super::progress::{self, Count};
use super::refused::Refused;
use super::reports::{self, Reports, Target};
use super::rulebooks::{self, Loaded, RulebookArgs};
use super::small_input;

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Files, folders, patterns, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,

    #[command(flatten)]
    rules: RulebookArgs,

    /// What the files hold
    #[arg(long = "as", value_name = "WHAT", default_value = "conversations")]
    holds: Holds,

    /// Only rules that read this role's words: agent, customer, bot, system
    #[arg(long, value_name = "ROLE", value_parser = parse_role)]
    role: Option<Role>,

    /// Format of the input, where it is not to be recognised
    #[arg(long, value_name = "FORMAT", value_parser = rulebooks::parse_format)]
    input_format: Option<&'static dyn huashu_input::Format>,

    /// Tool that exported the input, where it is not to be recognised; `huashu presets` lists them
    #[arg(long, value_name = "PRESET", value_parser = rulebooks::parse_preset)]
    preset: Option<Arc<huashu_input::Preset>>,

    /// Encoding of the input, where it is not to be recognised
    #[arg(long, value_name = "ENCODING", value_parser = rulebooks::parse_encoding)]
    encoding: Option<&'static encoding_rs::Encoding>,

    /// The longest record that is read, such as 512KB or 2GB; a longer one is a problem, the rest is read. Usually 64MB
    #[arg(long, value_name = "SIZE", value_parser = rulebooks::parse_record_limit)]
    max_record: Option<huashu_input::RecordLimit>,

    /// Format of the report
    #[arg(long, short, value_name = "FORMAT", value_parser = parse_output, help = format_help())]
    format: Option<&'static str>,

    /// Write a report to a file, which appears only when it is whole; may be repeated. The ending of the name says the
    /// format
    #[arg(long, short, value_name = "FILE")]
    output: Vec<PathBuf>,

    /// Encoding of standard output and of reports that are plain text or tables: utf-8 or gb18030
    #[arg(long, value_name = "ENCODING", default_value = "utf-8", value_parser = parse_output_encoding)]
    output_encoding: OutputEncoding,

    /// Show so many utterances before and after each finding
    #[arg(long, value_name = "N", default_value_t = 0)]
    context: usize,

    /// Show every finding in the text report, however many
    #[arg(long)]
    full: bool,

    /// Add figures by rule and agent, and per thousand utterances
    #[arg(long)]
    statistics: bool,

    /// The least severity that makes the exit status 1: error, warning, info or never
    #[arg(long, value_name = "SEVERITY", default_value = "error", value_parser = parse_limit)]
    fail_on: Limit,

    /// Leave out findings that are less sure: certain, likely or possible
    #[arg(long, value_name = "CONFIDENCE", default_value = "possible", value_parser = rulebooks::parse_confidence)]
    min_confidence: Confidence,

    /// Do not tell which canned replies say the same as another
    #[arg(long)]
    no_duplicates: bool,

    #[command(flatten)]
    privacy: PrivacyArgs,

    #[command(flatten)]
    gate: GateArgs,

    #[command(flatten)]
    marks: MarksArgs,

    /// Threads that check; all cores unless given
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Holds {
    /// Conversations between agents and customers
    Conversations,
    /// Canned replies: every entry is one utterance of an agent
    Canned,
    /// One text said by an agent, such as a draft or a letter
    AgentText,
}

impl From<Holds> for huashu_input::Holds {
    fn from(holds: Holds) -> Self {
        match holds {
            Holds::Conversations => huashu_input::Holds::Conversations,
            Holds::Canned => huashu_input::Holds::CannedReplies,
            Holds::AgentText => huashu_input::Holds::AgentText,
        }
    }
}

/// The least severity that counts for the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limit(pub(super) Option<Severity>);

/// Reads `error`, `warning`, `info` or `never`.
pub(super) fn parse_limit(word: &str) -> Result<Limit, Refused> {
    match (word, parse_severity(word)) {
        ("never", _) => Ok(Limit(None)),
        (_, Some(Some(severity))) => Ok(Limit(Some(severity))),
        _ => Err(Refused::none_of("error, warning, info, never")),
    }
}

/// Names every format of reports, for the help.
fn format_help() -> String {
    format!("Format of the report: {}", huashu_report::names().collect::<Vec<_>>().join(", "))
}

fn parse_output(name: &str) -> Result<&'static str, Refused> {
    huashu_report::names().find(|known| *known == name).ok_or_else(|| {
        let names: Vec<&str> = huashu_report::names().collect();
        Refused::none_of(&names.join(", "))
    })
}

fn parse_role(word: &str) -> Result<Role, Refused> {
    Role::ALL
        .into_iter()
        .find(|role| role.name() == word)
        .ok_or_else(|| Refused::none_of("agent, customer, bot, system"))
}

impl CheckArgs {
    /// Returns how to read: as the configuration says, and the command line before it.
    fn input_options(&self, loaded: &Loaded) -> (huashu_input::Options, Vec<Problem>) {
        let (mut options, problems) = rulebooks::input_options(&loaded.rulebook.input);
        options.format = self.input_format.or(options.format);
        options.encoding = self.encoding.or(options.encoding);
        options.preset = self.preset.clone().or(options.preset);
        options.max_record = self.max_record.unwrap_or(options.max_record);
        options.holds = self.holds.into();
        (options, problems)
    }

    /// Compiles the wanted rules, for the texts alone where these are few. Changes of canned replies are judged as well, so
    /// that no text is known of those.
    fn engine(
        &self,
        loaded: &mut Loaded,
        sources: &[huashu_input::Source],
        options: &huashu_input::Options,
        global: Global,
    ) -> Option<Engine> {
        let wanted = |rule: &Rule| self.wants(rule);
        match small_input::texts(sources, options).filter(|_| self.holds != Holds::Canned) {
            Some(texts) => {
                let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
                loaded.engine_for(&texts, global, &wanted)
            }
            None => loaded.engine(global, &wanted),
        }
    }

    /// Returns what finds changes, where a report of a library can tell them.
    fn proposals(
        &self,
        reports: &Reports,
        engine: &Arc<Engine>,
        options: &huashu_input::Options,
    ) -> Option<Proposals> {
        let wanted = self.holds == Holds::Canned && reports.offers_fixes();
        wanted.then(|| Proposals::new(engine, options))
    }

    /// Returns what is to be written; no report may take the place of what is read.
    fn targets(&self, sources: &[huashu_input::Source], loaded: &Loaded) -> Result<Vec<Target>, Vec<Problem>> {
        for report in &self.output {
            let read = sources.iter().map(|source| &*source.name).chain(loaded.files());
            if let Some(path) = output::would_replace(report, read) {
                return Err(vec![nothing_done::replaces_input(path)]);
            }
        }
        reports::encoded(reports::targets(&self.output, self.format)?, self.output_encoding)
    }

    /// Makes what the run is held to.
    fn open_gate(
        &self,
        sources: &[huashu_input::Source],
        loaded: &Loaded,
        engine: &Engine,
    ) -> Result<Gate, Vec<Problem>> {
        let mut gate = self.gate.open(sources, self.holds == Holds::Canned, engine)?;
        hold_to_rulebook(&mut gate, loaded, engine, &self.marks)?;
        Ok(gate)
    }

    /// Opens the reports, each told what it needs of the run.
    fn open_reports(
        &self,
        targets: Vec<Target>,
        loaded: &Loaded,
        engine: &Engine,
        global: Global,
    ) -> io::Result<Reports> {
        let fingerprint = loaded.fingerprint(engine);
        Reports::open(targets, &|target| huashu_report::Run {
            fingerprint: fingerprint.clone(),
            rules: engine.rules().cloned().collect(),
            statistics: self.statistics,
            context: self.context,
            most_findings: self.most_findings(),
            fail_on: self.fail_on.0,
            ..output::describe_run(global, &engine.name, target.is_standard() && io::stdout().is_terminal())
        })
    }

    /// Returns how many findings the text report shows in full; `None` for all.
    fn most_findings(&self) -> Option<u64> {
        match (self.full, self.gate.max_findings) {
            (true, _) => None,
            (false, 0) => Some(USUALLY_SHOWN),
            (false, most) => Some(most),
        }
    }

    fn wants(&self, rule: &Rule) -> bool {
        let fits_library = self.holds == Holds::Conversations || rule.body.is_about_one_utterance();
        let fits_role = self.role.is_none_or(|role| rule.role.contains(role));
        self.rules.wants(rule) && fits_library && fits_role
    }
}

/// Checks files and returns the exit status.
pub(super) fn run(args: &CheckArgs, global: Global) -> io::Result<u8> {
    let mut loaded = args.rules.load();
    let (options, mut problems) = args.input_options(&loaded);
    let found = huashu_input::find(&args.paths, &options);
    let Some(engine) = args.engine(&mut loaded, &found.sources, &options, global).map(Arc::new) else {
        return Ok(INCOMPLETE);
    };
    problems.extend(nothing_done::no_rules(&engine));
    problems.extend(found.problems);
    let targets = args.targets(&found.sources, &loaded);
    let gate = || args.open_gate(&found.sources, &loaded, &engine);
    let (targets, mut gate) = match targets.and_then(|targets| Ok((targets, gate()?))) {
        Ok(opened) => opened,
        Err(problems) => {
            output::show_problems(&problems, global);
            return Ok(INCOMPLETE);
        }
    };
    let scorer = Scorer::new(loaded.rulebook.score.clone(), engine.rules());
    let mut reports = args.open_reports(targets, &loaded, &engine, global)?;
    problems.iter().try_for_each(|problem| reports.problem(problem))?;
    let mut proposals = args.proposals(&reports, &engine, &options);
    let settings = settings(args, reports.needs());
    let job = Job { sources: &found.sources, options: &options, engine: &engine, scorer: &scorer, settings };
    let holds_all = gate.is_open() && proposals.is_none();
    let mut keep = |findings: &mut Vec<Finding>| {
        gate.keep(findings);
        if let Some(proposals) = &mut proposals {
            proposals.attach(findings);
        }
    };
    let writer = reports.new_writer();
    let writer = writer.as_ref().map(|new| new as &NewWriter<'_>);
    let handling = Handling { keep: (!holds_all).then_some(&mut keep as _), writer };
    let alone = !reports.go_to_terminal();
    let checked = |count: &Count| check(job, handling, &mut reports, &mut problems, count);
    let mut summary = progress::shown(&found.sources, global, alone, checked)?;
    for (reason, count) in found.skipped {
        *summary.ledger.skipped.entry(reason).or_default() += count;
    }
    let nobody = nothing_done::no_agent(args.role, &summary);
    summary.problems += u64::from(nobody.is_some());
    for problem in gate.leftovers().into_iter().chain(nobody) {
        reports.problem(&problem)?;
        problems.push(problem);
    }
    found.remarks.into_iter().for_each(|remark| keep_remark(&mut summary.ledger.remarks, remark));
    let tells_statistics = args.statistics && reports.lack_statistics();
    let (written, remarks) = reports.finish(&summary)?;
    output::show_problems(&problems, global);
    remarks.iter().for_each(|remark| output::remark(global, remark.get(global.language)));
    args.gate.close(&gate, global)?;
    tell_remarks(&summary, global);
    if tells_statistics {
        output::remark(global, &huashu_report::statistics(&summary, &output::describe_run(global, "", false)));
    }
    reports::tell_written(&written, &summary, global);
    Ok(status(args, &summary, &problems))
}

/// Tells what the readers of files remarked.
fn tell_remarks(summary: &Summary, global: Global) {
    let remarks = &summary.ledger.remarks;
    remarks.iter().for_each(|remark| output::remark(global, remark.get(global.language)));
    if remarks.len() >= MOST_REMARKS {
        let language = global.language;
        output::remark(global, language.pick("还有更多备注，不再逐条列出", "there are more remarks"));
    }
}

fn settings(args: &CheckArgs, needs: Needs) -> Settings {
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    // More threads than this only wait for one another.
    let most = cores.saturating_mul(THREADS_PER_CORE);
    Settings {
        threads: args.threads.unwrap_or(cores).min(most),
        context: args.context.max(needs.context),
        min_confidence: args.min_confidence,
        duplicates: args.holds == Holds::Canned && !args.no_duplicates,
        transcripts: needs.transcript,
        by_agent: needs.agents || args.statistics,
        masked: args.privacy.masks(),
    }
}

/// Threads allowed for each core.
const THREADS_PER_CORE: NonZeroUsize = NonZeroUsize::new(8).expect("not zero");

/// Findings that the text report shows in full, unless asked otherwise; more are for a workbook.
const USUALLY_SHOWN: u64 = 100;

/// More problems than this are counted on standard error, not shown one by one.
const MOST_PROBLEMS_SHOWN: usize = 200;

/// Checks everything and writes what is found; problems met before are counted too.
fn check(
    job: Job<'_>,
    handling: Handling<'_>,
    reports: &mut Reports,
    problems: &mut Vec<Problem>,
    count: &Count,
) -> io::Result<Summary> {
    let met_early = problems.iter().filter(|problem| problem.level == Level::Error).count() as u64;
    let mut not_shown = 0;
    let mut summary = pipeline::run(job, handling, &mut |delivery| match delivery {
        Event::Conversation(evaluation) => {
            count.add(1);
            reports.evaluation(evaluation)
        }
        Event::Written(bytes, conversations) => {
            count.add(conversations);
            reports.written(bytes)
        }
        Event::Problem(problem) => {
            if problems.len() < MOST_PROBLEMS_SHOWN || problem.code == nothing_done::MORE_PROBLEMS {
                problems.push(problem.clone());
            } else {
                not_shown += 1;
            }
            reports.problem(problem)
        }
    })?;
    if not_shown > 0 {
        problems.push(nothing_done::not_shown(not_shown));
    }
    summary.problems += met_early;
    Ok(summary)
}

fn status(args: &CheckArgs, summary: &Summary, problems: &[Problem]) -> u8 {
    let incomplete = summary.problems > 0 || problems.iter().any(|problem| problem.level == Level::Error);
    let too_many = |limit| summary.findings_from(limit) > args.gate.max_findings;
    let fails = args.fail_on.0.is_some_and(too_many) && !args.gate.accepts_new();
    match (incomplete, fails) {
        (true, _) => INCOMPLETE,
        (false, true) => FINDINGS,
        (false, false) => CLEAN,
    }
}
