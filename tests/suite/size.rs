//! Files and functions stay small enough to be read at one sitting.

use std::fs;
use std::path::{Path, PathBuf};

/// Lines a source file may have.
const MOST_LINES: usize = 500;
/// Lines a function may have, its head and its last brace counted.
const MOST_LINES_OF_A_FUNCTION: usize = 60;

/// Returns the sources of every crate, with their texts.
pub(crate) fn sources() -> Vec<(PathBuf, String)> {
    let mut paths = Vec::new();
    for folder in ["src", "tests", "benches", "examples", "crates", "rules", "fuzz/src", "fuzz/fuzz_targets"] {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut paths);
    }
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source file");
        (path, text)
    };
    paths.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Returns the functions of a formatted source that are too long: the line of each, and how many it has.
fn long_functions(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut long = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let head = line.trim_start();
        let is_function = head.starts_with("fn ") || head.starts_with("pub") && head.contains(" fn ");
        if !is_function {
            continue;
        }
        // In formatted code, a function ends at the first brace that stands where its head began.
        let end = format!("{}}}", " ".repeat(indent));
        let length = lines[start..].iter().position(|line| *line == end).map_or(1, |last| last + 1);
        if length > MOST_LINES_OF_A_FUNCTION && !head.ends_with(';') && !head.ends_with('}') {
            long.push((start + 1, length));
        }
    }
    long
}

#[test]
fn no_source_file_is_longer_than_500_lines() {
    let sources = sources();
    for part in ["src/main.rs", "huashu-core/src/lib.rs", "huashu-input/src/lib.rs", "huashu-report/src/lib.rs"] {
        assert!(sources.iter().any(|(path, _)| path.ends_with(part)), "{part} is found");
    }
    let long =
        sources.iter().map(|(path, text)| (path, text.lines().count())).filter(|(_, lines)| *lines > MOST_LINES);
    let long: Vec<String> = long.map(|(path, lines)| format!("{}: {lines} lines", path.display())).collect();
    assert!(long.is_empty(), "split by subject:\n{}", long.join("\n"));
}

#[test]
fn no_function_is_longer_than_60_lines() {
    let mut long = Vec::new();
    for (path, text) in sources() {
        long.extend(
            long_functions(&text)
                .into_iter()
                .map(|(line, length)| format!("{}:{line}: {length} lines", path.display())),
        );
    }
    assert!(long.is_empty(), "one thing at a time:\n{}", long.join("\n"));
}

#[test]
fn long_functions_are_seen() {
    let body = |lines: usize| {
        format!("impl A {{\n    pub(crate) fn f(\n    ) {{\n{}    }}\n}}\n", "        g();\n".repeat(lines))
    };
    assert_eq!(long_functions(&body(57)), []);
    assert_eq!(long_functions(&body(58)), [(2, 61)]);
}
