//! Every phrase and pattern of a rulebook, with the exceptions that apply to it.

use std::ops::Range;
use std::sync::Arc;

use crate::engine::spellings_up_to;
use huashu_rulebook::{MatcherSpec, Piece, Rulebook, Text};

/// A phrase or pattern where a rule or a shared matcher seeks it.
#[derive(Debug)]
pub(super) struct PhraseUse {
    /// The phrase as written.
    pub(super) text: Text,
    pub(super) owner: Owner,
    pub(super) is_pattern: bool,
    /// The matcher it stands in, without what else that seeks.
    around: MatcherSpec,
    /// What its matcher and those around that one allow; shared by all phrases of the matcher.
    not_in: Arc<[MatcherSpec]>,
    /// Whether its matcher, or one around it, asks for more than the phrase itself.
    pub(super) conditional: bool,
}

/// Who seeks a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    /// A rule, by number: as what it is about (`true`), or as an occasion.
    Rule(usize, bool),
    /// A shared matcher, by name.
    Terms(String),
}

impl PhraseUse {
    /// The phrase and nothing else.
    pub(super) fn alone(&self) -> MatcherSpec {
        let text = vec![self.text.clone()];
        let (phrases, patterns) = if self.is_pattern { (Vec::new(), text) } else { (text, Vec::new()) };
        MatcherSpec {
            phrases,
            patterns,
            bridge: self.around.bridge,
            homophones: self.around.homophones,
            place: self.around.place,
            ..MatcherSpec::default()
        }
    }

    /// The phrase with everything that may excuse it by covering it; `None` where nothing may.
    pub(super) fn excepted(&self) -> Option<MatcherSpec> {
        let is_alone = self.not_in.is_empty() && self.around.word.is_none();
        (!is_alone).then(|| MatcherSpec { not_in: self.not_in.to_vec(), word: self.around.word, ..self.alone() })
    }

    /// Whether something allowed may cover it.
    pub(super) fn has_exceptions(&self) -> bool {
        !self.not_in.is_empty()
    }

    /// Whether it is sought anywhere and need not be a word.
    pub(super) fn is_anywhere(&self) -> bool {
        self.around.at.area.is_none() && self.around.word != Some(true)
    }

    /// Returns spellings of the phrase, `None` where they are too many or have slots that cannot be spelled.
    pub(super) fn spellings(&self, rulebook: &Rulebook) -> Option<Vec<String>> {
        if self.is_pattern {
            return None;
        }
        spellings(&self.pieces(rulebook)?)
    }

    fn pieces(&self, rulebook: &Rulebook) -> Option<Vec<Piece>> {
        rulebook.pieces_of(&self.text).ok()
    }
}

/// More spellings than this are not listed.
const MOST_SPELLINGS: usize = 200;

/// Returns the spellings of a phrase as it is said: without punctuation, and with what may be left out.
fn spellings(pieces: &[Piece]) -> Option<Vec<String>> {
    let mut all = spellings_up_to(&spoken(pieces), MOST_SPELLINGS)?;
    all.retain(|spelling| !spelling.is_empty());
    all.sort_unstable();
    all.dedup();
    Some(all)
}

/// Leaves out punctuation, and alternatives that say nothing.
fn spoken(pieces: &[Piece]) -> Vec<Piece> {
    let pieces = pieces.iter().filter(|piece| **piece != Piece::Break);
    let said = |piece: &Piece| match piece {
        Piece::Choice(branches) => {
            let branches = branches.iter().map(|branch| spoken(branch));
            Piece::Choice(branches.filter(|branch| !branch.is_empty()).collect())
        }
        other => other.clone(),
    };
    pieces.map(said).collect()
}

/// The phrases of all rules and terms, in the order written.
pub(super) struct Phrases {
    pub(super) uses: Vec<PhraseUse>,
    /// Of each rule, by its number, the numbers of its phrases.
    pub(super) of_rules: Vec<Range<usize>>,
    /// The numbers of the phrases of shared matchers.
    pub(super) of_terms: Range<usize>,
}

/// Collects the phrases of all rules and terms.
pub(super) fn collect(rulebook: &Rulebook) -> Phrases {
    let mut collector = Collector { uses: Vec::new() };
    let mut of_rules = Vec::new();
    for (number, rule) in rulebook.rules.iter().enumerate() {
        let first = collector.uses.len();
        for (index, spec) in rule.matchers().into_iter().enumerate() {
            collector.walk(spec, &Owner::Rule(number, index == 0), &[], false);
        }
        of_rules.push(first..collector.uses.len());
    }
    let first_of_terms = collector.uses.len();
    for (name, spec) in &rulebook.terms {
        collector.walk(spec, &Owner::Terms(name.clone()), &[], false);
    }
    let of_terms = first_of_terms..collector.uses.len();
    Phrases { uses: collector.uses, of_rules, of_terms }
}

struct Collector {
    uses: Vec<PhraseUse>,
}

impl Collector {
    fn walk(&mut self, spec: &MatcherSpec, owner: &Owner, allowed: &[MatcherSpec], conditional: bool) {
        let not_in: Arc<[MatcherSpec]> = allowed.iter().chain(&spec.not_in).cloned().collect();
        let conditional = conditional || is_conditional(spec);
        let around = MatcherSpec {
            at: spec.at,
            word: spec.word,
            bridge: spec.bridge,
            homophones: spec.homophones,
            place: spec.place,
            ..MatcherSpec::default()
        };
        let mut add = |text: &Text, is_pattern: bool| {
            self.uses.push(PhraseUse {
                text: text.clone(),
                owner: owner.clone(),
                is_pattern,
                around: around.clone(),
                not_in: Arc::clone(&not_in),
                conditional,
            });
        };
        spec.phrases.iter().for_each(|text| add(text, false));
        spec.patterns.iter().for_each(|text| add(text, true));
        for nested in &spec.any_of {
            self.walk(nested, owner, &not_in, conditional);
        }
        let together = spec.at_least.iter().flat_map(|(_, of)| of);
        for nested in spec.all_of.iter().chain(together) {
            self.walk(nested, owner, &not_in, true);
        }
    }
}

/// Returns whether a matcher's hits need, or fear, something beside themselves.
fn is_conditional(spec: &MatcherSpec) -> bool {
    !spec.all_of.is_empty()
        || spec.at_least.is_some()
        || !spec.none_of.is_empty()
        || !spec.near.is_empty()
        || !spec.not_near.is_empty()
        || !spec.unless.is_empty()
        || !spec.given.is_empty()
        || !spec.equals.is_empty()
}
