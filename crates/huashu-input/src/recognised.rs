//! What a source was recognised as, for people who want to know before they trust a check.

use std::sync::Arc;

use huashu_model::language::Message;

/// How a file, a sheet or an entry of an archive was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// Its name, as findings show it.
    pub file: Arc<str>,
    /// The format's name.
    pub format: &'static str,
    /// The tool that exported it, where one was recognised or named: the preset's name and title.
    pub preset: Option<(String, Message)>,
    /// The encoding it is read in, where its first bytes tell.
    pub encoding: Option<&'static str>,
    /// Its columns or fields, in order, and what each was taken for.
    pub names: Vec<(String, Option<&'static str>)>,
}

impl Recognised {
    /// Makes what is known of a file of which no more is told than its format.
    pub(crate) fn of_file(file: &Arc<str>, format: &'static str) -> Self {
        Recognised { file: Arc::clone(file), format, preset: None, encoding: None, names: Vec::new() }
    }
}
