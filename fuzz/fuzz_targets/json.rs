//! JSON Lines, messages a line, JSON documents.
#![no_main]

use std::sync::LazyLock;

use huashu::input::{Options, format_from_name};
use huashu_fuzz::{choice, language, reading};
use libfuzzer_sys::fuzz_target;

/// A record in ASCII that says what the file holds: a conversation a line.
const FIRST: &[u8] = b"{\"messages\":[{\"role\":\"agent\",\"text\":\"ok\"}]}\n";

static NAMED: LazyLock<Vec<Options>> = LazyLock::new(|| {
    let named = |name| Options { format: format_from_name(name), ..Options::default() };
    vec![named("json"), named("jsonl"), named("messages"), Options::default()]
});

fuzz_target!(|data: &[u8]| {
    let Some((way, data)) = choice(data, 6) else { return };
    let name = if way == 4 { "a" } else { "a.jsonl" };
    if way < 5 {
        let options = &NAMED[usize::from(way.min(3))];
        reading::read(name, data, &Options { language: language(data), ..options.clone() });
        return;
    }
    // Where the lines are conversations, each is read or failed.
    let options = Options { encoding: Some(encoding_rs::UTF_8), ..NAMED[1].clone() };
    let read = reading::read(name, &[FIRST, data].concat(), &options);
    assert_eq!(read.records, read.conversations + read.failed, "{read:?}");
});
