//! A wording replaced in a file that writes it in its own way: quoted, escaped, or bare.

/// A wording to be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The line in or behind which it begins, counting from 1.
    pub line: u64,
    /// What it says.
    pub old: String,
    /// What it is to say.
    pub new: String,
}

/// How files write a text.
type Writing = fn(&str) -> String;

/// Every way in which the formats of libraries write a text.
const WRITINGS: [Writing; 5] = [bare, in_csv, in_json, in_json_ascii, in_single_quotes];

/// Where a wording stands in a file, in bytes, and what is to stand there, written as the file does it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub at: usize,
    pub length: usize,
    pub new: String,
}

/// Returns where each wording stands; none for one that was not found.
///
/// Replacements come in the order of the file; each is sought behind the one before.
pub(super) fn places(text: &str, replacements: &[Replacement]) -> Vec<Option<Place>> {
    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let mut done = 0;
    let place = |replacement: &Replacement| {
        let line = usize::try_from(replacement.line.saturating_sub(1)).unwrap_or(usize::MAX);
        let from = starts.get(line).copied().unwrap_or(text.len()).max(done);
        let places = WRITINGS.iter().filter_map(|writing| {
            let written = writing(&replacement.old);
            Some((text[from..].find(&written)? + from, written.len(), writing))
        });
        let (at, length, writing) = places.min_by_key(|(at, length, _)| (*at, std::cmp::Reverse(*length)))?;
        done = at + length;
        Some(Place { at, length, new: writing(&replacement.new) })
    };
    replacements.iter().map(place).collect()
}

/// Returns the text with every wording replaced, and the replacements whose wording was not found.
pub fn splice<'r>(text: &str, replacements: &'r [Replacement]) -> (String, Vec<&'r Replacement>) {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut missing = Vec::new();
    for (replacement, place) in replacements.iter().zip(places(text, replacements)) {
        let Some(Place { at, length, new }) = place else {
            missing.push(replacement);
            continue;
        };
        out.push_str(&text[done..at]);
        out.push_str(&new);
        done = at + length;
    }
    out.push_str(&text[done..]);
    (out, missing)
}

fn bare(text: &str) -> String {
    text.to_owned()
}

fn in_csv(text: &str) -> String {
    text.replace('"', "\"\"")
}

fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// As many programs write JSON: whatever is not ASCII as `\u4f60`.
fn in_json_ascii(text: &str) -> String {
    let mut out = String::new();
    for character in in_json(text).chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            character.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    out
}

/// As YAML and TOML write it between single quotes.
fn in_single_quotes(text: &str) -> String {
    text.replace('\'', "''")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replacement(line: u64, old: &str, new: &str) -> Replacement {
        Replacement { line, old: old.to_owned(), new: new.to_owned() }
    }

    #[test]
    fn wordings_are_replaced_as_the_file_writes_them() {
        let cases = [
            ("a,你好\r\nb,再见\r\n", 1, "你好", "您好", "a,您好\r\nb,再见\r\n"),
            ("t\n\"他说\"\"你\"\"好\"\n", 2, "他说\"你\"好", "他说\"您\"好", "t\n\"他说\"\"您\"\"好\"\n"),
            ("{\"c\": \"甲\\n你\"}", 1, "甲\n你", "甲\n您", "{\"c\": \"甲\\n您\"}"),
            ("{\"c\": \"\\u4f60\"}", 1, "你", "您", "{\"c\": \"\\u60a8\"}"),
            ("c: '你''s'\n", 1, "你's", "您's", "c: '您''s'\n"),
            ("你\n你\n", 2, "你", "您", "你\n您\n"),
        ];
        for (text, line, old, new, expected) in cases {
            let all = [replacement(line, old, new)];
            assert_eq!(splice(text, &all), (expected.to_owned(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn what_is_not_found_is_told() {
        let all = [replacement(1, "没有", "x"), replacement(9, "你", "您")];
        let (text, missing) = splice("你\n", &all);
        assert_eq!((text.as_str(), missing.len()), ("你\n", 2));
    }
}
