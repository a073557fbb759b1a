//! Files of Parquet and Arrow: the standard conversations read the same, and whatever is broken is told.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{Date32Array, FixedSizeListArray, Float32Array, Int64Array, RecordBatch, RecordBatchIterator};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use arrow_schema::{DataType, Field};
use huashu_input::{Options, Parsed, Source, find};
use huashu_model::problem::Level;
use parquet::arrow::ArrowWriter;
use parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::arrow::{Columns, batch, expected, messages, parse, placeless, short, standard, texts};

fn read(source: &Source) -> Parsed<'static> {
    read_as(source, &Options::default())
}

fn read_as(source: &Source, options: &Options) -> Parsed<'static> {
    parse(huashu_input::read(source, options).collect(), options)
}

/// Writes Parquet in row groups of four rows and pages of two.
fn to_parquet(batch: &RecordBatch, compression: Compression) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(4))
        .set_data_page_row_count_limit(2)
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).expect("a writer");
    writer.write(batch).expect("written");
    writer.close().expect("written");
    bytes
}

fn to_ipc_file(batch: &RecordBatch, compression: Option<CompressionType>) -> Vec<u8> {
    let options = IpcWriteOptions::default().try_with_compression(compression).expect("options");
    let mut writer = FileWriter::try_new_with_options(Vec::new(), &batch.schema(), options).expect("a writer");
    for at in 0..batch.num_rows() {
        writer.write(&batch.slice(at, 1)).expect("written");
    }
    writer.into_inner().expect("written")
}

fn to_ipc_stream(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).expect("a writer");
    for at in (0..batch.num_rows()).step_by(3) {
        writer.write(&batch.slice(at, 3.min(batch.num_rows() - at))).expect("written");
    }
    writer.into_inner().expect("written")
}

/// The same table in every kind of file.
fn files(columns: &Columns) -> Vec<(&'static str, Vec<u8>)> {
    let batch = batch(columns);
    let stream = to_ipc_stream(&batch);
    vec![
        ("plain.parquet", to_parquet(&batch, Compression::UNCOMPRESSED)),
        ("snappy.parquet", to_parquet(&batch, Compression::SNAPPY)),
        ("zstd.parquet", to_parquet(&batch, Compression::ZSTD(ZstdLevel::default()))),
        ("gzip.parquet", to_parquet(&batch, Compression::GZIP(GzipLevel::default()))),
        ("lz4.parquet", to_parquet(&batch, Compression::LZ4_RAW)),
        ("brotli.parquet", to_parquet(&batch, Compression::BROTLI(BrotliLevel::default()))),
        ("file.arrow", to_ipc_file(&batch, None)),
        ("lz4.feather", to_ipc_file(&batch, Some(CompressionType::LZ4_FRAME))),
        ("zstd.arrow", to_ipc_file(&batch, Some(CompressionType::ZSTD))),
        ("stream.arrows.zst", zstd::stream::encode_all(&stream[..], 1).expect("memory")),
        ("stream.arrows", stream),
        ("no extension", to_ipc_stream(&batch)),
    ]
}

#[test]
fn every_kind_of_file_reads_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let expected = expected();
    for table in ["csv/messages.csv", "csv/scattered.csv"] {
        for (name, bytes) in files(&standard(table)) {
            let path = folder.path().join(name);
            fs::write(&path, &bytes).expect("a file");
            for source in [Source::path(&path), Source::memory(name, bytes)] {
                let parsed = read(&source);
                assert_eq!(parsed.problems, [], "{name}");
                assert_eq!((parsed.records, parsed.failed), (10, 0), "{name}");
                assert_eq!(placeless(&parsed.conversations), expected, "{name}");
                let gathered = parsed.remarks.iter().any(|remark| remark.zh.contains("不相邻"));
                assert_eq!(gathered, table.contains("scattered"), "{name}: {:?}", parsed.remarks);
                assert!(parsed.conversations[0].utterances[1].line.is_some());
                let format = parsed.recognised.expect("recognised").format;
                assert_eq!(format, if name.ends_with("parquet") { "parquet" } else { "arrow" });
            }
        }
    }
}

