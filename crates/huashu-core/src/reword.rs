//! A text with its findings mended: safe replacements in place, otherwise whole sentences.
//!
//! A rewording spliced into the middle of a sentence breaks its grammar, so a
//! sentence that needs a person's eye is replaced as a whole. Knows no rules.

use std::borrow::Cow;

use huashu_model::finding::Finding;
use huashu_model::suggestion::{Applicability, Suggestion};
use huashu_model::text::{Folded, Sentences, Span, fold};
use huashu_model::transcript::{Conversation, Role};

/// A text reworded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reworded {
    /// The new text.
    pub text: String,
    /// Whether a person must read it before it is sent.
    pub needs_review: bool,
    /// Findings without a rewording that could be put in place.
    pub left: usize,
}

/// Returns a text as a conversation in which an agent says nothing else.
pub fn draft_conversation(text: &str) -> Conversation<'_> {
    Conversation { id: Some(Cow::Borrowed("draft")), ..Conversation::from_turns([(Role::Agent, text)]) }
}

/// Rewords `text` by the first usable suggestion of each finding; absences are left alone.
pub fn reword(text: &str, findings: &[Finding]) -> Reworded {
    let folded = fold(text);
    let sentences = Sentences::new(folded.text());
    let mut edits: Vec<(Span, &Suggestion)> = Vec::new();
    let mut left = 0;
    for finding in findings {
        let usable = |suggestion: &&Suggestion| suggestion.applicability != Applicability::Advice;
        match finding.rule.suggestions.iter().find(usable) {
            Some(suggestion) if finding.absence.is_none() => {
                let span = match suggestion.applicability {
                    Applicability::Safe => finding.span,
                    _ => sentence_around(&folded, &sentences, finding.span),
                };
                edits.push((span, suggestion));
            }
            _ => left += 1,
        }
    }
    // Wide edits first, so that a sentence replaced as a whole swallows the small ones inside it.
    edits.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    apply(text, &edits, left)
}

fn apply(text: &str, edits: &[(Span, &Suggestion)], left: usize) -> Reworded {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut needs_review = false;
    let mut said: Vec<&str> = Vec::new();
    for (span, suggestion) in edits {
        if span.start < at {
            continue;
        }
        out.push_str(text.get(at..span.start).unwrap_or_default());
        at = span.end;
        let whole = suggestion.applicability != Applicability::Safe;
        needs_review |= whole;
        if whole && said.contains(&suggestion.text.as_str()) {
            continue;
        }
        said.push(&suggestion.text);
        // The sentence's own end mark stays, so the suggestion's is not wanted as well.
        let ended = text[at..].starts_with(['。', '！', '？', '!', '?', '.']);
        let words = suggestion.text.as_str();
        out.push_str(if ended { words.trim_end_matches(['。', '！', '？', '!', '?', '.']) } else { words });
        if ended && words.ends_with(['？', '?']) {
            out.push('？');
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Reworded { text: out, needs_review, left }
}

/// Returns the sentence around a span of the original text.
fn sentence_around(folded: &Folded<'_>, sentences: &Sentences, span: Span) -> Span {
    let sentences = sentences.sentences().map(|sentence| folded.to_original(sentence));
    let touching: Vec<Span> = sentences.filter(|sentence| sentence.overlaps(span)).collect();
    let start = touching.first().map_or(span.start, |first| first.start.min(span.start));
    let end = touching.last().map_or(span.end, |last| last.end.max(span.end));
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use huashu_model::confidence::Confidence;
    use huashu_model::finding::{Class, Location, RuleInfo, Severity};
    use huashu_model::language::Bilingual;

    fn finding(text: &str, words: &str, suggestion: &str, applicability: Applicability) -> Finding {
        let start = text.find(words).unwrap_or_default();
        let rule = RuleInfo {
            id: "t".into(),
            severity: Severity::Error,
            class: Class::Minor,
            points: 0.0,
            fatal: false,
            title: Bilingual::default(),
            why: Bilingual::default(),
            source: Vec::new(),
            confidence: Confidence::Certain,
            suggestions: vec![Suggestion { text: suggestion.into(), applicability }],
        };
        let location = Location { file: "-".into(), line: 1, conversation: "c".into() };
        Finding::new(Arc::new(rule), location, 0, Role::Agent, text, Span::new(start, start + words.len()))
    }

    #[test]
    fn a_sentence_is_replaced_whole_and_keeps_its_neighbours() {
        let text = "您好。这个我不知道哦！谢谢您";
        let findings = [finding(text, "不知道", "我帮您核实一下，好吗？", Applicability::Review)];
        assert_eq!(reword(text, &findings).text, "您好。我帮您核实一下，好吗？谢谢您");
    }

    #[test]
    fn a_safe_suggestion_replaces_the_words_alone() {
        let text = "咨询电话，你的订单到了";
        let findings = [finding(text, "你的", "您的", Applicability::Safe)];
        let reworded = reword(text, &findings);
        assert_eq!((reworded.text.as_str(), reworded.needs_review), ("咨询电话，您的订单到了", false));
    }

    #[test]
    fn the_same_rewording_is_said_once() {
        let text = "不知道。不清楚。";
        let findings = [
            finding(text, "不知道", "我帮您核实一下。", Applicability::Review),
            finding(text, "不清楚", "我帮您核实一下。", Applicability::Review),
        ];
        assert_eq!(reword(text, &findings).text.matches("核实").count(), 1);
    }

    #[test]
    fn advice_is_not_pasted() {
        let text = "不知道";
        let findings = [finding(text, "不知道", "先核实再答复", Applicability::Advice)];
        let reworded = reword(text, &findings);
        assert_eq!((reworded.text.as_str(), reworded.left), (text, 1));
    }
}
