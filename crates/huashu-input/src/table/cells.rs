//! Rows of cells, whatever kind of file they come from.

use std::borrow::Cow;

use crate::record::columns::Field;
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// Rows in which the header is looked for.
pub(crate) const HEADER_WITHIN: usize = 10;

/// One row – its number from 1 and its cells –, or why it could not be read.
pub(crate) type RowResult<'r> = Result<(u64, Vec<Cow<'r, str>>), Box<Problem>>;

/// Rows of cells, from top to bottom.
pub(crate) trait CellRows: Send {
    /// Returns the next row, with as many cells as it has.
    fn next_row(&mut self) -> Option<RowResult<'_>>;

    /// Returns whether no row is left.
    fn is_at_end(&mut self) -> bool;

    /// Takes the problems and remarks of reading.
    fn notes(&mut self) -> (Vec<Problem>, Vec<Message>);

    /// Says what the columns hold, once the header has been found.
    fn set_columns(&mut self, _fields: &[Option<Field>]) {}

    /// Returns among how many of the first rows the header is looked for; exports like to put a title first.
    fn header_within(&self) -> usize {
        HEADER_WITHIN
    }

    /// Returns whether an empty cell may stand for the one above, as in spreadsheets with merged cells.
    fn may_be_merged(&self) -> bool {
        true
    }

    /// Returns what parts the cells of a text, where the rows are text.
    fn delimiter(&self) -> Option<u8> {
        None
    }
}
