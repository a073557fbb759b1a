//! Where words go: findings to standard output or a file, words about the run to standard error.

use std::fs::File;
use std::io::{self, IsTerminal, Seek, Write};
use std::path::{Path, PathBuf};

use huashu_model::problem::Problem;
use huashu_model::text::visible;
use huashu_report::{self, Run};
use tempfile::TempPath;

use super::global::Global;

/// Bytes written at once.
const BUFFER: usize = 128 * 1024;

/// Standard output, or a file that appears only when it is whole.
pub(super) enum Output {
    Standard(io::BufWriter<io::Stdout>),
    /// A report in the making has no name: whatever ends the program, nothing of it is left behind.
    File {
        unnamed: io::BufWriter<File>,
        path: PathBuf,
    },
    /// A device or a pipe takes what comes; it cannot be replaced.
    Device {
        device: io::BufWriter<File>,
        path: PathBuf,
    },
}

/// Returns the first of some paths that is the same file as the report to be written.
pub(super) fn would_replace<'p>(report: &Path, given: impl Iterator<Item = &'p str>) -> Option<&'p str> {
    let report = report.canonicalize().ok().filter(|report| report.is_file())?;
    given.into_iter().find(|path| Path::new(path).canonicalize().is_ok_and(|path| path == report))
}

impl Output {
    /// Opens standard output, or something to write to until `path` can appear.
    pub(super) fn open(path: Option<&Path>) -> io::Result<Output> {
        let Some(path) = path else {
            return Ok(Output::Standard(io::BufWriter::with_capacity(BUFFER, io::stdout())));
        };
        let open = || {
            if path.exists() && !path.is_file() {
                let device = io::BufWriter::with_capacity(BUFFER, File::options().write(true).open(path)?);
                return Ok(Output::Device { device, path: path.to_owned() });
            }
            // A link stays a link: what it leads to is replaced.
            let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            let unnamed = io::BufWriter::with_capacity(BUFFER, tempfile::tempfile_in(folder_of(&path))?);
            Ok(Output::File { unnamed, path })
        };
        open().map_err(|error: io::Error| naming(path, &error))
    }

    /// Opens a file to which others write too, behind what stands there.
    pub(super) fn append(path: &Path) -> io::Result<Output> {
        let file = File::options().create(true).append(true).open(path).map_err(|error| naming(path, &error))?;
        Ok(Output::Device { device: io::BufWriter::with_capacity(BUFFER, file), path: path.to_owned() })
    }

    /// Makes everything written visible; a file takes its name only now.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Output::Standard(mut out) => out.flush(),
            Output::Device { mut device, path } => device.flush().map_err(|error| naming(&path, &error)),
            Output::File { unnamed, path } => {
                let written = unnamed.into_inner().map_err(io::IntoInnerError::into_error);
                written.and_then(|file| appear(file, &path)).map_err(|error| naming(&path, &error))
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Standard(out) => out.write(bytes),
            Output::File { unnamed: file, path } | Output::Device { device: file, path } => {
                file.write(bytes).map_err(|error| naming(path, &error))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Standard(out) => out.flush(),
            Output::File { unnamed: file, path } | Output::Device { device: file, path } => {
                file.flush().map_err(|error| naming(path, &error))
            }
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Gives a finished report its name, replacing what had it before.
fn appear(report: File, path: &Path) -> io::Result<()> {
    set_usual_permissions(&report, path)?;
    let named = name_unnamed(&report, folder_of(path)).or_else(|_| copied(report, path))?;
    named.persist(path).map_err(|error| error.error)
}

/// Gives a file without a name a temporary one.
#[cfg(target_os = "linux")]
fn name_unnamed(report: &File, folder: &Path) -> io::Result<TempPath> {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::os::fd::AsRawFd;
    let unnamed = format!("/proc/self/fd/{}", report.as_raw_fd());
    let named = temporary().make_in(folder, |name| {
        linkat(CWD, unnamed.as_str(), CWD, name, AtFlags::SYMLINK_FOLLOW).map_err(io::Error::from)
    });
    named.map(tempfile::NamedTempFile::into_temp_path)
}

#[cfg(not(target_os = "linux"))]
fn name_unnamed(_report: &File, _folder: &Path) -> io::Result<TempPath> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Copies a report where a file without a name can be given none.
fn copied(mut report: File, path: &Path) -> io::Result<TempPath> {
    let mut named = temporary().tempfile_in(folder_of(path))?;
    report.rewind()?;
    io::copy(&mut report, named.as_file_mut())?;
    set_usual_permissions(named.as_file(), path)?;
    Ok(named.into_temp_path())
}

fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".huashu-");
    builder
}

/// Names the file that was asked for: the temporary one means nothing to whoever reads the message.
pub(super) fn naming(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {}", path.display(), error.kind()))
}

/// A report that replaces another is for whoever could read that one. It quotes customers, so that a new one is for its
/// owner, and for those whom the umask lets write files too.
#[cfg(unix)]
fn set_usual_permissions(file: &File, path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let old = std::fs::metadata(path).map(|old| old.permissions());
    file.set_permissions(old.unwrap_or_else(|_| std::fs::Permissions::from_mode(usual_mode(umask()))))
}

/// Returns the mode of a new report: whoever may not write it may not read it either.
#[cfg(unix)]
fn usual_mode(umask: u32) -> u32 {
    let writable = 0o222 & !umask;
    0o600 | writable | writable << 1
}

/// Returns the bits that new files of this process do not get.
#[cfg(unix)]
fn umask() -> u32 {
    // The only way to read it is to set it; this runs once, when all other threads have ended.
    let mask = rustix::process::umask(rustix::fs::Mode::RWXU | rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    rustix::process::umask(mask);
    mask.bits()
}

#[cfg(not(unix))]
fn set_usual_permissions(_file: &File, _path: &Path) -> io::Result<()> {
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
        fingerprint: String::new(),
        rules: Vec::new(),
        language: global.language,
        colour: wants_colour(global, terminal),
        width: std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()),
        statistics: false,
        context: 0,
        most_findings: None,
        fail_on: None,
    }
}

/// Shows problems on standard error; nothing can be done where even that fails.
pub(super) fn show_problems(problems: &[Problem], global: Global) {
    let stderr = io::stderr();
    let run = describe_run(global, "", stderr.is_terminal());
    let _ = huashu_report::problems(&mut stderr.lock(), problems, &run);
}

/// Shows a line about the run on standard error, unless quiet; it may hold words of a log.
pub(super) fn remark(global: Global, line: &str) {
    if !global.quiet {
        let _ = writeln!(io::stderr(), "{}", shown(line));
    }
}

/// Returns a page with what a terminal would obey or hide made visible; it may quote a log, or a stranger's rulebook.
pub(super) fn shown(page: &str) -> String {
    page.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// Reports what ended the run early; a reader that has gone away needs no words.
pub(super) fn report_failure(error: &io::Error, global: Global) {
    if error.kind() != io::ErrorKind::BrokenPipe {
        let message = huashu_model::say!(global.language, "没有做完：{error}", "could not finish: {error}");
        show_problems(&[Problem::error("run/output", message)], global);
    }
}

#[cfg(all(test, unix))]
mod tests {
    #[test]
    fn reports_are_for_those_who_may_write_them() {
        for (umask, mode) in [(0o022, 0o600), (0o077, 0o600), (0o002, 0o660), (0o007, 0o660), (0o000, 0o666)] {
            assert_eq!(super::usual_mode(umask), mode, "{umask:03o}");
        }
    }
}
