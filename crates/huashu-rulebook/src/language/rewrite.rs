//! How a rule puts a clause right: a phrase with named slots, and what it becomes.
//!
//! A named slot `{what=han:1..14}` is a slot of the phrase grammar whose words
//! are carried over to where `to` says `{what}`; those of `{_=num}` may be
//! lost. Knows no drafts.

use super::diagnostics::Diagnostics;
use super::node::{Node, SourceSpan, Value};
use super::phrase::{PhraseError, PhraseNames, Piece, parse_with};
use super::table_reader::{KnownKey, TableReader, Text, text_of};
use huashu_model::language::Message;
use huashu_model::text::Span;

/// A rewriting as written.
#[derive(Debug, Clone, PartialEq)]
pub struct RewriteSpec {
    /// What is rewritten: any of these.
    pub phrases: Vec<Text>,
    /// What it becomes, the usual form first; empty where it goes.
    pub to: Vec<Text>,
    /// Whether it is nothing but attitude, and goes.
    pub drop: bool,
    /// What it becomes where nothing else of the message is left.
    pub alone: Option<Text>,
    /// Where in the message it is put; `None` where it stands.
    pub position: Option<RewritePosition>,
    /// Whether the phrase is the whole of its clauses, and not any words in them.
    pub whole_clause: bool,
    /// Whether it may be applied without a look.
    pub safe: bool,
    /// What messages become.
    pub examples: Vec<RewriteExample>,
    /// Where it is written.
    pub place: SourceSpan,
}

/// Where in a message a rewritten clause is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RewritePosition {
    /// In front of what is said, behind a greeting.
    First,
    /// Behind everything else.
    Last,
}

/// The name of slots whose words may be lost.
pub const FORGOTTEN: &str = "_";

/// What a message becomes by a rewriting.
#[derive(Debug, Clone, PartialEq)]
pub struct RewriteExample {
    /// The message.
    pub said: String,
    /// The message rewritten, without what is put in front of it; empty where nothing is left to send.
    pub rewritten: String,
    /// Where it is written.
    pub place: SourceSpan,
}

/// A run of a phrase: a named slot, or what stands between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RewritePart {
    /// The slot's name.
    pub name: Option<String>,
    /// What stands there.
    pub pieces: Vec<Piece>,
}

/// A run of what a clause becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordingPart {
    /// Words as they stand.
    Text(String),
    /// The words of a named slot.
    Slot(String),
}

impl RewriteSpec {
    /// Reads `rewrite`: a table or a list of tables.
    pub(crate) fn read_all(view: &TableReader<'_>, sink: &mut Diagnostics) -> Vec<RewriteSpec> {
        view.tables("rewrite", sink).into_iter().map(|table| RewriteSpec::read(table, sink)).collect()
    }

    /// Returns the keys of a rewriting, in the order they are read.
    pub fn keys() -> Vec<KnownKey> {
        let table = super::node::Table::default();
        let view = TableReader::new(&table);
        let _ = RewriteSpec::read_view(&view, &mut Diagnostics::default());
        view.asked()
    }

    fn read(view: TableReader<'_>, sink: &mut Diagnostics) -> RewriteSpec {
        let spec = RewriteSpec::read_view(&view, sink);
        spec.check(sink);
        view.finish(sink);
        spec
    }

    fn read_view(view: &TableReader<'_>, sink: &mut Diagnostics) -> RewriteSpec {
        RewriteSpec {
            phrases: view.texts("phrases", sink),
            to: view.texts("to", sink),
            drop: view.boolean("drop", sink).unwrap_or(false),
            alone: view.text("alone", sink),
            position: view.choice(
                "place",
                &[("first", RewritePosition::First), ("last", RewritePosition::Last)],
                sink,
            ),
            whole_clause: view.choice("at", &[("clause", true), ("anywhere", false)], sink).unwrap_or(true),
            safe: view.boolean("safe", sink).unwrap_or(false),
            examples: read_examples(view, sink),
            place: view.place(),
        }
    }

