use std::sync::LazyLock;

use super::*;
use crate::Linter;
use crate::linter::Draft;
use proptest::prelude::*;

const RULES: &str = include_str!("tests.toml");

fn linter() -> &'static Linter {
    static LINTER: LazyLock<Linter> = LazyLock::new(|| {
        Linter::builder().rulebook_text("desk.toml", RULES).build().unwrap_or_else(|errors| panic!("{errors}"))
    });
    &LINTER
}

fn reworded(text: &str) -> String {
    linter().draft(text).reworded
}

#[test]
fn only_the_clauses_in_breach_change() {
    for (said, better) in [
        ("您的预约号是0042，你必须带身份证。", "您的预约号是0042，请您带身份证，好吗？"),
        ("你必须先登记，我们8点开门", "请您先登记，我们8点开门"),
        ("挂号费是15元，爱看不看", "挂号费是15元"),
        ("爱看不看，挂号费是15元。", "挂号费是15元。"),
        ("到3楼取号，急什么，爱看不看，你的号是12", "到3楼取号，您的号是12"),
        ("您好，爱看不看", "您好，请您再看看，好吗？"),
        ("爱看不看", "请您再看看，好吗？"),
        ("但是你得自己来一趟", "但是请您自己来一趟，好吗？"),
        ("你必须带身份证啊！", "请您带身份证，好吗？"),
        ("你必须带卡。你必须带身份证", "请您带卡。请您带身份证，好吗？"),
        ("我们没办法", "很抱歉，我帮您核实一下，好吗？"),
        ("周五的号没有了，我们没办法", "周五的号没有了，很抱歉，我帮您核实一下，好吗？"),
    ] {
        assert_eq!(reworded(said), better, "{said}");
    }
}

#[test]
fn a_clause_alone_has_words_of_its_own() {
    for (said, better) in [
        ("催什么", "请您别着急，我这就为您查。"),
        ("您好，催什么啊", "您好，请您别着急，我这就为您查。"),
        ("单子在路上，催什么", "单子在路上"),
        ("那个，催什么", "那个，请您别着急，我这就为您查。"),
    ] {
        assert_eq!(reworded(said), better, "{said}");
    }
}

#[test]
fn a_rewritten_clause_has_its_place() {
    for (said, better) in [
        ("您好，单子在路上，慌什么。", "您好，请您放心，单子在路上。"),
        ("慌什么，单子在路上", "请您放心，单子在路上"),
        // Words go before a drop of the same clause, however grave that is.
        ("催什么催，单子在路上。周五到", "单子在路上。周五到，请您再等一等"),
        ("催什么催，单子在路上。", "单子在路上。请您再等一等。"),
        ("催什么催", "请您再等一等"),
    ] {
        assert_eq!(reworded(said), better, "{said}");
    }
}

#[test]
fn a_slot_ends_where_its_clause_does() {
    for (said, better) in [
        ("不是跟你说了要重启，怎么还问", "麻烦您先重启，怎么还问"),
        ("不是跟你说了要带卡、带证", "麻烦您先带卡、带证"),
        ("您听不懂吗，这叫定金", "我再说明一下，这叫定金"),
        // Without a mark, no clause ends in the midst of this one.
        ("听不懂吗别的", "听不懂吗别的"),
        ("好评返5元，截图给我", "欢迎您留下真实的评价，截图给我"),
        ("反正就这样发的", "这样发的"),
        ("反正就这样发了呢", "这样发了"),
    ] {
        assert_eq!(reworded(said), better, "{said}");
    }
}

#[test]
fn what_is_said_twice_stands_once_and_a_statement_does_not_ask() {
    for (said, better) in [
        ("慌什么，慌什么，单子在路上", "请您放心，单子在路上"),
        ("慌什么，请您放心", "请您放心"),
        ("慌什么？", "请您放心。"),
        ("单子在路上，爱看不看？", "单子在路上。"),
    ] {
        assert_eq!(reworded(said), better, "{said}");
    }
}

