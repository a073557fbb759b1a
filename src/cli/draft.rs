//! `huashu draft`: one text before it is sent.

use std::io::{self, IsTerminal, Write};

use clap::Args;

use huashu_core::reword::{Judged, Reworded, draft_conversation, reword};
use huashu_model::json::{InLanguage, to_string};
use huashu_model::text::visible;
use huashu_rulebook::Rule;

use super::check::{Limit, parse_limit};
use super::global::{CLEAN, FINDINGS, Global, INCOMPLETE};
use super::output;
use super::rulebooks::RulebookArgs;
use super::why::text_or_standard_input;

#[derive(Debug, Args)]
pub(super) struct DraftArgs {
    /// The text; standard input without it
    text: Option<String>,

    #[command(flatten)]
    rules: RulebookArgs,

    /// Format of the answer
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    format: DraftFormat,

    /// The least severity that makes the exit status 1: error, warning, info or never
    #[arg(long, value_name = "SEVERITY", default_value = "error", value_parser = parse_limit)]
    fail_on: Limit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum DraftFormat {
    /// Findings and the reworded text, for reading
    Text,
    /// One JSON object: text, reworded, needs_review, findings
    Json,
    /// The reworded text and nothing else
    Reworded,
}

/// Checks a draft and returns the exit status.
pub(super) fn run(args: &DraftArgs, global: Global) -> io::Result<u8> {
    let mut loaded = args.rules.load();
    let wants = |rule: &Rule| args.rules.wants(rule) && rule.body.is_about_one_utterance();
    let text = text_or_standard_input(args.text.as_deref())?;
    let Some(engine) = loaded.engine_for(&text, global, &wants) else { return Ok(INCOMPLETE) };
    let reworded = reword(&text, &mut |draft| match draft == text {
        true => Judged::new(engine.check(&draft_conversation(draft), 0).findings, &engine),
        false => {
            let engine = loaded.engine_for_another(draft, &wants);
            Judged::new(engine.check(&draft_conversation(draft), 0).findings, &engine)
        }
    });
    let mut out = io::BufWriter::new(io::stdout());
    match args.format {
        DraftFormat::Text => write_text(&mut out, &reworded, &engine.name, global)?,
        DraftFormat::Json => {
            let record = serde_json::json!({
                "findings": InLanguage(&reworded.findings[..], global.language),
                "text": text,
                "reworded": reworded.text,
                "alternatives": reworded.alternatives,
                "needs_review": reworded.needs_review,
                "left": InLanguage(&reworded.left[..], global.language),
                "placeholders": reworded.placeholders.iter().map(|place| place.of(&reworded.text)).collect::<Vec<_>>(),
            });
            writeln!(out, "{}", to_string(&record)?)?;
        }
        DraftFormat::Reworded => writeln!(out, "{}", output::shown(&reworded.text))?,
    }
    out.flush()?;
    let fails = |limit| reworded.left.iter().any(|finding| finding.rule.severity >= limit);
    // The program ends here; to free what the system frees at once would be a tenth of its time.
    std::mem::forget((engine, loaded));
    Ok(if args.fail_on.0.is_some_and(fails) { FINDINGS } else { CLEAN })
}

fn write_text(out: &mut dyn Write, reworded: &Reworded, rulebook: &str, global: Global) -> io::Result<()> {
    let language = global.language;
    if reworded.findings.is_empty() {
        return writeln!(out, "{}", language.pick("没有发现问题", "nothing to report"));
    }
    let run = output::describe_run(global, rulebook, io::stdout().is_terminal());
    if let Some(mut renderer) = huashu_report::open("text", &run) {
        renderer.conversation(out, &reworded.findings)?;
    }
    let heading = match reworded.needs_review {
        true => language.pick("改写（发送前请看一遍）", "Reworded (read it before sending)"),
        false => language.pick("改写", "Reworded"),
    };
    writeln!(out, "{heading}\n{}", visible(&reworded.text))
}
