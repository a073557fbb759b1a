//! Canned replies in TOML.

use ::toml::de::{DeTable, DeValue};

use super::tree::collect;
use super::{Library, LineStarts, bad_library};
use crate::chunk::Chunks;
use crate::format::{Format, Head, Holds, Input};
use crate::record::tree::{Node, Spot};

/// Most mistakes of syntax told one by one; a file that is no TOML at all has one a line.
const MOST_SYNTAX_ERRORS: usize = 50;

/// TOML; for libraries only.
pub(crate) struct Toml;

impl Format for Toml {
    fn name(&self) -> &'static str {
        "toml"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["toml"]
    }

    fn holds(&self) -> Holds {
        Holds::CannedReplies
    }

    fn matches(&self, head: &Head<'_>) -> bool {
        self.extensions().contains(&head.extension)
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        let Input { source, text, options, .. } = input;
        let mut library = Library::new(&source.name);
        let Some(text) = library.read_whole(text, options) else { return library.into_chunks() };
        let (table, errors) = DeTable::parse_recoverable(&text);
        let start = |error: &::toml::de::Error| error.span().map(|span| span.start);
        for error in errors.iter().take(MOST_SYNTAX_ERRORS) {
            let problem = bad_library(&library, &text, start(error), &error.message().into(), "TOML");
            library.fail(problem);
        }
        if let Some(error) = errors.get(MOST_SYNTAX_ERRORS) {
            let more = errors.len() - MOST_SYNTAX_ERRORS;
            let detail = huashu_model::message!(
                "从这里起还有 {more} 处，不再逐个列出",
                "{more} more places from here on, not listed one by one"
            );
            let problem = bad_library(&library, &text, start(error), &detail, "TOML");
            library.fail(problem);
        }
        let lines = LineStarts::new(&text);
        let line = lines.line_of(table.span().start);
        collect(Spot { line, node: table_node(table.into_inner(), &lines) }, None, None, options, &mut library);
        library.into_chunks()
    }
}

fn table_node(table: DeTable<'_>, lines: &LineStarts) -> Node {
    let mut pairs: Vec<_> = table.into_iter().collect();
    // Tables come sorted by name; a library is read in the order in which it was written.
    pairs.sort_by_key(|(key, value)| key.span().start.min(value.span().start));
    let pairs = pairs.into_iter().map(|(key, value)| {
        let line = lines.line_of(value.span().start);
        (key.into_inner().to_string(), Spot { line, node: node(value.into_inner(), lines) })
    });
    Node::Table(pairs.collect())
}

fn node(value: DeValue<'_>, lines: &LineStarts) -> Node {
    match value {
        DeValue::String(value) => Node::Text(value.to_string()),
        DeValue::Integer(value) => Node::Text(value.to_string()),
        DeValue::Float(value) => Node::Text(value.to_string()),
        DeValue::Boolean(value) => Node::Text(value.to_string()),
        DeValue::Datetime(value) => Node::Text(value.to_string()),
        DeValue::Array(items) => Node::List(
            items
                .into_iter()
                .map(|item| Spot { line: lines.line_of(item.span().start), node: node(item.into_inner(), lines) })
                .collect(),
        ),
        DeValue::Table(table) => table_node(table, lines),
    }
}
