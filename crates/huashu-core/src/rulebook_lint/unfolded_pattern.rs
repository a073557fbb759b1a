//! Literals of patterns that can never match, because folding changes them in every text.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::subject::{RulebookCheck, Subject};
use huashu_model::text::{Span, fold, is_folded};
use huashu_rulebook::{Diagnostics, Text};

pub(super) const CHECK: RulebookCheck = RulebookCheck {
    name: "lint/unfolded-pattern",
    zh: "折叠后不可能出现的正则字面",
    en: "a literal of a pattern that no folded text holds",
    run,
};

/// Larger classes are ranges that happen to include such characters.
const LARGEST_CLASS: usize = 32;

fn run(subject: &Subject<'_>, sink: &mut Diagnostics) {
    for (_, phrase) in subject.phrases().filter(|(_, phrase)| phrase.is_pattern) {
        let Ok(hir) = regex_syntax::parse(&phrase.text.value) else { continue };
        let mut unmatchable = Vec::new();
        collect(&hir, &mut unmatchable);
        unmatchable.dedup();
        for literal in unmatchable {
            report(&phrase.text, &literal, sink);
        }
    }
}

fn collect(hir: &Hir, found: &mut Vec<String>) {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or_default();
            if !fold(text).is_identity() {
                found.push(text.to_owned());
            }
        }
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.iter().flat_map(|range| range.start()..=range.end());
            let members: String = ranges.take(LARGEST_CLASS + 1).collect();
            let dead = |c: char| !is_folded(c.encode_utf8(&mut [0; 4]));
            if members.chars().count() <= LARGEST_CLASS
                && members.chars().any(|_| true)
                && members.chars().all(dead)
            {
                found.push(members);
            }
        }
        HirKind::Repetition(repetition) => collect(&repetition.sub, found),
        HirKind::Capture(capture) => collect(&capture.sub, found),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().for_each(|part| collect(part, found)),
        _ => {}
    }
}

fn report(text: &Text, literal: &str, sink: &mut Diagnostics) {
    let inner = text.value.find(literal).map(|start| Span::new(start, start + literal.len()));
    let place = inner.map_or(text.place, |inner| sink.sources.inside(text.place, &text.value, inner));
    let folded = fold(literal);
    let folded = folded.text();
    let message = huashu_model::message!(
        "正则里的「{literal}」不会出现：比较的是折叠后的文本「{folded}」",
        "`{literal}` can never match: texts are compared folded, as `{folded}`"
    );
    sink.warning(CHECK.name, place, message);
}
