//! Exceptions, each decided for each occurrence by itself.

use super::keeps;

#[test]
fn what_a_reply_quotes_is_not_said() {
    keeps(
        r#"
[[rule]]
id = "quoted"
phrases = ["不知道"]
bad = ["> 怎么弄\n这个我⟦不知道⟧", "引用一下您的话，这个我⟦不知道⟧", "<p>这个我⟦不知道⟧</p>"]
good = [
  "> 我不知道怎么弄\n我来帮您看一下",
  "<blockquote>我不知道怎么弄</blockquote><p>我来帮您看一下</p>",
  "我来帮您看一下\n引用：王小满：我不知道怎么弄",
  "On 2026-11-20 王小满 wrote:\n> 我不知道怎么弄\n我来帮您看一下",
  "回复 王小满：我不知道怎么弄\n---\n我来帮您看一下",
]
"#,
    );
}

#[test]
fn not_in_covers_the_hit() {
    keeps(
        r#"
[[rule]]
id = "covered"
phrases = ["不行"]
not-in = ["行不行", "不行的话"]
bad = ["⟦不行⟧", "行不行？⟦不行⟧", "不行的话⟦不行⟧"]
good = ["行不行", "不行的话", "行不行的话"]

[[rule]]
id = "overlapping-covers"
phrases = ["乙丙"]
not-in = ["甲乙", "丙丁", "甲乙丙"]
bad = ["⟦乙丙⟧", "⟦乙丙⟧丁", "x甲x⟦乙丙⟧"]
good = ["甲乙丙", "甲乙丙丁"]

[[rule]]
id = "partly-covered-is-not-spared"
phrases = ["没问题吗"]
not-in = ["没问题"]
bad = ["⟦没问题吗⟧"]

[[rule]]
id = "the-shorter-is-spared-the-longer-is-not"
phrases = ["滚", "滚蛋"]
not-in = ["翻滚"]
bad = ["翻⟦滚蛋⟧"]
good = ["翻滚"]

[[rule]]
id = "not-in-with-its-own-exception"
phrases = ["你"]
not-in = [{ phrases = ["你好"], not-in = ["给你好"] }]
bad = ["给⟦你⟧好"]
good = ["你好"]

[[rule]]
id = "mixed-list"
phrases = ["退"]
not-in = ["退休", { pattern = "退[步伍]" }, { terms = "retire" }]
bad = ["⟦退⟧钱"]
good = ["退休", "退伍", "退役"]

[terms.retire]
phrases = ["退役"]
"#,
    );
}

const AREAS_AND_SIDES: &str = r#"
[[rule]]
id = "clause"
phrases = ["没货"]
unless = { phrases = ["马上"], in = "clause" }
bad = ["马上，⟦没货⟧", "⟦没货⟧，马上到"]
good = ["马上没货", "没货马上到"]

[[rule]]
id = "clause-before"
phrases = ["没货"]
unless = { phrases = ["马上"], in = "clause", side = "before" }
bad = ["⟦没货⟧马上到"]
good = ["马上没货"]

[[rule]]
id = "clause-after"
phrases = ["没货"]
unless = { phrases = ["马上"], in = "clause", side = "after" }
bad = ["马上⟦没货⟧"]
good = ["没货马上到"]

[[rule]]
id = "sentence"
phrases = ["没货"]
unless = { phrases = ["马上"], in = "sentence" }
bad = ["⟦没货⟧。马上到"]
good = ["没货，马上到"]

[[rule]]
id = "utterance-is-the-default"
phrases = ["没货"]
unless = { phrases = ["马上"] }
bad = [["客服: ⟦没货⟧", "客服: 马上到"]]
good = ["没货。马上到"]

[[rule]]
id = "turn"
phrases = ["没货"]
unless = { phrases = ["马上"], in = "turn" }
bad = [["客服: ⟦没货⟧", "客户: 好", "客服: 马上到"], ["客服: ⟦没货⟧", "机器人: 马上到", "客户: 嗯"]]
good = [["客服: 没货", "客服: 马上到"], ["客服: 马上到", "系统: 提示", "客服: 没货"]]

[[rule]]
id = "before-and-after"
phrases = ["没货"]
unless = [{ phrases = ["马上"], in = "before" }, { phrases = ["抱歉"], in = "after", role = "agent" }]
bad = [["客服: ⟦没货⟧", "客服: 马上"], ["客服: ⟦没货⟧", "客户: 抱歉"], "抱歉，⟦没货⟧"]
good = [["客户: 马上", "客服: 没货"], ["客服: 没货", "客户: 嗯", "客服: 抱歉"]]

[[rule]]
id = "window"
phrases = ["没货"]
unless = { phrases = ["马上"], in = { before = 1, after = 1 } }
bad = [["客服: 马上", "客户: 嗯", "客服: ⟦没货⟧"]]
good = [["客户: 马上", "客服: 没货"], ["客服: 没货", "客户: 马上"], "没货，马上"]

[[rule]]
id = "conversation"
phrases = ["没货"]
given = { phrases = ["预售"], in = "conversation" }
bad = [["客服: ⟦没货⟧", "客户: 嗯", "客户: 预售的吗"]]
good = ["没货"]

