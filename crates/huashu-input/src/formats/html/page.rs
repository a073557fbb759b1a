//! Pages with an element for each message.

use regex::Regex;

use super::description::{Page, has_classes};
use super::tokens::{Piece, Shown, Tag, pieces};
use crate::record::columns::Field;
use crate::record::raw::{RawConversation, RawMessage, Scalar};
use huashu_model::transcript::MessageKind;

/// Reads the messages of a page; none when it is not of this description.
///
/// Second, whether the last message ends where it should, and not with the file.
pub(super) fn read(text: &str, page: &Page) -> Option<(RawConversation<'static>, bool)> {
    let time_pattern = page.time_pattern()?;
    let mut reader =
        Reader { page, time_pattern, open: Vec::new(), current: None, speaker: None, messages: Vec::new() };
    for piece in pieces(text) {
        match piece {
            Piece::Open(tag) => reader.open(&tag),
            Piece::Close(name) => reader.close(&name),
            Piece::Text(text) => reader.text(&text),
        }
    }
    let is_whole = reader.current.is_none();
    reader.finish();
    let line = reader.messages.first()?.line.unwrap_or(1);
    Some((RawConversation { messages: reader.messages, line, ..RawConversation::default() }, is_whole))
}

/// What an open element is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Message,
    Speaker,
    Text,
    Skip,
    Other,
}

struct Reader<'p> {
    page: &'p Page,
    time_pattern: Regex,
    /// The elements that are open, the outermost first.
    open: Vec<(String, Part)>,
    current: Option<Current>,
    /// Who spoke last.
    speaker: Option<String>,
    messages: Vec<RawMessage<'static>>,
}

/// The message being read.
#[derive(Debug, Default)]
struct Current {
    line: u64,
    speaker: Shown,
    text: Shown,
    has_text: bool,
    time: Option<String>,
}

impl Reader<'_> {
    fn part_of(&self, tag: &Tag) -> Part {
        let (page, classes) = (self.page, tag.attribute("class"));
        if self.current.is_none() {
            return if has_classes(classes, &page.message) { Part::Message } else { Part::Other };
        }
        if page.skip.iter().any(|skip| has_classes(classes, skip)) {
            Part::Skip
        } else if has_classes(classes, &page.speaker) {
            Part::Speaker
        } else if has_classes(classes, &page.text) {
            Part::Text
        } else {
            Part::Other
        }
    }

    fn is_within(&self, part: Part) -> bool {
        self.open.iter().any(|(_, held)| *held == part)
    }

    fn open(&mut self, tag: &Tag) {
        let classes = tag.attribute("class");
        if has_classes(classes, &self.page.divider) {
            self.finish();
            self.speaker = None;
        }
        let part = self.part_of(tag);
        if part == Part::Message {
            self.current = Some(Current { line: tag.line, ..Current::default() });
        }
        let skipped = self.is_within(Part::Skip) || part == Part::Skip;
        let in_text = self.is_within(Part::Text);
        if let Some(current) = self.current.as_mut().filter(|_| !skipped) {
            if has_classes(classes, &self.page.time) {
                current.time.get_or_insert_with(|| tag.attribute(&self.page.time_attribute).trim().to_owned());
            }
            current.has_text |= part == Part::Text;
            if in_text {
                current.text.tag(&tag.name, false);
            }
        }
        if !tag.is_empty {
            self.open.push((tag.name.clone(), part));
        }
    }

    fn close(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|(held, _)| held == name) else { return };
        let ends = self.open[at..].iter().any(|(_, part)| *part == Part::Message);
        self.open.truncate(at);
        if self.is_within(Part::Text)
            && let Some(current) = &mut self.current
        {
            current.text.tag(name, true);
        }
        if ends {
            self.finish();
        }
    }

    fn text(&mut self, text: &str) {
        let part = self.open.iter().rev().map(|(_, part)| *part).find(|part| *part != Part::Other);
        let skipped = self.is_within(Part::Skip);
        let Some(current) = self.current.as_mut().filter(|_| !skipped) else { return };
        match part {
            Some(Part::Speaker) => current.speaker.push(text),
            Some(Part::Text) => current.text.push(text),
            _ => {}
        }
    }

    /// Ends the message being read.
    fn finish(&mut self) {
        let Some(mut current) = self.current.take() else { return };
        let speaker = current.speaker.take();
        if !speaker.is_empty() {
            self.speaker = Some(speaker);
        }
        let mut message = RawMessage {
            sender: self.speaker.clone().map(Into::into),
            line: Some(current.line),
            ..RawMessage::default()
        };
        if current.has_text {
            message.text = Some(current.text.take().into());
        } else {
            message.kind = Some(MessageKind::Other);
        }
        if let Some(time) = current.time {
            message.set(Field::Time, Scalar::text(self.iso(&time)));
        }
        self.messages.push(message);
    }

    /// Writes a time as everybody reads it; one that is written otherwise is left as it is.
    fn iso(&self, time: &str) -> String {
        let Some(captures) = self.time_pattern.captures(time) else { return time.to_owned() };
        let part = |name| captures.name(name).map_or("", |part| part.as_str());
        format!("{}-{}-{}T{}{}", part("year"), part("month"), part("day"), part("clock"), part("zone"))
    }
}
