//! The registry of formats, and which of them a source is in.

#[cfg(feature = "parquet")]
use crate::arrow::files as columnar;
use crate::chunk::{Chunk, Chunks, Content};
use crate::container::{self, Container, Opened};
use crate::describe::describe;
use crate::format::{Format, Head, Holds, Input};
use crate::formats::{canned, csv, html, json, json_lines, preset_json, preset_table, preset_text, text};
use crate::options::Options;
use crate::preset::choose::preset_of;
use crate::recognised::Recognised;
use crate::record::shape::looks_like_json;
use crate::record_limit::RecordLimit;
use crate::source::decode::Text;
use crate::source::messages;
use crate::source::origin::Source;
use huashu_model::problem::Problem;

/// Every format, in the order in which they are tried.
///
/// Of each kind of content the last one takes whatever is left.
pub const FORMATS: &[&dyn Format] = &[
    &json_lines::JsonLines,
    &json_lines::Messages,
    &json::Json,
    &html::Html,
    &csv::Tsv,
    &csv::Csv,
    &text::PlainText,
    &canned::yaml::Yaml,
    &canned::toml::Toml,
    &canned::json::JsonLibrary,
    &canned::table::TsvLibrary,
    &canned::table::CsvLibrary,
    &canned::text::TextLibrary,
    &text::Draft,
];

/// Bytes looked at to tell the format.
const HEAD: usize = 64 * 1024;
/// Bytes among which the end of a first line of JSON is sought.
const LONGEST_HEAD: usize = 4 * 1024 * 1024;

/// Returns the format that options call `name`, be it by an extension.
pub fn format_from_name(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name || format.extensions().contains(&name))
}

/// Returns the names of all formats, each once.
pub fn format_names() -> Vec<&'static str> {
    let mut names: Vec<&str> = Vec::new();
    for format in FORMATS {
        if !names.contains(&format.name()) {
            names.push(format.name());
        }
    }
    names
}

/// Returns the extensions of all formats with such content, each once.
pub(crate) fn extensions(holds: Holds) -> Vec<&'static str> {
    let mut extensions: Vec<&str> = Vec::new();
    for format in FORMATS.iter().filter(|format| format.holds() == holds) {
        for extension in format.extensions() {
            if !extensions.contains(extension) {
                extensions.push(extension);
            }
        }
    }
    extensions
}

/// Returns the extensions of everything that is read where it is not named, in folders and archives.
pub(crate) fn readable_extensions(holds: Holds) -> Vec<&'static str> {
    let holds = if holds == Holds::AgentText { Holds::Conversations } else { holds };
    let mut readable = extensions(holds);
    readable.extend(container::EXTENSIONS);
    #[cfg(feature = "parquet")]
    readable.extend(columnar::EXTENSIONS);
    readable
}

/// Reads a source piece by piece, in order.
pub fn read<'o>(source: &Source, options: &'o Options) -> Chunks<'o> {
    let mut text = match Text::open(source, options.encoding) {
        Ok(text) => text,
        Err(error) => return Chunks::of_problem(&source.name, messages::unreadable(&source.name, &error)),
    };
    #[cfg(feature = "parquet")]
    if let Some(kind) = columnar::recognise(&text.magic) {
        return read_columnar(kind, source, text, options);
    }
    if let Some(container) = container::recognise(&text.magic) {
        return read_container(container, source, text, options);
    }
    let (head, head_is_whole) = head_of(&mut text, options.max_record);
    if !head_is_whole && head.trim().is_empty() {
        return Chunks::of_unread(&source.name, options.max_record.problem(&source.name, 1));
    }
    let extension = source.extension();
    if let Some(problem) = not_a_log(source, &head, &extension, options) {
        let mut problems = std::mem::take(&mut text.problems);
        // Why nothing could be read says more than that there is nothing.
        if problems.is_empty() || problem.code != "input/empty" {
            problems.push(problem);
        }
        let mut chunk = Chunk::new(&source.name, Content::Nothing);
        chunk.diagnostics.tell_all(problems);
        return Chunks::new(std::iter::once(chunk));
    }
    let seen = Head { text: &head, whole: head_is_whole, extension: &extension, options };
    let preset = match preset_of(&seen, source) {
        Ok(preset) => preset,
        Err(problem) => return Chunks::of_problem(&source.name, *problem),
    };
    let format = format_of(&seen);
    let is_json = looks_like_json(&head);
    let recognised = describe(&source.name, format.name(), preset.as_deref(), text.encoding_name(), &seen);
    let input = Input { source: source.clone(), text, options, head, head_is_whole };
    let chunks = match preset {
        Some(preset) if preset.lines.is_some() => preset_text::read(input, &preset),
        Some(preset) if is_json => preset_json::read(input, &preset),
        Some(preset) => preset_table::read(input, &preset),
        None => format.read(input),
    };
    chunks.recognised_as(recognised)
}

