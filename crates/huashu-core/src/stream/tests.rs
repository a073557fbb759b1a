//! Nothing is released in which a forbidden phrase begins, however a text is cut.

use huashu_rulebook::{Body, Diagnostics, Expectation, NoFiles, Rulebook};

use super::*;

/// The linter of a pack, and its plan.
fn planned(pack: &str) -> (Linter, StreamPlan, Rulebook) {
    let linter = Linter::builder().rulebook(pack).build().expect("the packs are sound");
    let rulebook = Rulebook::load(&[pack.to_owned()], &NoFiles, &mut Diagnostics::default());
    let plan = StreamPlan::new(&linter, &rulebook);
    (linter, plan, rulebook)
}

/// Examples of rules that are judged of one utterance.
fn examples(rulebook: &Rulebook, expected: Expectation) -> Vec<String> {
    let rules = rulebook.rules.iter().filter(|rule| matches!(*rule.body, Body::Forbid(_)));
    let rules = rules.filter(|rule| rule.body.is_about_one_utterance());
    let examples = rules.flat_map(|rule| rule.examples()).filter(|example| example.expect == expected);
    let texts = examples.filter_map(|example| match &example.conversation.utterances[..] {
        [only] => Some(only.text.clone().into_owned()),
        _ => None,
    });
    texts.collect()
}

/// Pushes a text character by character, which every other way of cutting it is a part of: what is released depends on
/// what was said, and grows. After each, the text might have ended. Returns how much was held back at the end.
#[track_caller]
fn assert_safe(text: &str, linter: &Linter, plan: &StreamPlan) -> usize {
    let mut stream = Stream::new(linter, plan);
    let (mut sent, mut told) = (String::new(), Vec::new());
    for (at, c) in text.char_indices() {
        let pushed = stream.push(c.encode_utf8(&mut [0; 4]));
        sent += &pushed.safe;
        told.extend(pushed.findings);
        let said = &text[..at + c.len_utf8()];
        assert!(said.starts_with(&sent));
        if sent.is_empty() {
            continue;
        }
        // What a rule says of a text as a whole is told at the end.
        for finding in linter.draft_findings(said).iter().filter(|finding| finding.span != Span::whole(said)) {
            assert!(
                finding.span.start >= sent.len(),
                "{:?} of {} was sent of {said:?}",
                &sent[finding.span.start..],
                finding.rule.id
            );
        }
    }
    let held = text.len() - sent.len();
    let end = stream.finish();
    told.extend(end.findings);
    sent += &end.safe;
    match told.iter().map(|finding| finding.span.start).min() {
        Some(first) => assert!(text[..first].starts_with(&sent), "{sent} of {text}"),
        None => assert_eq!(sent, text),
    }
    let mut rules: Vec<_> = told.iter().map(|finding| (finding.span, finding.rule.id.clone())).collect();
    rules.sort();
    let mut all: Vec<_> =
        linter.draft_findings(text).iter().map(|finding| (finding.span, finding.rule.id.clone())).collect();
    all.sort();
    assert_eq!(rules, all, "each finding is told once, and none is taken back: {text}");
    held
}

/// What is said around an example.
const BEFORE: &str = "您好，很高兴为您服务。您的订单已经发出，预计后天送到。";
const BEHIND: &str = "。物流信息可以在订单页面查看。如果还有别的问题，欢迎随时联系我们，祝您生活愉快！";

#[test]
fn nothing_is_sent_in_which_a_forbidden_phrase_begins() {
    let (linter, plan, rulebook) = planned("builtin:all");
    let bad = examples(&rulebook, Expectation::Bad);
    assert!(bad.len() > 1000, "{}", bad.len());
    for text in &bad {
        assert_safe(text, &linter, &plan);
    }
    for text in bad.iter().step_by(11) {
        assert_safe(&format!("{BEFORE}{text}{BEHIND}"), &linter, &plan);
    }
    // Two examples in a row: what excuses one may stand in the other.
    for pair in bad.chunks_exact(2).step_by(17) {
        assert_safe(&format!("{}。{}。", pair[0], pair[1]), &linter, &plan);
    }
}

#[test]
fn good_talk_is_sent_while_it_is_said() {
    let (linter, plan, rulebook) = planned("builtin:chat");
    let text = format!("{BEFORE}{}", &BEHIND["。".len()..]);
    let held = assert_safe(&text, &linter, &plan);
    assert!(held < text.len(), "something is sent before the end, {held} of {} are held", text.len());
    let good = examples(&rulebook, Expectation::Good);
    let (mut all, mut kept) = (0, 0);
    for text in good.iter().step_by(40) {
        let text = format!("{BEFORE}{text}{BEHIND}");
        all += text.len();
        kept += assert_safe(&text, &linter, &plan);
    }
    assert!(kept * 10 < all * 9, "{kept} of {all} bytes are held back");
}

#[test]
fn a_breach_is_told_when_nothing_can_excuse_it_and_nothing_is_sent_from_there() {
    let (linter, plan, _) = planned("builtin:chat");
    let mut stream = Stream::new(&linter, &plan);
    let mut told = Vec::new();
    let mut sent = String::new();
    for piece in [
        BEFORE,
        "这个我不知",
        "道。",
        "物流信息可以在订单页面查看，",
        "如果还有别的问题，欢迎随时联系我们。祝您生活愉快！",
        "再见，感谢您的支持与理解。",
    ] {
        let pushed = stream.push(piece);
        sent += &pushed.safe;
        told.extend(pushed.findings);
    }
    assert_eq!(told.iter().map(|finding| finding.rule.id.as_str()).collect::<Vec<_>>(), ["attitude/dont-know"]);
    assert!(BEFORE.starts_with(&sent) && !sent.is_empty(), "{sent}");
    let end = stream.finish();
    assert!(end.findings.is_empty());
    assert_eq!(sent + &end.safe, BEFORE, "all sentences before the breach and nothing of it");
}

#[test]
fn sentences_end_behind_their_marks() {
    for (text, whole) in [("好。", "好。"), ("好！！” 请", "好！！” "), ("好", ""), ("3.5元", ""), ("好？", "好？")]
    {
        assert_eq!(&text[..sentence_end(text)], whole);
    }
    assert_eq!(unclosed("看<b"), "看".len());
    assert_eq!(unclosed("<b>看</b>"), "<b>看</b>".len());
}

#[test]
fn a_run_of_digits_or_letters_is_one_unit() {
    let units = |text: &str| units_to_end(text).first().map(|(_, units)| *units);
    assert_eq!(units("我13800138000，abc好"), Some(3));
    assert_eq!(units("您好。"), Some(2));
    assert_eq!(units(""), None);
}

#[test]
fn a_long_text_is_sent_in_larger_parts() {
    let (linter, plan, _) = planned("builtin:chat");
    let text = format!("{BEFORE}{}", &BEHIND["。".len()..]).repeat(200);
    let mut stream = Stream::new(&linter, &plan);
    let mut sent = String::new();
    let mut parts = 0;
    for sentence in text.split_inclusive('。') {
        let pushed = stream.push(sentence);
        parts += usize::from(!pushed.safe.is_empty());
        sent += &pushed.safe;
        assert!(text.starts_with(&sent));
    }
    assert!(sent.len() * 10 > text.len() * 8, "{} of {} were sent before the end", sent.len(), text.len());
    assert!(parts < 200, "{parts} times the text was judged");
    assert_eq!(sent + &stream.finish().safe, text);
}
