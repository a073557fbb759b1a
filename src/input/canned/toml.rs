//! Canned replies in TOML.

use ::toml::de::{DeTable, DeValue};

use super::super::Chunks;
use super::super::sniff::{Format, Head, Input};
use super::tree::{Node, Spot, collect};
use super::{Library, bad_library, line_at, read_all};

/// TOML; for libraries only.
pub(crate) struct Toml;

impl Format for Toml {
    fn name(&self) -> &'static str {
        "toml"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["toml"]
    }

    fn matches(&self, head: &Head<'_>) -> bool {
        head.options.canned && self.extensions().contains(&head.extension)
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        let Input { source, text, options, .. } = input;
        let mut library = Library::new(&source.name);
        let text = read_all(text, &mut library.notes);
        let (table, errors) = DeTable::parse_recoverable(&text);
        for error in &errors {
            let at = error.span().map(|span| span.start);
            let problem = bad_library(&library, &text, at, error.message(), "TOML", options);
            library.fail(problem);
        }
        let line = line_at(&text, table.span().start);
        collect(Spot { line, node: table_node(table.into_inner(), &text) }, None, None, options, &mut library);
        library.into_chunks(options)
    }
}

fn table_node(table: DeTable<'_>, text: &str) -> Node {
    let mut pairs: Vec<_> = table.into_iter().collect();
    // Tables come sorted by name; a library is read in the order in which it was written.
    pairs.sort_by_key(|(key, value)| key.span().start.min(value.span().start));
    let pairs = pairs.into_iter().map(|(key, value)| {
        let line = line_at(text, value.span().start);
        (key.into_inner().to_string(), Spot { line, node: node(value.into_inner(), text) })
    });
    Node::Table(pairs.collect())
}

fn node(value: DeValue<'_>, text: &str) -> Node {
    match value {
        DeValue::String(value) => Node::Text(value.to_string()),
        DeValue::Integer(value) => Node::Text(value.to_string()),
        DeValue::Float(value) => Node::Text(value.to_string()),
        DeValue::Boolean(value) => Node::Text(value.to_string()),
        DeValue::Datetime(value) => Node::Text(value.to_string()),
        DeValue::Array(items) => Node::List(
            items
                .into_iter()
                .map(|item| Spot { line: line_at(text, item.span().start), node: node(item.into_inner(), text) })
                .collect(),
        ),
        DeValue::Table(table) => table_node(table, text),
    }
}
