//! The shapes of tables beside the rules: guards, the words of subjects, profiles, waivers.

use serde_json::{Value, json};

use super::key_docs::{closed, one_or_several, with_matcher};
use super::schema::object;
use huashu_rulebook::{GuardSpec, Profile, SubjectWords, Waiver, role_names, score_keys};

/// Key, Chinese, English.
type Row = (&'static str, &'static str, &'static str);

const GUARD: &[Row] = &[
    ("title", "豁免什么", "what it excuses"),
    (
        "phrases",
        "围着 {hit} 写的说法；不带 {hit} 的在分句里任何地方",
        "wordings around {hit}; one without it stands anywhere in the clause",
    ),
    (
        "not-in",
        "更长的词，线索只是其中一部分时不算",
        "longer words, a cue that is only part of which does not count",
    ),
    ("whole-words", "线索要是完整的词", "cues must be whole words"),
    ("within", "看多大范围", "the area around the hit"),
    ("between", "成对的符号，如 “”", "pairs of marks, such as “”"),
    ("sentence-ends", "句子以这些结尾", "what the sentence ends with"),
    ("said-by", "谁刚说过同样的词", "who used the same words shortly before"),
    ("any-of", "其他 [guards]，任何一个成立都算", "other [guards], any of which will do"),
    ("bad", "标出的命中不被豁免", "the marked hit is not excused"),
    ("good", "标出的命中被豁免", "the marked hit is excused"),
];

const SUBJECTS: &[Row] = &[
    ("agent", "客服这边", "the agent's side"),
    ("customer", "客户", "the customer"),
    ("address", "称呼", "forms of address"),
    ("third", "别人", "others"),
    ("nobody", "含这些字却不指谁的说法", "expressions that hold such a word and mention nobody"),
    ("before-object", "后面跟着宾语的词", "words whose object stands behind them"),
    ("requests", "请客户做事的词", "words with which the customer is asked to do something"),
    ("question-ends", "问句的结尾", "ends of a question"),
];

/// Returns the shape of `[subjects]`.
pub(super) fn subjects() -> Value {
    let mut table = object(SubjectWords::keys(), &[]);
    describe(&mut table, SUBJECTS);
    table["description"] = json!(
        "分辨一个分句说的是谁的词，加在自带的词上。 / Words by which subjects are told, added to those that come with the program."
    );
    table
}

const PROFILE: &[Row] = &[
    ("title", "用于哪些会话", "for what conversations it is"),
    ("when", "会话的字段 = 值，可带 *", "fields of the conversation = value, with *"),
    (
        "shows",
        "记录里看得出来：\"letter\"，或找什么、谁说的、至少几句",
        "what the log shows: \"letter\", or what is sought, by whom, in how many utterances",
    ),
    ("rules", "这些会话里规则怎么变，写法同 [rules]", "how rules change there, written as in [rules]"),
];

/// Returns the shape of a profile.
pub(super) fn profile() -> Value {
    let mut table = object(Profile::keys(), &[]);
    let count = json!({ "type": "integer", "minimum": 0 });
    let words =
        with_matcher(&[("role", one_or_several(&role_names())), ("times", count.clone()), ("letter", count)]);
    let properties = &mut table["properties"];
    properties["when"] = json!({ "$ref": "#/$defs/where" });
    properties["shows"] = json!({ "anyOf": [{ "const": "letter" }, words] });
    properties["rules"] = json!({ "type": "object", "additionalProperties": { "$ref": "#/$defs/override" } });
    describe(&mut table, PROFILE);
    table
}

const SCORE: &[Row] = &[
    ("start", "起始分，不写是 100", "what a conversation starts from; 100 unless given"),
    ("floor", "最低分，不写是 0", "no score is lower; 0 unless given"),
    ("pass", "合格线，不写是 80", "the pass line; 80 unless given"),
    (
        "method",
        "deduct 从起始分往下扣；items 按做到的项得分",
        "deduct: breaches take points off; items: rules that were kept earn theirs",
    ),
    (
        "fatal",
        "一票否决：zero 得最低分；fail 分数照算，不合格",
        "a fatal breach: zero, or fail with the score as it is",
    ),
    ("min-confidence", "把握低于这一级的发现不扣分", "findings that are less sure take nothing off"),
    ("counting", "一条规则在一个会话里扣一次，还是每处都扣", "how often a rule counts in one conversation"),
    ("cap", "一条规则在一个会话里最多扣多少", "the most points one rule takes off one conversation"),
    (
        "points",
        "某些规则另定：分数，或 { points, counting, cap }",
        "rules that count otherwise: points, or a table",
    ),
    ("group", "分组和权重；没有发生的组不计入分母", "groups with weights; one that did not arise is left out"),
    ("bonus", "做到了加分的规则", "rules that add points when kept"),
    ("band", "分数段的名字", "names of ranges of scores"),
];

/// Returns the shape of `[score]`.
pub(super) fn score() -> Value {
    let mut table = object(score_keys(), &[]);
    let (text, number) = (json!({ "type": "string" }), json!({ "type": "number" }));
    let texts = json!({ "$ref": "#/$defs/texts" });
    let counting = json!({ "enum": ["once", "per-hit"] });
    let own = closed(&[("points", number.clone()), ("counting", counting), ("cap", number.clone())]);
    let list = |item: Value| json!({ "type": "array", "items": item });
    let properties = &mut table["properties"];
    properties["points"] = json!({ "type": "object", "additionalProperties": { "anyOf": [number.clone(), own] } });
    properties["group"] = list(closed(&[("name", text.clone()), ("rules", texts), ("weight", number.clone())]));
    properties["bonus"] = list(closed(&[("rule", text.clone()), ("points", number.clone())]));
    properties["band"] = list(closed(&[("name", text), ("from", number)]));
    describe(&mut table, SCORE);
    table["description"] = json!("怎么评分。 / How findings become a score.");
    table
}

/// Returns the shape of a guard.
pub(super) fn guard() -> Value {
    let mut table = object(GuardSpec::keys(), &[]);
    let count = json!({ "type": "integer", "minimum": 0 });
    let texts = json!({ "$ref": "#/$defs/texts" });
    let examples = json!({ "$ref": "#/$defs/examples" });
    let properties = &mut table["properties"];
    properties["not-in"] = texts.clone();
    properties["any-of"] = texts;
    properties["said-by"] = closed(&[("role", one_or_several(&role_names())), ("last", count)]);
    properties["within"] = json!({ "enum": ["clause", "sentence"] });
    properties["bad"] = examples.clone();
    properties["good"] = examples;
    describe(&mut table, GUARD);
    table
}

const WAIVER: &[Row] = &[
    ("rule", "规则 id，可带 *", "a rule's id, or a pattern with *"),
    ("conversation", "会话编号，可带 *", "the conversation's id, with *"),
    ("agent", "客服的工号或名字，可带 *", "the agent's number or name, with *"),
    ("fingerprint", "发现的指纹", "fingerprints of findings"),
    ("text", "原话里有这几个字", "words that the utterance holds"),
    ("reason", "理由，必须写", "the reason, which is wanted"),
    ("who", "谁批准的", "who answers for it"),
    ("until", "有效到哪一天（含）", "the last day on which it holds"),
];

/// Returns the shape of a waiver.
pub(super) fn waiver() -> Value {
    let mut table = object(Waiver::keys(), &["reason"]);
    describe(&mut table, WAIVER);
    table
}

fn describe(table: &mut Value, rows: &[Row]) {
    for (key, zh, en) in rows {
        table["properties"][*key]["description"] = json!(format!("{zh} / {en}"));
    }
}
