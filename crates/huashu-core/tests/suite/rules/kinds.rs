//! The kinds that count, measure, compare and order.

use super::keeps;

#[test]
fn sequence() {
    keeps(
        r#"
[[rule]]
id = "steps"
kind = "sequence"
steps = [
  { name = "一", phrases = ["甲"] },
  { name = "二", phrases = ["乙"], optional = true },
  { name = "三", phrases = ["丙"] },
]
bad = [["客服: ⟦甲⟧"], ["客服: ⟦丙甲⟧"], ["客服: 丙", "客服: ⟦甲⟧"], ["客服: ⟦好⟧"], ["客服: 甲", "客服: ⟦乙⟧"]]
good = [["客服: 甲乙丙"], ["客服: 甲", "客户: 嗯", "客服: 丙"], ["客服: 乙甲丙"], ["客服: 丙甲丙"]]
not-applicable = [["客户: 甲丙"]]

[[rule]]
id = "from-an-anchor"
kind = "sequence"
when = { role = "customer", phrases = ["预约"], which = "first" }
steps = [{ name = "问", phrases = ["姓名"] }, { name = "答", role = "customer", phrases = ["我叫"] }, { name = "结", phrases = ["约好"] }]
bad = [["客服: 姓名", "客户: 预约，我叫小满", "客服: 约好"], ["客户: 预约", "客服: 姓名", "客服: 约好"]]
good = [["客户: 预约", "客服: 姓名", "客户: 我叫小满", "客服: 约好"]]
not-applicable = [["客户: 停车", "客服: 东门"]]
"#,
    );
}

const RESPONSES: &str = r#"
[[rule]]
id = "first"
kind = "timing"
measure = "first-response"
limit = "30s"
hours = { from = "08:00", to = "20:00" }
bad = [
  ["客户 09:00:00: 在吗", "客服 09:00:31: ⟦您好⟧"],
  ["客户 09:00:00: 在吗", "机器人 09:00:01: 您好", "客服 自动 09:00:02: 您好", "客服 09:01:00: ⟦在⟧"],
  ["@handed-over=09:00:00", "客户 08:58:00: 转人工", "客服 09:00:40: ⟦您好⟧"],
]
good = [
  ["客户 09:00:00: 在吗", "客服 09:00:30: 您好"],
  ["@handed-over=09:00:00", "客户 08:58:00: 转人工", "客服 09:00:20: 您好"],
]
not-applicable = [
  ["客户 20:00:00: 在吗", "客服 20:05:00: 您好"],
  ["客户 09:00:00: 在吗"],
  ["客服 09:00:00: 您好", "客户 09:05:00: 在吗", "客服 09:09:00: 在"],
]
not-checkable = [["客户: 在吗", "客服: 您好"], ["客户 09:00:00: 在吗", "客服: 您好"]]

[[rule]]
id = "night"
kind = "timing"
measure = "first-response"
limit = "30s"
hours = { from = "20:00", to = "02:00" }
bad = [["客户 23:00:00: 在吗", "客服 23:05:00: ⟦您好⟧"], ["客户 01:00:00: 在吗", "客服 01:05:00: ⟦您好⟧"]]
not-applicable = [["客户 12:00:00: 在吗", "客服 12:05:00: 您好"]]

[[rule]]
id = "gap"
kind = "timing"
measure = "response-gap"
limit = "1 min"
suspend = [{ phrases = ["等我"] }, { role = "agent", phrases = ["去查"] }]
unless = { phrases = ["线路"], in = "utterance" }
bad = [
  ["客户 09:00:00: 在吗", "客服 09:00:05: 您好", "客户 09:01:00: 有吗", "客服 09:02:01: ⟦有⟧"],
  ["客户 09:00:00: 在吗", "客服 09:00:05: 您好", "客户 09:01:00: 等我", "客服 09:09:00: 好", "客户 09:10:00: 有吗", "客服 09:12:00: ⟦有⟧"],
]
good = [
  ["客户 09:00:00: 在吗", "客服 09:09:00: 您好", "客户 09:10:00: 有吗", "客服 09:11:00: 有"],
  ["客户 09:00:00: 在吗", "客服 09:00:05: 您好", "客户 09:01:00: 等我", "客服 09:09:00: 好"],
  ["客户 09:00:00: 在吗", "客服 09:00:05: 我去查", "客户 09:01:00: 嗯", "客服 09:09:00: 好"],
  ["客户 09:00:00: 在吗", "客服 09:00:05: 您好", "客户 09:01:00: 有吗", "客服 09:03:00: 刚才线路断了"],
  ["客户 09:00:00: 在吗", "客服 09:00:05: 您好", "客户 09:01:00: 有吗", "客户 09:02:00: 人呢", "客服 09:02:30: 有"],
]
not-checkable = [["客户: 在吗", "客服: 您好", "客户: 有吗", "客服: 有"]]