#[test]
fn what_would_be_no_sentence_is_left_to_a_person() {
    for said in ["你自己的", "要是嫌慢，爱看不看", "这个要11号，没办法，急什么，11月没办法"]
    {
        let draft = linter().draft(said);
        assert!(draft.left.iter().any(|finding| finding.absence.is_none()), "{said} → {}", draft.reworded);
    }
    assert_eq!(reworded("要是嫌慢，爱看不看，我帮您登记"), "要是嫌慢，我帮您登记");
    // Nothing but breaches would be left, so nothing goes.
    assert_eq!(reworded("11月20号的我们没办法，急什么"), "11月20号的我们没办法，急什么");
}

#[test]
fn what_would_be_lost_is_left_to_a_person() {
    // The suggestion knows nothing of the date, and the gap of the phrase is not carried over.
    for said in ["11月20号的号我们没办法", "嫌20号太晚你去别处"] {
        let draft = linter().draft(said);
        assert_eq!((draft.reworded.as_str(), draft.left.len(), draft.needs_review), (said, 1, true), "{said}");
    }
    assert_eq!(reworded("核磁排到20号，嫌慢你去别处"), "核磁排到20号");
}

#[test]
fn what_would_leave_nothing_to_send_is_left_to_a_person() {
    for said in ["哟", "您好，哟", "嫌慢你去别处"] {
        let draft = linter().draft(said);
        assert_eq!((draft.reworded.as_str(), draft.left.len()), (said, 1));
    }
    assert_eq!(reworded("好的哟，嫌慢你去别处"), "好的，嫌慢你去别处");
}

#[test]
fn other_words_are_offered_where_rules_have_some() {
    let draft = linter().draft("你必须带身份证");
    assert_eq!(draft.alternatives, ["麻烦您带身份证"]);
}

#[test]
fn only_what_is_safe_and_whole_needs_no_look() {
    let safe = linter().draft("好的哟，我查一下");
    assert_eq!((safe.reworded.as_str(), safe.needs_review), ("好的，我查一下", false));
    let safe = linter().draft("费用是5元");
    assert_eq!((safe.reworded.as_str(), safe.needs_review), ("挂号费是5元", false));
    assert!(linter().draft("你必须带卡").needs_review);
    let open = linter().draft("等着");
    assert_eq!((open.reworded.as_str(), open.needs_review), ("请您稍等〔时间〕", true));
    let names: Vec<&str> = open.placeholders.iter().map(|place| place.of(&open.reworded)).collect();
    assert_eq!(names, ["〔时间〕"]);
}

#[test]
fn what_is_put_in_front_stands_there_once() {
    assert_eq!(reworded("您好，片子我弄丢了，报告我弄丢了"), "您好，很抱歉，片子这边没有找到，报告这边没有找到");
    assert_eq!(reworded("不好意思，片子我弄丢了"), "不好意思，片子这边没有找到");
}

#[test]
fn a_text_full_of_breaches_is_left_to_a_person() {
    let text = "爱看不看，".repeat(100);
    let draft = linter().draft(&text);
    assert_eq!((draft.reworded.as_str(), draft.left.len()), (text.as_str(), draft.findings.len()));
    assert!(draft.needs_review && draft.findings.len() == 100);
}

#[test]
fn a_text_in_order_stays_as_it_is() {
    for text in ["您好，请稍等", "", "   ", "。。。", "\u{1b}[31m好的", "您的号是{号码}，【地址】见短信"]
    {
        let draft = linter().draft(text);
        assert_eq!((draft.reworded.as_str(), draft.needs_review, draft.findings.len()), (text, false, 0));
    }
}

#[test]
fn mistakes_of_rewritings_are_told_with_their_place() {
    for (rewrite, words) in [
        ("phrases = ['甲{what=han:1..4}']\nto = '乙'", "`what` is not used"),
        ("phrases = ['甲']\nto = '乙{what}'", "a slot `what`"),
        ("phrases = ['甲']\nto = '乙'\ndrop = true", "exclude each other"),
        ("phrases = ['甲']", "needs `to`"),
        ("to = '乙'", "without `phrases`"),
        ("phrases = ['甲{what=hann:1..4}']\nto = '{what}'", "unknown slot"),
        ("phrases = ['甲{_=num}']\nto = '{_}'", "a slot `_`"),
        ("phrases = ['甲']\ndrop = true\nat = 'anywhere'\nplace = 'last'", "of whole clauses"),
        ("phrases = ['甲']\ndrop = true\nalone = '乙{what}'", "a slot `what`"),
        ("phrases = ['甲']\nto = '乙'\nplace = 'middle'", "no value"),
        ("phrases = ['甲']\nto = '乙'\nexamples = ['甲']", "said"),
    ] {
        let toml = format!("[[rule]]\nid = 'a/b'\nphrases = ['甲']\n[[rule.rewrite]]\n{rewrite}\n");
        let errors = Linter::builder().rulebook_text("own.toml", &toml).build().expect_err(rewrite);
        let told = errors.to_string();
        assert!(told.contains(words) && told.contains("own.toml:"), "{rewrite}: {told}");
    }
}

