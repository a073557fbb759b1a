//! Reports: one small file an output format, each reading findings and nothing else.
//!
//! Renderers know no rulebook and no input format. They write to the given
//! sink as findings come, so that memory does not grow with the log.
//!
//! ```
//! use huashu_model::language::Language;
//! use huashu_model::summary::Summary;
//! use huashu_report::{Run, open};
//!
//! let run = Run {
//!     version: "0.1.0".to_owned(),
//!     rulebook: "chat".to_owned(),
//!     fingerprint: String::new(),
//!     rules: Vec::new(),
//!     language: Language::English,
//!     colour: false,
//!     width: None,
//!     statistics: false,
//!     context: 0,
//!     most_findings: None,
//!     fail_on: None,
//! };
//! let (mut renderer, mut out) = (open("json", &run).expect("a format"), Vec::new());
//! renderer.start(&mut out)?;
//! renderer.finish(&mut out, &Summary::default())?;
//! assert!(out.starts_with(b"{\"schema\":1,"));
//! # Ok::<(), std::io::Error>(())
//! ```

#[cfg(feature = "arrow")]
pub mod arrow;
mod formats;
mod parts;
mod renderer;

#[cfg(test)]
mod samples;

pub use formats::OUTPUTS;
use huashu_model::summary::Summary;
pub use parts::problems::problems;

pub use renderer::{Needs, NewWriter, Output, Renderer, Run, Writer};

// The words of reports, which the program uses elsewhere too.
#[doc(hidden)]
pub use parts::{arithmetic, labels, markdown};

/// Makes the renderer of the format called `name`; `None` when there is no such format.
pub fn open(name: &str, run: &Run) -> Option<Box<dyn Renderer>> {
    let output = OUTPUTS.iter().find(|output| output.name == name)?;
    Some((output.open)(run))
}

/// Returns the figures by rule and agent as text, for formats that have no place for them.
pub fn statistics(summary: &Summary, run: &Run) -> String {
    parts::statistics::render(summary, run.language, parts::draw::Pen::new(run))
}

/// Returns the format of files that end like `extension` (without the dot, in any case); `None` for an unknown one.
pub fn format_of(extension: &str) -> Option<&'static str> {
    let fits = |output: &&Output| output.extensions.iter().any(|known| known.eq_ignore_ascii_case(extension));
    OUTPUTS.iter().find(fits).map(|output| output.name)
}

/// Returns the endings of files whose format is known, without the dot.
pub fn extensions() -> impl Iterator<Item = &'static str> {
    OUTPUTS.iter().flat_map(|output| output.extensions.iter().copied())
}

/// Returns the names of all formats, the default first.
pub fn names() -> impl Iterator<Item = &'static str> {
    OUTPUTS.iter().map(|output| output.name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use huashu_model::language::Language;
    use huashu_model::problem::{Excerpt, Problem};
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
