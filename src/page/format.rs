//! Cells as people read them.

use std::fmt;

use super::content::{Cell, line_of};

/// Heights of a small line made of characters.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Returns a cell of a row in words; marked words stand between ⟦ and ⟧.
pub(super) fn plain(cell: &Cell, row: &[Cell]) -> String {
    match cell {
        Cell::Empty => "–".to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => count.to_string(),
        Cell::Decimal(value) => format!("{value:.2}"),
        Cell::Share(value) => format!("{:.1}%", value * 100.0),
        Cell::Change(value) => change(*value),
        Cell::Quote(quote) => quote.marked_by("⟦", "⟧", &str::to_owned),
        Cell::Line(columns) => small_line(&line_of(row, columns)),
    }
}

/// A cell by itself, as it is written in a sentence; a small line has nothing to show there.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(self, &[]))
    }
}

fn change(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    match rounded {
        0.0 => "0.00".to_owned(),
        _ if rounded > 0.0 => format!("+{rounded:.2}"),
        _ => format!("−{:.2}", -rounded),
    }
}

/// Returns figures as characters of different height; a point where nothing is known.
fn small_line(values: &[Option<f64>]) -> String {
    let known = || values.iter().flatten().copied();
    let (least, most) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    let height = |value: f64| {
        let part = if most > least { (value - least) / (most - least) } else { 0.5 };
        HEIGHTS[((part * 7.0).round() as usize).min(7)]
    };
    values.iter().map(|value| value.map_or('·', height)).collect()
}
