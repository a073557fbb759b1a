//! The grammar of phrases, and phrases sought in a text: first line the phrase, the rest the text.
#![no_main]

use std::borrow::Cow;

use huashu_core::engine::Engine;
use huashu_fuzz::findings::check;
use huashu_model::transcript::{Conversation, Role, Utterance};
use huashu_rulebook::{Diagnostics, FileResolver, Rulebook, parse_phrase};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| {
    let (phrase, text) = data.split_once('\n').unwrap_or((data, ""));
    let variables = |name: &str| (name == "shop").then(|| "示例店铺".to_owned());
    if let Err(error) = parse_phrase(phrase, &variables) {
        assert!(phrase.get(error.span.range()).is_some() && !error.message.en.is_empty(), "{error:?}");
        return;
    }
    let Some(engine) = seeks(phrase) else { return };
    let alone = found(&engine, text);
    // What was said before, in a sentence of its own, takes no hit away.
    let behind = found(&engine, &format!("嗯嗯嗯。{text}"));
    assert!(alone <= behind, "{alone} hits alone, {behind} behind another sentence");
});

/// Makes an engine that seeks one phrase anywhere, where the phrase can be compiled.
fn seeks(phrase: &str) -> Option<Engine> {
    let mut sink = Diagnostics::default();
    let phrase = serde_json::to_string(phrase).ok()?;
    let text = format!(
        "[vars]\nshop = \"示例店铺\"\n[terms.some]\nphrases = [\"甲\", \"乙{{丙|}}\"]\n[[rule]]\nid = \"t/t\"\nphrases = [{phrase}]\n"
    );
    let rulebook = Rulebook::load_text("no-such-folder/a.toml", &text, &FileResolver::default(), &mut sink);
    let engine = Engine::compile(&rulebook, &mut sink, &|_| true);
    (!sink.has_errors()).then_some(engine)
}

fn found(engine: &Engine, text: &str) -> usize {
    let utterance = Utterance { role: Role::Agent, text: Cow::Borrowed(text), ..Utterance::default() };
    let conversation = Conversation { utterances: vec![utterance], ..Conversation::default() };
    check(engine, &conversation).findings.len()
}
