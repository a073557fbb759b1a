//! Changes of a file that mend what was found in it, each at its exact place.

use crate::suggestion::Applicability;

/// A change of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Where the words begin that are replaced.
    pub start: FilePosition,
    /// Where they end: the position behind the last of them.
    pub end: FilePosition,
    /// What is to stand there, quoted and escaped as the file does it.
    pub text: String,
    /// How safe it is to apply.
    pub applicability: Applicability,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilePosition {
    /// The line, counting from 1.
    pub line: u64,
    /// The character (Unicode scalar value) in the line, counting from 1.
    pub column: u64,
    /// The byte of UTF-8 in the line, counting from 1.
    pub byte_column: u64,
}
