//! The codes of problems that reading a rulebook reports, and what to do about each.

use huashu_model::problem::Code;

/// Every code this crate reports, sorted.
pub const CODES: &[Code] = &[
    Code::new(
        "rulebook/bad-date",
        ["日期看不懂，或 from 晚于 until", "a date cannot be read, or `from` is later than `until`"],
        ["写成 2026-01-31", "write it like 2026-01-31"],
    ),
    Code::new(
        "rulebook/bad-dialogue",
        ["例子里的一行不是“角色 时间: 内容”", "a line of an example is not “role time: words”"],
        [
            "写成 \"客服 09:00:05: 您好\"，时间可省",
            "write it like \"agent 09:00:05: Hello\"; the time may be left out",
        ],
    ),
    Code::new(
        "rulebook/bad-duration",
        [
            "时长看不懂，或者谁也做不到、永远不会触发",
            "a duration cannot be read, or cannot be kept, or never be exceeded",
        ],
        ["写成 \"30s\"、\"3 min\" 或 \"1h\"", "write it like \"30s\", \"3 min\" or \"1h\""],
    ),
    Code::new(
        "rulebook/bad-extent",
        ["范围看不懂，或者是负的、超过一年", "an extent cannot be read, is negative or longer than a year"],
        ["写数字（几句话）、\"2 turns\" 或 \"30s\"", "write a number (utterances), \"2 turns\" or \"30s\""],
    ),
    Code::new(
        "rulebook/bad-id",
        ["规则的 id 不合格式", "a rule's id has the wrong form"],
        ["写成 分组/名字，用小写字母、数字和连字符", "write group/name in lower-case letters, digits and hyphens"],
    ),
    Code::new(
        "rulebook/bad-limit",
        [
            "次数的上下限没有会话能做到，或什么也没有要求",
            "no conversation can keep both counts, or they demand nothing",
        ],
        ["让 min 不大于 max，且不单写 min = 0", "let min be no more than max, and not 0 alone"],
    ),
    Code::new(
        "rulebook/bad-marks",
        ["例子里的 ⟦⟧ 不成对", "the marks ⟦⟧ in an example do not pair"],
        ["每个 ⟦ 后面写一个 ⟧，不要套叠", "close each ⟦ with a ⟧, and do not nest them"],
    ),
    Code::new(
        "rulebook/bad-rewrite",
        [
            "[[rule.rewrite]] 写得不对：缺 phrases，或 to 与 drop 都写或都没写，或槽位对不上",
            "a [[rule.rewrite]] is wrong: no phrases, both or neither of `to` and `drop`, or slots that do not agree",
        ],
        [
            "phrases 里写 {what=han:1..14}，to 里写 {what}；只想删掉就写 drop = true",
            "write {what=han:1..14} in phrases and {what} in `to`; drop = true where the clause just goes",
        ],
    ),
    Code::new(
        "rulebook/bad-score",
        ["[score] 里的分数谁也用不上", "a number in [score] cannot be meant"],
        [
            "起始分、权重、上限要大于 0，合格线和最低分不高于起始分",
            "start, weights and caps are above 0; pass line and floor are not above the start",
        ],
    ),
    Code::new(
        "rulebook/bad-time",
        [
            "钟点看不懂，或者 from 与 to 之间没有时间",
            "a time of day cannot be read, or no time lies between from and to",
        ],
        ["写成 \"09:00\"", "write it like \"09:00\""],
    ),
    Code::new(
        "rulebook/bad-toml",
        ["文件不合 TOML 语法", "the file is not valid TOML"],
        ["按所指的位置改，常见的是漏了引号或括号", "mend the place shown; often a quote or bracket is missing"],
    ),
    Code::new(
        "rulebook/duplicate-id",
        ["一个文件里有两条规则同名", "two rules of one file have the same id"],
        [
            "给其中一条改名；要改别处的规则，写在 [override] 里",
            "rename one; to change a rule of another rulebook use [override]",
        ],
    ),
    Code::new(
        "rulebook/empty-guard",
        ["[guards] 没有写什么情况可以豁免", "a guard says nothing that excuses"],
        [
            "至少写 phrases、between、sentence-ends、said-by、any-of 中的一项",
            "give at least one of phrases, between, sentence-ends, said-by, any-of",
        ],
    ),
    Code::new(
        "rulebook/empty-matcher",
        ["没有写要找什么", "nothing to look for was given"],
        [
            "写 phrases、pattern、terms、entity、similar、any-of、all-of 中的一项",
            "give phrases, pattern, terms, entity, similar, any-of or all-of",
        ],
    ),
    Code::new(
        "rulebook/empty-profile",
        ["[profiles] 没有写用于哪些会话", "a profile is for no conversation"],
        ["写 when 或 shows", "give `when` or `shows`"],
    ),
    Code::new(
        "rulebook/empty-scope",
        ["`within` 里什么也没有写", "`within` says nothing"],
        [
            "写 first、last、before、after 或 same，否则删去 within",
            "give first, last, before, after or same, or leave `within` out",
        ],
    ),
    Code::new(
        "rulebook/extends-cycle",
        ["规则库互相 extends，绕成了圈", "rulebooks extend each other in a circle"],
        ["删去其中一处 extends", "remove one of the `extends`"],
    ),
    Code::new(
        "rulebook/extends-outside",
        ["extends 指到了规则库所在文件夹之外", "`extends` names a file outside the rulebook's folder"],
        [
            "把文件放进同一文件夹，或确认可信后按提示放行",
            "move the file into the folder, or allow it as the message says if you trust it",
        ],
    ),
    Code::new(
        "rulebook/extends-too-deep",
        ["extends 套得太深", "`extends` goes too deep"],
        ["直接 extends 最里面的几个文件", "extend the innermost files directly"],
    ),
    Code::new(
        "rulebook/missing-id",
        ["规则没有 id", "a rule has no id"],
        ["加上 id = \"分组/名字\"", "add id = \"group/name\""],
    ),
    Code::new(
        "rulebook/missing-key",
        ["必须有的键没有写", "a key that is needed is missing"],
        ["补上所说的键", "add the key named"],
    ),
    Code::new(
        "rulebook/never-holds",
        ["条件永远不会成立", "a condition can never hold"],
        ["at-least 的 count 不要多于所列的项", "do not ask for more than `of` lists"],
    ),
    Code::new(
        "rulebook/not-utf8",
        ["规则库不是 UTF-8", "the rulebook is not UTF-8"],
        ["用编辑器另存为 UTF-8", "save it as UTF-8"],
    ),
    Code::new(
        "rulebook/out-of-range",
        ["数值超出允许的范围", "a number is outside what is allowed"],
        ["改到所说的范围内", "choose one within the range named"],
    ),
    Code::new(
        "rulebook/terms-too-deep",
        ["[terms] 一层套一层，太深", "terms are nested too deeply"],
        ["少套几层，把说法直接写在一处", "nest less; write the phrases in one place"],
    ),
    Code::new(
        "rulebook/too-few-steps",
        ["sequence 规则的步骤太少", "a `sequence` has too few steps"],
        ["至少写两步", "give at least two"],
    ),
    Code::new(
        "rulebook/too-large",
        ["展开以后太大", "too large once expanded"],
        ["拆开说法，或少用套叠的 [terms] 和选项", "split the phrases, or nest fewer terms and alternatives"],
    ),
    Code::new(
        "rulebook/unknown-builtin",
        ["没有这个内置规则库", "no shipped rulebook has this name"],
        ["用 huashu rules --rulebook builtin:all 看有哪些", "see `huashu rules --rulebook builtin:all`"],
    ),
    Code::new(
        "rulebook/unknown-key",
        ["这里没有这个键，多半是写错了", "no such key here, probably misspelt"],
        ["照提示改正；全部的键见 docs/rulebook.md", "follow the suggestion; docs/rulebook.md has all keys"],
    ),
    Code::new(
        "rulebook/unknown-rule",
        ["[override] 里的规则不存在", "[override] names a rule that does not exist"],
        ["照提示改名，或先 extends 它所在的规则库", "correct the id, or extend the rulebook that holds it"],
    ),
    Code::new(
        "rulebook/unknown-value",
        ["这个键没有这个取值", "the key does not take this value"],
        ["选所列取值中的一个", "choose one of those listed"],
    ),
    Code::new(
        "rulebook/unreadable",
        ["规则库文件读不了", "the rulebook cannot be read"],
        ["检查路径和权限", "check the path and the permissions"],
    ),
    Code::new(
        "rulebook/useless-scope",
        ["`within` 里的键在这里不起作用", "a key of `within` has no effect here"],
        [
            "有 when 时用 before、after、same，没有时用 first、last",
            "with `when` use before, after, same; without it first, last",
        ],
    ),
    Code::new(
        "rulebook/wrong-type",
        ["值的类型不对", "a value has the wrong type"],
        ["按所说的类型写，比如文字要加引号", "write the type named; text wants quotes, for instance"],
    ),
];
