//! What words can be by themselves: a question, a sentence that is whole, talk that says nothing.
//!
//! Knows no rules and no messages, only clauses. It judges by beginnings and
//! ends, and by them only where a change brought them about.

use std::sync::LazyLock;

use regex::Regex;

use super::message::is_mark;

/// Words that say nothing of the customer's matter. A clause of nothing else beside the breach can be replaced as a whole.
static EMPTY_WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = "我们这边|我这边|这边|我这里|这里|我们|咱们|我|咱|本人|你们|您们|你|您|自己|这个|那个|这些|那些|这种|这|那|它|该|此|也|都|就|还|又|才|只|可|却|再\
        |真的|真|确实|是|的|了|啊|呀|哦|呢|嘛|吧|吗|啦|咯|哈|暂时|目前|可能|应该|反正|本来|其实|实在|完全|根本|绝对|肯定|对此|问题|事情|事儿|事|情况|方面\
        |跟|对|亲亲|亲|不好意思|抱歉|但是|但|不过|所以|因为|那么|已经|有|会|能|很|太|挺|好像|啥|哎呀|哎|唉|呵呵|喂|嗯|一样|一下|一点|着|地|得";
    whole(words)
});

/// Words that are no message, however many of them stand in a row.
static FRAGMENTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    whole(
        "我们|咱们|我|咱|你们|您们|你|您|自己|这个|那个|这种|这|那|也|都|就|还|又|啊|呀|哦|呢|嘛|吧|吗|啦|咯|哈|反正|本来|其实|但是|但|不过|所以|因为|那么|而且\
        |哎呀|哎|唉|呵呵|喂|嗯|唔|拜托|总之|首先|然后|再说|另外",
    )
});

fn whole(words: &str) -> Option<Regex> {
    Regex::new(&format!(r"\A(?:{words}|[^\p{{L}}\p{{N}}])*\z")).ok()
}

/// Returns whether folded words hold nothing that could be the customer's matter.
pub(super) fn is_empty_talk(folded: &str) -> bool {
    EMPTY_WORDS.as_ref().is_some_and(|empty| empty.is_match(folded))
}

/// Returns whether words are so little that nothing is said by them.
pub(super) fn is_fragment(words: &str) -> bool {
    FRAGMENTS.as_ref().is_some_and(|fragment| fragment.is_match(words))
}

/// How a condition begins that something has to follow.
const CONDITIONS: [&str; 17] = [
    "如果", "要是", "假如", "若是", "倘若", "既然", "虽然", "尽管", "除非", "一旦", "只要", "即使", "就算", "哪怕",
    "不管", "无论", "嫌",
];
/// How a clause ends that something has to follow.
const CONDITIONAL_ENDS: [&str; 3] = ["的话", "的时候", "之前的话"];

/// Returns whether a clause only says when or if, and something else has to follow.
pub(super) fn is_subordinate(words: &str) -> bool {
    let bare = words.trim_matches(is_mark);
    CONDITIONS.iter().any(|word| bare.starts_with(word)) || CONDITIONAL_ENDS.iter().any(|word| bare.ends_with(word))
}

/// What no clause begins with.
const NO_BEGINNINGS: [char; 7] = ['的', '了', '吗', '呢', '吧', '嘛', '啊'];
/// What no clause ends in, and what before it makes another word of it.
const NO_ENDS: [(char, &str); 9] = [
    ('把', "一两几大火拖门车"),
    ('给', "供补配"),
    ('和', "温缓柔饱暖平总共祥谐随"),
    ('跟', "高脚鞋后"),
    ('对', "不没核校得很面绝相反都就针挺校"),
    ('让', "转礼忍谦"),
    ('在', "现实存不都还直正人内所潜仍也就"),
    ('被', "棉"),
    ('与', "参给"),
];

