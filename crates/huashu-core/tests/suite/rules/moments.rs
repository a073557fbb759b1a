//! Where in a conversation a rule looks: windows, anchors, turns, and what counts as said.

use super::keeps;

#[test]
fn first_and_last() {
    keeps(
        r#"
[[rule]]
id = "first-utterance"
kind = "require"
phrases = ["您好"]
within = { first = 1 }
bad = [["客户: 您好", "客服: ⟦在⟧", "客服: 您好"]]
good = [["客户: 在吗", "机器人: 排队", "客服: 您好"]]
not-applicable = [["客户: 在吗"]]

[[rule]]
id = "first-turns"
kind = "require"
phrases = ["您好"]
within = { first = "2 turns" }
bad = [["客服: ⟦一⟧", "客户: 二", "客服: 三", "客户: 四", "客服: 您好"]]
good = [["客服: 一", "客户: 二", "客服: 三", "客服: 您好"], ["客服: 一", "客户: 二", "系统: x", "客服: 您好"]]

[[rule]]
id = "last-turn"
kind = "require"
phrases = ["再见"]
within = { last = "1 turn" }
bad = [["客服: 再见", "客户: 等等", "客服: 还有什么", "客服: ⟦好的⟧"]]
good = [["客服: 再见", "客服: 好的"], ["客服: 再见", "客户: 好"]]

[[rule]]
id = "first-seconds"
phrases = ["评价"]
within = { first = "30s" }
bad = [["客户 09:00:00: 在吗", "客服 09:00:30: ⟦评价⟧"]]
good = [["客户 09:00:00: 在吗", "客服 09:00:20: 好", "客服 09:00:31: 评价"]]
not-applicable = [["客户 09:00:00: 在吗", "客服 09:00:31: 评价"]]
not-checkable = [["客户: 在吗", "客服: 评价"], ["客户 09:00:00: 在吗", "客服: 评价"]]

[[rule]]
id = "last-seconds"
phrases = ["评价"]
within = { last = "10s" }
bad = [["客服 09:00:00: 评价", "客服 09:01:00: ⟦评价⟧", "客户 09:01:09: 好"]]
"#,
    );
}

const ANCHORS: &str = r#"
[[rule]]
id = "each"
kind = "require"
when = { role = "customer", phrases = ["谢谢"] }
within = { after = 1 }
phrases = ["不客气"]
bad = [["客户: 谢谢", "客服: 不客气", "客户: 谢谢", "客服: ⟦嗯⟧"]]
good = [["客户: 谢谢", "客服: 不客气", "客户: 谢谢", "客服: 不客气"]]
not-applicable = [["客户: 好", "客服: 嗯"], ["客服: 嗯", "客户: 谢谢"]]

[[rule]]
id = "first"
kind = "require"
when = { role = "customer", phrases = ["谢谢"], which = "first" }
within = { after = 1 }
phrases = ["不客气"]
bad = [["客户: 谢谢", "客服: ⟦嗯⟧", "客户: 谢谢", "客服: 不客气"]]
good = [["客户: 谢谢", "客服: 不客气", "客户: 谢谢", "客服: 嗯"]]

[[rule]]
id = "last"
kind = "require"
when = { role = "customer", phrases = ["谢谢"], which = "last" }
within = { after = 1 }
phrases = ["不客气"]
bad = [["客户: 谢谢", "客服: 不客气", "客户: 谢谢", "客服: ⟦嗯⟧"]]
good = [["客户: 谢谢", "客服: 嗯", "客户: 谢谢", "客服: 不客气"]]

[[rule]]
id = "merged"
kind = "require"
when = { phrases = ["稍等"], merge = "turn" }
within = { after = 1 }
phrases = ["久等"]
bad = [["客服: 稍等", "客服: 稍等", "客户: 好", "客服: ⟦查到了⟧"]]
good = [["客服: 稍等", "客服: 稍等", "客户: 好", "客服: 久等了"]]

[[rule]]
id = "unmerged"
kind = "require"
when = { phrases = ["稍等"] }
within = { after = 1 }
phrases = ["久等"]
bad = [["客服: 稍等", "客服: ⟦稍等⟧", "客户: 好", "客服: 久等了"]]

