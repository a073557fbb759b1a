//! The language of rulebooks: what may be written, and what it says.
//!
//! The build script of this crate compiles this folder too, to read the rulebooks that come with the program; so nothing
//! here may need what is beside it. Knows no files, and nothing of rulebooks that extend one another.

pub(crate) mod binary;
mod binary_fields;
pub(crate) mod condition;
pub(crate) mod diagnostics;
pub(crate) mod document;
pub(crate) mod example;
pub(crate) mod guard;
pub(crate) mod kind;
pub(crate) mod matcher;
pub(crate) mod node;
pub(crate) mod packed;
pub(crate) mod phrase;
pub(crate) mod reach;
pub(crate) mod reference;
pub(crate) mod rewrite;
pub(crate) mod rule;
pub(crate) mod scope;
pub(crate) mod shipped;
pub(crate) mod sources;
pub(crate) mod subject;
pub(crate) mod table_fingerprint;
pub(crate) mod table_reader;
