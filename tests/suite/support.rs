//! The one way tests run the program, and a folder to run it in.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use arrow_array::cast::AsArray;
use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use tempfile::TempDir;

/// A small rulebook, so that these tests do not depend on the shipped ones.
pub(crate) const RULES: &str = r#"[rulebook]
id = "tests"

[[rule]]
id = "said/dont-know"
severity = "error"
class = "customer"
points = 5
title = { zh = "不说不知道", en = "Never say so" }
why = { zh = "客户来问就是要答案。", en = "Customers come for answers." }
source = ["手册 1"]
phrases = ["不知道"]
not-in = ["不知道您"]
suggest = [{ text = "需要核实一下", applicability = "safe" }, "这个问题我帮您核实一下，好吗？"]
bad = ["这个我⟦不知道⟧哦"]
good = ["不知道您方便吗？"]

[[rule]]
id = "missing/farewell"
kind = "require"
severity = "warning"
class = "business"
points = 2
title = { zh = "结束要道别", en = "Say goodbye" }
within = { last = 1 }
phrases = ["再见", "感谢您的来电"]
suggest = ["感谢您的咨询，再见。"]
bad = ["就这样"]
good = ["再见"]

[[rule]]
id = "slow/first"
kind = "timing"
measure = "first-response"
limit = "30s"
severity = "info"
title = { zh = "首次响应", en = "First response" }
bad = [["客户 09:00:00: 在吗", "客服 09:01:00: 在"]]
good = [["客户 09:00:00: 在吗", "客服 09:00:10: 在"]]
not-checkable = [["客户: 在吗", "客服: 在"]]
"#;

/// Three conversations: one error and one warning, nothing, one slow answer.
pub(crate) const LOG: &str = concat!(
    r#"{"id":"a","channel":"chat","group":"售后","agent":{"id":"7","name":"小七"},"messages":["#,
    r#"{"role":"customer","text":"怎么退货"},{"role":"agent","text":"😀这个我不知道哦"},"#,
    r#"{"role":"agent","text":"感谢你的来电"}]}"#,
    "\n",
    r#"{"id":"b","messages":[{"role":"customer","time":"2026-11-20 09:00:00","text":"在吗"},"#,
    r#"{"role":"agent","time":"2026-11-20 09:00:05","text":"在的，再见"}]}"#,
    "\n",
    r#"{"id":"c","messages":[{"role":"customer","time":"2026-11-20 09:00:00","text":"在吗"},"#,
    r#"{"role":"agent","time":"2026-11-20 09:01:05","text":"不知道您问什么，再见"}]}"#,
    "\n",
);

/// A conversation that keeps every rule of [`RULES`].
pub(crate) const CLEAN_LOG: &str = concat!(
    r#"{"id":"b","messages":[{"role":"customer","time":"2026-11-20 09:00:00","text":"在吗"},"#,
    r#"{"role":"agent","time":"2026-11-20 09:00:05","text":"在的，再见"}]}"#,
    "\n",
);

/// Where the program is.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_huashu");

/// The program, run where the repository begins, with nothing on standard input and an environment cleared of whatever
/// could change its output.
pub(crate) fn program() -> Command {
    let mut command = Command::new(PROGRAM);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    clear_environment(&mut command);
    command
}

/// Leaves a command no more of the environment than the system itself needs to start programs.
pub(crate) fn clear_environment(command: &mut Command) {
    command.env_clear();
    for name in ["PATH", "SystemRoot"] {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
}

/// Returns a report as text; of a workbook, all that stands in its files, of Parquet, its texts as Rust writes them.
pub(crate) fn readable(report: Vec<u8>) -> String {
    if report.starts_with(b"PAR1") {
        return texts_of_parquet(report);
    }
    if !report.starts_with(b"PK") {
        return String::from_utf8(report).expect("UTF-8 on standard output");
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(report)).expect("an archive");
    let mut text = String::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        file.read_to_string(&mut text).expect("UTF-8 in the workbook");
        text.push('\n');
    }
    text
}

fn texts_of_parquet(report: Vec<u8>) -> String {
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(report)).and_then(|reader| reader.build());
    let mut shown = String::new();
    for batch in reader.expect("Parquet") {
        let batch = batch.expect("a batch");
        for row in 0..batch.num_rows() {
            let texts = batch.columns().iter().filter_map(|column| column.as_string_opt::<i32>());
            let texts: Vec<String> = texts.map(|texts| texts.value(row).escape_debug().to_string()).collect();
            shown += &texts.join(" ");
            shown.push('\n');
        }
    }
    shown
}

/// A folder of its own, removed at the end of the test.
pub(crate) struct Folder(TempDir);

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Folder {
    /// Makes a folder with nothing in it.
    pub(crate) fn new() -> Folder {
        Folder(TempDir::new().expect("a temporary folder"))
    }

    /// Makes a folder that holds one file.
    pub(crate) fn with(name: &str, contents: impl AsRef<[u8]>) -> Folder {
        let folder = Folder::new();
        folder.write(name, contents);
        folder
    }

    /// Makes a folder with `rules.toml` and `log.jsonl`.
    pub(crate) fn with_samples() -> Folder {
        let folder = Folder::new();
        folder.write("rules.toml", RULES);
        folder.write("log.jsonl", LOG);
        folder
    }

    /// Writes a file, and the folders it stands in.
    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, contents).expect("a file");
    }

    /// Where the folder is.
    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    /// Where a file of the folder is.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.root().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file of text")
    }

    /// Names of the files in the folder, hidden ones too.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The program, in this folder, with an empty environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.args(arguments).current_dir(self.root());
        command
    }

    /// Runs the program.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).output().expect("the program runs"))
    }

    /// Runs the program in a folder below.
    pub(crate) fn run_in(&self, below: &str, arguments: &[&str]) -> Ran {
        Ran::of(self.command(arguments).current_dir(self.path(below)).output().expect("the program runs"))
    }

    /// Runs the program with some of the environment set.
    pub(crate) fn run_with(&self, environment: &[(&str, &str)], arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        command.envs(environment.iter().copied());
        Ran::of(command.output().expect("the program runs"))
    }

    /// Runs the program with something on its standard input.
    pub(crate) fn pipe(&self, input: impl AsRef<[u8]>, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        // A program that ends without reading is no failure of the test.
        let _ = stdin.write_all(input.as_ref());
        drop(stdin);
        Ran::of(child.wait_with_output().expect("the program ends"))
    }
}

impl Ran {
    pub(crate) fn of(output: Output) -> Ran {
        Ran {
            status: output.status.code().expect("an exit status, not a signal"),
            out: readable(output.stdout),
            err: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
        }
    }

    /// Standard output as one JSON value.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("not JSON: {error}\n{self:?}"))
    }

    /// Standard output as JSON, one value a line.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    /// Fails unless standard error says all of `words`.
    pub(crate) fn says(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.err.contains(word), "standard error does not say {word:?}:\n{}", self.err);
        }
        self
    }
}
