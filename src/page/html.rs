//! Pages as one HTML file: nothing is fetched, no script runs, and it prints.

use super::chart;
use super::content::{Cell, Page, Table, line_of};
use super::escape::escaped;
use super::format::plain;

const STYLE: &str = include_str!("style.css");

/// Returns the page as HTML.
pub fn html(page: &Page) -> String {
    let language = page.language;
    let (title, colon) = (escaped(&page.title), language.pick("：", ": "));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n<main>\n<h1>{title}</h1>\n",
        language.pick("zh-CN", "en")
    );
    if !page.facts.is_empty() {
        let fact = |(label, words): &(String, String)| {
            format!("<li><b>{}{colon}</b>{}</li>\n", escaped(label), escaped(words))
        };
        out.push_str(&format!("<ul class=\"facts\">\n{}</ul>\n", page.facts.iter().map(fact).collect::<String>()));
    }
    for note in &page.notes {
        out.push_str(&format!("<p class=\"note\">{}</p>\n", escaped(note)));
    }
    let changed = language.pick("规则变了", "rules changed");
    let drawn = page.charts.iter().filter_map(|one| Some(chart::chart(one, page.tables.get(one.table)?, changed)));
    let drawn: String = drawn.collect();
    if !drawn.is_empty() {
        out.push_str(&format!("<div class=\"charts\">\n{drawn}</div>\n"));
    }
    for table in page.tables.iter().filter(|table| !table.rows.is_empty()) {
        out.push_str(&figures(table));
    }
    out.push_str("</main>\n</html>\n");
    out
}

fn figures(table: &Table) -> String {
    let mut out = format!("<section><h2>{}</h2>\n<div class=\"wide\"><table>\n<thead><tr>", escaped(&table.title));
    for name in &table.columns {
        out.push_str(&format!("<th scope=\"col\">{}</th>", escaped(name)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        let cells: String = row.iter().map(|cell| datum(cell, row)).collect();
        out.push_str(&format!("<tr>{cells}</tr>\n"));
    }
    out.push_str("</tbody></table></div>\n");
    if let Some(note) = &table.note {
        out.push_str(&format!("<p>{}</p>\n", escaped(note)));
    }
    out + "</section>\n"
}

fn datum(cell: &Cell, row: &[Cell]) -> String {
    let words = escaped(&plain(cell, row));
    match cell {
        Cell::Quote(quote) => {
            format!("<td class=\"quote\">{}</td>", quote.marked_by("<mark>", "</mark>", &escaped))
        }
        Cell::Line(columns) => {
            let name = row.first().map(|cell| plain(cell, row)).unwrap_or_default();
            format!("<td>{}</td>", chart::small(&line_of(row, columns), &name))
        }
        Cell::Change(value) if value.abs() >= 0.005 => {
            let class = if *value > 0.0 { "up" } else { "down" };
            format!("<td class=\"number {class}\">{words}</td>")
        }
        Cell::Text(_) => format!("<td>{words}</td>"),
        _ => format!("<td class=\"number\">{words}</td>"),
    }
}
