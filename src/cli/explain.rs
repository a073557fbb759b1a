//! `huashu explain`: what a rule wants, why, and what to say instead; or what the code of a problem means.

use std::io::{self, Write};

use clap::Args;

use huashu::reference::{codes, explain_code, parameters};
use huashu_model::language::Language;
use huashu_model::problem::Problem;
use huashu_rulebook::{Expectation, MatcherSpec, Rule, Text, did_you_mean};

use super::global::{CLEAN, Global, INCOMPLETE};
use super::output;
use super::rulebooks::{Loaded, RulebookArgs};

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
    out.write_all(output::shown(&page(rule, &loaded, global.language)).as_bytes())?;
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
        rule.kind.name
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
    let settings = parameters(rule).into_iter().map(|(key, value)| format!("{key} = {value}"));
    section("参数", "Settings", settings.collect());
    section("改说", "Say instead", info.suggestions.iter().map(|suggestion| suggestion.text.clone()).collect());
    let examples = |expect: Expectation| {
        let texts = rule.examples().iter().filter(|example| example.expect == expect);
        texts.map(|example| format!("- {}", example.text.replace('\n', "\n    "))).collect::<Vec<String>>()
    };
    section("会报", "Fires on", examples(Expectation::Bad));
    section("不报", "Stays silent on", examples(Expectation::Good));
    let (sought, spared) = sought(rule);
    section("找什么", "Looks for", shortened(sought, language));
    section("除外", "Except", shortened(spared, language));
    page
}

/// More lines than this are counted, not shown.
const MOST_LINES: usize = 12;
/// Longer lines, such as large regular expressions, are cut. In characters.
const LONGEST_LINE: usize = 72;

fn shortened(mut lines: Vec<String>, language: Language) -> Vec<String> {
    for line in &mut lines {
        if let Some((end, _)) = line.char_indices().nth(LONGEST_LINE) {
            line.truncate(end);
            line.push('…');
        }
    }
    if lines.len() > MOST_LINES {
        let more = lines.len() - MOST_LINES;
        lines.truncate(MOST_LINES);
        lines.push(huashu_model::say!(language, "……另有 {more} 条", "… and {more} more"));
    }
    lines
}

/// Returns what a rule seeks and what excuses it, as written.
fn sought(rule: &Rule) -> (Vec<String>, Vec<String>) {
    let (mut sought, mut spared) = (Vec::new(), Vec::new());
    for matcher in rule.body.sought() {
        describe(matcher, &mut sought, &mut spared);
    }
    (sought, spared)
}

fn describe(spec: &MatcherSpec, sought: &mut Vec<String>, spared: &mut Vec<String>) {
    let named = |kind: &str, names: &[Text]| {
        names.iter().map(|name| format!("[{kind}] {}", name.value)).collect::<Vec<String>>()
    };
    sought.extend(spec.phrases.iter().map(|text| text.value.to_string()));
    sought.extend(spec.patterns.iter().map(|text| format!("/{}/", text.value)));
    sought.extend(named("terms", &spec.terms));
    sought.extend(named("entity", &spec.entities));
    let samples = spec.similar.iter().flat_map(|similar| &similar.samples);
    sought.extend(samples.map(|sample| format!("≈ {}", sample.value)));
    let together = spec.at_least.iter().flat_map(|(_, of)| of);
    for nested in spec.any_of.iter().chain(&spec.all_of).chain(together) {
        describe(nested, sought, spared);
    }
    let mut ignored = Vec::new();
    for allowed in &spec.not_in {
        describe(allowed, spared, &mut ignored);
    }
    spared.extend(spec.spare.iter().map(|guard| format!("[spare] {}", guard.value)));
    for condition in &spec.unless {
        let mut around = Vec::new();
        describe(&condition.matcher, &mut around, &mut ignored);
        spared.extend(around.into_iter().map(|words| format!("[unless] {words}")));
    }
}
