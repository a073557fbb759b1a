//! New examples written into a rulebook's own text; every other byte of it stays.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::lesson::Lesson;

/// A rule whose examples found no place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotPatched(pub Lesson);

/// A text that goes in at a byte.
#[derive(Debug)]
struct Insertion {
    at: usize,
    text: String,
}

/// Returns the text with the examples in it: at the rule itself where it stands there, else under `[rules."id".add]`.
pub fn patch(text: &str, lessons: &[Lesson]) -> (String, Vec<NotPatched>) {
    let mut patched = text.to_owned();
    let mut not_patched = Vec::new();
    for lesson in lessons {
        match with_lesson(&patched, lesson) {
            Some(text) => patched = text,
            None => not_patched.push(NotPatched(lesson.clone())),
        }
    }
    (patched, not_patched)
}

/// Returns a rulebook that adds the examples to rules of built-in packs.
pub fn snippet(lessons: &[Lesson]) -> String {
    let mut out = "[rules]\n".to_owned();
    for lesson in lessons {
        let lists = lists(lesson).map(|(key, items)| format!("{key} = {}", list(items)));
        let lists = lists.collect::<Vec<_>>().join(", ");
        out += &format!("{} = {{ add = {{ {lists} }} }}\n", quoted(&lesson.rule));
    }
    out
}

/// Adds the examples of one rule; `None` where that cannot be done without reading the text anew by hand.
fn with_lesson(text: &str, lesson: &Lesson) -> Option<String> {
    let document = DeTable::parse(text).ok()?;
    let root = document.get_ref();
    let mut insertions = Vec::new();
    match (own_rule(root, &lesson.rule), addition(root, &lesson.rule)) {
        (Some(rule), _) => {
            let (table, id_end) = rule;
            for (key, items) in lists(lesson) {
                insertions.push(match array(table, key) {
                    Some(array) => into_array(text, array, items)?,
                    None => new_key(text, id_end, key, items),
                });
            }
        }
        (None, Addition::None) => insertions.push(new_table(text, lesson)),
        (None, Addition::Table(table)) => {
            for (key, items) in lists(lesson) {
                insertions.push(into_array(text, array(table, key)?, items)?);
            }
        }
        (None, Addition::Other) => return None,
    }
    insertions.sort_by_key(|insertion| std::cmp::Reverse(insertion.at));
    let mut out = text.to_owned();
    let ends_in_returns = text.contains("\r\n");
    for Insertion { at, text } in insertions {
        let text = if ends_in_returns { text.replace('\n', "\r\n") } else { text };
        out.insert_str(at, &text);
    }
    holds(&out, lesson).then_some(out)
}

/// The examples by key, where there are any.
fn lists(lesson: &Lesson) -> impl Iterator<Item = (&'static str, &[String])> {
    [("bad", lesson.bad.as_slice()), ("good", lesson.good.as_slice())]
        .into_iter()
        .filter(|(_, items)| !items.is_empty())
}

/// Returns the table of a rule that stands in the text itself, and where its id ends.
fn own_rule<'t, 'a>(root: &'t DeTable<'a>, id: &str) -> Option<(&'t DeTable<'a>, usize)> {
    let DeValue::Array(rules) = root.get("rule")?.get_ref() else { return None };
    rules.iter().find_map(|rule| {
        let DeValue::Table(table) = rule.get_ref() else { return None };
        let written = table.get("id")?;
        let DeValue::String(name) = written.get_ref() else { return None };
        (name.as_ref() == id).then_some((table, written.span().end))
    })
}

/// What `[rules]` says of a rule.
enum Addition<'t, 'a> {
    /// Nothing.
    None,
    /// A table of additions.
    Table(&'t DeTable<'a>),
    /// Something that takes no additions without being written anew.
    Other,
}

fn addition<'t, 'a>(root: &'t DeTable<'a>, id: &str) -> Addition<'t, 'a> {
    let Some(rules) = root.get("rules") else { return Addition::None };
    let DeValue::Table(rules) = rules.get_ref() else { return Addition::Other };
    let Some(rule) = rules.get(id) else { return Addition::None };
    let DeValue::Table(rule) = rule.get_ref() else { return Addition::Other };
    match rule.get("add").map(Spanned::get_ref) {
        Some(DeValue::Table(add)) => Addition::Table(add),
        _ => Addition::Other,
    }
}

fn array<'t, 'a>(table: &'t DeTable<'a>, key: &str) -> Option<(&'t DeArray<'a>, std::ops::Range<usize>)> {
    let value = table.get(key)?;
    match value.get_ref() {
        DeValue::Array(items) => Some((items, value.span())),
        _ => None,
    }
}

