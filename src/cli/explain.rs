//! `huashu explain`: what a rule wants, why, and what to say instead.

use std::io::{self, Write};

use clap::Args;

use huashu::language::Language;
use huashu::problem::Problem;
use huashu::rulebook::{Expectation, Rule, did_you_mean};

use super::rulebooks::{Loaded, RulebookArgs};
use super::{CLEAN, Global, INCOMPLETE, output};

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The rule's id, such as attitude/dont-know
    rule: String,

    #[command(flatten)]
    rules: RulebookArgs,
}

/// Explains a rule and returns the exit status.
pub(super) fn run(args: &ExplainArgs, global: Global) -> io::Result<u8> {
    let mut loaded = args.rules.load(global);
    if loaded.rulebook.rule(&args.rule).is_none() && !loaded.named {
        // Somebody who asks about a rule need not know which pack holds it.
        loaded = args.rules.load_named(&["builtin:all".to_owned()], global);
    }
    output::show_problems(&loaded.sink.problems, global);
    let Some(rule) = loaded.rulebook.rule(&args.rule) else {
        let id = &args.rule;
        let message = huashu::say!(global.language, "没有规则「{id}」", "no rule `{id}`");
        let ids = loaded.rulebook.rules.iter().map(|rule| rule.info.id.as_str());
        let problem = Problem::error("usage/unknown-rule", message);
        let problem = match did_you_mean(id, ids) {
            Some(near) => {
                problem.with_help(huashu::say!(global.language, "是不是想写 `{near}`？", "did you mean `{near}`?"))
            }
            None => problem,
        };
        output::show_problems(&[problem], global);
        return Ok(INCOMPLETE);
    };
    let mut out = io::BufWriter::new(io::stdout());
    out.write_all(page(rule, &loaded, global.language).as_bytes())?;
    out.flush()?;
    Ok(CLEAN)
}

fn page(rule: &Rule, loaded: &Loaded, language: Language) -> String {
    let info = &rule.info;
    let file = loaded.sink.sources.name(rule.place.source);
    let line = loaded.sink.sources.line(rule.place);
    let state = if rule.enabled { language.pick("启用", "on") } else { language.pick("未启用", "off") };
    let mut page = format!("{}  {}\n", info.id, info.title.get(language));
    page += &format!(
        "  {} · {} · {} · {state} · {file}:{line}\n\n",
        info.severity.name(),
        info.class.name(),
        rule.kind.name()
    );
    let mut section = |zh: &str, en: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            page += &format!("{}\n", language.pick(zh, en));
            lines.iter().for_each(|line| page += &format!("  {line}\n"));
            page.push('\n');
        }
    };
    let why = info.why.get(language);
    section("为什么", "Why", if why.is_empty() { Vec::new() } else { vec![why.to_owned()] });
    section("依据", "Source", info.source.clone());
    section("改说", "Say instead", info.suggestions.iter().map(|suggestion| suggestion.text.clone()).collect());
    let examples = |expect: Expectation| {
        let texts = rule.examples.iter().filter(|example| example.expect == expect);
        texts.map(|example| example.text.replace('\n', "\n  ")).collect::<Vec<String>>()
    };
    section("会报", "Fires on", examples(Expectation::Bad));
    section("不报", "Stays silent on", examples(Expectation::Good));
    page
}
