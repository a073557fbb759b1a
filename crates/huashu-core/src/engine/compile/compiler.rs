//! From what was written to what runs.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use super::known_text::KnownText;
use crate::engine::matching::subject::SubjectFinder;
use crate::engine::prefilter::bit_set::BitSet;
use crate::engine::prefilter::character_set::CharacterSet;
use crate::engine::prefilter::gates::{Gate, GateList, Needs, NeedsId, Target};
use crate::engine::prefilter::rarity::rarest_character;
use crate::engine::prefilter::required_literals::Requirement;
use crate::engine::program::Program;
use crate::engine::program::guard::GuardId;
use crate::engine::program::matcher::{Condition, Matcher, MatcherId, Near};
use crate::engine::program::sound::{SoundNumber, SoundTrie};
use crate::engine::program::tier::Tier;
use huashu_model::entity::Precheck;
use huashu_model::problem::Problem;
use huashu_model::text::fold_phrase;
use huashu_rulebook::{ConditionSpec, Diagnostics, MatcherSpec, NearSpec, Rulebook, Text};

/// Turns matchers as written into a [`Program`].
#[derive(Debug)]
pub(crate) struct Compiler<'r> {
    pub(crate) rulebook: &'r Rulebook,
    /// Where problems go.
    pub(crate) sink: &'r mut Diagnostics,
    pub(super) program: Program,
    /// The gates of all matchers.
    gates: GateList,
    pub(super) sounds: HashMap<String, SoundNumber>,
    /// Shared matchers that are compiled, and those that are being compiled.
    pub(super) terms: HashMap<String, MatcherId>,
    pub(super) open_terms: Vec<String>,
    pub(super) used_terms: BTreeMap<String, usize>,
    /// The only texts the engine will be asked about, where they are known.
    pub(crate) specialised_for: Option<KnownText>,
    /// What is being compiled comes with the program: its mistakes were found by its tests.
    pub(crate) is_trusted: bool,
    /// Lists of required wordings made so far.
    pub(crate) required_wordings: u32,
    /// Guards that are compiled; `None` while one is being compiled.
    pub(super) guards: HashMap<String, Option<GuardId>>,
    /// How deep inside of `not-in` the compiler is.
    pub(super) covering: usize,
    /// Matchers that can hit nothing.
    silent: HashSet<MatcherId>,
}

/// A gate of a matcher that is being compiled.
#[derive(Debug)]
pub(super) struct PendingGate {
    literal: String,
    target: Target,
    needs: NeedsId,
}

impl<'r> Compiler<'r> {
    pub(crate) fn new(rulebook: &'r Rulebook, sink: &'r mut Diagnostics) -> Self {
        Compiler {
            rulebook,
            sink,
            program: Program::default(),
            gates: GateList::default(),
            sounds: HashMap::new(),
            terms: HashMap::new(),
            open_terms: Vec::new(),
            used_terms: BTreeMap::new(),
            specialised_for: None,
            is_trusted: false,
            required_wordings: 0,
            guards: HashMap::new(),
            covering: 0,
            silent: HashSet::new(),
        }
    }

    /// Compiles a matcher that a check asks for and returns its number.
    pub(crate) fn matcher(&mut self, spec: &MatcherSpec) -> MatcherId {
        let id = self.nested(spec);
        self.ask_first(id);
        id
    }

    /// Notes that the hits of a matcher are asked for before any other's.
    fn ask_first(&mut self, id: MatcherId) {
        if std::mem::replace(&mut self.program.matchers[id.0 as usize].is_asked_first, true) {
            return;
        }
        // What finds something everywhere is excused, or not, everywhere.
        let matcher = self.program.matcher(id);
        let asked: Vec<MatcherId> = match self.is_awake(matcher) {
            true => matcher.parts().collect(),
            false => matcher.sources().collect(),
        };
        asked.into_iter().for_each(|part| self.ask_first(part));
    }

    /// Returns whether a matcher may hit whatever a text holds.
    fn is_awake(&self, matcher: &Matcher) -> bool {
        matcher.sought.is_ungated() || matcher.sources().any(|source| self.is_awake(self.program.matcher(source)))
    }