#[test]
fn whole_conversations_in_files_read_the_same() {
    let columns: Columns = vec![
        ("id".into(), texts(["c1", "c2"])),
        ("channel".into(), texts(["chat", "chat"])),
        ("group".into(), texts(["售后", "售前"])),
        ("customer_name".into(), texts(["王女士", "赵先生"])),
        ("agent_id".into(), texts(["1024", "2048"])),
        ("agent_name".into(), texts(["小李", "小陈"])),
        ("满意度".into(), texts(["5", "4"])),
        ("messages".into(), messages()),
    ];
    for (name, bytes) in files(&columns) {
        let parsed = read(&Source::memory(name, bytes));
        assert_eq!(parsed.problems, [], "{name}");
        assert_eq!(placeless(&parsed.conversations), expected(), "{name}");
    }
}

#[test]
fn folders_of_partitions_are_columns() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, columns: &Columns| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, to_parquet(&batch(columns), Compression::SNAPPY)).expect("a file");
    };
    write("dt=2026-11-26/channel=voice/part-0.parquet", &short(&["a"], &["2026-11-26 10:00:00"]));
    write("dt=2026-11-27/channel=chat/part-0.parquet", &short(&["b"], &["2026-11-27 10:00:00"]));
    write("date=2026-11-27/part-0.parquet", &short(&["c"], &["2026-11-27 11:00:00"]));
    fs::write(folder.path().join("_SUCCESS"), "").expect("a file");
    let options = Options::default();
    let found = find(&[folder.path().to_string_lossy().into_owned()], &options);
    assert_eq!((found.sources.len(), found.problems.len()), (3, 0));
    let parsed: Vec<_> = found.sources.iter().map(read).collect();
    let conversations: Vec<_> = parsed.iter().flat_map(|parsed| &parsed.conversations).collect();
    let ids: Vec<_> = conversations.iter().map(|c| c.id.as_deref().unwrap_or_default()).collect();
    assert_eq!(ids, ["c", "a", "b"]);
    assert_eq!(conversations[1].field("dt"), Some("2026-11-26"));
    assert_eq!(conversations[1].channel.as_deref(), Some("voice"));
    // What a row says itself counts more than the folder's day.
    let hours: Vec<_> =
        conversations.iter().map(|c| c.utterances[0].time.and_then(|time| time.time_of_day())).collect();
    assert_eq!(hours[0].as_deref(), Some("11:00:00"));
}

#[test]
fn the_layout_of_numbers_and_structs_is_told_as_well() {
    let mut columns = short(&["", "", "", ""], &[""; 4]);
    columns[0] = ("session_id".into(), Arc::new(Int64Array::from(vec![Some(7), Some(8), None, Some(7)])));
    columns.push(("day".into(), Arc::new(Date32Array::from(vec![20_784; 4]))));
    for (name, bytes) in files(&columns) {
        let parsed = read(&Source::memory(name, bytes));
        let ids: Vec<_> = parsed.conversations.iter().map(|c| (c.id.as_deref(), c.utterances.len())).collect();
        assert_eq!(ids, [(Some("7"), 2), (Some("8"), 1), (None, 1)], "{name}");
        assert_eq!(parsed.conversations[0].field("day"), Some("2026-11-27"));
    }
}

#[test]
fn what_says_nothing_about_a_talk_is_left_out() {
    let mut columns = short(&["a"], &[""]);
    let item = Arc::new(Field::new("item", DataType::Float32, true));
    let numbers = Arc::new(Float32Array::from(vec![0.5; 768]));
    let vectors = FixedSizeListArray::try_new(item, 768, numbers, None).expect("a list");
    columns.push(("embedding".into(), Arc::new(vectors)));
    let parsed = read(&Source::memory("a.parquet", to_parquet(&batch(&columns), Compression::SNAPPY)));
    assert_eq!(parsed.problems, []);
    assert!(parsed.conversations[0].metadata.is_empty());
    assert!(parsed.remarks.iter().any(|remark| remark.en.contains("embedding")), "{:?}", parsed.remarks);
}

#[test]
fn files_without_rows_or_texts_are_told() {
    for (name, bytes) in files(&short(&[], &[])) {
        let parsed = read(&Source::memory(name, bytes));
        assert_eq!(parsed.problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["input/empty"], "{name}");
    }
    let mut columns = short(&["a"], &[""]);
    columns.remove(2);
    for (name, bytes) in files(&columns) {
        let parsed = read(&Source::memory(name, bytes));
        assert_eq!(parsed.problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["input/no-text-column"], "{name}");
        assert_eq!(parsed.problems[0].level, Level::Error);
    }
}

