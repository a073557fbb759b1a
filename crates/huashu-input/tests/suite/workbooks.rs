//! Spreadsheets and archives: the same dialogue reads the same, and whatever is broken is told once.

use std::io::Write;

use huashu_input::{Chunk, Options, Source};
use huashu_model::transcript::{Role, Time};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Who said what, and when, in seconds since 1970.
type Said = (Role, Option<i64>, String);

/// What was read, as far as these tests compare it.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    /// Identifier, agent's number and utterances of each conversation.
    conversations: Vec<(String, Option<String>, Vec<Said>)>,
    codes: Vec<&'static str>,
    remarks: Vec<String>,
    skipped: Vec<(&'static str, u64)>,
    records: u64,
    failed: u64,
    places: Vec<String>,
}

fn read(source: &Source) -> Outcome {
    let options = Options::default();
    let chunks: Vec<Chunk> = huashu_input::read(source, &options).collect();
    let mut outcome = Outcome::default();
    for chunk in &chunks {
        let parsed = chunk.parse(&options);
        for conversation in &parsed.conversations {
            let said = conversation.utterances.iter().map(|utterance| {
                let time = match utterance.time {
                    Some(Time::Clock { millis, .. }) => Some(millis / 1000),
                    _ => None,
                };
                (utterance.role, time, utterance.text.to_string())
            });
            let id = conversation.id.as_deref().unwrap_or_default().to_owned();
            let agent = conversation.agent.id.as_deref().map(str::to_owned);
            outcome.conversations.push((id, agent, said.collect()));
            let line = conversation.utterances.first().and_then(|utterance| utterance.line);
            outcome.places.push(format!("{}:{}", conversation.place.file, line.unwrap_or_default()));
        }
        outcome.codes.extend(parsed.problems.iter().map(|problem| problem.code));
        outcome.remarks.extend(parsed.remarks.iter().map(|remark| remark.zh.clone()));
        outcome.skipped.extend(parsed.skipped);
        outcome.records += parsed.records;
        outcome.failed += parsed.failed;
    }
    outcome
}

/// Conversation, agent, speaker, clock time and text.
const DIALOGUE: &[(&str, &str, &str, &str, &str)] = &[
    ("c1", "9001", "客户", "10:00:00", "你好，保温杯的盖子拧不紧"),
    ("c1", "9001", "机器人", "10:00:01", "没听懂，我不清楚您的问题"),
    ("c1", "9001", "客户", "10:00:10", "转人工\n型号我也不知道"),
    ("c1", "9001", "客服", "10:02:54", "这个我不知道哦"),
    ("c2", "9002", "客户", "11:00:00", "请问能装多少水"),
    ("c2", "9002", "客服", "11:00:12", "您好，半升左右"),
];
const HEADER: [&str; 5] = ["会话编号", "客服工号", "发送方", "发送时间", "消息内容"];

fn as_csv() -> Vec<u8> {
    let mut text = format!("{}\n", HEADER.join(","));
    for (id, agent, role, time, said) in DIALOGUE {
        text += &format!("{id},{agent},{role},2026-11-20 {time},\"{said}\"\n");
    }
    text.into_bytes()
}

fn clock(time: &str) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(&format!("2026-11-20 {time}"))
}

/// Writes a header at a row and the dialogue's rows from `rows` below it.
fn write(sheet: &mut Worksheet, at: u32, rows: &[(&str, &str, &str, &str, &str)]) -> Result<(), XlsxError> {
    let format = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    for (column, name) in (0..).zip(HEADER) {
        sheet.write(at, column, name)?;
    }
    for (row, (id, agent, role, time, said)) in (at + 1..).zip(rows) {
        sheet.write(row, 0, *id)?;
        sheet.write(row, 1, agent.parse::<f64>().unwrap_or_default())?;
        sheet.write(row, 2, *role)?;
        sheet.write_with_format(row, 3, &clock(time)?, &format)?;
        sheet.write(row, 4, *said)?;
    }
    Ok(())
}

