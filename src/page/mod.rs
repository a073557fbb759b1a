//! Pages of figures: tables and lines over time, as text, Markdown, CSV, one self-contained HTML page or a workbook.
//!
//! Knows nothing of what the figures tell, and writes nowhere.

mod chart;
mod content;
mod csv;
mod escape;
mod format;
mod html;
mod markdown;
mod text;
mod workbook;

#[cfg(test)]
mod tests;

pub use self::content::{Cell, Chart, Page, Quote, Table};
pub use self::csv::csv;
pub use self::html::html;
pub use self::markdown::markdown;
pub use self::text::text;
pub use self::workbook::workbook;
