//! `huashu explain`: what a rule wants, why, and what to say instead; or what the code of a problem means.

use std::io::{self, Write};

use clap::Args;

use huashu::reference::{codes, explain_code, explain_rule};
use huashu_model::problem::Problem;
use huashu_rulebook::did_you_mean;

use super::global::{CLEAN, Global, INCOMPLETE};
use super::output;
use super::rulebooks::RulebookArgs;

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The rule's id, such as attitude/dont-know, or the code of a problem, such as input/bad-json
    rule: String,

    #[command(flatten)]
    rules: RulebookArgs,
}

/// Explains a rule and returns the exit status.
pub(super) fn run(args: &ExplainArgs, global: Global) -> io::Result<u8> {
    let mut loaded = args.rules.load();
    if loaded.rulebook.rule(&args.rule).is_none() {
        // What is wrong with the rulebook is no answer to somebody who asks what a problem means.
        if let Some(page) = explain_code(&args.rule, global.language) {
            io::stdout().write_all(page.as_bytes())?;
            return Ok(CLEAN);
        }
    }
    if loaded.rulebook.rule(&args.rule).is_none() && !loaded.named {
        // Somebody who asks about a rule need not know which pack holds it.
        loaded = args.rules.load_named(&["builtin:all".to_owned()]);
    }
    output::show_problems(&loaded.sink.problems, global);
    let Some(rule) = loaded.rulebook.rule(&args.rule) else {
        let id = &args.rule;
        let message = huashu_model::say!(global.language, "没有规则「{id}」", "no rule `{id}`");
        let ids = loaded.rulebook.rules.iter().map(|rule| rule.info.id.as_str());
        let ids = ids.chain(codes().into_iter().map(|code| code.name));
        let problem = Problem::error("usage/unknown-rule", message);
        let problem = match did_you_mean(id, ids) {
            Some(near) => problem.with_help(huashu_model::say!(
                global.language,
                "是不是想写 `{near}`？",
                "did you mean `{near}`?"
            )),
            None => problem,
        };
        output::show_problems(&[problem], global);
        return Ok(INCOMPLETE);
    };
    let mut out = io::BufWriter::new(io::stdout());
    out.write_all(output::shown(&explain_rule(rule, &loaded.sink.sources, global.language)).as_bytes())?;
    out.flush()?;
    Ok(CLEAN)
}
