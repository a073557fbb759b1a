//! What holds of every text.

use std::borrow::Cow;

use huashu_core::engine::Engine;
use huashu_model::transcript::{Conversation, Role, Utterance};
use huashu_rulebook::{Diagnostics, FileResolver, Piece, Rulebook, parse_phrase};
use proptest::prelude::*;

fn engine(text: &str) -> Engine {
    let mut sink = Diagnostics::default();
    let rulebook = Rulebook::load_text("property.toml", text, &FileResolver::default(), &mut sink);
    let engine = Engine::compile(&rulebook, &mut sink, &|_| true);
    assert!(sink.problems.is_empty(), "{:?}", sink.problems);
    engine
}

fn said(text: &str) -> Conversation<'_> {
    let utterance = Utterance { role: Role::Agent, text: Cow::Borrowed(text), ..Utterance::default() };
    Conversation { utterances: vec![utterance], ..Conversation::default() }
}

/// Returns the words a rule reports.
fn reported(engine: &Engine, rule: &str, text: &str) -> Vec<(usize, usize)> {
    let conversation = said(text);
    let (_, findings) = engine.check_rule(rule, &conversation);
    findings.iter().map(|finding| (finding.span.start, finding.span.end)).collect()
}

/// Texts in which the rules below find something often.
fn texts() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "不行",
        "行不行",
        "的话",
        "您",
        "没",
        "，",
        "。",
        "？",
        " ",
        "😀",
        "<b>",
        "Ａ",
        "a1",
        "如果",
        "3",
        "天",
        "等",
        "\u{200b}",
        "後",
    ]);
    prop::collection::vec(words, 0..14).prop_map(|words| words.concat())
}

const RULES: &str = r#"
[[rule]]
id = "plain"
phrases = ["不行", "行不", "等{num}天", "没{any:0..3}您", "后"]

[[rule]]
id = "spared"
phrases = ["不行", "行不", "等{num}天", "没{any:0..3}您", "后"]
not-in = ["行不行"]
unless = { phrases = ["如果"], in = "clause" }
spare = ["question", "negated"]

[[rule]]
id = "placed"
phrases = ["不行", "行"]
at = "clause"

[[rule]]
id = "squeezed"
phrases = ["不行"]
bridge = true
"#;

proptest! {
    #[test]
    fn hits_are_in_order_apart_and_on_characters(text in texts()) {
        let engine = engine(RULES);
        for rule in ["plain", "spared", "placed", "squeezed"] {
            let spans = reported(&engine, rule, &text);
            for pair in spans.windows(2) {
                prop_assert!(pair[0].1 <= pair[1].0, "{rule}: {spans:?} in {text:?}");
            }
            for (start, end) in spans {
                prop_assert!(start < end && text.is_char_boundary(start) && text.is_char_boundary(end), "{text:?}");
            }
        }
    }

    #[test]
    fn exceptions_only_take_away(text in texts()) {
        let engine = engine(RULES);
        // A spared hit may give room to one that it overlapped, so starts are not compared.
        if reported(&engine, "plain", &text).is_empty() {
            prop_assert!(reported(&engine, "spared", &text).is_empty(), "{text:?}");
        }
    }

    #[test]
    fn a_phrase_is_found_where_it_stands(before in "[一-三，。]{0,6}", phrase in "[甲-界]{1,5}", after in "[一-三，。]{0,6}") {
        let engine = engine(&format!("[[rule]]\nid = \"x\"\nphrases = [\"{phrase}\"]\n"));
        let spans = reported(&engine, "x", &format!("{before}{phrase}{after}"));
        prop_assert_eq!(spans.first().copied(), Some((before.len(), before.len() + phrase.len())));
    }

    #[test]
    fn a_gap_takes_as_many_characters_as_it_says(least in 0usize..4, more in 0usize..4, between in 0usize..9) {
        let most = least + more;
        let engine = engine(&format!("[[rule]]\nid = \"x\"\nphrases = [\"甲{{han:{least}..{most}}}乙\"]\n"));
        let text = format!("甲{}乙", "一".repeat(between));
        let found = !reported(&engine, "x", &text).is_empty();
        prop_assert_eq!(found, (least..=most).contains(&between));
    }

    #[test]
    fn parsing_never_panics_and_points_into_the_phrase(phrase in "[{}|:.0-9a-z甲，]{0,24}") {
        match parse_phrase(&phrase, &|_| None) {
            Ok(pieces) => {
                let braces = phrase.contains('{');
                let plain = pieces.iter().all(|piece| matches!(piece, Piece::Text(_) | Piece::Break));
                prop_assert!(braces || plain, "{phrase}: {pieces:?}");
            }
            Err(error) => {
                prop_assert!(phrase.get(error.span.start..error.span.end).is_some(), "{phrase}: {:?}", error.span);
            }
        }
    }

    #[test]
    fn any_rulebook_text_is_read_without_panic(text in "(\\[\\[rule\\]\\]\n)?([a-z-]{2,8} = (\"[^\"\n]{0,9}\"|[0-9]{1,3}|\\[\\]|\\{\\})\n){0,5}") {
        let mut sink = Diagnostics::default();
        let rulebook = Rulebook::load_text("any.toml", &text, &FileResolver::default(), &mut sink);
        let _ = Engine::compile(&rulebook, &mut sink, &|_| true);
    }

    #[test]
    fn an_override_pattern_fits_what_it_was_made_from(name in "[a-z/]{0,9}", from in 0usize..9, to in 0usize..9) {
        let (from, to) = (from.min(name.len()), to.min(name.len()));
        let (from, to) = (from.min(to), from.max(to));
        let pattern = format!("{}*{}", &name[..from], &name[to..]);
        prop_assert!(huashu_model::text::glob(&pattern, &name), "{pattern} {name}");
        prop_assert!(huashu_model::text::glob(&name, &name));
    }
}
