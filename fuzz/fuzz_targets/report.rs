//! Reports of hostile conversations: every format stays what it says it is.
#![no_main]

use std::num::NonZeroUsize;

use huashu_model::confidence::Confidence;
use std::sync::{Arc, LazyLock};

use huashu::pipeline::{self, Event, Handling, Job, Settings};
use huashu_model::score::{Scorecard, Scorer};
use huashu_core::engine::Engine;
use huashu_fuzz::reports::{obeys_nothing, valid};
use huashu_input::{Options, Source, format_from_name};
use huashu_model::finding::Severity;
use huashu_model::language::Language;
use huashu_report::{OUTPUTS, Run};
use huashu_rulebook::{Diagnostics, FileResolver, Rulebook};
use libfuzzer_sys::fuzz_target;

/// Rules that find something in nearly every utterance.
const RULES: &str = r#"
[[rule]]
id = "t/any"
points = 2
title = { zh = "<b>]]>&\"=1", en = "::error::%0A" }
why = "=1+1\n::set-output"
pattern = '[^a-z]+'
suggest = ["「」", { text = "a,b", applicability = "safe" }]
[[rule]]
id = "t/pair"
severity = "warning"
pattern = '(?s).{1,30}'
[[rule]]
id = "t/required"
kind = "require"
severity = "info"
phrases = ["抱歉", "不好意思"]
"#;

static ENGINE: LazyLock<Arc<Engine>> = LazyLock::new(|| {
    let mut sink = Diagnostics::default();
    let rulebook = Rulebook::load_text("rules.toml", RULES, &FileResolver::default(), &mut sink);
    let engine = Engine::compile(&rulebook, &mut sink, &|_| true);
    assert!(!sink.has_errors(), "{:?}", sink.problems);
    Arc::new(engine)
});

fuzz_target!(
    init: {
        // Not part of what an input takes.
        LazyLock::force(&ENGINE);
    },
    |data: &[u8]| {
        let [format, bits, width, data @ ..] = data else { return };
        let output = &OUTPUTS[usize::from(*format) % OUTPUTS.len()];
        let language = if bits & 1 == 0 { Language::Chinese } else { Language::English };
        let options = Options { format: format_from_name("jsonl"), ..Options::default() };
        let source = [Source::memory("logs/a\u{202e}\u{1b}[1m,%:.jsonl", data)];
        let run = Run {
            version: "0.0.0".to_owned(),
            rulebook: "fuzz".to_owned(),
            fingerprint: String::new(),
            rules: Vec::new(),
            language,
            colour: false,
            width: (bits & 2 == 0).then_some(usize::from(*width)),
            statistics: bits & 4 == 0,
            context: 0,
            most_findings: None,
            fail_on: Some(Severity::Error),
        };
        let text = written(output.name, &run, &source, &options, usize::from(bits >> 3 & 3));
        valid(output.name, &text);
    }
);

fn written(format: &str, run: &Run, sources: &[Source], options: &Options, context: usize) -> String {
    let mut renderer = huashu_report::open(format, run).expect("the format is there");
    let mut out = Vec::new();
    let mut problems = Vec::new();
    let settings = Settings { threads: NonZeroUsize::MIN, context, min_confidence: Confidence::Possible, duplicates: false, transcripts: false, by_agent: false, masked: false };
    renderer.start(&mut out).expect("memory can be written");
    let deliver = &mut |delivery: Event<'_>| match delivery {
        Event::Conversation(evaluation) => renderer.evaluation(&mut out, evaluation),
        Event::Problem(problem) => {
            problems.push(problem.clone());
            renderer.problem(&mut out, problem)
        }
        Event::Written(..) => Ok(()),
    };
    let scorer = Scorer::new(Scorecard::default(), ENGINE.rules());
    let job = Job { sources, options, engine: &ENGINE, scorer: &scorer, settings };
    let summary = pipeline::run(job, Handling::default(), deliver).expect("memory can be written");
    renderer.finish(&mut out, &summary).expect("memory can be written");
    let mut drawn = Vec::new();
    huashu_report::problems(&mut drawn, &problems, run).expect("memory can be written");
    obeys_nothing(std::str::from_utf8(&drawn).expect("UTF-8"));
    String::from_utf8(out).expect("UTF-8")
}
