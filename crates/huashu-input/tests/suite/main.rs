//! From files to conversations: the formats agree, the forms of texts are told apart, nothing broken is lost.

#[cfg(feature = "arrow")]
mod arrow;
#[cfg(feature = "parquet")]
mod arrow_files;
mod attacks;
mod bad_input;
mod exports;
mod formats;
mod long_records;
mod pages;
#[cfg(feature = "arrow")]
mod row_order;
mod text_forms;
mod workbooks;
