//! Encodings and compression: bytes as they come, and the same text in several encodings.
#![no_main]

use std::io::Write;
use std::sync::LazyLock;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use flate2::{Compression, write::GzEncoder};
use huashu_fuzz::choice;
use huashu_fuzz::reading::{Reading, read};
use huashu_input::Options;
use libfuzzer_sys::fuzz_target;

static ENCODINGS: LazyLock<Vec<Options>> = LazyLock::new(|| {
    let named = |encoding| Options { encoding: Some(encoding), ..Options::default() };
    [UTF_8, GB18030, UTF_16LE, UTF_16BE, BIG5].into_iter().map(named).chain([Options::default()]).collect()
});

fuzz_target!(|data: &[u8]| {
    let Some((way, data)) = choice(data, 10) else { return };
    let options = |at: usize| ENCODINGS[at].clone();
    match way {
        0..=5 => drop(read("a.jsonl", data, &options(usize::from(way)))),
        // Compressed whole, and the same with an end that is missing. What looks compressed by itself would be
        // unpacked where it stands plain.
        6 | 7 if looks_packed(data) => {}
        6 => assert_eq!(read("a.jsonl.gz", &gz(data), &options(5)), plain(data)),
        7 => assert_eq!(read("a.jsonl.zst", &zst(data), &options(5)), plain(data)),
        8 => {
            let whole = if data.len() % 3 == 0 { gz(data) } else { zst(data) };
            let cut = data.first().map_or(0, |first| usize::from(*first) % whole.len());
            read("a.jsonl", &whole[..cut], &options(5));
        }
        // What was said does not depend on the encoding it was written in.
        _ => {
            let Ok(text) = std::str::from_utf8(data) else { return };
            if text.starts_with('\u{feff}') {
                return;
            }
            let expected = read("a.jsonl", data, &options(0));
            let (bytes, _, unknown) = GB18030.encode(text);
            if !unknown && Encoding::for_bom(&bytes).is_none() && !looks_packed(&bytes) {
                assert_eq!(read("a.jsonl", &bytes, &options(1)), expected);
            }
            let units = || text.encode_utf16();
            let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
            let plain = |bytes: &[u8]| Encoding::for_bom(bytes).is_none() && !looks_packed(bytes);
            if plain(&little) && plain(&big) {
                assert_eq!(read("a.jsonl", &little, &options(2)), expected);
                assert_eq!(read("a.jsonl", &big, &options(3)), expected);
            }
        }
    }
});

fn looks_packed(data: &[u8]) -> bool {
    data.starts_with(b"\x1f\x8b") || data.starts_with(b"\x28\xb5\x2f\xfd")
}

fn plain(data: &[u8]) -> Reading {
    read("a.jsonl", data, &ENCODINGS[5])
}

fn gz(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(data).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

fn zst(data: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(data, 1).expect("memory can be written")
}
