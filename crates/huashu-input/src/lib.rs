//! Reading conversations: files, folders and standard input, in every format and encoding we know.
//!
//! [`find`] turns paths into sources, [`read`] turns a source into chunks (the
//! only step that does IO), and [`Chunk::parse`] turns a chunk into
//! conversations, on any thread. Reading returns what could be read and every
//! problem; nothing is left out in silence. Knows no rules.
//!
//! To add a format, write its file and add one line to [`FORMATS`].

mod assemble;
mod canned;
mod cells;
mod chunk;
mod codes;
mod columns;
mod context;
mod csv;
mod decode;
mod json;
mod json_lines;
mod lines;
mod message;
mod raw;
mod record;
mod roles;
mod rows;
mod sniff;
mod source;
mod table;
mod text;
mod trouble;
mod walk;

pub use chunk::{Chunk, Chunks, Parsed};
pub use codes::CODES;
pub use columns::{Columns, Field, NAMES as COLUMN_NAMES};
pub use roles::{Roles, role_from_name};
pub use sniff::{FORMATS, Format, Head, Input, format_from_name};
pub use source::Source;
pub use walk::{Found, find};

use huashu_model::transcript::Zone;

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The format of every source; recognised when `None`.
    pub format: Option<&'static dyn Format>,
    /// The encoding of every source; recognised when `None`.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Names of columns and fields.
    pub columns: Columns,
    /// Words for roles.
    pub roles: Roles,
    /// The zone of times that name none.
    pub zone: Zone,
    /// Texts that machines are known to send in an agent's name; `*` stands for any text.
    pub auto_texts: Vec<String>,
    /// The sources are libraries of canned replies.
    pub canned: bool,
}

/// Reads a source piece by piece, in order.
pub fn read<'o>(source: &Source, options: &'o Options) -> Chunks<'o> {
    sniff::read(source, options)
}
