//! Which preset a source is in: by the keys it has, the columns, the shapes of its lines.
//!
//! Every mark that a preset asks for must be there. Of several presets that fit the one that asks for most is meant;
//! where two ask for as much, none is taken.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::preset::pattern::LinePattern;
use crate::preset::registry::presets;
use crate::preset::rules::{LineRules, Preset};
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

/// Recognises JSON by its beginning.
pub(crate) fn recognize_json(head: &str) -> Recognized {
    let seen = Keys::of(head);
    best(presets().iter().filter(|preset| preset.lines.is_none()).filter_map(|preset| {
        let marks = &preset.recognize;
        let fits = !marks.keys.is_empty()
            && marks.keys.iter().all(|key| seen.has(key))
            && !marks.not_keys.iter().any(|key| seen.has(key))
            && marks.values.iter().all(|(path, pattern)| seen.has_value(path, pattern));
        fits.then(|| (2 * marks.keys.len() + 3 * marks.values.len(), preset))
    }))
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
            marks.keys.iter().all(|key| names.contains(&plain(key)))
                && !marks.not_keys.iter().any(|key| names.contains(&plain(key)))
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
    let (mut speaking, mut headers, mut others, mut strictness) = (0, 0, 0, 0);
    let mut names = HashSet::new();
    for line in lines {
        let read = |shapes: &'s [LinePattern]| shapes.iter().find_map(|shape| Some((shape, shape.read(line, 1)?)));
        let whole = read(&rules.message);
        headers += usize::from(whole.is_none() && read(&rules.header).is_some());
        match whole.or_else(|| read(&rules.header)) {
            Some((shape, spot)) => {
                speaking += 1;
                strictness = strictness.max(shape.strictness);
                if let Some(Node::Text(name)) = spot.node.get("name").map(|name| &name.node) {
                    names.insert(name.clone());
                }
            }
            None if aside(line) => {}
            None if speaking == 0 => return None,
            None => others += 1,
        }
    }
    let enough = if headers == 0 { speaking >= 2 && speaking >= others } else { others >= 1 };
    let named =
        marks.names.is_empty() || marks.names.iter().any(|pattern| names.iter().any(|name| glob(pattern, name)));
    (enough && named).then_some(strictness + 10 * marks.lines.len() + 10 * marks.names.len())
}

/// Paths of the values of some JSON, with a few of the values.
#[derive(Default)]
struct Keys {
    paths: HashSet<String>,
    values: HashMap<String, Vec<String>>,
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
            let mut deserializer = serde_json::Deserializer::from_str(&rest[..end]);
            let _ = KeysSeed { keys: &mut keys, path: String::new() }.deserialize(&mut deserializer);
            rest = rest[end..].trim_start();
            if rest.is_empty() {
                break;
            }
        }
        keys
    }

    fn add(&mut self, path: &str) {
        self.paths.insert(path.to_owned());
        // The elements of a list at the top are records, as lines are.
        if let Some(inner) = path.strip_prefix("[].") {
            self.paths.insert(inner.to_owned());
        }
    }

    fn add_value(&mut self, path: &str, value: &str) {
        for path in [Some(path), path.strip_prefix("[].")].into_iter().flatten() {
            let values = self.values.entry(path.to_owned()).or_default();
            if values.len() < FEW {
                values.push(value.chars().take(200).collect());
            }
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
        self.keys.add(&path);
        while seq.next_element_seed(KeysSeed { keys: self.keys, path: path.clone() })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let path = if self.path.is_empty() { key } else { format!("{}.{key}", self.path) };
            self.keys.add(&path);
            map.next_value_seed(KeysSeed { keys: self.keys, path })?;
        }
        Ok(())
    }
}
