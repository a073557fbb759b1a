//! Rulebooks from text: loaded, compiled, their examples run, the rulebook itself checked.
#![no_main]

use std::borrow::Cow;

use huashu_core::engine::{Engine, run_examples};
use huashu_core::rulebook_lint::check_rulebook;
use huashu_fuzz::findings::check;
use huashu_fuzz::reports::obeys_nothing;
use huashu_fuzz::{language, reading};
use huashu_model::problem::Problem;
use huashu_model::transcript::{Conversation, Role, Utterance};
use huashu_report::Run;
use huashu_rulebook::{Diagnostics, FileResolver, Rulebook};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // The shipped rulebooks have their own tests, and many more rules than an input can hold.
    if huashu_rules::BUILTINS.iter().any(|(name, _)| text.contains(&format!("builtin:{name}"))) {
        return;
    }
    let language = language(text.as_bytes());
    let mut sink = Diagnostics::default();
    let options = FileResolver::default();
    // A folder that is not there, so that `extends` reaches no file.
    let rulebook = Rulebook::load_text("no-such-folder/a.toml", text, &options, &mut sink);
    let engine = Engine::compile(&rulebook, &mut sink, &|_| true);
    if !sink.has_errors() {
        check(&engine, &talk());
        // Each compiles every expression again, which is most of the time.
        match text.len() % 3 {
            0 => drop(run_examples(&rulebook, &mut sink, &|_| true)),
            1 => check_rulebook(&rulebook, &mut sink, &|_| true, &|_| true),
            _ => {}
        }
    }
    sink.problems.iter().for_each(reading::problem);
    drawn(&sink.problems[..sink.problems.len().min(20)], language);
});

/// A conversation that holds what examples of rules are made of.
fn talk() -> Conversation<'static> {
    let said = |role, text: &'static str| Utterance { role, text: Cow::Borrowed(text), ..Utterance::default() };
    let utterances = vec![
        said(Role::Customer, "你好，怎么还没到？我上周买的，都7天了，谢谢"),
        said(Role::Agent, "您好，1024号为您服务。这个我不知道哦，请稍等，大概3天到"),
        said(Role::System, "客服已接入"),
        said(Role::Agent, "抱歉让您久等了，查到了，保证今天18:00前送达[微笑]"),
        said(Role::Agent, ""),
    ];
    Conversation { utterances, ..Conversation::default() }
}

fn drawn(problems: &[Problem], language: huashu_model::language::Language) {
    let run = Run {
        version: "0.0.0".to_owned(),
        rulebook: "fuzz".to_owned(),
        fingerprint: String::new(),
        rules: Vec::new(),
        language,
        colour: false,
        width: Some(80),
        statistics: false,
        context: 0,
        most_findings: None,
        fail_on: None,
    };
    let mut out = Vec::new();
    huashu_report::problems(&mut out, problems, &run).expect("memory can be written");
    obeys_nothing(std::str::from_utf8(&out).expect("UTF-8"));
}
