//! Finding what a matcher seeks in a text itself: literals, phrases, expressions, sounds, entities, likeness.

use regex::Regex;
use smallvec::SmallVec;

use super::agreement::{captures_agree, value_agrees};
use super::conversation::PreparedConversation;
use super::scanned_text::ScannedText;
use crate::engine::prefilter::gates::Target;
use crate::engine::program::Program;
use crate::engine::program::edges::OwnEdges;
use crate::engine::program::expression::Expression;
use crate::engine::program::matcher::{Matcher, MatcherId, Sought};
use crate::engine::program::phrase_matcher::{PhraseMatcher, Walk};
use crate::engine::program::tier::GateHit;
use huashu_model::confidence::Ground;
use huashu_model::entity::EntityValue;
use huashu_model::text::{Span, is_significant, similarity, trim_to_significant};

/// One search of one text.
pub(super) struct Search<'s, 'd> {
    program: &'d Program,
    matcher: MatcherId,
    sought: &'d Sought,
    /// What must agree with the log: (capture, field of the conversation).
    equals: &'d [(String, String)],
    conversation: &'s PreparedConversation<'d>,
    text: &'s ScannedText,
    /// What has been found; neither sorted nor apart.
    spans: Vec<Span>,
    /// Of each of them, on what ground; only where that is asked for.
    grounds: Option<Vec<Ground>>,
}

impl<'s, 'd> Search<'s, 'd> {
    pub(super) fn new(
        program: &'d Program,
        matcher: MatcherId,
        conversation: &'s PreparedConversation<'d>,
        text: &'s ScannedText,
    ) -> Self {
        let Matcher { sought, equals, .. } = program.matcher(matcher);
        Search { program, matcher, sought, equals, conversation, text, spans: Vec::new(), grounds: None }
    }

    /// Returns everything that is found, as bytes of the folded text.
    pub(super) fn run(mut self) -> Vec<Span> {
        self.search();
        self.spans
    }

    /// Returns everything that is found with the ground on which it is.
    pub(super) fn run_with_grounds(mut self) -> Vec<(Span, Ground)> {
        self.grounds = Some(Vec::new());
        self.search();
        self.spans.into_iter().zip(self.grounds.unwrap_or_default()).collect()
    }

    /// Notes on what ground the latest spans were found.
    fn note(&mut self, ground: Ground) {
        if let Some(grounds) = &mut self.grounds {
            grounds.resize(self.spans.len(), ground);
        }
    }

    fn search(&mut self) {
        self.literals_and_expressions(self.text.text(), &self.text.gates(self.program, self.matcher));
        if self.sought.skip_separators
            && let Some(hidden) = &self.text.hidden
        {
            let found = self.spans.len();
            self.literals_and_expressions(hidden.text.text(), hidden.gates(self.matcher));
            self.spans[found..].iter_mut().for_each(|span| *span = hidden.text.to_folded(*span));
            if let Some(grounds) = &mut self.grounds {
                grounds.truncate(found);
            }
            self.note(Ground::GappedPhrase);
        }
        self.sounds();
        self.note(Ground::Sound);
        self.leave_out_variables();
        self.entities();
        self.note(Ground::Entity);
        self.likeness();
        self.note(Ground::Likeness);
    }

    /// Leaves out what was matched across a variable: nobody knows what will stand there.
    fn leave_out_variables(&mut self) {
        if !self.text.has_variables() {
            return;
        }
        let is_kept: Vec<bool> = self.spans.iter().map(|span| !self.text.holds_variable(*span)).collect();
        let mut of_span = is_kept.iter();
        self.spans.retain(|_| of_span.next().is_some_and(|kept| *kept));
        if let Some(grounds) = &mut self.grounds {
            let mut of_ground = is_kept.iter();
            grounds.retain(|_| of_ground.next().is_some_and(|kept| *kept));
        }
    }

    /// Finds literals, phrases and expressions in a text, from the gates that stand there.
    fn literals_and_expressions(&mut self, text: &str, gates: &[GateHit]) {
        let Sought { expressions, ungated_expressions, .. } = self.sought;
        for gates in gates.chunk_by(|a, b| a.target() == b.target()) {
            match gates[0].target() {
                Target::Literal => {
                    gates.iter().for_each(|gate| self.push(text, gate.span(), OwnEdges::BOTH));
                    self.note(Ground::ExactPhrase);
                }
                Target::Expression(number) => {
                    let expression = &expressions[number as usize];
                    match &expression.phrase {
                        Some(phrase) => self.walk(expression, phrase, text, gates),
                        None => self.expression(expression, text),
                    }
                    self.note(expression.ground);
                }
                Target::Matcher => {}
            }
        }
        for number in ungated_expressions {
            let expression = &expressions[*number as usize];
            self.expression(expression, text);
            self.note(expression.ground);
        }
    }

