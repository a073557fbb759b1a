//! Files in archives: unpacked while they are read, and never to the disk.
//!
//! Knows how one file is packed, and no directories of archives.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use crate::source::origin::Source;

/// One file of an archive, as the archive describes it.
#[derive(Debug, Clone)]
pub(crate) struct Packed {
    /// Where its bytes begin in the archive.
    pub(crate) start: u64,
    /// Bytes in the archive.
    pub(crate) packed: u64,
    /// Bytes once unpacked.
    pub(crate) size: u64,
    pub(crate) crc: u32,
    pub(crate) method: Method,
}

/// How a file is packed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Method {
    Stored,
    Deflated,
    /// One we do not unpack, or the file is encrypted.
    Other(&'static str),
}

/// A file in an archive, unpacked anew whenever it is opened.
#[derive(Clone)]
pub(crate) struct Entry {
    /// A source that can be read in any order.
    pub(crate) archive: Source,
    pub(crate) file: Packed,
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

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("file", &self.file).finish_non_exhaustive()
    }
}