    /// Reports a rewriting that seeks nothing, or says both or neither of what becomes of it.
    fn check(&self, sink: &mut Diagnostics) {
        let message = match (self.phrases.is_empty(), self.to.is_empty(), self.drop) {
            (true, ..) => {
                huashu_model::message!("rewrite 没有写 phrases", "a rewriting without `phrases`")
            }
            (_, false, true) => huashu_model::message!(
                "to 和 drop 只能写一个：要么改写，要么删掉",
                "`to` and `drop` exclude each other: a clause is rewritten, or goes"
            ),
            (_, true, false) => huashu_model::message!(
                "rewrite 要写 to（改成什么）或 drop = true（删掉）",
                "a rewriting needs `to` (what it becomes) or drop = true"
            ),
            _ if !self.whole_clause && (self.alone.is_some() || self.position.is_some()) => huashu_model::message!(
                "alone 和 place 说的是整个分句：不和 at = \"anywhere\" 一起写",
                "`alone` and `place` are of whole clauses, and exclude at = \"anywhere\""
            ),
            _ => return,
        };
        sink.error("rulebook/bad-rewrite", self.place, message);
    }
}

fn read_examples(view: &TableReader<'_>, sink: &mut Diagnostics) -> Vec<RewriteExample> {
    let Some(node) = view.node("examples") else { return Vec::new() };
    let Value::List(items) = &node.value else {
        sink.wrong_type(node, "examples", "列表", "a list");
        return Vec::new();
    };
    items.iter().filter_map(|item| read_example(item, sink)).collect()
}

fn read_example(node: &Node, sink: &mut Diagnostics) -> Option<RewriteExample> {
    let Value::List(pair) = &node.value else {
        sink.wrong_type(node, "examples", " [\"原话\", \"改成\"]", "[\"said\", \"rewritten\"]");
        return None;
    };
    let [said, rewritten] = pair.as_slice() else {
        sink.wrong_type(node, "examples", " [\"原话\", \"改成\"]", "[\"said\", \"rewritten\"]");
        return None;
    };
    let said = text_of(said, "examples", sink)?.value.to_string();
    let rewritten = text_of(rewritten, "examples", sink)?.value.to_string();
    Some(RewriteExample { said, rewritten, place: node.place })
}

/// Parses a phrase with named slots; a slot is named at the top level only, and once, but for those that may be lost.
///
/// # Errors
///
/// What is wrong, with its bytes in the phrase.
pub(crate) fn parse_parts(phrase: &str, names: PhraseNames<'_>) -> Result<Vec<RewritePart>, PhraseError> {
    let mut parts: Vec<RewritePart> = Vec::new();
    let mut plain_from = 0;
    for slot in braces(phrase) {
        let Some((name, inner)) = named(slot.of(phrase)) else { continue };
        push_plain(phrase, Span::new(plain_from, slot.start), names, &mut parts)?;
        if name != FORGOTTEN && parts.iter().any(|part| part.name.as_deref() == Some(name)) {
            let message = huashu_model::message!("槽位「{name}」出现了两次", "the slot `{name}` stands twice");
            return Err(PhraseError { span: slot, message });
        }
        let braced = format!("{{{inner}}}");
        let before = slot.start + name.len() + 1;
        let pieces = parse_with(&braced, names).map_err(|error| moved(error, before))?;
        parts.push(RewritePart { name: Some(name.to_owned()), pieces });
        plain_from = slot.end;
    }
    push_plain(phrase, Span::new(plain_from, phrase.len()), names, &mut parts)?;
    Ok(parts)
}

fn push_plain(
    phrase: &str,
    span: Span,
    names: PhraseNames<'_>,
    parts: &mut Vec<RewritePart>,
) -> Result<(), PhraseError> {
    if !span.is_empty() {
        let pieces = parse_with(span.of(phrase), names).map_err(|error| moved(error, span.start))?;
        parts.push(RewritePart { name: None, pieces });
    }
    Ok(())
}

