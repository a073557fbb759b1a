//! Guards: named reasons to excuse a hit.

use std::sync::Arc;

use super::compiler::Compiler;
use crate::engine::program::around::AroundPhrase;
use crate::engine::program::guard::{Guard, GuardId};
use crate::engine::program::phrase;
use huashu_rulebook::{GuardSpec, MatcherSpec, Piece, Text, did_you_mean};

/// Spellings that one line of a guard's `not-in` may have.
const MOST_SPELLINGS: usize = 1024;
/// Characters between a wording without `{hit}` and the hit.
const REACH: usize = 200;

impl Compiler<'_> {
    /// Compiles the guards that a matcher names.
    pub(super) fn guards_of(&mut self, spec: &MatcherSpec) -> Vec<GuardId> {
        spec.spare.iter().filter_map(|name| self.guard(name)).collect()
    }

    /// Compiles the guards that a stranger wrote, whether a rule names them or not, so that their mistakes are seen.
    pub(crate) fn strangers_guards(&mut self) {
        for spec in self.rulebook.guards.values() {
            if !self.is_shipped(spec.place) {
                let name = Text { value: Arc::clone(&spec.name), place: spec.place };
                self.guard(&name);
            }
        }
    }

    /// Compiles a guard once; a name that nothing has is reported.
    pub(crate) fn guard(&mut self, name: &Text) -> Option<GuardId> {
        if let Some(id) = self.guards.get(&*name.value) {
            let id = *id;
            if id.is_none() {
                self.report_guard_cycle(name);
            }
            return id;
        }
        let Some(spec) = self.rulebook.guards.get(&*name.value) else {
            self.report_unknown_guard(name);
            return None;
        };
        // While it is compiled it excuses nothing, so that guards that name one another end somewhere.
        self.guards.insert(name.value.to_string(), None);
        let guard = self.compiled_guard(spec);
        self.program.guards.push(guard);
        let id = GuardId((self.program.guards.len() - 1) as u32);
        self.guards.insert(name.value.to_string(), Some(id));
        Some(id)
    }

    fn compiled_guard(&mut self, spec: &GuardSpec) -> Guard {
        let any_of: Vec<GuardId> = spec.any_of.iter().filter_map(|name| self.guard(name)).collect();
        Guard {
            name: Arc::clone(&spec.name),
            phrases: spec.phrases.iter().flat_map(|text| self.guard_phrase(text)).collect(),
            longer: spec.not_in.iter().flat_map(|text| self.longer_words(text)).collect(),
            whole_words: spec.whole_words,
            within: spec.within,
            between: spec.between.clone(),
            sentence_ends: spec.sentence_ends.iter().map(|text| text.value.to_string()).collect(),
            said_by: spec.said_by,
            any_of,
        }
    }

    /// A wording without `{hit}` may stand on either side of it.
    fn guard_phrase(&mut self, text: &Text) -> Vec<AroundPhrase> {
        let Some(pieces) = self.parsed(text) else { return Vec::new() };
        if pieces.contains(&Piece::Hit) {
            return self.around_pieces(text, pieces).into_iter().collect();
        }
        let gap = [Piece::Any(0..REACH)];
        let before = [&pieces, &gap[..], &[Piece::Hit]].concat();
        let behind = [&[Piece::Hit], &gap[..], &pieces].concat();
        [before, behind].into_iter().filter_map(|pieces| self.around_pieces(text, pieces)).collect()
    }

    /// Returns the spellings of a longer wording.
    fn longer_words(&mut self, text: &Text) -> Vec<String> {
        let Some(pieces) = self.pieces(text) else { return Vec::new() };
        if self.is_shipped(text.place) && !self.may_occur(&pieces) {
            return Vec::new();
        }
        let wanted = self.branches_of(text);
        let pieces = self.inlined(pieces, wanted).into_iter().map(with_spaces).collect::<Vec<_>>();
        phrase::spellings_up_to(&pieces, MOST_SPELLINGS).unwrap_or_else(|| {
            let message = huashu_model::message!(
                "[guards] 的 not-in 只写词和几种说法 {{a|b}}，不写 {{any}} 等槽位，也不超过 {MOST_SPELLINGS} 种",
                "not-in of [guards] takes words and alternatives {{a|b}}, no slots such as {{any}}, and at most {MOST_SPELLINGS} spellings"
            );
            self.sink.error("rulebook/bad-phrase", text.place, message);
            Vec::new()
        })
    }

    fn report_guard_cycle(&mut self, name: &Text) {
        let word = &name.value;
        let message = huashu_model::message!("[guards.{word}] 引用到了自己", "[guards.{word}] refers to itself");
        self.sink.error("rulebook/guards-cycle", name.place, message);
    }

    fn report_unknown_guard(&mut self, name: &Text) {
        let word = &name.value;
        let message = huashu_model::message!("没有 [guards.{word}]", "no [guards.{word}]");
        let known: Vec<&str> = self.rulebook.guards.keys().map(String::as_str).collect();
        let list = known.join(", ");
        let help = match did_you_mean(word, known) {
            Some(near) => {
                huashu_model::message!("是不是想写 `{near}`？可用：{list}", "did you mean `{near}`? one of: {list}")
            }
            None => huashu_model::message!("可用：{list}", "one of: {list}"),
        };
        self.sink.error("rulebook/unknown-guard", name.place, message).help = Some(help);
    }
}

/// Puts a space where a longer wording has one, as in “no problem”.
fn with_spaces(piece: Piece) -> Piece {
    match piece {
        Piece::Break => Piece::Text(" ".to_owned()),
        Piece::Choice(branches) => Piece::Choice(
            branches.into_iter().map(|branch| branch.into_iter().map(with_spaces).collect()).collect(),
        ),
        other => other,
    }
}
