//! What `huashu fix` would change, each at its exact place in the file, for reports that can offer it.
//!
//! A place is exact or it is not told: the file is plain UTF-8, is read again with every change made, and must hold the
//! same entries with the new wordings; what has to be filled in, and what would still be a breach, is offered to nobody.

use std::collections::HashMap;
use std::sync::Arc;

use huashu_core::engine::Engine;
use huashu_input::{Holds, Options};
use huashu_model::finding::{Finding, Severity};
use huashu_model::fix::{FilePosition, Fix};
use huashu_model::suggestion::Applicability;

use super::splice::{Place, places, splice};
use super::{Decoded, Entry, Fixer, Replacement, entries, is_log};

/// Finds changes for findings, a file at a time.
pub struct Proposals {
    safe: Fixer,
    reviewed: Fixer,
    options: Options,
    file: Option<Arc<str>>,
    /// By the line of the entry.
    found: HashMap<u64, Vec<Proposal>>,
}

/// A change of one entry.
struct Proposal {
    /// What the entry says.
    text: String,
    fix: Arc<Fix>,
    /// Rules that the new wording still does not keep.
    left: Vec<String>,
}

/// A new wording for one entry.
struct Wording {
    text: String,
    applicability: Applicability,
    left: Vec<String>,
}

impl Proposals {
    /// Makes proposals for libraries of replies that are read with these options.
    pub fn new(engine: &Arc<Engine>, options: &Options) -> Self {
        Proposals {
            safe: Fixer::new(engine, false),
            reviewed: Fixer::new(engine, true),
            options: options.clone(),
            file: None,
            found: HashMap::new(),
        }
    }

    /// Gives findings the change that mends them, where there is one whose place is known.
    pub fn attach(&mut self, findings: &mut [Finding]) {
        for finding in findings {
            let file = &finding.location.file;
            if self.file.as_ref() != Some(file) {
                self.file = Some(Arc::clone(file));
                self.found = self.read(file).unwrap_or_default();
            }
            let of_line = self.found.get(&finding.location.line).into_iter().flatten();
            let mut fitting = of_line.filter(|proposal| proposal.text == *finding.text);
            // The same words twice in a line: nobody can tell which of them is meant.
            if let (Some(proposal), None) = (fitting.next(), fitting.next()) {
                let mends = !proposal.left.contains(&finding.rule.id);
                finding.fix = mends.then(|| Arc::clone(&proposal.fix));
            }
        }
    }

    fn read(&mut self, file: &str) -> Option<HashMap<u64, Vec<Proposal>>> {
        let decoded = Decoded::of(&std::fs::read(file).ok()?, self.options.encoding)?;
        let as_log = Options { holds: Holds::Conversations, ..self.options.clone() };
        if !decoded.is_utf8() || is_log(file, &decoded.text, &as_log) {
            return None;
        }
        let entries = entries(file, &decoded.text, &self.options).ok()?;
        let mut changes = Vec::new();
        for entry in &entries {
            changes.extend(self.wording(entry).map(|wording| (entry, wording)));
        }
        let replacements: Vec<Replacement> = changes.iter().map(replacement).collect();
        if !self.would_hold(file, &decoded.text, &entries, &replacements) {
            return None;
        }
        let mut found: HashMap<u64, Vec<Proposal>> = HashMap::new();
        for ((entry, wording), place) in changes.into_iter().zip(places(&decoded.text, &replacements)) {
            // Columns of the first line would count a byte order mark, or not.
            let Some(place) = place.filter(|_| entry.line > 1 || !decoded.has_mark()) else { continue };
            let fix = Arc::new(fix(&decoded.text, &place, wording.applicability));
            let proposal = Proposal { text: entry.text.clone(), fix, left: wording.left };
            found.entry(entry.line).or_default().push(proposal);
        }
        Some(found)
    }

    /// Returns the better wording of an entry: a safe one, or else one that a person should read.
    fn wording(&mut self, entry: &Entry) -> Option<Wording> {
        let fixers = [(&mut self.safe, Applicability::Safe), (&mut self.reviewed, Applicability::Review)];
        fixers.into_iter().find_map(|(fixer, applicability)| {
            let reworded = fixer.fix(entry);
            let mends = reworded.text != entry.text
                && reworded.placeholders.is_empty()
                && reworded.left.iter().all(|finding| finding.rule.severity == Severity::Info);
            mends.then(|| Wording {
                text: reworded.text,
                applicability,
                left: reworded.left.iter().map(|finding| finding.rule.id.clone()).collect(),
            })
        })
    }

    /// Returns whether the file with every change made holds the same entries in the new wordings.
    fn would_hold(&self, file: &str, text: &str, before: &[Entry], replacements: &[Replacement]) -> bool {
        let (changed, missing) = splice(text, replacements);
        let mut made = replacements.iter().filter(|replacement| !missing.contains(replacement)).peekable();
        let Ok(after) = entries(file, &changed, &self.options) else { return false };
        let same = before.iter().zip(&after).all(|(before, after)| {
            let is_it = |made: &&Replacement| made.line == before.line && made.old == before.text;
            after.text == made.next_if(is_it).map_or(&before.text, |made| &made.new).as_str()
        });
        same && before.len() == after.len() && made.peek().is_none()
    }
}

fn replacement((entry, wording): &(&Entry, Wording)) -> Replacement {
    Replacement { line: entry.line, old: entry.text.clone(), new: wording.text.clone() }
}

/// Returns the change at a place, without what stays the same at its two ends.
fn fix(text: &str, place: &Place, applicability: Applicability) -> Fix {
    let old = &text[place.at..place.at + place.length];
    let new = place.new.as_str();
    let before = shared(old.chars(), new.chars());
    let (old, new) = (&old[before..], &new[before..]);
    let after = shared(old.chars().rev(), new.chars().rev());
    let start = place.at + before;
    Fix {
        start: position(text, start),
        end: position(text, start + old.len() - after),
        text: new[..new.len() - after].to_owned(),
        applicability,
    }
}

/// Returns the bytes of the characters that begin both.
fn shared(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum()
}

fn position(text: &str, at: usize) -> FilePosition {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    FilePosition {
        line: before.matches('\n').count() as u64 + 1,
        column: before[line_start..].chars().count() as u64 + 1,
        byte_column: (at - line_start) as u64 + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_characters_and_in_bytes() {
        let text = "t,c\n甲,\"这个\"\"我\"\"不知道哦\"\n";
        let new = "这个\"\"我\"\"查一下哦".to_owned();
        let at = text.find("这个").expect("occurs");
        let length = text.find("\"\n").expect("occurs") - at;
        let fix = fix(text, &Place { at, length, new }, Applicability::Safe);
        assert_eq!(fix.text, "查一下");
        assert_eq!(fix.start, FilePosition { line: 2, column: 11, byte_column: 19 });
        assert_eq!(fix.end, FilePosition { line: 2, column: 14, byte_column: 28 });
    }
}
