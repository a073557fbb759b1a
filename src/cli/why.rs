//! `huashu why`: one utterance as the rules see it.

use std::borrow::Cow;
use std::io::{self, Read, Write};

use clap::Args;

use huashu_core::engine::{Decision, Trace};
use huashu_model::language::Language;
use huashu_model::text::visible;
use huashu_model::transcript::{Conversation, Role, Utterance};
use huashu_rulebook::Rule;

use super::global::{CLEAN, Global, INCOMPLETE};
use super::output;
use super::rulebooks::RulebookArgs;

#[derive(Debug, Args)]
pub(super) struct WhyArgs {
    /// The utterance; standard input without it
    text: Option<String>,

    #[command(flatten)]
    rules: RulebookArgs,

    /// Who said it: agent or customer
    #[arg(long, value_name = "ROLE", default_value = "agent")]
    role: Speaker,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Speaker {
    /// An agent
    Agent,
    /// The customer
    Customer,
}

/// Returns the text given, or else all of standard input without its last line break.
pub(super) fn text_or_standard_input(text: Option<&str>) -> io::Result<String> {
    if let Some(text) = text {
        return Ok(text.to_owned());
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(text.strip_suffix('\n').map_or(text.clone(), |text| text.strip_suffix('\r').unwrap_or(text).to_owned()))
}

/// Explains an utterance and returns the exit status.
pub(super) fn run(args: &WhyArgs, global: Global) -> io::Result<u8> {
    let mut loaded = args.rules.load();
    let wants = |rule: &Rule| args.rules.wants(rule);
    let Some(engine) = loaded.engine(global, &wants) else { return Ok(INCOMPLETE) };
    let text = text_or_standard_input(args.text.as_deref())?;
    let role = match args.role {
        Speaker::Agent => Role::Agent,
        Speaker::Customer => Role::Customer,
    };
    let utterance = Utterance { role, text: Cow::Borrowed(&text), ..Utterance::default() };
    let conversation = Conversation { utterances: vec![utterance], ..Conversation::default() };
    let trace = engine.trace(&conversation, 0);
    let mut out = io::BufWriter::new(io::stdout());
    out.write_all(output::shown(&describe(&text, &trace, global.language)).as_bytes())?;
    out.flush()?;
    Ok(CLEAN)
}

fn describe(text: &str, trace: &Trace, language: Language) -> String {
    let (said, folded, tried) = (visible(text), visible(&trace.folded), trace.tried);
    let mut page = huashu_model::say!(
        language,
        "原文  {said}\n折叠  {folded}\n试过  {tried} 条规则\n",
        "said    {said}\nfolded  {folded}\ntried   {tried} rules\n"
    );
    if trace.rules.is_empty() {
        page += language.pick("没有任何规则的词出现在这句话里\n", "nothing that any rule seeks occurs in it\n");
    }
    for rule in &trace.rules {
        page += &format!("\n[{}]\n", rule.id);
        for hit in &rule.hits {
            let words = trace.folded.get(hit.span.start..hit.span.end).unwrap_or_default();
            let decision = match &hit.decision {
                Decision::Accepted => language.pick("命中", "hit").to_owned(),
                Decision::Rejected(reason) => reason.describe(&trace.folded).get(language).to_owned(),
            };
            let subject = hit.subject.map(|subject| {
                let name = subject.name();
                huashu_model::say!(language, " · 说的是 {name}", " · speaks of {name}")
            });
            page += &format!("  「{}」 {decision}{}\n", visible(words), subject.unwrap_or_default());
        }
    }
    page
}
