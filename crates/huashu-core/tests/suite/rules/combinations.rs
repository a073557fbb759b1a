//! Matchers combined, entities, likeness, and conversations a rule is for.

use super::keeps;

#[test]
fn combined() {
    keeps(
        r#"
[[rule]]
id = "any-of"
any-of = [{ phrases = ["甲"], at = "utterance-start" }, { phrases = ["乙"] }]
bad = ["⟦甲⟧丙", "丙⟦乙⟧"]
good = ["丙甲"]

[[rule]]
id = "all-of"
phrases = ["甲"]
all-of = [{ phrases = ["乙"] }, { phrases = ["丙"] }]
bad = ["丙⟦甲⟧乙"]
good = ["甲乙", "乙丙", ["客服: 甲", "客服: 乙丙"]]

[[rule]]
id = "all-of-alone"
all-of = [{ phrases = ["甲"] }, { phrases = ["乙"] }]
bad = ["乙⟦甲⟧"]
good = ["甲", "乙"]

[[rule]]
id = "at-least"
at-least = { count = 2, of = [{ phrases = ["甲"] }, { phrases = ["乙"] }, { phrases = ["丙"] }] }
bad = ["⟦甲⟧和⟦丙⟧"]
good = ["甲甲", "乙"]

[[rule]]
id = "not"
phrases = ["甲"]
not = [{ phrases = ["乙"] }, { phrases = ["丙"] }]
bad = ["⟦甲⟧"]
good = ["甲丙", "乙甲"]

[[rule]]
id = "nested-exceptions"
any-of = [{ phrases = ["甲"], not-in = ["甲方"] }, { phrases = ["乙"], unless = { phrases = ["丁"] } }]
bad = ["⟦甲⟧丁", "⟦乙⟧"]
good = ["甲方", "乙丁"]
"#,
    );
}

#[test]
fn distances() {
    keeps(
        r#"
[[rule]]
id = "near"
phrases = ["退"]
near = { phrases = ["不", "别"], distance = 2 }
bad = ["不⟦退⟧", "不给您⟦退⟧", "⟦退⟧了不"]
good = ["不能给您退", "退"]

[[rule]]
id = "before"
phrases = ["退"]
near = { phrases = ["不"], distance = 1, order = "before" }
bad = ["不能⟦退⟧"]
good = ["退不", "不能再退"]

[[rule]]
id = "after"
phrases = ["退"]
near = { phrases = ["不"], distance = 1, order = "after" }
bad = ["⟦退⟧也不"]
good = ["不退"]

[[rule]]
id = "not-near"
phrases = ["退"]
not-near = { phrases = ["如果"], distance = 3 }
bad = ["如果您还想要⟦退⟧", "⟦退⟧"]
good = ["如果要退", "退，如果行"]

[[rule]]
id = "per-occurrence"
phrases = ["退"]
not-near = { phrases = ["可以"], distance = 0 }
bad = ["可以退，⟦退⟧"]
"#,
    );
}

#[test]
fn likeness_and_entities() {
    keeps(
        r#"
[[rule]]
id = "similar"
similar = { to = ["请您耐心等待处理"], score = 0.7 }
bad = ["⟦请耐心等待处理⟧"]
good = ["请处理"]

[[rule]]
id = "email"
entity = "email"
bad = ["写信到⟦someone@example.com⟧"]
good = ["写信到邮箱"]

[[rule]]
id = "own-number"
kind = "require"
entity = "job-number"
equals = { value = "agent" }
bad = [["@agent=1024", "客服: 工号2048为您服务"]]
good = [["@agent=1024", "客服: 工号1024为您服务"], "工号2048为您服务"]

[[rule]]
id = "own-name"
kind = "require"
pattern = '我是(?P<name>\p{Han}{2})'
equals = { name = "agent.name" }
bad = [["@agent.name=小满", "客服: 我是小禾"]]
good = [["@agent.name=小满", "客服: 我是小满"], "我是小禾"]
"#,
    );
}

#[test]
fn conversations() {
    keeps(
        r#"
[[rule]]
id = "where"
where = { channel = ["voice", "call*"], agent = "10*", "门店" = "*东*" }
phrases = ["打字"]
bad = [["@channel=callback @agent=1024 @门店=城东店", "客服: ⟦打字⟧"]]
not-applicable = [
  ["@channel=chat @agent=1024 @门店=城东店", "客服: 打字"],
  ["@channel=voice @agent=2048 @门店=城东店", "客服: 打字"],
  ["@channel=voice @agent=1024", "客服: 打字"],
]

[[rule]]
id = "in-force"
effective = { from = 2026-11-20, until = 2026-11-20 }
phrases = ["打字"]
bad = [["客服 09:00: ⟦打字⟧"], "⟦打字⟧"]

[[rule]]
id = "not-yet"
effective = { from = 2026-11-21 }
phrases = ["打字"]
not-applicable = [["客服 23:59: 打字"]]

[[rule]]
id = "no-longer"
effective = { until = "2026-11-19" }
phrases = ["打字"]
not-applicable = [["客服 00:00: 打字"]]
"#,
    );
}

#[test]
fn roles() {
    keeps(
        r#"
[[rule]]
id = "agent"
phrases = ["不行"]
bad = [["客户: 不行", "机器人: 不行", "系统: 不行", "客服: ⟦不行⟧"], ["客服 撤回: ⟦不行⟧"]]
good = [["客服 自动: 不行", "客服: 好"]]
not-applicable = [["客户: 不行"], ["客服 备注: 不行"], ["客服 自动: 不行"]]

[[rule]]
id = "bot"
role = ["bot", "system"]
phrases = ["不行"]
bad = [["客户: 不行", "机器人: ⟦不行⟧", "系统: ⟦不行⟧", "客服: 不行"]]

[[rule]]
id = "any"
role = "any"
phrases = ["不行"]
bad = [["客户: ⟦不行⟧", "机器人: ⟦不行⟧", "客服: ⟦不行⟧"]]
"#,
    );
}

#[test]
fn changed_by_a_later_rulebook() {
    let (rulebook, sink) = super::load(
        r#"
[rulebook]
id = "mine"
extends = ["builtin:base"]

[rules]
"wording/*" = "off"
"attitude/dont-know" = { severity = "info", add = { not-in = ["我也不知道"] }, points = 9 }
"count/apologies" = "info"
"#,
    );
    assert!(!sink.has_errors(), "{:?}", sink.problems);
    let wording: Vec<bool> = rulebook
        .rules
        .iter()
        .filter(|rule| rule.info.id.starts_with("wording/"))
        .map(|rule| rule.enabled)
        .collect();
    assert!(!wording.is_empty() && wording.iter().all(|enabled| !enabled));
    let changed = rulebook.rule("attitude/dont-know").expect("inherited");
    assert_eq!((changed.info.severity, changed.info.points), (huashu_model::finding::Severity::Info, 9.0));
    assert!(changed.info.title.zh.is_some(), "the rest stays");
}
