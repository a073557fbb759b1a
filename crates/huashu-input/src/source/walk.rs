//! From the paths that a user gives to sources: files, folders, patterns, standard input.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobBuilder;
use ignore::WalkBuilder;

use crate::detect::readable_extensions;
use crate::options::Options;
use crate::source::messages::{not_read, unreadable};
use crate::source::origin::Source;
use huashu_model::language::Message;
use huashu_model::problem::Problem;

/// What was found under the paths given.
#[derive(Debug, Default)]
pub struct Found {
    /// What to read, in the order given; folders in the order of their names.
    pub sources: Vec<Source>,
    /// Paths that lead nowhere.
    pub problems: Vec<Problem>,
    /// Files left out, by a stable reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// What is worth a word: folders in which files were left out.
    pub remarks: Vec<Message>,
}

/// Finds sources: files as named, folders walked, patterns that the shell left alone, `-`.
pub fn find(paths: &[String], options: &Options) -> Found {
    let mut found = Found::default();
    let mut seen = HashSet::new();
    for path in paths {
        if path == "-" {
            if seen.insert(PathBuf::from("-")) {
                found.sources.push(Source::standard_input());
            }
            continue;
        }
        let place = Path::new(path);
        if place.is_dir() {
            walk(place, options, &mut found, &mut seen, None);
        } else if !place.exists() && path.contains(['*', '?', '[', '{']) {
            expand(path, options, &mut found, &mut seen);
        } else if !place.exists() {
            let error = std::io::Error::from(std::io::ErrorKind::NotFound);
            found.problems.push(unreadable(&Arc::from(path.as_str()), &error));
        } else {
            add(place, &mut found, &mut seen);
        }
    }
    found
}

impl Found {
    fn skip(&mut self, reason: &'static str) {
        *self.skipped.entry(reason).or_default() += 1;
    }
}

/// Folders in which engines keep what is not, not yet or no longer part of a table.
const OF_ENGINES: &[&str] =
    &["_temporary", "_delta_log", "_delta_index", "_change_data", "_spark_metadata", "_symlink_format_manifest"];

/// Returns whether a path within a folder is a hidden file or lies in a hidden folder.
fn is_hidden(path: &Path) -> bool {
    path.components().any(|part| {
        let name = part.as_os_str().to_string_lossy();
        name.starts_with('.') || OF_ENGINES.contains(&&*name)
    })
}

fn add(path: &Path, found: &mut Found, seen: &mut HashSet<PathBuf>) {
    // One file may be named in several ways.
    let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if seen.insert(place) {
        found.sources.push(Source::path(path));
    } else {
        found.skip("given-twice");
    }
}

fn walk(
    folder: &Path,
    options: &Options,
    found: &mut Found,
    seen: &mut HashSet<PathBuf>,
    pattern: Option<&globset::GlobMatcher>,
) {
    let before = found.sources.len();
    let mut problems = Vec::new();
    let (mut left_out, mut tables) = (Vec::new(), BTreeSet::new());
    // No ignore files count: what is checked must not depend on whose machine it is.
    let walker = WalkBuilder::new(folder).standard_filters(false).sort_by_file_name(std::ffi::OsStr::cmp).build();
    for entry in walker {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                problems.push(walk_problem(folder, &error));
                continue;
            }
        };
        let path = entry.path();
        if entry.path_is_symlink() && entry.depth() > 0 {
            found.skip("link");
            continue;
        }
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        if is_hidden(path.strip_prefix(folder).unwrap_or(path)) {
            tables.extend(table_with_log(path));
            found.skip("hidden-file");
            continue;
        }
        match pattern {
            Some(pattern) if !pattern.is_match(path) => {}
            Some(_) => add(path.strip_prefix("./").unwrap_or(path), found, seen),
            None if has_known_extension(path, options) => add(path, found, seen),
            None => left_out.push(entry.file_name().to_string_lossy().into_owned()),
        }
    }
    if !left_out.is_empty() {
        *found.skipped.entry("unknown-extension").or_default() += left_out.len() as u64;
        found.remarks.push(not_read(&folder.to_string_lossy(), &left_out));
    }
    found.remarks.extend(tables.iter().map(|table| has_log(table)));
    found.problems.append(&mut problems);
    if found.sources.len() == before && pattern.is_none() {
        found.problems.push(no_logs(folder, options));
    }
}

/// Returns whether a file is read in a folder; anything is read when it is named.
fn has_known_extension(path: &Path, options: &Options) -> bool {
    let extension = Source::path(path).extension();
    readable_extensions(options.holds).contains(&extension.as_str())
}

