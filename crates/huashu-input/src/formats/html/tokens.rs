//! A page as a run of tags and texts, with the lines on which they stand.

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// A tag or a text.
#[derive(Debug)]
pub(super) enum Piece {
    Open(Tag),
    Close(String),
    Text(String),
}

/// A tag that opens an element.
#[derive(Debug)]
pub(super) struct Tag {
    /// In lower case.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// Nothing stands inside it.
    pub(super) is_empty: bool,
    /// Its line, from 1.
    pub(super) line: u64,
}

impl Tag {
    /// Returns the value of an attribute, or nothing.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(held, _)| held == name).map_or("", |(_, value)| value.as_str())
    }
}

/// Elements that have no end.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Cuts a page into tags and texts.
pub(super) fn pieces(page: &str) -> impl Iterator<Item = Piece> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // Scripts and styles are texts of their own kind.
    emitter.naively_switch_states(true);
    let (mut line, mut counted) = (1, 0);
    Tokenizer::new_with_emitter(page, emitter).filter_map(move |token| {
        let Ok(token) = token;
        Some(match token {
            Token::StartTag(tag) => {
                let start = tag.span.start.clamp(counted, page.len());
                line += memchr::memchr_iter(b'\n', &page.as_bytes()[counted..start]).count() as u64;
                counted = start;
                let name = text(&tag.name);
                let attributes =
                    tag.attributes.iter().map(|(name, value)| (text(name), text(&value.value))).collect();
                Piece::Open(Tag {
                    is_empty: tag.self_closing || VOID.contains(&name.as_str()),
                    name,
                    attributes,
                    line,
                })
            }
            Token::EndTag(tag) => Piece::Close(text(&tag.name)),
            Token::String(string) => Piece::Text(text(&string.value)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => return None,
        })
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Text as a browser would show it: blanks are one, and lines end where elements say so.
#[derive(Debug, Default)]
pub(super) struct Shown {
    text: String,
    /// Line ends of the source are kept, as they are in cells of spreadsheets.
    keep_lines: bool,
}

impl Shown {
    /// Begins a text; `keep_lines` says that line ends of the source count.
    pub(super) fn new(keep_lines: bool) -> Self {
        Shown { text: String::new(), keep_lines }
    }

    pub(super) fn push(&mut self, piece: &str) {
        for character in piece.chars() {
            let blank = matches!(character, ' ' | '\t' | '\r' | '\n' | '\u{c}');
            if character == '\n' && self.keep_lines {
                self.end_line();
            } else if !blank {
                self.text.push(character);
            } else if !self.text.ends_with([' ', '\n']) && !self.text.is_empty() {
                self.text.push(' ');
            }
        }
    }

    /// Does what a tag does to text.
    pub(super) fn tag(&mut self, name: &str, closes: bool) {
        let is_block = matches!(name, "p" | "div" | "li" | "tr");
        if name == "br" || (is_block && closes && !self.text.is_empty() && !self.text.ends_with('\n')) {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        if self.text.ends_with(' ') {
            self.text.pop();
        }
        self.text.push('\n');
    }

    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.text).trim_matches(['\u{a0}', ' ', '\n']).to_owned()
    }
}

/// Returns a text with mark-up as a browser would show it.
pub(super) fn shown(markup: &str) -> String {
    if !markup.contains(['<', '&']) {
        return markup.to_owned();
    }
    let mut shown = Shown::new(true);
    for piece in pieces(markup) {
        match piece {
            Piece::Open(tag) => shown.tag(&tag.name, false),
            Piece::Close(name) => shown.tag(&name, true),
            Piece::Text(text) => shown.push(&text),
        }
    }
    shown.take()
}
