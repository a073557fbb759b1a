//! Which files lean on which, and that no circle of them is large.
//!
//! An arrow leads from a file to another of its crate that it names: in a `use`, or as `module::item` of a module that it
//! declares. `cargo test --test suite arrows -- --nocapture` prints every circle of more than one file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each crate's sources, and the largest circle that is let stand. Three files is the rule: things that need one another by
/// their nature, such as hits, the evaluation that finds them, and the conditions that ask for other hits. Where the number
/// is larger, a registry and its entries lean on one another; it may shrink, never grow.
const LARGEST: &[(&str, usize)] = &[
    ("crates/huashu-core/src", 3),
    ("crates/huashu-model/src", 3),
    ("crates/huashu-rulebook/src", 3),
    ("crates/huashu-input/src", 3),
    ("crates/huashu-report/src", 3),
    ("src", 3),
];

/// A module's path within its crate, such as `engine::check`; empty for the crate itself.
type Module = Vec<String>;

#[test]
fn no_circle_of_files_is_large() {
    let mut too_large = Vec::new();
    for (folder, limit) in LARGEST {
        let arrows = arrows(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
        assert!(arrows.len() > 1 && arrows.values().any(|targets| !targets.is_empty()), "{folder} has arrows");
        for circle in circles(&arrows) {
            println!("{folder}: {} files: {}", circle.len(), circle.join(", "));
            if circle.len() > *limit {
                too_large.push((*folder, circle));
            }
        }
    }
    assert!(too_large.is_empty(), "files that lean on one another in circles too large: {too_large:#?}");
}

#[test]
fn circles_are_found() {
    let arrows = |pairs: &[(&str, &str)]| {
        let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in pairs {
            arrows.entry((*from).to_owned()).or_default().insert((*to).to_owned());
            arrows.entry((*to).to_owned()).or_default();
        }
        arrows
    };
    assert_eq!(circles(&arrows(&[("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")])), [["a", "b", "c"]]);
    assert!(circles(&arrows(&[("a", "b"), ("b", "c"), ("a", "c")])).is_empty());
}

#[test]
fn names_are_followed_to_their_files() {
    let paths = used_paths("use super::{a::B, c as d};\npub(crate) use crate::e::{self, f::*};\n");
    let expected = ["super::a::B", "super::c", "crate::e", "crate::e::f::*"];
    assert_eq!(paths, expected);
    let modules = [vec![], vec!["a".to_owned()], vec!["a".to_owned(), "b".to_owned()]];
    let known = modules.into_iter().map(|module| (module.clone(), module.join("/"))).collect();
    let from = ["a".to_owned(), "b".to_owned()];
    assert_eq!(file_of("super::b::C", &from, &known), Some("a/b".to_owned()));
    assert_eq!(file_of("crate::a::C", &from, &known), Some("a".to_owned()));
    assert_eq!(file_of("std::fs", &from, &known), None);
}

/// Returns the files that each file of a crate names.
fn arrows(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut files = Vec::new();
    collect(folder, &mut files);
    let name = |file: &Path| file.strip_prefix(folder).expect("within").to_string_lossy().replace('\\', "/");
    let known: BTreeMap<Module, String> = files.iter().map(|file| (module_of(&name(file)), name(file))).collect();
    let mut arrows = BTreeMap::new();
    for (module, file) in &known {
        let source = fs::read_to_string(folder.join(file)).expect("a readable file");
        let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let mut paths = used_paths(code);
        paths.extend(declared_paths(code));
        let targets = paths.iter().filter_map(|path| file_of(path, module, &known));
        arrows.insert(file.clone(), targets.filter(|target| target != file).collect());
    }
    arrows
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests.rs" {
            files.push(path);
        }
    }
}

fn module_of(file: &str) -> Module {
    let path = file.trim_end_matches(".rs");
    let parts = path.split('/').filter(|part| !["mod", "lib", "main"].contains(part));
    parts.map(str::to_owned).collect()
}