    fn walk(&mut self, expression: &Expression, phrase: &PhraseMatcher, text: &str, gates: &[GateHit]) {
        for start in starts(text, gates, expression.most_before, phrase) {
            match phrase.walk(text, start) {
                Walk::Match(end) => self.push_trimmed(expression, text, Span::new(start, end)),
                Walk::Not => {}
                Walk::TooLong => {
                    let Some(regex) = expression.regex() else { return };
                    self.overlapping(expression, regex, text);
                    return;
                }
            }
        }
    }

    /// Punctuation that a phrase allows at its ends is no part of what was said.
    fn push_trimmed(&mut self, expression: &Expression, text: &str, span: Span) {
        self.push(text, trim_to_significant(text, span), expression.own_edges);
    }

    /// Adds a phrase, unless it is part of a longer number or Latin word.
    fn push(&mut self, text: &str, span: Span, own: OwnEdges) {
        if !span.is_empty() && (self.sought.within_words || own.are_free(text, span)) {
            self.spans.push(span);
        }
    }

    fn expression(&mut self, expression: &Expression, text: &str) {
        let Some(regex) = expression.regex() else { return };
        if expression.overlapping {
            self.overlapping(expression, regex, text);
        } else if self.text.has_variables() && !expression.has_hit && self.equals.is_empty() {
            // What is matched across a variable must not hide what is matched before or behind it.
            self.overlapping(expression, regex, text);
        } else if !self.equals.is_empty() || expression.has_hit {
            // Most texts hold no match at all, and to say so is much cheaper than to find groups.
            if !regex.is_match(text) {
                return;
            }
            for captures in regex.captures_iter(text) {
                let Some(whole) = captures.name("hit").or_else(|| captures.get(0)) else { continue };
                if captures_agree(self.conversation.as_read, self.equals, &captures) {
                    self.spans.push(Span::new(whole.start(), whole.end()));
                }
            }
        } else {
            let found = regex.find_iter(text).filter(|found| !found.is_empty());
            self.spans.extend(found.map(|found| Span::new(found.start(), found.end())));
        }
    }

    /// Finds a match at every place where one begins.
    fn overlapping(&mut self, expression: &Expression, regex: &Regex, text: &str) {
        let mut from = 0;
        while let Some(found) = regex.find_at(text, from) {
            self.push_trimmed(expression, text, Span::new(found.start(), found.end()));
            from = found.start() + text[found.start()..].chars().next().map_or(1, char::len_utf8);
            if from > text.len() {
                break;
            }
        }
    }

    /// Finds what sounds like a phrase, character by character.
    fn sounds(&mut self) {
        if self.sought.sounds.is_empty() {
            return;
        }
        self.sounds_in(self.text.text());
        if self.sought.skip_separators
            && let Some(hidden) = &self.text.hidden
        {
            let found = self.spans.len();
            self.sounds_in(hidden.text.text());
            self.spans[found..].iter_mut().for_each(|span| *span = hidden.text.to_folded(*span));
        }
    }

    fn sounds_in(&mut self, text: &str) {
        for (literal, span) in self.program.sounds.find(text) {
            if self.sought.sounds.binary_search(&literal).is_ok() {
                self.push(text, span, OwnEdges::BOTH);
            }
        }
    }

    fn entities(&mut self) {
        let text = self.text.text();
        for entity in self.sought.entities.iter().filter(|entity| entity.precheck().admits(text)) {
            let agrees = |value: &EntityValue| value_agrees(self.conversation.as_read, self.equals, value);
            let found = entity.find(text).into_iter().filter(|hit| agrees(&hit.value));
            self.spans.extend(found.map(|hit| hit.span));
        }
    }

    /// Finds the whole text where it is like a sample.
    fn likeness(&mut self) {
        let Some((samples, score)) = &self.sought.similar else { return };
        let text = self.text.text();
        let own: String = text.chars().filter(|c| is_significant(*c)).collect();
        if samples.iter().any(|sample| similarity::dice(&own, sample) >= *score) {
            self.spans.push(Span::new(0, text.len()));
        }
    }
}

/// Returns the places where a phrase may begin of which some gates stand there: so many characters before them.
fn starts(text: &str, gates: &[GateHit], most_before: usize, phrase: &PhraseMatcher) -> SmallVec<[usize; 16]> {
    let mut starts = SmallVec::new();
    for gate in gates {
        let start = gate.span().start;
        if phrase.may_begin_with(text[start..].chars().next()) {
            starts.push(start);
        }
        let before = text[..start].char_indices().rev().take(most_before);
        starts.extend(before.filter(|(_, c)| phrase.may_begin_with(Some(*c))).map(|(at, _)| at));
    }
    starts.sort_unstable();
    starts.dedup();
    starts
}