    /// Compiles a matcher that another one asks for and returns its number.
    pub(super) fn nested(&mut self, spec: &MatcherSpec) -> MatcherId {
        if let Some(id) = self.alias(spec) {
            return id;
        }
        let mut gates = Vec::new();
        let mut matcher = Matcher {
            at: spec.at,
            word: spec.word == Some(true),
            spare: self.guards_of(spec),
            ..Matcher::default()
        };
        if spec.word == Some(true) && !cfg!(feature = "segmentation") {
            self.report_no_segmentation(spec);
        }
        matcher.sought.skip_separators = spec.bridge;
        matcher.sought.within_words = spec.word == Some(false);
        self.add_phrases(spec, &mut matcher.sought, &mut gates);
        self.add_patterns(spec, &mut matcher.sought, &mut gates);
        matcher.any_of.extend(spec.terms.iter().filter_map(|name| self.term(name)));
        matcher.any_of.extend(spec.any_of.iter().map(|nested| self.nested(nested)));
        matcher.sought.entities = spec.entities.iter().filter_map(|name| self.entity(name)).collect();
        matcher.sought.similar = spec.similar.as_ref().map(|similar| {
            (similar.samples.iter().map(|sample| fold_phrase(&sample.value)).collect(), similar.score)
        });
        self.add_gates_of_entities(&matcher, &mut gates);
        if self.specialised_for.is_some() && self.is_trusted && self.cannot_hit(spec, &matcher) {
            // What cannot hit needs no exceptions.
            return self.add(matcher, gates);
        }
        matcher.all_of = self.all(&spec.all_of);
        matcher.none_of = self.all(&spec.none_of);
        matcher.at_least = spec.at_least.as_ref().map(|(count, of)| (*count, self.all(of)));
        matcher.near = self.all_near(&spec.near);
        matcher.not_near = self.all_near(&spec.not_near);
        matcher.ignoring = self.ignoring(&spec.ignoring);
        self.not_in(spec, &mut matcher);
        matcher.subject = spec.subject.clone();
        matcher.unless = self.circumstances(&spec.unless);
        matcher.given = self.circumstances(&spec.given);
        matcher.equals = spec
            .equals
            .iter()
            .map(|(capture, field)| (capture.value.to_string(), field.value.to_string()))
            .collect();
        self.add(matcher, gates)
    }

    /// Returns the shared matcher of which another is only a second name. What covers a hit counts whatever its
    /// circumstances, and so has to be a matcher of its own; so has what a finding says less of than its shared matcher would.
    fn alias(&mut self, spec: &MatcherSpec) -> Option<MatcherId> {
        let [name] = spec.terms.as_slice() else { return None };
        let nothing_else = MatcherSpec { terms: spec.terms.clone(), place: spec.place, ..MatcherSpec::default() };
        // A name that nothing has, or that leads to itself, is reported where it is used.
        let is_sound = self.rulebook.terms.contains_key(&*name.value)
            && !self.open_terms.iter().any(|open| *open == *name.value);
        if self.covering > 0 || !is_sound || *spec != nothing_else {
            return None;
        }
        self.term(name).filter(|id| !self.program.matcher(*id).asks_for_subject())
    }

    /// Returns whether a matcher, of which what it seeks by itself is compiled, can hit nothing in the known text.
    fn cannot_hit(&self, spec: &MatcherSpec, matcher: &Matcher) -> bool {
        let combines = !spec.all_of.is_empty() || spec.at_least.is_some();
        !combines && matcher.sought.is_empty() && matcher.any_of.iter().all(|id| self.is_silent(*id))
    }

    /// Returns whether a matcher can hit nothing.
    pub(crate) fn is_silent(&self, matcher: MatcherId) -> bool {
        self.silent.contains(&matcher)
    }