[[rule]]
id = "before"
kind = "require"
when = { phrases = ["转接"] }
within = { before = "1 turn" }
phrases = ["抱歉"]
bad = [["客服: 抱歉", "客户: 嗯", "客服: 好", "客户: 嗯", "客服: ⟦转接⟧"]]
good = [["客服: 抱歉", "客户: 嗯", "客服: 转接"]]
not-applicable = [["客户: 在吗", "客服: 转接"]]

[[rule]]
id = "same-utterance"
kind = "require"
when = { phrases = ["转接"] }
within = { same = true }
phrases = ["抱歉"]
bad = [["客服: 抱歉", "客服: ⟦转接⟧"]]
good = ["抱歉，转接"]

[[rule]]
id = "same-turn"
kind = "require"
when = { phrases = ["转接"] }
within = { same = "turn" }
phrases = ["抱歉"]
bad = [["客服: ⟦转接⟧", "客户: 好", "客服: 抱歉"]]
good = [["客服: 抱歉", "客服: 转接"], ["客服: 转接", "系统: x", "客服: 抱歉"]]

[[rule]]
id = "anywhere"
kind = "require"
when = { role = "customer", phrases = ["发票"] }
phrases = ["税号"]
bad = [["客户: 要发票", "客服: 好"]]
good = [["客服: 税号", "客户: 要发票", "客服: 好"]]

[[rule]]
id = "seconds-after"
kind = "require"
when = { phrases = ["稍等"] }
within = { after = "1 min" }
phrases = ["久等"]
bad = [["客服 09:00:00: 稍等", "客服 09:00:30: ⟦还在查⟧", "客服 09:01:01: 久等了"]]
good = [["客服 09:00:00: 稍等", "客服 09:01:00: 久等了"]]
not-checkable = [["客服: 稍等", "客服: 久等了"]]

[[rule]]
id = "anchors-in-part-of-the-talk"
kind = "require"
when = { phrases = ["稍等"], within = { first = 1 } }
within = { same = true }
phrases = ["抱歉"]
bad = [["客服: ⟦稍等⟧"]]
not-applicable = [["客服: 您好", "客服: 稍等"]]
"#;

#[test]
fn anchors() {
    keeps(ANCHORS);
}

#[test]
fn forbidden_after_an_anchor() {
    keeps(
        r#"
[[rule]]
id = "evaded"
when = { role = "customer", phrases = ["怎么"] }
within = { after = "1 turn" }
phrases = ["看说明"]
bad = [["客户: 怎么退", "客服: ⟦看说明⟧"], ["客户: 怎么退", "客户: 怎么换", "客服: ⟦看说明⟧"]]
good = [["客户: 怎么退", "客服: 点这里", "客户: 嗯", "客服: 看说明"]]
not-applicable = [["客户: 你好", "客服: 看说明"], ["客户: 怎么退"]]
"#,
    );
}

#[test]
fn said_by_a_person_and_not_taken_back() {
    keeps(
        r#"
[[rule]]
id = "required"
kind = "require"
phrases = ["您好"]
bad = [
  ["客服 撤回: 您好", "客服: 在"],
  ["客服 自动: 您好", "客服: 在"],
  ["机器人: 您好", "客服: 在"],
  ["系统: 您好", "客服: 在"],
]
good = [["客服: 您好"], ["客服 撤回: 在", "客服: 您好"]]
not-applicable = [["客服 撤回: 您好"], ["客服 自动: 您好"], ["机器人: 您好"], ["客服 备注: 在"]]

[[rule]]
id = "taken-back-before-the-first"
kind = "require"
phrases = ["您好"]
within = { first = 1 }
bad = [["客服 撤回: 您好", "客服: ⟦在⟧", "客服: 您好"]]
good = [["客服 撤回: 在", "客服: 您好"]]

[[rule]]
id = "every"
kind = "require"
every = true
phrases = ["您"]
bad = [["客服: 您好", "客服: ⟦在⟧", "客服: ⟦好⟧"]]
good = [["客服: 您好", "客户: 在", "客服: 谢谢您"], ["客服: 您好", "客服 撤回: 在", "客服 撤回: 您"]]

[[rule]]
id = "the-last-bad-line-is-where-it-belonged"
kind = "require"
phrases = ["再见"]
within = { last = 2 }
bad = [["客服: 一", "客服: 二", "客服: ⟦三⟧"]]
"#,
    );
}
