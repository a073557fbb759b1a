//! The findings that were there before: a file that is kept beside the library.
//!
//! A finding is known by its rule, its file, what was said and the words in it, not by its line or number: entries that
//! are added above it change nothing. The text itself is not kept, only a hash of it.

use std::collections::BTreeMap;
use std::hash::Hasher;

use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

use huashu_model::finding::Finding;
use huashu_model::json::to_string;

/// The schema of the file.
const SCHEMA: u64 = 1;

/// Known findings, and which of them were met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeMap<Key, Counts>,
    new: BTreeMap<Key, Counts>,
    /// What stands in files that the run does not check.
    aside: BTreeMap<Key, Counts>,
}

/// What makes two findings the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Key {
    file: String,
    rule: String,
    words: String,
    /// A hash of the whole utterance, in hexadecimal.
    said: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    known: u64,
    met: u64,
}

#[derive(Serialize, Deserialize)]
struct File {
    schema: u64,
    findings: Vec<Record>,
}

#[derive(Serialize, Deserialize)]
struct Record {
    #[serde(flatten)]
    key: Key,
    count: u64,
}

impl Baseline {
    /// Reads a baseline; the error says what is wrong with it.
    pub fn read(text: &str) -> Result<Baseline, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.schema != SCHEMA {
            return Err(format!("schema {}, not {SCHEMA}", file.schema));
        }
        let known = file.findings.into_iter().map(|record| (record.key, Counts { known: record.count, met: 0 }));
        Ok(Baseline { known: known.collect(), ..Baseline::default() })
    }

    /// Sets aside what stands in files that the run does not check: it is neither met nor gone, and is kept.
    pub fn set_aside(&mut self, is_left_out: impl Fn(&str) -> bool) {
        let all = std::mem::take(&mut self.known).into_iter();
        (self.aside, self.known) = all.partition(|(key, _)| is_left_out(&key.file));
    }

    /// Returns whether a finding was known, and counts it; what is known once is known for one finding, not for two.
    pub fn knows(&mut self, finding: &Finding) -> bool {
        let counts = self.known.get_mut(&Key::of(finding)).filter(|counts| counts.met < counts.known);
        counts.map(|counts| counts.met += 1).is_some()
    }

    /// Takes a finding as new.
    pub fn add(&mut self, finding: &Finding) {
        self.new.entry(Key::of(finding)).or_default().met += 1;
    }

    /// Returns how many known findings were not met in the files that were checked: they are mended, or their file is
    /// gone.
    pub fn stale(&self) -> u64 {
        self.known.values().map(|counts| counts.known - counts.met).sum()
    }

    /// Returns how many findings were not known.
    pub fn unknown(&self) -> u64 {
        self.new.values().map(|counts| counts.met).sum()
    }

    /// Writes what is known and still there; what is new only where `accept_new` says so.
    ///
    /// # Errors
    /// Fails only where a number cannot be written as JSON, which does not happen.
    pub fn write(&self, accept_new: bool) -> std::io::Result<String> {
        let mut counts: BTreeMap<&Key, u64> = BTreeMap::new();
        let new = self.new.iter().filter(|_| accept_new);
        for (key, met) in self.known.iter().chain(new) {
            *counts.entry(key).or_default() += met.met;
        }
        counts.extend(self.aside.iter().map(|(key, counts)| (key, counts.known)));
        let mut out = format!("{{\"schema\":{SCHEMA},\"findings\":[");
        let kept = counts.into_iter().filter(|(_, count)| *count > 0);
        for (index, (key, count)) in kept.enumerate() {
            // A finding a line: a change of the file reads well.
            out.push_str(if index == 0 { "\n" } else { ",\n" });
            out.push_str(&to_string(&Record { key: key.clone(), count })?);
        }
        out.push_str("\n]}\n");
        Ok(out)
    }
}

impl Key {
    fn of(finding: &Finding) -> Key {
        let mut hasher = SipHasher13::new();
        hasher.write(finding.text.as_bytes());
        Key {
            file: portable(&finding.location.file),
            rule: finding.rule.id.clone(),
            words: if finding.absence.is_some() { String::new() } else { finding.matched().to_owned() },
            said: format!("{:016x}", hasher.finish()),
        }
    }
}

/// Returns the path as it is written on every system.
pub fn portable(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}
