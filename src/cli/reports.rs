//! The reports of one run: each in its own format, to its own file or to standard output.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use huashu_model::evaluation::Evaluation;
use huashu_model::language::Message;
use huashu_model::problem::Problem;
use huashu_model::summary::Summary;
use huashu_report::{Needs, NewWriter, Renderer, Run};

use super::encoded::{Encoded, OutputEncoding};
use super::global::Global;
use super::output::{self, Output};

/// Names the file to which a step of GitHub Actions writes its summary, in Markdown.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// The formats that are no text.
const BINARY: [&str; 2] = ["xlsx", "parquet"];

/// What is to be written: a format, and a file unless it is standard output.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Target {
    format: &'static str,
    path: Option<PathBuf>,
    encoding: OutputEncoding,
}

/// Formats that other encodings than UTF-8 do no harm to.
const PLAIN: [&str; 4] = ["text", "concise", "csv", "markdown"];

/// Every report of a run.
pub(super) struct Reports {
    reports: Vec<Report>,
}

struct Report {
    target: Target,
    renderer: Box<dyn Renderer>,
    out: Encoded<Output>,
}

/// Settles the format of every file: as asked, where there is one; else by the ending of its name.
pub(super) fn targets(paths: &[PathBuf], format: Option<&'static str>) -> Result<Vec<Target>, Vec<Problem>> {
    if paths.is_empty() {
        let format = format.or(huashu_report::names().next()).unwrap_or("text");
        if BINARY.contains(&format) && io::stdout().is_terminal() {
            return Err(vec![not_for_terminal(format)]);
        }
        return Ok(vec![Target { format, path: None, encoding: OutputEncoding::Utf8 }]);
    }
    let by_name = |path: &Path| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        extension.and_then(huashu_report::format_of)
    };
    let (mut targets, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        let asked = if paths.len() == 1 { format.or(by_name(path)) } else { by_name(path).or(format) };
        // A device or a pipe has no ending; what goes there is read at once.
        let asked = asked.or((path.exists() && !path.is_file()).then_some("text"));
        match asked {
            Some(_) if targets.iter().any(|target: &Target| target.path.as_ref() == Some(path)) => {
                problems.push(named_twice(path));
            }
            Some(format) => {
                targets.push(Target { format, path: Some(path.clone()), encoding: OutputEncoding::Utf8 });
            }
            None => problems.push(unknown_extension(path, &mut huashu_report::extensions())),
        }
    }
    if problems.is_empty() { Ok(targets) } else { Err(problems) }
}

/// Settles the encoding of every report; formats that say themselves what they are written in are refused another.
pub(super) fn encoded(targets: Vec<Target>, encoding: OutputEncoding) -> Result<Vec<Target>, Vec<Problem>> {
    let refused = |target: &&Target| encoding != OutputEncoding::Utf8 && !PLAIN.contains(&target.format);
    let problems: Vec<Problem> = targets.iter().filter(refused).map(|target| always_utf8(target.format)).collect();
    match problems.is_empty() {
        true => Ok(targets.into_iter().map(|target| Target { encoding, ..target }).collect()),
        false => Err(problems),
    }
}

fn always_utf8(format: &str) -> Problem {
    let message = huashu_model::message!(
        "{format} 格式只能是 UTF-8，不能用 --output-encoding",
        "the format {format} is always UTF-8; --output-encoding is not for it"
    );
    let plain = PLAIN.join(", ");
    let help = huashu_model::message!("只有 {plain} 可以换编码", "only {plain} can be written in another encoding");
    Problem::error("usage/output-encoding", message).with_help(help)
}

/// The ending of a name says nothing; `extensions` are those that do, without the dot.
pub(super) fn unknown_extension(path: &Path, extensions: &mut dyn Iterator<Item = &'static str>) -> Problem {
    let shown = path.display();
    let known: Vec<String> = extensions.map(|known| format!(".{known}")).collect();
    let known = known.join(" ");
    let message =
        huashu_model::message!("看不出 {shown} 要写成什么格式", "{shown} does not say which format it is to be in");
    let help = huashu_model::message!(
        "用这些扩展名之一：{known}；或加 --format",
        "end the name in one of {known}, or pass --format"
    );
    Problem::error("usage/unknown-extension", message).with_help(help)
}

fn not_for_terminal(format: &str) -> Problem {
    let message = huashu_model::message!(
        "{format} 不是文本，不能写到终端",
        "{format} is no text and cannot be written to a terminal"
    );
    let help = huashu_model::message!("写到文件：-o 质检报告.{format}", "write it to a file: -o report.{format}");
    Problem::error("usage/not-for-terminal", message).with_help(help)
}

/// Two reports cannot go to one file.
pub(super) fn named_twice(path: &Path) -> Problem {
    let shown = path.display();
    let message = huashu_model::message!("{shown} 写了两次", "{shown} is named twice");
    let help = huashu_model::message!("每份报告给一个文件名", "give every report a file of its own");
    Problem::error("usage/same-report", message).with_help(help)
}

