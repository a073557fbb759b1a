//! `huashu review import`: sheets that people have filled in become marks.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use huashu::review::{Merged, marks_of, read_sheet};
use huashu_input::Source;
use huashu_model::language::Message;
use huashu_model::problem::{Level, Problem};

use crate::cli::global::{CLEAN, Global, INCOMPLETE};
use crate::cli::marks::read_or_new;
use crate::cli::output::{self, Output};

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Sheets as Excel, WPS, LibreOffice or an editor saves them: .xlsx, .ods, .csv, .txt, .jsonl
    #[arg(required = true, value_name = "SHEET")]
    sheets: Vec<PathBuf>,

    /// The file of marks; made where there is none
    #[arg(long, value_name = "FILE")]
    marks: PathBuf,

    /// Who judged the rows that name nobody
    #[arg(long, value_name = "NAME", default_value = "")]
    reviewer: String,

    /// The day of the rows that have none
    #[arg(long, value_name = "DATE", default_value = "")]
    date: String,

    /// Do not keep the sentences in the file of marks; `review learn` then has nothing to learn from
    #[arg(long)]
    no_text: bool,
}

/// What became of the rows.
#[derive(Debug, Default)]
struct Counts {
    new: u64,
    changed: u64,
    same: u64,
    blank: u64,
}

/// Takes sheets in and returns the exit status: 2 where some row could not be read; the others are taken in all the same.
pub(super) fn run(args: &ImportArgs, global: Global) -> io::Result<u8> {
    let mut marks = match read_or_new(&args.marks) {
        Ok(marks) => marks,
        Err(problems) => {
            output::show_problems(&problems, global);
            return Ok(INCOMPLETE);
        }
    };
    let (mut problems, mut remarks): (Vec<Problem>, Vec<Message>) = (Vec::new(), Vec::new());
    let mut counts = Counts::default();
    for sheet in &args.sheets {
        let (rows, unread, told) = read_sheet(&Source::path(sheet));
        let imported = marks_of(&rows, &args.reviewer, &args.date, !args.no_text);
        problems.extend(unread.into_iter().chain(imported.problems));
        remarks.extend(told);
        counts.blank += imported.blank;
        for mark in imported.marks {
            *match marks.add(mark) {
                Merged::New => &mut counts.new,
                Merged::Changed => &mut counts.changed,
                Merged::Same => &mut counts.same,
            } += 1;
        }
    }
    output::show_problems(&problems, global);
    remarks.iter().for_each(|remark| output::remark(global, remark.get(global.language)));
    if counts.new + counts.changed > 0 {
        let mut out = Output::open(Some(&args.marks))?;
        out.write_all(marks.write()?.as_bytes())?;
        out.finish()?;
    }
    tell(&counts, args, global);
    let incomplete = problems.iter().any(|problem| problem.level == Level::Error);
    Ok(if incomplete { INCOMPLETE } else { CLEAN })
}

fn tell(counts: &Counts, args: &ImportArgs, global: Global) {
    let Counts { new, changed, same, blank } = counts;
    let shown = args.marks.display();
    let told = huashu_model::say!(
        global.language,
        "{shown}：新增 {new} 条，改动 {changed} 条，原样 {same} 条；{blank} 行还没有判定",
        "{shown}: {new} marks new, {changed} changed, {same} as before; {blank} rows are not judged yet"
    );
    output::remark(global, &told);
}
