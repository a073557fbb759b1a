//! Rows laid out in columns, wide characters reckoned with.

use super::visible::display_width;

/// Lays rows out in columns: the first to the left, figures to the right.
pub fn in_columns(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| display_width(cell)).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::from("  ");
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let padding = " ".repeat(width.saturating_sub(display_width(cell)));
            line.push_str(&if column == 0 { format!("{cell}{padding}") } else { format!("  {padding}{cell}") });
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
