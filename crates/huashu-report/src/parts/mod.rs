//! What several formats are made of: texts as people read them, JSON of findings, places drawn under a line.

pub(crate) mod annotations;
pub mod arithmetic;
pub(crate) mod detail;
pub(crate) mod display;
pub(crate) mod draw;
pub(crate) mod excerpt;
pub mod labels;
pub(crate) mod left_out;
pub mod markdown;
pub(crate) mod problems;
pub(crate) mod record;
pub(crate) mod statistics;
pub(crate) mod summary;
pub(crate) mod xml;
