//! Which preset a source is in: by the keys it has, the columns, the shapes of its lines.
//!
//! Every mark that a preset asks for must be there; in JSON all of them together may stand anywhere, since exports come
//! wrapped in `data`, as a list, or as a value a line. Of several presets that fit the one that asks for most is meant;
//! where two ask for as much, none is taken.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::preset::pattern::LinePattern;
use crate::preset::registry::presets;
use crate::preset::rules::{LineRules, Preset, Recognize};
use crate::record::columns::plain;
use crate::record::tree::Node;
use huashu_model::text::glob;

/// What a source holds.
pub(crate) enum Recognized {
    /// What no preset knows.
    Unknown,
    One(Arc<Preset>),
    /// Several presets that ask for as much as each other.
    Several(Vec<Arc<Preset>>),
}

/// Lines among which the header of a table is sought, and lines of a text that are looked at.
const HEADER_WITHIN: usize = 10;
const LINES: usize = 200;
/// More than any number of marks counts.
const WHOLE: usize = 1000;

/// Recognises JSON by its beginning.
pub(crate) fn recognize_json(head: &str) -> Recognized {
    let seen = Keys::of(head);
    best(presets().iter().filter(|preset| preset.lines.is_none()).filter_map(|preset| {
        let marks = &preset.recognize;
        // Who describes the whole says more than who knows a part of it; that of a part is no list beside exports.
        let is_whole = seen.root_of(marks)?.is_empty();
        if preset.beside && !is_whole {
            return None;
        }
        let whole = if is_whole { WHOLE } else { 0 };
        Some((whole + 2 * marks.keys.len() + 3 * marks.values.len(), preset))
    }))
}

/// Returns the path at which the records of a preset lie in JSON that begins so, as `data.items[]`; empty where the
/// outermost values, or the elements of an outermost list, are the records.
pub(crate) fn root_of(preset: &Preset, head: &str) -> String {
    Keys::of(head).root_of(&preset.recognize).unwrap_or_default()
}

/// Returns the names that one mark allows, as `sender.type|sender_type`.
fn either(mark: &str) -> impl Iterator<Item = &str> {
    mark.split('|')
}

/// Recognises a table or a text by its first lines; the last of them may be cut.
pub(crate) fn recognize_lines(head: &str) -> Recognized {
    let lines: Vec<&str> = head.lines().filter(|line| !line.trim().is_empty()).take(LINES).collect();
    best(presets().iter().filter_map(|preset| {
        let score = match &preset.lines {
            Some(rules) => text_score(preset, rules, &lines)?,
            None => table_score(preset, &lines)?,
        };
        Some((score, preset))
    }))
}

fn best<'p>(found: impl Iterator<Item = (usize, &'p Arc<Preset>)>) -> Recognized {
    let found: Vec<_> = found.collect();
    let Some(most) = found.iter().map(|(score, _)| *score).max() else { return Recognized::Unknown };
    let mut first: Vec<_> =
        found.into_iter().filter(|(score, _)| *score == most).map(|(_, preset)| preset.clone()).collect();
    match (first.len(), first.pop()) {
        (1, Some(preset)) => Recognized::One(preset),
        (_, last) => {
            first.extend(last);
            Recognized::Several(first)
        }
    }
}

fn table_score(preset: &Preset, lines: &[&str]) -> Option<usize> {
    let marks = &preset.recognize;
    if marks.keys.is_empty() || !marks.values.is_empty() {
        return None;
    }
    let fits = |line: &&&str| {
        [',', '\t', ';', '|'].into_iter().any(|delimiter| {
            let names: HashSet<String> =
                line.split(delimiter).map(|name| plain(name.trim().trim_matches('"'))).collect();
            let has = |mark: &String| either(mark).any(|key| names.contains(&plain(key)));
            marks.keys.iter().all(has) && !marks.not_keys.iter().any(has)
        })
    };
    lines.iter().take(HEADER_WITHIN).find(fits).map(|_| 2 * marks.keys.len())
}

/// Returns how much of a text is as the preset says; nothing where its first line or most of its lines are not.
fn text_score<'s>(preset: &Preset, rules: &'s LineRules, lines: &[&str]) -> Option<usize> {
    let marks = &preset.recognize;
    if !marks.lines.iter().all(|pattern| lines.iter().any(|line| glob(pattern, line.trim()))) {
        return None;
    }
    let aside = |line: &str| {
        [&rules.skip, &rules.date, &rules.system, &rules.before_header, &rules.conversation]
            .into_iter()
            .flatten()
            .any(|shape| shape.is_match(line))
    };
    let (mut speaking, mut headers, mut others, mut before, mut strictness) = (0, 0, 0, 0, 0);
    let mut names = HashSet::new();
    for line in lines {
        let read = |shapes: &'s [LinePattern]| shapes.iter().find_map(|shape| Some((shape, shape.read(line, 1)?)));
        let whole = read(&rules.message);
        headers += usize::from(whole.is_none() && read(&rules.header).is_some());
        match whole.or_else(|| read(&rules.header)) {
            Some((shape, spot)) => {
                speaking += 1;
                strictness = strictness.max(shape.strictness);
                let name = spot.node.get("name").or_else(|| spot.node.get("speaker"));
                if let Some(Node::Text(name)) = name.map(|name| &name.node) {
                    names.insert(name.clone());
                }
            }
            None if aside(line) => {}
            None if speaking == 0 && marks.preamble => before += 1,
            None if speaking == 0 => return None,
            None => others += 1,
        }
    }
    let enough = if headers == 0 { speaking >= 2 && speaking >= others } else { others >= 1 };
    let named =
        marks.names.is_empty() || marks.names.iter().any(|pattern| names.iter().any(|name| glob(pattern, name)));
    // After other lines a single one may be chance.
    let likely = before == 0 || speaking >= 2 || !marks.lines.is_empty();
    (enough && named && likely)
        .then_some(strictness + 10 * marks.lines.len() + 10 * usize::from(!marks.names.is_empty()))
}

