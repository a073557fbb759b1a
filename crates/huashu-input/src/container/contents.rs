//! What a container turns out to hold: a workbook, a document, or files.

use std::io::{Read, Seek, SeekFrom};

use huashu_model::problem::Problem;
use zip::ZipArchive;

use super::archive::{self, Files};
use super::document::{Document, OTHER_OFFICE, SLIDES, WORD};
use super::problems::{broken, locked};
use super::workbook::kind::Kind;
use crate::source::messages::unreadable;
use crate::source::origin::{Seekable, Source};

/// Most files of one archive.
const MOST_FILES: usize = 10_000;
/// Archives that unpack to more than this must not do so from next to nothing.
const LARGE: u64 = 256 << 20;
/// Text is seldom packed to less than a twentieth; a bomb is to a thousandth.
const LIKELY_RATIO: u64 = 200;

/// What a container turns out to hold.
pub(super) enum Contents {
    Workbook(Kind),
    Files(Files),
    Document(&'static Document),
}

/// Tells what a zip file is: a workbook, a document, or files.
pub(super) fn of_zip(source: &Source) -> Result<Contents, Box<Problem>> {
    let mut reader = source.open_seekable().map_err(|error| unreadable(&source.name, &error))?;
    let length = reader.seek(SeekFrom::End(0)).map_err(|error| unreadable(&source.name, &error))?;
    let mut archive = ZipArchive::new(reader).map_err(|error| broken(source, &error.to_string()))?;
    let files = archive::list(&mut archive, source)?;
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

/// Tells what a compound file holds by the names of its streams.
pub(super) fn of_compound(source: &Source) -> Result<Contents, Box<Problem>> {
    let mut bytes = Vec::new();
    let read = source.open().and_then(|mut reader| reader.read_to_end(&mut bytes));
    read.map_err(|error| unreadable(&source.name, &error))?;
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(&bytes, &name).is_some()
    };
    if has("EncryptedPackage") {
        Err(Box::new(locked(source)))
    } else if has("WordDocument") {
        Ok(Contents::Document(&WORD))
    } else if has("PowerPoint Document") {
        Ok(Contents::Document(&SLIDES))
    } else if has("Workbook") || has("Book") {
        Ok(Contents::Workbook(Kind::Xls))
    } else if has("Root Entry") {
        Ok(Contents::Document(&OTHER_OFFICE))
    } else {
        Err(Box::new(broken(source, "no directory")))
    }
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
