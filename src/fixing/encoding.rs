//! Bytes as text and back: a file keeps its encoding, its byte order mark and its line ends.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// A file's text, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    encoding: &'static Encoding,
    mark: &'static [u8],
}

/// Byte order marks, and what they announce.
const MARKS: [(&[u8], &Encoding); 3] = [(b"\xEF\xBB\xBF", UTF_8), (b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)];

impl Decoded {
    /// Reads bytes; `None` where writing the text again would not give the same bytes.
    pub fn of(bytes: &[u8], given: Option<&'static Encoding>) -> Option<Decoded> {
        let marked = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark));
        let (mark, told): (&'static [u8], _) =
            marked.map_or((&[], given), |(mark, encoding)| (mark, Some(*encoding)));
        let rest = &bytes[mark.len()..];
        let candidates: &[&'static Encoding] = if told.is_some() { &[] } else { &[UTF_8, GB18030] };
        let tried = told.iter().copied().chain(candidates.iter().copied());
        tried.into_iter().find_map(|encoding| {
            let text = encoding.decode_without_bom_handling_and_without_replacement(rest)?.into_owned();
            let decoded = Decoded { text, encoding, mark };
            (decoded.encode(&decoded.text).as_deref() == Some(bytes)).then_some(decoded)
        })
    }

    /// Returns whether it is written in UTF-8.
    pub(super) fn is_utf8(&self) -> bool {
        self.encoding == UTF_8
    }

    /// Returns whether it begins with a byte order mark.
    pub(super) fn has_mark(&self) -> bool {
        !self.mark.is_empty()
    }

    /// Returns the bytes of a text in this encoding; `None` where it has characters that the encoding lacks.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        let mut bytes = self.mark.to_vec();
        if self.encoding == UTF_16LE {
            text.encode_utf16().for_each(|unit| bytes.extend(unit.to_le_bytes()));
        } else if self.encoding == UTF_16BE {
            text.encode_utf16().for_each(|unit| bytes.extend(unit.to_be_bytes()));
        } else {
            let (encoded, _, lacking) = self.encoding.encode(text);
            if lacking {
                return None;
            }
            bytes.extend_from_slice(&encoded);
        }
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_come_back_as_they_were() {
        let text = "编号,内容\r\n1,你好\r\n";
        let utf16: Vec<u8> =
            b"\xFF\xFE".iter().copied().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for bytes in [text.as_bytes().to_vec(), marked, utf16, GB18030.encode(text).0.into_owned()] {
            let decoded = Decoded::of(&bytes, None).expect("is readable");
            assert_eq!(decoded.text, text);
            assert_eq!(decoded.encode(&decoded.text).as_deref(), Some(&bytes[..]));
        }
        assert_eq!(Decoded::of(b"PK\x03\x04\xFF\xFF\xFE\xFA", None), None);
    }
}
