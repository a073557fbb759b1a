//! Pages as text for a terminal.

use huashu_model::text::in_columns;

use super::content::{Cell, Page, Table};
use super::format::plain;

/// Returns the page as text.
pub fn text(page: &Page) -> String {
    let mut out = format!("━━ {}\n", page.title);
    let colon = page.language.pick("：", ": ");
    for (label, words) in &page.facts {
        out.push_str(&format!("  {label}{colon}{words}\n"));
    }
    for note in &page.notes {
        out.push_str(&format!("  ⚠ {note}\n"));
    }
    for table in page.tables.iter().filter(|table| !table.rows.is_empty()) {
        out.push_str(&format!("\n━━ {}\n", table.title));
        let is_quoted = table.rows.iter().flatten().any(|cell| matches!(cell, Cell::Quote(_)));
        out.push_str(&if is_quoted { quotations(table) } else { figures(table) });
        if let Some(note) = &table.note {
            out.push_str(&format!("  {note}\n"));
        }
    }
    out
}

fn figures(table: &Table) -> String {
    let mut rows = vec![table.columns.clone()];
    rows.extend(table.rows.iter().map(|row| row.iter().map(|cell| plain(cell, row)).collect()));
    in_columns(&rows)
}

/// What was said stands on lines of its own: no column is wide enough for it.
fn quotations(table: &Table) -> String {
    let mut out = String::new();
    for row in &table.rows {
        let is_quote = |cell: &&Cell| matches!(cell, Cell::Quote(_));
        let head = row.iter().filter(|cell| !is_quote(cell) && !matches!(cell, Cell::Empty));
        let head: Vec<String> = head.map(|cell| plain(cell, row)).collect();
        out.push_str(&format!("  {}\n", head.join(" · ")));
        for quote in row.iter().filter(is_quote) {
            out.push_str(&format!("      {}\n", plain(quote, row)));
        }
    }
    out
}
