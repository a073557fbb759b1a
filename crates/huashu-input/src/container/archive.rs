//! Archives: every file in them that looks like a log is a source of its own.
//!
//! A file's name is part of the place, as in `export.zip!a/b.csv`. Files are
//! unpacked while they are read, and never to the disk. An archive in an
//! archive, and one that is much larger inside than a log can be, are refused.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::GB18030;
use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use huashu_model::problem::Problem;
use zip::{CompressionMethod, ZipArchive};

use super::document::{SLIDES, WORD};
use super::workbook::Kind;
use super::{Contents, broken};
use crate::chunk::{Chunk, Chunks, Content};
use crate::detect;
use crate::options::Options;
use crate::source::messages::unreadable;
use crate::source::origin::{Seekable, Source};
use crate::source::walk::not_read;

/// Most files of one archive.
const MOST_FILES: usize = 10_000;
/// Archives that unpack to more than this must not do so from next to nothing.
const LARGE: u64 = 256 << 20;
/// Text is seldom packed to less than a twentieth; a bomb is to a thousandth.
const LIKELY_RATIO: u64 = 200;

/// The files of an archive, in the order of their names.
pub(super) type Files = Vec<(String, Packed)>;

/// One file of an archive, as the archive describes it.
#[derive(Debug, Clone)]
pub(super) struct Packed {
    start: u64,
    packed: u64,
    size: u64,
    crc: u32,
    method: Method,
}

#[derive(Debug, Clone, Copy)]
enum Method {
    Stored,
    Deflated,
    /// One we do not unpack, or the file is encrypted.
    Other(&'static str),
}

/// A file in an archive, unpacked anew whenever it is opened.
#[derive(Clone)]
pub(crate) struct Entry {
    archive: Source,
    file: Packed,
}

impl Entry {
    /// Opens the file.
    pub(crate) fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let mut reader = self.archive.open_seekable()?;
        reader.seek(SeekFrom::Start(self.file.start))?;
        let packed = io::BufReader::with_capacity(1 << 16, reader.take(self.file.packed));
        let unpacked: Box<dyn Read + Send> = match self.file.method {
            Method::Stored => Box::new(packed),
            Method::Deflated => Box::new(DeflateDecoder::new(packed)),
            Method::Other(reason) => return Err(io::Error::new(io::ErrorKind::Unsupported, reason)),
        };
        Ok(Box::new(Checked { unpacked, left: self.file.size, crc: Crc::new(), wanted: self.file.crc }))
    }
}

/// A file that must give what its archive says: so many bytes, and with this sum.
struct Checked {
    unpacked: Box<dyn Read + Send>,
    left: u64,
    crc: Crc,
    wanted: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.unpacked.read(buffer)?;
        if count == 0 && !buffer.is_empty() {
            if self.left > 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if self.crc.sum() != self.wanted {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "checksum"));
            }
        }
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "longer than the archive says"))?;
        self.crc.update(&buffer[..count]);
        Ok(count)
    }
}

/// Tells what a zip file is: a workbook, a document, or files.
pub(super) fn contents(source: &Source) -> Result<Contents, Box<Problem>> {
    let mut reader = source.open_seekable().map_err(|error| unreadable(&source.name, &error))?;
    let length = reader.seek(SeekFrom::End(0)).map_err(|error| unreadable(&source.name, &error))?;
    let mut archive = ZipArchive::new(reader).map_err(|error| broken(source, &error.to_string()))?;
    let files = list(&mut archive, source)?;
    let total = files.iter().fold(0_u64, |sum, (_, file)| sum.saturating_add(file.size));
    if total > LARGE && total / LIKELY_RATIO > length {
        return Err(Box::new(bomb(source, total)));
    }
    let has = |prefix: &str| files.iter().any(|(name, _)| name.starts_with(prefix));
    let office = has("[Content_Types].xml");
    Ok(if office && has("word/") {
        Contents::Document(&WORD)
    } else if office && has("ppt/") {
        Contents::Document(&SLIDES)
    } else if office && has("xl/workbook.bin") {
        Contents::Workbook(Kind::Xlsb)
    } else if office || has("xl/workbook.xml") {
        Contents::Workbook(Kind::Xlsx)
    } else if has("mimetype") && has("content.xml") {
        open_document(&mut archive)
    } else if source.is_in_archive() {
        return Err(Box::new(nested(source)));
    } else if files.len() > MOST_FILES {
        return Err(Box::new(too_many(source, files.len())));
    } else {
        Contents::Files(files)
    })
}

