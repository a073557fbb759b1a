//! Phrases: what each slot takes, and which of several readings is reported.

use super::keeps;

#[test]
fn slots_take_what_they_say() {
    keeps(
        r#"
[[rule]]
id = "any"
phrases = ["不是{any:0..4}吗"]
bad = ["⟦不是吗⟧", "⟦不是，说了吗⟧", "⟦不是一二三四吗⟧"]
good = ["不是一二三四五吗", "不是。说吗", "不是！吗", "不是\n吗"]

[[rule]]
id = "any-least"
phrases = ["甲{any:2..3}乙"]
bad = ["⟦甲一二乙⟧", "⟦甲一二三乙⟧"]
good = ["甲一乙", "甲乙", "甲一二三四乙"]

[[rule]]
id = "han"
phrases = ["自己{han:0..3}看"]
bad = ["⟦自己看⟧", "⟦自己去网上看⟧"]
good = ["自己，看", "自己a看", "自己 看", "自己😀看"]

[[rule]]
id = "number"
phrases = ["等{num}天"]
bad = ["⟦等3天⟧", "⟦等十五天⟧", "⟦等两天⟧", "⟦等[数字x]天⟧", "⟦等１２天⟧", "⟦等1.5天⟧", "⟦等**天⟧", "⟦等几天⟧"]
good = ["等天", "等一下天"]

[[rule]]
id = "date"
phrases = ["{date}到"]
bad = ["⟦11.20到⟧", "⟦2026-11-20到⟧", "⟦11月20日到⟧"]
good = ["今天到", "20到"]

[[rule]]
id = "choice"
phrases = ["{你{们|}|咱}{就|}等着"]
bad = ["⟦你等着⟧", "⟦你们等着⟧", "⟦咱就等着⟧", "⟦你们就等着⟧"]
good = ["他等着", "等着"]

[[rule]]
id = "particles"
phrases = ["不行{particles}"]
bad = ["⟦不行⟧", "⟦不行的呢⟧", "⟦不行啦⟧！"]

[[rule]]
id = "gap-at-the-end"
phrases = ["备注{han:0..4}"]
bad = ["⟦备注红色⟧", "⟦备注⟧，红色", "⟦备注一二三四⟧五"]
"#,
    );
}

#[test]
fn what_is_compared_is_folded() {
    keeps(
        r#"
[[rule]]
id = "folded"
phrases = ["不知道", "加vip群", "第1名"]
bad = ["⟦不<b>知</b>道⟧", "⟦加ＶＩＰ群⟧", "⟦加Vip群⟧", "⟦第１名⟧", "⟦不知\u200B道⟧"]
good = ["不 知 道"]

[[rule]]
id = "traditional"
phrases = ["没关系"]
bad = ["⟦沒關係⟧"]

[[rule]]
id = "punctuation"
phrases = ["好的，再见"]
bad = ["⟦好的再见⟧", "⟦好的，再见⟧", "⟦好的。再见⟧", "⟦好的 再见⟧", "⟦好的~ 再见⟧"]
good = ["好的啊再见"]

[[rule]]
id = "symbols-belong"
phrases = ["100%有效", "c++"]
bad = ["⟦100%有效⟧", "⟦C++⟧"]
good = ["100有效", "c"]
"#,
    );
}

#[test]
fn the_earliest_then_longest_is_reported() {
    keeps(
        r#"
[[rule]]
id = "longest"
phrases = ["不知", "不知道", "知道了"]
bad = ["⟦不知道⟧", "⟦不知⟧", "⟦知道了⟧", "⟦不知道⟧了"]

[[rule]]
id = "each"
phrases = ["不行"]
bad = ["⟦不行⟧⟦不行⟧，⟦不行⟧"]

[[rule]]
id = "overlapping"
phrases = ["哈哈"]
bad = ["⟦哈哈⟧哈", "⟦哈哈⟧⟦哈哈⟧"]

[[rule]]
id = "slots-and-literals"
phrases = ["等{num}天", "等3天再说"]
bad = ["⟦等3天再说⟧", "⟦等4天⟧再说"]

[[rule]]
id = "longest-choice"
phrases = ["{不|不会|不会再}来"]
bad = ["⟦不会再来⟧", "⟦不来⟧"]
"#,
    );
}

#[test]
fn variables_and_terms() {
    keeps(
        r#"
[vars]
shop = "青禾医院（东院）"

[terms.doctor]
phrases = ["{周|李}医生", "主任"]
pattern = "医[师士]"

[terms.staff]
terms = "doctor"
phrases = ["护士"]

[[rule]]
id = "variable"
phrases = ["{var:shop}最好"]
bad = ["⟦青禾医院（东院）最好⟧"]

[[rule]]
id = "terms-in-phrase"
phrases = ["找{terms:staff}去"]
bad = ["⟦找李医生去⟧", "⟦找主任去⟧", "⟦找护士去⟧", "⟦找医师去⟧"]
good = ["找王医生去", "找他去"]

[[rule]]
id = "terms"
terms = ["staff"]
bad = ["⟦护士⟧和⟦周医生⟧"]
"#,
    );
}

#[test]
fn a_variable_with_punctuation_is_found_as_written() {
    keeps(
        r#"
[vars]
slogan = "快，准，稳"

[[rule]]
id = "slogan"
phrases = ["{var:slogan}"]
bad = ["⟦快，准，稳⟧"]
"#,
    );
}

