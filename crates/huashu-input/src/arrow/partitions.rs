//! Columns that stand in the names of folders: `dt=2026-11-27/part-0.parquet` is a table with a column `dt`.

use std::sync::Arc;

use arrow_array::types::Int8Type;
use arrow_array::{ArrayRef, DictionaryArray, Int8Array, RecordBatch, RecordBatchReader, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use super::batches::Batches;

/// What engines call a partition whose value is null.
const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// A table with the columns of its folders before its own.
struct Partitioned {
    inner: Batches,
    values: Vec<Option<String>>,
    schema: SchemaRef,
}

/// Puts the columns that folders of a path name before those of a table, unless the table has them itself.
///
/// They come first so that what a row says itself counts more.
pub(super) fn with_partitions(path: &str, inner: Batches) -> Batches {
    let own = inner.schema();
    let pairs: Vec<_> = of_path(path).into_iter().filter(|(name, _)| own.index_of(name).is_err()).collect();
    if pairs.is_empty() {
        return inner;
    }
    let kind = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let named = pairs.iter().map(|(name, _)| Arc::new(Field::new(name, kind.clone(), true)));
    let fields: Vec<_> = named.chain(own.fields().iter().cloned()).collect();
    let values = pairs.into_iter().map(|(_, value)| value).collect();
    Box::new(Partitioned { inner, values, schema: Arc::new(Schema::new(fields)) })
}

/// Returns the columns that the folders of a path name, and their values.
fn of_path(path: &str) -> Vec<(String, Option<String>)> {
    let mut parts: Vec<&str> = path.split(['/', '\\']).collect();
    parts.pop();
    let pairs = parts.into_iter().filter_map(|part| part.split_once('='));
    let pairs = pairs.filter(|(name, _)| !name.is_empty());
    pairs.map(|(name, value)| (decoded(name), (value != NULL).then(|| decoded(value)))).collect()
}

/// Returns a name in which engines wrote characters that file systems do not take as `%3A`.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match digits.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

impl Partitioned {
    fn widen(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let constant = |value: &Option<String>| -> Result<ArrayRef, ArrowError> {
            let keys = Int8Array::from_iter((0..batch.num_rows()).map(|_| value.as_ref().map(|_| 0)));
            let values = Arc::new(StringArray::from_iter_values(value));
            Ok(Arc::new(DictionaryArray::<Int8Type>::try_new(keys, values)?))
        };
        let mut columns = self.values.iter().map(constant).collect::<Result<Vec<_>, _>>()?;
        columns.extend_from_slice(batch.columns());
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
    }
}

impl Iterator for Partitioned {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.inner.next()?;
        Some(batch.and_then(|batch| self.widen(&batch)))
    }
}

impl RecordBatchReader for Partitioned {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_name_columns() {
        let pair = |name: &str, value: Option<&str>| (name.to_owned(), value.map(str::to_owned));
        assert_eq!(
            of_path("data/dt=2026-11-27/hour=09%3A00/地区=%E5%8C%97京/part=0.parquet"),
            [pair("dt", Some("2026-11-27")), pair("hour", Some("09:00")), pair("地区", Some("北京"))]
        );
        assert_eq!(of_path("dt=__HIVE_DEFAULT_PARTITION__/a.parquet"), [pair("dt", None)]);
        assert_eq!(of_path("a=100%/=x/b.parquet"), [pair("a", Some("100%"))]);
        assert_eq!(of_path("dt=1.parquet"), []);
    }
}
