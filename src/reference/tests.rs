//! The schema and the readers agree, and every shipped rulebook keeps to the schema.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::key_docs::described;
use super::schema::schema;
use huashu_rulebook::KINDS;
use huashu_rulebook::{RewriteSpec, Rule};
use huashu_rules::BUILTINS;

#[test]
fn every_key_that_is_read_is_described_and_no_other() {
    let asked = KINDS.iter().flat_map(Rule::keys_of).chain(RewriteSpec::keys());
    let read: BTreeSet<&str> = asked.map(|asked| asked.key).filter(|key| *key != "kind").collect();
    let described: BTreeSet<&str> = described().into_iter().collect();
    assert_eq!(read.difference(&described).collect::<Vec<_>>(), Vec::<&&str>::new(), "add them to key_docs.rs");
    assert_eq!(described.difference(&read).collect::<Vec<_>>(), Vec::<&&str>::new(), "nobody reads these");
}

#[test]
fn shipped_rulebooks_keep_to_the_schema() {
    let schema = schema();
    for (name, text) in BUILTINS {
        let problems = validate(&schema, &as_json(text));
        assert!(problems.is_empty(), "{name}: {problems:#?}");
    }
    let starter = as_json(include_str!("../cli/starter.toml"));
    assert_eq!(validate(&schema, &starter), Vec::<String>::new());
}

#[test]
fn mistakes_break_the_schema() {
    let schema = schema();
    let rule = |body: &str| format!("[[rule]]\nid = \"x\"\n{body}");
    let mistakes = [
        rule("phrase = [\"a\"]"),
        rule("at = \"here\""),
        rule("severity = \"grave\""),
        rule("kind = \"forbid\"\nlimit = \"30s\""),
        rule("limit = \"30s\""),
        rule("kind = \"forbidden\""),
        rule("word = \"yes\""),
        rule("unless = { phrases = [\"a\"], in = \"somewhere\" }"),
        "[[rule]]\nkind = \"forbid\"".to_owned(),
        "[rulebok]\nid = \"x\"".to_owned(),
        "[input.columns]\ntexts = \"内容\"".to_owned(),
    ];
    for mistake in mistakes {
        assert!(!validate(&schema, &as_json(&mistake)).is_empty(), "{mistake}");
    }
    assert!(
        validate(&schema, &as_json(&rule("kind = \"timing\"\nlimit = \"30s\"\nmeasure = \"hold\""))).is_empty()
    );
}

fn as_json(text: &str) -> Value {
    let table: toml::Table = text.parse().expect("valid TOML");
    from_toml(&toml::Value::Table(table))
}

fn from_toml(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(flag) => json!(flag),
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(items) => items.iter().map(from_toml).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.iter().map(|(key, value)| (key.clone(), from_toml(value))).collect())
        }
    }
}

/// Validates by the words of JSON Schema that our schema uses; any other word is a mistake of the schema's.
fn validate(root: &Value, value: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    check(root, root, value, "", &mut problems);
    problems
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, problems: &mut Vec<String>) {
    let holds = |schema: &Value| {
        let mut inner = Vec::new();
        check(root, schema, value, at, &mut inner);
        inner.is_empty()
    };
    for (word, wanted) in schema.as_object().expect("a schema is an object") {
        let kept = match word.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" | "then" => true,
            "$ref" => {
                let pointer = wanted.as_str().expect("a reference").trim_start_matches('#');
                check(root, root.pointer(pointer).expect("defined"), value, at, problems);
                true
            }
            "type" => is_type(value, wanted.as_str().expect("a type")),
            "enum" => wanted.as_array().expect("a list").contains(value),
            "const" => wanted == value,
            "minimum" => value.as_f64().is_none_or(|number| number >= wanted.as_f64().expect("a number")),
            "pattern" => regex::Regex::new(wanted.as_str().expect("a pattern"))
                .expect("valid")
                .is_match(value.as_str().unwrap_or_default()),
            "anyOf" => wanted.as_array().expect("a list").iter().any(holds),
            "allOf" => {
                wanted.as_array().expect("a list").iter().for_each(|part| check(root, part, value, at, problems));
                true
            }
            "if" => {
                if holds(wanted) {
                    check(root, &schema["then"], value, at, problems);
                }
                true
            }
            "required" => wanted
                .as_array()
                .expect("a list")
                .iter()
                .all(|key| value.get(key.as_str().expect("a key")).is_some()),
            "minItems" | "maxItems" => {
                let count = value.as_array().map_or(0, Vec::len) as u64;
                let limit = wanted.as_u64().expect("a number");
                !value.is_array() || if word == "maxItems" { count <= limit } else { count >= limit }
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, wanted, item, &format!("{at}/{index}"), problems);
                }
                true
            }
            "properties" | "additionalProperties" | "propertyNames" => {
                check_members(root, schema, word, value, at, problems);
                true
            }
            other => panic!("the schema uses `{other}`, which this test does not know"),
        };
        if !kept {
            problems.push(format!("{at}: {word} {wanted}"));
        }
    }
}

fn check_members(root: &Value, schema: &Value, word: &str, value: &Value, at: &str, problems: &mut Vec<String>) {
    for (key, member) in value.as_object().into_iter().flatten() {
        let own = schema["properties"].get(key);
        let inner = format!("{at}/{key}");
        match (word, own) {
            ("properties", Some(own)) => check(root, own, member, &inner, problems),
            ("additionalProperties", None) if schema[word] == json!(false) => {
                problems.push(format!("{inner}: unknown key"))
            }
            ("additionalProperties", None) => check(root, &schema[word], member, &inner, problems),
            ("propertyNames", _) => check(root, &schema[word], &json!(key), &inner, problems),
            _ => {}
        }
    }
}

fn is_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => false,
    }
}
