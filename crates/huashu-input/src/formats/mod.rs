//! One file a format.

pub(crate) mod canned;
pub(crate) mod csv;
pub(crate) mod html;
pub(crate) mod json;
mod json_extent;
pub(crate) mod json_lines;
mod line_shapes;
pub(crate) mod preset_gather;
pub(crate) mod preset_json;
pub(crate) mod preset_table;
pub(crate) mod preset_text;
mod spoken_lines;
pub(crate) mod text;
