//! Tables of Arrow: read where they lie, by whatever hands them over, and what they come to handed over in the same way.

mod checked;
mod export;
mod held_over;
mod input;
mod problem_rows;

pub(crate) use checked::{check_table, empty_tables};
pub(crate) use export::ArrowTable;
pub(crate) use held_over::TableChecker;
