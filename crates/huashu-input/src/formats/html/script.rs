//! Pages whose script holds the messages as a list of objects, written as JavaScript and not as JSON.

use std::iter::Peekable;
use std::str::Chars;

use super::description::Script;
use super::tokens::{Piece, pieces, shown};
use crate::record::columns::Field;
use crate::record::raw::{RawConversation, RawMessage, Scalar};
use crate::record::roles::role_from_name;
use huashu_model::transcript::{MessageKind, Role};

/// Reads the messages of a page; none when no script in it holds the list.
///
/// Second, whether the list ends where it should, and not with the file.
pub(super) fn read(text: &str, script: &Script) -> Option<(RawConversation<'static>, bool)> {
    let mut in_script = None;
    for piece in pieces(text) {
        match piece {
            Piece::Open(tag) => in_script = (tag.name == "script").then_some(tag.line),
            Piece::Close(_) => in_script = None,
            Piece::Text(code) => {
                let Some(line) = in_script else { continue };
                if let Some((before, list)) = list(&code, &script.list) {
                    let line = line + before.matches('\n').count() as u64;
                    let (messages, is_whole) = messages(list, line, script);
                    let conversation = RawConversation { messages, line, ..RawConversation::default() };
                    return (!conversation.messages.is_empty()).then_some((conversation, is_whole));
                }
            }
        }
    }
    None
}

/// Finds `name = [` and returns what stands before it, and the list's inside with what follows.
fn list<'c>(code: &'c str, name: &str) -> Option<(&'c str, &'c str)> {
    code.match_indices(name).find_map(|(at, _)| {
        let rest = code[at + name.len()..].trim_start().strip_prefix('=')?.trim_start().strip_prefix('[')?;
        Some((&code[..code.len() - rest.len()], rest))
    })
}

/// Reads the objects of a list; second, whether it is whole.
fn messages(list: &str, first: u64, script: &Script) -> (Vec<RawMessage<'static>>, bool) {
    let mut reader = Reader { rest: list.chars().peekable(), line: first };
    let mut messages = Vec::new();
    let is_whole = loop {
        reader.skip_blanks();
        match reader.rest.next() {
            Some(',') => {}
            Some('{') => {
                let line = reader.line;
                let Some(pairs) = reader.object() else { break false };
                messages.push(message(pairs, line, script));
            }
            end => break end == Some(']'),
        }
    };
    (messages, is_whole)
}

fn message(pairs: Vec<(String, String)>, line: u64, script: &Script) -> RawMessage<'static> {
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let mut message = RawMessage { line: Some(line), ..RawMessage::default() };
    let kind = value(&script.kind).unwrap_or_default();
    let text = shown(value(&script.text).unwrap_or_default());
    if script.system_kinds.iter().any(|system| system == kind) {
        message.role_from_code = Some(Role::System);
        message.text = Some(text.into());
        return message;
    }
    if kind == script.text_kind {
        message.text = Some(text.into());
    } else {
        message.kind = Some(MessageKind::Other);
    }
    let word = value(&script.role).and_then(|value| script.roles.get(value));
    message.role_from_code = word.and_then(|word| role_from_name(word));
    message.sender = value(&script.speaker).map(shown).filter(|name| !name.is_empty()).map(Into::into);
    if let Some(time) = value(&script.time) {
        message.set(Field::Time, Scalar::text(time.to_owned()));
    }
    message
}

/// Reads object literals.
struct Reader<'c> {
    rest: Peekable<Chars<'c>>,
    line: u64,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let next = self.rest.next();
        self.line += u64::from(next == Some('\n'));
        next
    }

    fn skip_blanks(&mut self) {
        while self.rest.next_if(|character| character.is_whitespace()).is_some_and(|character| {
            self.line += u64::from(character == '\n');
            true
        }) {}
    }

    /// Reads an object behind its brace; nothing where it is none.
    fn object(&mut self) -> Option<Vec<(String, String)>> {
        let mut pairs = Vec::new();
        loop {
            self.skip_blanks();
            match *self.rest.peek()? {
                '}' => {
                    self.next();
                    return Some(pairs);
                }
                ',' => drop(self.next()),
                _ => {
                    let key = self.word(&[':'])?;
                    self.skip_blanks();
                    if self.next()? != ':' {
                        return None;
                    }
                    self.skip_blanks();
                    let value = self.word(&[',', '}'])?;
                    pairs.push((key, value));
                }
            }
        }
    }

    /// Reads a string, or whatever stands before one of `ends`.
    fn word(&mut self, ends: &[char]) -> Option<String> {
        let first = *self.rest.peek()?;
        if matches!(first, '\'' | '"' | '`') {
            self.next();
            return self.string(first);
        }
        let mut word = String::new();
        let mut depth = 0_usize;
        loop {
            let character = *self.rest.peek()?;
            if depth == 0 && ends.contains(&character) {
                return Some(word.trim().to_owned());
            }
            match character {
                '[' | '{' | '(' => depth += 1,
                ']' | '}' | ')' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            word.extend(self.next());
        }
    }

    fn string(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.next()? {
                character if character == quote => return Some(text),
                '\\' => match self.next()? {
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    'r' | '\n' => {}
                    'u' => text.extend(self.escaped()),
                    other => text.push(other),
                },
                other => text.push(other),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let mut code = 0;
        for _ in 0..4 {
            code = code * 16 + self.rest.next_if(char::is_ascii_hexdigit)?.to_digit(16)?;
        }
        Some(char::from_u32(code).unwrap_or('\u{fffd}'))
    }
}
