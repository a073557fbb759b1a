//! The formats, and which of them a source is in.

use std::fmt;

use super::chunk::{Chunk, Chunks, Content};
use super::decode::Text;
use super::{Options, Source, canned, csv, json, json_lines, text, trouble};
use huashu_model::problem::Problem;

/// A format of input. One file a format; [`FORMATS`] lists them.
pub trait Format: Sync {
    /// Returns the name used by options and configurations.
    fn name(&self) -> &'static str;
    /// Returns the extensions, in lower case, that suggest the format.
    fn extensions(&self) -> &'static [&'static str];
    /// Returns whether a text that begins like this is in the format.
    fn matches(&self, head: &Head<'_>) -> bool;
    /// Reads a source that is in the format.
    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o>;
}

impl fmt::Debug for dyn Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Every format, in the order in which they are tried; the last one takes whatever is left.
pub const FORMATS: &[&dyn Format] = &[
    &canned::yaml::Yaml,
    &canned::toml::Toml,
    &json_lines::JsonLines,
    &json_lines::Messages,
    &json::Json,
    &csv::Tsv,
    &csv::Csv,
    &text::Draft,
    &text::PlainText,
];

/// Bytes looked at to tell the format.
const HEAD: usize = 64 * 1024;

/// The beginning of a source.
#[derive(Debug)]
pub struct Head<'h> {
    /// The first text, cut anywhere.
    pub text: &'h str,
    /// Whether that is the whole text.
    pub whole: bool,
    /// The extension in lower case, without one for compression.
    pub extension: &'h str,
    /// How to read.
    pub options: &'h Options,
}

impl Head<'_> {
    /// Returns the lines that are not blank; the last one may be cut.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|line| !line.trim().is_empty())
    }

    /// Returns the lines that are whole.
    pub fn whole_lines(&self) -> impl Iterator<Item = &str> {
        let end = if self.whole { self.text.len() } else { self.text.rfind('\n').unwrap_or(0) };
        self.text[..end].lines().filter(|line| !line.trim().is_empty())
    }
}

/// A source that has been opened.
pub struct Input<'o> {
    pub(super) source: Source,
    pub(super) text: Text,
    pub(super) options: &'o Options,
    /// The beginning of the text, for a closer look.
    pub(super) head: String,
    /// Whether that is all of it.
    pub(super) head_is_whole: bool,
}

impl fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Input").field(&self.source).finish()
    }
}

/// Returns the format that options call `name`.
pub fn format_from_name(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name || format.extensions().contains(&name))
}

/// Opens a source and reads it in its format.
pub(super) fn read<'o>(source: &Source, options: &'o Options) -> Chunks<'o> {
    let mut text = match Text::open(source, options) {
        Ok(text) => text,
        Err(error) => return trouble_alone(source, trouble::unreadable(&source.name, &error)),
    };
    let bytes = text.head(HEAD);
    let head_is_whole = bytes.len() < HEAD;
    let head = String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned();
    let extension = source.extension();
    if let Some(problem) = not_a_log(source, &text.magic, &head, &extension, options) {
        let mut problems = std::mem::take(&mut text.problems);
        // Why nothing could be read says more than that there is nothing.
        if problems.is_empty() || problem.code != "input/empty" {
            problems.push(problem);
        }
        let mut chunk = Chunk::new(&source.name, Content::Nothing);
        chunk.notes.problems = problems;
        return Chunks::new(std::iter::once(chunk));
    }
    let seen = Head { text: &head, whole: head_is_whole, extension: &extension, options };
    let format = options.format.or_else(|| FORMATS.iter().copied().find(|format| format.matches(&seen)));
    let format = format.unwrap_or(&text::PlainText);
    format.read(Input { source: source.clone(), text, options, head, head_is_whole })
}

/// Returns chunks that hold nothing but a problem.
pub(super) fn trouble_alone<'o>(source: &Source, problem: Problem) -> Chunks<'o> {
    let mut chunk = Chunk::new(&source.name, Content::Nothing);
    chunk.notes.problems.push(problem);
    Chunks::new(std::iter::once(chunk))
}

/// Recognises what is no log at all: nothing, or a file that is not text.
fn not_a_log(source: &Source, magic: &[u8], head: &str, extension: &str, options: &Options) -> Option<Problem> {
    if head.trim().is_empty() {
        let problem = Problem::warning("input/empty", huashu_model::message!("文件是空的", "the file is empty"));
        return Some(problem.at(&source.name, 1));
    }
    let zipped = magic.starts_with(b"PK\x03\x04");
    let marks: [&[u8]; 6] = [b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff", b"SQLite f"];
    let zeros = head.bytes().take(4096).filter(|byte| *byte == 0).count();
    let binary = marks.iter().any(|mark| magic.starts_with(mark)) || zeros * 10 > head.len().min(4096);
    if binary {
        let excel = zipped || matches!(extension, "xlsx" | "xls" | "xlsm");
        let help = if excel {
            huashu_model::message!(
                "请在 Excel 中另存为“CSV UTF-8”再检查",
                "save it from Excel as “CSV UTF-8” and check that"
            )
        } else {
            huashu_model::message!(
                "可读的格式：JSON Lines、JSON、CSV、TSV、纯文本",
                "what can be read: JSON Lines, JSON, CSV, TSV, plain text"
            )
        };
        let message = huashu_model::message!("这不是文本文件", "this is not a text file");
        return Some(Problem::error("input/not-text", message).at(&source.name, 1).with_help(help));
    }
    let library = matches!(extension, "yaml" | "yml" | "toml");
    if library && !options.canned && options.format.is_none() {
        let message =
            huashu_model::message!("YAML 和 TOML 只用于快捷话术库", "YAML and TOML are for canned replies only");
        let help =
            huashu_model::message!("话术库请加上 --as canned", "for a library of canned replies add --as canned");
        return Some(Problem::error("input/not-a-log", message).at(&source.name, 1).with_help(help));
    }
    None
}
