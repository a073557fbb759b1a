//! Files of Parquet and Arrow: told by their first bytes, and read batch by batch.
//!
//! A file is first read for the names of its conversations alone, of which nothing but their column is decoded. Where
//! the rows of each stand together, it is then streamed.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use arrow_array::RecordBatchReader;
use arrow_ipc::reader::FileReader;
use arrow_schema::{ArrowError, Schema};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

use super::batches::Batches;
use super::partitions::with_partitions;
use super::{RowOrder, background, read_table, stream};
use crate::chunk::Chunks;
use crate::options::Options;
use crate::source::messages::{broken_table, unreadable};
use crate::source::origin::{Seekable, Source};
use huashu_model::problem::Problem;

/// Extensions of files that are read in folders and archives.
pub(crate) const EXTENSIONS: &[&str] = &["parquet", "arrow", "arrows", "feather"];

/// Rows of one batch.
const ROWS: usize = 2048;

/// A kind of file that holds a table in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Parquet,
    /// Parquet of which even the schema is encrypted.
    EncryptedParquet,
    /// Arrow's format for files, which is Feather, too.
    ArrowFile,
    /// Arrow's format for pipes.
    ArrowStream,
}

/// Tells a kind by the first eight bytes of a file.
pub(crate) fn recognise(magic: &[u8]) -> Option<Kind> {
    match magic {
        [b'P', b'A', b'R', b'1', ..] => Some(Kind::Parquet),
        [b'P', b'A', b'R', b'E', ..] => Some(Kind::EncryptedParquet),
        [b'A', b'R', b'R', b'O', b'W', b'1', ..] => Some(Kind::ArrowFile),
        // A mark, and the length of the schema, which is padded and not large.
        [0xff, 0xff, 0xff, 0xff, low, _, _, 0] if low % 8 == 0 => Some(Kind::ArrowStream),
        _ => None,
    }
}

/// Reads a file, which must be a source that can be opened again.
pub(crate) fn read<'o>(source: &Source, kind: Kind, options: &'o Options) -> Chunks<'o> {
    if kind == Kind::EncryptedParquet {
        return Chunks::of_problem(&source.name, encrypted(source));
    }
    // What is packed around a stream is unpacked on the way, around a file in memory.
    let unpacked = if kind == Kind::ArrowStream { Ok(source.clone()) } else { source.unpacked() };
    let source = match unpacked {
        Ok(source) => source,
        Err(error) => return Chunks::of_problem(&source.name, unreadable(&source.name, &error)),
    };
    match open(&source, kind, None) {
        Ok(batches) => {
            let again = source.clone();
            let reopen = move |columns: Option<&[String]>| open(&again, kind, columns).map_err(io::Error::other);
            read_table(&source, kind.name(), batches, &RowOrder::Any, options, Some(Box::new(reopen)))
        }
        Err(error) => Chunks::of_problem(&source.name, refusal(&source, &error)),
    }
}

/// Reads a stream of Arrow that can be read only once.
pub(crate) fn read_stream<'o>(source: &Source, bytes: Box<dyn Read + Send>, options: &'o Options) -> Chunks<'o> {
    let opened = background::start(move || Ok(Box::new(stream::open(bytes, None)?)));
    match opened {
        Ok(batches) => read_table(source, Kind::ArrowStream.name(), batches, &RowOrder::Any, options, None),
        Err(error) => Chunks::of_problem(&source.name, refusal(source, &error)),
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Parquet | Kind::EncryptedParquet => "parquet",
            Kind::ArrowFile | Kind::ArrowStream => "arrow",
        }
    }
}

/// Opens a table, of which only columns of some names are read where any are given.
fn open(source: &Source, kind: Kind, only: Option<&[String]>) -> Result<Batches, ArrowError> {
    let (path, source) = (Arc::clone(&source.name), source.clone());
    let only = only.map(<[String]>::to_vec);
    let batches = background::start(move || match kind {
        Kind::Parquet | Kind::EncryptedParquet => parquet(source, only.as_deref()),
        Kind::ArrowFile => {
            let file = |columns| FileReader::try_new_buffered(source.open_seekable()?, columns);
            let columns = file(None)?.schema();
            Ok(Box::new(file(only.map(|only| places(&columns, &only)))?))
        }
        Kind::ArrowStream => {
            let stream = |columns| stream::open(source.open()?, columns);
            let columns = stream(None)?.schema();
            Ok(Box::new(stream(only.map(|only| places(&columns, &only)))?))
        }
    })?;
    Ok(with_partitions(&path, batches))
}

fn parquet(source: Source, only: Option<&[String]>) -> Result<Batches, ArrowError> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(Stored::new(source)?)?.with_batch_size(ROWS);
    let reader = match only {
        Some(only) => {
            let columns = places(reader.schema(), only);
            let mask = ProjectionMask::roots(reader.parquet_schema(), columns);
            reader.with_projection(mask)
        }
        None => reader,
    };
    Ok(Box::new(reader.build()?))
}

/// Returns where columns of some names stand.
fn places(schema: &Schema, names: &[String]) -> Vec<usize> {
    let is_wanted = |at: &usize| names.contains(schema.field(*at).name());
    (0..schema.fields().len()).filter(is_wanted).collect()
}

/// A file of Parquet, parts of which are read as they are asked for.
struct Stored {
    source: Source,
    length: u64,
}

impl Stored {
    fn new(source: Source) -> io::Result<Stored> {
        let length = source.open_seekable()?.seek(SeekFrom::End(0))?;
        Ok(Stored { source, length })
    }
}

impl Length for Stored {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Stored {
    type T = Box<dyn Seekable>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let mut reader = self.source.open_seekable()?;
        reader.seek(SeekFrom::Start(start))?;
        Ok(reader)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        // A broken file may claim any length.
        let left = self.length.saturating_sub(start);
        let mut bytes = Vec::with_capacity(length.min(usize::try_from(left).unwrap_or(usize::MAX)));
        self.get_read(start)?.take(length as u64).read_to_end(&mut bytes)?;
        match bytes.len() == length {
            true => Ok(bytes.into()),
            false => Err(ParquetError::EOF(format!(
                "{length} bytes at {start} were expected, {} are there",
                bytes.len()
            ))),
        }
    }
}

/// Returns the problem of a table that cannot be opened.
fn refusal(source: &Source, error: &ArrowError) -> Problem {
    let reason = error.to_string();
    if reason.contains("encrypt") { encrypted(source) } else { broken_table(&source.name, &reason) }
}

fn encrypted(source: &Source) -> Problem {
    let message = huashu_model::message!("这个 Parquet 文件是加密的", "this Parquet file is encrypted");
    let help = huashu_model::message!(
        "请用有密钥的引擎解密另存，再检查",
        "have an engine that holds the keys write it in clear, and check that"
    );
    Problem::error("input/locked-file", message).at(&source.name, 1).with_help(help)
}
