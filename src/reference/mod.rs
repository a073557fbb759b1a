//! Files made from the code and the shipped rulebooks: a page for every pack
//! in both languages, the codes of problems, and the schema of rulebooks for editors.
//!
//! Everything here is text made from tables; nothing is written to disk.

mod explanation;
mod index;
mod key_docs;
mod markdown;
mod pages;
mod parameters;
mod problems;
mod schema;
mod table_docs;
#[cfg(test)]
mod tests;

pub use explanation::explain_rule;
pub use parameters::{parameters, written};
pub use problems::{codes, explain_code};
pub use schema::schema;

use huashu_model::language::Language;
use pages::Pack;

/// A file to be written, under a path from the repository's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedFile {
    /// The path, with `/`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Returns every generated file.
pub fn files() -> Vec<GeneratedFile> {
    let packs = Pack::all();
    let mut files = vec![
        GeneratedFile { path: "docs/rules/README.md".to_owned(), text: index::index(&packs) },
        GeneratedFile { path: "docs/rulebook.schema.json".to_owned(), text: schema_text() },
        GeneratedFile { path: "docs/problems.md".to_owned(), text: problems::page() },
    ];
    for pack in &packs {
        for language in [Language::Chinese, Language::English] {
            let path = format!("docs/rules/{language}/{}.md", pack.name);
            files.push(GeneratedFile { path, text: pages::page(pack, language) });
        }
    }
    files
}

fn schema_text() -> String {
    // The schema is made of strings, numbers and lists: writing it cannot fail.
    let mut text = serde_json::to_string_pretty(&schema()).unwrap_or_default();
    text.push('\n');
    text
}
