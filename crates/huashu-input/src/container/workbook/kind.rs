//! The kinds of workbooks.

/// How a workbook is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Office Open XML.
    Xlsx,
    /// The same in binary parts.
    Xlsb,
    /// BIFF, in a compound file.
    Xls,
    /// OpenDocument.
    Ods,
}
