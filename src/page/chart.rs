//! Lines over time, drawn as SVG: one line a drawing, so that nothing depends on telling colours apart.

use std::fmt::Write as _;

use super::content::{Cell, Chart, Table};
use super::escape::escaped;
use super::format::plain;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 30.0;
/// Names of points that find room below.
const MOST_NAMES: usize = 8;
/// Lines across.
const STEPS: usize = 3;

/// Where values stand in a drawing.
struct Scale {
    least: f64,
    most: f64,
    points: usize,
    width: f64,
    height: f64,
    left: f64,
    top: f64,
}

impl Scale {
    fn x(&self, index: usize) -> f64 {
        let part = if self.points > 1 { index as f64 / (self.points - 1) as f64 } else { 0.5 };
        self.left + part * self.width
    }

    fn y(&self, value: f64) -> f64 {
        let part = if self.most > self.least { (value - self.least) / (self.most - self.least) } else { 0.5 };
        self.top + (1.0 - part) * self.height
    }
}

/// Draws a column of a table; `changed` is what is written where something changed.
pub(super) fn chart(chart: &Chart, table: &Table, changed: &str) -> String {
    let cells: Vec<&Cell> = table.rows.iter().filter_map(|row| row.get(chart.column)).collect();
    let values: Vec<Option<f64>> = cells.iter().map(|cell| cell.number()).collect();
    let Some((least, most)) = bounds(&values) else { return String::new() };
    let room = if most > least { (most - least) * 0.08 } else { most.abs().max(1.0) * 0.05 };
    let scale = Scale {
        least: if least >= 0.0 { (least - room).max(0.0) } else { least - room },
        // No share is larger than the whole.
        most: if matches!(cells.first(), Some(Cell::Share(_))) { (most + room).min(1.0) } else { most + room },
        points: values.len(),
        width: WIDTH - LEFT - RIGHT,
        height: HEIGHT - TOP - BOTTOM,
        left: LEFT,
        top: TOP,
    };
    let title = escaped(&chart.title);
    let mut svg = format!(
        "<figure><figcaption>{title}</figcaption><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{title}\">"
    );
    across(&mut svg, &scale, cells.iter().find(|cell| cell.number().is_some()).copied());
    names(&mut svg, &scale, table);
    for at in &chart.breaks {
        let x = scale.x(*at) - scale.width / (2.0 * scale.points.max(2) as f64 - 2.0).max(1.0);
        let _ = write!(
            svg,
            "<line class=\"break\" x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{:.1}\"/><text class=\"break\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
            HEIGHT - BOTTOM,
            TOP - 8.0,
            escaped(changed)
        );
    }
    svg.push_str(&path(&values, &scale, &chart.breaks));
    for (index, (cell, value)) in cells.iter().zip(&values).enumerate() {
        let Some(value) = value else { continue };
        let name = table.rows[index].first().map(|cell| plain(cell, &table.rows[index])).unwrap_or_default();
        let tip = escaped(&format!("{name} {}", plain(cell, &table.rows[index])));
        let (x, y) = (scale.x(index), scale.y(*value));
        let _ = write!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"><title>{tip}</title></circle>");
    }
    svg.push_str("</svg></figure>\n");
    svg
}

/// Draws figures as a small line without axes; nothing where fewer than two are known.
pub(super) fn small(values: &[Option<f64>], name: &str) -> String {
    let Some((least, most)) = bounds(values) else { return String::new() };
    if values.iter().flatten().count() < 2 {
        return String::new();
    }
    let scale = Scale { least, most, points: values.len(), width: 92.0, height: 16.0, left: 4.0, top: 4.0 };
    let last = values.iter().enumerate().rev().find_map(|(index, value)| Some((index, (*value)?)));
    let end = last.map(|(index, value)| {
        format!("<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2.5\"/>", scale.x(index), scale.y(value))
    });
    format!(
        "<svg class=\"small\" viewBox=\"0 0 100 24\" role=\"img\" aria-label=\"{}\">{}{}</svg>",
        escaped(name),
        path(values, &scale, &[]),
        end.unwrap_or_default()
    )
}

fn bounds(values: &[Option<f64>]) -> Option<(f64, f64)> {
    let known = || values.iter().flatten().copied();
    known().next()?;
    Some((known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max)))
}

/// Draws lines across, each with what it stands for in the manner of `like`.
fn across(svg: &mut String, scale: &Scale, like: Option<&Cell>) {
    for step in 0..=STEPS {
        let value = scale.least + (scale.most - scale.least) * step as f64 / STEPS as f64;
        let y = scale.y(value);
        let shown = match like {
            Some(Cell::Share(_)) => plain(&Cell::Share(value), &[]),
            Some(Cell::Count(_)) => plain(&Cell::Count(value.round() as u64), &[]),
            _ => plain(&Cell::Decimal(value), &[]),
        };
        let _ = write!(
            svg,
            "<line class=\"across\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\"/><text class=\"value\" x=\"{:.1}\" y=\"{:.1}\">{shown}</text>",
            WIDTH - RIGHT,
            LEFT - 6.0,
            y + 4.0
        );
    }
}

/// Writes the names of the points below, as many as find room, the last always.
fn names(svg: &mut String, scale: &Scale, table: &Table) {
    let every = scale.points.div_ceil(MOST_NAMES).max(1);
    for (index, row) in table.rows.iter().enumerate() {
        let from_last = scale.points - 1 - index;
        if !from_last.is_multiple_of(every) {
            continue;
        }
        let name = row.first().map(|cell| plain(cell, row)).unwrap_or_default();
        let anchor = if from_last == 0 && index > 0 { "end" } else { "middle" };
        let (x, y) = (scale.x(index), HEIGHT - 10.0);
        let _ = write!(svg, "<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>", escaped(&name));
    }
}

/// Returns the line through the values; it is broken where nothing is known, and before what is not comparable.
fn path(values: &[Option<f64>], scale: &Scale, breaks: &[usize]) -> String {
    let mut commands = String::new();
    let mut is_open = false;
    for (index, value) in values.iter().enumerate() {
        match value {
            Some(value) => {
                let command = if is_open && !breaks.contains(&index) { 'L' } else { 'M' };
                let _ = write!(commands, "{command}{:.1} {:.1}", scale.x(index), scale.y(*value));
                is_open = true;
            }
            None => is_open = false,
        }
    }
    format!("<path d=\"{commands}\"/>")
}
