//! `note`: the form of a remark on an order.

use super::{Check, Kind, Plan};
use crate::engine::{Breach, Compiler, Dialogue, MatcherId};
use crate::language::Bilingual;
use crate::rulebook::{Area, MatcherSpec, Part, Position, RoleFilter, Sink, Text, View, read_when};
use crate::summary::Outcome;
use crate::transcript::MessageKind;

/// The kind `note`.
#[derive(Debug)]
pub(super) struct Note;

impl Kind for Note {
    fn name(&self) -> &'static str {
        "note"
    }

    fn describe(&self) -> Bilingual {
        Bilingual {
            zh: Some("备注格式：订单备注要写成规定的样子。".into()),
            en: Some("The form of remarks on orders.".into()),
        }
    }

    fn reads_notes(&self) -> bool {
        true
    }

    fn read(&self, view: &View<'_>, sink: &mut Sink) -> Box<dyn Plan> {
        let mut cases = Vec::new();
        for table in view.tables("cases", sink) {
            let when = read_when(&table, sink).map(|when| when.matcher);
            cases.push((when, forms(table.texts("forms", sink))));
            table.finish(sink);
        }
        let when = read_when(view, sink).map(|when| when.matcher);
        let default = view.texts("forms", sink);
        if !default.is_empty() {
            cases.push((when, forms(default)));
        }
        if cases.is_empty() {
            let message = crate::say!(sink.language, "note 规则要写 `forms`", "a note rule needs `forms`");
            sink.error("rulebook/missing-key", view.place(), message);
        }
        Box::new(NotePlan { cases })
    }
}

/// A matcher that holds when the whole remark has one of the forms.
fn forms(phrases: Vec<Text>) -> MatcherSpec {
    let at = Position { area: Some(Area::Utterance), part: Part::Whole };
    MatcherSpec { phrases, at, ..MatcherSpec::default() }
}

#[derive(Debug)]
struct NotePlan {
    /// Remarks that hit the first must hit the second; without a first, every remark.
    cases: Vec<(Option<MatcherSpec>, MatcherSpec)>,
}

impl Plan for NotePlan {
    fn compile(&self, role: RoleFilter, compiler: &mut Compiler<'_>) -> Box<dyn Check> {
        let case = |(when, forms): &(Option<MatcherSpec>, MatcherSpec)| {
            (when.as_ref().map(|when| compiler.matcher(when)), compiler.matcher(forms))
        };
        Box::new(NoteCheck { cases: self.cases.iter().map(case).collect(), role })
    }

    fn matchers(&self) -> Vec<&MatcherSpec> {
        self.cases.iter().flat_map(|(when, forms)| when.iter().chain([forms])).collect()
    }
}

#[derive(Debug)]
struct NoteCheck {
    cases: Vec<(Option<MatcherId>, MatcherId)>,
    role: RoleFilter,
}

impl Check for NoteCheck {
    fn watches(&self) -> Vec<(MatcherId, RoleFilter)> {
        Vec::new()
    }

    fn idle(&self, _dialogue: &Dialogue<'_>) -> Outcome {
        Outcome::NotApplicable
    }

    fn check(&self, dialogue: &Dialogue<'_>, breaches: &mut Vec<Breach>) -> Outcome {
        let before = breaches.len();
        let mut judged = false;
        for (at, utterance) in dialogue.conversation.utterances.iter().enumerate() {
            if utterance.kind != MessageKind::Note || !self.role.holds(utterance.role) {
                continue;
            }
            let applies = |when: &Option<MatcherId>| when.is_none_or(|when| dialogue.is_hit(when, at));
            let Some((_, forms)) = self.cases.iter().find(|(when, _)| applies(when)) else { continue };
            judged = true;
            if !dialogue.is_hit(*forms, at) {
                breaches.push(Breach::whole(at, None, Bilingual::default()));
            }
        }
        match (breaches.len() > before, judged) {
            (true, _) => Outcome::Fail,
            (false, true) => Outcome::Pass,
            (false, false) => Outcome::NotApplicable,
        }
    }
}
