//! What the keys of a rulebook mean, and the shapes of nested tables.

use serde_json::{Map, Value, json};

use super::schema::object;
use huashu_model::entity::ENTITIES;
use huashu_rulebook::{KeyType, KnownKey, MatcherSpec, RewriteSpec, role_names, subject_names};

/// A key, described.
pub(super) struct KeyDoc {
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    /// Its schema, where the reader of the key does not say enough.
    pub(super) schema: Option<Value>,
}

/// How a key's schema is made, where it has one of its own.
#[derive(Clone, Copy)]
enum Own {
    /// What the reader asks for says it all.
    Read,
    /// A named definition.
    Ref(&'static str),
    /// A named definition, or a list of it.
    RefOrList(&'static str),
    /// Names of the given list, one or several.
    Names(fn() -> Vec<&'static str>),
}

/// Key, Chinese, English, schema.
type Row = (&'static str, &'static str, &'static str, Own);

const KEYS: &[Row] = &[
    ("id", "规则的名字，如 attitude/dont-know", "the rule's name, such as attitude/dont-know", Own::Read),
    ("severity", "级别；off 为关闭", "how grave a finding is; off switches the rule off", Own::Read),
    ("enabled", "是否启用，默认 true", "whether the rule is on; true unless set", Own::Read),
    ("class", "差错类别", "whom a breach harms", Own::Read),
    ("points", "扣分", "points taken off", Own::Read),
    ("fatal", "一票否决", "a breach zeroes the score", Own::Read),
    ("title", "标题，不用句号结尾", "a few words, without a full stop", Own::Read),
    ("why", "为什么有这条规则", "why the rule is there", Own::Read),
    ("source", "依据", "where the norm stands", Own::Read),
    ("confidence", "发现至多有多大把握", "how sure its findings are at most", Own::Read),
    ("suggest", "改说什么", "what to say instead", Own::RefOrList("suggestion")),
    ("rewrite", "怎样改写违规的分句", "how clauses in breach are put right", Own::RefOrList("rewrite")),
    (
        "lead",
        "改写后放在整条消息前面的话：apology、empathy 或一段文字",
        "what is put in front of a message that was put right: apology, empathy or a text",
        Own::Read,
    ),
    ("to", "改成什么，槽位写 {名字}", "what it becomes, with {NAME} for a slot", Own::Read),
    ("drop", "整句删掉", "it goes", Own::Read),
    (
        "alone",
        "整条消息只剩这一句时用的完整答复",
        "the whole answer where nothing else of the message is left",
        Own::Read,
    ),
    (
        "place",
        "放到整条消息的最前（first）或最后（last）",
        "where in the message it is put: first or last",
        Own::Read,
    ),
    ("safe", "不看也能用，默认 false", "may be applied without a look; false unless set", Own::Read),
    ("examples", "[\"原话\", \"改成\"]", "pairs of what is said and what it becomes", Own::Ref("pairs")),
    ("role", "看谁说的话，默认 agent", "whose words are read; the agent's unless set", Own::Names(role_names)),
    (
        "where",
        "只用于这些会话：字段 = 值，可带 *",
        "only these conversations: field = value, with *",
        Own::Ref("where"),
    ),
    ("effective", "有效期", "the days on which the rule is in force", Own::Ref("effective")),
    ("bad", "应当触发的例子，⟦…⟧ 标出命中的地方", "examples that must fire, exactly at ⟦…⟧", Own::Ref("examples")),
    ("good", "不应触发的例子", "examples that must stay silent", Own::Ref("examples")),
    ("not-applicable", "不适用的例子", "examples the rule does not apply to", Own::Ref("examples")),
    ("not-checkable", "无法判断的例子", "examples that cannot be judged", Own::Ref("examples")),
    ("todo", "已知的漏报", "known gaps", Own::Ref("examples")),
    (
        "phrases",
        "要找的说法，可带槽位 {any:0..4} {num} {a|b} {a?} {名字} {名字*}；例外里可写 {hit}",
        "phrases, with slots {any:0..4} {num} {a|b} {a?} {NAME} {NAME*}; {hit} in exceptions",
        Own::Read,
    ),
    ("pattern", "正则表达式，匹配折叠后的文本", "regular expressions over folded text", Own::Read),
    ("terms", "[terms] 的名字", "names of [terms]", Own::Read),
    ("entity", "实体", "entities", Own::Names(entity_names)),
    ("similar", "与样句相似", "likeness to sample sentences", Own::Ref("similar")),
    ("any-of", "任意一项", "any of these", Own::RefOrList("matcher")),
    ("all-of", "同一句话里全都有", "all of these in one utterance", Own::RefOrList("matcher")),
    ("at-least", "同一句话里至少几项", "at least so many of these in one utterance", Own::Ref("at-least")),
    ("not", "同一句话里没有", "none of these in the utterance", Own::RefOrList("matcher")),
    ("near", "附近要有", "must stand near", Own::RefOrList("near")),
    ("not-near", "附近不能有", "must not stand near", Own::RefOrList("near")),
    ("at", "命中的位置", "where the hit must stand", Own::Read),
    ("ignoring", "判断位置时忽略这些 [terms]", "terms passed over when positions are judged", Own::Read),
    (
        "word",
        "必须是完整的词；false：可以是更长的数字或单词的一部分",
        "the hit must be whole words; false: it may be part of a longer number or Latin word",
        Own::Read,
    ),
    ("bridge", "字间插入的空格、符号不算", "spaces and symbols between the characters do not hide it", Own::Read),
    ("homophones", "同音字也算", "characters that sound alike match", Own::Read),
    ("not-in", "盖住命中的更长说法不算", "longer expressions that excuse the hit they cover", Own::Ref("not-in")),
    ("unless", "周围有这些就不算", "circumstances that excuse a hit", Own::RefOrList("condition")),
    ("given", "周围有这些才算", "circumstances a hit needs", Own::RefOrList("condition")),
    ("spare", "豁免：[guards] 的名字", "names of [guards]", Own::Read),
    ("subject", "说的是谁", "of whom the clause speaks", Own::Names(subject_names)),
    (
        "equals",
        "捕获的内容须与会话字段一致",
        "captures that must agree with the conversation's fields",
        Own::Ref("equals"),
    ),
    ("within", "看会话的哪一段", "the part of the conversation that is read", Own::Ref("within")),
    ("when", "锚点：出现这些时才要求", "the moments that raise the demand", Own::Ref("when")),
    ("per", "按整个会话还是按每位客服判断", "judged for the conversation or for each agent", Own::Read),
    ("every", "范围内每句都要有", "every utterance in scope must hold it", Own::Read),
    ("steps", "按次序的步骤", "the steps, in order", Own::RefOrList("step")),
    ("measure", "量什么时间", "which time is measured", Own::Read),
    (
        "limit",
        "时限，如 30s、3 min；数字为秒",
        "the limit, such as 30s or 3 min; a number is in seconds",
        Own::Ref("duration"),
    ),
    ("from", "从客户的第一句还是最后一句算起", "counted from the customer's first or last words", Own::Read),
    ("hours", "时段", "hours of the day", Own::RefOrList("hours")),
    ("suspend", "说了这些就停表", "words that stop the clock", Own::RefOrList("suspend")),
    ("promise", "以说出的时长为时限", "the length that was promised is the limit", Own::Read),
    ("max", "最多几次", "at most so many", Own::Read),
    ("min", "至少几次", "at least so many", Own::Read),
    ("unanswered", "只数客户没有回应的连续几次", "only those in a row that the customer did not answer", Own::Read),
    ("score", "多像才算相同，0 到 1", "how alike counts as the same, 0 to 1", Own::Read),
    ("run", "连续几次算重复", "so many in a row are a breach", Own::Read),
    ("total", "一共几次算重复", "so many in all are a breach", Own::Read),
    ("min-length", "更短的回复不算", "shorter replies may repeat", Own::Read),
    ("forms", "备注的格式", "forms a remark may have", Own::Read),
    ("max-chars", "话术最多几个字", "characters a canned reply may have at most", Own::Read),
    ("min-chars", "话术至少几个字", "characters a canned reply must have at least", Own::Read),
    ("cases", "各种备注的格式", "forms by sort of remark", Own::RefOrList("case")),
];

/// Returns what is known of a key.
pub(super) fn document(key: &str) -> Option<KeyDoc> {
    let (_, zh, en, own) = KEYS.iter().find(|(known, ..)| *known == key)?;
    let schema = match own {
        Own::Read => None,
        Own::Ref(name) => Some(reference(name)),
        Own::RefOrList(name) => Some(reference_or_list(name)),
        Own::Names(names) => Some(one_or_several(&names())),
    };
    Some(KeyDoc { zh, en, schema })
}

/// Returns the keys that are described, to be compared with those that are read.
#[cfg(test)]
pub(super) fn described() -> Vec<&'static str> {
    KEYS.iter().map(|(key, ..)| *key).collect()
}

fn entity_names() -> Vec<&'static str> {
    ENTITIES.iter().map(|entity| entity.name()).collect()
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn reference_or_list(name: &str) -> Value {
    json!({ "anyOf": [reference(name), { "type": "array", "items": reference(name) }] })
}

pub(super) fn one_or_several(names: &[&str]) -> Value {
    json!({ "anyOf": [{ "enum": names }, { "type": "array", "items": { "enum": names } }] })
}

/// Returns the definitions of everything that is nested.
pub(super) fn nested() -> Map<String, Value> {
    let text = json!({ "type": "string" });
    let day = json!({ "type": "string", "description": "2026-01-01" });
    let clock = json!({ "type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}$" });
    let count = json!({ "type": "integer", "minimum": 0 });
    let texts = json!({ "anyOf": [text, { "type": "array", "items": text }] });
    let mut all = Map::new();
    let mut add = |name: &str, schema: Value| drop(all.insert(name.to_owned(), schema));
    add("texts", texts.clone());
    add("bilingual", json!({ "anyOf": [text, closed(&[("zh", text.clone()), ("en", text.clone())])] }));
    add("duration", json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, text] }));
    add("where", json!({ "type": "object", "additionalProperties": texts }));
    add("effective", closed(&[("from", day.clone()), ("until", day)]));
    add("equals", json!({ "type": "object", "additionalProperties": text }));
    add("examples", json!({ "type": "array", "items": { "anyOf": [text, { "type": "array", "items": text }] } }));
    let applicability = json!({ "enum": ["safe", "review", "advice"] });
    let suggestion = closed(&[("text", text.clone()), ("applicability", applicability)]);
    add("suggestion", json!({ "anyOf": [text, suggestion] }));
    add(
        "pairs",
        json!({ "type": "array", "items": { "type": "array", "items": text, "minItems": 2, "maxItems": 2 } }),
    );
    add("rewrite", object(RewriteSpec::keys(), &["phrases"]));
    let allowed = json!({ "anyOf": [text, reference("matcher")] });
    add("not-in", json!({ "anyOf": [text, reference("matcher"), { "type": "array", "items": allowed }] }));
    let extent = json!({ "anyOf": [count, text] });
    let same = json!({ "enum": [true, false, "utterance", "turn"] });
    let mut within: Vec<(&str, Value)> =
        ["first", "last", "before", "after"].map(|key| (key, extent.clone())).to_vec();
    within.push(("same", same));
    add("within", closed(&within));
    add("hours", with_matcher(&[("from", clock.clone()), ("to", clock)]));
    add("similar", closed(&[("to", texts.clone()), ("score", json!({ "type": "number" }))]));
    add("at-least", closed(&[("count", count.clone()), ("of", reference_or_list("matcher"))]));
    let order = json!({ "enum": ["before", "after", "either"] });
    add("near", with_matcher(&[("distance", count.clone()), ("order", order)]));
    let roles = one_or_several(&role_names());
    let which = json!({ "enum": ["each", "first", "last"] });
    let merge = json!({ "enum": ["turn"] });
    let when = [("role", roles.clone()), ("which", which), ("merge", merge), ("within", reference("within"))];
    add("when", with_matcher(&when));
    let areas = ["clause", "sentence", "utterance", "turn", "before", "after", "conversation"];
    let window = closed(&[("before", count.clone()), ("after", count)]);
    let place = json!({ "anyOf": [{ "enum": areas }, window] });
    let side = json!({ "enum": ["before", "after"] });
    add("condition", with_matcher(&[("in", place), ("side", side), ("role", roles.clone())]));
    let optional = json!({ "type": "boolean" });
    add("step", with_matcher(&[("name", reference("bilingual")), ("optional", optional), ("role", roles.clone())]));
    add("suspend", with_matcher(&[("role", roles)]));
    add("case", closed(&[("when", reference("when")), ("forms", texts)]));
    add_head(&mut all);
    all
}

