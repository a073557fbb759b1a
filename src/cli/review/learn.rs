//! `huashu review learn`: examples for rules, as a patch; nothing is changed in place.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use similar::TextDiff;

use huashu::review::{Lesson, Lessons, NotPatched, lessons, patch, snippet};
use huashu_model::problem::Problem;
use huashu_rulebook::SourceId;

use crate::cli::global::{CLEAN, Global, INCOMPLETE};
use crate::cli::marks::read;
use crate::cli::output::{self, Output};
use crate::cli::rulebooks::{Loaded, RulebookArgs};

#[derive(Debug, Args)]
pub(super) struct LearnArgs {
    /// The file of marks
    #[arg(long, value_name = "FILE")]
    marks: PathBuf,

    #[command(flatten)]
    rules: RulebookArgs,

    /// Write the patch here instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Makes examples and returns the exit status.
pub(super) fn run(args: &LearnArgs, global: Global) -> io::Result<u8> {
    let marks = match read(&args.marks) {
        Ok(marks) => marks,
        Err(problems) => {
            output::show_problems(&problems, global);
            return Ok(INCOMPLETE);
        }
    };
    let mut loaded = args.rules.load();
    let Some(engine) = loaded.engine(global, &|rule| args.rules.lists(rule)) else { return Ok(INCOMPLETE) };
    let learnt = lessons(&marks, &loaded.rulebook, &engine);
    let (text, not_patched) = written(&learnt, &loaded);
    let problems: Vec<Problem> = not_patched.iter().map(by_hand).collect();
    output::show_problems(&problems, global);
    if !text.is_empty() {
        let mut out = Output::open(args.output.as_deref())?;
        out.write_all(text.as_bytes())?;
        out.finish()?;
    }
    tell(&learnt, global);
    Ok(CLEAN)
}

/// Returns the patch of every file, or rules to be added where there is only what comes with the program.
fn written(learnt: &Lessons, loaded: &Loaded) -> (String, Vec<NotPatched>) {
    let sources = &loaded.sink.sources;
    let own = sources.first_of_others();
    let mut files: BTreeMap<SourceId, Vec<Lesson>> = BTreeMap::new();
    let mut shipped = Vec::new();
    for lesson in &learnt.lessons {
        let place = loaded.rulebook.rule(&lesson.rule).map(|rule| rule.place.source);
        match place.filter(|source| !sources.is_shipped(*source)).or(own) {
            Some(source) => files.entry(source).or_default().push(lesson.clone()),
            None => shipped.push(lesson.clone()),
        }
    }
    let (mut out, mut not_patched) = (String::new(), Vec::new());
    for (source, lessons) in files {
        let (text, name) = (sources.text(source), sources.name(source));
        let (patched, left) = patch(text, &lessons);
        not_patched.extend(left);
        let (old, new) = (format!("a/{name}"), format!("b/{name}"));
        out +=
            &TextDiff::from_lines(text, &patched).unified_diff().context_radius(3).header(&old, &new).to_string();
    }
    if !shipped.is_empty() {
        out += &snippet(&shipped);
    }
    (out, not_patched)
}

fn by_hand(NotPatched(lesson): &NotPatched) -> Problem {
    let rule = &lesson.rule;
    let message = huashu_model::message!(
        "规则 {rule} 的例子没有现成的地方可写",
        "the examples of {rule} have no place that can be written to"
    );
    let text = snippet(std::slice::from_ref(lesson));
    let help = huashu_model::message!("手工加上：\n{text}", "add them by hand:\n{text}");
    Problem::warning("review/not-patched", message).with_help(help)
}

fn tell(learnt: &Lessons, global: Global) {
    let (rules, known) = (learnt.lessons.len(), learnt.known);
    let good: usize = learnt.lessons.iter().map(|lesson| lesson.good.len()).sum();
    let bad: usize = learnt.lessons.iter().map(|lesson| lesson.bad.len()).sum();
    let told = huashu_model::say!(
        global.language,
        "{rules} 条规则：新的 good {good} 个、bad {bad} 个；{known} 句已经是例子",
        "{rules} rules: {good} new good, {bad} new bad; {known} sentences are examples already"
    );
    output::remark(global, &told);
    for ((rule, unfit), count) in &learnt.unfit {
        let (zh, en) = unfit.words();
        let reason = global.language.pick(zh, en);
        let told = huashu_model::say!(
            global.language,
            "{rule}：{count} 条没有做成例子：{reason}",
            "{rule}: {count} made no example: {reason}"
        );
        output::remark(global, &told);
    }
}
