//! Reading conversations: files, folders and standard input, in every format and encoding we know.
//!
//! [`find`] turns paths into sources, [`read`] turns a source into chunks (the
//! only step that does IO), and [`Chunk::parse`] turns a chunk into
//! conversations, on any thread. Reading returns what could be read and every
//! problem; nothing is left out in silence. Knows no rules.
//!
//! - `source/`: where bytes come from, and their way to UTF-8 text;
//! - `formats/`: one file a format; [`FORMATS`] lists them;
//! - `table/`: rows, and from rows to conversations;
//! - `preset/`: how a tool's export is read, where that is data;
//! - `record/`: what was read, before and while roles, times and names are understood.
//!
//! To add a format, write its file and add one line to [`FORMATS`].

mod chunk;
mod codes;
mod container;
mod describe;
mod detect;
mod diagnostics;
mod format;
mod formats;
mod options;
mod parse;
mod preset;
mod recognised;
mod record;
mod source;
mod table;

pub use chunk::{Chunk, Chunks, Parsed};
pub use codes::CODES;
pub use detect::{FORMATS, format_from_name, format_names, read};
pub use format::{Format, Head, Holds, Input};
pub use options::Options;
pub use preset::registry::{preset_from_name, presets};
pub use preset::rules::Preset;
pub use recognised::Recognised;
pub use record::columns::{Columns, Field};
pub use record::roles::{Roles, role_from_name};
pub use source::origin::Source;
pub use source::walk::{Found, find};
