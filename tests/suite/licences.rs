//! Every dependency may be used under a licence that `deny.toml` allows.
//!
//! `cargo deny check licenses` says the same and more; this test needs nothing
//! that is not there whenever the project can be built.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

#[test]
fn every_dependency_is_under_an_allowed_licence() {
    assert_allowed("Cargo.toml");
}

#[test]
fn every_dependency_of_the_python_package_is_under_an_allowed_licence() {
    assert_allowed("crates/huashu-python/Cargo.toml");
}

fn assert_allowed(manifest: &str) {
    let allowed = allowed_licences();
    let packages = packages(manifest);
    assert!(packages.len() > 20, "cargo metadata lists the dependencies");
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(|licence| is_allowed(licence, &allowed)))
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(refused.is_empty(), "not allowed by deny.toml:\n{}", refused.join("\n"));
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

fn allowed_licences() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    let text = std::fs::read_to_string(path).expect("deny.toml");
    let table: toml::Table = text.parse().expect("deny.toml is TOML");
    let list = table["licenses"]["allow"].as_array().expect("licenses.allow");
    list.iter().map(|licence| licence.as_str().expect("a string").to_owned()).collect()
}

/// Lists the dependencies on every platform, or on this one where the others were never downloaded.
fn packages(manifest: &str) -> Vec<Value> {
    let host = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let host = String::from_utf8_lossy(&host.stdout).into_owned();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let everywhere = metadata(manifest, &["--offline"]);
    let output =
        if everywhere.status.success() { everywhere } else { metadata(manifest, &["--filter-platform", host]) };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    metadata["packages"].as_array().expect("packages").clone()
}

fn metadata(manifest: &str, more: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path", manifest])
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
