//! What stands below a finding: where was it sought, why does it matter, what to say instead.

use crate::parts::display::{around, cut, one_line, suggestions, utterance_id};
use crate::parts::labels;
use huashu_model::confidence::{Confidence, Ground};
use huashu_model::finding::{Absence, Finding};
use huashu_model::language::Language;
use huashu_model::problem::Problem;

/// Ranges of searched utterances shown before the rest is left out.
const RANGES: usize = 8;

/// Characters of an utterance shown on either side of the start of a finding.
const REACH: usize = 200;

/// A labelled note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    /// Its label, with the colon.
    pub label: String,
    /// Its text, on one line.
    pub text: String,
    /// Whether people will copy it, so that it must not be broken.
    pub copied: bool,
}

impl Note {
    fn new(label: &str, language: Language, text: String) -> Self {
        Note { label: format!("{label}{}", labels::colon(language)), text, copied: false }
    }
}

/// Returns the notes of a finding: evidence first, then reasons, then rewordings.
pub(crate) fn notes(finding: &Finding, language: Language) -> Vec<Note> {
    let mut notes = evidence(finding, language);
    notes.extend(doubt(finding, language));
    notes.extend(reasons(finding, language));
    notes
}

/// Returns what called for the finding, where an absent element was sought, and what came near.
pub(crate) fn evidence(finding: &Finding, language: Language) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some(anchor) = finding.anchor.filter(|anchor| *anchor != finding.utterance) {
        let label = language.pick("起因", "called for by");
        notes.push(Note::new(label, language, labels::utterance(anchor, language)));
    }
    if let Some(absence) = &finding.absence {
        let label = language.pick("查过", "searched");
        notes.push(Note::new(label, language, searched(absence, language)));
        let label = language.pick("最接近", "nearest");
        notes.push(Note::new(label, language, nearest(absence, language)));
    }
    notes
}

/// Returns how sure a finding is that is less than certain, and why; that something was not found is said already.
fn doubt(finding: &Finding, language: Language) -> Option<Note> {
    let is_told = finding.grounds.iter().all(|ground| *ground == Ground::NotFound);
    (finding.confidence != Confidence::Certain && !is_told).then(|| {
        let confidence = labels::confidence(finding.confidence, language);
        let text = format!("{confidence} · {}", labels::grounds(&finding.grounds, language));
        Note::new(language.pick("把握", "confidence"), language, text)
    })
}

fn reasons(finding: &Finding, language: Language) -> Vec<Note> {
    let mut notes = Vec::new();
    let why = finding.rule.why.get(language);
    if !why.is_empty() {
        let label = language.pick("为什么", "why");
        notes.push(Note::new(label, language, one_line(why).into_owned()));
    }
    if !finding.rule.source.is_empty() {
        let source = finding.rule.source.join(language.pick("；", "; "));
        let label = language.pick("来源", "source");
        notes.push(Note::new(label, language, one_line(&source).into_owned()));
    }
    for suggestion in suggestions(finding) {
        let word = labels::suggestion(suggestion.applicability, language);
        let safety = labels::applicability(suggestion.applicability, language);
        let mut text = one_line(&suggestion.text).into_owned();
        if !safety.is_empty() {
            text.push_str(&format!("  [{safety}]"));
        }
        notes.push(Note { copied: true, ..Note::new(word, language, text) });
    }
    notes
}

/// Returns the finding in a few lines of plain text, for formats that have one field for it.
pub(crate) fn paragraph(finding: &Finding, language: Language) -> String {
    let (open, close) = labels::quotes(language);
    let mut out = one_line(&finding.headline(language)).into_owned();
    if finding.absence.is_none() {
        out.push_str(&format!(" {open}{}{close}", cut(&one_line(finding.matched()), REACH)));
    }
    let part = around(&finding.text, finding.span, REACH);
    let before = if part.start > 0 { "…" } else { "" };
    let after = if part.end < finding.text.len() { "…" } else { "" };
    let text = one_line(&finding.text[part.start..part.end]);
    let place = one_line(&utterance_id(finding)).into_owned();
    let said = Note::new(language.pick("原话", "said"), language, format!("{place} {before}{text}{after}"));
    for note in std::iter::once(said).chain(notes(finding, language)) {
        out.push_str(&format!("\n{}{}", note.label, note.text));
    }
    out
}

/// Returns `第 1–3、6 句，共 4 句`.
fn searched(absence: &Absence, language: Language) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for &index in &absence.searched {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == index => *last = index,
            _ => ranges.push((index, index)),
        }
    }
    let range = |(first, last): &(usize, usize)| match first == last {
        true => format!("{}", first + 1),
        false => format!("{}–{}", first + 1, last + 1),
    };
    let mut parts: Vec<String> = ranges.iter().take(RANGES).map(range).collect();
    if ranges.len() > RANGES {
        parts.push("…".to_owned());
    }
    let places = parts.join(language.pick("、", ", "));
    match (language, absence.searched.len()) {
        (_, 0) => language.pick("没有可查的句子", "there was no utterance to search").to_owned(),
        (Language::Chinese, 1) => format!("第 {places} 句"),
        (Language::Chinese, count) => format!("第 {places} 句，共 {count} 句"),
        (Language::English, 1) => format!("utterance {places}"),
        (Language::English, count) => format!("utterances {places}, {count} in all"),
    }
}

fn nearest(absence: &Absence, language: Language) -> String {
    let Some(nearest) = &absence.nearest else {
        return language.pick("没有相近的说法", "nothing came near").to_owned();
    };
    let (open, close) = labels::quotes(language);
    let (text, phrase) = (one_line(&nearest.text), one_line(&nearest.phrase));
    let (place, score) = (labels::utterance(nearest.utterance, language), nearest.score);
    match language {
        Language::Chinese => format!("{place}{open}{text}{close}，与{open}{phrase}{close}相似度 {score:.2}"),
        Language::English => format!("{place} {open}{text}{close}, like {open}{phrase}{close} by {score:.2}"),
    }
}

/// Returns what a problem is and what to do about it, a line each.
pub(crate) fn problem_text(problem: &Problem, language: Language) -> String {
    let lines = [Some(&problem.message), problem.help.as_ref()];
    lines.into_iter().flatten().map(|line| line.get(language)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn absence(searched: &[usize]) -> Absence {
        Absence { searched: searched.to_vec(), nearest: None }
    }

    #[test]
    fn searched_utterances_become_ranges() {
        assert_eq!(searched(&absence(&[0, 1, 2, 5]), Language::Chinese), "第 1–3、6 句，共 4 句");
        assert_eq!(searched(&absence(&[7]), Language::English), "utterance 8");
        assert_eq!(searched(&absence(&[]), Language::Chinese), "没有可查的句子");
        let many: Vec<usize> = (0..40).step_by(2).collect();
        assert_eq!(
            searched(&absence(&many), Language::English),
            "utterances 1, 3, 5, 7, 9, 11, 13, 15, …, 20 in all",
        );
    }
}
