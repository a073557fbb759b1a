//! Phrases: listed as literals where they can be, walked or matched by an expression where they have slots.

use hashbrown::HashSet;

use super::compiler::{Compiler, PendingGate};
use crate::engine::prefilter::gates::Target;
use crate::engine::prefilter::required_literals::{self, Requirement};
use crate::engine::program::expression::Expression;
use crate::engine::program::matcher::Sought;
use crate::engine::program::sound::SoundNumber;
use crate::engine::program::{phrase, phrase_matcher};
use huashu_model::text::fold_phrase;
use huashu_rulebook::{MatcherSpec, Part, Piece, Position, Text};

/// Shared matchers that name one another deeper than this are matched by an expression.
const MOST_TERMS_NESTED: usize = 4;

/// A phrase of which every name that stands for phrases alone is resolved.
struct Phrase {
    pieces: Vec<Piece>,
    /// Its spellings where these are listed, and not walked.
    spellings: Option<Vec<String>>,
}

/// Which alternatives of a phrase are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Branches {
    /// All of them, since something may sound like them, or a mistake in them has to be seen.
    All,
    /// Those that may occur in what the engine will be asked about; of the others those with gaps, for it is by them that a
    /// phrase counts as gapped.
    Possible,
}

impl Compiler<'_> {
    pub(super) fn add_phrases(&mut self, spec: &MatcherSpec, sought: &mut Sought, gates: &mut Vec<PendingGate>) {
        let mut seen = HashSet::new();
        for text in &spec.phrases {
            if let Some(phrase) = self.wanted_phrase(text, spec, &mut seen) {
                self.add_phrase(text, phrase, spec, sought, gates);
            }
        }
        sought.sounds.sort_unstable();
    }

    /// Returns a phrase that may occur and is none of those `seen`, reporting one that is.
    fn wanted_phrase(&mut self, text: &Text, spec: &MatcherSpec, seen: &mut HashSet<String>) -> Option<Phrase> {
        let written = self.pieces(text)?;
        // What only sounds alike has other letters. A stranger's phrase is looked at in any case, for its mistakes.
        let may_occur = |compiler: &Self, pieces: &[Piece]| spec.homophones || compiler.may_occur(pieces);
        if self.is_shipped(text.place) && !may_occur(self, &written) {
            return None;
        }
        let wanted = if spec.homophones { Branches::All } else { self.branches_of(text) };
        let pieces = self.inlined(written.clone(), wanted);
        if !seen.insert(fold_phrase(&text.value)) {
            self.report_duplicate(text);
            return None;
        }
        if !may_occur(self, &pieces) {
            return None;
        }
        // Phrases that are listed are not read as those that are walked, so all alternatives count in this.
        let is_listed = |compiler: &mut Self| {
            wanted == Branches::All || phrase::spellings(&compiler.inlined(written, Branches::All)).is_some()
        };
        let spellings = phrase::spellings(&pieces).filter(|_| is_listed(self));
        Some(Phrase { pieces, spellings })
    }

    /// Returns whether a phrase may occur in what the engine will be asked about.
    pub(super) fn may_occur(&self, pieces: &[Piece]) -> bool {
        self.specialised_for.as_ref().is_none_or(|known| known.may_contain(pieces))
    }

    fn add_phrase(
        &mut self,
        text: &Text,
        Phrase { pieces, spellings }: Phrase,
        spec: &MatcherSpec,
        sought: &mut Sought,
        gates: &mut Vec<PendingGate>,
    ) {
        sought.has_wildcards |=
            spec.homophones || spec.bridge || !phrase::add_characters(&pieces, &mut sought.characters);
        match spellings {
            Some(spellings) if spec.homophones => {
                sought.sounds.extend(spellings.iter().map(|spelling| self.sound(spelling)));
            }
            Some(spellings) if spellings.iter().all(|spelling| !spelling.is_empty()) => {
                let spellings: Vec<String> = spellings.into_iter().filter(|words| self.may_hold(words)).collect();
                sought.has_literals |= !spellings.is_empty();
                self.add_literals(spellings.into_iter(), Target::Literal, gates);
            }
            _ => self.add_slotted(text, &pieces, spec.at, sought, gates),
        }
    }

    fn sound(&mut self, spelling: &str) -> SoundNumber {
        let next = self.sounds.len() as SoundNumber;
        *self.sounds.entry_ref(spelling).or_insert(next)
    }

    fn add_slotted(
        &mut self,
        text: &Text,
        pieces: &[Piece],
        at: Position,
        sought: &mut Sought,
        gates: &mut Vec<PendingGate>,
    ) {
        let placed = phrase::requirement(pieces);
        if self.is_shipped(text.place) && !self.may_be_met(&placed.requirement) {
            return;
        }
        // What must fill or end an area, and what excuses by covering, is wanted as long as it can be read.
        let fills = at.area.is_some() && at.part != Part::Start;
        let longest = fills || self.covering > 0;
        let target = Target::Expression(sought.expressions.len() as u32);
        if !placed.requirement.is_empty()
            && let Some(walk) = phrase_matcher::compile(pieces, longest)
        {
            self.add_gates(&placed.requirement, target, gates);
            sought.expressions.push(Expression::phrase(pieces, walk, placed.most_before));
            return;
        }
        let mut source = String::new();
        phrase::expression(pieces, &mut |name| self.alternatives(name, text), &mut source);
        if self.is_usable(&source, text) {
            let requirements = match placed.requirement.is_empty() {
                true => regex_syntax::parse(&source)
                    .map(|hir| required_literals::requirements(&hir))
                    .unwrap_or_default(),
                false => vec![placed.requirement],
            };
            self.add_expression(Expression::slotted(source, pieces), &requirements, sought, gates);
        }
    }

    /// Adds an expression of whose requirements one is met wherever it matches; none where nothing is known.
    pub(super) fn add_expression(
        &mut self,
        expression: Expression,
        requirements: &[Requirement],
        sought: &mut Sought,
        gates: &mut Vec<PendingGate>,
    ) {
        let number = sought.expressions.len() as u32;
        if requirements.is_empty() {
            sought.ungated_expressions.push(number);
        }
        for requirement in requirements {
            self.add_gates(requirement, Target::Expression(number), gates);
        }
        sought.expressions.push(expression);
    }

    /// Puts the phrases of shared matchers in place of the slots that name them, where they are phrases alone.
    pub(super) fn inlined(&mut self, pieces: Vec<Piece>, wanted: Branches) -> Vec<Piece> {
        self.inlined_at(pieces, wanted, 0)
    }

    fn inlined_at(&mut self, pieces: Vec<Piece>, wanted: Branches, depth: usize) -> Vec<Piece> {
        let inline = |piece: Piece| match piece {
            Piece::Terms(name) => match self.phrases_of(&name, wanted, depth) {
                Some(branches) => Piece::Choice(branches),
                None => Piece::Terms(name),
            },
            Piece::Choice(branches) => {
                let inlined = branches.into_iter().map(|branch| self.inlined_at(branch, wanted, depth));
                let inlined: Vec<Vec<Piece>> = inlined.collect();
                Piece::Choice(inlined.into_iter().filter(|branch| self.is_wanted(branch, wanted)).collect())
            }
            Piece::Repeat(repeated, times) => Piece::Repeat(self.inlined_at(repeated, wanted, depth), times),
            other => other,
        };
        pieces.into_iter().map(inline).collect()
    }

    /// Returns which alternatives of a phrase are worth a look; a stranger's all are, for their mistakes.
    pub(super) fn branches_of(&self, text: &Text) -> Branches {
        if self.is_shipped(text.place) { Branches::Possible } else { Branches::All }
    }

    fn is_wanted(&self, branch: &[Piece], wanted: Branches) -> bool {
        wanted == Branches::All || self.may_occur(branch) || !branch.iter().all(is_words)
    }

    /// Returns the phrases of a shared matcher, or `None` when it is more than a list of phrases.
    fn phrases_of(&mut self, name: &str, wanted: Branches, depth: usize) -> Option<Vec<Vec<Piece>>> {
        let spec = self.rulebook.terms.get(name)?;
        if depth > MOST_TERMS_NESTED || !spec.patterns.is_empty() {
            return None;
        }
        *self.used_terms.entry(name.to_owned()).or_default() += 1;
        let mut branches = Vec::new();
        for text in &spec.phrases {
            let pieces = self.rulebook.pieces_of(text).ok()?;
            let pieces = self.inlined_at(pieces, wanted, depth + 1);
            if pieces.iter().any(is_unresolved) {
                return None;
            }
            if !self.is_shipped(text.place) || self.is_wanted(&pieces, wanted) {
                branches.push(pieces);
            }
        }
        for inner in &spec.terms {
            branches.extend(self.phrases_of(&inner.value, wanted, depth + 1)?);
        }
        Some(branches)
    }

    /// Parses a phrase that is sought by itself, reporting what is wrong with it.
    pub(super) fn pieces(&mut self, text: &Text) -> Option<Vec<Piece>> {
        let pieces = self.parsed(text)?;
        if pieces.contains(&Piece::Hit) {
            self.report_hit_without_one(text);
            return None;
        }
        Some(pieces)
    }

    /// Parses a phrase, reporting what is wrong with it.
    pub(super) fn parsed(&mut self, text: &Text) -> Option<Vec<Piece>> {
        self.warn_of_joined_wordings(text);
        match self.rulebook.pieces_of(text) {
            Ok(pieces) if pieces.iter().all(|piece| matches!(piece, Piece::Break)) => {
                self.report_empty(text);
                None
            }
            Ok(pieces) => Some(pieces),
            Err(error) => {
                let place = self.sink.sources.inside(text.place, &text.value, error.span);
                self.sink.error("rulebook/bad-phrase", place, error.message);
                None
            }
        }
    }

    /// Writes all phrases of a shared matcher as alternatives of an expression.
    pub(super) fn alternatives(&mut self, name: &str, at: &Text) -> String {
        let Some(spec) = self.look_up(name, at) else { return String::new() };
        if self.open_terms.iter().any(|open| open == name) {
            self.report_cycle(name, at);
            return String::new();
        }
        self.open_terms.push(name.to_owned());
        let mut parts: Vec<String> = Vec::new();
        for text in &spec.phrases {
            let Some(pieces) = self.pieces(text) else { continue };
            let mut source = String::new();
            phrase::expression(&pieces, &mut |inner| self.alternatives(inner, text), &mut source);
            parts.push(source);
        }
        parts.extend(spec.patterns.iter().map(|text| format!("(?:{})", text.value)));
        for inner in &spec.terms {
            parts.push(self.alternatives(&inner.value, inner));
        }
        self.open_terms.pop();
        parts.retain(|part| !part.is_empty());
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        parts.join("|")
    }
}

/// Returns whether a piece is words in every reading.
fn is_words(piece: &Piece) -> bool {
    match piece {
        Piece::Text(_) | Piece::Break => true,
        Piece::Choice(branches) => branches.iter().flatten().all(is_words),
        _ => false,
    }
}

/// Returns whether a piece still names a shared matcher, or stands for a hit.
fn is_unresolved(piece: &Piece) -> bool {
    match piece {
        Piece::Terms(_) | Piece::Hit => true,
        Piece::Choice(branches) => branches.iter().flatten().any(is_unresolved),
        Piece::Repeat(repeated, _) => repeated.iter().any(is_unresolved),
        _ => false,
    }
}