[[rule]]
id = "all-that-is-given-must-hold"
phrases = ["没货"]
given = [{ phrases = ["甲"] }, { phrases = ["乙"] }]
bad = ["甲乙⟦没货⟧"]
good = ["甲没货", "乙没货"]

[[rule]]
id = "one-hit-is-spared-and-not-the-other"
phrases = ["没货"]
unless = { phrases = ["马上"], in = "clause" }
bad = ["马上没货，⟦没货⟧"]
"#;

#[test]
fn areas_and_sides() {
    keeps(AREAS_AND_SIDES);
}

#[test]
fn guards() {
    keeps(
        r#"
[[rule]]
id = "negated"
phrases = ["保证"]
spare = ["negated"]
bad = ["⟦保证⟧", "不。⟦保证⟧", "不然我们再来⟦保证⟧"]
good = ["不保证", "不能给您保证", "请勿保证", "没有谁保证"]

[[rule]]
id = "reported"
phrases = ["保证"]
spare = ["reported"]
bad = ["您说，⟦保证⟧", "⟦保证⟧您说"]
good = ["您说的保证", "听说他们保证"]

[[rule]]
id = "quoted"
phrases = ["保证"]
spare = ["quoted"]
bad = ["“您好”⟦保证⟧", "⟦保证⟧“您好”", "“⟦保证⟧"]
good = ["“保证”", "「我保证」", "\"保证\"", "“一”和“保证”"]

[[rule]]
id = "echo"
phrases = ["保证"]
spare = ["echo"]
bad = [["客服: ⟦保证⟧过", "客服: ⟦保证⟧"]]
good = [["客户: 你能保证吗", "客服: 保证"]]

[[rule]]
id = "question"
phrases = ["保证"]
spare = ["question"]
bad = ["⟦保证⟧。可以吗", "⟦保证⟧！", "⟦保证⟧么，可以"]
good = ["保证吗", "保证？", "谁保证，知道么~", "您保证吗。"]

[[rule]]
id = "conditional"
phrases = ["保证"]
spare = ["conditional"]
bad = ["如果行，⟦保证⟧"]
good = ["如果保证", "保证的话"]

[[rule]]
id = "third-party"
phrases = ["保证"]
spare = ["third-party"]
bad = ["⟦保证⟧快递到", "快递，⟦保证⟧"]
good = ["快递保证到", "他们保证"]
"#,
    );
}

#[test]
fn echo_is_short_lived() {
    let lines: Vec<String> = (0..6).map(|number| format!("\"客服: 第{number}句\"")).collect();
    let rule = "[[rule]]\nid = \"echo\"\nphrases = [\"保证\"]\nspare = [\"echo\"]\n";
    keeps(&format!("{rule}bad = [[\"客户: 保证吗\", {}, \"客服: ⟦保证⟧\"]]", lines.join(", ")));
    keeps(&format!("{rule}good = [[\"客户: 保证吗\", {}, \"客服: 保证\"]]", lines[1..].join(", ")));
}

const POSITIONS: &str = r#"
[terms.called]
phrases = ["亲", "您好"]

[[rule]]
id = "utterance"
phrases = ["嗯", "哦", "知道了"]
at = "utterance"
bad = ["⟦嗯⟧", "⟦嗯嗯⟧", "⟦哦，知道了⟧。", " ⟦嗯⟧😀"]
good = ["嗯好", "好嗯", "嗯，我查查"]

[[rule]]
id = "clause"
phrases = ["嗯"]
at = "clause"
bad = ["⟦嗯⟧，我查", "我查，⟦嗯嗯⟧，好"]
good = ["嗯我查"]

[[rule]]
id = "sentence"
phrases = ["嗯"]
at = "sentence"
bad = ["⟦嗯，嗯⟧。我查", "我查。⟦嗯⟧"]
good = ["嗯，我查"]

[[rule]]
id = "starts"
phrases = ["那"]
at = "utterance-start"
bad = ["⟦那⟧好", "……⟦那⟧好"]
good = ["好，那行"]

[[rule]]
id = "clause-starts"
phrases = ["那"]
at = "clause-start"
bad = ["好，⟦那⟧行", "⟦那⟧行"]
good = ["好那行"]

[[rule]]
id = "ends"
phrases = ["咯"]
at = "clause-end"
bad = ["好⟦咯⟧，行⟦咯⟧！", "好⟦咯⟧"]
good = ["咯吱"]

[[rule]]
id = "sentence-ends"
phrases = ["咯"]
at = "sentence-end"
bad = ["好⟦咯⟧。", "好⟦咯⟧~"]
good = ["好咯，行。"]

[[rule]]
id = "ignoring"
phrases = ["什么事"]
at = "utterance"
ignoring = "called"
bad = ["亲，⟦什么事⟧？", "您好⟦什么事⟧亲"]
good = ["王先生什么事"]

[[rule]]
id = "ignoring-at-the-start"
phrases = ["什么事"]
at = "utterance-start"
ignoring = ["called"]
bad = ["亲⟦什么事⟧呀"]
good = ["请问什么事"]
"#;

#[test]
fn positions() {
    keeps(POSITIONS);
}