fn open_document(archive: &mut ZipArchive<Box<dyn Seekable>>) -> Contents {
    let mut kind = String::new();
    let read = archive.by_name("mimetype").map(|file| file.take(100).read_to_string(&mut kind));
    match read {
        Ok(Ok(_)) if kind.contains("presentation") => Contents::Document(&SLIDES),
        Ok(Ok(_)) if kind.contains(".text") => Contents::Document(&WORD),
        _ => Contents::Workbook(Kind::Ods),
    }
}

fn list(archive: &mut ZipArchive<Box<dyn Seekable>>, source: &Source) -> Result<Files, Box<Problem>> {
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(|error| broken(source, &error.to_string()))?;
        if file.is_dir() {
            continue;
        }
        let method = match file.compression() {
            _ if file.encrypted() => Method::Other("encrypted"),
            CompressionMethod::Stored => Method::Stored,
            CompressionMethod::Deflated => Method::Deflated,
            _ => Method::Other("unknown compression"),
        };
        let start = file.data_start().ok_or_else(|| broken(source, "no data"))?;
        let packed = Packed { start, packed: file.compressed_size(), size: file.size(), crc: file.crc32(), method };
        files.push((entry_name(file.name_raw()).into_owned(), packed));
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(files)
}

/// Returns a name as text: archives made on Chinese systems have names in GBK.
fn entry_name(raw: &[u8]) -> Cow<'_, str> {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => Cow::Borrowed(name),
        Err(_) => GB18030.decode_without_bom_handling(raw).0,
    };
    if name.contains('\\') { Cow::Owned(name.replace('\\', "/")) } else { name }
}

/// Reads the files of an archive, one after the other.
pub(super) fn read<'o>(source: &Source, files: Files, options: &'o Options) -> Chunks<'o> {
    let mut skipped: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut names: Vec<String> = Vec::new();
    let known = detect::readable_extensions(options.holds);
    let mut sources = Vec::new();
    for (name, file) in files {
        if name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX") {
            *skipped.entry("hidden-file").or_default() += 1;
            continue;
        }
        let entry = Source::entry(&format!("{}!{name}", source.name), Entry { archive: source.clone(), file });
        if known.contains(&entry.extension().as_str()) {
            sources.push(entry);
        } else {
            *skipped.entry("unknown-extension").or_default() += 1;
            names.push(name);
        }
    }
    let mut first = Chunk::new(&source.name, Content::Nothing);
    first.diagnostics.skipped = skipped;
    if !names.is_empty() {
        first.diagnostics.remarks.insert(not_read(&source.name, &names));
    }
    if sources.is_empty() {
        first.diagnostics.problems.push(no_logs(source, &known));
    }
    let chunks = sources.into_iter().flat_map(move |entry| detect::read(&entry, options));
    Chunks::new(std::iter::once(first).chain(chunks))
}

fn no_logs(source: &Source, known: &[&str]) -> Problem {
    let known = known.join(" ");
    let message = huashu_model::message!("压缩包里没有可读的记录文件", "no logs in this archive");
    let help = huashu_model::message!("可读的扩展名：{known}", "extensions that are read: {known}");
    Problem::error("input/no-logs", message).at(&source.name, 1).with_help(help)
}

fn nested(source: &Source) -> Problem {
    let message = huashu_model::message!("压缩包里的压缩包没有读取", "an archive inside an archive was not read");
    let help = huashu_model::message!("请先解压外面的一层", "unpack the outer one first");
    Problem::error("input/nested-archive", message).at(&source.name, 1).with_help(help)
}

fn too_many(source: &Source, count: usize) -> Problem {
    let message = huashu_model::message!(
        "压缩包里有 {count} 个文件，最多读取 {MOST_FILES} 个",
        "the archive holds {count} files, more than {MOST_FILES}"
    );
    let help = huashu_model::message!("请解压后再检查", "unpack it and check the folder");
    Problem::error("input/large-archive", message).at(&source.name, 1).with_help(help)
}

fn bomb(source: &Source, total: u64) -> Problem {
    let megabytes = total >> 20;
    let message = huashu_model::message!(
        "文件解压后有 {megabytes} MB，是压缩后的数百倍，不像聊天记录，没有读取",
        "unpacked it would be {megabytes} MB, hundreds of times its size, which no log is; it was not read"
    );
    let help = huashu_model::message!("若内容可信，请解压后再检查", "if you trust it, unpack it and check that");
    Problem::error("input/large-archive", message).at(&source.name, 1).with_help(help)
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("file", &self.file).finish_non_exhaustive()
    }
}
