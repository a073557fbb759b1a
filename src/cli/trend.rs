//! `huashu trend`: agents and rules over time, from the reports of several days.

use std::fs::File;
use std::io;
use std::sync::Arc;

use clap::Args;

use huashu::page;
use huashu::trend::{self, Detail, Trend};
use huashu_model::json::to_string;
use huashu_model::problem::{Level, Problem};

use super::global::{CLEAN, Global, INCOMPLETE};
use super::output;
use super::pages::{self, PageArgs, PageFormat};

/// What finds room on a terminal.
const BRIEF: Detail = Detail { reports: Some(7), rows: Some(20) };

#[derive(Debug, Args)]
pub(super) struct TrendArgs {
    /// Reports that `huashu check --format json` wrote, such as one a day
    #[arg(required = true, value_name = "REPORT")]
    reports: Vec<String>,

    #[command(flatten)]
    page: PageArgs,
}

/// Shows the trend and returns the exit status: 2 where a report could not be read.
pub(super) fn run(args: &TrendArgs, global: Global) -> io::Result<u8> {
    let targets = match args.page.targets(args.reports.iter().map(String::as_str)) {
        Ok(targets) => targets,
        Err(problems) => {
            output::show_problems(&problems, global);
            return Ok(INCOMPLETE);
        }
    };
    let (mut points, mut problems) = (Vec::new(), Vec::new());
    for path in &args.reports {
        match read(path) {
            Ok((point, warning)) => {
                points.push(point);
                problems.extend(warning);
            }
            Err(problem) => problems.push(*problem),
        }
    }
    output::show_problems(&problems, global);
    if points.is_empty() {
        return Ok(INCOMPLETE);
    }
    let trend = Trend::new(points);
    pages::write(&targets, global, &|format| render(&trend, format, global))?;
    let incomplete = problems.iter().any(|problem| problem.level == Level::Error);
    Ok(if incomplete { INCOMPLETE } else { CLEAN })
}

fn read(path: &str) -> Result<(trend::Point, Option<Problem>), Box<Problem>> {
    let file = File::open(path).map_err(|error| {
        let message = huashu_model::message!("读不了这份报告：{error}", "cannot read this report: {error}");
        let mut problem = Problem::error("trend/unreadable", message);
        problem.place.file = Some(Arc::from(path));
        Box::new(problem)
    })?;
    trend::read(path, io::BufReader::new(file))
}

fn render(trend: &Trend, format: PageFormat, global: Global) -> io::Result<Vec<u8>> {
    let page = |detail| trend::page(trend, detail, global.language);
    Ok(match format {
        PageFormat::Text => output::shown(&page::text(&page(BRIEF))).into_bytes(),
        PageFormat::Markdown => page::markdown(&page(BRIEF)).into_bytes(),
        PageFormat::Csv => page::csv(&trend::list(trend, global.language))?,
        PageFormat::Json => (to_string(&trend::json(trend))? + "\n").into_bytes(),
        PageFormat::Html => page::html(&page(Detail::default())).into_bytes(),
        PageFormat::Xlsx => page::workbook(&page(Detail::default()))?,
    })
}