fn moved(error: PhraseError, by: usize) -> PhraseError {
    PhraseError { span: Span::new(error.span.start + by, error.span.end + by), ..error }
}

/// Returns the outermost pairs of braces.
fn braces(text: &str) -> Vec<Span> {
    let (mut depth, mut start, mut found) = (0usize, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            '}' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    found.push(Span::new(start, at + 1));
                }
            }
            _ => {}
        }
    }
    found
}

/// Splits `{name=slot}`.
fn named(braced: &str) -> Option<(&str, &str)> {
    let (name, inner) = braced.strip_prefix('{')?.strip_suffix('}')?.split_once('=')?;
    is_name(name).then_some((name, inner))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// Parses what a clause becomes: words, `{NAME}` for a slot, `{var:NAME}` for a text of `[vars]`.
///
/// # Errors
///
/// What is wrong, with its bytes in the wording.
pub(crate) fn parse_wording(
    wording: &str,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<WordingPart>, PhraseError> {
    let mut parts = Vec::new();
    let mut from = 0;
    for slot in braces(wording) {
        parts.push(WordingPart::Text(wording[from..slot.start].to_owned()));
        from = slot.end;
        let inner = wording[slot.start + 1..slot.end - 1].trim();
        let fail = |message: Message| PhraseError { span: slot, message };
        parts.push(match inner.strip_prefix("var:") {
            Some(name) => WordingPart::Text(variable(name).ok_or_else(|| {
                fail(huashu_model::message!("[vars] 里没有「{name}」", "no variable `{name}` in [vars]"))
            })?),
            None if is_name(inner) => WordingPart::Slot(inner.to_owned()),
            None => {
                return Err(fail(huashu_model::message!(
                    "to 里的花括号只写槽位的名字，如 {{what}}，或 {{var:名字}}",
                    "braces in `to` hold the name of a slot, such as {{what}}, or {{var:NAME}}"
                )));
            }
        });
    }
    parts.push(WordingPart::Text(wording[from..].to_owned()));
    parts.retain(|part| !matches!(part, WordingPart::Text(text) if text.is_empty()));
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(phrase: &str) -> Result<Vec<RewritePart>, PhraseError> {
        let names = PhraseNames { variable: &|_| None, is_terms: &|name| name == "adverb" };
        parse_parts(phrase, names)
    }

    #[test]
    fn a_named_slot_is_a_slot_with_a_name() {
        let parts = parts("{你|您}{必须|得}{what=han:1..14}{when=今天|明天?}，{how=adverb}").expect("a phrase");
        let names: Vec<Option<&str>> = parts.iter().map(|part| part.name.as_deref()).collect();
        assert_eq!(names, [None, Some("what"), Some("when"), None, Some("how")]);
        assert_eq!(parts[1].pieces, [Piece::Han(1..14)]);
        assert_eq!(parts[4].pieces, [Piece::Terms("adverb".to_owned())]);
    }

    #[test]
    fn mistakes_have_their_place() {
        for (phrase, place) in [
            ("您{what=han:1}好", "=han:1}"),
            ("您{_=num}{_=num}{what=han:1..2}{what=han:1..2}", "{what=han:1..2}"),
            ("您{甲{what=han:1..2}|乙}", "{what=han:1..2}"),
        ] {
            let error = parts(phrase).expect_err(phrase);
            assert_eq!(error.span.of(phrase), place, "{phrase}");
        }
    }

    #[test]
    fn a_wording_names_slots_and_variables() {
        let variable = |name: &str| (name == "firm").then(|| "青禾".to_owned());
        let text = |text: &str| WordingPart::Text(text.to_owned());
        let parsed = parse_wording("请您{what}，{var:firm}谢谢您", &variable).expect("a wording");
        assert_eq!(
            parsed,
            [text("请您"), WordingPart::Slot("what".to_owned()), text("，"), text("青禾"), text("谢谢您")]
        );
        assert!(parse_wording("请您{han:1..4}", &variable).is_err());
        assert!(parse_wording("请您{var:none}", &variable).is_err());
    }
}
