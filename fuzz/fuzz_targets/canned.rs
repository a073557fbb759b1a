//! Libraries of canned replies in every format.
#![no_main]

use std::sync::LazyLock;

use huashu_fuzz::{choice, reading};
use huashu_input::{FORMATS, Holds, Options};
use huashu_model::transcript::Role;
use libfuzzer_sys::fuzz_target;

/// Every format by name, and last whatever the text looks like.
static NAMED: LazyLock<Vec<Options>> = LazyLock::new(|| {
    let named = FORMATS.iter().copied().map(Some).chain([None]);
    named.map(|format| Options { format, holds: Holds::CannedReplies, ..Options::default() }).collect()
});

fuzz_target!(|data: &[u8]| {
    let Some((way, data)) = choice(data, FORMATS.len() as u8 + 1) else { return };
    let options = NAMED[usize::from(way)].clone();
    let read = reading::read("a", data, &options);
    assert!(read.said.iter().all(|(role, _)| *role == Role::Agent), "{read:?}");
    assert_eq!(read.conversations, read.said.len() as u64, "an entry is one utterance: {read:?}");
});
