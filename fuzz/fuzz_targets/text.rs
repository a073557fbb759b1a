//! Plain text with speakers, drafts, and web pages.
#![no_main]

use std::sync::LazyLock;

use huashu_fuzz::{choice, reading};
use huashu_input::{Options, format_from_name};
use huashu_model::transcript::Role;
use libfuzzer_sys::fuzz_target;

static NAMED: LazyLock<Vec<Options>> = LazyLock::new(|| {
    let named = |name| Options { format: format_from_name(name), ..Options::default() };
    vec![named("text"), named("draft"), named("html"), Options::default()]
});

fuzz_target!(|data: &[u8]| {
    let Some((way, data)) = choice(data, 4) else { return };
    let options = NAMED[usize::from(way)].clone();
    let read = reading::read("a.txt", data, &options);
    if way == 1 {
        // A draft is one thing said by an agent, whatever it looks like.
        assert!(read.conversations <= 1, "{read:?}");
        assert!(read.said.iter().all(|(role, _)| *role == Role::Agent), "{read:?}");
    }
});
