//! Files made from the code and the shipped rulebooks: a page for every pack
//! in both languages, and the schema of rulebooks for editors.
//!
//! Everything here is text made from tables; nothing is written to disk.

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
    Vec::new()
}
