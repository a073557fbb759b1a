//! A line of text cut to the width at hand, with one place in it marked.
//!
//! miette measures a text character by character, while terminals draw a
//! family emoji or an accented letter as one cell group. So everything but
//! plain characters is handed to miette as stand-ins of the right width, and
//! put back when the drawing is done.

use unicode_segmentation::UnicodeSegmentation;

use crate::parts::display::{around, one_line};
use huashu_model::text::{Span, display_width};

/// First of the stand-ins: private characters of plane 15, each one column wide.
const FIRST: char = '\u{F0000}';
/// Widens the stand-in before it by a column.
const WIDER: char = '\u{FFFFD}';

/// A line ready to be drawn, and the bytes of it to underline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// The line.
    pub text: String,
    /// The place marked in it.
    pub mark: Option<Span>,
}

/// The clusters that were replaced, by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct StandIns(Vec<String>);

/// What a terminal draws as one piece.
struct Cell {
    text: String,
    width: usize,
}

impl Excerpt {
    /// Cuts `text` to `room` columns so that the marked place is seen.
    pub(crate) fn new(prefix: &str, text: &str, mark: Option<Span>, room: usize, stand_ins: &mut StandIns) -> Self {
        // A line is at most some hundred columns: a long text is not taken apart as a whole.
        let part = around(text, mark.unwrap_or_default(), room * 8);
        let (cut_before, cut_after) = (part.start > 0, part.end < text.len());
        let text = &text[part.start..part.end];
        let within = |byte: usize| byte.saturating_sub(part.start);
        let mark = mark.map(|span| snap(text, Span::new(within(span.start), within(span.end))));
        let split = mark.unwrap_or_default();
        let mut cells = cells(&text[..split.start]);
        let start = cells.len();
        cells.extend(self::cells(&text[split.start..split.end]));
        let end = cells.len();
        cells.extend(self::cells(&text[split.end..]));

        let prefix_cells = self::cells(prefix);
        let room = room.saturating_sub(width(&prefix_cells)).max(16);
        let (first, last) = window(&cells, start, end, room);
        let mut excerpt = Excerpt { text: String::new(), mark: None };
        prefix_cells.iter().for_each(|cell| stand_ins.push(&mut excerpt.text, cell));
        if first > 0 || cut_before {
            excerpt.text.push('…');
        }
        let mut marked = Span::new(excerpt.text.len(), excerpt.text.len());
        for (index, cell) in cells.iter().enumerate().take(last).skip(first) {
            if index == start {
                marked = Span::new(excerpt.text.len(), excerpt.text.len());
            }
            stand_ins.push(&mut excerpt.text, cell);
            if index < end {
                marked.end = excerpt.text.len();
            }
        }
        if start == cells.len() {
            marked = Span::new(excerpt.text.len(), excerpt.text.len());
        }
        if last < cells.len() || cut_after {
            excerpt.text.push('…');
        }
        excerpt.mark = mark.map(|_| marked);
        excerpt
    }
}

impl StandIns {
    fn push(&mut self, out: &mut String, cell: &Cell) {
        let full = u32::try_from(self.0.len()).ok().and_then(|index| char::from_u32(u32::from(FIRST) + index));
        match full {
            Some(stand_in) if stand_in < WIDER && !cell.plain() && cell.width > 0 => {
                out.push(stand_in);
                out.extend(std::iter::repeat_n(WIDER, cell.width - 1));
                self.0.push(cell.text.clone());
            }
            _ => out.push_str(&cell.text),
        }
    }

    /// Puts the replaced clusters back.
    pub(crate) fn restore(&self, drawn: &str) -> String {
        let mut out = String::with_capacity(drawn.len());
        for character in drawn.chars() {
            if !is_stand_in(character) {
                out.push(character);
            } else if character != WIDER {
                let index = u32::from(character) - u32::from(FIRST);
                let cluster = usize::try_from(index).ok().and_then(|index| self.0.get(index));
                out.push_str(cluster.map_or("\u{FFFD}", String::as_str));
            }
        }
        out
    }
}

/// Returns `text` without characters that could be taken for stand-ins.
pub(crate) fn without_stand_ins(text: &str) -> String {
    text.chars().map(|c| if is_stand_in(c) { '\u{FFFD}' } else { c }).collect()
}

fn is_stand_in(character: char) -> bool {
    (FIRST..=WIDER).contains(&character)
}

impl Cell {
    /// Whether miette gives it the right width: one character of a well-known width.
    fn plain(&self) -> bool {
        let mut characters = self.text.chars();
        let (Some(character), None) = (characters.next(), characters.next()) else { return false };
        match character {
            ' '..='~' => self.width == 1,
            '\u{3000}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30A0}'..='\u{30FF}' => self.width == 2,
            '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF60}' => self.width == 2,
            _ => false,
        }
    }
}

