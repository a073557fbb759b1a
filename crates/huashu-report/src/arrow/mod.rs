//! Findings and conversations as Arrow record batches, for engines, warehouses and data frames.
//!
//! A column that a finding has as JSON has its name and values; what JSON leaves out is null. Types are those that
//! every engine takes: texts, signed numbers, UTC timestamps, lists and structs. Knows no file and no engine.

mod conversations;
mod findings;
mod lists;

pub use conversations::{CONVERSATION_COLUMNS, ConversationBatches, conversations_schema};
pub use findings::{FINDING_COLUMNS, FindingBatches, findings_schema};

/// Rows at which a batch is full.
const FULL_ROWS: usize = 16 * 1024;
/// Bytes of text at which a batch is full.
const FULL_BYTES: usize = 32 << 20;

/// What a column holds, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnInfo {
    /// Its name.
    pub name: &'static str,
    /// What it holds, in Chinese.
    pub zh: &'static str,
    /// What it holds, in English.
    pub en: &'static str,
}

const fn column(name: &'static str, zh: &'static str, en: &'static str) -> ColumnInfo {
    ColumnInfo { name, zh, en }
}
