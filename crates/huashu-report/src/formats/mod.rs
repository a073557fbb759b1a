//! One file an output format, and the list of them.
//!
//! Adding a format is its own file and one line in [`OUTPUTS`].

mod checkstyle;
mod concise;
mod csv;
mod github;
mod gitlab;
mod html;
mod json;
mod junit;
mod markdown;
#[cfg(feature = "parquet")]
mod parquet;
mod rdjson;
mod sarif;
mod text;
mod xlsx;

use crate::renderer::Output;

/// Every output format; the first is the default.
pub const OUTPUTS: &[Output] = &[
    text::OUTPUT,
    concise::OUTPUT,
    json::OUTPUT,
    json::LINES,
    csv::OUTPUT,
    xlsx::OUTPUT,
    #[cfg(feature = "parquet")]
    parquet::OUTPUT,
    sarif::OUTPUT,
    junit::OUTPUT,
    github::OUTPUT,
    markdown::OUTPUT,
    gitlab::OUTPUT,
    checkstyle::OUTPUT,
    rdjson::OUTPUT,
    html::OUTPUT,
];
