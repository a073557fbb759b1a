//! One file a format.

pub(crate) mod canned;
pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod json_lines;
pub(crate) mod text;
