//! The file of marks, as commands read and write it.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use huashu::review::Marks;
use huashu_model::problem::Problem;

/// The option of commands that leave out what people judged wrong.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct MarksArgs {
    /// Leave out findings that most reviewers judged wrong in this file of marks
    #[arg(long, value_name = "FILE")]
    marks: Option<PathBuf>,
}

impl MarksArgs {
    /// Returns rule and fingerprint of what was judged wrong; a file that cannot be read in full is refused.
    pub(super) fn refuted(&self) -> Result<BTreeSet<(String, String)>, Vec<Problem>> {
        let Some(path) = &self.marks else { return Ok(BTreeSet::new()) };
        read(path).map(|marks| marks.refuted())
    }
}

/// Reads a file of marks that has to be there.
pub(super) fn read(path: &Path) -> Result<Marks, Vec<Problem>> {
    read_text(path).map_err(|error| vec![unreadable(path, &error)]).and_then(|text| parse(path, &text))
}

/// Reads a file of marks; one that is not there yet holds none.
pub(super) fn read_or_new(path: &Path) -> Result<Marks, Vec<Problem>> {
    match read_text(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Marks::default()),
        Err(error) => Err(vec![unreadable(path, &error)]),
        Ok(text) => parse(path, &text),
    }
}

fn read_text(path: &Path) -> io::Result<String> {
    std::fs::read_to_string(path)
}

fn parse(path: &Path, text: &str) -> Result<Marks, Vec<Problem>> {
    let (marks, problems) = Marks::read(&Arc::from(path.to_string_lossy()), text);
    if problems.is_empty() { Ok(marks) } else { Err(problems) }
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let shown = path.display();
    let message =
        huashu_model::message!("读不了标记文件 {shown}：{error}", "cannot read the marks {shown}: {error}");
    let help = huashu_model::message!(
        "用 huashu review import 抽查.xlsx --marks {shown} 建立",
        "make it with `huashu review import SHEET --marks {shown}`"
    );
    Problem::error("review/unreadable", message).with_help(help)
}