[[rule]]
id = "gap-from-first"
kind = "timing"
measure = "response-gap"
limit = "1 min"
from = "first"
bad = [["客户 09:00:00: 在吗", "客服 09:00:05: 您好", "客户 09:01:00: 有吗", "客户 09:02:00: 人呢", "客服 09:02:30: ⟦有⟧"]]
"#;

#[test]
fn responses() {
    keeps(RESPONSES);
}

#[test]
fn holds_silences_and_lengths() {
    keeps(
        r#"
[[rule]]
id = "hold"
kind = "timing"
measure = "hold"
limit = "60s"
promise = true
when = { phrases = ["稍等"], merge = "turn" }
bad = [
  ["客服 09:00:00: 稍等", "客服 09:01:01: ⟦查到了⟧"],
  ["客服 09:00:00: 稍等2分钟", "客服 09:02:01: ⟦查到了⟧"],
  ["客服 09:00:00: 稍等30秒", "客服 09:00:31: ⟦查到了⟧"],
]
good = [
  ["客服 09:00:00: 稍等两分钟", "客服 09:02:00: 查到了"],
  ["客服 09:00:00: 稍等", "客服 09:00:50: 请稍等", "客服 09:01:40: 查到了"],
]
not-applicable = [["客服 09:00:00: 您好"], ["客服 09:00:00: 稍等"]]
not-checkable = [["客服: 稍等", "客服: 查到了"]]

[[rule]]
id = "silence"
kind = "timing"
measure = "silence"
limit = "60s"
bad = [["客服 09:00:00: 一", "机器人 09:00:30: 在吗", "客户 09:01:10: ⟦二⟧"]]
good = [["客服 09:00:00: 一", "客户 09:01:00: 二"]]
not-applicable = [["客服 09:00:00: 一"]]

[[rule]]
id = "length"
kind = "timing"
measure = "length"
limit = "1h"
bad = [["客服 09:00:00: 一", "客户 10:00:01: ⟦二⟧"]]
good = [["客服 09:00:00: 一", "客户 10:00:00: 二"]]
not-applicable = [["客服 09:00:00: 一"]]
"#,
    );
}

#[test]
fn counts() {
    keeps(
        r#"
[[rule]]
id = "most"
kind = "count"
phrases = ["抱歉"]
max = 2
bad = [["客服: 抱歉抱歉⟦抱歉⟧抱歉"], ["客服: 抱歉", "客户: 抱歉", "客服: 抱歉", "客服: ⟦抱歉⟧"]]
good = [["客服: 抱歉", "客户: 抱歉", "客服: 抱歉"]]

[[rule]]
id = "least"
kind = "count"
phrases = ["您"]
min = 2
bad = [["客服: 您好"], ["客服: 好", "客服: ⟦在⟧"]]
good = [["客服: 您好", "客服: 谢谢您"], "您您"]
not-applicable = [["客户: 您好"]]

[[rule]]
id = "unanswered"
kind = "count"
pattern = '[?？]'
unanswered = true
max = 1
bad = [["客服: 一？", "客服: 二⟦？⟧"], ["客服: 一？", "客户: 嗯", "客服: 二？", "系统: x", "客服: 三⟦？⟧"]]
good = [["客服: 一？", "客户: 嗯", "客服: 二？", "客户: 嗯", "客服: 三？"]]

[[rule]]
id = "within"
kind = "count"
phrases = ["抱歉"]
max = 0
within = { first = 1 }
bad = [["客服: ⟦抱歉⟧"]]
good = [["客服: 您好", "客服: 抱歉"]]
"#,
    );
}

