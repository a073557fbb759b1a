//! Several wordings of one reply in one cell: `甲|乙`, `甲||乙`, `甲;;乙`, or one a line where the library's cells do so.
//!
//! Each becomes an entry of its own. A separator within a variable (`{{name | default: "-"}}`) parts nothing.

use std::ops::Range;

use super::Entry;
use huashu_model::text::similarity::dice;
use huashu_model::text::slots::slots;
use huashu_model::text::{fold, is_significant};

/// What parts variants, longer ones first.
const SEPARATORS: &[&str] = &["||", "｜｜", ";;", "；；", "|", "｜"];

/// Cells of several lines that a library must have at least before they are taken for variants.
const LEAST_CELLS: usize = 3;
/// Lines of one cell that are at least so alike say the same in other words.
const LEAST_ALIKE: f64 = 0.25;

/// Returns the entries, those with variants parted.
pub(super) fn parted(entries: Vec<Entry>) -> Vec<Entry> {
    let by_lines = are_lines_variants(&entries);
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        let ranges = variants(&entry.content, by_lines);
        if ranges.len() < 2 {
            all.push(entry);
            continue;
        }
        for (variant, range) in (1..).zip(ranges) {
            let newlines = memchr::memchr_iter(b'\n', &entry.content.as_bytes()[..range.start]).count() as u64;
            let line = if entry.breaks_lines { entry.line + newlines } else { entry.line };
            let content = entry.content[range].to_owned();
            all.push(Entry { content, variant, line, ..entry.clone() });
        }
    }
    all
}

/// Returns whether the lines of cells are variants of one another: of several such cells nearly all hold lines that are
/// alike. The lines of one message are not.
fn are_lines_variants(entries: &[Entry]) -> bool {
    let (mut cells, mut alike) = (0_usize, 0_usize);
    for entry in entries.iter().filter(|entry| !entry.is_block) {
        let lines: Vec<&str> = entry.content.lines().filter(|line| !line.trim().is_empty()).collect();
        if lines.len() > 1 {
            cells += 1;
            alike += usize::from(
                lines.windows(2).all(|pair| dice(fold(pair[0]).text(), fold(pair[1]).text()) >= LEAST_ALIKE),
            );
        }
    }
    cells >= LEAST_CELLS && alike * 5 >= cells * 4
}

/// Returns where the variants of a text stand, without blanks around them.
fn variants(text: &str, by_lines: bool) -> Vec<Range<usize>> {
    let is_table = text.trim().starts_with('|') && text.trim().ends_with('|');
    let slots = slots(text);
    let mut ranges = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(next) = text[at..].find(['|', '｜', ';', '；', '\n']) {
        at += next;
        let separator = SEPARATORS.iter().find(|separator| text[at..].starts_with(**separator));
        let length = match separator {
            Some(separator) if !is_table => separator.len(),
            _ if by_lines && text[at..].starts_with('\n') => 1,
            _ => 0,
        };
        let in_variable = slots.iter().any(|slot| slot.span.start < at && at < slot.span.end);
        if length == 0 || in_variable {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        ranges.push(trimmed(text, start..at));
        at += length;
        start = at;
    }
    ranges.push(trimmed(text, start..text.len()));
    ranges.retain(|range| !range.is_empty());
    let says_something = |range: &Range<usize>| text[range.clone()].contains(is_significant);
    if ranges.iter().all(says_something) { ranges } else { Vec::new() }
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..(start + part.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, by_lines: bool) -> Vec<&str> {
        variants(text, by_lines).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn cells_are_parted_where_separators_stand() {
        assert_eq!(said("您好|您好呀", false), ["您好", "您好呀"]);
        assert_eq!(said("您好 || 在的||", false), ["您好", "在的"]);
        assert_eq!(said("您好；；在的;;请讲", false), ["您好", "在的", "请讲"]);
        assert_eq!(said("您好\n在的", true), ["您好", "在的"]);
        assert_eq!(said("您好；请讲\n在的", false), ["您好；请讲\n在的"]);
    }

    #[test]
    fn what_only_looks_like_a_separator_parts_nothing() {
        let variable = "您好{{name | default: \"客户\"}}，请讲";
        assert_eq!(said(variable, false), [variable]);
        assert_eq!(said("| 天 | 时 |", false), ["| 天 | 时 |"]);
        assert!(said("您好|：", false).is_empty());
    }

    #[test]
    fn lines_are_variants_only_where_nearly_all_cells_hold_lines_that_are_alike() {
        let entry = |content: &str| Entry { content: content.to_owned(), line: 1, ..Entry::default() };
        let alike = [
            "您好，请问有什么可以帮您\n您好，请问有什么需要帮您的",
            "请稍等，正在查询\n请您稍等，正在为您查询",
            "谢谢您的支持\n感谢您的支持，再见",
        ];
        assert_eq!(parted(alike.map(entry).to_vec()).len(), 6);
        let messages = ["您好\n地址在人民路三号", "请带身份证\n工作日九点开门", "已登记\n有结果电话通知"];
        assert_eq!(parted(messages.map(entry).to_vec()).len(), 3);
    }
}