/// Adds items behind the last one, written as it is: on a line of their own, or in the same.
fn into_array(
    text: &str,
    (items, span): (&DeArray<'_>, std::ops::Range<usize>),
    new: &[String],
) -> Option<Insertion> {
    let Some(last) = items.iter().last() else {
        let inside = new.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ");
        return Some(Insertion { at: span.start + 1, text: inside });
    };
    let (start, end) = (last.span().start, last.span().end);
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let indent = &text[line..start];
    if !indent.trim().is_empty() {
        let inside: String = new.iter().map(|item| format!(", {}", quoted(item))).collect();
        return Some(Insertion { at: end, text: inside });
    }
    // A comment behind the last item stays with it.
    let rest = text.get(end..span.end)?;
    let line_end = rest.find('\n').map_or(end, |at| end + at).min(span.end);
    let line_end = if text[..line_end].ends_with('\r') { line_end - 1 } else { line_end };
    let has_comma = rest.trim_start().starts_with(',');
    let lines: String = new.iter().map(|item| format!("\n{indent}{},", quoted(item))).collect();
    match has_comma && !text[end..line_end].contains(']') {
        true => Some(Insertion { at: line_end, text: lines }),
        false => Some(Insertion { at: end, text: format!(",{}", lines.trim_end_matches(',')) }),
    }
}

/// Writes a list of its own below the line of the rule's id.
fn new_key(text: &str, id_end: usize, key: &str, items: &[String]) -> Insertion {
    let at = text[id_end..].find('\n').map_or(text.len(), |at| id_end + at);
    let at = if text[..at].ends_with('\r') { at - 1 } else { at };
    Insertion { at, text: format!("\n{key} = {}", list(items)) }
}

fn new_table(text: &str, lesson: &Lesson) -> Insertion {
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let mut table = format!("{gap}\n[rules.{}.add]\n", quoted(&lesson.rule));
    for (key, items) in lists(lesson) {
        table += &format!("{key} = {}\n", list(items));
    }
    Insertion { at: text.len(), text: table }
}

fn list(items: &[String]) -> String {
    let lines: String = items.iter().map(|item| format!("  {},\n", quoted(item))).collect();
    format!("[\n{lines}]")
}

/// Writes a string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Returns whether a text is TOML that holds the examples where they belong.
fn holds(text: &str, lesson: &Lesson) -> bool {
    let Ok(document) = DeTable::parse(text) else { return false };
    let root = document.get_ref();
    let table = match (own_rule(root, &lesson.rule), addition(root, &lesson.rule)) {
        (Some((rule, _)), _) => rule,
        (None, Addition::Table(add)) => add,
        _ => return false,
    };
    lists(lesson).all(|(key, wanted)| {
        let written = array(table, key).map(|(items, _)| items);
        let is_there = |item: &String| {
            written.is_some_and(|items| {
                items
                    .iter()
                    .any(|one| matches!(one.get_ref(), DeValue::String(text) if text.as_ref() == item.as_str()))
            })
        };
        wanted.iter().all(is_there)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesson(rule: &str, good: &[&str], bad: &[&str]) -> Lesson {
        let owned = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect();
        Lesson { rule: rule.to_owned(), good: owned(good), bad: owned(bad) }
    }

    #[test]
    fn examples_go_where_the_rule_stands_and_as_its_own_are_written() {
        for (before, after) in [
            ("good = [\"a\"]\n", "good = [\"a\", \"不\\\"知道\"]\n"),
            ("good = []\n", "good = [\"不\\\"知道\"]\n"),
            (
                "good = [\n    \"a\", # why\n    # end\n]\n",
                "good = [\n    \"a\", # why\n    \"不\\\"知道\",\n    # end\n]\n",
            ),
            ("good = [\n    \"a\"\n]\n", "good = [\n    \"a\",\n    \"不\\\"知道\"\n]\n"),
            ("good = [\r\n  'a',\r\n]\r\n", "good = [\r\n  'a',\r\n  \"不\\\"知道\",\r\n]\r\n"),
        ] {
            let head = "[[rule]]\nid = 'x/y' # first\n";
            let lessons = [lesson("x/y", &["不\"知道"], &[])];
            let (patched, not) = patch(&format!("{head}{before}"), &lessons);
            assert_eq!((patched, not), (format!("{head}{after}"), Vec::new()));
        }
        let text = "[[rule]]\nid = 'x/y' # first\nphrases = ['a']\n[rule.when]\nphrases = ['b']\n";
        let (patched, _) = patch(text, &[lesson("x/y", &["好"], &["⟦a⟧"])]);
        assert!(patched.starts_with("[[rule]]\nid = 'x/y' # first\n"), "{patched}");
        assert!(patched.ends_with("]\nphrases = ['a']\n[rule.when]\nphrases = ['b']\n"), "{patched}");
    }

    #[test]
    fn inherited_rules_are_added_to_or_left_to_a_person() {
        let head = "[rulebook]\nextends = ['builtin:base']\n";
        let (patched, not) = patch(head, &[lesson("x/y", &["好"], &[])]);
        assert_eq!(patched, format!("{head}\n[rules.\"x/y\".add]\ngood = [\n  \"好\",\n]\n"));
        assert_eq!(not, []);
        let (again, _) = patch(&patched, &[lesson("x/y", &["好的"], &[])]);
        assert_eq!(again, format!("{head}\n[rules.\"x/y\".add]\ngood = [\n  \"好\",\n  \"好的\",\n]\n"));
        let text = format!("{head}[rules]\n'x/y' = 'warning'\n");
        let one = lesson("x/y", &["好"], &[]);
        assert_eq!(patch(&text, std::slice::from_ref(&one)), (text, vec![NotPatched(one)]));
    }

    #[test]
    fn snippets_are_toml() {
        let text = snippet(&[lesson("x/y", &["好\n的"], &["⟦a⟧"]), lesson("x/z", &["好"], &[])]);
        let table: toml::Table = text.parse().expect("TOML");
        assert_eq!(table["rules"]["x/y"]["add"]["good"][0].as_str(), Some("好\n的"));
    }
}
