//! Guards: those that come with the program, and a rulebook's own.

use huashu_core::engine::run_guard_examples;

use super::{codes, expect_kept, keeps, load};

#[test]
fn shipped_guards_keep_their_examples() {
    let (rulebook, mut sink) = load("");
    let results = run_guard_examples(&rulebook, &mut sink, &|_| true);
    assert!(results.len() > 60, "{}", results.len());
    expect_kept(&results, &sink);
}

#[test]
fn a_rulebook_has_guards_of_its_own_and_replaces_others() {
    keeps(
        r#"
[guards.drill]
title = "演练"
phrases = ["演练", "{hit}是演练用语"]
within = "sentence"
not-in = ["演练完毕"]
good = ["以下是演练，⟦马上断电⟧", "⟦马上断电⟧是演练用语", "⟦马上断电⟧，演练"]
bad = ["演练完毕，⟦马上断电⟧", "演练。⟦马上断电⟧"]

[guards.negated]
phrases = ["不会{hit}"]
any-of = ["drill"]
good = ["不会⟦断电⟧", "演练⟦断电⟧"]
bad = ["没有⟦断电⟧"]

[guards.cue]
phrases = ["他{any:0..9}{hit}"]
whole-words = true
good = ["他说⟦断电⟧"]
bad = ["其他的⟦断电⟧"]

[[rule]]
id = "t/power"
phrases = ["马上断电"]
spare = ["negated"]
bad = ["⟦马上断电⟧", "没有⟦马上断电⟧"]
good = ["不会马上断电", "演练马上断电"]
"#,
    );
}

#[test]
fn mistakes_in_guards_are_reported() {
    let guard = |body: &str| format!("[guards.x]\n{body}\n");
    for (body, code) in [
        ("title = \"甲\"", "rulebook/empty-guard"),
        ("phrases = [\"{甲\"]", "rulebook/bad-phrase"),
        ("phrases = [\"甲\"]\nnot-in = [\"{any:0..2}乙\"]", "rulebook/bad-phrase"),
        ("any-of = [\"y\"]", "rulebook/unknown-guard"),
        ("any-of = [\"x\"]", "rulebook/guards-cycle"),
        ("phrases = [\"甲\"]\nbetween = [\"（\"]", "rulebook/bad-marks"),
        ("phrases = [\"甲{hit}\"]\ngood = [\"甲乙\"]", "rulebook/bad-marks"),
        ("phrases = [\"甲{hit}\"]\npattern = \"甲\"", "rulebook/unknown-key"),
    ] {
        assert_eq!(codes(&guard(body)), [code], "{body}");
    }
}