/// A workbook as tools write them: a title, an empty row, merged cells, a sheet of figures, a second sheet.
fn as_xlsx() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("售前")?;
    sheet.merge_range(0, 0, 0, 4, "会话明细", &Format::new())?;
    write(sheet, 3, &DIALOGUE[..4])?;
    sheet.merge_range(4, 0, 7, 0, "c1", &Format::new())?;
    sheet.merge_range(4, 1, 7, 1, "", &Format::new())?;
    sheet.write(4, 1, 9001)?;
    let figures = workbook.add_worksheet().set_name("统计")?;
    figures.write(0, 0, "会话量")?;
    figures.write(1, 0, 2)?;
    write(workbook.add_worksheet().set_name("售后")?, 0, &DIALOGUE[4..])?;
    workbook.save_to_buffer()
}

#[test]
fn a_workbook_reads_like_the_same_rows_in_csv() -> Result<(), XlsxError> {
    let expected = read(&Source::memory("day.csv", as_csv()));
    let outcome = read(&Source::memory("day.xlsx", as_xlsx()?));
    assert_eq!(outcome.codes, [""; 0]);
    assert_eq!(outcome.conversations, expected.conversations);
    assert_eq!(outcome.records, 6);
    assert_eq!(outcome.places, ["day.xlsx!售前:5", "day.xlsx!售后:2"]);
    assert_eq!(outcome.skipped, [("sheet-without-messages", 1)]);
    assert!(outcome.remarks.iter().any(|remark| remark.contains("「统计」")), "{:?}", outcome.remarks);
    Ok(())
}

#[test]
fn what_a_merged_cell_says_once_is_said_once() -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write(sheet, 0, &DIALOGUE[..2])?;
    sheet.merge_range(1, 4, 2, 4, "合并的话", &Format::new())?;
    let outcome = read(&Source::memory("a.xlsx", workbook.save_to_buffer()?));
    let said: Vec<_> = outcome.conversations[0].2.iter().map(|(.., text)| text.as_str()).collect();
    assert_eq!(said, ["合并的话", ""]);
    Ok(())
}

#[test]
fn minutes_stay_minutes_and_long_ids_are_reported() -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write(sheet, 0, &DIALOGUE[..2])?;
    sheet.write(1, 0, 1.23457e19)?;
    sheet.write(2, 0, 1.23457e19)?;
    let outcome = read(&Source::memory("a.xlsx", workbook.save_to_buffer()?));
    assert_eq!(outcome.codes, ["input/rounded-id"]);
    let csv = "会话编号,发送方,消息内容\n1.23457E+19,客服,您好\n1.23457E+19,客户,你好\n";
    assert_eq!(read(&Source::memory("a.csv", csv)).codes, ["input/rounded-id"]);
    Ok(())
}

#[test]
fn a_workbook_without_messages_says_what_is_missing() -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 0, "会话量")?;
    let outcome = read(&Source::memory("a.xlsx", workbook.save_to_buffer()?));
    assert_eq!(outcome.codes, ["input/no-text-column"]);
    Ok(())
}

#[test]
fn headings_that_return_are_no_messages() {
    let table = "明细,,\n导出时间：2026-11-21 08:00,,\n会话编号,发送方,消息内容\nc1,客服,您好\n明细,,\n\
                 导出时间：2026-11-22 08:00,,\n会话编号,发送方,消息内容\nc2,客服,再见\n";
    let outcome = read(&Source::memory("a.csv", table));
    assert_eq!(outcome.conversations.len(), 2, "{outcome:?}");
    assert_eq!(outcome.skipped, [("repeated-header", 3)]);
    assert_eq!(outcome.records, 2);
}

#[test]
fn unicode_text_of_excel_is_a_table() {
    let text = format!("明细\t\t\t\t\n{}\nc1\t9001\t客服\t2026-11-20 10:00:00\t您好\n", HEADER.join("\t"));
    let bytes: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let outcome = read(&Source::memory("a.txt", bytes));
    assert_eq!(outcome.conversations.len(), 1);
    assert_eq!(outcome.conversations[0].0, "c1");
}