fn expand(pattern: &str, options: &Options, found: &mut Found, seen: &mut HashSet<PathBuf>) {
    let before = found.sources.len();
    // The part of the path before the first special character is where the walk begins.
    let special = pattern.find(['*', '?', '[', '{']).unwrap_or(pattern.len());
    let base = pattern[..special].rfind('/').map_or(".", |slash| if slash == 0 { "/" } else { &pattern[..slash] });
    let wanted =
        if base == "." && !pattern.starts_with("./") { format!("./{pattern}") } else { pattern.to_owned() };
    match GlobBuilder::new(&wanted).literal_separator(true).build() {
        Ok(glob) => walk(Path::new(base), options, found, seen, Some(&glob.compile_matcher())),
        Err(error) => {
            let message = {
                let kind = error.kind();
                huashu_model::message!("路径模式写得不对：{kind}", "bad path pattern: {kind}")
            };
            let mut problem = Problem::error("input/bad-pattern", message);
            problem.place.file = Some(Arc::from(pattern));
            found.problems.push(problem);
            return;
        }
    }
    if found.sources.len() == before {
        let message = huashu_model::message!("没有文件符合这个模式", "no file matches this pattern");
        let help = huashu_model::message!("隐藏文件和链接不计", "hidden files and links do not count");
        let mut problem = Problem::error("input/no-match", message).with_help(help);
        problem.place.file = Some(Arc::from(pattern));
        found.problems.push(problem);
    }
}

/// Returns the folder of the table whose log of changes a file is part of.
fn table_with_log(path: &Path) -> Option<String> {
    let log = path.parent().filter(|log| log.ends_with("_delta_log"))?;
    Some(log.parent()?.to_string_lossy().into_owned())
}

fn has_log(table: &str) -> Message {
    huashu_model::message!(
        "{table} 是 Delta 表：已被删改、不再算数的文件也读了；要准确，请让引擎写出当前的行再检查",
        "{table} is a Delta table: files that no longer count in it were read as well; to be exact, have an engine write out the rows that do"
    )
}

fn no_logs(folder: &Path, options: &Options) -> Problem {
    let known = readable_extensions(options.holds).join(" ");
    let help = huashu_model::message!(
        "文件夹中只读扩展名为 {known}（可再带 .gz .zst）的文件，隐藏文件和链接不读；其他文件请直接写出文件名",
        "in folders only {known} (also with .gz .zst) are read, hidden files and links are not; name other files one by one"
    );
    let message = huashu_model::message!("文件夹里没有可读的记录文件", "no logs in this folder");
    let mut problem = Problem::error("input/no-logs", message).with_help(help);
    problem.place.file = Some(Arc::from(folder.to_string_lossy()));
    problem
}

fn walk_problem(folder: &Path, error: &ignore::Error) -> Problem {
    let message = huashu_model::message!("读取文件夹时出错：{error}", "could not read the folder: {error}");
    let mut problem = Problem::error("input/unreadable", message);
    problem.place.file = Some(Arc::from(folder.to_string_lossy()));
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Holds;

    fn names(found: &Found, root: &Path) -> Vec<String> {
        let root = root.to_string_lossy().into_owned();
        found.sources.iter().map(|source| source.name.replace(&root, "")).collect()
    }

    #[test]
    fn folders_patterns_and_missing_files() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let root = folder.path();
        for (name, text) in [
            ("b.jsonl", ""),
            ("c.xlsx", ""),
            ("a.csv.gz", ""),
            ("notes.pdf", ""),
            ("rules.toml", ""),
            (".hidden.jsonl", ""),
            ("old.jsonl", ""),
            (".gitignore", "old.jsonl\n"),
        ] {
            std::fs::write(root.join(name), text)?;
        }
        let mut options = Options::default();
        let path = root.to_string_lossy().into_owned();
        let found = find(std::slice::from_ref(&path), &options);
        assert_eq!(names(&found, root), ["/a.csv.gz", "/b.jsonl", "/c.xlsx", "/old.jsonl"]);
        assert_eq!(found.skipped.get("unknown-extension"), Some(&2));
        assert!(found.remarks[0].zh.contains("notes.pdf、rules.toml"), "{:?}", found.remarks);
        assert_eq!(found.skipped.get("hidden-file"), Some(&2));
        assert!(found.problems.is_empty());
        options.holds = Holds::CannedReplies;
        let canned = find(std::slice::from_ref(&path), &options);
        assert_eq!(names(&canned, root), ["/a.csv.gz", "/b.jsonl", "/c.xlsx", "/old.jsonl", "/rules.toml"]);
        let found = find(&[format!("{path}/*.jsonl"), format!("{path}/b.jsonl")], &options);
        assert_eq!(names(&found, root), ["/b.jsonl", "/old.jsonl"]);
        assert_eq!(found.skipped.get("given-twice"), Some(&1));
        let found = find(&[format!("{path}/none.jsonl"), format!("{path}/*.xyz")], &options);
        let codes: Vec<_> = found.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["input/unreadable", "input/no-match"]);
        Ok(())
    }

    #[test]
    fn what_engines_keep_beside_a_table_is_not_part_of_it() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let root = folder.path();
        for name in ["dt=1/part-0.parquet", "_delta_log/00000.json", "_temporary/0/part-0.parquet"] {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap_or(root))?;
            std::fs::write(path, "")?;
        }
        let found = find(&[root.to_string_lossy().into_owned()], &Options::default());
        assert_eq!(names(&found, root), ["/dt=1/part-0.parquet"]);
        assert_eq!(found.skipped.get("hidden-file"), Some(&2));
        assert!(found.remarks.iter().any(|remark| remark.en.contains("Delta")), "{:?}", found.remarks);
        Ok(())
    }

    #[test]
    fn a_folder_without_logs_is_a_problem() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let found = find(&[folder.path().to_string_lossy().into_owned()], &Options::default());
        assert_eq!(found.problems[0].code, "input/no-logs");
        Ok(())
    }
}