impl Reports {
    /// Opens every report; `run` tells what a report that goes to a terminal, or does not, is told.
    pub(super) fn open(targets: Vec<Target>, run: &dyn Fn(&Target) -> Run) -> io::Result<Reports> {
        let mut reports = Vec::new();
        for target in targets {
            let run = run(&target);
            let Some(renderer) = huashu_report::open(target.format, &run) else { continue };
            let out = Encoded::new(Output::open(target.path.as_deref())?, target.encoding);
            let step = if target.format == "github" { step_summary(&run)? } else { None };
            reports.push(Report { target, renderer, out });
            reports.extend(step);
        }
        let mut reports = Reports { reports };
        reports.each(|renderer, out| renderer.start(out))?;
        Ok(reports)
    }

    /// Does something with every report; an error names the file that it was about.
    fn each(&mut self, work: impl Fn(&mut dyn Renderer, &mut Encoded<Output>) -> io::Result<()>) -> io::Result<()> {
        self.reports.iter_mut().try_for_each(|Report { target, renderer, out }| {
            work(&mut **renderer, out).map_err(|error| match &target.path {
                Some(path) if !error.to_string().starts_with(&*path.to_string_lossy()) => {
                    output::naming(path, &error)
                }
                _ => error,
            })
        })
    }

    /// Returns what the reports together want to be told.
    pub(super) fn needs(&self) -> Needs {
        let needs = self.reports.iter().map(|report| report.renderer.needs());
        needs.fold(Needs::default(), |all, one| Needs {
            context: all.context.max(one.context),
            transcript: all.transcript || one.transcript,
            agents: all.agents || one.agents,
        })
    }

    /// Returns whether some report is read on a terminal while it is written.
    pub(super) fn go_to_terminal(&self) -> bool {
        io::stdout().is_terminal() && self.reports.iter().any(|report| report.target.is_standard())
    }

    /// Returns whether some report has no place for figures by rule and agent.
    pub(super) fn lack_statistics(&self) -> bool {
        self.reports.iter().any(|report| !report.renderer.shows_statistics())
    }

    /// Writes what one conversation came to.
    pub(super) fn evaluation(&mut self, evaluation: &Evaluation) -> io::Result<()> {
        self.each(|renderer, out| renderer.evaluation(out, evaluation))
    }

    /// Returns what writes findings on any thread, where the only report is of a format that allows it.
    pub(super) fn new_writer(&self) -> Option<NewWriter> {
        match self.reports.as_slice() {
            [only] => only.renderer.new_writer(),
            _ => None,
        }
    }

    /// Writes what the writer of the only report wrote.
    pub(super) fn written(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.each(|_, out| out.write_all(bytes))
    }

    /// Writes a problem.
    pub(super) fn problem(&mut self, problem: &Problem) -> io::Result<()> {
        self.each(|renderer, out| renderer.problem(out, problem))
    }

    /// Returns whether some report tells the changes that mend findings.
    pub(super) fn offers_fixes(&self) -> bool {
        self.reports.iter().any(|report| report.renderer.offers_fixes())
    }

    /// Writes the figures; files appear only when every report is whole. Returns the files, and what there was no room
    /// for.
    pub(super) fn finish(mut self, summary: &Summary) -> io::Result<(Vec<PathBuf>, Vec<Message>)> {
        self.each(|renderer, out| renderer.finish(out, summary))?;
        let (mut written, mut remarks) = (Vec::new(), Vec::new());
        for report in self.reports {
            remarks.extend(report.renderer.remarks());
            report.out.inner.finish()?;
            written.extend(report.target.path);
        }
        Ok((written, remarks))
    }
}

/// Opens the summary of a step of GitHub Actions, where the step has one; other commands may have written to it before.
fn step_summary(run: &Run) -> io::Result<Option<Report>> {
    let path = std::env::var_os(STEP_SUMMARY).filter(|path| !path.is_empty()).map(PathBuf::from);
    let (Some(path), Some(renderer)) = (path, huashu_report::open("markdown", run)) else { return Ok(None) };
    let target = Target { format: "markdown", path: None, encoding: OutputEncoding::Utf8 };
    let out = Encoded::new(Output::append(&path)?, OutputEncoding::Utf8);
    Ok(Some(Report { target, renderer, out }))
}

impl Target {
    /// Returns whether it goes to standard output.
    pub(super) fn is_standard(&self) -> bool {
        self.path.is_none()
    }
}

/// Tells what was found, and where it was written.
pub(super) fn tell_written(written: &[PathBuf], summary: &Summary, global: Global) {
    if written.is_empty() {
        return;
    }
    let files: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
    let (findings, conversations) = (summary.total_findings(), summary.ledger.conversations);
    let (zh, en) = (files.join("、"), files.join(", "));
    let message = Message::new(
        format!("查了 {conversations} 个会话，{findings} 条发现；已写到 {zh}"),
        format!("checked {conversations} conversations, findings {findings}; written to {en}"),
    );
    output::remark(global, message.get(global.language));
}