#[test]
fn a_separator_line_comes_before_the_header() {
    let outcome = read(&Source::memory("a.csv", "sep=;\n会话编号;发送方;消息内容\nc1;客服;您好，再见\n"));
    assert_eq!(
        outcome.conversations,
        [("c1".to_owned(), None, vec![(Role::Agent, None, "您好，再见".to_owned())])]
    );
}

#[test]
fn a_whole_talk_in_a_cell_is_a_conversation() -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in (0..).zip(["会话编号", "客服工号", "技能组", "聊天记录", "满意度"]) {
        sheet.write(0, column, name)?;
    }
    let talk = "客户 2026-11-20 10:00:00：盖子拧不紧\n客服 2026-11-20 10:02:54：这个我不知道哦\n客户 2026-11-20 10:03:10：那怎么办";
    for (row, id) in [(1, "c1"), (2, "c2")] {
        sheet.write(row, 0, id)?;
        sheet.write(row, 1, 9001)?;
        sheet.write(row, 2, "售后")?;
        sheet.write(row, 3, if id == "c1" { talk } else { "客户：在吗\n客服：您好" })?;
        sheet.write(row, 4, 5)?;
    }
    sheet.write(3, 0, "c3")?;
    sheet.write(4, 0, "c4")?;
    sheet.write(4, 3, "未接通")?;
    let outcome = read(&Source::memory("a.xlsx", workbook.save_to_buffer()?));
    assert_eq!(outcome.conversations.len(), 2, "{outcome:?}");
    let (id, agent, said) = &outcome.conversations[0];
    assert_eq!((id.as_str(), agent.as_deref(), said.len()), ("c1", Some("9001"), 3));
    assert_eq!(said[1], (Role::Agent, Some(1_795_140_174), "这个我不知道哦".to_owned()));
    assert_eq!(outcome.conversations[1].2.len(), 2);
    assert_eq!((outcome.codes.as_slice(), outcome.records, outcome.failed), (["input/no-talk"].as_slice(), 3, 1));
    assert_eq!(outcome.skipped, [("empty-transcript", 1)]);
    assert_eq!(outcome.places, ["a.xlsx!Sheet1:2", "a.xlsx!Sheet1:3"]);
    Ok(())
}

/// Packs files into an archive without compression.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file(*name, options).expect("a file begins");
        archive.write_all(bytes).expect("memory can be written");
    }
    archive.finish().expect("the archive ends").into_inner()
}

#[test]
fn files_of_an_archive_are_sources_of_their_own() -> Result<(), XlsxError> {
    let expected = read(&Source::memory("day.csv", as_csv()));
    let archive = zip(&[
        ("日志/a.csv", &as_csv()),
        ("日志/b.xlsx", &as_xlsx()?),
        ("说明.docx", b"PK"),
        ("__MACOSX/._a.csv", b"x"),
    ]);
    let outcome = read(&Source::memory("export.zip", archive));
    assert_eq!(outcome.codes, [""; 0]);
    let both = [expected.conversations.clone(), expected.conversations].concat();
    assert_eq!(outcome.conversations, both);
    assert_eq!(outcome.places[0], "export.zip!日志/a.csv:2");
    assert_eq!(outcome.places[2], "export.zip!日志/b.xlsx!售前:5");
    assert!(outcome.skipped.contains(&("unknown-extension", 1)), "{:?}", outcome.skipped);
    assert!(outcome.remarks.iter().any(|remark| remark.contains("说明.docx")), "{:?}", outcome.remarks);
    Ok(())
}

#[test]
fn an_archive_in_an_archive_is_refused_and_an_empty_one_told() {
    let inner = zip(&[("a.csv", &as_csv())]);
    let outcome = read(&Source::memory("outer.zip", zip(&[("inner.zip", &inner)])));
    assert_eq!(outcome.codes, ["input/nested-archive"]);
    assert_eq!(read(&Source::memory("a.zip", zip(&[]))).codes, ["input/no-logs"]);
}

