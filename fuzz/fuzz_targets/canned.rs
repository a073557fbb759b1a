//! Libraries of canned replies in every format.
#![no_main]

use std::sync::LazyLock;

use huashu::input::{Options, format_from_name};
use huashu::transcript::Role;
use huashu_fuzz::{choice, language, reading};
use libfuzzer_sys::fuzz_target;

const FORMATS: [&str; 8] = ["toml", "yaml", "json", "jsonl", "csv", "tsv", "text", ""];

static NAMED: LazyLock<Vec<Options>> = LazyLock::new(|| {
    let named = |name| Options { format: format_from_name(name), canned: true, ..Options::default() };
    FORMATS.map(named).into_iter().collect()
});

fuzz_target!(|data: &[u8]| {
    let Some((way, data)) = choice(data, FORMATS.len() as u8) else { return };
    let options = Options { language: language(data), ..NAMED[usize::from(way)].clone() };
    let read = reading::read("a", data, &options);
    assert!(read.said.iter().all(|(role, _)| *role == Role::Agent), "{read:?}");
    assert_eq!(read.conversations, read.said.len() as u64, "an entry is one utterance: {read:?}");
});
