//! Every code of problems is listed once, with what it means and what to do, and every one listed is reported somewhere.

use std::collections::BTreeSet;
use std::path::Path;

use huashu::reference::codes;
use huashu_core::rulebook_lint::CHECKS;
use regex::Regex;

use crate::size::sources;

/// Returns the sources of the program and the crates, without their tests and the tables of codes.
fn code_that_reports() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for (path, source) in sources() {
        let inside = path.strip_prefix(root).expect("a path under the root").to_string_lossy().replace('\\', "/");
        let wanted = inside.starts_with("src/") || inside.starts_with("crates/") && inside.contains("/src/");
        if wanted && !inside.ends_with("/codes.rs") && !inside.ends_with("/samples.rs") {
            text += source.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        }
    }
    text
}

#[test]
fn every_table_is_sorted_and_no_code_stands_twice() {
    for table in [huashu_rulebook::CODES, huashu_core::CODES, huashu_input::CODES] {
        assert!(table.is_sorted_by_key(|code| code.name));
    }
    let names: Vec<&str> = codes().iter().map(|code| code.name).collect();
    let unique: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names, Vec::from_iter(unique));
    for code in codes() {
        for text in code.meaning.into_iter().chain(code.remedy) {
            assert!(!text.is_empty() && !text.ends_with(['。', '.']), "{}: {text}", code.name);
        }
    }
}

#[test]
fn what_is_reported_is_listed_and_what_is_listed_is_reported() {
    let text = code_that_reports();
    let listed: BTreeSet<&str> = codes().iter().map(|code| code.name).collect();
    let groups: BTreeSet<&str> =
        listed.iter().filter_map(|name| name.split_once('/')).map(|(group, _)| group).collect();
    let groups = Vec::from_iter(groups).join("|");
    // Whatever looks like a code, and whatever is given as one.
    let literal = Regex::new(&format!(r#""((?:{groups})/[a-z0-9-]+)""#)).expect("a pattern");
    let given = Regex::new(r#"\b(?:error|warning)\(\s*"([^"]*)","#).expect("a pattern");
    let reported: BTreeSet<&str> = literal
        .captures_iter(&text)
        .chain(given.captures_iter(&text))
        .filter_map(|found| found.get(1))
        .map(|found| found.as_str())
        .collect();
    assert_eq!(reported.difference(&listed).collect::<Vec<_>>(), Vec::<&&str>::new(), "not listed in any codes.rs");
    assert_eq!(
        listed.difference(&reported).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "listed, but nothing reports them"
    );
}

#[test]
fn every_check_of_rulebooks_has_a_code() {
    for check in CHECKS {
        assert!(codes().iter().any(|code| code.name == check.name), "{}", check.name);
    }
}
