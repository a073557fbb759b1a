//! From bytes to UTF-8: which encoding a file is in, and reading it piece by piece.
//!
//! Strict UTF-8 comes first, then marks and patterns of UTF-16, then a guess
//! among the Chinese encodings, which the run remarks on. ASCII decides nothing: the
//! first other byte does, wherever in the file it stands.

use std::io::{self, Read};
use std::sync::Arc;

use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, UTF_8};

use crate::record_limit::RecordLimit;
use crate::source::guess::{guess, utf16_by_pattern};
use crate::source::messages::{bad_bytes, unreadable};
use crate::source::mixed;
use crate::source::origin::Source;
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// Bytes read at once.
pub(crate) const BLOCK: usize = 256 * 1024;
/// Bytes looked at to tell the encoding.
const SAMPLE: usize = 64 * 1024;
/// Bytes of a line up to which it is kept back to tell its encoding.
const LONGEST_LINE: usize = 4 * BLOCK;
/// Most problems with bytes told one by one; a wrong encoding has millions.
const MOST_PROBLEMS: u64 = 200;

/// A source read as UTF-8.
pub(crate) struct Text {
    reader: Box<dyn Read + Send>,
    pub(crate) file: Arc<str>,
    /// The first bytes as they came, which tell files that are not text.
    pub(crate) magic: Vec<u8>,
    state: State,
    /// Bytes read and not yet decoded.
    raw: Vec<u8>,
    ended: bool,
    /// Bytes decoded so far, which is where `raw` begins.
    offset: u64,
    /// Decoded bytes kept back after looking ahead.
    ready: Vec<u8>,
    /// Bytes of an unfinished character, for `fill_text`.
    partial: Vec<u8>,
    checked_bytes: u64,
    line: u64,
    /// Line reached by the decoder, which runs ahead of `line`.
    decoded_line: u64,
    last_bad_line: u64,
    bad_lines: u64,
    /// Nobody named the encoding, so that each line may be in its own.
    by_line: bool,
    /// `raw` begins what goes on with the next block.
    is_cut: bool,
    /// It was said that lines are in another encoding.
    is_mixed: bool,
    pub(crate) problems: Vec<Problem>,
    pub(crate) remarks: Vec<Message>,
}

enum State {
    /// Nothing but ASCII so far.
    Ascii,
    /// UTF-8, passed on as it is.
    Utf8,
    Other(encoding_rs::Decoder),
}

impl Text {
    /// Opens a source and finds its encoding, unless one is named.
    pub(crate) fn open(source: &Source, encoding: Option<&'static Encoding>) -> io::Result<Text> {
        let mut text = Text {
            reader: source.open()?,
            file: Arc::clone(&source.name),
            magic: Vec::new(),
            state: State::Ascii,
            raw: Vec::new(),
            ended: false,
            offset: 0,
            ready: Vec::new(),
            partial: Vec::new(),
            checked_bytes: 0,
            line: 1,
            decoded_line: 1,
            last_bad_line: 0,
            bad_lines: 0,
            by_line: encoding.is_none(),
            is_cut: false,
            is_mixed: false,
            problems: Vec::new(),
            remarks: Vec::new(),
        };
        text.read_until(SAMPLE);
        text.magic = text.raw.iter().take(8).copied().collect();
        text.start(encoding);
        Ok(text)
    }

    /// Returns the beginning of the text, without using it up.
    pub(crate) fn head(&mut self, length: usize) -> &[u8] {
        let mut ready = std::mem::take(&mut self.ready);
        while ready.len() < length && self.decode_block(&mut ready) {}
        self.ready = ready;
        &self.ready[..self.ready.len().min(length)]
    }

    /// Appends the next bytes; they are UTF-8 but for bytes that were wrong in a UTF-8 file. `false` at the end.
    pub(crate) fn fill(&mut self, out: &mut Vec<u8>) -> bool {
        if !self.ready.is_empty() {
            out.append(&mut self.ready);
            return true;
        }
        self.decode_block(out)
    }

