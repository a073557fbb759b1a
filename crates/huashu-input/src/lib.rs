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
//!
//! ```
//! use huashu_input::{Options, Source, read};
//!
//! let source = Source::memory("log.csv", "会话ID,角色,内容\nc1,客户,在吗\nc1,客服,在的，您请说\n");
//! let options = Options::default();
//! let chunks: Vec<_> = read(&source, &options).collect();
//! let parsed = chunks.iter().map(|chunk| chunk.parse(&options));
//! let conversations: Vec<_> = parsed.flat_map(|parsed| parsed.conversations).collect();
//! assert_eq!(conversations[0].utterances[1].text, "在的，您请说");
//! ```

#[cfg(feature = "arrow")]
pub mod arrow;
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
mod plain_tables;
mod preset;
mod recognised;
mod record;
mod record_limit;
mod source;
mod table;

pub use chunk::{Chunk, Chunks, Parsed};
pub use detect::{FORMATS, format_from_name, format_names, read};
pub use format::Format;
pub use options::Options;
pub use preset::registry::{preset_from_name, presets};
pub use preset::rules::Preset;
pub use recognised::Recognised;
pub use record::columns::{Columns, Field};
pub use record::roles::Roles;
pub use record_limit::RecordLimit;
pub use source::origin::Source;
pub use source::walk::{Found, find};

// What a format is given, and what the program's pages and settings are made from; no promise is made of them.
#[cfg(feature = "parquet")]
#[doc(hidden)]
pub use arrow::READER_THREAD;
#[doc(hidden)]
pub use codes::CODES;
#[doc(hidden)]
pub use format::{Head, Holds, Input};
#[doc(hidden)]
pub use plain_tables::{PlainTables, read_plain};
#[doc(hidden)]
pub use record::roles::role_from_name;
#[doc(hidden)]
pub use table::plain::PlainTable;
