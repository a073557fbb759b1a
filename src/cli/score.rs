//! `huashu score`: the arithmetic of conversations, step by step.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::sync::Arc;

use clap::Args;

use huashu::gate::Gate;
use huashu::pipeline::{self, Event, Handling, Job, Settings};
use huashu_model::confidence::Confidence;
use huashu_model::evaluation::Evaluation;
use huashu_model::finding::RuleInfo;
use huashu_model::language::Language;
use huashu_model::problem::{Level, Problem};
use huashu_model::score::Scorer;
use huashu_report::arithmetic;

use super::gate::{hold_to_rulebook, tell_exempted};
use super::global::{CLEAN, Global, INCOMPLETE};
use super::marks::MarksArgs;
use super::output;
use super::privacy::PrivacyArgs;
use super::rulebooks::{self, RulebookArgs};

#[derive(Debug, Args)]
pub(super) struct ScoreArgs {
    /// Files, folders, patterns, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,

    #[command(flatten)]
    rules: RulebookArgs,

    /// The conversation to explain; may be repeated. Without it, those with the lowest scores
    #[arg(long, short, value_name = "ID")]
    conversation: Vec<String>,

    /// How many of the lowest scores
    #[arg(long, value_name = "N", default_value_t = 5)]
    lowest: usize,

    #[command(flatten)]
    marks: MarksArgs,

    #[command(flatten)]
    privacy: PrivacyArgs,
}

impl ScoreArgs {
    /// Keeps a conversation that is asked for, or is among the lowest so far.
    fn keep(&self, kept: &mut Vec<Evaluation>, evaluation: &Evaluation) {
        if !self.conversation.is_empty() {
            if self.conversation.iter().any(|id| **id == *evaluation.location.conversation) {
                kept.push(evaluation.clone());
            }
            return;
        }
        let value = evaluation.score.value;
        let at = kept.partition_point(|other| other.score.value <= value);
        if at < self.lowest {
            kept.insert(at, evaluation.clone());
            kept.truncate(self.lowest);
        }
    }
}

/// Explains scores and returns the exit status.
pub(super) fn run(args: &ScoreArgs, global: Global) -> io::Result<u8> {
    let mut loaded = args.rules.load();
    let wants = |rule: &huashu_rulebook::Rule| args.rules.wants(rule);
    let Some(engine) = loaded.engine(global, &wants).map(Arc::new) else { return Ok(INCOMPLETE) };
    let (options, mut problems) = rulebooks::input_options(&loaded.rulebook.input);
    let found = huashu_input::find(&args.paths, &options);
    problems.extend(found.problems);
    let scorer = Scorer::new(loaded.rulebook.score.clone(), engine.rules());
    let settings = Settings {
        threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        context: 0,
        min_confidence: Confidence::Possible,
        duplicates: false,
        transcripts: false,
        by_agent: false,
        masked: args.privacy.masks(),
    };
    let job = Job { sources: &found.sources, options: &options, engine: &engine, scorer: &scorer, settings };
    let mut gate = Gate::default();
    if let Err(refused) = hold_to_rulebook(&mut gate, &loaded, &engine, &args.marks) {
        output::show_problems(&refused, global);
        return Ok(INCOMPLETE);
    }
    let mut kept = Vec::new();
    let mut keep = |findings: &mut Vec<_>| gate.keep(findings);
    let handling = Handling { keep: Some(&mut keep), ..Handling::default() };
    let summary = pipeline::run(job, handling, &mut |event| {
        match event {
            Event::Conversation(evaluation) => args.keep(&mut kept, evaluation),
            Event::Problem(problem) => problems.push(problem.clone()),
            Event::Written(..) => {}
        }
        Ok(())
    })?;
    problems.extend(missing(args, &kept));
    problems.extend(gate.leftovers());
    output::show_problems(&problems, global);
    tell_exempted(&gate, global);
    let rules: Vec<Arc<RuleInfo>> = engine.rules().cloned().collect();
    let mut out = io::stdout().lock();
    for evaluation in &kept {
        writeln!(out, "{}", output::shown(&explained(evaluation, &rules, global.language)))?;
    }
    summary.ledger.remarks.iter().for_each(|remark| output::remark(global, remark.get(global.language)));
    let incomplete = summary.problems > 0 || problems.iter().any(|problem| problem.level == Level::Error);
    Ok(if incomplete { INCOMPLETE } else { CLEAN })
}

/// Returns the problems of conversations that were asked for and not met.
fn missing(args: &ScoreArgs, kept: &[Evaluation]) -> Vec<Problem> {
    let is_met = |id: &String| kept.iter().any(|evaluation| *evaluation.location.conversation == **id);
    let missing = args.conversation.iter().filter(|id| !is_met(id));
    missing
        .map(|id| {
            let message = huashu_model::message!("没有会话「{id}」", "there is no conversation `{id}`");
            let help = huashu_model::message!(
                "会话编号见报告；没有编号的写成 #行号，如 '#12'",
                "see a report for its name; one without an id is called # and its line, such as '#12'"
            );
            Problem::error("usage/unknown-conversation", message).with_help(help)
        })
        .collect()
}

/// Returns the page of one conversation: its score, of several agents each one's, and what could not be judged.
fn explained(evaluation: &Evaluation, rules: &[Arc<RuleInfo>], language: Language) -> String {
    let location = &evaluation.location;
    let mut page = format!(
        "━━ {}:{} · {} · {}\n",
        location.file,
        location.line,
        location.conversation,
        arithmetic::verdict(&evaluation.score, language)
    );
    for step in arithmetic::steps(evaluation, &evaluation.score, language) {
        page.push_str(&format!("{:>7}  {}\n", step.points, step.words));
    }
    if let [_, _, ..] = evaluation.agents.as_slice() {
        for agent in &evaluation.agents {
            let verdict = arithmetic::verdict(&agent.score, language);
            page.push_str(&format!("{:>7}  {} {}: {verdict}\n", "", language.pick("客服", "agent"), agent.key));
        }
    }
    let unjudged = arithmetic::not_judged(evaluation, rules);
    if !unjudged.is_empty() {
        let list: Vec<String> = unjudged.iter().map(|(rule, reason)| format!("{rule} ({reason})")).collect();
        let words = language.pick("没有判断，不加不减", "not judged, neither for nor against");
        page.push_str(&format!("{:>7}  {words}: {}\n", "", list.join(", ")));
    }
    page
}
