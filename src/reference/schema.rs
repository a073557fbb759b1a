//! The JSON Schema of rulebooks, for editors.
//!
//! Keys and their types are what the readers of the rulebook ask for; what a
//! reader looks at by itself is described in [`super::key_docs`].

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::key_docs::{document, nested};
use huashu_model::language::{Bilingual, Language};
use huashu_rulebook::KINDS;
use huashu_rulebook::{KeyType, KnownKey, MatcherSpec, Rule};

/// Returns the schema (JSON Schema 2020-12).
pub fn schema() -> Value {
    let mut definitions = nested();
    definitions.insert("matcher".to_owned(), object(MatcherSpec::keys(), &[]));
    definitions.insert("guard".to_owned(), super::table_docs::guard());
    definitions.insert("profile".to_owned(), super::table_docs::profile());
    definitions.insert("subjects".to_owned(), super::table_docs::subjects());
    definitions.insert("score".to_owned(), super::table_docs::score());
    definitions.insert("waiver".to_owned(), super::table_docs::waiver());
    definitions.insert("rule".to_owned(), rule());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://raw.githubusercontent.com/huashu-lint/huashu/main/docs/rulebook.schema.json",
        "title": "huashu rulebook",
        "description": "规则集或 huashu.toml。 / A rulebook, or huashu.toml.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "rulebook": { "$ref": "#/$defs/head" },
            "vars": {
                "description": "短语里用 {var:名字} 引用的文本。 / Texts for {var:NAME} in phrases.",
                "type": "object",
                "additionalProperties": { "type": "string" }
            },
            "terms": {
                "description": "几条规则共用的说法。 / Matchers that rules share.",
                "type": "object",
                "additionalProperties": { "$ref": "#/$defs/matcher" }
            },
            "guards": {
                "description": "豁免的理由，带自己的例子；规则用 spare 引用。 / Reasons to excuse a hit, with examples of their own; rules name them in `spare`.",
                "type": "object",
                "additionalProperties": { "$ref": "#/$defs/guard" }
            },
            "profiles": {
                "description": "某类会话里规则怎么变。 / How rules change in conversations of a sort.",
                "type": "object",
                "additionalProperties": { "$ref": "#/$defs/profile" }
            },
            "subjects": { "$ref": "#/$defs/subjects" },
            "rule": {
                "description": "规则。 / The rules.",
                "type": "array",
                "items": { "$ref": "#/$defs/rule" }
            },
            "rules": {
                "description": "对继承来的规则的调整；键是规则 id，可带 *。 / Changes to inherited rules, by id or pattern.",
                "type": "object",
                "additionalProperties": { "$ref": "#/$defs/override" }
            },
            "score": { "$ref": "#/$defs/score" },
            "waiver": {
                "description": "判过不算的发现。 / Findings that were judged not to count.",
                "type": "array",
                "items": { "$ref": "#/$defs/waiver" }
            },
            "input": { "$ref": "#/$defs/input" }
        },
        "$defs": definitions
    })
}

/// Makes an object of the keys that a reader asks for, and no others.
pub(super) fn object(keys: Vec<KnownKey>, required: &[&str]) -> Value {
    let mut properties = Map::new();
    for asked in keys {
        properties.insert(asked.key.to_owned(), property(asked.key, &[&asked.key_type]));
    }
    let mut object = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

/// A rule: the keys of all kinds together, and for each kind the names it reads.
fn rule() -> Value {
    let mut shapes: BTreeMap<&'static str, Vec<KeyType>> = BTreeMap::new();
    let mut cases = Vec::new();
    for (number, kind) in KINDS.iter().enumerate() {
        let keys = Rule::keys_of(kind);
        let names: Vec<&str> = keys.iter().map(|asked| asked.key).collect();
        let mut case = json!({ "properties": { "kind": { "const": kind.name } } });
        if number > 0 {
            // The first kind is also the one meant where none is named.
            case["required"] = json!(["kind"]);
        }
        cases.push(json!({ "if": case, "then": { "propertyNames": { "enum": names } } }));
        for asked in keys {
            let known = shapes.entry(asked.key).or_default();
            if !known.contains(&asked.key_type) {
                known.push(asked.key_type);
            }
        }
    }
    let mut properties = Map::new();
    for (key, shapes) in &shapes {
        properties.insert((*key).to_owned(), property(key, &shapes.iter().collect::<Vec<_>>()));
    }
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["id"],
        "properties": properties,
        "allOf": cases
    })
}

/// Describes one key: its own schema where it has one, else what its reader takes.
fn property(key: &str, shapes: &[&KeyType]) -> Value {
    let known = document(key);
    let mut property = match known.as_ref().and_then(|known| known.schema.clone()) {
        Some(schema) => schema,
        None => match shapes {
            [key_type] => key_schema(key_type),
            several => {
                json!({ "anyOf": several.iter().map(|key_type| key_schema(key_type)).collect::<Vec<_>>() })
            }
        },
    };
    if let Some(known) = known {
        property["description"] = json!(format!("{} / {}", known.zh, known.en));
    } else if key == "kind" {
        property["description"] = json!(kinds());
    }
    property
}

fn kinds() -> String {
    let words = |description: Bilingual| description.get(Language::English).to_owned();
    let kinds = KINDS.iter().map(|kind| format!("{}: {}", kind.name, words(kind.describe())));
    kinds.collect::<Vec<_>>().join("\n")
}

fn key_schema(key_type: &KeyType) -> Value {
    match key_type {
        KeyType::Any => json!({}),
        KeyType::Text => json!({ "type": "string" }),
        KeyType::Texts => json!({ "$ref": "#/$defs/texts" }),
        KeyType::Boolean => json!({ "type": "boolean" }),
        KeyType::Count => json!({ "type": "integer", "minimum": 0 }),
        KeyType::Number => json!({ "type": "number" }),
        KeyType::Date => json!({ "type": "string" }),
        KeyType::Table => json!({ "type": "object" }),
        KeyType::Tables => json!({
            "anyOf": [{ "type": "object" }, { "type": "array", "items": { "type": "object" } }]
        }),
        KeyType::Bilingual => json!({ "$ref": "#/$defs/bilingual" }),
        KeyType::Choice(names) => json!({ "enum": names }),
    }
}
