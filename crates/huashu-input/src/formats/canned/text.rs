//! Canned replies in plain text: one a line, or in blocks parted by blank lines.
//!
//! `# 售后` and `【售后】` on a line of their own begin a group.

use super::{Entry, Library, read_all};
use crate::chunk::Chunks;
use crate::format::{Format, Head, Holds, Input};

/// Plain text.
pub(crate) struct TextLibrary;

impl Format for TextLibrary {
    fn name(&self) -> &'static str {
        "text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "log", "md"]
    }

    fn holds(&self) -> Holds {
        Holds::CannedReplies
    }

    fn matches(&self, _: &Head<'_>) -> bool {
        true
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        read(input)
    }
}

fn read(input: Input<'_>) -> Chunks<'_> {
    let Input { source, text, .. } = input;
    let mut library = Library::new(&source.name);
    let text = read_all(text, &mut library.diagnostics);
    let blocks = has_blocks(&text);
    let mut group = None;
    let mut block: Option<Entry> = None;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            block.take().into_iter().for_each(|entry| library.add(entry));
            continue;
        }
        if let Some(name) = heading(line) {
            block.take().into_iter().for_each(|entry| library.add(entry));
            group = Some(name.to_owned());
            continue;
        }
        match &mut block {
            Some(entry) => {
                entry.content.push('\n');
                entry.content.push_str(line);
            }
            None => {
                block = Some(Entry {
                    line: number,
                    group: group.clone(),
                    content: line.to_owned(),
                    ..Entry::default()
                });
            }
        }
        if !blocks {
            block.take().into_iter().for_each(|entry| library.add(entry));
        }
    }
    block.into_iter().for_each(|entry| library.add(entry));
    library.into_chunks()
}

/// Returns whether blank lines part entries: some entry between them has several lines.
fn has_blocks(text: &str) -> bool {
    let lines: Vec<&str> = text.trim().lines().collect();
    let parts: Vec<_> = lines.split(|line| line.trim().is_empty()).filter(|part| !part.is_empty()).collect();
    let long = parts.iter().filter(|part| part.iter().filter(|line| heading(line).is_none()).count() > 1).count();
    parts.len() > 1 && long > 0
}

/// Returns the name of the group that a line begins.
fn heading(line: &str) -> Option<&str> {
    let line = line.trim();
    let marked =
        line.strip_prefix('#').map(|rest| rest.trim_start_matches('#')).and_then(|rest| rest.strip_prefix(' '));
    let name = marked.or_else(|| line.strip_prefix('【').and_then(|rest| rest.strip_suffix('】')));
    name.map(str::trim).filter(|name| !name.is_empty() && name.chars().count() <= 30 && !name.contains('】'))
}
