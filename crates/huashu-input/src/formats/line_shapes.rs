//! Shapes of lines that no tool owns: `09:30⇥客服小李⇥您好`, `【客服】您好`, `1. 客服：您好`.
//!
//! Where a text says who speaks in none of the usual ways, the one of these shapes is taken that its lines have; lines
//! that could as well be prose count only where each of them names somebody whose part is known.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::options::Options;
use crate::preset::pattern::LinePattern;
use crate::preset::rules::Preset;
use crate::record::tree::Node;
use huashu_model::transcript::Role;

/// Shapes with a time, which prose does not have. Of those that fit as many lines the first is taken.
const STAMPED: &[&str] = &[
    "{time}\t{name}\t{text}",
    "{name}\t{time}\t{text}",
    "{time} | {name} | {text}",
    "{name} | {time} | {text}",
    "{time}|{name}|{text}",
    "{name}|{time}|{text}",
    "{time},{name},{text}",
    "{name},{time},{text}",
    "{name};{time};{text}",
    "[{time}] <{name}> {text}",
    "{time} <{name}> {text}",
    "[{time}] 【{name}】{text}",
    "[{time}] [{name}] {text}",
    "{time} 【{name}】{text}",
    "{time} [{name}] {text}",
    "{name} ({time}): {text}",
    "{name} [{time}]: {text}",
    "{time} - {name}: {text}",
    "[{time}] {name}: {text}",
    "{time} {name}: {text}",
    "[{time}] {word} {text}",
    "{time} {word} {text}",
    "{word} {time} {text}",
];

/// Shapes of a line that is followed by what was said.
const HEADERS: &[&str] =
    &["{name} [{time}]", "{name} ({time})", "{name} — {time}", "{name} - {time}", "[{time}] {name}"];

/// Shapes that prose may have, too.
const BARE: &[&str] = &[
    "【{name}】: {text}",
    "【{name}】{text}",
    "[{name}]: {text}",
    "[{name}] {text}",
    "<{name}> {text}",
    "<{name}>: {text}",
    "({name}) {text}",
    "**{name}:** {text}",
    "**{name}**: {text}",
    "- {name}: {text}",
    "* {name}: {text}",
    "- **{name}**: {text}",
    "> {name}: {text}",
    "{number}. {name}: {text}",
    "{number}、{name}: {text}",
    "{number}) {name}: {text}",
    "({number}) {name}: {text}",
    "({number}){name}: {text}",
    "{number}.{name}: {text}",
    "{number}){name}: {text}",
    "[{number}] {name}: {text}",
    "{number} {name}: {text}",
    "{name} -> {text}",
    "{name} => {text}",
    "{name}\t{text}",
    "{name} | {text}",
    "{name}: {text}",
];

/// Lines that are looked at.
const LINES: usize = 200;

struct Shape {
    written: &'static str,
    pattern: LinePattern,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Stamped,
    Header,
    Bare,
}

static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    let all = [(STAMPED, Kind::Stamped), (HEADERS, Kind::Header), (BARE, Kind::Bare)];
    let shapes = all.into_iter().flat_map(|(written, kind)| written.iter().map(move |written| (*written, kind)));
    shapes
        .filter_map(|(written, kind)| Some(Shape { written, pattern: LinePattern::parse(written).ok()?, kind }))
        .collect()
});

/// Returns how the lines of a text are to be read, where they have one of the shapes.
pub(super) fn preset_of(head: &str, options: &Options) -> Option<Preset> {
    let lines: Vec<&str> = head.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES).collect();
    let mut best: Option<(usize, &Shape)> = None;
    for shape in SHAPES.iter() {
        let fitting = fitting(shape, &lines, options);
        if fitting > best.map_or(0, |(most, _)| most) {
            best = Some((fitting, shape));
        }
    }
    let (_, shape) = best?;
    let list = if shape.kind == Kind::Header { "header" } else { "message" };
    let shown = shape.written.replace('\t', "⇥").replace("{word}", "{name}");
    let toml = format!(
        "[title]\nzh = {shown:?}\nen = {shown:?}\n[lines]\n{list} = [{:?}]\ndate = [\"{{date}}\", \"{{date}}({{any}})\", \
         \"{{date}} {{any}}\"]\n",
        shape.written
    );
    Preset::parse_shipped("", &toml).ok()
}

/// Returns how many lines have a shape; nothing where it is not likely meant.
fn fitting(shape: &Shape, lines: &[&str], options: &Options) -> usize {
    let mut names: HashMap<String, usize> = HashMap::new();
    let (mut fitting, mut known, mut agents) = (0, 0, 0);
    for line in lines {
        let Some(spot) = shape.pattern.read(line, 1) else { continue };
        let Some(Node::Text(name)) = spot.node.get("name").map(|name| &name.node) else { continue };
        fitting += 1;
        let role = options.roles.find_speaker(name).map(|(role, _)| role);
        known += usize::from(role.is_some());
        agents += usize::from(role == Some(Role::Agent));
        *names.entry(name.clone()).or_default() += 1;
    }
    let repeat = fitting >= 4 && names.len() >= 2 && names.len() * 2 <= fitting;
    let likely = match shape.kind {
        Kind::Stamped => fitting >= 2 && fitting * 2 >= lines.len() && (agents > 0 || repeat),
        Kind::Header => {
            fitting >= 2 && fitting * 4 >= lines.len() && fitting < lines.len() && (agents > 0 || repeat)
        }
        Kind::Bare => fitting >= 2 && fitting == lines.len() && known == fitting && names.len() >= 2 && agents > 0,
    };
    if likely { fitting } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_can_be_read() {
        assert_eq!(SHAPES.len(), STAMPED.len() + HEADERS.len() + BARE.len());
    }

    #[test]
    fn shapes_of_texts() {
        let options = Options::default();
        for (text, shape) in [
            ("09:30\t客服小禾\t您好\n09:31\t客户李\t在吗\n", Some("{time}⇥{name}⇥{text}")),
            ("09:30 客服小禾 您好\n09:31 客户李 在吗\n", Some("{time} {name} {text}")),
            ("【客服】您好\n【客户】在吗\n", Some("【{name}】{text}")),
            ("1. 客服：您好\n2. 客户：在吗\n", Some("{number}. {name}: {text}")),
            ("业务员：您好\n家长：在吗\n", Some("{name}: {text}")),
            ("【温馨提示】您好\n【客服】在\n", None),
            ("注意：您好\n客服电话：在\n", None),
            ("2026-11-20 09:30 发货\n2026-11-20 10:30 签收\n", None),
        ] {
            let found = preset_of(text, &options).map(|preset| preset.title().zh.clone());
            assert_eq!(found.as_deref(), shape, "{text}");
        }
    }
}