#[test]
fn numbers_and_latin_words_are_whole() {
    keeps(
        r#"
[[rule]]
id = "days"
phrases = ["3天到账", "100%正品", "10086", "第1"]
bad = ["⟦3天到账⟧", "最快⟦3天到账⟧", "⟦100%正品⟧", "拨打⟦10086⟧。", "⟦10086⟧，12点前", "⟦第1⟧名"]
good = ["13天到账", "1.3天到账", "1100%正品", "订单210086", "请打100861", "第15"]

[[rule]]
id = "ok"
phrases = ["ok", "加v"]
bad = ["⟦ok⟧的", "⟦ok⟧123", "您⟦加v⟧"]
good = ["看facebook", "加vip"]

[[rule]]
id = "gap"
phrases = ["加{any:0..3}"]
bad = ["⟦加138⟧00", "⟦加abc⟧def"]

[[rule]]
id = "within-words"
phrases = ["3天到账", "ok"]
word = false
bad = ["1⟦3天到账⟧", "看faceb⟦ok⟧s"]
"#,
    );
}

#[test]
fn clauses_end_where_marks_emoji_and_labels_stand() {
    keeps(
        r#"
[[rule]]
id = "end"
phrases = ["不送"]
at = "clause-end"
bad = [
  "⟦不送⟧", "⟦不送⟧~", "⟦不送⟧～好", "⟦不送⟧😀好", "⟦不送⟧[微笑]好", "⟦不送⟧……好", "⟦不送⟧...好", "⟦不送⟧\n好",
  "<p>⟦不送⟧</p><p>好</p>", "⟦不送⟧<br>好", "“⟦不送⟧”", "⟦不送⟧；好", "⟦不送⟧、好",
]
good = ["不送货的"]

[[rule]]
id = "start"
phrases = ["不送"]
at = "clause-start"
bad = [
  "⟦不送⟧的", "好~⟦不送⟧的", "好😀⟦不送⟧的", "好……⟦不送⟧的", "【客服】⟦不送⟧的", "[图片]⟦不送⟧的", "[图片] 【客服】⟦不送⟧的",
  "“⟦不送⟧的”", "<p>好</p><p>⟦不送⟧的</p>", "好 ⟦不送⟧的",
]
good = ["您的【订单】不送的", "[姓名x]不送的"]

[[rule]]
id = "utterance-start"
phrases = ["不送"]
at = "utterance-start"
bad = ["【客服】⟦不送⟧的", "[图片]⟦不送⟧的", "~⟦不送⟧"]
good = ["好，不送", "[姓名x]不送的"]
"#,
    );
}

#[test]
fn numbers_are_read_as_they_are_said() {
    keeps(
        r#"
[[rule]]
id = "wait"
phrases = ["{再等?}{num}{天|{个?}小时|分钟}"]
bad = [
  "⟦再等3-5天⟧", "⟦再等3~5天⟧", "⟦再等3到5天⟧", "⟦再等三至五天⟧", "⟦再等三五天⟧", "⟦再等两三天⟧", "⟦再等十来天⟧",
  "⟦再等20几分钟⟧", "⟦3-5分钟⟧", "⟦一点五小时⟧", "⟦24小时⟧左右", "⟦俩小时⟧", "⟦20多分钟⟧", "⟦再等[数字x]-[数字x]天⟧",
]
good = ["再等几位", "三点到", "第三方"]
"#,
    );
}

#[test]
fn hidden_and_sounded() {
    keeps(
        r#"
[[rule]]
id = "bridge"
phrases = ["加微信"]
bridge = true
bad = [
  "⟦加·微·信⟧", "⟦加 微 信⟧", "⟦加微信⟧", "⟦加😀微😀信⟧", "您⟦加微 信⟧聊吧", "您⟦加微*信⟧聊吧", "您⟦加微、信⟧聊吧",
  "您⟦加微丶信⟧聊吧", "您⟦加微\u200b信⟧聊吧", "⟦加，微，信⟧",
]
good = ["加了微信", "您好，加，微信不行", "增加，微信支付"]

[[rule]]
id = "bridge-exception"
phrases = ["不知道"]
not-in = ["不知道您"]
bridge = true
bad = ["这个我⟦不 知道⟧哦"]
good = ["不 知道您方便吗", "不·知道您方便吗", "不，知道了", "不 知道了"]

[[rule]]
id = "bridge-homophones"
phrases = ["加微信"]
bridge = true
homophones = true
bad = ["⟦加·威·芯⟧"]

[[rule]]
id = "no-bridge"
phrases = ["加微信"]
good = ["加·微·信"]

[[rule]]
id = "homophones"
phrases = ["工号"]
homophones = true
bad = ["报⟦公号⟧", "报⟦工号⟧", "⟦工好⟧"]
good = ["报工程"]

[[rule]]
id = "readings"
phrases = ["银行", "重复"]
homophones = true
bad = ["请转到⟦银航⟧卡", "请勿⟦虫复⟧提交"]
good = ["银形很美"]

[[rule]]
id = "word"
phrases = ["大麻"]
word = true
bad = ["吸⟦大麻⟧"]
good = ["大麻烦"]
"#,
    );
}

#[test]
fn patterns() {
    keeps(
        r#"
[[rule]]
id = "group"
pattern = ['退款(?P<hit>[0-9]+)元', 'x{3}']
bad = ["退款⟦50⟧元", "⟦xxx⟧"]
good = ["退款元", "xx"]

[[rule]]
id = "optional-group"
pattern = 'a(?P<hit>b)?c'
bad = ["⟦ac⟧", "a⟦b⟧c"]

[[rule]]
id = "anchored"
pattern = '^好$'
bad = ["⟦好⟧"]
good = ["好的", "也好"]
"#,
    );
}