#[test]
fn what_is_encrypted_is_told() {
    let parsed = read(&Source::memory("a.parquet", *b"PARE\x10\x00\x00\x00rubbishPARE"));
    assert_eq!(parsed.problems[0].code, "input/locked-file");
    let mut bytes = to_parquet(&batch(&short(&["a"], &[""])), Compression::SNAPPY);
    let end = bytes.len() - 4;
    bytes[end..].copy_from_slice(b"PARE");
    assert_eq!(read(&Source::memory("a.parquet", bytes)).problems[0].code, "input/locked-file");
}

#[test]
fn broken_files_are_told_wherever_they_break() {
    for (name, bytes) in files(&standard("csv/messages.csv")) {
        if name.ends_with(".zst") {
            continue;
        }
        let is_stream = !name.ends_with("parquet") && bytes.starts_with(&[0xff; 4]);
        let mut unharmed = 0;
        for at in (9..bytes.len()).step_by(bytes.len() / 40 + 1) {
            let parsed = read(&Source::memory(name, &bytes[..at]));
            // A stream may end between two batches; what it held until then was whole.
            let is_told = parsed.problems.iter().any(|problem| problem.level == Level::Error);
            assert!(is_told || is_stream, "{name} cut at {at} of {}: {:?}", bytes.len(), parsed.problems);
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x55;
            // Whatever comes of it, nothing panics, and rows that are missing are told.
            let parsed = read(&Source::memory(name, flipped));
            unharmed += usize::from(parsed.problems.is_empty());
        }
        assert!(unharmed < 41, "{name}: some of the changes were noticed");
    }
}

#[test]
fn a_stream_without_its_end_is_told() {
    let whole = to_ipc_stream(&batch(&standard("csv/messages.csv")));
    let cut = &whole[..whole.len() - 8];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cut.arrows");
    fs::write(&path, cut).expect("a file");
    for source in [Source::path(&path), Source::memory("cut.arrows", cut)] {
        let parsed = read(&source);
        assert_eq!(parsed.conversations.len(), 2);
        assert_eq!(parsed.problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["input/broken-file"]);
        assert!(parsed.problems[0].message.en.contains("mark of its end"), "{:?}", parsed.problems);
    }
}

#[test]
fn what_was_found_is_no_log() {
    let mut columns = short(&["a"], &[""]);
    for name in ["rule", "conversation", "utterance", "fingerprint"] {
        columns.push((name.into(), texts(["x"])));
    }
    let parsed = read(&Source::memory("findings.parquet", to_parquet(&batch(&columns), Compression::SNAPPY)));
    assert_eq!((parsed.problems[0].code, parsed.problems[0].level), ("input/not-a-log", Level::Error));
    let line = "{\"rule\":\"r\",\"conversation\":\"a\",\"utterance\":0,\"fingerprint\":\"0\",\"text\":\"您好\"}\n";
    let parsed = read(&Source::memory("findings.jsonl", line));
    assert_eq!((parsed.problems[0].code, parsed.conversations.len()), ("input/not-a-log", 0));
}

#[test]
fn a_column_that_tells_no_text_is_mapped_like_any_other() {
    let mut options = Options::default();
    options.columns.set(huashu_input::Field::Text, ["said"]);
    let mut columns = short(&["a"], &[""]);
    columns[2].0 = "said".into();
    let source = Source::memory("a.parquet", to_parquet(&batch(&columns), Compression::SNAPPY));
    assert_eq!(read_as(&source, &options).conversations[0].utterances[0].text, "您好");
}

#[test]
fn memory_holds_batches_and_not_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("many.parquet");
    write_many(&path);
    let options = Options::default();
    let (mut conversations, mut largest) = (0, 0);
    for chunk in huashu_input::read(&Source::path(&path), &options) {
        let parsed = chunk.parse(&options);
        conversations += parsed.conversations.len();
        largest = largest.max(parsed.conversations.len());
    }
    assert_eq!(conversations, 5000);
    assert!(largest < 1000, "{largest} conversations came at once");
}

fn write_many(path: &Path) {
    let ids: Vec<String> = (0..5000).flat_map(|number| [format!("c{number}"), format!("c{number}")]).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let times = vec![""; ids.len()];
    let whole = batch(&short(&ids, &times));
    let batches = RecordBatchIterator::new([Ok(whole.clone())], whole.schema());
    let mut writer =
        ArrowWriter::try_new(File::create(path).expect("a file"), whole.schema(), None).expect("a writer");
    batches.for_each(|batch| writer.write(&batch.expect("a batch")).expect("written"));
    writer.close().expect("written");
}
