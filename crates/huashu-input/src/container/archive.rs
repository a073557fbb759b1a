//! Archives: every file in them that looks like a log is a source of its own.
//!
//! A file's name is part of the place, as in `export.zip!a/b.csv`. Files are
//! unpacked while they are read, and never to the disk. An archive in an
//! archive, and one that is much larger inside than a log can be, are refused.

use std::borrow::Cow;

use encoding_rs::GB18030;
use huashu_model::problem::Problem;
use zip::{CompressionMethod, ZipArchive};

use super::problems::broken;
use crate::chunk::{Chunk, Content};
use crate::source::messages::not_read;
use crate::source::origin::{Seekable, Source};
use crate::source::packed::{Entry, Method, Packed};

/// The files of an archive, in the order of their names.
pub(super) type Files = Vec<(String, Packed)>;

/// Lists the files of an archive.
pub(super) fn list(archive: &mut ZipArchive<Box<dyn Seekable>>, source: &Source) -> Result<Files, Box<Problem>> {
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

/// Returns the files of an archive that may hold logs, and a chunk that says what was left out.
pub(super) fn sources(source: &Source, files: Files, known: &[&str]) -> (Chunk, Vec<Source>) {
    let mut first = Chunk::new(&source.name, Content::Nothing);
    let mut names: Vec<String> = Vec::new();
    let mut sources = Vec::new();
    for (name, file) in files {
        if name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX") {
            first.diagnostics.skip("hidden-file", 1);
            continue;
        }
        let entry = Source::entry(&format!("{}!{name}", source.name), Entry { archive: source.clone(), file });
        if known.contains(&entry.extension().as_str()) {
            sources.push(entry);
        } else {
            first.diagnostics.skip("unknown-extension", 1);
            names.push(name);
        }
    }
    if !names.is_empty() {
        first.diagnostics.remarks.insert(not_read(&source.name, &names));
    }
    if sources.is_empty() {
        first.diagnostics.tell(no_logs(source, known));
    }
    (first, sources)
}

fn no_logs(source: &Source, known: &[&str]) -> Problem {
    let known = known.join(" ");
    let message = huashu_model::message!("压缩包里没有可读的记录文件", "no logs in this archive");
    let help = huashu_model::message!("可读的扩展名：{known}", "extensions that are read: {known}");
    Problem::error("input/no-logs", message).at(&source.name, 1).with_help(help)
}
