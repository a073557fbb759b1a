//! Tables: CSV and TSV.
#![no_main]

use std::sync::LazyLock;

use huashu_fuzz::{choice, reading};
use huashu_input::{Options, format_from_name};
use libfuzzer_sys::fuzz_target;

static NAMED: LazyLock<Vec<Options>> = LazyLock::new(|| {
    let named = |name| Options { format: format_from_name(name), ..Options::default() };
    vec![named("csv"), named("tsv"), Options::default(), Options::default()]
});

fuzz_target!(|data: &[u8]| {
    let Some((way, data)) = choice(data, 4) else { return };
    let name = if way == 3 { "a" } else { "a.csv" };
    reading::read(name, data, &NAMED[usize::from(way)]);
});
