//! What names a rulebook, and who wrote it.

use std::fmt;

/// How rulebooks that come with huashu are named.
const BUILTIN: &str = "builtin:";

/// A rulebook to load.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reference {
    /// Every pack that comes with huashu, with every rule switched on: `builtin:all`.
    Everything,
    /// A pack that comes with huashu, such as `chat`.
    Builtin(String),
    /// What a resolver finds under this name, such as the path of a file.
    File(String),
    /// A text at hand.
    Text {
        /// What it is called in messages; relative names in its `extends` are relative to it.
        name: String,
        /// The TOML.
        text: String,
    },
}

impl Reference {
    /// Reads a name as the command line and `extends` have it: `builtin:NAME`, `builtin:all` or a path.
    pub fn parse(name: &str) -> Self {
        match name.strip_prefix(BUILTIN) {
            Some("all") => Reference::Everything,
            Some(pack) => Reference::Builtin(pack.to_owned()),
            None => Reference::File(name.to_owned()),
        }
    }

    /// Returns whether it comes with huashu.
    pub fn is_builtin(&self) -> bool {
        matches!(self, Reference::Everything | Reference::Builtin(_))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reference::Everything => write!(f, "{BUILTIN}all"),
            Reference::Builtin(pack) => write!(f, "{BUILTIN}{pack}"),
            Reference::File(name) | Reference::Text { name, .. } => f.write_str(name),
        }
    }
}

/// Who wrote a rulebook, which decides how far it is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Author {
    /// It comes with huashu and was tested with it.
    Huashu,
    /// Anybody else, whatever the rulebook is called.
    Other,
}
