//! Canned replies in plain text: one a line, one an item of a list, or in blocks parted by blank lines.
//!
//! `# 售后` and `【售后】` on a line of their own begin a group; comments that allow a finding are no replies.

use super::{Entry, Library};
use crate::chunk::Chunks;
use crate::format::{Format, Head, Holds, Input};

/// Plain text.
pub(crate) struct TextLibrary;

impl Format for TextLibrary {
    fn name(&self) -> &'static str {
        "text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "log", "md", "markdown"]
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
    let Input { source, text, options, .. } = input;
    let mut library = Library::new(&source.name);
    let Some(text) = library.read_whole(text, options) else { return library.into_chunks() };
    let listed = is_list(&text);
    let blocks = listed || has_blocks(&text);
    let mut group = None;
    let mut block: Option<Entry> = None;
    for (number, line) in (1..).zip(text.lines()) {
        if line.contains("huashu-allow:") {
            continue;
        }
        let said = item(line).filter(|_| listed);
        if line.trim().is_empty() || said.is_some() {
            block.take().into_iter().for_each(|entry| library.add(entry));
        }
        if line.trim().is_empty() {
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
                    content: said.unwrap_or(line).to_owned(),
                    breaks_lines: true,
                    is_block: true,
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

/// Returns whether replies are the items of lists: most lines that are no headings begin with the mark of one.
fn is_list(text: &str) -> bool {
    let lines = text.lines().filter(|line| !line.trim().is_empty() && heading(line).is_none());
    let (items, others) = lines.fold((0_u64, 0_u64), |(items, others), line| match item(line) {
        Some(_) => (items + 1, others),
        None => (items, others + 1),
    });
    items > others
}

/// Returns what an item of a list says: `- …`, `* …`, `1. …`, `1、…`.
fn item(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let bullet = ["- ", "* ", "+ ", "• "].iter().find_map(|mark| line.strip_prefix(mark));
    let numbered = || {
        let rest = line.trim_start_matches(|character: char| character.is_ascii_digit());
        let marked = [". ", "、", "．", ") ", "）"].iter().find_map(|mark| rest.strip_prefix(mark));
        marked.filter(|_| rest.len() < line.len())
    };
    bullet.or_else(numbered).map(str::trim_start).filter(|said| !said.is_empty())
}

/// Returns the name of the group that a line begins.
fn heading(line: &str) -> Option<&str> {
    let line = line.trim();
    let marked =
        line.strip_prefix('#').map(|rest| rest.trim_start_matches('#')).and_then(|rest| rest.strip_prefix(' '));
    let name = marked.or_else(|| line.strip_prefix('【').and_then(|rest| rest.strip_suffix('】')));
    name.map(str::trim).filter(|name| !name.is_empty() && name.chars().count() <= 30 && !name.contains('】'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::source::origin::Source;

    fn said(text: &str) -> Vec<(u64, String)> {
        let options = Options { holds: Holds::CannedReplies, ..Options::default() };
        let source = Source::memory("library.md", text);
        let chunks = crate::read(&source, &options).collect::<Vec<_>>();
        let parsed = chunks.iter().flat_map(|chunk| chunk.parse(&options).conversations);
        parsed.map(|one| (one.place.line, one.utterances[0].text.clone().into_owned())).collect()
    }

    #[test]
    fn items_of_lists_are_replies_of_their_own() {
        let text = "# 售后\n\n- 您好\n- 请稍等\n  马上为您查\n\n# 物流\n1. 已发出\n2、在路上\n";
        let expected = [(3, "您好"), (4, "请稍等\n  马上为您查"), (8, "已发出"), (9, "在路上")];
        assert_eq!(said(text), expected.map(|(line, text)| (line, text.to_owned())));
    }

    #[test]
    fn a_comment_that_allows_a_finding_is_no_reply() {
        let text = "您好\n<!-- huashu-allow: attitude/no-way 反例 -->\n没办法\n# huashu-allow: attitude/no-way 反例\n再见\n";
        assert_eq!(said(text).len(), 3);
    }
}