/// Paths of the values of some JSON, with a few of the values.
#[derive(Default)]
struct Keys {
    paths: HashSet<String>,
    values: HashMap<String, Vec<String>>,
}

/// Returns what stands before a mark at the end of a path; `*` in a mark stands for any keys.
fn root_before<'p>(path: &'p str, mark: &str) -> Option<&'p str> {
    let may_begin = |root: &str| root.is_empty() || root.ends_with('.') || mark.starts_with('[');
    if !mark.contains('*') {
        return path.strip_suffix(mark).filter(|root| may_begin(root));
    }
    let starts = std::iter::once(0).chain(path.match_indices('.').map(|(dot, _)| dot + 1));
    starts.map(|start| path.split_at(start)).find(|(_, rest)| glob(mark, rest)).map(|(root, _)| root)
}

/// Values of one path that are looked at.
const FEW: usize = 50;

impl Keys {
    /// Lists what the beginning of a JSON text holds, which may be cut anywhere.
    fn of(head: &str) -> Keys {
        let mut keys = Keys::default();
        let mut rest = head.trim_start_matches('\u{feff}');
        // Values one after the other, as in JSON Lines; a broken or cut one ends the list.
        for _ in 0..FEW {
            let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<serde::de::IgnoredAny>();
            let whole = matches!(stream.next(), Some(Ok(_)));
            let end = if whole { stream.byte_offset() } else { rest.len() };
            let value = if whole { Cow::Borrowed(&rest[..end]) } else { Cow::Owned(with_string_ended(rest)) };
            let mut deserializer = serde_json::Deserializer::from_str(&value);
            let _ = KeysSeed { keys: &mut keys, path: String::new() }.deserialize(&mut deserializer);
            rest = rest[end..].trim_start();
            if rest.is_empty() {
                break;
            }
        }
        keys
    }

    fn add_value(&mut self, path: &str, value: &str) {
        let values = self.values.entry(path.to_owned()).or_default();
        if values.len() < FEW {
            values.push(value.chars().take(200).collect());
        }
    }

    /// Returns whether there is a value at a path, in which `*` stands for any key.
    fn has(&self, path: &str) -> bool {
        if path.contains('*') {
            return self.paths.iter().any(|found| glob(path, found));
        }
        self.paths.contains(path)
    }

    fn has_value(&self, path: &str, pattern: &str) -> bool {
        self.values.get(path).is_some_and(|values| values.iter().any(|value| glob(pattern, value)))
    }

    /// Returns where what bears the marks stands: the least deep path from which all of them are found.
    fn root_of(&self, marks: &Recognize) -> Option<String> {
        let first = marks.keys.first()?;
        let mut roots: Vec<&str> =
            self.paths.iter().flat_map(|path| either(first).filter_map(|key| root_before(path, key))).collect();
        roots.sort_by_key(|root| (root.len(), *root));
        let root = roots.into_iter().find(|root| {
            let has = |mark: &String| either(mark).any(|key| self.has(&format!("{root}{key}")));
            let looks = |(mark, pattern): &(String, String)| {
                either(mark).any(|key| self.has_value(&format!("{root}{key}"), pattern))
            };
            marks.keys.iter().all(has) && !marks.not_keys.iter().any(has) && marks.values.iter().all(looks)
        })?;
        let root = root.trim_end_matches('.');
        // The elements of a list at the top are records, as lines are.
        Some(if root == "[]" { String::new() } else { root.to_owned() })
    }
}

/// Ends the string in which a text may be cut, so that what there is of it is seen.
fn with_string_ended(text: &str) -> String {
    let escape = text.char_indices().rev().take(6).find(|(_, character)| *character == '\\');
    let text = escape.map_or(text, |(at, _)| text[..at].trim_end_matches('\\'));
    format!("{text}\"")
}

struct KeysSeed<'k> {
    keys: &'k mut Keys,
    path: String,
}

impl<'de> DeserializeSeed<'de> for KeysSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl KeysSeed<'_> {
    fn value<E>(self, value: &str) -> Result<(), E> {
        self.keys.add_value(&self.path, value);
        // JSON within a string; a string that only looks like it adds nothing.
        if value.trim_start().starts_with(['{', '[']) {
            let path = format!("{}{{}}", self.path);
            let mut inner = serde_json::Deserializer::from_str(value);
            let _ = KeysSeed { keys: self.keys, path }.deserialize(&mut inner);
        }
        Ok(())
    }
}

impl<'de> Visitor<'de> for KeysSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.value(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.value(&value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.value(&value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.value(&value.to_string())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.value(&value.to_string())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let path = format!("{}[]", self.path);
        self.keys.paths.insert(path.clone());
        while seq.next_element_seed(KeysSeed { keys: self.keys, path: path.clone() })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let path = if self.path.is_empty() { key } else { format!("{}.{key}", self.path) };
            self.keys.paths.insert(path.clone());
            map.next_value_seed(KeysSeed { keys: self.keys, path })?;
        }
        Ok(())
    }
}
