//! Pages of figures: in which formats they are asked for, and where they go.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use huashu::nothing_done;
use huashu_model::problem::Problem;

use super::global::Global;
use super::output::{self, Output};
use super::reports;

/// Options that say what is written, and where.
#[derive(Debug, Args)]
pub(super) struct PageArgs {
    /// Format of the answer; without it, by the ending of the file's name
    #[arg(long, short, value_name = "FORMAT")]
    format: Option<PageFormat>,

    /// Write to a file, which appears only when it is whole; may be repeated. The ending of the name says the format
    #[arg(long, short, value_name = "FILE")]
    output: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum PageFormat {
    /// Tables, for reading
    Text,
    /// Tables in Markdown
    Markdown,
    /// One table for spreadsheets
    Csv,
    /// One JSON object
    Json,
    /// One page that needs nothing else
    Html,
    /// A workbook
    Xlsx,
}

/// Endings of names, and what is written there.
const EXTENSIONS: &[(&str, PageFormat)] = &[
    ("txt", PageFormat::Text),
    ("md", PageFormat::Markdown),
    ("csv", PageFormat::Csv),
    ("json", PageFormat::Json),
    ("html", PageFormat::Html),
    ("xlsx", PageFormat::Xlsx),
];

/// A format, and a file unless it is standard output.
pub(super) type Target = (PageFormat, Option<PathBuf>);

impl PageArgs {
    /// Returns what is to be written; nothing may take the place of what is read.
    pub(super) fn targets<'p>(
        &self,
        read: impl Iterator<Item = &'p str> + Clone,
    ) -> Result<Vec<Target>, Vec<Problem>> {
        if self.output.is_empty() {
            return Ok(vec![(self.format.unwrap_or(PageFormat::Text), None)]);
        }
        let (mut targets, mut problems) = (Vec::<Target>::new(), Vec::new());
        for path in &self.output {
            let asked =
                if self.output.len() == 1 { self.format.or(by_name(path)) } else { by_name(path).or(self.format) };
            if let Some(read) = output::would_replace(path, read.clone()) {
                problems.push(nothing_done::replaces_input(read));
            } else if targets.iter().any(|(_, other)| other.as_ref() == Some(path)) {
                problems.push(reports::named_twice(path));
            } else if let Some(format) = asked {
                targets.push((format, Some(path.clone())));
            } else {
                problems.push(reports::unknown_extension(path, &mut EXTENSIONS.iter().map(|(known, _)| *known)));
            }
        }
        if problems.is_empty() { Ok(targets) } else { Err(problems) }
    }
}

fn by_name(path: &Path) -> Option<PageFormat> {
    let extension = path.extension()?.to_str()?;
    EXTENSIONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension)).map(|(_, format)| *format)
}

/// Writes every target as `render` says, and tells which files were written.
pub(super) fn write(
    targets: &[Target],
    global: Global,
    render: &dyn Fn(PageFormat) -> io::Result<Vec<u8>>,
) -> io::Result<()> {
    let mut written = Vec::new();
    for (format, path) in targets {
        let mut out = Output::open(path.as_deref())?;
        out.write_all(&render(*format)?)?;
        out.finish()?;
        written.extend(path.as_ref().map(|path| path.display().to_string()));
    }
    if !written.is_empty() {
        let files = written.join(global.language.pick("、", ", "));
        output::remark(global, &huashu_model::say!(global.language, "已写到 {files}", "written to {files}"));
    }
    Ok(())
}
