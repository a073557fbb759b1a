//! `huashu draft`: one text before it is sent.

mod interactive;
mod judge;
mod show;

use std::io::{self, IsTerminal, Write};

use clap::Args;

use huashu_core::reword::{Reworded, reword};
use huashu_model::json::{InLanguage, to_string};

use super::check::{Limit, parse_limit};
use super::global::{CLEAN, FINDINGS, Global, INCOMPLETE};
use super::output;
use super::rulebooks::RulebookArgs;
use super::why::text_or_standard_input;
use judge::DraftJudge;
use show::Page;

#[derive(Debug, Args)]
pub(super) struct DraftArgs {
    /// The text; standard input without it
    text: Option<String>,

    #[command(flatten)]
    rules: RulebookArgs,

    /// The conversation so far, in any format that `check` reads; - for standard input. The text is judged as what is
    /// said next
    #[arg(long, value_name = "FILE")]
    context: Option<String>,

    /// Format of the answer
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    format: DraftFormat,

    /// Ask for one text after another; so it is on a terminal where no text is given
    #[arg(long, short, conflicts_with_all = ["text", "format"])]
    interactive: bool,

    /// The least severity that makes the exit status 1, of what is left after rewording: error, warning, info or never
    #[arg(long, value_name = "SEVERITY", default_value = "error", value_parser = parse_limit)]
    fail_on: Limit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum DraftFormat {
    /// Findings, the reworded text and what is left, for reading
    Text,
    /// One JSON object: text, findings, reworded, alternatives, needs_review, left, placeholders
    Json,
    /// The reworded text and nothing else
    Reworded,
    /// The text before and after
    Diff,
}

/// Checks a draft and returns the exit status.
pub(super) fn run(args: &DraftArgs, global: Global) -> io::Result<u8> {
    let mut loaded = args.rules.load();
    if let Some(problem) = judge::standard_input_twice(args.text.is_some(), args.context.as_deref()) {
        output::show_problems(&[problem], global);
        return Ok(INCOMPLETE);
    }
    let chunks = match &args.context {
        Some(path) => judge::read_context(path, &loaded, global),
        None => Vec::new(),
    };
    let before =
        match args.context.as_deref().map(|path| judge::single_conversation(path, &chunks, &loaded, global)) {
            Some(None) => return Ok(INCOMPLETE),
            Some(before) => before,
            None => None,
        };
    let is_dialogue = args.text.is_none() && io::stdin().is_terminal() && args.format == DraftFormat::Text;
    if args.interactive || is_dialogue {
        let Some(mut judge) = DraftJudge::for_any_text(&mut loaded, &args.rules, before, global) else {
            return Ok(INCOMPLETE);
        };
        return interactive::run(&mut judge, global).map(|()| CLEAN);
    }
    let text = text_or_standard_input(args.text.as_deref())?;
    let Some(mut judge) = DraftJudge::for_text(&text, &mut loaded, &args.rules, before, global) else {
        return Ok(INCOMPLETE);
    };
    let reworded = reword(&text, &mut judge);
    let mut out = io::BufWriter::new(io::stdout());
    write_answer(&mut out, args.format, &text, &reworded, judge.rulebook(), global)?;
    out.flush()?;
    let fails = |limit| reworded.left.iter().any(|finding| finding.rule.severity >= limit);
    // The program ends here; to free what the system frees at once would be a tenth of its time.
    std::mem::forget(judge);
    std::mem::forget(loaded);
    Ok(if args.fail_on.0.is_some_and(fails) { FINDINGS } else { CLEAN })
}

fn write_answer(
    out: &mut dyn Write,
    format: DraftFormat,
    text: &str,
    reworded: &Reworded,
    rulebook: &str,
    global: Global,
) -> io::Result<()> {
    let page = Page::new(rulebook, io::stdout().is_terminal(), global);
    match format {
        DraftFormat::Text => page.answer(out, reworded),
        DraftFormat::Json => {
            let placeholders: Vec<&str> =
                reworded.placeholders.iter().map(|place| place.of(&reworded.text)).collect();
            let record = serde_json::json!({
                "findings": InLanguage(&reworded.findings[..], global.language),
                "text": text,
                "reworded": reworded.text,
                "alternatives": reworded.alternatives,
                "needs_review": reworded.needs_review,
                "left": InLanguage(&reworded.left[..], global.language),
                "placeholders": placeholders,
            });
            writeln!(out, "{}", to_string(&record)?)
        }
        DraftFormat::Reworded => writeln!(out, "{}", output::shown(&reworded.text)),
        DraftFormat::Diff => page.difference(out, text, &reworded.text),
    }
}
