//! Describing a source by its beginning, for people who want to know before they trust a check.

use std::sync::Arc;

use crate::format::Head;
use crate::preset::rules::Preset;
use crate::recognised::Recognised;
use crate::record::columns::Columns;
use crate::record::shape::looks_like_json;
use crate::table::delimited::count_known;

/// Lines in which a header is looked for.
const HEADER_WITHIN: usize = 10;
/// Most names of columns or fields kept.
const MOST_NAMES: usize = 60;

/// Describes a source by its beginning.
pub(crate) fn describe(
    file: &Arc<str>,
    format: &'static str,
    preset: Option<&Preset>,
    encoding: Option<&'static str>,
    head: &Head<'_>,
) -> Recognised {
    let preset = preset.map(|preset| (preset.name().to_owned(), preset.title().clone()));
    let names = match format {
        "csv" | "tsv" => columns(head),
        _ if looks_like_json(head.text) => fields(head.text, &head.options.columns),
        _ => Vec::new(),
    };
    Recognised { preset, encoding, names, ..Recognised::of_file(file, format) }
}

/// Returns the cells of the line that has most names we know.
fn columns(head: &Head<'_>) -> Vec<(String, Option<&'static str>)> {
    let options = head.options;
    let lines = || head.lines().take(HEADER_WITHIN).flat_map(|line| [b'\t', b',', b';', b'|'].map(|by| (line, by)));
    let Some((line, delimiter)) = lines().max_by_key(|(line, by)| count_known(line, *by, options).0) else {
        return Vec::new();
    };
    let cells = line.split(char::from(delimiter)).map(|cell| cell.trim().trim_matches('"'));
    let named = |cell: &str| (cell.to_owned(), options.columns.find(cell).map(|field| field.name()));
    cells.take(MOST_NAMES).map(named).collect()
}

/// Returns the keys of the first JSON object of a text and of what it holds, as far as they stand in it.
fn fields(text: &str, columns: &Columns) -> Vec<(String, Option<&'static str>)> {
    let mut names: Vec<(String, Option<&'static str>)> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        rest = &rest[start + 1..];
        let Some(end) = rest.find('"') else { break };
        let (key, behind) = (&rest[..end], &rest[end + 1..]);
        let is_key = behind.trim_start().starts_with(':') && !key.contains('\\') && key.chars().count() <= 40;
        if is_key && !names.iter().any(|(known, _)| known == key) {
            names.push((key.to_owned(), columns.find(key).map(|field| field.name())));
        }
        if names.len() == MOST_NAMES {
            break;
        }
        rest = behind;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;

    #[test]
    fn columns_are_those_of_the_header() {
        let options = Options::default();
        let text = "十一月会话\n会话ID,角色,消息内容,备用\nc1,客服,\"您好,在的\",x\n";
        let head = Head { text, whole: true, extension: "csv", options: &options };
        let names = columns(&head);
        assert_eq!(names.len(), 4);
        assert_eq!(names[0], ("会话ID".to_owned(), Some("conversation")));
        assert_eq!(names[3], ("备用".to_owned(), None));
    }

    #[test]
    fn keys_are_told_from_values() {
        let names =
            fields("{\"id\":\"text\",\"messages\":[{\"role\":\"agent\",\"text\":\"x\"", &Columns::default());
        let keys: Vec<&str> = names.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["id", "messages", "role", "text"]);
    }
}
