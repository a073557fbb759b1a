//! Drafts made of the customer's matter and of breaches of the shipped rules.

use std::sync::LazyLock;

use super::super::facts::facts;
use crate::Linter;
use huashu_model::text::fold;
use proptest::prelude::*;

fn linter() -> &'static Linter {
    static LINTER: LazyLock<Linter> = LazyLock::new(|| {
        Linter::builder().rulebook("builtin:base").build().unwrap_or_else(|errors| panic!("{errors}"))
    });
    &LINTER
}

/// What agents tell of the matter, and what no rule is against.
const NEUTRAL: [&str; 12] = [
    "您的订单尾号0042已经发出",
    "退款128元三天内退回原账户",
    "身份证和回执都要带上",
    "工单编号是GD2041",
    "师傅明天下午2点上门",
    "办理地点在二楼5号窗口",
    "这笔费用是11月扣的",
    "链接是www.example.com",
    "你的申请已经登记",
    "运费由店里承担",
    "套餐每月59元",
    "钥匙放在前台",
];
/// What breaches the rules of every trade.
const BREACHES: [&str; 16] = [
    "你急什么",
    "爱买不买",
    "催什么催",
    "你必须带身份证",
    "我哪知道",
    "自己不会看吗",
    "跟你说了多少遍了",
    "怪谁",
    "投诉也没用",
    "这个不归我管",
    "我也没办法",
    "你懂不懂啊",
    "嫌慢别来",
    "等着吧",
    "你想怎么样",
    "听不懂吗",
];

/// A clause, and whether it is of the matter.
type Clause = (&'static str, bool);

fn drafts() -> impl Strategy<Value = (Vec<Clause>, Vec<&'static str>)> {
    let neutral = prop::sample::select(NEUTRAL.to_vec()).prop_map(|words| (words, true));
    let breach = prop::sample::select(BREACHES.to_vec()).prop_map(|words| (words, false));
    let marks = prop::sample::select(vec!["，", "。", "！", "？"]);
    (prop::collection::vec(prop_oneof![neutral, breach], 1..5), prop::collection::vec(marks, 4))
}

fn said(clauses: &[Clause], marks: &[&str]) -> String {
    let last = clauses.len() - 1;
    let joined = clauses.iter().zip(marks).enumerate();
    joined.map(|(at, ((words, _), mark))| format!("{words}{}", if at == last { "" } else { mark })).collect()
}

/// Returns the words as they may be said in a draft that was put right.
fn formal(words: &str) -> String {
    words.replace('你', "您")
}

#[test]
fn what_is_told_of_the_matter_is_no_breach() {
    for words in NEUTRAL {
        let graver = linter().draft(words).findings;
        assert!(graver.iter().all(|finding| finding.rule.id == "wording/informal-you"), "{words}: {graver:?}");
    }
    for words in BREACHES {
        assert!(!linter().draft(words).findings.is_empty(), "{words}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_matter_stays_word_for_word_and_in_order((clauses, marks) in drafts()) {
        let text = said(&clauses, &marks);
        let reworded = formal(&linter().draft(&text).reworded);
        let mut from = 0;
        let is_first = |(at, clause): &(usize, &Clause)| !clauses[..*at].contains(clause);
        // A whole sentence that is said again stands once.
        for (_, (words, _)) in clauses.iter().enumerate().filter(is_first).filter(|(_, clause)| clause.1) {
            let found = reworded[from..].find(&formal(words));
            prop_assert!(found.is_some(), "{words} of {text:?} is not, or elsewhere, in {reworded:?}");
            from += found.unwrap_or_default() + formal(words).len();
        }
    }

    #[test]
    fn nothing_is_told_that_nobody_said((clauses, marks) in drafts()) {
        let text = said(&clauses, &marks);
        let reworded = linter().draft(&text).reworded;
        let (before, after) = (fold(&text), fold(&reworded));
        for (span, _) in facts(after.text()) {
            let fact = span.of(after.text());
            prop_assert!(fact.contains('〔') || before.text().contains(fact), "{fact} of {reworded:?} is not in {text:?}");
        }
    }

    #[test]
    fn twice_is_once_and_what_is_left_is_told((clauses, marks) in drafts()) {
        let text = said(&clauses, &marks);
        let once = linter().draft(&text);
        let twice = linter().draft(&once.reworded);
        prop_assert_eq!(&twice.reworded, &once.reworded, "{:?}", text);
        let ids = |findings: &[huashu_model::finding::Finding]| -> Vec<String> {
            findings.iter().map(|finding| finding.rule.id.clone()).collect()
        };
        prop_assert_eq!(ids(&twice.findings), ids(&once.left), "{:?}", text);
        prop_assert!(once.left.is_empty() || once.needs_review);
    }

    #[test]
    fn the_message_reads_as_one((clauses, marks) in drafts()) {
        let text = said(&clauses, &marks);
        let reworded = linter().draft(&text).reworded;
        for pile in ["，，", "。。", "，。", "。，", "？。", "？，", "请您请您", "麻烦您麻烦您", "请您麻烦您", "您您"] {
            prop_assert!(!reworded.contains(pile), "{text:?} → {reworded:?}");
        }
        prop_assert!(reworded.chars().any(char::is_alphanumeric), "{text:?}");
        for apology in ["很抱歉", "您好"] {
            prop_assert!(reworded.matches(apology).count() <= 1, "{text:?} → {reworded:?}");
        }
    }
}
