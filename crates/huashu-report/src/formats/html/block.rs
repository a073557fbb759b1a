//! Blocks of packed data in the page: JSON, gzip, base64. No text of a log can end a block, for none stands in it.

use std::io::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::Serialize;

/// An array of JSON that is packed row by row, so that only what is packed is held in memory.
pub(super) struct Rows {
    packed: GzEncoder<Vec<u8>>,
    row: Vec<u8>,
    rows: u64,
    bytes: usize,
}

impl Rows {
    pub(super) fn new() -> Rows {
        Rows { packed: encoder(), row: Vec::new(), rows: 0, bytes: 0 }
    }

    /// Returns the number of rows.
    pub(super) fn len(&self) -> u64 {
        self.rows
    }

    /// Returns the bytes of the rows before they were packed.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn push(&mut self, row: &impl Serialize) -> io::Result<()> {
        self.row.clear();
        self.row.push(if self.rows == 0 { b'[' } else { b',' });
        serde_json::to_writer(&mut self.row, row)?;
        self.rows += 1;
        self.bytes += self.row.len();
        self.packed.write_all(&self.row)
    }

    /// Closes the array and returns it packed.
    pub(super) fn finish(mut self) -> io::Result<Vec<u8>> {
        self.packed.write_all(if self.rows == 0 { b"[]" } else { b"]" })?;
        self.packed.finish()
    }
}

/// Rows packed a few thousand together, so that the first of them can be had without the rest.
pub(super) struct Chunks {
    most: u64,
    rows: u64,
    open: Rows,
    full: Vec<(u64, Vec<u8>)>,
}

impl Chunks {
    /// Rows of one chunk.
    const ROWS: u64 = 2_500;

    /// Makes chunks of `most` rows in all.
    pub(super) fn new(most: u64) -> Chunks {
        Chunks { most, rows: 0, open: Rows::new(), full: Vec::new() }
    }

    /// Returns whether there are as many rows as there may be.
    pub(super) fn is_full(&self) -> bool {
        self.rows >= self.most
    }

    pub(super) fn push(&mut self, row: &impl Serialize) -> io::Result<()> {
        self.rows += 1;
        self.open.push(row)?;
        if self.open.len() == Chunks::ROWS {
            self.close()?;
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        let open = std::mem::replace(&mut self.open, Rows::new());
        self.full.push((open.len(), open.finish()?));
        Ok(())
    }

    /// Returns the chunks that hold the first `most` rows, each with their number.
    pub(super) fn first(&mut self, most: u64) -> io::Result<Vec<(u64, Vec<u8>)>> {
        if self.open.len() > 0 {
            self.close()?;
        }
        let (mut room, mut chunks) = (most, Vec::new());
        for (rows, packed) in std::mem::take(&mut self.full) {
            match rows <= room {
                true => chunks.push((rows, packed)),
                false if room > 0 => chunks.push((room, first_rows(&packed, room)?)),
                false => break,
            }
            room -= rows.min(room);
        }
        Ok(chunks)
    }
}

/// Returns the first rows of a packed array, packed again.
fn first_rows(packed: &[u8], most: u64) -> io::Result<Vec<u8>> {
    let mut rows: Vec<serde_json::Value> = serde_json::from_reader(GzDecoder::new(packed))?;
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    pack(&rows)
}

/// Packs one value.
pub(super) fn pack(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut packed = encoder();
    serde_json::to_writer(&mut packed, value)?;
    packed.finish()
}

fn encoder() -> GzEncoder<Vec<u8>> {
    GzEncoder::new(Vec::new(), Compression::default())
}

/// Writes a block; `range` tells the first and the last of the conversations in it.
pub(super) fn write(
    out: &mut dyn io::Write,
    name: &str,
    range: Option<(u64, u64)>,
    packed: &[u8],
) -> io::Result<()> {
    write!(out, "<script type=\"application/octet-stream\" data-block=\"{name}\"")?;
    if let Some((first, last)) = range {
        write!(out, " data-first=\"{first}\" data-last=\"{last}\"")?;
    }
    writeln!(out, ">{}</script>", STANDARD.encode(packed))
}
