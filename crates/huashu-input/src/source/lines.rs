//! Reading a text line by line.

use crate::record_limit::RecordLimit;
use crate::source::decode::Text;
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// The lines of a text, with their numbers.
pub(crate) struct TextLines {
    text: Text,
    buffer: String,
    position: usize,
    number: u64,
    ended: bool,
    /// What ends a line.
    end: u8,
    /// The longest line that is given on.
    most: RecordLimit,
}

/// One line, without its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line<'l> {
    /// A line as it stands in the text.
    Whole(&'l str),
    /// A line that was passed over, as it is longer than a record may be.
    TooLong,
}

impl TextLines {
    /// Reads lines of at most `most` bytes.
    pub(crate) fn new(text: Text, most: RecordLimit) -> Self {
        TextLines { text, buffer: String::new(), position: 0, number: 0, ended: false, end: b'\n', most }
    }

    /// Reads lines that end in CR, as old Macintoshes wrote them.
    pub(crate) fn ended_by_cr(self) -> Self {
        TextLines { end: b'\r', ..self }
    }

    /// Returns the next line without its end, counting from 1.
    pub(crate) fn next_line(&mut self) -> Option<(u64, Line<'_>)> {
        let mut searched = self.position;
        let end = loop {
            if let Some(length) = memchr::memchr(self.end, &self.buffer.as_bytes()[searched..]) {
                break searched + length;
            }
            if self.ended {
                if self.position >= self.buffer.len() {
                    return None;
                }
                break self.buffer.len();
            }
            searched = self.buffer.len() - self.position;
            self.buffer.drain(..self.position);
            self.position = 0;
            if self.most.is_exceeded_by(searched) {
                self.number += 1;
                self.pass_over();
                return Some((self.number, Line::TooLong));
            }
            self.ended = !self.text.fill_text(&mut self.buffer);
        };
        let start = self.position;
        self.position = (end + 1).min(self.buffer.len());
        self.number += 1;
        let line = self.buffer[start..end].trim_end_matches('\r');
        let fits = !self.most.is_exceeded_by(line.len());
        Some((self.number, if fits { Line::Whole(line) } else { Line::TooLong }))
    }

    /// Passes over the rest of a line, of which nothing is kept.
    fn pass_over(&mut self) {
        loop {
            self.buffer.clear();
            self.position = 0;
            self.ended = !self.text.fill_text(&mut self.buffer);
            if let Some(end) = memchr::memchr(self.end, self.buffer.as_bytes()) {
                self.position = end + 1;
                return;
            }
            if self.ended {
                self.buffer.clear();
                return;
            }
        }
    }

    /// Returns whether a line is left.
    pub(crate) fn more(&mut self) -> bool {
        while self.position >= self.buffer.len() && !self.ended {
            self.buffer.clear();
            self.position = 0;
            self.ended = !self.text.fill_text(&mut self.buffer);
        }
        self.position < self.buffer.len()
    }

    /// Takes the problems and remarks of decoding.
    pub(crate) fn notes(&mut self) -> (Vec<Problem>, Vec<Message>) {
        (std::mem::take(&mut self.text.problems), self.text.remarks.drain(..).collect())
    }
}
