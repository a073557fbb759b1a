//! Files that are no text: workbooks and archives, which are read, and documents, which are not.
//!
//! They are told by their first bytes, whatever they are called, before
//! anybody guesses an encoding. What is none of them is read as text.

mod archive;
mod contents;
mod document;
mod problems;
mod workbook;

use crate::chunk::{Chunk, Chunks};
use crate::options::Options;
use crate::source::messages::unreadable;
use crate::source::origin::Source;
use crate::table::plain::PlainTable;
use huashu_model::problem::Problem;

use contents::Contents;

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

/// What comes of opening a container.
pub(crate) enum Opened<'o> {
    /// It was read, or refused.
    Read(Chunks<'o>),
    /// It holds files to be read one after the other, behind a chunk that says what was left out.
    Sources(Box<Chunk>, Vec<Source>),
}

/// Opens a container, which must be a source that can be opened again.
///
/// `known` are the extensions of files that are read in archives.
pub(crate) fn open<'o>(container: Container, source: &Source, options: &'o Options, known: &[&str]) -> Opened<'o> {
    let refused = |problem| Opened::Read(Chunks::of_problem(&source.name, problem));
    let source = &match source.unpacked() {
        Ok(source) => source,
        Err(error) => return refused(unreadable(&source.name, &error)),
    };
    let contents = match container {
        Container::Document(document) => Ok(Contents::Document(document)),
        Container::Zip => contents::of_zip(source),
        Container::Compound => contents::of_compound(source),
    };
    match contents {
        Ok(Contents::Workbook(kind)) => Opened::Read(workbook::read(source, kind, options)),
        Ok(Contents::Document(document)) => refused(document.refusal(source)),
        Ok(Contents::Files(files)) => {
            let (first, sources) = archive::sources(source, files, known);
            Opened::Sources(Box::new(first), sources)
        }
        Err(problem) => refused(*problem),
    }
}

/// Reads every sheet of a workbook as it is; what is no workbook is a problem.
pub(crate) fn plain_tables(container: Container, source: &Source) -> Result<Vec<PlainTable>, Box<Problem>> {
    let source = &source.unpacked().map_err(|error| unreadable(&source.name, &error))?;
    let contents = match container {
        Container::Document(document) => Contents::Document(document),
        Container::Zip => contents::of_zip(source)?,
        Container::Compound => contents::of_compound(source)?,
    };
    match contents {
        Contents::Workbook(kind) => workbook::plain_tables(source, kind),
        Contents::Document(document) => Err(Box::new(document.refusal(source))),
        Contents::Files(_) => {
            let message = huashu_model::message!("压缩包里的表不读", "tables in archives are not read here");
            let help = huashu_model::message!("先解压，再给出里面的文件", "unpack it and name the file");
            Err(Box::new(Problem::error("input/unreadable", message).at(&source.name, 1).with_help(help)))
        }
    }
}
