//! The same log in other encodings and packings gives the same findings.

use std::io::Write;

use serde_json::Value;

use crate::support::{Folder, LOG};

fn findings(folder: &Folder, file: &str) -> Vec<Value> {
    let ran = folder.run(&["check", file, "--rulebook", "rules.toml", "--format", "jsonl"]);
    assert_eq!(ran.status, 1, "{file}: {ran:?}");
    let mut findings = ran.lines();
    for finding in &mut findings {
        assert_eq!(finding["file"].take(), file);
    }
    findings
}

/// Asserts that a file of these bytes reads as the log does in UTF-8.
fn reads_the_same(name: &str, bytes: &[u8]) {
    let folder = Folder::with_samples();
    folder.write(name, bytes);
    assert_eq!(findings(&folder, name), findings(&folder, "log.jsonl"), "{name}");
}

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn utf_16(text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    mark.then_some(0xfeff).into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

#[test]
fn utf_8_with_a_mark() {
    reads_the_same("mark.jsonl", format!("\u{feff}{LOG}").as_bytes());
}

#[test]
fn windows_line_ends() {
    reads_the_same("windows.jsonl", LOG.replace('\n', "\r\n").as_bytes());
}

#[test]
fn gb18030_is_recognised_and_remarked_upon() {
    reads_the_same("gb.jsonl", &gb18030(LOG));
    let folder = Folder::with_samples();
    folder.write("gb.jsonl", gb18030(LOG));
    let ran = folder.run(&["check", "gb.jsonl", "--rulebook", "rules.toml", "--lang", "en"]);
    ran.says(&["gb.jsonl"]);
    let quiet = folder.run(&["check", "gb.jsonl", "--rulebook", "rules.toml", "--quiet"]);
    assert_eq!(quiet.err, "");
}

#[test]
fn utf_16_with_and_without_a_mark() {
    reads_the_same("le.jsonl", &utf_16(LOG, true, u16::to_le_bytes));
    reads_the_same("be.jsonl", &utf_16(LOG, true, u16::to_be_bytes));
    reads_the_same("bare.jsonl", &utf_16(LOG, false, u16::to_le_bytes));
}

#[test]
fn gzip_and_zstd() {
    reads_the_same("log.jsonl.gz", &gzip(LOG.as_bytes()));
    reads_the_same("gb.jsonl.gz", &gzip(&gb18030(LOG)));
    reads_the_same("log.jsonl.zst", &zstd::encode_all(LOG.as_bytes(), 0).expect("memory"));
}

#[test]
fn a_stated_encoding_wins() {
    let folder = Folder::with_samples();
    folder.write("gb.jsonl", gb18030(LOG));
    let ran = folder.run(&[
        "check",
        "gb.jsonl",
        "--rulebook",
        "rules.toml",
        "--encoding",
        "gb18030",
        "--format",
        "jsonl",
    ]);
    assert_eq!((ran.status, ran.lines().len()), (1, 3));
}

#[test]
fn bytes_that_are_no_text_are_a_problem_and_not_clean() {
    let folder = Folder::with_samples();
    let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    folder.write("noise.jsonl", noise);
    let ran = folder.run(&["check", "noise.jsonl", "--rulebook", "rules.toml"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    ran.says(&["noise.jsonl"]);
}
