//! The lines that a change touched, as git tells them.
//!
//! Reads the output of git and starts nothing: what is run is the command line's affair.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use huashu_model::finding::Finding;

/// Lines that were added or changed, by file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The top of the repository, to which files are relative.
    root: PathBuf,
    /// First and last line of each part, counting from 1.
    lines: BTreeMap<String, Vec<(u64, u64)>>,
    /// Files that are new as a whole.
    whole: BTreeSet<String>,
}

impl Changes {
    /// Reads `git diff --unified=0 --no-prefix` of the repository at `root`.
    pub fn read(root: &Path, diff: &str) -> Changes {
        let mut changes = Changes { root: root.to_owned(), ..Changes::default() };
        let mut file: Option<String> = None;
        for line in diff.lines() {
            if let Some(path) = line.strip_prefix("+++ ") {
                // A path with spaces ends in a tab.
                let path = path.trim_end_matches('\t');
                file = (path != "/dev/null").then(|| path.to_owned());
            } else if let (Some(file), Some(range)) = (&file, line.strip_prefix("@@ ").and_then(added)) {
                changes.lines.entry(file.clone()).or_default().push(range);
            }
        }
        changes
    }

    /// Takes a file as changed in every line.
    pub fn add_file(&mut self, path: &str) {
        self.whole.insert(path.to_owned());
    }

    /// Returns whether what a finding stands in was touched. An entry of several lines begins at the finding's line; of
    /// what git does not know, such as a file outside the repository, everything counts.
    pub fn holds(&self, finding: &Finding) -> bool {
        let Some(path) = self.inside(&finding.location.file) else { return true };
        let first = finding.location.line;
        let last = first + (finding.text.lines().count().max(1) as u64 - 1);
        let touched = |ranges: &Vec<(u64, u64)>| ranges.iter().any(|(from, to)| *from <= last && first <= *to);
        self.whole.contains(&path) || self.lines.get(&path).is_some_and(touched)
    }

    /// Returns the path as git writes it, however the file was named: from below, from outside, or in full.
    fn inside(&self, file: &str) -> Option<String> {
        let path = Path::new(file).canonicalize().ok()?;
        let root = self.root.canonicalize().ok()?;
        Some(path.strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/"))
    }
}

/// Returns the lines that `-1,2 +3,4 @@` adds; none where it only takes away.
fn added(hunk: &str) -> Option<(u64, u64)> {
    let range = hunk.split(' ').find_map(|part| part.strip_prefix('+'))?;
    let (first, count) = range.split_once(',').unwrap_or((range, "1"));
    let (first, count): (u64, u64) = (first.parse().ok()?, count.parse().ok()?);
    (count > 0).then(|| (first, first + count - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_become_lines() {
        let diff = "diff --git a.csv a.csv\n--- a.csv\n+++ a.csv\n@@ -1,0 +2,3 @@ x\n+甲\n@@ -9 +12 @@\n@@ -20,2 +22,0 @@\n--- b.csv\n+++ /dev/null\n@@ -1 +0,0 @@\n--- /dev/null\n+++ 话 术.csv\t\n@@ -0,0 +1,2 @@\n";
        let changes = Changes::read(Path::new("."), diff);
        assert_eq!(changes.lines["a.csv"], [(2, 4), (12, 12)]);
        assert_eq!(changes.lines["话 术.csv"], [(1, 2)]);
        assert_eq!(changes.lines.len(), 2);
    }
}
