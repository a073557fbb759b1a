//! Reads the rulebooks that come with the program and packs what they say, so that nothing of them is parsed when it runs.
//!
//! A build script cannot use the crate that it builds, so it compiles the folder that reads the language once more.

#[expect(dead_code, unreachable_pub, reason = "the crate itself uses more of it")]
#[path = "src/language/mod.rs"]
mod language;

use std::collections::BTreeSet;
use std::path::Path;

use huashu_rules::BUILTINS;
use language::binary::Writer;
use language::diagnostics::Diagnostics;
use language::document::read_toml;
use language::guard::GuardSpec;
use language::matcher::MatcherSpec;
use language::node::{Node, SourceId, Table, Value};
use language::reach::Reach;
use language::rule::Rule;
use language::shipped::{Shipped, ShippedFile, ShippedParts, pack};
use language::table_fingerprint::table_fingerprint;
use language::table_reader::TableReader;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let mut sink = Diagnostics::default();
    let files: Vec<ShippedFile> = (0..BUILTINS.len()).map(|number| read(number, &mut sink)).collect();
    for problem in &sink.problems {
        println!("cargo::error={problem}");
    }
    let terms: BTreeSet<String> =
        files.iter().flat_map(|file| &file.parts.terms).map(|(name, _)| name.clone()).collect();
    let mut packed = Writer::default();
    files.iter().for_each(|file| pack(file, &terms, &mut packed));
    let folder = std::env::var_os("OUT_DIR").unwrap_or_default();
    for (name, bytes) in [("shipped.bin", packed.bytes.as_slice()), ("shipped.txt", packed.pool.as_bytes())] {
        if let Err(error) = std::fs::write(Path::new(&folder).join(name), bytes) {
            println!("cargo::error=cannot write {name}: {error}");
        }
    }
}

/// Reads a file and its parts; what is none of its parts is read when it is merged.
fn read(number: usize, sink: &mut Diagnostics) -> ShippedFile {
    let (_, text) = BUILTINS[number];
    sink.sources.add_shipped(number);
    let mut rest = read_toml(SourceId::of_shipped(number), text, sink);
    let mut terms = Vec::new();
    for (name, table) in named_tables(&mut rest, "terms") {
        let read = MatcherSpec::read_whole(TableReader::new(&table), sink);
        terms.push((name, shipped(table, read.into())));
    }
    let mut guards = Vec::new();
    for (name, table) in named_tables(&mut rest, "guards") {
        let read = GuardSpec::read(&name, table.clone(), sink);
        guards.push((name, shipped(table, read)));
    }
    let mut rules = Vec::new();
    for table in tables(rest.take("rule").map(|entry| entry.node)) {
        rules.extend(Rule::read(table.clone(), sink).map(|read| shipped(table, read)));
    }
    ShippedFile { rest, parts: ShippedParts { terms, guards, rules } }
}

fn named_tables(document: &mut Table, key: &str) -> Vec<(String, Table)> {
    let Some(Node { value: Value::Table(table), .. }) = document.take(key).map(|entry| entry.node) else {
        return Vec::new();
    };
    table
        .entries
        .into_iter()
        .flat_map(|entry| tables(Some(entry.node)).map(move |table| (entry.key.clone(), table)))
        .collect()
}

/// Returns the tables of a node: itself, or the items of a list.
fn tables(node: Option<Node>) -> impl Iterator<Item = Table> {
    let nodes = match node.map(|node| node.value) {
        Some(Value::List(items)) => items,
        Some(value) => vec![Node { value, place: Default::default() }],
        None => Vec::new(),
    };
    nodes.into_iter().filter_map(|node| match node.value {
        Value::Table(table) => Some(table),
        _ => None,
    })
}

fn shipped<T>(table: Table, read: T) -> Shipped<T> {
    // It is needed until the script ends.
    let table: &'static Table = Box::leak(Box::new(table));
    Shipped { table: table.clone().into(), read, fingerprint: table_fingerprint(table), reach: Reach::of(table) }
}
