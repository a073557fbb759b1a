//! Files dropped on the program, as people do on Windows: they are checked, and the reports are written beside them.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use huashu_model::language::Language;

/// The reports that are written, each in the first of these formats that there is.
const REPORTS: [(&str, [&str; 2]); 2] = [("质检报告", ["html", "txt"]), ("质检明细", ["xlsx", "csv"])];

/// What was dropped, as a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dropped {
    /// The folder to work in: the settings in it, or above, count.
    pub(super) folder: PathBuf,
    /// The command line that checks what was dropped.
    pub(super) arguments: Vec<OsString>,
    /// The report to be opened.
    pub(super) report: PathBuf,
}

/// Reads a command line that is nothing but files and folders; `None` for any other.
pub(super) fn read(arguments: &[OsString]) -> Option<Dropped> {
    let (program, paths) = arguments.split_first()?;
    let paths: Vec<PathBuf> = paths.iter().map(|path| std::path::absolute(path).ok()).collect::<Option<_>>()?;
    let first = paths.first()?;
    if !paths.iter().all(|path| path.exists()) {
        return None;
    }
    let beside = first.parent().unwrap_or(first).to_owned();
    let folder = if first.join("huashu.toml").is_file() { first.clone() } else { beside.clone() };
    let reports: Vec<PathBuf> =
        REPORTS.iter().filter_map(|(name, formats)| named(&beside, name, formats)).collect();
    let mut arguments = vec![program.clone(), OsString::from("check")];
    arguments.extend(paths.iter().map(|path| path.clone().into_os_string()));
    for report in &reports {
        arguments.extend([OsString::from("--output"), report.clone().into_os_string()]);
    }
    Some(Dropped { folder, arguments, report: reports.into_iter().next()? })
}

fn named(folder: &Path, name: &str, endings: &[&str]) -> Option<PathBuf> {
    let ending = endings.iter().find(|ending| huashu_report::format_of(ending).is_some())?;
    Some(folder.join(format!("{name}.{ending}")))
}

/// Shows a report in the program that people read it with.
#[cfg(windows)]
pub(super) fn open(report: &Path) {
    // What happens there is no matter of the check.
    let _ = std::process::Command::new("explorer").arg(report).status();
}

#[cfg(not(windows))]
pub(super) fn open(_report: &Path) {}

/// Waits until what was said has been read: the window closes with the program.
#[cfg(windows)]
pub(super) fn wait(language: Language) {
    use std::io::IsTerminal;
    if std::io::stdin().is_terminal() {
        eprintln!("{}", language.pick("按回车键关闭", "press Enter to close"));
        let _ = std::io::stdin().read_line(&mut String::new());
    }
}

#[cfg(not(windows))]
pub(super) fn wait(_language: Language) {}

/// Returns whether a command line begins like one that was dropped: with something that is there.
pub(super) fn may_be(arguments: &[OsString]) -> bool {
    let paths = arguments.get(1..).unwrap_or_default();
    let is_option = |word: &OsString| OsStr::to_str(word).is_some_and(|word| word.starts_with('-'));
    !paths.is_empty() && paths.iter().all(|path| !is_option(path) && Path::new(path).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dropped_is_checked_and_reported_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("昨天.csv");
        std::fs::write(&log, "").expect("a file");
        let arguments = ["huashu".into(), log.clone().into_os_string()];
        assert!(may_be(&arguments));
        let dropped = read(&arguments).expect("a file that is there");
        assert_eq!(dropped.folder, folder.path());
        assert_eq!(dropped.arguments.get(1..3), Some(&[OsString::from("check"), log.into_os_string()][..]));
        assert_eq!(dropped.arguments.len(), 7);
        assert!(dropped.report.starts_with(folder.path()));
    }

    #[test]
    fn settings_in_the_folder_itself_count() {
        let folder = tempfile::tempdir().expect("a folder");
        let logs = folder.path().join("导出");
        std::fs::create_dir(&logs).expect("a folder");
        std::fs::write(logs.join("huashu.toml"), "").expect("a file");
        let dropped = read(&["huashu".into(), logs.clone().into_os_string()]).expect("a folder that is there");
        assert_eq!(dropped.folder, logs);
        assert_eq!(dropped.report.parent(), Some(folder.path()));
    }

    #[test]
    fn other_command_lines_are_not() {
        for arguments in [&["huashu"][..], &["huashu", "no-such-file"], &["huashu", "--lang", "zh"]] {
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            assert!(!may_be(&arguments), "{arguments:?}");
        }
    }
}