/// Texts made of clauses that breach rules, clauses that do not, and facts.
fn texts() -> impl Strategy<Value = String> {
    let clause = prop::sample::select(vec![
        "您好",
        "你必须带身份证",
        "你得到3号窗口签字",
        "爱看不看",
        "急什么",
        "我们没办法",
        "这个我们没办法",
        "您的预约号是0042",
        "费用要5块钱",
        "好的哟哟",
        "周五下午三点开门",
        "挂号费15元",
        "好的哟",
        "等着",
        "片子我弄丢了",
        "嫌20号太晚你去别处",
        "嫌慢你去别处",
        "请看“须知”",
        "找周医生",
        "登录www.example.com",
        "{号码}已经发出",
        "不好意思",
        "你的卡",
        "催什么",
        "催什么催",
        "慌什么",
        "不是跟你说了要带卡",
        "听不懂吗",
        "要是嫌慢",
        "你自己的事",
    ]);
    let mark = prop::sample::select(vec!["，", "。", "！", "？", " ", "\n", "", "～", "……"]);
    prop::collection::vec((clause, mark), 1..6)
        .prop_map(|parts| parts.into_iter().map(|(clause, mark)| format!("{clause}{mark}")).collect())
}

fn facts_of(text: &str) -> Vec<String> {
    let folded = huashu_model::text::fold(text);
    let found = facts::facts(folded.text());
    found.iter().map(|(span, _)| span.of(folded.text()).to_owned()).collect()
}

proptest! {
    #[test]
    fn facts_are_never_lost(text in texts()) {
        let Draft { reworded, .. } = linter().draft(&text);
        let kept = huashu_model::text::fold(&reworded).text().to_owned();
        for fact in facts_of(&text) {
            prop_assert!(kept.contains(&fact), "{} of {:?} is not in {:?}", fact, text, reworded);
        }
    }

    #[test]
    fn what_is_put_right_safely_is_a_breach_no_more(text in texts()) {
        let draft = linter().draft(&text);
        for rule in ["desk/particle", "desk/cost"] {
            prop_assert!(draft.left.iter().all(|finding| finding.rule.id != rule), "{text:?} → {:?}", draft.reworded);
        }
    }

    #[test]
    fn putting_right_twice_changes_nothing(text in texts()) {
        let once = linter().draft(&text);
        let twice = linter().draft(&once.reworded);
        prop_assert_eq!(&twice.reworded, &once.reworded, "{:?}", text);
        prop_assert_eq!(twice.findings.len(), once.left.len());
    }

    #[test]
    fn marks_do_not_pile_up(text in "(您好|你必须带卡|爱看不看|急什么|等着|好的)(，(您好|你必须带卡|爱看不看|急什么|等着|好的)){0,4}。?") {
        let reworded = linter().draft(&text).reworded;
        for pile in ["，，", "。。", "，。", "。，", "？。", "？，", "请您请您"] {
            prop_assert!(!reworded.contains(pile), "{text:?} → {reworded:?}");
        }
        prop_assert!(!reworded.starts_with(['，', '。']) && !reworded.ends_with('，'), "{text:?} → {reworded:?}");
        prop_assert!(reworded.matches("好吗").count() <= 1, "{text:?} → {reworded:?}");
    }

    #[test]
    fn any_text_can_be_put_right(text in "\\PC{0,40}|(你必须|爱看不看|[，。 {〔“\n]|\\PC){0,12}") {
        let draft = linter().draft(&text);
        prop_assert!(draft.placeholders.iter().all(|place| !place.of(&draft.reworded).is_empty()));
    }
}

mod shipped;
