//! What is written, in the encoding that its reader wants.

use std::io::{self, Write};

use encoding_rs::GB18030;

use super::refused::Refused;

/// An encoding that reports can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum OutputEncoding {
    /// As everything else is.
    #[default]
    Utf8,
    /// What Windows in Chinese reads where nothing says otherwise (code page 936 is a part of it); every character has
    /// a place in it.
    Gb18030,
}

/// Reads the name of an encoding of reports.
pub(super) fn parse_output_encoding(name: &str) -> Result<OutputEncoding, Refused> {
    match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => Ok(OutputEncoding::Utf8),
        "gb18030" | "gbk" | "936" | "cp936" => Ok(OutputEncoding::Gb18030),
        _ => Err(Refused::none_of("utf-8, gb18030")),
    }
}

/// Writes UTF-8 onward in another encoding.
pub(super) struct Encoded<W> {
    pub(super) inner: W,
    encoding: OutputEncoding,
    /// The beginning of a character whose end is still to come.
    rest: Vec<u8>,
    begun: bool,
}

impl<W: Write> Encoded<W> {
    /// Writes to `inner` in an encoding.
    pub(super) fn new(inner: W, encoding: OutputEncoding) -> Encoded<W> {
        Encoded { inner, encoding, rest: Vec::new(), begun: false }
    }

    /// Encodes a piece; a byte order mark says UTF-8 and is left out.
    fn encode(&mut self, text: &str) -> io::Result<()> {
        let shown = if self.begun { text } else { text.strip_prefix('\u{feff}').unwrap_or(text) };
        self.begun |= !text.is_empty();
        let (bytes, _, _) = GB18030.encode(shown);
        self.inner.write_all(&bytes)
    }
}

impl<W: Write> Write for Encoded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.encoding == OutputEncoding::Utf8 {
            return self.inner.write(bytes);
        }
        self.rest.extend_from_slice(bytes);
        let pending = std::mem::take(&mut self.rest);
        match std::str::from_utf8(&pending) {
            Ok(text) => self.encode(text)?,
            Err(error) if error.error_len().is_some() => return Err(io::ErrorKind::InvalidData.into()),
            Err(error) => {
                let (whole, rest) = pending.split_at(error.valid_up_to());
                self.encode(std::str::from_utf8(whole).unwrap_or_default())?;
                self.rest = rest.to_vec();
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_may_be_cut_between_writes() {
        let text = "\u{feff}规则,客服\n😀龥\u{20000}";
        for size in 1..8 {
            let mut out = Encoded::new(Vec::new(), OutputEncoding::Gb18030);
            text.as_bytes().chunks(size).for_each(|piece| out.write_all(piece).expect("a piece"));
            let (read, _, wrong) = GB18030.decode(&out.inner);
            assert!(!wrong);
            assert_eq!(read, text.trim_start_matches('\u{feff}'), "in pieces of {size} bytes");
        }
    }

    #[test]
    fn utf_8_stays_as_it_is() {
        let mut out = Encoded::new(Vec::new(), OutputEncoding::Utf8);
        out.write_all("\u{feff}好".as_bytes()).expect("written");
        assert_eq!(out.inner, "\u{feff}好".as_bytes());
    }
}
