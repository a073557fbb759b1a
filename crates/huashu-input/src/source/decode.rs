//! From bytes to UTF-8: which encoding a file is in, and reading it piece by piece.
//!
//! Strict UTF-8 comes first, then marks and patterns of UTF-16, then a guess
//! among the Chinese encodings, which the run remarks on. ASCII decides nothing: the
//! first other byte does, wherever in the file it stands.

use std::io::{self, Read};
use std::sync::Arc;

use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::source::messages::{bad_bytes, unreadable};
use crate::source::origin::Source;
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// Bytes read at once.
pub(crate) const BLOCK: usize = 256 * 1024;
/// Bytes looked at to tell the encoding.
const SAMPLE: usize = 64 * 1024;
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
    /// The encoding was guessed, and nothing was found yet that is in another.
    is_guessed: bool,
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
            is_guessed: false,
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

    /// Reads the next block of a UTF-8 file to where it is wanted; `false` when there is none.
    fn read_straight(&mut self, out: &mut Vec<u8>) -> bool {
        let before = out.len();
        if !self.ended {
            self.read_block(out);
        }
        let length = out.len() - before;
        self.offset += length as u64;
        length > 0
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
        self.is_guessed = true;
        self.use_encoding(encoding);
    }

    /// Decodes one more block; `false` when there is none.
    fn decode_block(&mut self, out: &mut Vec<u8>) -> bool {
        if self.raw.is_empty() && matches!(self.state, State::Utf8) {
            return self.read_straight(out);
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
            State::Ascii | State::Utf8 => self.pass(out),
            State::Other(_) => self.decode(out),
        }
    }

    fn pass(&mut self, out: &mut Vec<u8>) -> bool {
        if matches!(self.state, State::Ascii) {
            self.decoded_line += memchr::memchr_iter(b'\n', &self.raw).count() as u64;
        }
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
        self.note_other_encoding();
        let State::Other(decoder) = &mut self.state else { return false };
        let encoding = decoder.encoding();
        let mut text = String::new();
        let mut used = 0;
        let mut bad = Vec::new();
        loop {
            let left = self.raw.len() - used;
            text.reserve(decoder.max_utf8_buffer_length(left).unwrap_or(left * 3 + 16));
            let (result, read) =
                decoder.decode_to_string_without_replacement(&self.raw[used..], &mut text, self.ended);
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
        let finished = self.ended;
        self.offset += used as u64;
        self.raw.clear();
        let newlines = |range: &str| memchr::memchr_iter(b'\n', range.as_bytes()).count() as u64;
        let mut line = self.decoded_line;
        let mut from = 0;
        for (position, at) in bad {
            line += newlines(&text[from..position]);
            from = position;
            self.note_bad_bytes(line, at, encoding);
        }
        self.decoded_line = line + newlines(&text[from..]);
        out.extend_from_slice(text.as_bytes());
        if finished {
            // The decoder must not be used after its end.
            self.state = State::Utf8;
        }
        !text.is_empty()
    }

    /// Looks for lines that are UTF-8 in a file that began otherwise: read as GB18030 they would be other words.
    fn note_other_encoding(&mut self) {
        let State::Other(decoder) = &self.state else { return };
        if !self.is_guessed || ![GB18030, BIG5].contains(&decoder.encoding()) {
            return;
        }
        let lines = self.raw.split_inclusive(|byte| *byte == b'\n').zip(self.decoded_line..);
        let Some(line) = lines.into_iter().find(|(line, _)| is_surely_utf8(line)).map(|(_, number)| number) else {
            return;
        };
        self.is_guessed = false;
        let name = decoder.encoding().name();
        let message = huashu_model::message!(
            "文件开头是 {name}，从这一行起却有 UTF-8 的内容，读出来会是乱码",
            "the file begins as {name}, but this line is UTF-8, and was misread"
        );
        let help = huashu_model::message!(
            "请把文件统一存为 UTF-8，或拆成两个文件",
            "save the file as UTF-8 throughout, or as two files"
        );
        self.problems.push(Problem::error("input/mixed-encoding", message).at(&self.file, line).with_help(help));
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

/// Returns whether a line has so many characters of UTF-8 that no other encoding has them by chance.
fn is_surely_utf8(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(|text| text.chars().filter(|character| !character.is_ascii()).count() >= 6)
}

/// Tells UTF-16 without a mark by its zero bytes: every ASCII character has one, always on the same side.
fn utf16_by_pattern(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |side: usize| sample.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let pairs = sample.len() / 2;
    let many = |count: usize| count * 10 >= pairs && count > 0;
    match (many(even), many(odd)) {
        (false, true) if even * 20 <= odd => Some(UTF_16LE),
        (true, false) if odd * 20 <= even => Some(UTF_16BE),
        _ => None,
    }
}

/// Tells the encoding of a sample that is not all ASCII; `whole` says that nothing follows it.
fn guess(sample: &[u8], whole: bool) -> &'static Encoding {
    let (good, bad) = count_utf8(sample, whole);
    // A few broken bytes do not make a UTF-8 file Chinese legacy text, in which such sequences are rare.
    if bad == 0 || good > 4 * bad {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, whole);
    let guessed = detector.guess(Some(b"cn"), chardetng::Utf8Detection::Deny);
    let guessed = if guessed == GBK { GB18030 } else { guessed };
    let (gb, big5) = (judge(GB18030, sample, whole), judge(BIG5, sample, whole));
    if guessed == GB18030 || guessed == BIG5 {
        return match gb.common.total_cmp(&big5.common) {
            _ if gb.errors == 0 && big5.errors > 0 && gb.common > 0.0 => GB18030,
            _ if big5.errors == 0 && gb.errors > 0 && big5.common > 0.0 => BIG5,
            std::cmp::Ordering::Greater => GB18030,
            std::cmp::Ordering::Less => BIG5,
            std::cmp::Ordering::Equal => guessed,
        };
    }
    if gb.errors == 0 && gb.han > 0.5 { GB18030 } else { guessed }
}

/// Characters that Chinese service talk cannot do without, simplified and traditional.
const COMMON: &str =
    "的一是不了在我您好请請有你这這个個们們吗嗎客服户戶为為什么麼可以到会會时時间間，。？！没沒来來要多少上下";

/// How well an encoding fits a sample.
struct Fit {
    /// Sequences that mean nothing in the encoding, or only what each machine likes.
    errors: usize,
    /// Share of Han characters and their punctuation among all but ASCII.
    han: f64,
    /// Share of very common characters.
    common: f64,
}

/// Counts characters of several bytes, and bytes that are no part of any.
fn count_utf8(sample: &[u8], whole: bool) -> (usize, usize) {
    let (mut good, mut bad) = (0, 0);
    let mut rest = sample;
    loop {
        let (valid, error) = match std::str::from_utf8(rest) {
            Ok(text) => (text, None),
            Err(error) => {
                (std::str::from_utf8(&rest[..error.valid_up_to()]).unwrap_or_default(), Some(error.error_len()))
            }
        };
        good += valid.chars().filter(|character| !character.is_ascii()).count();
        match error {
            None => return (good, bad),
            Some(None) => return (good, bad + usize::from(whole)),
            Some(Some(length)) => {
                bad += 1;
                rest = &rest[valid.len() + length..];
            }
        }
    }
}

fn judge(encoding: &'static Encoding, sample: &[u8], whole: bool) -> Fit {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(sample.len()).unwrap_or(sample.len() * 3));
    let (mut used, mut errors) = (0, 0);
    loop {
        text.reserve(16);
        let (result, read) = decoder.decode_to_string_without_replacement(&sample[used..], &mut text, whole);
        used += read;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(sample.len()),
            DecoderResult::Malformed(..) => errors += 1,
        }
    }
    let (mut others, mut han, mut common) = (0_usize, 0_usize, 0_usize);
    for character in text.chars().filter(|character| !character.is_ascii()) {
        others += 1;
        han += usize::from(
            matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}'),
        );
        common += usize::from(COMMON.contains(character));
        errors += usize::from(matches!(character, '\u{e000}'..='\u{f8ff}'));
    }
    let share = |count: usize| count as f64 / others.max(1) as f64;
    Fit { errors, han: share(han), common: share(common) }
}