#[test]
fn repeats() {
    keeps(
        r#"
[[rule]]
id = "same"
kind = "repeat"
phrases = ["早日康复"]
bad = [
  ["客服: 请耐心等待通知", "客户: 多久", "客服: ⟦请耐心等待通知⟧"],
  ["客服: 请耐心等待通知", "客服: 别的一句话", "客服: 请耐心等待通知", "客服: 又一句别的话", "客服: ⟦请耐心等待通知⟧"],
]
good = [
  ["客服: 请耐心等待通知", "客服: 别的一句话", "客服: 请耐心等待通知"],
  ["客服: 好的", "客服: 好的", "客服: 好的"],
  ["客服: 祝您早日康复", "客服: 祝您早日康复"],
  ["客户: 请耐心等待通知", "客服: 请耐心等待通知"],
  ["客服 自动: 请耐心等待通知", "客服: 请耐心等待通知"],
  ["客服: 请耐心等待通知", "客服: 请耐心地等待通知"],
]

[[rule]]
id = "alike"
kind = "repeat"
score = 0.7
run = 3
total = 9
bad = [["客服: 请耐心等待通知", "客服: 请您耐心等待通知", "客服: ⟦请耐心等待通知哦⟧"]]
good = [["客服: 请耐心等待通知", "客服: 请您耐心等待通知"]]
"#,
    );
}

#[test]
fn clocks() {
    keeps(
        r#"
[[rule]]
id = "greeting"
kind = "clock"
hours = [{ phrases = ["早上好"], from = "05:00", to = "10:30" }, { phrases = ["晚上好"], from = "18:00", to = "05:00" }]
bad = [["客服 10:30:00: ⟦早上好⟧"], ["客服 04:59:00: ⟦早上好⟧"], ["客服 05:00:00: ⟦晚上好⟧"]]
good = [["客服 05:00:00: 早上好"], ["客服 10:29:59: 早上好"], ["客服 23:00:00: 晚上好"], ["客服 04:59:00: 晚上好"]]
not-applicable = [["客服 12:00:00: 您好"]]
not-checkable = ["早上好"]
"#,
    );
}

#[test]
fn notes() {
    keeps(
        r#"
[[rule]]
id = "remark"
kind = "note"
cases = [{ when = { phrases = ["退"] }, forms = ["退货+{date}"] }]
forms = ["{any:1..20}+{any:1..9}+{date}"]
bad = ["⟦已处理⟧", "⟦退货了⟧", "退货+小满+11.20"]
good = ["补发+小满+11.20", "退货+2026-11-20"]
not-applicable = [["客户 备注: y"]]

[[rule]]
id = "remarks-of-a-sort"
kind = "note"
when = { phrases = ["补发"] }
forms = ["补发{any:1..20}"]
bad = ["请补发"]
good = ["补发一件"]
not-applicable = ["退货"]
"#,
    );
}

#[test]
fn replies() {
    keeps(
        r#"
[[rule]]
id = "opening"
kind = "reply"
where = { group = ["*开场*"] }
any-of = [{ phrases = ["工号{num}"] }, { entity = "agent-variable" }]
max-chars = 12
bad = [["@group=开场白", "客服: ⟦您好⟧"], ["@group=开场白", "客服: ⟦您好，{客户名}⟧"], ["@group=开场白", "客服: ⟦您好，工号7为您服务，请讲⟧"]]
good = [["@group=开场白", "客服: 工号7为您服务"], ["@group=售前开场", "客服: 您好，{工号}"]]
not-applicable = [["@group=售后", "客服: 您好"], ["客服: 您好"]]

[[rule]]
id = "long-enough"
kind = "reply"
min-chars = 2
bad = ["⟦嗯⟧"]
good = ["好的"]
not-applicable = [["客户: 嗯"]]

[[rule]]
id = "about-nothing-but-length"
kind = "reply"
max-chars = 3
bad = ["⟦您好您好⟧"]
good = ["您好"]
"#,
    );
}
