//! Pages as Markdown, for a ticket or a chat.

use huashu_report::markdown::text as escaped;

use super::content::{Cell, Page, Table};
use super::format::plain;

/// Returns the page as Markdown.
pub fn markdown(page: &Page) -> String {
    let mut out = format!("## {}\n\n", escaped(&page.title));
    let colon = page.language.pick("：", ": ");
    for (label, words) in &page.facts {
        out.push_str(&format!("- {}{colon}{}\n", escaped(label), escaped(words)));
    }
    for note in &page.notes {
        out.push_str(&format!("- **{}**\n", escaped(note)));
    }
    for table in page.tables.iter().filter(|table| !table.rows.is_empty()) {
        out.push_str(&format!("\n### {}\n\n", escaped(&table.title)));
        out.push_str(&figures(table));
        if let Some(note) = &table.note {
            out.push_str(&format!("\n{}\n", escaped(note)));
        }
    }
    out
}

fn figures(table: &Table) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let is_number = |column: usize| table.rows.iter().any(|row| row[column].number().is_some());
    let rule = |column| if is_number(column) { "--:".to_owned() } else { "---".to_owned() };
    let mut out = line(table.columns.iter().map(|name| escaped(name)).collect());
    out.push_str(&line((0..table.columns.len()).map(rule).collect()));
    let shown = |cell: &Cell, row: &[Cell]| match cell {
        Cell::Quote(quote) => quote.marked_by("<mark>", "</mark>", &escaped),
        other => escaped(&plain(other, row)),
    };
    for row in &table.rows {
        out.push_str(&line(row.iter().map(|cell| shown(cell, row)).collect()));
    }
    out
}
