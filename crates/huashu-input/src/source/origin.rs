//! Where input comes from: files, standard input, memory. The only place that opens anything.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::source::packed::Entry;

/// One input: a file, standard input, or bytes in memory.
#[derive(Clone)]
pub struct Source {
    /// The path as the user gave it, `-` for standard input.
    pub name: Arc<str>,
    origin: Origin,
    in_archive: bool,
    /// Bytes of the file that were read, as it stands in the file.
    position: Arc<AtomicU64>,
}

#[derive(Clone)]
enum Origin {
    Path(PathBuf),
    Standard,
    Memory(Arc<[u8]>),
    /// A file in an archive.
    Entry(Arc<Entry>),
    /// Whoever hands it over has read it: there are no bytes.
    #[cfg(feature = "arrow")]
    Elsewhere,
}

/// Bytes that can be read in any order.
pub(crate) trait Seekable: Read + Seek + Send {}

impl<T: Read + Seek + Send> Seekable for T {}

/// Most bytes that are unpacked into memory, for files that must be read in any order.
const MOST_IN_MEMORY: u64 = 1 << 30;

/// First bytes of compressed files.
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// A file that must give at least the bytes it had when it was opened.
///
/// A log that is cut off between two records while it is read would else look like a whole one.
struct Watched {
    file: File,
    /// Bytes still to come.
    left: u64,
    /// Bytes read, for whoever watches.
    position: Arc<AtomicU64>,
}

/// A file became shorter while it was read.
#[derive(Debug)]
pub(crate) struct Shrunk;

impl Watched {
    fn new(file: File, position: &Arc<AtomicU64>) -> Self {
        position.store(0, Ordering::Relaxed);
        // Pipes and devices have no length to speak of.
        let length = file.metadata().ok().filter(fs::Metadata::is_file).map_or(0, |metadata| metadata.len());
        Watched { file, left: length, position: Arc::clone(position) }
    }
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        if count == 0 && !buffer.is_empty() && std::mem::take(&mut self.left) > 0 {
            return Err(io::Error::other(Shrunk));
        }
        self.left = self.left.saturating_sub(count as u64);
        self.position.fetch_add(count as u64, Ordering::Relaxed);
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
        Source {
            name: Arc::from(path.to_string_lossy()),
            origin: Origin::Path(path),
            in_archive: false,
            position: Arc::default(),
        }
    }

    /// Makes a source of standard input.
    pub fn standard_input() -> Self {
        Source { name: Arc::from("-"), origin: Origin::Standard, in_archive: false, position: Arc::default() }
    }

    /// Makes a source of bytes, for drafts and tests; the name's extension counts as a file's would.
    pub fn memory(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Source::in_memory(Arc::from(name), bytes.into())
    }

    /// Makes a source that stands in places for records that somebody else has read.
    #[cfg(feature = "arrow")]
    pub(crate) fn elsewhere(name: &str) -> Self {
        Source { name: Arc::from(name), origin: Origin::Elsewhere, in_archive: false, position: Arc::default() }
    }

    /// Makes a source that stands for a part of this one, such as a sheet, in places.
    pub(crate) fn part(&self, name: &str) -> Self {
        Source { name: Arc::from(format!("{}!{name}", self.name)), ..self.clone() }
    }

    fn in_memory(name: Arc<str>, bytes: Vec<u8>) -> Self {
        Source { name, origin: Origin::Memory(Arc::from(bytes)), in_archive: false, position: Arc::default() }
    }

    /// Makes a source of a file in an archive.
    pub(crate) fn entry(name: &str, entry: Entry) -> Self {
        Source {
            name: Arc::from(name),
            origin: Origin::Entry(Arc::new(entry)),
            in_archive: true,
            position: Arc::default(),
        }
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
                Box::new(Watched::new(File::open(path)?, &self.position))
            }
            Origin::Standard => Box::new(io::stdin()),
            Origin::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
            Origin::Entry(entry) => entry.open()?,
            #[cfg(feature = "arrow")]
            Origin::Elsewhere => return Err(io::ErrorKind::Unsupported.into()),
        };
        let mut magic = Vec::with_capacity(4);
        reader.by_ref().take(4).read_to_end(&mut magic)?;
        let (is_gzip, is_zstd) = (magic.starts_with(GZIP), magic.starts_with(ZSTD));
        let whole = Cursor::new(magic).chain(reader);
        Ok(if is_gzip {
            Box::new(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 16, whole)))
        } else if is_zstd {
            Box::new(zstd::stream::read::Decoder::new(whole)?)
        } else {
            Box::new(whole)
        })
    }

    /// Returns whether the source can be read a second time; standard input and pipes cannot.
    pub(crate) fn can_reopen(&self) -> bool {
        match &self.origin {
            // Pipes give their bytes once, whatever they are called.
            Origin::Path(path) => fs::metadata(path).is_ok_and(|metadata| metadata.is_file()),
            Origin::Standard => false,
            #[cfg(feature = "arrow")]
            Origin::Elsewhere => false,
            Origin::Memory(_) | Origin::Entry(_) => true,
        }
    }

    /// Returns how many bytes of a file have been read so far: of its last reading, where it is read more than once.
    pub fn bytes_read(&self) -> u64 {
        self.position.load(Ordering::Relaxed)
    }

    /// Returns how many bytes a file has, where it is a regular one, which can be read again: a pipe gives its bytes once.
    pub fn length(&self) -> Option<u64> {
        match &self.origin {
            Origin::Path(path) => {
                fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|metadata| metadata.len())
            }
            _ => None,
        }
    }

    /// Returns whether the source is a file in an archive.
    pub(crate) fn is_in_archive(&self) -> bool {
        self.in_archive
    }

    /// Returns a source of the same name that can be read in any order: a plain file, or bytes in memory.
    pub(crate) fn unpacked(&self) -> io::Result<Source> {
        if let Origin::Path(path) = &self.origin {
            let mut magic = Vec::new();
            File::open(path)?.take(4).read_to_end(&mut magic)?;
            if !magic.starts_with(GZIP) && !magic.starts_with(ZSTD) {
                return Ok(self.clone());
            }
        }
        let mut bytes = Vec::new();
        self.open()?.take(MOST_IN_MEMORY + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MOST_IN_MEMORY {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "too large to be unpacked in memory"));
        }
        Ok(Source { in_archive: self.in_archive, ..Source::in_memory(Arc::clone(&self.name), bytes) })
    }

    /// Opens a source that [`unpacked`](Self::unpacked) returned.
    pub(crate) fn open_seekable(&self) -> io::Result<Box<dyn Seekable>> {
        match &self.origin {
            Origin::Path(path) => Ok(Box::new(BufReader::with_capacity(1 << 16, File::open(path)?))),
            Origin::Memory(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
            _ => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

/// Returns the error of a file that became shorter while it was read.
pub(crate) fn shrunk() -> io::Error {
    io::Error::other(Shrunk)
}
