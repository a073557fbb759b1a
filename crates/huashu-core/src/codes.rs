//! The codes of problems that making rulebooks ready and checking them report, and what to do about each.

use huashu_model::problem::Code;

/// Every code this crate reports beside those of reading a rulebook, sorted.
pub const CODES: &[Code] = &[
    Code::new(
        "lint/dead-phrase",
        ["说法总是被 not-in 盖住", "`not-in` always covers the phrase"],
        ["删去说法，或缩小 not-in", "remove the phrase, or narrow `not-in`"],
    ),
    Code::new(
        "lint/few-examples",
        ["规则的例子太少", "a rule has too few examples"],
        [
            "bad 和 good 各写至少五个不同的句子",
            "give at least five different sentences each under `bad` and `good`",
        ],
    ),
    Code::new(
        "lint/incomplete-rule",
        ["规则缺少标题、理由、依据或建议", "a rule lacks its title, reason, source or suggestion"],
        ["补上 title、why、source、suggest", "add title, why, source, suggest"],
    ),
    Code::new(
        "lint/long-line",
        ["短语或正则太长，没有人读得懂", "a phrase or pattern is too long to be read"],
        [
            "共用的部分写成 [terms]，例外围着 {hit} 写，或拆成几条",
            "put what is shared into [terms], write exceptions around {hit}, or write several",
        ],
    ),
    Code::new(
        "lint/never-fires",
        ["规则永远不会触发", "a rule can never fire"],
        ["看它的 not-in、unless、given 是否互相抵消", "see whether not-in, unless or given cancel it out"],
    ),
    Code::new(
        "lint/part-of-word",
        ["短说法是某个常用词的一部分", "a short phrase is part of a common word"],
        ["加 word = true，或用 not-in 除去那个词", "add word = true, or except that word by `not-in`"],
    ),
    Code::new(
        "lint/same-example",
        ["同一规则里有重复的例子", "a rule has the same example twice"],
        ["换成另一个句子", "replace one by another sentence"],
    ),
    Code::new(
        "lint/shadowed",
        ["规则的说法全被另一条规则包含", "another rule holds all phrases of this one"],
        ["合并两条，或删去一条", "merge the two, or remove one"],
    ),
    Code::new(
        "lint/suggestion-breaks-rule",
        ["建议的说法本身违反启用的规则", "a suggestion itself breaks a rule that is on"],
        ["换一个不违规的说法", "suggest words that break none"],
    ),
    Code::new(
        "lint/suggestion-fact",
        [
            "建议的说法里有谁也没说过的数字、时间、地点、姓名或承诺",
            "a suggestion tells a number, a time, a place, a name or a promise that nobody gave",
        ],
        [
            "写成占位符，如 〔时间〕 〔地点〕 〔姓名〕，由客服填；有占位符的不要写 safe",
            "write a placeholder such as 〔时间〕 for the agent to fill in; one with a placeholder is not safe",
        ],
    ),
    Code::new(
        "lint/title-style",
        ["标题以句号结尾，或太长", "a title ends with a full stop, or is too long"],
        ["写短些，不加句号", "make it shorter, without a full stop"],
    ),
    Code::new(
        "lint/unfolded-pattern",
        ["正则里有折叠后不会出现的字", "a pattern holds characters that folded text never does"],
        ["写成简体、小写、半角", "write simplified, lower-case, half-width characters"],
    ),
    Code::new(
        "lint/unread-example",
        ["例子里有看不懂的内容", "an example holds words that mean nothing"],
        ["按 docs/rulebook.md 里例子的写法改", "write it as docs/rulebook.md shows"],
    ),
    Code::new(
        "lint/untested-phrase",
        ["没有例子用到这个说法", "no example exercises the phrase"],
        ["加一个用到它的 bad 例子，或删去它", "add a `bad` example with it, or remove it"],
    ),
    Code::new(
        "lint/untested-rewrite",
        ["[[rule.rewrite]] 没有例子", "no example shows a [[rule.rewrite]]"],
        ["加上 examples = [[\"原话\", \"改成\"]]", "add examples = [[\"said\", \"rewritten\"]]"],
    ),
    Code::new(
        "lint/untested-terms",
        ["[terms] 里的说法没有任何例子用到", "no example of any rule exercises a phrase of shared terms"],
        ["给用到这组词的规则加例子", "add an example to a rule that uses the terms"],
    ),
    Code::new(
        "lint/unused-terms",
        ["没有规则用到这组 [terms]", "no rule uses these terms"],
        ["删去它，或在规则里用 terms 引用", "remove them, or refer to them by `terms`"],
    ),
    Code::new(
        "rulebook/bad-pattern",
        [
            "正则表达式不合语法，或用了不支持的写法",
            "a regular expression is malformed or uses what is not supported",
        ],
        [
            "按所指的位置改；不支持环视和反向引用",
            "mend the place shown; look-around and back-references are not supported",
        ],
    ),
    Code::new(
        "rulebook/bad-phrase",
        ["说法里的花括号写法看不懂", "the braces in a phrase cannot be read"],
        [
            "写成 {any:0..4}、{会|能}、{var:名字}；要找花括号本身就用 pattern",
            "write {any:0..4}, {a|b} or {var:NAME}; to seek braces themselves use `pattern`",
        ],
    ),
    Code::new(
        "rulebook/duplicate-phrase",
        ["同一处写了两个折叠后相同的说法", "two phrases of one matcher are the same once folded"],
        ["删去其中一个", "remove one"],
    ),
    Code::new(
        "rulebook/guards-cycle",
        ["[guards] 经 any-of 引用到了自己", "[guards] refer to themselves through `any-of`"],
        ["去掉其中一个引用", "take one of the references away"],
    ),
    Code::new(
        "rulebook/hit-with-conditions",
        ["带 {hit} 的短语与别的条件写在同一个表里", "a phrase with {hit} shares its table with other conditions"],
        ["另写一条", "write another table"],
    ),
    Code::new(
        "rulebook/hit-without-one",
        ["这里没有命中，不能写 {hit} 或 subject", "there is no hit here for {hit} or `subject`"],
        ["只在 not-in、unless、given 和 [guards] 里写", "write it in not-in, unless, given and [guards] only"],
    ),
    Code::new(
        "rulebook/joined-wordings",
        ["一条短语里用 、 或 / 连着几种说法", "one phrase holds several wordings joined by 、 or /"],
        ["写成 {甲|乙}，或分成几条", "write {a|b}, or a phrase for each"],
    ),
    Code::new(
        "rulebook/matches-empty",
        ["正则或说法会命中空白的文字", "a pattern or phrase matches nothing at all"],
        ["至少要求一个字", "make it ask for at least one character"],
    ),
    Code::new(
        "rulebook/no-segmentation",
        [
            "规则要看词的边界，而这个程序没有带分词",
            "a rule asks for word boundaries, which this build was made without",
        ],
        [
            "用带 segmentation 特性的程序，或删去 word = true",
            "use a build with the feature `segmentation`, or remove word = true",
        ],
    ),
    Code::new(
        "rulebook/terms-cycle",
        ["[terms] 互相引用，绕成了圈", "terms refer to each other in a circle"],
        ["删去其中一处引用", "remove one of the references"],
    ),
    Code::new(
        "rulebook/unknown-entity",
        ["没有这种实体", "no entity has this name"],
        ["照提示改；全部名字见 docs/rulebook.md", "follow the suggestion; docs/rulebook.md has all names"],
    ),
    Code::new(
        "rulebook/unknown-guard",
        ["spare 里的名字不在 [guards] 里", "`spare` names no [guards]"],
        ["改成已有的名字，或写一个 [guards]", "name one that is there, or write it"],
    ),
    Code::new(
        "rulebook/unknown-terms",
        ["没有叫这个名字的 [terms]", "no terms have this name"],
        ["照提示改名，或写一个 [terms.名字]", "correct the name, or write [terms.NAME]"],
    ),
];