fn cells(text: &str) -> Vec<Cell> {
    let shown = one_line(text);
    shown.graphemes(true).map(|text| Cell { width: display_width(text), text: text.to_owned() }).collect()
}

fn width(cells: &[Cell]) -> usize {
    cells.iter().map(|cell| cell.width).sum()
}

/// Widens a span to whole user-perceived characters, within the text.
fn snap(text: &str, span: Span) -> Span {
    let mut snapped = Span::new(text.len(), text.len());
    for (start, cluster) in text.grapheme_indices(true) {
        let end = start + cluster.len();
        if start <= span.start && span.start < end {
            snapped.start = start;
        }
        if start < span.end && span.end <= end {
            snapped.end = end;
        }
    }
    if span.end <= span.start {
        snapped.end = snapped.start;
    }
    snapped
}

/// Returns which cells to show: all if they fit, else those around the mark.
fn window(cells: &[Cell], start: usize, end: usize, room: usize) -> (usize, usize) {
    if width(cells) <= room {
        return (0, cells.len());
    }
    let room = room.saturating_sub(2);
    let (mut first, mut used) = (start.min(cells.len()), 0);
    let marked = width(&cells[start..end]).min(room);
    let lead = (room / 3).min(room - marked);
    while first > 0 && used + cells[first - 1].width <= lead {
        first -= 1;
        used += cells[first].width;
    }
    let mut last = start;
    while last < cells.len() && used + cells[last].width <= room {
        used += cells[last].width;
        last += 1;
    }
    while first > 0 && used + cells[first - 1].width <= room {
        first -= 1;
        used += cells[first].width;
    }
    (first, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the excerpt with a caret under every marked column.
    fn drawn(text: &str, matched: &str, room: usize) -> String {
        let start = text.find(matched).expect("the words occur");
        let mut stand_ins = StandIns::default();
        let excerpt = Excerpt::new("", text, Some(Span::new(start, start + matched.len())), room, &mut stand_ins);
        let mark = excerpt.mark.expect("marked");
        let before = display_width(&stand_ins.restore(&excerpt.text[..mark.start]));
        let under = display_width(&stand_ins.restore(&excerpt.text[mark.start..mark.end]));
        let line = stand_ins.restore(&excerpt.text);
        format!("{line}\n{}{}", " ".repeat(before), "^".repeat(under))
    }

    #[test]
    fn a_line_that_fits_is_shown_whole() {
        assert_eq!(drawn("这个我不知道哦", "不知道", 40), "这个我不知道哦\n      ^^^^^^");
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("{}不知道{}", "前".repeat(100), "后".repeat(100));
        assert_eq!(drawn(&text, "不知道", 30), "…前前前前不知道后后后后后后后…\n         ^^^^^^",);
        let late = format!("{}不知道", "前".repeat(100));
        assert_eq!(drawn(&late, "不知道", 20), "…前前前前前前不知道\n             ^^^^^^");
    }

    #[test]
    fn a_very_long_text_is_cut_the_same_way() {
        let text = format!("{}不知道{}", "前".repeat(100_000), "后".repeat(100_000));
        let shorter = format!("{}不知道{}", "前".repeat(99), "后".repeat(99));
        assert_eq!(drawn(&text, "不知道", 30), drawn(&shorter, "不知道", 30));
    }

    #[test]
    fn a_mark_wider_than_the_line_is_cut() {
        let text = "长".repeat(60);
        let lines = drawn(&text, &text, 20);
        assert_eq!(lines, format!("{}…\n{}", "长".repeat(9), "^".repeat(18)));
    }

    #[test]
    fn marks_cover_whole_clusters() {
        let family = "👨\u{200D}👩\u{200D}👧";
        let text = format!("好{family}的");
        let man = text.find("👨").expect("occurs");
        let mut stand_ins = StandIns::default();
        let excerpt = Excerpt::new("", &text, Some(Span::new(man, man + 4)), 40, &mut stand_ins);
        let mark = excerpt.mark.expect("marked");
        assert_eq!(stand_ins.restore(&excerpt.text[mark.start..mark.end]), family);
    }

    #[test]
    fn a_span_outside_the_text_is_drawn_at_its_end() {
        let mut stand_ins = StandIns::default();
        let excerpt = Excerpt::new("", "好", Some(Span::new(10, 20)), 40, &mut stand_ins);
        assert_eq!(excerpt, Excerpt { text: "好".to_owned(), mark: Some(Span::new(3, 3)) });
        let empty = Excerpt::new("", "", Some(Span::new(0, 0)), 40, &mut stand_ins);
        assert_eq!(empty.mark, Some(Span::new(0, 0)));
    }
}
