//! Exceptions written around the hit, terms that repeat, wordings that may be absent.

use super::{codes, keeps};

#[test]
fn an_exception_is_written_around_the_hit_whatever_it_was() {
    keeps(
        r#"
[terms.customer]
phrases = ["您", "你", "您这边"]

[terms.adverb]
phrases = ["也", "都", "还", "真的"]

[[rule]]
id = "t/around"
phrases = ["不知道", "不清楚", "没{any:0..2}明白"]
not-in = ["{customer}{adverb*}{hit}", "{hit}的{地方|话}"]
bad = ["我⟦不知道⟧", "这个⟦没太明白⟧", "您不知道,我也⟦不知道⟧", "您很⟦不知道⟧"]
good = ["您不知道", "您这边也还不清楚", "您也都还真的没太明白", "不清楚的话问我", "没明白的地方"]
"#,
    );
}

#[test]
fn a_circumstance_is_written_around_the_hit() {
    keeps(
        r#"
[[rule]]
id = "t/unless"
phrases = ["不行"]
unless = { phrases = ["您{any:0..4}{hit}"], in = "clause" }
bad = ["⟦不行⟧", "您好,⟦不行⟧", "您觉得这个方案⟦不行⟧"]
good = ["您看不行", "您那边不行"]

[[rule]]
id = "t/given"
phrases = ["退款"]
given = { phrases = ["不{能|给?}{hit}", "{hit}不了"] }
bad = ["不能⟦退款⟧", "不⟦退款⟧", "⟦退款⟧不了"]
good = ["退款", "不能,退款", "可以退款"]

[[rule]]
id = "t/placed"
phrases = ["好"]
not-in = { phrases = ["你{hit}"], at = "utterance" }
bad = ["你⟦好⟧的很"]
good = ["你好", "你好!"]
"#,
    );
}

#[test]
fn each_occurrence_is_excused_by_what_stands_around_it() {
    keeps(
        r#"
[[rule]]
id = "t/each"
phrases = ["不行"]
not-in = ["行{hit}", "{hit}的话"]
bad = ["⟦不行⟧,行不行", "行不行,⟦不行⟧"]
good = ["行不行的话"]
"#,
    );
}

#[test]
fn terms_repeat_and_wordings_may_be_absent() {
    keeps(
        r#"
[terms.adverb]
phrases = ["真", "的", "很", "太"]

[[rule]]
id = "t/repeat"
phrases = ["我{adverb*}烦", "你{adverb+}笨", "{真的?}受够{你|您?}了", "{terms:adverb?}懒"]
bad = ["⟦我烦⟧", "⟦我真的烦⟧", "⟦我真的很太烦⟧", "⟦你真笨⟧", "⟦真的受够你了⟧", "⟦受够了⟧", "⟦很懒⟧", "⟦懒⟧"]
good = ["我真的很太真烦", "你笨"]
"#,
    );
}

#[test]
fn what_excuses_everything_or_nothing_is_an_error() {
    let rule = |body: &str| format!("[[rule]]\nid = \"t/x\"\n{body}\n");
    for (body, code) in [
        ("phrases = [\"不{hit}\"]", "rulebook/hit-without-one"),
        ("phrases = [\"不\"]\nnot-in = [\"{hit}\"]", "rulebook/matches-empty"),
        ("phrases = [\"不\"]\nnot-in = [\"{您?}{hit}\"]", "rulebook/matches-empty"),
        ("phrases = [\"不\"]\nnot-in = [\"{date}{hit}\"]", "rulebook/bad-phrase"),
        ("phrases = [\"不\"]\nnot-in = [\"{terms:x}{hit}\"]", "rulebook/unknown-terms"),
        ("phrases = [\"不\"]\nnot-in = [{ phrases = [\"您{hit}\"], word = true }]", "rulebook/hit-with-conditions"),
        ("phrases = [\"不\"]\nunless = { any-of = [{ phrases = [\"您{hit}\"] }] }", "rulebook/hit-without-one"),
        ("pattern = \"不{hit}\"", "rulebook/hit-without-one"),
        ("pattern = \"[🙄]\"", "rulebook/bad-pattern"),
        ("phrases = [\"不知道、不清楚\"]", "rulebook/joined-wordings"),
        ("phrases = [\"不知道/不清楚\"]", "rulebook/joined-wordings"),
        ("phrases = [\"不知道|不清楚\"]", "rulebook/bad-phrase"),
        ("phrases = [\"好的🙄\"]", "rulebook/bad-phrase"),
        ("phrases = [\"不\"]\nspare = [\"negate\"]", "rulebook/unknown-guard"),
    ] {
        assert_eq!(codes(&rule(body)), [code], "{body}");
    }
}

#[test]
fn a_circumstance_of_a_whole_utterance_has_no_hit_to_write_around() {
    let rule = r#"
[[rule]]
id = "t/late"
kind = "timing"
measure = "response"
limit = "30s"
unless = { phrases = ["稍等{hit}"] }
"#;
    assert!(codes(rule).contains(&"rulebook/hit-without-one"), "{:?}", codes(rule));
}
