//! Counts the instructions of a run of the program, so that work can be bounded without a clock.
//!
//! `perf` counts at full speed where the machine lets it; else `valgrind` counts slowly, on smaller inputs. Where
//! neither is there, tests say loudly that nothing was bounded.

use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use crate::support::{PROGRAM, clear_environment, program};

/// Four times the input may cost this many times the instructions; what grows with the square costs sixteen times.
const MOST_GROWTH: f64 = 4.8;
/// Fewer instructions than this say nothing about growth.
const LEAST: u64 = 2_000_000;

/// A way to count instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counter {
    Perf,
    Valgrind,
}

impl Counter {
    /// Returns the best way there is, or says that there is none.
    pub(crate) fn find() -> Option<Counter> {
        let found = [Counter::Perf, Counter::Valgrind].into_iter().find(|counter| {
            let here = std::env::current_dir().expect("a folder");
            counter.read(Command::new("true"), &here).is_some_and(|count| count.0 > 0)
        });
        if found.is_none() {
            eprintln!("SKIPPED: neither perf nor valgrind can count instructions here; growth was NOT bounded");
        }
        found
    }

    /// Returns the smaller of the two sizes, in bytes, that are worth comparing.
    pub(crate) fn size(self) -> usize {
        match self {
            Counter::Perf => 256 * 1024,
            Counter::Valgrind => 24 * 1024,
        }
    }

    /// Runs the program in `folder` and returns how many instructions that took, and the exit status.
    pub(crate) fn count(self, folder: &Path, arguments: &[String]) -> (u64, ExitStatus) {
        let mut program = program();
        program.args(arguments);
        self.read(program, folder).expect("a count of instructions")
    }

    fn read(self, program: Command, folder: &Path) -> Option<(u64, ExitStatus)> {
        let file = tempfile::NamedTempFile::new().ok()?;
        let log = file.path().to_str()?;
        let tool: &[&str] = match self {
            Counter::Perf => &["perf", "stat", "-x", ",", "-e", "instructions:u", "-o", log, "--"],
            Counter::Valgrind => {
                &["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
            }
        };
        let mut command = Command::new(tool[0]);
        clear_environment(&mut command);
        command.args(&tool[1..]);
        if self == Counter::Valgrind {
            command.arg(format!("--log-file={log}"));
        }
        command.arg(program.get_program()).args(program.get_args()).current_dir(folder);
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let status = quiet.status().ok()?;
        let text = std::fs::read_to_string(log).ok()?;
        let number = match self {
            Counter::Perf => text.lines().find(|line| line.contains("instructions"))?.split(',').next()?.to_owned(),
            Counter::Valgrind => text
                .lines()
                .find_map(|line| line.split_once("I ")?.1.split_once("refs:"))
                .map(|(_, count)| count.replace(',', ""))?,
        };
        Some((number.trim().parse().ok()?, status))
    }
}

/// How the work grows when the input does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Growth {
    /// How many times the instructions, for four times the input.
    pub(crate) ratio: f64,
    /// Instructions of the larger run for a byte of its input.
    pub(crate) per_byte: u64,
}

impl Growth {
    /// Compares two runs with that of next to nothing; `bytes` is what the larger one read.
    pub(crate) fn new(least: u64, small: u64, large: u64, bytes: usize) -> Growth {
        let small = small.saturating_sub(least).max(LEAST);
        let large = large.saturating_sub(least);
        Growth { ratio: large as f64 / small as f64, per_byte: large / bytes.max(1) as u64 }
    }

    /// Returns whether the work grew about as the input did.
    pub(crate) fn is_linear(self) -> bool {
        self.ratio < MOST_GROWTH
    }
}

/// Runs the program with limits that only a run gone wild exceeds, and returns its exit status.
///
/// The limits of processor time and memory are no measure of speed: they end a test that would else fill the machine.
pub(crate) fn run_limited(folder: &Path, arguments: &[String]) -> i32 {
    let mut command = if cfg!(unix) {
        let mut command = Command::new("sh");
        clear_environment(&mut command);
        command.args(["-c", "ulimit -t 120; ulimit -v 6000000; exec \"$0\" \"$@\"", PROGRAM]);
        command
    } else {
        program()
    };
    let output = command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output()
        .expect("the program starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    let end = errors.chars().take(400).collect::<String>();
    output.status.code().unwrap_or_else(|| panic!("ended by a signal: {}\n{end}", output.status))
}
