//! The page around the data: its template, its looks, its script, and what a browser is allowed to do with it.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::labels::Labels;
use crate::parts::xml;
use crate::renderer::Run;
use huashu_model::language::Language;

const TEMPLATE: &str = include_str!("page.html");

const STYLES: [&str; 3] =
    [include_str!("style/base.css"), include_str!("style/lists.css"), include_str!("style/print.css")];

/// In the order in which they build on one another.
pub(super) const SCRIPTS: [&str; 12] = [
    include_str!("script/base.js"),
    include_str!("script/data.js"),
    include_str!("script/charts.js"),
    include_str!("script/overview.js"),
    include_str!("script/grid.js"),
    include_str!("script/cells.js"),
    include_str!("script/lists.js"),
    include_str!("script/views.js"),
    include_str!("script/arithmetic.js"),
    include_str!("script/reader.js"),
    include_str!("script/ledger.js"),
    include_str!("script/main.js"),
];

/// What divides the template into what is written first and what is written last.
const DATA: &str = "{{data}}";

/// Writes all that stands before the data.
pub(super) fn write_head(out: &mut dyn io::Write, labels: &Labels, run: &Run) -> io::Result<()> {
    let (head, _) = halves();
    let style = STYLES.concat();
    let language = match run.language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let title = format!("{} · {}", labels.get("title"), run.rulebook);
    fill(out, head, &|name| match name {
        "language" => language.to_owned(),
        "version" => xml::attribute(&run.version),
        "heading" => xml::content(&title),
        "style" => style.clone(),
        "style-hash" => hash(&style),
        "script-hash" => hash(&script()),
        other => xml::content(labels.get(other)),
    })
}

/// Writes all that stands after the data; `figures` is markup.
pub(super) fn write_tail(out: &mut dyn io::Write, labels: &Labels, figures: &str) -> io::Result<()> {
    let (_, tail) = halves();
    fill(out, tail, &|name| match name {
        "figures" => figures.to_owned(),
        "script" => script(),
        other => xml::content(labels.get(other)),
    })
}

fn halves() -> (&'static str, &'static str) {
    TEMPLATE.split_once(DATA).unwrap_or((TEMPLATE, ""))
}

/// The parts of the script share one scope, and nothing of it is seen from outside.
pub(super) fn script() -> String {
    format!("(() => {{\n\"use strict\";\n{}\n}})();\n", SCRIPTS.join("\n"))
}

/// Returns what a content security policy calls an inline script or style: nothing else may run.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// Writes a template with every `{{name}}` replaced; what stands in for it is not looked at again.
fn fill(out: &mut dyn io::Write, template: &str, value: &dyn Fn(&str) -> String) -> io::Result<()> {
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { break };
        out.write_all(before.as_bytes())?;
        out.write_all(value(name).as_bytes())?;
        rest = after;
    }
    out.write_all(rest.as_bytes())
}