    /// Appends the next text; wrong bytes become U+FFFD and a problem. `false` at the end.
    pub(crate) fn fill_text(&mut self, out: &mut String) -> bool {
        let mut bytes = std::mem::take(&mut self.partial);
        let more = self.fill(&mut bytes);
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let (good, bad) = match simdutf8::compat::from_utf8(rest) {
                Ok(text) => (text, None),
                Err(error) => {
                    let good = simdutf8::basic::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default();
                    (good, Some(error.error_len()))
                }
            };
            out.push_str(good);
            self.line += memchr::memchr_iter(b'\n', good.as_bytes()).count() as u64;
            self.checked_bytes += good.len() as u64;
            rest = &rest[good.len()..];
            match bad {
                None => {}
                Some(None) if more => {
                    self.partial = rest.to_vec();
                    break;
                }
                Some(length) => {
                    let length = length.unwrap_or(rest.len());
                    self.note_bad_bytes(self.line, self.checked_bytes, UTF_8);
                    out.push('\u{fffd}');
                    self.checked_bytes += length as u64;
                    rest = &rest[length..];
                }
            }
        }
        more
    }

    /// Reads the text to its end; `None`, and no more than about `most` bytes of it read, where it is longer.
    pub(crate) fn read_whole(&mut self, most: RecordLimit) -> Option<String> {
        let mut all = String::new();
        while self.fill_text(&mut all) {
            if most.is_exceeded_by(all.len()) {
                return None;
            }
        }
        (!most.is_exceeded_by(all.len())).then_some(all)
    }

    /// Returns the name of the encoding, where it is known by now: ASCII tells nothing.
    pub(crate) fn encoding_name(&self) -> Option<&'static str> {
        match &self.state {
            State::Other(decoder) => Some(decoder.encoding().name()),
            State::Utf8 => Some(UTF_8.name()),
            _ => None,
        }
    }

    /// Returns the byte of the file at which the text begins: behind a mark, where there is one.
    pub(crate) fn first_byte(&self) -> u64 {
        self.checked_bytes
    }

    /// Returns what reads the source's bytes as they are in the file, of a text from which nothing was taken yet.
    #[cfg(feature = "parquet")]
    pub(crate) fn into_reader(self) -> Box<dyn Read + Send> {
        Box::new(io::Cursor::new(self.raw).chain(self.reader))
    }

    /// Returns the source's bytes as they are in the file, of a text from which nothing was taken yet.
    pub(crate) fn into_bytes(mut self) -> io::Result<Vec<u8>> {
        let mut bytes = std::mem::take(&mut self.raw);
        self.reader.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn read_until(&mut self, length: usize) {
        let mut raw = std::mem::take(&mut self.raw);
        while !self.ended && raw.len() < length {
            self.read_block(&mut raw);
        }
        self.raw = raw;
    }

    /// Appends the next block as it is in the file, and notes the end.
    fn read_block(&mut self, out: &mut Vec<u8>) {
        let before = out.len();
        out.reserve(BLOCK + 1);
        let mut part = self.reader.by_ref().take(BLOCK as u64);
        match part.read_to_end(out) {
            Ok(_) => self.ended = out.len() == before,
            Err(error) => {
                self.ended = true;
                self.problems.push(unreadable(&self.file, &error));
            }
        }
    }

    /// Passes the next block of a UTF-8 file on to where it is wanted; `false` when there is none.
    fn pass_utf8(&mut self, out: &mut Vec<u8>) -> bool {
        let before = out.len();
        out.append(&mut self.raw);
        if (out.len() == before || self.is_cut) && !self.ended {
            self.read_block(out);
        }
        self.is_cut = false;
        if self.by_line {
            self.mend(out, before);
        }
        self.offset += (out.len() - before) as u64;
        out.len() > before || (self.is_cut && self.pass_utf8(out))
    }

    /// Leaves what stands behind a place for the next block.
    fn keep_back(&mut self, out: &mut Vec<u8>, from: usize) {
        self.raw = out.split_off(from);
        self.is_cut = !self.raw.is_empty();
    }

    /// Decodes lines of a UTF-8 file that are in another encoding.
    fn mend(&mut self, out: &mut Vec<u8>, before: usize) {
        let unfinished = if self.ended { 0 } else { mixed::unfinished(&out[before..]) };
        if simdutf8::basic::from_utf8(&out[before..out.len() - unfinished]).is_ok() {
            // Its other bytes may show that the character is none.
            self.keep_back(out, out.len() - unfinished);
            self.decoded_line += memchr::memchr_iter(b'\n', &out[before..]).count() as u64;
            return;
        }
        while !self.ended && !out.ends_with(b"\n") && out.len() - before < LONGEST_LINE {
            self.read_block(out);
            let end = memchr::memrchr(b'\n', out).map_or(out.len(), |last| last + 1);
            if end > before {
                self.keep_back(out, end);
                break;
            }
        }
        if let Some((mended, first)) = mixed::mended(&out[before..]) {
            self.note_mixed(self.decoded_line + first, UTF_8, GB18030);
            out.truncate(before);
            out.extend_from_slice(&mended);
        }
        self.decoded_line += memchr::memchr_iter(b'\n', &out[before..]).count() as u64;
    }

    fn start(&mut self, named: Option<&'static Encoding>) {
        if let Some((encoding, length)) = Encoding::for_bom(&self.raw) {
            self.raw.drain(..length);
            self.offset = length as u64;
            self.checked_bytes = length as u64;
            if named.is_none_or(|named| named == UTF_8 || named == encoding) {
                self.use_encoding(encoding);
                return;
            }
        }
        if let Some(encoding) = named {
            self.use_encoding(encoding);
        } else if let Some(encoding) = utf16_by_pattern(&self.raw) {
            self.guessed(encoding);
        }
    }

    fn use_encoding(&mut self, encoding: &'static Encoding) {
        self.state =
            if encoding == UTF_8 { State::Utf8 } else { State::Other(encoding.new_decoder_without_bom_handling()) };
    }

    fn guessed(&mut self, encoding: &'static Encoding) {
        let name = encoding.name();
        let file = &self.file;
        self.remarks.push(huashu_model::message!(
            "{file}：按 {name} 编码读取（推断）",
            "{file}: read as {name}, which was guessed"
        ));
        self.use_encoding(encoding);
    }

    /// Decodes one more block; `false` when there is none.
    fn decode_block(&mut self, out: &mut Vec<u8>) -> bool {
        if matches!(self.state, State::Utf8) {
            return self.pass_utf8(out);
        }
        self.read_until(1);
        if self.raw.is_empty() && self.ended && !matches!(self.state, State::Other(_)) {
            return false;
        }
        if matches!(self.state, State::Ascii) {
            match self.raw.iter().position(|byte| !byte.is_ascii()) {
                None => return self.pass(out),
                Some(start) => {
                    self.read_until(start + SAMPLE);
                    let end = self.raw.len().min(start + SAMPLE);
                    let whole = self.ended && end == self.raw.len();
                    match guess(&self.raw[start..end], whole) {
                        encoding if encoding == UTF_8 => self.state = State::Utf8,
                        encoding => self.guessed(encoding),
                    }
                }
            }
        }
        match &mut self.state {
            State::Ascii => self.pass(out),
            State::Utf8 => self.pass_utf8(out),
            State::Other(_) => self.decode(out),
        }
    }

    fn pass(&mut self, out: &mut Vec<u8>) -> bool {
        self.decoded_line += memchr::memchr_iter(b'\n', &self.raw).count() as u64;
        self.offset += self.raw.len() as u64;
        if out.is_empty() {
            std::mem::swap(out, &mut self.raw);
            self.raw.clear();
        } else {
            out.append(&mut self.raw);
        }
        !out.is_empty()
    }

    fn decode(&mut self, out: &mut Vec<u8>) -> bool {
        let State::Other(decoder) = &self.state else { return false };
        let encoding = decoder.encoding();
        let raw = std::mem::take(&mut self.raw);
        let may_be_mixed = self.by_line && [GB18030, BIG5].contains(&encoding);
        let (runs, end) = match may_be_mixed {
            true => mixed::runs(&raw, self.ended || raw.len() > LONGEST_LINE),
            false => (vec![mixed::Run { bytes: 0..raw.len(), is_utf8: false }], raw.len()),
        };
        let before = out.len();
        for run in runs {
            let bytes = &raw[run.bytes];
            if run.is_utf8 {
                self.note_mixed(self.decoded_line, encoding, UTF_8);
                self.offset += bytes.len() as u64;
                self.decoded_line += memchr::memchr_iter(b'\n', bytes).count() as u64;
                out.extend_from_slice(bytes);
            } else {
                self.decode_run(bytes, encoding, out);
            }
        }
        self.raw = raw[end..].to_vec();
        if self.ended {
            self.end_decoder(encoding, out);
        }
        // Nothing but the beginning of a line: more is read before anything is said.
        out.len() > before || (!self.raw.is_empty() && self.decode_more(out))
    }

    fn decode_more(&mut self, out: &mut Vec<u8>) -> bool {
        self.read_until(self.raw.len() + 1);
        self.decode(out)
    }

    /// Decodes bytes of the file's own encoding.
    fn decode_run(&mut self, bytes: &[u8], encoding: &'static Encoding, out: &mut Vec<u8>) {
        let State::Other(decoder) = &mut self.state else { return };
        let mut text = String::new();
        let mut used = 0;
        let mut bad = Vec::new();
        loop {
            let left = bytes.len() - used;
            text.reserve(decoder.max_utf8_buffer_length(left).unwrap_or(left * 3 + 16));
            let (result, read) = decoder.decode_to_string_without_replacement(&bytes[used..], &mut text, false);
            used += read;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, after) => {
                    let back = u64::from(length) + u64::from(after);
                    bad.push((text.len(), (self.offset + used as u64).saturating_sub(back)));
                    text.push('\u{fffd}');
                }
            }
        }
        self.offset += used as u64;
        self.note_bad_places(&text, bad, encoding);
        out.extend_from_slice(text.as_bytes());
    }

    /// Counts the lines of a decoded text, and notes where its bytes were wrong.
    fn note_bad_places(&mut self, text: &str, bad: Vec<(usize, u64)>, encoding: &'static Encoding) {
        let newlines = |range: &str| memchr::memchr_iter(b'\n', range.as_bytes()).count() as u64;
        let mut line = self.decoded_line;
        let mut from = 0;
        for (position, at) in bad {
            line += newlines(&text[from..position]);
            from = position;
            self.note_bad_bytes(line, at, encoding);
        }
        self.decoded_line = line + newlines(&text[from..]);
    }

    /// Tells the decoder that nothing follows; what it still waited for was wrong.
    fn end_decoder(&mut self, encoding: &'static Encoding, out: &mut Vec<u8>) {
        // The decoder must not be used after its end.
        let State::Other(mut decoder) = std::mem::replace(&mut self.state, State::Utf8) else { return };
        let mut text = String::with_capacity(16);
        let (result, _) = decoder.decode_to_string_without_replacement(&[], &mut text, true);
        if let DecoderResult::Malformed(length, _) = result {
            text.push('\u{fffd}');
            self.note_bad_bytes(self.decoded_line, self.offset.saturating_sub(u64::from(length)), encoding);
        }
        out.extend_from_slice(text.as_bytes());
    }

    /// Says, once, that some lines are in another encoding than the rest.
    fn note_mixed(&mut self, line: u64, most: &'static Encoding, here: &'static Encoding) {
        if std::mem::replace(&mut self.is_mixed, true) {
            return;
        }
        let (most, here) = (most.name(), here.name());
        let message = huashu_model::message!(
            "文件里混有 {most} 和 {here} 的行（这一行起），已逐行按各自的编码读取",
            "lines of {most} and of {here} stand in one file (from this line on); each was read in its own encoding"
        );
        let help = huashu_model::message!(
            "请核对读出的内容；最好把文件统一存为 UTF-8",
            "check what was read; best save the file as UTF-8 throughout"
        );
        self.problems.push(Problem::warning("input/mixed-encoding", message).at(&self.file, line).with_help(help));
    }

    fn note_bad_bytes(&mut self, line: u64, at: u64, encoding: &'static Encoding) {
        if line == self.last_bad_line {
            return;
        }
        self.last_bad_line = line;
        self.bad_lines += 1;
        if self.bad_lines <= MOST_PROBLEMS {
            self.problems.push(bad_bytes(&self.file, line, at, encoding.name()));
        } else if self.bad_lines == MOST_PROBLEMS + 1 {
            let message = huashu_model::message!(
                "还有更多行的编码不对，不再逐行列出",
                "more lines have bytes of another encoding; they are not listed one by one"
            );
            self.problems.push(Problem::error("input/bad-encoding", message).at(&self.file, line));
        }
    }
}