/// Adds what stands outside rules.
fn add_head(all: &mut Map<String, Value>) {
    let text = json!({ "type": "string" });
    let mut head: Vec<(&str, Value)> =
        ["id", "version", "language", "author", "license"].map(|key| (key, text.clone())).to_vec();
    head.push(("title", reference("bilingual")));
    head.push(("extends", reference("texts")));
    all.insert("head".to_owned(), closed(&head));
    let columns = closed(&huashu_input::Field::names().map(|name| (name, reference("texts"))).collect::<Vec<_>>());
    let roles = json!({ "type": "object", "additionalProperties": { "enum": role_names() } });
    let table = json!({ "type": "object", "description": "docs/presets.md" });
    let input = [
        ("columns", columns),
        ("roles", roles),
        ("zone", text.clone()),
        ("auto-texts", reference("texts")),
        ("format", text.clone()),
        ("encoding", text.clone()),
        ("preset", text.clone()),
        ("max-record", text),
        ("conversation", table.clone()),
        ("message", table.clone()),
        ("participants", table.clone()),
        ("lines", table),
    ];
    all.insert("input".to_owned(), closed(&input));
    let changed = json!({
        "type": "object",
        "description": "任何规则的键；add 往列表里加。 / Any key of a rule; `add` adds to its lists."
    });
    let word = json!({ "enum": ["on", "off", "error", "warning", "info"] });
    all.insert("override".to_owned(), json!({ "anyOf": [word, changed] }));
}

/// A table of these keys and no others.
pub(super) fn closed(keys: &[(&str, Value)]) -> Value {
    let properties: Map<String, Value> =
        keys.iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

/// A table of these keys and those of a matcher.
pub(super) fn with_matcher(keys: &[(&'static str, Value)]) -> Value {
    let own = |asked: &KnownKey| keys.iter().any(|(key, _)| *key == asked.key);
    let shared = MatcherSpec::keys().into_iter().filter(|asked| !own(asked));
    let added = keys.iter().map(|(key, _)| KnownKey { key, key_type: KeyType::Any });
    let mut table = object(shared.chain(added).collect(), &[]);
    for (key, schema) in keys {
        table["properties"][*key] = schema.clone();
    }
    table
}
