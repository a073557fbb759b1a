//! Columns that say what they hold and how a row fills them; schemas, documents and batches follow from there.

use std::borrow::Cow;
use std::fmt::Debug;

use arrow_schema::{DataType, Field, Fields, TimeUnit};

use super::builders::{ListColumn, NestedColumn, StructColumn};

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

/// Things that are rows, and the columns that they fill.
pub(super) trait Table: Debug + Sized + 'static {
    /// What a row is filled from.
    type Row<'r>;

    /// The columns, in order.
    const COLUMNS: &'static [Column<Self>];
}

/// Things of which a row of `T` has some.
pub(super) trait PartOf<T: Table>: Table {
    /// Returns those of a row.
    fn parts<'a, 'r: 'a>(row: &'a T::Row<'r>) -> impl Iterator<Item = Self::Row<'a>>;
}

/// A column of a table.
pub(super) struct Column<T: Table> {
    pub(super) info: ColumnInfo,
    is_nullable: bool,
    pub(super) fill: Fill<T>,
}

/// What a row holds in a column; `None` is null.
pub(super) type Value<T, V> = for<'r> fn(&<T as Table>::Row<'r>) -> Option<V>;
/// What a row holds in a column of texts.
pub(super) type TextOf<T> = for<'a, 'r> fn(&'a <T as Table>::Row<'r>) -> Option<Cow<'a, str>>;
/// What a row holds in a column of lists of texts.
pub(super) type TextsOf<T> = for<'a, 'r> fn(&'a <T as Table>::Row<'r>) -> Vec<&'a str>;
/// What a row holds in a column of lists of counts.
pub(super) type CountsOf<T> = for<'a, 'r> fn(&'a <T as Table>::Row<'r>) -> &'a [usize];

/// How a row fills a column.
pub(super) enum Fill<T: Table> {
    Text(TextOf<T>),
    Whole(Value<T, i64>),
    Number(Value<T, f64>),
    Truth(Value<T, bool>),
    /// In microseconds since 1970.
    Moment(Value<T, i64>),
    Texts(TextsOf<T>),
    Counts(CountsOf<T>),
    /// A type, and what puts values of it together.
    Nested(fn() -> DataType, fn() -> Box<dyn NestedColumn<T>>),
}

/// Returns a column without nulls.
pub(super) const fn column<T: Table>(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    fill: Fill<T>,
) -> Column<T> {
    Column { info: ColumnInfo { name, zh, en }, is_nullable: false, fill }
}

/// Returns a column with nulls.
pub(super) const fn nullable<T: Table>(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    fill: Fill<T>,
) -> Column<T> {
    Column { info: ColumnInfo { name, zh, en }, is_nullable: true, fill }
}

impl<T: Table> Fill<T> {
    /// Fills a column with lists of structs.
    pub(super) const fn structs<P: PartOf<T>>() -> Self {
        Fill::Nested(|| list_of(DataType::Struct(fields::<P>())), || Box::new(ListColumn::<P>::new()))
    }

    /// Fills a column with structs, of which a row has one or none.
    pub(super) const fn structure<P: PartOf<T>>() -> Self {
        Fill::Nested(|| DataType::Struct(fields::<P>()), || Box::new(StructColumn::<P>::new()))
    }

    fn data_type(&self) -> DataType {
        match self {
            Fill::Text(_) => DataType::Utf8,
            Fill::Whole(_) => DataType::Int64,
            Fill::Number(_) => DataType::Float64,
            Fill::Truth(_) => DataType::Boolean,
            Fill::Moment(_) => utc(),
            Fill::Texts(_) => list_of(DataType::Utf8),
            Fill::Counts(_) => list_of(DataType::Int64),
            Fill::Nested(data_type, _) => data_type(),
        }
    }
}

/// Returns the columns of a table as fields of a schema or of a struct.
pub(super) fn fields<T: Table>() -> Fields {
    T::COLUMNS
        .iter()
        .map(|column| Field::new(column.info.name, column.fill.data_type(), column.is_nullable))
        .collect()
}

/// Returns what the columns of a table hold.
pub(super) fn described<T: Table>() -> impl Iterator<Item = ColumnInfo> {
    T::COLUMNS.iter().map(|column| column.info)
}

/// Returns the type of moments.
pub(super) fn utc() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// Returns the type of lists of something.
fn list_of(kind: DataType) -> DataType {
    // The name that every writer gives to what lists hold.
    DataType::List(Field::new("item", kind, true).into())
}

/// Returns a text that is there.
pub(super) fn said(text: &str) -> Option<Cow<'_, str>> {
    Some(Cow::Borrowed(text))
}

/// Returns a text that may be there.
pub(super) fn perhaps(text: Option<&str>) -> Option<Cow<'_, str>> {
    text.map(Cow::Borrowed)
}

/// Returns a count as columns hold it.
pub(super) fn whole(count: impl TryInto<i64>) -> Option<i64> {
    Some(count.try_into().unwrap_or(i64::MAX))
}
