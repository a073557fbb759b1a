//! Where input comes from: files, standard input, memory. The only place that opens anything.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One input: a file, standard input, or bytes in memory.
#[derive(Clone)]
pub struct Source {
    /// The path as the user gave it, `-` for standard input.
    pub name: Arc<str>,
    origin: Origin,
}

#[derive(Clone)]
enum Origin {
    Path(PathBuf),
    Standard,
    Memory(Arc<[u8]>),
}

/// A file that must give at least the bytes it had when it was opened.
///
/// A log that is cut off between two records while it is read would else look like a whole one.
struct Watched {
    file: File,
    /// Bytes still to come.
    left: u64,
}

/// A file became shorter while it was read.
#[derive(Debug)]
pub(crate) struct Shrunk;

impl Watched {
    fn new(file: File) -> Self {
        // Pipes and devices have no length to speak of.
        let length = file.metadata().ok().filter(fs::Metadata::is_file).map_or(0, |metadata| metadata.len());
        Watched { file, left: length }
    }
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        if count == 0 && !buffer.is_empty() && std::mem::take(&mut self.left) > 0 {
            return Err(io::Error::other(Shrunk));
        }
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

impl fmt::Display for Shrunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the file became shorter while it was read")
    }
}

impl std::error::Error for Shrunk {}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.name).finish()
    }
}

impl Source {
    /// Makes a source of a file.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Source { name: Arc::from(path.to_string_lossy()), origin: Origin::Path(path) }
    }

    /// Makes a source of standard input.
    pub fn standard_input() -> Self {
        Source { name: Arc::from("-"), origin: Origin::Standard }
    }

    /// Makes a source of bytes, for drafts and tests; the name's extension counts as a file's would.
    pub fn memory(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Source { name: Arc::from(name), origin: Origin::Memory(Arc::from(bytes.into())) }
    }

    /// Returns the extension in lower case, without one that only says how the file is compressed.
    pub(crate) fn extension(&self) -> String {
        let lower = self.name.to_lowercase();
        let bare = lower.strip_suffix(".gz").or_else(|| lower.strip_suffix(".zst")).unwrap_or(&lower);
        Path::new(bare).extension().map(|extension| extension.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Opens the source and reads through compression, which is recognised by its first bytes.
    pub(crate) fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let mut reader: Box<dyn Read + Send> = match &self.origin {
            Origin::Path(path) => {
                if path.is_dir() {
                    return Err(io::Error::from(io::ErrorKind::IsADirectory));
                }
                Box::new(Watched::new(File::open(path)?))
            }
            Origin::Standard => Box::new(io::stdin()),
            Origin::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        };
        let mut magic = Vec::with_capacity(4);
        reader.by_ref().take(4).read_to_end(&mut magic)?;
        let kind = <[u8; 4]>::try_from(magic.as_slice()).ok();
        let whole = Cursor::new(magic).chain(reader);
        Ok(match kind {
            Some([0x1f, 0x8b, ..]) => {
                Box::new(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 16, whole)))
            }
            Some([0x28, 0xb5, 0x2f, 0xfd]) => Box::new(zstd::stream::read::Decoder::new(whole)?),
            _ => Box::new(whole),
        })
    }

    /// Returns whether the source can be read a second time; standard input cannot.
    pub(crate) fn can_reopen(&self) -> bool {
        !matches!(self.origin, Origin::Standard)
    }
}