/// Returns whether a change left a clause that is no sentence: it lost its subject, or what its preposition is of.
pub(super) fn is_broken(before: &str, after: &str) -> bool {
    let (before, after) = (before.trim_matches(is_mark), after.trim_matches(is_mark));
    let begins = |words: &str| words.starts_with(NO_BEGINNINGS) && !words.starts_with("了解");
    let ends = |words: &str| {
        let mut last = words.chars().rev();
        let (end, neighbour) = (last.next(), last.next());
        let found = NO_ENDS.iter().find(|(word, _)| end == Some(*word));
        found.is_some_and(|(_, words)| neighbour.is_none_or(|neighbour| !words.contains(neighbour)))
    };
    (begins(after) && !begins(before)) || (ends(after) && !ends(before))
}

/// Ends of clauses that ask.
const ASKING_ENDS: [&str; 24] = [
    "吗",
    "呢",
    "么",
    "吧",
    "好不好",
    "行不行",
    "可不可以",
    "能不能",
    "是不是",
    "有没有",
    "对不对",
    "要不要",
    "没有",
    "什么",
    "哪里",
    "哪儿",
    "哪位",
    "多少",
    "怎么样",
    "如何",
    "怎样",
    "几点",
    "几位",
    "什么时候",
];

/// Returns whether words ask, whatever mark stands behind them.
pub(super) fn asks(words: &str) -> bool {
    let bare = words.trim_matches(is_mark);
    bare.contains("请问")
        || ["是不是", "能不能", "可不可以", "有没有", "要不要"].iter().any(|word| bare.contains(word))
        || ASKING_ENDS.iter().any(|end| bare.ends_with(end))
        || ASKING_WORDS.iter().any(|word| begins_with_word(bare, word))
}

/// English words with which a question begins.
const ASKING_WORDS: [&str; 18] = [
    "shall", "may", "can", "could", "would", "will", "do", "does", "did", "is", "are", "have", "what", "how",
    "when", "where", "which", "who",
];

/// Returns whether a text begins with a word, in any case, and not with a longer one.
fn begins_with_word(text: &str, word: &str) -> bool {
    let Some((head, rest)) = text.split_at_checked(word.len()) else { return false };
    head.eq_ignore_ascii_case(word) && rest.starts_with(' ')
}

/// Returns the mark that ends a statement of the language of some words.
pub(super) fn full_stop(words: &str) -> &'static str {
    if words.is_ascii() { "." } else { "。" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_asks_by_its_first_word() {
        assert!(asks("Shall I look it up") && asks("could you print the label"));
        assert!(!asks("I can look it up") && !asks("Candles are sold out"));
        assert_eq!((full_stop("I can help"), full_stop("我来看看")), (".", "。"));
    }

    #[test]
    fn a_clause_may_lose_what_it_needs() {
        for (before, after) in [
            ("你的卡不能用", "的卡不能用"),
            ("钱退给你了", "钱退给"),
            ("我跟你说了多少遍", "我跟"),
            ("不是说了吗", "了吗"),
        ] {
            assert!(is_broken(before, after), "{before} → {after}");
        }
        for (before, after) in [
            ("你必须了解", "了解"),
            ("你等着，我现在", "我现在"),
            ("就寄给", "已经寄给"),
            ("要补", "我去补给"),
            ("怎么不对", "您说得对"),
            ("你必须带卡", "请您带卡，好吗？"),
        ] {
            assert!(!is_broken(before, after), "{before} → {after}");
        }
    }

    #[test]
    fn a_question_is_known_by_its_end() {
        for question in ["可以吗", "您要办什么", "请问您的单号", "您看行不行"] {
            assert!(asks(question), "{question}");
        }
        for statement in ["我来看看怎么处理合适", "有不清楚的随时问我", ""] {
            assert!(!asks(statement), "{statement}");
        }
    }

    #[test]
    fn what_says_nothing_is_known() {
        assert!(is_fragment("那个，反正") && is_fragment("嗯"));
        assert!(!is_fragment("已经有了") && !is_fragment("能的"));
        assert!(is_empty_talk("这个我也没有") || !is_empty_talk("订单"));
        assert!(is_subordinate("要是不满意") && is_subordinate("不想要的话") && !is_subordinate("请提供税号"));
    }
}
