//! Findings before the eyes of people: what is drawn for them, what they marked, what their marks say of the rules.
//!
//! [`Sampler`] draws rows, [`write_sheet`] writes them, [`read_sheet`] reads them back as spreadsheets save them,
//! [`Marks`] keeps what was marked, [`Reviewed`] counts it, [`lessons`] makes examples of it and [`patch`] writes them into
//! rulebooks. It knows neither the command line nor how rules work, and prints nothing.

mod column;
mod figures;
mod import;
mod kappa;
mod lesson;
mod marks;
mod patch;
mod render;
mod sample;
mod sheet;
mod words;
mod write;

#[cfg(test)]
mod tests;

pub use column::{Column, Row};
pub use figures::{ControlFigures, Recall, Reviewed, RuleFigures};
pub use import::{Imported, marks_of};
pub use kappa::{Agreement, agreements};
pub use lesson::{Lesson, Lessons, Unfit, lessons};
pub use marks::{Mark, Marks, Merged, Settled, Verdict};
pub use patch::{NotPatched, patch, snippet};
pub use render::{json, text};
pub use sample::{Drawn, Sampler, Sampling, Size, Stratum};
pub use sheet::{SheetRow, read_sheet};
pub use write::{SheetFormat, write_sheet};
