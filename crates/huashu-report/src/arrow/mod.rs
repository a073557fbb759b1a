//! Findings and conversations as Arrow record batches, for engines, warehouses and data frames.
//!
//! A column that a finding has as JSON has its name and values; what JSON leaves out is null. Types are those that
//! every engine takes: texts, signed numbers, UTC timestamps, lists and structs. Knows no file and no engine.

mod builders;
mod columns;
mod conversations;
mod findings;

pub use columns::ColumnInfo;
pub use conversations::{ConversationBatches, conversation_columns, conversations_schema};
pub use findings::{FindingBatches, finding_columns, findings_schema};
