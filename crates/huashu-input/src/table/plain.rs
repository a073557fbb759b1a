//! A table as it is, whatever its columns mean.

use std::sync::Arc;

/// The rows of one sheet, or of one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlainTable {
    /// The file, and the sheet of a workbook: `a.xlsx!抽查`.
    pub file: Arc<str>,
    /// Number of each row that holds something, from 1, and its cells from the left; of a text, the line.
    pub rows: Vec<(u64, Vec<String>)>,
}
