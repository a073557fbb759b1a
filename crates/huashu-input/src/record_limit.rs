//! How long one record may be, so that no input takes more memory than was meant.

use std::fmt;
use std::sync::Arc;

use huashu_model::language::Message;
use huashu_model::problem::Problem;

const KILOBYTE: usize = 1 << 10;
const MEGABYTE: usize = 1 << 20;
const GIGABYTE: usize = 1 << 30;

/// The most bytes of UTF-8 that one record may have: a line, an element of a list, a row, a conversation of several
/// lines or rows, or a source that is read in one piece.
///
/// ```
/// use huashu_input::RecordLimit;
///
/// assert_eq!(RecordLimit::parse("64MB"), Some(RecordLimit::default()));
/// assert_eq!(RecordLimit::parse("1500").map(|limit| limit.bytes()), Some(1500));
/// assert_eq!(RecordLimit::parse("much"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordLimit(usize);

impl Default for RecordLimit {
    fn default() -> Self {
        RecordLimit(64 * MEGABYTE)
    }
}

impl RecordLimit {
    /// Reads a size: bytes, or a number with `KB`, `MB` or `GB` (1,024 of the one before), in any case; `None` for
    /// anything else and for nothing.
    pub fn parse(size: &str) -> Option<RecordLimit> {
        let size = size.trim().to_ascii_uppercase();
        let (number, unit) = size.split_at(size.find(|c: char| !c.is_ascii_digit()).unwrap_or(size.len()));
        let unit = match unit.trim() {
            "" | "B" => 1,
            "K" | "KB" => KILOBYTE,
            "M" | "MB" => MEGABYTE,
            "G" | "GB" => GIGABYTE,
            _ => return None,
        };
        let bytes = number.parse::<usize>().ok()?.checked_mul(unit)?;
        (bytes > 0).then_some(RecordLimit(bytes))
    }

    /// Returns the limit in bytes.
    pub fn bytes(self) -> usize {
        self.0
    }

    /// Returns whether a record of so many bytes is too long.
    pub(crate) fn is_exceeded_by(self, bytes: usize) -> bool {
        bytes > self.0
    }

    /// Returns the problem of a record that begins on a line, counting from 1, and is too long.
    pub(crate) fn problem(self, file: &Arc<str>, line: u64) -> Problem {
        let message = huashu_model::message!(
            "这条记录超过 {self}，没有读取",
            "the record is longer than {self} and was not read"
        );
        self.refused(message, file, line)
    }

    /// Returns the problem of a source that has to be read in one piece and is too long for it.
    pub(crate) fn problem_of_whole(self, file: &Arc<str>) -> Problem {
        let message = huashu_model::message!(
            "这种文件要整个读入，而它超过 {self}，没有读取",
            "a file of this kind is read in one piece; it is longer than {self} and was not read"
        );
        self.refused(message, file, 1)
    }

    fn refused(self, message: Message, file: &Arc<str>, line: u64) -> Problem {
        let help = huashu_model::message!(
            "其余照常检查；确实要读，就用 --max-record 或 [input] 的 max-record 放宽",
            "the rest was checked; to read it, allow more with --max-record or under [input] as max-record"
        );
        Problem::error("input/record-too-large", message).at(file, line).with_help(help)
    }
}

/// The size in the largest unit that fits it.
impl fmt::Display for RecordLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(GIGABYTE, "GB"), (MEGABYTE, "MB"), (KILOBYTE, "KB")];
        match units.into_iter().find(|(unit, _)| self.0.is_multiple_of(*unit)) {
            Some((unit, name)) => write!(f, "{} {name}", self.0 / unit),
            None => write!(f, "{} B", self.0),
        }
    }
}
