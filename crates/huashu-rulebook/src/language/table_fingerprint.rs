//! What a table says, as a number.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;

use super::node::{Node, Table, Value};

/// Returns a number that changes with what a table says. Comments, layout and the order of keys do not count.
pub(crate) fn table_fingerprint(table: &Table) -> u64 {
    let mut hasher = SipHasher13::new();
    add(&mut hasher, table);
    hasher.finish()
}

fn add(hasher: &mut SipHasher13, table: &Table) {
    let mut entries: Vec<_> = table.entries.iter().collect();
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    for entry in entries {
        text(hasher, &entry.key);
        node(hasher, &entry.node);
    }
    hasher.write_u8(0xfd);
}

fn node(hasher: &mut SipHasher13, node: &Node) {
    match &node.value {
        Value::String(value) => text(hasher, value),
        Value::Integer(value) => hasher.write_i64(*value),
        Value::Float(value) => hasher.write_u64(value.to_bits()),
        Value::Boolean(value) => hasher.write_u8(u8::from(*value)),
        Value::Date(value) => text(hasher, value),
        Value::Table(table) => add(hasher, table),
        Value::List(items) => {
            items.iter().for_each(|item| self::node(hasher, item));
            hasher.write_u8(0xfc);
        }
    }
}

fn text(hasher: &mut SipHasher13, text: &str) {
    hasher.write(text.as_bytes());
    hasher.write_u8(0xff);
}