    pub(crate) fn finish(mut self) -> Program {
        self.link();
        if self.program.matchers.iter().any(Matcher::asks_for_subject) {
            self.program.subjects = SubjectFinder::new(&self.rulebook.subjects);
        }
        let sounds = std::mem::take(&mut self.sounds);
        self.program.sounds = SoundTrie::new(sounds.iter().map(|(phrase, number)| (phrase.as_str(), *number)));
        let (gates, needs) = std::mem::take(&mut self.gates).finish();
        self.program.needs = needs;
        let matcher = |gate: &Gate| &self.program.matchers[gate.matcher as usize];
        let tiers: [Vec<(&str, Gate)>; 3] = [
            gates_where(&gates, |gate| matcher(gate).is_asked_first),
            gates_where(&gates, |gate| !matcher(gate).is_asked_first),
            gates_where(&gates, |gate| matcher(gate).sought.skip_separators),
        ];
        let [first, later, hidden] = tiers.map(|gates| self.tier(gates));
        Program { first, later, hidden, ..self.program }
    }

    /// Works out which matchers something found for one of them concerns.
    fn link(&mut self) {
        let count = self.program.matchers.len();
        let mut wakes: Vec<Vec<u32>> = (0..count as u32).map(|number| vec![number]).collect();
        // The parts of a matcher come before it, so that what it wakes is known when theirs is.
        for number in (0..count as u32).rev() {
            let sources: Vec<MatcherId> = self.program.matchers[number as usize].sources().collect();
            for source in sources {
                let woken = wakes[number as usize].clone();
                wakes[source.0 as usize].extend(woken);
            }
        }
        self.program.ungated = BitSet::new(count);
        for (number, (matcher, woken)) in (0..).zip(self.program.matchers.iter().zip(&mut wakes)) {
            if !matcher.is_asked_first {
                self.program.ungated.insert(number);
            }
            woken.sort_unstable();
            woken.dedup();
            if matcher.sought.is_ungated() {
                woken.iter().for_each(|number| self.program.ungated.insert(*number));
            }
            for precheck in matcher.sought.entities.iter().map(|entity| entity.precheck()) {
                if matches!(precheck, Precheck::Any | Precheck::Literals(_)) {
                    continue;
                }
                let known = &mut self.program.woken_by_entities;
                let at = known.iter().position(|(known, _)| *known == precheck).unwrap_or_else(|| {
                    known.push((precheck, BitSet::new(count)));
                    known.len() - 1
                });
                woken.iter().for_each(|number| known[at].1.insert(*number));
            }
        }
        let seeks_anywhere = |matcher: &Matcher| matcher.sought.skip_separators && matcher.sought.is_ungated();
        self.program.always_seeks_hidden = self.program.matchers.iter().any(seeks_anywhere);
        self.program.wakes = wakes.into_iter().map(Vec::into_boxed_slice).collect();
    }

    /// Builds a tier; one that cannot be built is an error, for without it rules would be silent.
    fn tier(&mut self, gates: Vec<(&str, Gate)>) -> Tier {
        Tier::build(gates).unwrap_or_else(|error| {
            let message =
                huashu_model::message!("词句太多，无法编译：{error}", "too many phrases to compile: {error}");
            self.sink.problems.push(Problem::error("rulebook/too-large", message));
            Tier::default()
        })
    }

    /// Returns the names of shared matchers that something uses.
    pub(crate) fn used_terms(&self) -> &BTreeMap<String, usize> {
        &self.used_terms
    }

    /// Adds a matcher whose parts are in the program already, and its gates.
    fn add(&mut self, matcher: Matcher, gates: Vec<PendingGate>) -> MatcherId {
        let is_silent = gates.is_empty()
            && !matcher.sought.is_ungated()
            && matcher.sought.entities.is_empty()
            && matcher.sources().all(|source| self.silent.contains(&source));
        // What can hit nothing need not be looked for later.
        let alphabet = self.alphabet_of(&matcher);
        let mut gate_characters = CharacterSet::default();
        let rarest = gates.iter().filter_map(|gate| rarest_character(&gate.literal));
        rarest.for_each(|c| gate_characters.insert(c));
        let id = self.program.push(Matcher { alphabet, gate_characters, is_asked_first: is_silent, ..matcher });
        if is_silent {
            self.silent.insert(id);
        }
        for PendingGate { literal, target, needs } in gates {
            self.gates.add(literal, Gate { matcher: id.0, target, needs });
        }
        id
    }

