//! Each check finds what it is for, and stays silent on a rule without fault.

use super::{CHECKS, check_rulebook};
use crate::engine::Engine;
use huashu_model::language::Message;
use huashu_model::problem::Level;
use huashu_rulebook::{Diagnostics, FileResolver, Rulebook};
use huashu_rules::PACKS;

/// A rule that no check objects to; `change` replaces one text of it by another.
const SOUND: &str = r#"
[[rule]]
id = "t/dont-know"
kind = "forbid"
title = { zh = "不说不晓得", en = "Never say so" }
why = { zh = "客户要的是答案。", en = "The customer wants an answer." }
source = ["手册 3"]
phrases = ["不晓得呢亲"]
suggest = ["我帮您核实一下，好吗？"]
bad = ["⟦不晓得呢亲⟧", "我⟦不晓得呢亲⟧", "这个⟦不晓得呢亲⟧", "真的⟦不晓得呢亲⟧", "都⟦不晓得呢亲⟧"]
good = ["好的", "我帮您查", "马上处理", "请稍等", "知道了"]
"#;

fn lint(text: &str) -> Vec<(&'static str, Level, String)> {
    let mut sink = Diagnostics::default();
    let rulebook = Rulebook::load_text("test.toml", text, &FileResolver::default(), &mut sink);
    Engine::compile(&rulebook, &mut sink, &|_| true);
    assert!(sink.problems.is_empty(), "{:#?}", sink.problems);
    check_rulebook(&rulebook, &mut sink, &|_| true, &|_| true);
    sink.problems.into_iter().map(|problem| (problem.code, problem.level, problem.message.en)).collect()
}

fn codes(text: &str) -> Vec<&'static str> {
    lint(text).into_iter().map(|(code, ..)| code).collect()
}

fn changed(from: &str, to: &str) -> String {
    assert!(SOUND.contains(from), "{from}");
    SOUND.replacen(from, to, 1)
}

#[test]
fn a_sound_rule_is_left_alone() {
    assert_eq!(lint(SOUND), []);
}

#[test]
fn a_suggestion_that_breaks_a_rule_is_an_error() {
    let problems = lint(&changed("我帮您核实一下，好吗？", "不晓得呢亲，我帮您核实"));
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!((problems[0].0, problems[0].1), ("lint/suggestion-breaks-rule", Level::Error));
    let advice =
        changed(r#"["我帮您核实一下，好吗？"]"#, r#"[{ text = "别说不晓得呢亲", applicability = "advice" }]"#);
    assert_eq!(codes(&advice), [] as [&str; 0]);
    let other = format!("{SOUND}\n{}", SOUND.replace("t/dont-know", "t/other").replace("不晓得呢亲", "帮您核实"));
    assert!(codes(&other).contains(&"lint/suggestion-breaks-rule"));
}

#[test]
fn a_suggestion_may_break_a_rule_that_is_off() {
    let other = SOUND.replace("t/dont-know", "t/other").replace("不晓得呢亲", "帮您核实");
    let other = other.replace("kind =", "enabled = false\nkind =").replace("我帮您核实一下，好吗？", "请稍等");
    assert_eq!(codes(&format!("{SOUND}\n{other}")), [] as [&str; 0]);
}

#[test]
fn a_phrase_that_is_always_allowed_never_fires() {
    let covered = lint(&changed("suggest =", "not-in = [\"不晓得呢{any:0..2}亲\", \"不晓得呢\"]\nsuggest ="));
    let names: Vec<&str> = covered.iter().map(|(code, ..)| *code).collect();
    assert!(names.contains(&"lint/never-fires") && names.contains(&"lint/dead-phrase"), "{names:?}");
    let partly = changed("suggest =", "not-in = [\"都说不晓得呢亲\"]\nsuggest =");
    assert_eq!(codes(&partly), [] as [&str; 0]);
}

#[test]
fn a_rule_that_cannot_apply_never_fires() {
    for line in ["effective = { from = 2027-01-01, until = 2026-01-01 }", "within = { first = 0 }"] {
        let text = changed("suggest =", &format!("{line}\nsuggest ="));
        assert!(codes(&text).contains(&"lint/never-fires"), "{line}");
    }
}

#[test]
fn words_before_the_colon_must_mean_something() {
    let text = changed("\"我帮您查\"", "[\"客户 9点半: 在吗\", \"客服 09:30:05 #7 自动: 在\"]");
    let problems = lint(&text);
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].2.contains("9点半"));
}

