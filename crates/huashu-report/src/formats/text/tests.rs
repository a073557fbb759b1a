//! What people see, line by line.

use proptest::prelude::*;

use super::*;
use crate::samples::{self, at, empty, findings, print, printed, run, wording};
use huashu_model::text::display_width;

#[test]
fn findings_are_drawn_with_their_evidence() {
    insta::assert_snapshot!("text_zh", printed("text", &run(Language::Chinese)));
    insta::assert_snapshot!("text_en", printed("text", &run(Language::English)));
}

#[test]
fn statistics_are_tables() {
    let mut run = run(Language::Chinese);
    run.statistics = true;
    insta::assert_snapshot!("statistics_zh", print("text", &run, &[], &[], &samples::summary()));
}

#[test]
fn a_clean_run_still_accounts_for_itself() {
    insta::assert_snapshot!("text_empty", empty("text", &run(Language::Chinese)));
}

#[test]
fn no_control_character_reaches_the_terminal() {
    let text = printed("text", &run(Language::Chinese));
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
    assert!(!text.contains('\u{202E}'));
}

#[test]
fn colour_is_used_only_where_it_may_be() {
    let mut coloured = run(Language::Chinese);
    coloured.colour = true;
    let text = printed("text", &coloured);
    assert!(text.contains('\u{1b}'));
    assert_eq!(plain(&text), printed("text", &run(Language::Chinese)));
}

/// Removes colour codes.
fn plain(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    out
}

/// Asserts that the underline stands exactly under `matched`.
fn assert_underlined(text: &str, matched: &str) {
    let drawn = print("text", &run(Language::English), &[at(wording(), text, matched)], &[], &Summary::default());
    let lines: Vec<&str> = drawn.lines().collect();
    let under = lines.iter().position(|line| line.contains("·  ") && line.contains('─')).expect("an underline");
    let shown = lines[under - 1];
    let place = shown.find(matched).expect("the words are shown");
    let before = display_width(&shown[..place]);
    let start = lines[under].find('─').expect("an underline");
    assert_eq!(display_width(&lines[under][..start]), before, "{drawn}");
    assert_eq!(lines[under][start..].trim_end().chars().count(), display_width(matched), "{drawn}");
}

#[test]
fn underlines_stand_under_the_words() {
    assert_underlined("abc", "b");
    assert_underlined("这个我不知道哦", "不知道");
    assert_underlined("ＡＢ１２３", "Ｂ１");
    assert_underlined("好👨\u{200D}👩\u{200D}👧哦不知道", "不知道");
    assert_underlined("好👍🏽🇨🇳哦", "🇨🇳");
    assert_underlined("cafe\u{301}不知道e\u{301}", "不知道e\u{301}");
    assert_underlined("“引号”……——①不知道", "不知道");
    assert_underlined("🇨🇨\u{200D}👍|不知道", "不知道");
    assert_underlined("𠮷野家不知道", "野家");
    assert_underlined("ｱｲｳ한국不知道", "不知道");
    let long = format!("{}不知道{}", "很长的话，".repeat(60), "还没有完".repeat(60));
    assert_underlined(&long, "不知道");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn underlines_stand_under_the_words_whatever_stands_before(
        before in "[a-zＡ-Ｃ，。好·…“”é👍👩\u{200D}\u{1F3FD}\u{301}\u{FE0F}🇨ｱ한\t\u{202E}\u{F0002}]{0,120}",
        after in "[好a👩\u{301}]{0,60}",
    ) {
        assert_underlined(&format!("{before}|不知道|{after}"), "不知道");
    }
}

#[test]
fn private_characters_are_kept() {
    assert_underlined("\u{F0000}\u{FFFFD}不知道", "不知道");
    let text = print(
        "text",
        &run(Language::Chinese),
        &[at(wording(), "\u{F0001}甲不知道", "不知道")],
        &[],
        &Summary::default(),
    );
    assert!(text.contains("\u{F0001}甲不知道"));
}

#[test]
fn gutters_hold_utterance_numbers() {
    let mut finding = findings().remove(0);
    finding.utterance = 100;
    finding.context[0].utterance = 8;
    finding.context[1].utterance = 101;
    let text = print("text", &run(Language::Chinese), &[finding], &[], &Summary::default());
    for start in ["   9 │ 客户 王女士：", " 101 │ 客服 1024：", " 102 │ 客户 王女士："] {
        assert!(text.lines().any(|line| line.starts_with(start)), "{text}");
    }
}