    /// Returns the significant characters of which the hits of a matcher are made, where no others can be in them.
    fn alphabet_of(&self, matcher: &Matcher) -> Option<CharacterSet> {
        let sought = &matcher.sought;
        let is_open = sought.has_wildcards || !sought.entities.is_empty() || sought.similar.is_some();
        if is_open || matcher.ignoring.is_some() {
            return None;
        }
        let mut alphabet = sought.characters;
        for source in matcher.sources() {
            alphabet.join(self.program.matcher(source).alphabet.as_ref()?);
        }
        Some(alphabet)
    }

    /// Adds the gates of an expression, as a requirement names them.
    pub(super) fn add_gates(&mut self, requirement: &Requirement, target: Target, gates: &mut Vec<PendingGate>) {
        let needs = self.gates.needs(Needs::of(requirement));
        let literals = requirement.all_of.iter().take(1).flatten().filter(|literal| self.may_hold(literal));
        gates.extend(literals.map(|literal| PendingGate { literal: literal.clone(), target, needs }));
    }

    /// Returns whether what the engine will be asked about may hold some words.
    pub(super) fn may_hold(&self, words: &str) -> bool {
        self.specialised_for.as_ref().is_none_or(|known| known.may_hold(words))
    }

    /// Returns whether what the engine will be asked about may hold what an expression requires.
    pub(super) fn may_be_met(&self, requirement: &Requirement) -> bool {
        self.specialised_for.as_ref().is_none_or(|known| known.meets(requirement))
    }

    /// Adds literals that something is sought by, wherever they stand.
    pub(super) fn add_literals(
        &mut self,
        literals: impl Iterator<Item = String>,
        target: Target,
        gates: &mut Vec<PendingGate>,
    ) {
        let needs = self.gates.needs(Needs::default());
        let literals = literals.filter(|literal| self.may_hold(literal));
        gates.extend(literals.map(|literal| PendingGate { literal, target, needs }));
    }

    fn add_gates_of_entities(&mut self, matcher: &Matcher, gates: &mut Vec<PendingGate>) {
        for entity in &matcher.sought.entities {
            if let Precheck::Literals(literals) = entity.precheck() {
                self.add_literals(literals.iter().map(|literal| (*literal).to_owned()), Target::Matcher, gates);
            }
        }
    }

    /// Adds a matcher that never hits.
    pub(super) fn nothing(&mut self) -> MatcherId {
        self.add(Matcher::default(), Vec::new())
    }

    fn ignoring(&mut self, names: &[Text]) -> Option<MatcherId> {
        let any_of: Vec<MatcherId> = names.iter().filter_map(|name| self.term(name)).collect();
        (!any_of.is_empty()).then(|| self.add(Matcher { any_of, ..Matcher::default() }, Vec::new()))
    }

    fn all(&mut self, specs: &[MatcherSpec]) -> Vec<MatcherId> {
        specs.iter().map(|spec| self.nested(spec)).collect()
    }

    fn all_near(&mut self, specs: &[NearSpec]) -> Vec<Near> {
        let near = |spec: &NearSpec| Near {
            matcher: self.nested(&spec.matcher),
            distance: spec.distance,
            order: spec.order,
        };
        specs.iter().map(near).collect()
    }

    /// Compiles circumstances of an utterance as a whole, around which nothing can be written.
    pub(crate) fn conditions(&mut self, specs: &[ConditionSpec]) -> Vec<Condition> {
        for spec in specs.iter().filter(|spec| !spec.subject.is_empty()) {
            self.report_subject_without_hit(spec);
        }
        let condition = |spec: &ConditionSpec| Condition {
            matcher: self.matcher(&spec.matcher),
            around: None,
            subject: Vec::new(),
            only_subject: false,
            surroundings: spec.surroundings,
            side: spec.side,
            role: spec.role,
        };
        specs.iter().map(condition).collect()
    }
}

/// Returns the gates that are wanted, with their literals.
fn gates_where(gates: &[(String, Gate)], is_wanted: impl Fn(&Gate) -> bool) -> Vec<(&str, Gate)> {
    let wanted = gates.iter().filter(|(_, gate)| is_wanted(gate));
    wanted.map(|(literal, gate)| (literal.as_str(), *gate)).collect()
}