#[test]
fn a_file_that_was_changed_in_its_archive_is_told() {
    let mut archive = zip(&[("a.csv", &as_csv())]);
    let at = archive.windows(4).position(|bytes| bytes == b"9001").expect("the agent's number is there");
    archive[at] = b'8';
    let outcome = read(&Source::memory("a.zip", archive));
    assert!(outcome.codes.contains(&"input/unreadable"), "{outcome:?}");
}

#[test]
fn documents_are_refused_in_one_sentence() {
    let word = zip(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]);
    for (name, bytes) in [
        ("a.docx", word),
        ("a.pdf", b"%PDF-1.7\n\xe4\xbd\xa0".to_vec()),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0".to_vec()),
        ("a.rtf", b"{\\rtf1 hello".to_vec()),
        ("a.mp3", b"ID3\x04\0\0\0\0".to_vec()),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0\0".to_vec()),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0".to_vec()),
    ] {
        let outcome = read(&Source::memory(name, bytes));
        assert_eq!(outcome.codes, ["input/not-text"], "{name}");
        assert_eq!((outcome.records, outcome.conversations.len()), (0, 0), "{name}");
    }
    for bytes in [b"PK\x03\x04\x14\x00\x06\x00".to_vec(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec()] {
        assert_eq!(read(&Source::memory("a.xlsx", bytes)).codes, ["input/broken-file"]);
    }
}

#[test]
fn broken_workbooks_are_told_and_never_panic() -> Result<(), XlsxError> {
    let whole = as_xlsx()?;
    let mut seed = 7_u64;
    let mut next = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    for round in 0..200 {
        let mut bytes = whole.clone();
        for _ in 0..=round % 4 {
            let at = next() % bytes.len();
            bytes[at] ^= 1 << (next() % 8);
        }
        if round % 5 == 0 {
            bytes.truncate(next() % whole.len());
        }
        let outcome = read(&Source::memory("a.xlsx", bytes));
        // Whatever became of it: all rows, or a word about it.
        let all = outcome.conversations.iter().map(|(.., said)| said.len()).sum::<usize>() == 6;
        assert!(all || !outcome.codes.is_empty() || !outcome.remarks.is_empty(), "round {round}: {outcome:?}");
    }
    Ok(())
}

#[test]
fn older_and_open_workbooks_read_like_the_same_rows_in_csv() {
    let csv = read(&Source::memory("day.csv", as_csv()));
    for name in ["sheets.xls", "sheets.ods"] {
        let path = format!("{}/../../fixtures/workbooks/{name}", env!("CARGO_MANIFEST_DIR"));
        let outcome = read(&Source::path(path));
        assert_eq!(outcome.codes, [""; 0], "{name}");
        assert_eq!(outcome.conversations, csv.conversations, "{name}");
        assert!(outcome.places[0].ends_with(&format!("{name}!明细:4")), "{:?}", outcome.places);
    }
}

#[test]
fn names_in_gbk_are_read_as_such() {
    let mut archive = zip(&[("xx.csv", &as_csv())]);
    for at in (0..archive.len() - 6).filter(|at| archive[*at..].starts_with(b"xx.csv")).collect::<Vec<_>>() {
        // 中 in GBK.
        archive[at..at + 2].copy_from_slice(&[0xd6, 0xd0]);
    }
    let outcome = read(&Source::memory("a.zip", archive));
    assert_eq!(outcome.places[0], "a.zip!中.csv:2");
}

#[test]
fn an_archive_that_unpacks_to_next_to_everything_is_refused() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("a.csv", options).expect("a file begins");
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..300 {
        archive.write_all(&blanks).expect("memory can be written");
    }
    let bytes = archive.finish().expect("the archive ends").into_inner();
    assert_eq!(read(&Source::memory("a.zip", bytes)).codes, ["input/large-archive"]);
}
