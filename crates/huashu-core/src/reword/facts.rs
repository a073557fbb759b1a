//! What a rewording must not lose: numbers, days, names, places, sums, links, variables, quoted words.
//!
//! Reads folded text and knows no rules. What may be a fact counts as one: to
//! advise where a clause could have been rewritten costs a moment, to lose the
//! customer's order number costs the customer.

use std::sync::LazyLock;

use regex::Regex;

use huashu_model::entity::ENTITIES;
use huashu_model::text::{Span, is_han};

/// How certain it is that words are a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hardness {
    /// Digits, days, quoted words, variables: always one.
    Hard,
    /// A name or the name of a place: one unless a rule speaks of it.
    Soft,
}

/// A fact: its bytes in the text, and how certain it is.
pub(super) type Fact = (Span, Hardness);

/// Latin words, digits and what joins them.
const TOKENS: &str = r"[0-9a-z](?:[0-9a-z._%/:+#@&*-]*[0-9a-z%*])?";
/// What a program or an agent fills in, and what somebody else said or wrote.
const MARKED: &str = r"\{+[^{}]{1,40}\}+|\$\{[^{}]{1,40}\}|【[^】]{1,40}】|\[[^\]]{1,40}\]|#[^#\s]{1,20}#|%[sd]|〔[^〕]{1,20}〕\
    |“[^”]{1,80}”|「[^」]{1,80}」|『[^』]{1,80}』|《[^》]{1,80}》|‘[^’]{1,80}’";
const COUNTED: &str = "[零〇一二两三四五六七八九十百千万亿半几]+多?(?:个[工月小]|小时|分钟|公里|公斤|[位次天日月年周号楼层栋室点分秒元块角折倍件份张笔期条米成台盒包瓶斤克个户岁])";
const DAYS: &str = "(?:星期|礼拜|周)[一二三四五六日天末]|(?:今|明|后|昨|前)[天晚日早]|大后天|大前天|[上下本这]个?[周月]|[今明去]年|月[初中底末]|年[初中底末]\
    |凌晨|早上|上午|中午|下午|傍晚|晚上|半夜";
const SURNAMES: &str = "[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马苗方俞任袁柳鲍史唐薛雷贺倪汤罗郝毕安常于傅齐康伍余顾孟黄萧尹姚邵汪毛戴宋庞熊纪项祝董梁杜阮蓝闵席季贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫房解应丁邓洪包左石崔龚程陆翁侯段叶白蒲乔温庄晏柴瞿充连习艾容向古易廖耿欧聂曾关查游岳]\
    \\p{Han}{0,2}?(?:先生|女士|小姐|经理|主任|医生|大夫|师傅|老师|护士|主管|阿姨|局长|科长)";
const PLACES: &str = "营业厅|营业部|服务厅|服务站|服务中心|办事处|网点|柜台|窗口|大厅|门诊|急诊|挂号处|收费处|分诊台|药房|化验室|派出所|驿站|门店|专柜|超市|物业处|管理处|前台|分行|支行|\
    总部|仓库|官网|公众号|小程序|客户端|北京|上海|天津|重庆|广州|深圳|杭州|南京|苏州|成都|武汉|西安|长沙|郑州|青岛|沈阳|大连|厦门|福州|济南|合肥|昆明|贵阳|哈尔滨|长春|石家庄|太原|南昌|南宁|海口|\
    兰州|西宁|银川|乌鲁木齐|拉萨|呼和浩特|宁波|无锡|佛山|东莞|香港|澳门|台湾|\\p{Han}{2,4}(?:路|街|大道|小区|花园|大厦|胡同|镇|县)";
/// Counted, but said of anything.
const NOT_COUNTED: [&str; 8] = ["一个", "几个", "一点", "一次", "半点", "一天", "几次", "一位"];

/// Ends of words that are no names of places.
const NO_PLACES: [&str; 10] = ["线路", "道路", "思路", "电路", "出路", "一路", "链路", "网路", "套路", "半路"];

static HARD: LazyLock<Vec<Regex>> = LazyLock::new(|| compile(&[TOKENS, MARKED, COUNTED, DAYS]));
static SOFT: LazyLock<Vec<Regex>> = LazyLock::new(|| compile(&[SURNAMES, PLACES]));

fn compile(sources: &[&str]) -> Vec<Regex> {
    sources.iter().filter_map(|source| Regex::new(source).ok()).collect()
}

/// Returns the facts of a folded text, in no order; they may overlap. In a text of Latin letters alone its words are
/// none.
pub(super) fn facts(folded: &str) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    for entity in ENTITIES.iter().filter(|entity| entity.precheck().admits(folded)) {
        found.extend(entity.find(folded).into_iter().map(|hit| (hit.span, Hardness::Hard)));
    }
    let is_han_text = folded.contains(is_han);
    let is_word = |words: &str| !is_han_text && words.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    let is_none = |words: &str| {
        is_word(words) || NOT_COUNTED.contains(&words) || NO_PLACES.iter().any(|end| words.ends_with(end))
    };
    let mut add = |patterns: &[Regex], hardness| {
        for hit in patterns.iter().flat_map(|pattern| pattern.find_iter(folded)) {
            if !is_none(hit.as_str()) {
                found.push((Span::new(hit.start(), hit.end()), hardness));
            }
        }
    };
    add(&HARD, Hardness::Hard);
    add(&SOFT, Hardness::Soft);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_one() {
        assert_eq!((HARD.len(), SOFT.len()), (4, 2));
    }

    #[test]
    fn what_must_not_be_lost_is_seen() {
        for (text, wanted) in [
            ("您尾号9012的卡昨天那笔560元", vec!["9012", "昨天", "560元"]),
            ("下午三点到6号窗口找周医生", vec!["下午", "三点", "6", "窗口", "周医生"]),
            ("{订单号}发到【地址】，看“说明书”", vec!["{订单号}", "【地址】", "“说明书”"]),
            ("登录www.example.com填abc-12", vec!["www.example.com", "abc-12"]),
            ("两件只能退一件", vec!["两件", "一件"]),
        ] {
            let found: Vec<&str> = facts(text).iter().map(|(span, _)| span.of(text)).collect();
            for fact in wanted {
                assert!(found.iter().any(|found| found.contains(fact)), "{text}: {fact} of {found:?}");
            }
        }
    }

    #[test]
    fn plain_reproach_holds_none() {
        for text in [
            "爱买不买",
            "反正也不差你一个",
            "怪谁",
            "急什么",
            "你懂不懂啊",
            "take it or leave it.",
            "线路不好",
            "跟你说了多少遍了",
            "我也没办法",
        ] {
            assert_eq!(facts(text), [], "{text}");
        }
    }
}
