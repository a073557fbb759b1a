//! The report that was asked for and, in GitHub Actions, the summary of the step beside it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use huashu_model::finding::Finding;
use huashu_model::language::Message;
use huashu_model::problem::Problem;
use huashu_model::summary::Summary;
use huashu_report::{Renderer, Run};

use super::output::Output;

/// Names the file to which a step of GitHub Actions writes its summary, in Markdown.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// Every report of one run; what is told to one is told to all.
pub(super) struct Reports {
    renderer: Box<dyn Renderer>,
    out: Output,
    step: Option<(Box<dyn Renderer>, BufWriter<File>)>,
}

impl Reports {
    /// Opens the report in a format, and the summary of the step where the format is for GitHub and the step has one;
    /// `None` where there is no such format.
    pub(super) fn open(format: &str, path: Option<&Path>, run: &Run) -> io::Result<Option<Reports>> {
        let Some(mut renderer) = huashu_report::open(format, run) else { return Ok(None) };
        let mut out = Output::open(path)?;
        renderer.start(&mut out)?;
        let named = std::env::var_os(STEP_SUMMARY).filter(|path| format == "github" && !path.is_empty());
        let step = named.and_then(|path| Some((huashu_report::open("markdown", run)?, PathBuf::from(path))));
        let step = step.map(|(renderer, path)| open_summary(renderer, &path)).transpose()?;
        Ok(Some(Reports { renderer, out, step }))
    }

    /// Returns whether the changes that mend findings are told.
    pub(super) fn offers_fixes(&self) -> bool {
        self.renderer.offers_fixes()
    }

    /// Writes the findings of one conversation.
    pub(super) fn conversation(&mut self, findings: &[Finding]) -> io::Result<()> {
        if let Some((renderer, out)) = &mut self.step {
            renderer.conversation(out, findings)?;
        }
        self.renderer.conversation(&mut self.out, findings)
    }

    /// Writes or keeps one problem.
    pub(super) fn problem(&mut self, problem: &Problem) -> io::Result<()> {
        if let Some((renderer, out)) = &mut self.step {
            renderer.problem(out, problem)?;
        }
        self.renderer.problem(&mut self.out, problem)
    }

    /// Ends every report; returns what there was no room for.
    pub(super) fn finish(mut self, summary: &Summary) -> io::Result<Vec<Message>> {
        self.renderer.finish(&mut self.out, summary)?;
        self.out.finish()?;
        let mut remarks = self.renderer.remarks();
        if let Some((mut renderer, mut out)) = self.step {
            renderer.finish(&mut out, summary)?;
            out.flush()?;
            remarks.extend(renderer.remarks());
        }
        Ok(remarks)
    }
}

/// Opens the summary of the step; other commands of the step may have written to it before.
fn open_summary(mut renderer: Box<dyn Renderer>, path: &Path) -> io::Result<(Box<dyn Renderer>, BufWriter<File>)> {
    let file = File::options().create(true).append(true).open(path);
    let file = file.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    let mut out = BufWriter::new(file);
    renderer.start(&mut out)?;
    Ok((renderer, out))
}
