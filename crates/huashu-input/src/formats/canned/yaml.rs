//! Canned replies in YAML.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

use super::tree::collect;
use super::{Library, bad_library};
use crate::chunk::Chunks;
use crate::format::{Format, Head, Holds, Input};
use crate::record::tree::{Node, Spot};

/// YAML; for libraries only.
pub(crate) struct Yaml;

impl Format for Yaml {
    fn name(&self) -> &'static str {
        "yaml"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["yaml", "yml"]
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
        match serde_saphyr::from_multiple::<Spanned<Tree>>(&text) {
            Ok(documents) => {
                for document in documents {
                    collect(spot(document), None, None, options, &mut library);
                }
            }
            Err(error) => {
                let place = error.location();
                let at = place.map(|place| offset(&text, place.line(), place.column()));
                let detail = error.to_string();
                let detail = detail.lines().next().unwrap_or_default();
                let problem = bad_library(&library, &text, at, &detail.into(), "YAML");
                library.fail(problem);
            }
        }
        library.into_chunks()
    }
}

/// Returns the byte at a line and column, both counting from 1.
fn offset(text: &str, line: u64, column: u64) -> usize {
    let skip = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
    let start: usize = text.split_inclusive('\n').take(skip).map(str::len).sum();
    let column = usize::try_from(column.saturating_sub(1)).unwrap_or(0);
    let rest = &text[start.min(text.len())..];
    start + rest.char_indices().nth(column).map_or(0, |(index, _)| index)
}

fn spot(tree: Spanned<Tree>) -> Spot {
    let node = match tree.value {
        Tree::Nothing => Node::Nothing,
        Tree::Text(text) => Node::Text(text),
        Tree::List(items) => Node::List(items.into_iter().map(spot).collect()),
        Tree::Table(pairs) => Node::Table(pairs.into_iter().map(|(key, value)| (key, spot(value))).collect()),
    };
    Spot { line: tree.referenced.line(), node }
}

/// A value with the places of its parts.
enum Tree {
    Nothing,
    Text(String),
    List(Vec<Spanned<Tree>>),
    Table(Vec<(String, Spanned<Tree>)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a library of canned replies")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Text(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Text(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Tree, E> {
        Ok(Tree::Text(number.to_string()))
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Tree, E> {
        Ok(Tree::Text(truth.to_string()))
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Nothing)
    }

    fn visit_none<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Tree::Table(pairs))
    }
}
