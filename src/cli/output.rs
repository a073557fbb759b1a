//! Where words go: findings to standard output or a file, words about the run to standard error.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use huashu::problem::Problem;
use huashu::report::{self, Run};
use huashu::text::visible;

use super::Global;

/// Standard output, or a file that appears only when it is whole.
pub(super) enum Output {
    Standard(io::BufWriter<io::Stdout>),
    File { temporary: io::BufWriter<NamedTempFile>, path: PathBuf },
}

impl Output {
    /// Opens standard output, or a temporary file beside `path`.
    pub(super) fn open(path: Option<&Path>) -> io::Result<Output> {
        let Some(path) = path else {
            return Ok(Output::Standard(io::BufWriter::new(io::stdout())));
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let temporary = tempfile::Builder::new()
            .prefix(".huashu-")
            .tempfile_in(folder)
            .map_err(|error| naming(path, &error))?;
        Ok(Output::File { temporary: io::BufWriter::new(temporary), path: path.to_owned() })
    }

    /// Makes everything written visible; a file takes its name only now.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Output::Standard(mut out) => out.flush(),
            Output::File { temporary, path } => {
                let file = temporary.into_inner().map_err(io::IntoInnerError::into_error)?;
                file.as_file().sync_all()?;
                set_usual_permissions(&file)?;
                file.persist(&path).map(drop).map_err(|error| naming(&path, &error.error))
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Standard(out) => out.write(bytes),
            Output::File { temporary, .. } => temporary.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Standard(out) => out.flush(),
            Output::File { temporary, .. } => temporary.flush(),
        }
    }
}

/// Names the file that was asked for: the temporary one means nothing to whoever reads the message.
fn naming(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {}", path.display(), error.kind()))
}

/// Temporary files are for their owner only; reports are for whoever may read the folder.
#[cfg(unix)]
fn set_usual_permissions(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_usual_permissions(_file: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

/// Returns whether colour goes to a stream: as asked, else on a terminal where `NO_COLOR` is not set.
pub(super) fn wants_colour(global: Global, terminal: bool) -> bool {
    match global.color {
        clap::ColorChoice::Always => true,
        clap::ColorChoice::Never => false,
        clap::ColorChoice::Auto => {
            let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            terminal && !no_colour && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

/// Describes the run to renderers; `terminal` says whether the output goes to one.
pub(super) fn describe_run(global: Global, rulebook: &str, terminal: bool) -> Run {
    Run {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        rulebook: rulebook.to_owned(),
        language: global.language,
        colour: wants_colour(global, terminal),
        width: std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()),
        statistics: false,
        fail_on: None,
    }
}

/// Shows problems on standard error; nothing can be done where even that fails.
pub(super) fn show_problems(problems: &[Problem], global: Global) {
    let stderr = io::stderr();
    let run = describe_run(global, "", stderr.is_terminal());
    let _ = report::problems(&mut stderr.lock(), problems, &run);
}

/// Shows a line about the run on standard error, unless quiet; it may hold words of a log.
pub(super) fn remark(global: Global, line: &str) {
    if !global.quiet {
        let _ = writeln!(io::stderr(), "{}", visible(line));
    }
}

/// Reports what ended the run early; a reader that has gone away needs no words.
pub(super) fn report_failure(error: &io::Error, global: Global) {
    if error.kind() != io::ErrorKind::BrokenPipe {
        let message = huashu::say!(global.language, "没有做完：{error}", "could not finish: {error}");
        show_problems(&[Problem::error("run/output", message)], global);
    }
}