#[test]
fn gaps_in_a_rule_are_named() {
    let cases = [
        ("source = [\"手册 3\"]\n", "", "lint/incomplete-rule"),
        (", en = \"Never say so\"", "", "lint/incomplete-rule"),
        ("\"好的\", ", "", "lint/few-examples"),
        ("\"好的\"", "\"请稍等\"", "lint/same-example"),
        ("[\"不晓得呢亲\"]", "[\"不晓得呢亲\", \"没听说过呢\"]", "lint/untested-phrase"),
        ("不说不晓得\"", "不说不晓得。\"", "lint/title-style"),
        ("phrases =", "pattern = \"ＡＢ|不晓得呢亲\"\nphrases =", "lint/unfolded-pattern"),
        ("phrases =", "pattern = \"不晓得 ok|不晓得呢亲\"\nphrases =", "lint/unfolded-pattern"),
    ];
    for (from, to, code) in cases {
        assert!(codes(&changed(from, to)).contains(&code), "{code}: {:?}", codes(&changed(from, to)));
    }
    // A plain title serves both languages.
    assert_eq!(codes(&changed(r#"{ zh = "不说不晓得", en = "Never say so" }"#, "\"不说不晓得\"")), [] as [&str; 0]);
}

#[test]
fn what_is_forbidden_must_be_shown_by_a_bad_example() {
    let text = changed("[\"不晓得呢亲\"]", "[\"不晓得呢亲\", \"马上处理\"]");
    assert!(codes(&text).contains(&"lint/untested-phrase"), "a good example shows nothing forbidden");
}

#[test]
fn short_phrases_inside_common_words_are_named() {
    let text = SOUND.replace("不晓得呢亲", "知道");
    let problems = lint(&text.replace("\"知道了\"", "\"好\""));
    let found = problems.iter().find(|(code, ..)| *code == "lint/part-of-word");
    assert!(found.is_none_or(|(.., message)| message.contains("知道")), "{problems:?}");
    let word = SOUND.replace("不晓得呢亲", "喽");
    assert!(codes(&word).contains(&"lint/part-of-word"), "{:?}", codes(&word));
    let whole = word.replace("suggest =", "word = true\nsuggest =");
    assert!(!codes(&whole).contains(&"lint/part-of-word"));
    let spared = word.replace("suggest =", "not-in = [\"喽罗\"]\nsuggest =");
    assert!(!codes(&spared).contains(&"lint/part-of-word"), "{:?}", lint(&spared));
}

#[test]
fn a_rule_inside_another_is_named_once() {
    let wider =
        SOUND.replace("t/dont-know", "t/wider").replace("[\"不晓得呢亲\"]", "[\"不晓得呢亲\", \"我不晓得呢亲\"]");
    let shadowed =
        |text: &str| lint(text).into_iter().filter(|(code, ..)| *code == "lint/shadowed").collect::<Vec<_>>();
    let found = shadowed(&format!("{SOUND}\n{wider}"));
    assert_eq!(found.len(), 1);
    assert!(found[0].2.contains("`t/dont-know`"));
    let twin = SOUND.replace("t/dont-know", "t/twin");
    assert_eq!(shadowed(&format!("{SOUND}\n{twin}")).len(), 1);
    let customer = SOUND.replace("t/dont-know", "t/customer").replace("kind =", "role = \"customer\"\nkind =");
    assert_eq!(shadowed(&format!("{SOUND}\n{customer}")).len(), 0);
}

#[test]
fn terms_must_be_used_and_shown() {
    let terms = "[terms.spare]\nphrases = [\"哎呀呀\"]\n";
    let names = codes(&format!("{terms}{SOUND}"));
    assert!(names.contains(&"lint/unused-terms") && names.contains(&"lint/untested-terms"), "{names:?}");
    let used = changed("suggest =", "not-in = [{ terms = \"spare\" }]\nsuggest =");
    assert!(!codes(&format!("{terms}{used}")).contains(&"lint/unused-terms"));
}

#[test]
fn what_others_own_is_left_alone() {
    let mut sink = Diagnostics::default();
    let text = SOUND.replace("source = [\"手册 3\"]\n", "");
    let rulebook = Rulebook::load_text("test.toml", &text, &FileResolver::default(), &mut sink);
    check_rulebook(&rulebook, &mut sink, &|_| false, &|_| true);
    assert!(sink.problems.is_empty());
}

#[test]
fn names_of_checks_are_unique() {
    let mut names: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), CHECKS.len());
    assert!(CHECKS.iter().all(|check| check.describe().zh.is_some() && check.name.starts_with("lint/")));
}

/// What the checks call an error stands in no shipped rulebook.
#[test]
fn shipped_rulebooks_have_no_errors() {
    let names: Vec<String> = PACKS.iter().map(|pack| format!("builtin:{pack}")).collect();
    let mut sink = Diagnostics::default();
    let rulebook = Rulebook::load(&names, &FileResolver::default(), &mut sink);
    let errors = [super::suggestion::CHECK, super::never_fires::CHECK, super::unread_example::CHECK];
    check_rulebook(&rulebook, &mut sink, &|_| true, &|check| errors.iter().any(|error| error.name == check.name));
    let errors: Vec<&Message> = sink
        .problems
        .iter()
        .filter(|problem| problem.level == Level::Error)
        .map(|problem| &problem.message)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