/// Reads a table in columns; a stream that can be read only once is read as it comes.
#[cfg(feature = "parquet")]
fn read_columnar<'o>(kind: columnar::Kind, source: &Source, text: Text, options: &'o Options) -> Chunks<'o> {
    if kind == columnar::Kind::ArrowStream && !source.can_reopen() {
        return columnar::read_stream(source, text.into_reader(), options);
    }
    match kept(source, text) {
        Ok(source) => columnar::read(&source, kind, options),
        Err(problem) => Chunks::of_problem(&source.name, *problem),
    }
}

/// Returns a source that can be read again: what can be read only once is kept in memory.
fn kept(source: &Source, text: Text) -> Result<Source, Box<Problem>> {
    if source.can_reopen() {
        return Ok(source.clone());
    }
    let bytes = text.into_bytes().map_err(|error| messages::unreadable(&source.name, &error))?;
    Ok(Source::memory(&source.name, bytes))
}

/// Reads a file that is no text.
fn read_container<'o>(container: Container, source: &Source, text: Text, options: &'o Options) -> Chunks<'o> {
    let source = &match kept(source, text) {
        Ok(source) => source,
        Err(problem) => return Chunks::of_problem(&source.name, *problem),
    };
    match container::open(container, source, options, &readable_extensions(options.holds)) {
        Opened::Read(chunks) => chunks.recognised_as(Recognised::of_file(&source.name, "workbook")),
        Opened::Sources(first, sources) => {
            let chunks = sources.into_iter().flat_map(move |source| read(&source, options));
            Chunks::new(std::iter::once(*first).chain(chunks))
        }
    }
}

/// Returns the beginning of a text, and whether it is all of it.
///
/// It grows until it holds something, and of JSON a whole line: nothing can be told from blanks or from a part of a record.
/// Blanks longer than a record may be are given up.
fn head_of(text: &mut Text, most: RecordLimit) -> (String, bool) {
    let mut length = HEAD;
    loop {
        let bytes = text.head(length);
        let whole = bytes.len() < length;
        let head = String::from_utf8_lossy(bytes);
        let head = head.trim_start_matches('\u{feff}');
        let body = head.trim_start();
        let says_enough =
            !body.is_empty() && (!looks_like_json(body) || body.contains('\n') || length >= LONGEST_HEAD);
        if whole || says_enough || (body.is_empty() && most.is_exceeded_by(length)) {
            return (head.to_owned(), whole);
        }
        length *= 4;
    }
}

/// Returns the format named by the options, else the first that matches.
fn format_of(head: &Head<'_>) -> &'static dyn Format {
    let holds = head.options.holds;
    let mut fitting = FORMATS.iter().copied().filter(|format| format.holds() == holds);
    let found = match head.options.format {
        // The name of a format of conversations may be that of a library's, too.
        Some(named) => fitting.find(|format| format.name() == named.name()).or(Some(named)),
        None => fitting.find(|format| format.matches(head)),
    };
    found.unwrap_or(&text::PlainText)
}

/// Recognises what is no log at all: nothing, or a file that is not text.
fn not_a_log(source: &Source, head: &str, extension: &str, options: &Options) -> Option<Problem> {
    if head.trim().is_empty() {
        let problem = Problem::warning("input/empty", huashu_model::message!("文件是空的", "the file is empty"));
        return Some(problem.at(&source.name, 1));
    }
    let zeros = head.bytes().take(4096).filter(|byte| *byte == 0).count();
    if zeros * 10 > head.len().min(4096) {
        let names = format_names().join(", ");
        let help = huashu_model::message!("可读的格式：{names}", "what can be read: {names}");
        let message = huashu_model::message!("这不是文本文件", "this is not a text file");
        return Some(Problem::error("input/not-text", message).at(&source.name, 1).with_help(help));
    }
    if options.format.is_none() && options.preset.is_none() && is_report(head) {
        return Some(messages::own_report(&source.name));
    }
    if is_only_for_libraries(extension) && options.holds == Holds::Conversations && options.format.is_none() {
        let message =
            huashu_model::message!("YAML 和 TOML 只用于快捷话术库", "YAML and TOML are for canned replies only");
        let help =
            huashu_model::message!("话术库请加上 --as canned", "for a library of canned replies add --as canned");
        return Some(Problem::error("input/not-a-log", message).at(&source.name, 1).with_help(help));
    }
    None
}

/// Returns whether a text begins with a finding, as reports have them.
fn is_report(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default();
    let Ok(serde_json::Value::Object(record)) = serde_json::from_str(line) else { return false };
    messages::REPORT_COLUMNS.iter().all(|key| record.contains_key(*key))
}

/// Returns whether an extension belongs to a format that only libraries of canned replies are written in.
fn is_only_for_libraries(extension: &str) -> bool {
    let format = FORMATS.iter().find(|format| format.extensions().contains(&extension));
    format.is_some_and(|format| {
        FORMATS
            .iter()
            .filter(|other| other.name() == format.name())
            .all(|other| other.holds() == Holds::CannedReplies)
    })
}
