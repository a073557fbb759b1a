//! Every dependency may be used under a licence that `deny.toml` allows.
//!
//! `cargo deny check licenses` says the same and more; this test needs nothing
//! that is not there whenever the project can be built.

use std::path::Path;
use std::process::{Command, Output};

#[test]
fn every_dependency_is_under_an_allowed_licence() {
    assert_allowed("Cargo.toml");
}

#[test]
fn every_dependency_of_the_python_package_is_under_an_allowed_licence() {
    assert_allowed("crates/huashu-python/Cargo.toml");
}

fn assert_allowed(manifest: &str) {
    let allowed = listed("licenses", "allow");
    let packages = packages(manifest);
    assert!(packages.len() > 20, "cargo tree lists the dependencies");
    let refused: Vec<_> = packages.iter().filter(|(_, licence)| !is_allowed(licence, &allowed)).collect();
    assert!(refused.is_empty(), "not allowed by deny.toml: {refused:#?}");
}

#[test]
fn expressions_are_read_as_spdx_has_them() {
    let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "ISC"].map(str::to_owned);
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-2.0-only OR MIT", true),
        ("MIT/Apache-2.0", true),
        ("MIT AND GPL-3.0-only", false),
        ("MIT AND ISC", true),
        ("(MIT OR GPL-2.0-only) AND ISC", true),
        ("GPL-2.0-only OR (MIT AND MPL-2.0)", false),
        // AND binds before OR.
        ("MIT OR ISC AND MPL-2.0", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-2.0-only WITH Classpath-exception-2.0", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }
}

/// Returns a list of `deny.toml`.
fn listed(table: &str, key: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    let text = std::fs::read_to_string(path).expect("deny.toml");
    let deny: toml::Table = text.parse().expect("deny.toml is TOML");
    let list = deny[table][key].as_array().expect("a list");
    list.iter().map(|word| word.as_str().expect("a string").to_owned()).collect()
}

/// Lists what is built for the platforms of `deny.toml`, or for this one where what the others need was never
/// downloaded: every package, with its licence.
fn packages(manifest: &str) -> Vec<(String, String)> {
    let mut everywhere = vec!["--offline".to_owned()];
    everywhere.extend(listed("graph", "targets").into_iter().map(|target| format!("--target={target}")));
    let everywhere = tree(manifest, &everywhere);
    let output = if everywhere.status.success() { everywhere } else { tree(manifest, &[]) };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let packages = text.lines().filter_map(|line| line.split_once('\t'));
    // What was listed before is marked.
    packages.map(|(name, licence)| (name.to_owned(), licence.trim_end_matches(" (*)").to_owned())).collect()
}

fn tree(manifest: &str, more: &[String]) -> Output {
    Command::new(env!("CARGO"))
        .args(["tree", "--workspace", "--locked", "--edges", "normal,build,dev", "--prefix", "none"])
        .args(["--format", "{p}\t{l}", "--manifest-path", manifest])
        .args(more)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs")
}

/// Returns whether one of the ways to fulfil an SPDX expression is allowed.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let result = any_of(&mut rest, allowed);
    result && rest.is_empty()
}

fn any_of(words: &mut &[&str], allowed: &[String]) -> bool {
    let mut result = all_of(words, allowed);
    while take(words, "OR") {
        result |= all_of(words, allowed);
    }
    result
}

fn all_of(words: &mut &[&str], allowed: &[String]) -> bool {
    let mut result = one(words, allowed);
    while take(words, "AND") {
        result &= one(words, allowed);
    }
    result
}

fn one(words: &mut &[&str], allowed: &[String]) -> bool {
    if take(words, "(") {
        return any_of(words, allowed) & take(words, ")");
    }
    let Some((licence, rest)) = words.split_first() else { return false };
    *words = rest;
    let mut licence = (*licence).to_owned();
    if take(words, "WITH")
        && let Some((exception, rest)) = words.split_first()
    {
        *words = rest;
        licence += &format!(" WITH {exception}");
    }
    allowed.contains(&licence)
}

fn take(words: &mut &[&str], word: &str) -> bool {
    match words.split_first() {
        Some((first, rest)) if *first == word => {
            *words = rest;
            true
        }
        _ => false,
    }
}
