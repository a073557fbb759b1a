//! What people marked: one mark a line, sorted, so that git can hold and merge the file.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use huashu_model::json::to_string;
use huashu_model::problem::Problem;

/// What somebody says of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is a breach; of a conversation without findings: nothing was missed.
    Right,
    /// It is none; of a conversation without findings: something was missed.
    Wrong,
    /// It cannot be told.
    Unsure,
}

/// One person's mark of one finding, or of one conversation without findings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// The finding's fingerprint; a hash of file and name for a conversation without findings.
    pub fingerprint: String,
    /// The rule; empty for a conversation without findings.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// What was said of it.
    pub verdict: Verdict,
    /// Who said so; empty where nobody signed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reviewer: String,
    /// The remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The day, where it was given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
    /// What was missed in a conversation without findings: rules or words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<String>,
    /// How long it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<f64>,
    /// How many findings or conversations it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands_for: Option<f64>,
    /// The conversation, as the log calls it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub conversation: String,
    /// The utterance, the words in `⟦⟧`; empty where texts are not kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

impl Mark {
    /// Returns whether it is about a conversation without findings.
    pub fn is_control(&self) -> bool {
        self.rule.is_empty()
    }

    fn key(&self) -> Key {
        (self.fingerprint.clone(), self.rule.clone(), self.reviewer.clone())
    }
}

type Key = (String, String, String);

/// What became of a mark that was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merged {
    /// It is new.
    New,
    /// The same reviewer had said something else of the same finding.
    Changed,
    /// It was there.
    Same,
}

/// What several people say of one finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Most say that it is a breach.
    Right,
    /// Most say that it is none.
    Wrong,
    /// No verdict has more than half of the votes.
    Open,
}

/// The marks of a file, by finding and reviewer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    marks: BTreeMap<Key, Mark>,
}

impl Marks {
    /// Reads a file of marks; each line that is no mark is a problem.
    pub fn read(file: &Arc<str>, text: &str) -> (Marks, Vec<Problem>) {
        let (mut marks, mut problems) = (Marks::default(), Vec::new());
        for (number, line) in (1u64..).zip(text.trim_start_matches('\u{feff}').lines()) {
            if line.trim().is_empty() {
                continue;
            }
            match serde_json::from_str::<Mark>(line) {
                Ok(mark) => drop(marks.add(mark)),
                Err(error) => {
                    let message = huashu_model::message!("不是一条标记：{error}", "not a mark: {error}");
                    let help = huashu_model::message!(
                        "一行一条 JSON；合并留下的冲突标记要先处理",
                        "a line holds one JSON object; settle conflicts that a merge has left"
                    );
                    problems.push(Problem::error("review/bad-mark", message).at(file, number).with_help(help));
                }
            }
        }
        (marks, problems)
    }

    /// Adds a mark in the place of the same reviewer's earlier one.
    pub fn add(&mut self, mark: Mark) -> Merged {
        match self.marks.insert(mark.key(), mark.clone()) {
            None => Merged::New,
            Some(old) if old == mark => Merged::Same,
            Some(_) => Merged::Changed,
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    /// Fails only where a number cannot be written as JSON, which does not happen.
    pub fn write(&self) -> io::Result<String> {
        let mut out = String::new();
        for mark in self.marks.values() {
            out += &to_string(mark)?;
            out.push('\n');
        }
        Ok(out)
    }

    /// Returns every mark, by fingerprint, rule and reviewer.
    pub fn iter(&self) -> impl Iterator<Item = &Mark> {
        self.marks.values()
    }

    /// Returns the marks of each finding (fingerprint, rule); conversations without findings are left out.
    pub fn by_finding(&self) -> BTreeMap<(&str, &str), Vec<&Mark>> {
        let mut findings: BTreeMap<_, Vec<&Mark>> = BTreeMap::new();
        for mark in self.iter().filter(|mark| !mark.is_control()) {
            findings.entry((mark.fingerprint.as_str(), mark.rule.as_str())).or_default().push(mark);
        }
        findings
    }

    /// Returns rule and fingerprint of the findings that most say are none.
    pub fn refuted(&self) -> BTreeSet<(String, String)> {
        let wrong = self.by_finding().into_iter().filter(|(_, marks)| Settled::of(marks) == Settled::Wrong);
        wrong.map(|((fingerprint, rule), _)| (rule.to_owned(), fingerprint.to_owned())).collect()
    }
}

impl Settled {
    /// Counts the votes: a verdict holds where more than half have given it.
    pub fn of(marks: &[&Mark]) -> Settled {
        let votes = |verdict| marks.iter().filter(|mark| mark.verdict == verdict).count() * 2;
        if votes(Verdict::Wrong) > marks.len() {
            Settled::Wrong
        } else if votes(Verdict::Right) > marks.len() {
            Settled::Right
        } else {
            Settled::Open
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::mark;
    use super::*;

    #[test]
    fn marks_are_written_sorted_and_read_back() {
        let mut marks = Marks::default();
        for (fingerprint, reviewer) in [("b", "乙"), ("b", "甲"), ("a", "甲")] {
            assert_eq!(marks.add(mark(fingerprint, "x/y", reviewer, Verdict::Right)), Merged::New);
        }
        assert_eq!(marks.add(mark("a", "x/y", "甲", Verdict::Right)), Merged::Same);
        assert_eq!(marks.add(mark("a", "x/y", "甲", Verdict::Unsure)), Merged::Changed);
        let text = marks.write().expect("JSON");
        assert_eq!(text.lines().count(), 3);
        assert!(
            text.starts_with(r#"{"fingerprint":"a","rule":"x/y","verdict":"unsure","reviewer":"甲","#),
            "{text}"
        );
        assert_eq!(Marks::read(&Arc::from("m"), &text), (marks, Vec::new()));
        let (_, problems) = Marks::read(&Arc::from("m"), &format!("<<<<<<< HEAD\n{text}"));
        assert_eq!(
            problems.iter().map(|problem| (problem.code, problem.place.line)).collect::<Vec<_>>(),
            [("review/bad-mark", Some(1))]
        );
    }

    #[test]
    fn more_than_half_settle_a_finding_and_ties_stay() {
        use Verdict::{Right, Unsure, Wrong};
        for (verdicts, settled) in [
            (&[Wrong][..], Settled::Wrong),
            (&[Wrong, Right], Settled::Open),
            (&[Wrong, Unsure], Settled::Open),
            (&[Wrong, Wrong, Right], Settled::Wrong),
            (&[Right, Right, Wrong], Settled::Right),
            (&[Unsure], Settled::Open),
        ] {
            let marks: Vec<Mark> = verdicts
                .iter()
                .enumerate()
                .map(|(n, verdict)| mark("a", "x/y", &n.to_string(), *verdict))
                .collect();
            assert_eq!(Settled::of(&marks.iter().collect::<Vec<_>>()), settled, "{verdicts:?}");
        }
    }
}
