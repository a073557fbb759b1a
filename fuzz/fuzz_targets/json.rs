//! JSON Lines, messages a line, JSON documents; labels for measuring rules.
#![no_main]

use std::sync::LazyLock;

use huashu::accuracy::Labels;
use huashu_fuzz::{choice, reading};
use huashu_input::{Options, format_from_name};
use libfuzzer_sys::fuzz_target;

/// A record in ASCII that says what the file holds: a conversation a line.
const FIRST: &[u8] = b"{\"messages\":[{\"role\":\"agent\",\"text\":\"ok\"}]}\n";

static NAMED: LazyLock<Vec<Options>> = LazyLock::new(|| {
    let named = |name| Options { format: format_from_name(name), ..Options::default() };
    vec![named("json"), named("jsonl"), named("messages"), Options::default()]
});

fuzz_target!(|data: &[u8]| {
    let Some((way, data)) = choice(data, 7) else { return };
    if way == 6 {
        return labels(data);
    }
    let name = if way == 4 { "a" } else { "a.jsonl" };
    if way < 5 {
        let options = &NAMED[usize::from(way.min(3))];
        reading::read(name, data, &options);
        return;
    }
    // Where the lines are conversations, each is read or failed.
    let options = Options { encoding: Some(encoding_rs::UTF_8), ..NAMED[1].clone() };
    let read = reading::read(name, &[FIRST, data].concat(), &options);
    assert_eq!(read.records, read.conversations + read.failed, "{read:?}");
});

/// Each line that is no label is a problem.
fn labels(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut labels = Labels::default();
    let problems = labels.add("a.jsonl", text);
    problems.iter().for_each(reading::problem);
    assert!(!labels.is_empty() || !problems.is_empty(), "nothing is left out in silence");
}
