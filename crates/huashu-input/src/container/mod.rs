//! Files that are no text: workbooks and archives, which are read, and documents, which are not.
//!
//! They are told by their first bytes, whatever they are called, before
//! anybody guesses an encoding. What is none of them is read as text.

mod archive;
mod document;
mod workbook;

use huashu_model::problem::Problem;

use crate::chunk::Chunks;
use crate::options::Options;
use crate::source::messages::unreadable;
use crate::source::origin::Source;

pub(crate) use archive::Entry;

/// Extensions of containers that are read.
pub(crate) const EXTENSIONS: &[&str] = &["xlsx", "xlsm", "xlsb", "xls", "et", "ods", "zip"];

/// What the first bytes of a file say that it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Container {
    /// An archive of files; Excel, Word and OpenDocument write such, too.
    Zip,
    /// The compound files of Office before 2007.
    Compound,
    /// What is not read, and what to do instead.
    Document(&'static document::Document),
}

/// Tells a container by its first eight bytes.
pub(crate) fn recognise(magic: &[u8]) -> Option<Container> {
    if magic.starts_with(b"PK\x03\x04") || magic.starts_with(b"PK\x05\x06") {
        Some(Container::Zip)
    } else if magic.starts_with(b"\xd0\xcf\x11\xe0") {
        Some(Container::Compound)
    } else {
        document::by_magic(magic).map(Container::Document)
    }
}

/// Reads a container, which must be a source that can be opened again.
pub(crate) fn read<'o>(container: Container, source: &Source, options: &'o Options) -> Chunks<'o> {
    match container {
        Container::Document(document) => Chunks::of_problem(&source.name, document.refusal(source)),
        Container::Zip | Container::Compound => match source.unpacked() {
            Ok(source) => read_packed(container, &source, options),
            Err(error) => Chunks::of_problem(&source.name, unreadable(&source.name, &error)),
        },
    }
}

fn read_packed<'o>(container: Container, source: &Source, options: &'o Options) -> Chunks<'o> {
    let contents = match container {
        Container::Zip => archive::contents(source),
        _ => document::compound(source),
    };
    match contents {
        Ok(Contents::Workbook(kind)) => workbook::read(source, kind, options),
        Ok(Contents::Files(files)) => archive::read(source, files, options),
        Ok(Contents::Document(document)) => Chunks::of_problem(&source.name, document.refusal(source)),
        Err(problem) => Chunks::of_problem(&source.name, *problem),
    }
}

/// What a container turns out to hold.
enum Contents {
    Workbook(workbook::Kind),
    Files(archive::Files),
    Document(&'static document::Document),
}

/// Returns the problem of a container that is broken, in the words of its reader.
fn broken(source: &Source, reason: &str) -> Problem {
    let message = huashu_model::message!("文件已损坏，读不出来：{reason}", "the file is broken: {reason}");
    let help = huashu_model::message!("请重新导出或下载", "export or download it again");
    Problem::error("input/broken-file", message).at(&source.name, 1).with_help(help)
}

/// Returns the problem of a container that asks for a password.
fn locked(source: &Source) -> Problem {
    let message = huashu_model::message!("文件有密码，读不出来", "the file asks for a password");
    let help = huashu_model::message!("请去掉密码后再检查", "remove the password and check it again");
    Problem::error("input/locked-file", message).at(&source.name, 1).with_help(help)
}
