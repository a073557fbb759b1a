//! What excuses a hit: longer wordings, and circumstances, by themselves or written around it.

use super::compiler::Compiler;
use crate::engine::program::around::AroundPhrase;
use crate::engine::program::matcher::{Around, Condition, Matcher, MatcherId};
use huashu_model::text::Span;
use huashu_rulebook::{ConditionSpec, MatcherSpec, Piece, Text};

impl Compiler<'_> {
    /// Compiles longer wordings that excuse the hit they cover; what hides no phrase hides no exception to it.
    pub(super) fn not_in(&mut self, excepted: &MatcherSpec, matcher: &mut Matcher) {
        self.covering += 1;
        for spec in &excepted.not_in {
            let mut spec = spec.clone();
            spec.bridge |= excepted.bridge;
            spec.homophones |= excepted.homophones;
            let (by_itself, around) = self.exception(&spec);
            matcher.not_in.extend(by_itself);
            matcher.around.extend(around);
        }
        self.covering -= 1;
    }

    /// Compiles circumstances of a hit.
    pub(super) fn circumstances(&mut self, specs: &[ConditionSpec]) -> Vec<Condition> {
        let condition = |spec: &ConditionSpec| {
            let only_subject = spec.matcher.is_empty();
            let (by_itself, around) = match only_subject {
                true => (None, None),
                false => self.exception(&spec.matcher),
            };
            Condition {
                matcher: by_itself.unwrap_or_else(|| self.nothing()),
                around,
                subject: spec.subject.clone(),
                only_subject,
                surroundings: spec.surroundings,
                side: spec.side,
                role: spec.role,
            }
        };
        specs.iter().map(condition).collect()
    }

    /// Splits what is sought by itself from what is written around the hit.
    fn exception(&mut self, spec: &MatcherSpec) -> (Option<MatcherId>, Option<Around>) {
        if !spec.phrases.iter().any(is_around) {
            return (Some(self.nested(spec)), None);
        }
        let (around, by_itself) = spec.phrases.iter().cloned().partition(is_around);
        let by_itself = MatcherSpec { phrases: by_itself, ..spec.clone() };
        let alone = MatcherSpec { at: spec.at, place: spec.place, ..MatcherSpec::default() };
        let qualified = MatcherSpec {
            phrases: Vec::new(),
            patterns: Vec::new(),
            terms: Vec::new(),
            entities: Vec::new(),
            similar: None,
            any_of: Vec::new(),
            ..spec.clone()
        };
        if qualified != alone {
            let message = huashu_model::message!(
                "带 {{hit}} 的短语同一个表里除 `at` 外不能再加条件：另写一条",
                "a table that has a phrase with {{hit}} takes no other condition than `at`: write another table"
            );
            self.sink.error("rulebook/hit-with-conditions", spec.place, message);
        }
        let phrases: Vec<Text> = around;
        let phrases = phrases.iter().filter_map(|text| self.around_phrase(text)).collect();
        let by_itself = (!by_itself.is_empty()).then(|| self.nested(&by_itself));
        (by_itself, Some(Around { phrases, at: spec.at }))
    }

    /// Compiles a phrase around a hit; `None` where it cannot stand in the known text, or is wrong.
    pub(super) fn around_phrase(&mut self, text: &Text) -> Option<AroundPhrase> {
        let pieces = self.parsed(text)?;
        self.around_pieces(text, pieces)
    }

    pub(super) fn around_pieces(&mut self, text: &Text, pieces: Vec<Piece>) -> Option<AroundPhrase> {
        if self.is_shipped(text.place) && !self.may_occur(&pieces) {
            return None;
        }
        let wanted = self.branches_of(text);
        let pieces = self.inlined(pieces, wanted);
        let Some(phrase) = AroundPhrase::new(&pieces) else {
            self.report_unwalkable(text, &pieces);
            return None;
        };
        let nothing = Span::default();
        let excuses_all =
            !phrase.before("", nothing, nothing).is_empty() && !phrase.behind("", nothing, nothing).is_empty();
        if excuses_all {
            self.report_empty(text);
            return None;
        }
        Some(phrase)
    }

    /// Reports a slot that cannot stand beside `{hit}`; a name that nothing has is reported as such.
    fn report_unwalkable(&mut self, text: &Text, pieces: &[Piece]) {
        for piece in pieces {
            if let Piece::Terms(name) = piece
                && self.look_up(name, text).is_none()
            {
                return;
            }
        }
        let message = huashu_model::message!(
            "带 {{hit}} 的短语里不能用 {{date}}，也不能用含 pattern 的 [terms]",
            "a phrase with {{hit}} takes no {{date}}, and no [terms] that have a pattern"
        );
        self.sink.error("rulebook/bad-phrase", text.place, message);
    }
}

fn is_around(text: &Text) -> bool {
    text.value.contains("{hit}")
}
