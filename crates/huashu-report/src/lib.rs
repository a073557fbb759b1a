//! Reports: one small file an output format, each reading findings and nothing else.
//!
//! Renderers know no rulebook and no input format. They write to the given
//! sink as findings come, so that memory does not grow with the log.

mod formats;
mod parts;

#[cfg(test)]
mod samples;

use std::io;

use huashu_model::finding::{Finding, Severity};
use huashu_model::language::Language;
use huashu_model::problem::Problem;
use huashu_model::summary::Summary;

pub use formats::{OUTPUTS, finding_values, problem_value};
pub use parts::escaped_json::to_json;
pub use parts::labels;
pub use parts::problems::problems;

/// What every renderer is told about the run before it starts.
#[derive(Debug, Clone)]
pub struct Run {
    /// Version of huashu.
    pub version: String,
    /// Identifier of the rulebook in force, and its version where stated.
    pub rulebook: String,
    /// Language of messages.
    pub language: Language,
    /// Whether colour may be used.
    pub colour: bool,
    /// Width of the terminal in columns, where known.
    pub width: Option<usize>,
    /// Whether `--statistics` was asked for.
    pub statistics: bool,
    /// The lowest severity that makes the run fail; `None` when no finding does.
    pub fail_on: Option<Severity>,
}

/// Writes findings as they come, in input order.
///
/// Calls come in this order: `start`, then `conversation` and `problem` any
/// number of times, then `finish`. Nothing may be held back that grows with
/// the number of findings unless the format demands it.
pub trait Renderer: Send {
    /// Writes what stands before the first finding.
    fn start(&mut self, _out: &mut dyn io::Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes the findings of one conversation, in order of place; never called with none.
    fn conversation(&mut self, out: &mut dyn io::Write, findings: &[Finding]) -> io::Result<()>;

    /// Writes or keeps one problem.
    fn problem(&mut self, _out: &mut dyn io::Write, _problem: &Problem) -> io::Result<()> {
        Ok(())
    }

    /// Writes what stands after the last finding.
    fn finish(&mut self, _out: &mut dyn io::Write, _summary: &Summary) -> io::Result<()> {
        Ok(())
    }
}

/// An output format, as `--format` names it.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// The name given to `--format`.
    pub name: &'static str,
    /// What it is for, in Chinese.
    pub zh: &'static str,
    /// What it is for, in English.
    pub en: &'static str,
    /// Makes a renderer for one run.
    pub open: fn(&Run) -> Box<dyn Renderer>,
}

/// Makes the renderer of the format called `name`; `None` when there is no such format.
pub fn open(name: &str, run: &Run) -> Option<Box<dyn Renderer>> {
    let output = OUTPUTS.iter().find(|output| output.name == name)?;
    Some((output.open)(run))
}

/// Returns the names of all formats, the default first.
pub fn names() -> impl Iterator<Item = &'static str> {
    OUTPUTS.iter().map(|output| output.name)
}

impl Output {
    /// Returns what the format is for.
    pub fn description(&self, language: Language) -> &'static str {
        language.pick(self.zh, self.en)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use huashu_model::problem::Excerpt;
    use huashu_model::text::Span;

    #[test]
    fn formats_open_by_their_names() {
        let run = samples::run(Language::English);
        let mut seen = std::collections::HashSet::new();
        for output in OUTPUTS {
            assert!(open(output.name, &run).is_some());
            assert!(seen.insert(output.name), "{} stands twice", output.name);
            for language in [Language::Chinese, Language::English] {
                assert!(!output.description(language).is_empty());
            }
        }
        assert!(open("no-such-format", &run).is_none());
        assert_eq!(names().next(), Some("text"));
    }

    proptest! {
        #[test]
        fn nothing_panics_whatever_was_said(text in any::<String>(), start in 0usize..60, end in 0usize..60) {
            let mut run = samples::run(Language::Chinese);
            run.width = Some(start);
            let mut finding = samples::findings().remove(4);
            finding.span = Span::new(start, end);
            finding.agent = Some(text.clone());
            finding.context[1].text = text.as_str().into();
            finding.text = text.as_str().into();
            let mut problem = Problem::error("input/bad-json", text.as_str()).with_help(text.as_str());
            let span = Span::new(start, end);
            problem.place.excerpt = Some(Excerpt { text: text.as_str().into(), span, label: Some(text.clone().into()) });
            let (findings, made) = (std::slice::from_ref(&finding), std::slice::from_ref(&problem));
            for output in OUTPUTS {
                samples::print(output.name, &run, findings, made, &Summary::default());
            }
            problems(&mut Vec::new(), made, &run)?;
        }
    }
}
