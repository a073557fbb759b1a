//! The settings of a rule that a company may want to change, as they are written.

use huashu_rulebook::{Rule, Table, Value};

/// Keys that set a rule's limits and reach, in the order they are shown.
const PARAMETERS: &[&str] = &[
    "measure",
    "limit",
    "from",
    "hours",
    "promise",
    "max",
    "min",
    "unanswered",
    "score",
    "run",
    "total",
    "min-length",
    "max-chars",
    "min-chars",
    "every",
    "within",
    "role",
    "where",
    "effective",
    "per",
];

/// Returns the keys and values, in TOML, of the settings a rule writes out.
pub fn parameters(rule: &Rule) -> Vec<(&'static str, String)> {
    let value = |key: &&'static str| Some((*key, written(&rule.table.get(key)?.node.value)));
    PARAMETERS.iter().filter_map(value).collect()
}

/// Writes a value as TOML on one line.
pub fn written(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Date(date) => date.clone(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| written(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => written_table(table),
    }
}

fn written_table(table: &Table) -> String {
    let plain = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    let entries: Vec<String> = table
        .entries
        .iter()
        .map(|entry| {
            let key = if plain(&entry.key) { entry.key.clone() } else { quoted(&entry.key) };
            format!("{key} = {}", written(&entry.node.value))
        })
        .collect();
    if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