/// Returns the paths that a file's `use` declarations name.
fn used_paths(code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut rest = code.lines();
    while let Some(line) = rest.next() {
        let Some(start) = use_of(line) else { continue };
        let mut tree = start.to_owned();
        while !tree.contains(';') {
            let Some(line) = rest.next() else { break };
            tree += line.trim();
        }
        expand("", tree.split(';').next().unwrap_or_default().trim(), &mut paths);
    }
    paths
}

/// Returns what a line that declares a use names, as far as it stands on the line.
fn use_of(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if let Some(path) = line.strip_prefix("use ") {
        return Some(path);
    }
    let (visibility, path) = line.split_once(" use ")?;
    (visibility == "pub" || visibility.starts_with("pub(") && visibility.ends_with(')')).then_some(path)
}

/// Writes out every path of a tree such as `a::{b, c::{d, e}}`.
fn expand(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let tree = tree.trim().split(" as ").next().unwrap_or_default();
    let Some((head, inner)) = tree.split_once('{') else {
        let path = format!("{prefix}{tree}");
        paths.push(path.strip_suffix("::self").unwrap_or(&path).to_owned());
        return;
    };
    let inner = inner.rsplit_once('}').map_or(inner, |(inner, _)| inner);
    let (mut depth, mut from) = (0, 0);
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !inner[from..at].trim().is_empty() {
                    expand(&format!("{prefix}{head}"), &inner[from..at], paths);
                }
                from = (at + 1).min(inner.len());
            }
            _ => {}
        }
    }
}

/// Returns the paths that begin with a module which the file declares.
fn declared_paths(code: &str) -> Vec<String> {
    let declared = code.lines().filter_map(|line| {
        let (before, name) = line.trim().strip_suffix(';')?.rsplit_once(' ')?;
        (before == "mod" || before.starts_with("pub") && before.ends_with(" mod")).then_some(name)
    });
    let is_named = |name: &&str| {
        let path = format!("{name}::");
        let alone = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        code.match_indices(&path).any(|(at, _)| alone(at))
    };
    declared.filter(is_named).map(|name| format!("self::{name}")).collect()
}

/// Returns the file of the module that a path of `module` leads to: that of the longest part which is a module.
fn file_of(path: &str, module: &[String], known: &BTreeMap<Module, String>) -> Option<String> {
    let mut at = module.to_vec();
    let mut parts = path.split("::").peekable();
    match parts.peek().copied()? {
        "crate" => {
            at.clear();
            parts.next();
        }
        "self" => drop(parts.next()),
        "super" => {
            while parts.next_if_eq(&"super").is_some() {
                at.pop();
            }
        }
        first => {
            at.push(first.to_owned());
            if !known.contains_key(&at) {
                return None;
            }
            at.pop();
        }
    }
    for part in parts {
        at.push(part.to_owned());
        if !known.contains_key(&at) {
            at.pop();
            break;
        }
    }
    known.get(&at).cloned()
}

/// Returns the files that reach one another, where there are several, the largest circle first.
fn circles(arrows: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        arrows.keys().map(|file| (file, reached_from(file, arrows))).collect();
    let mut seen = BTreeSet::new();
    let mut circles = Vec::new();
    for file in arrows.keys() {
        let both = |other: &&&String| reached[**other].contains(file);
        let circle: Vec<String> = reached[file].iter().filter(both).map(|file| (*file).clone()).collect();
        if circle.len() > 1 && seen.insert(circle.clone()) {
            circles.push(circle);
        }
    }
    circles.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    circles
}

fn reached_from<'a>(file: &'a String, arrows: &'a BTreeMap<String, BTreeSet<String>>) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![file];
    while let Some(next) = open.pop() {
        for target in arrows.get(next).into_iter().flatten() {
            if reached.insert(target) {
                open.push(target);
            }
        }
    }
    reached
}
