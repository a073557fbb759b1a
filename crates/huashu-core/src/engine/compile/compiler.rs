//! From what was written to what runs.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::known_text::KnownText;
use crate::engine::matching::subject::SubjectFinder;
use crate::engine::prefilter::Prefilter;
use crate::engine::prefilter::bit_set::BitSet;
use crate::engine::prefilter::literal::Literal;
use crate::engine::program::Program;
use crate::engine::program::automaton::Automaton;
use crate::engine::program::guard::GuardId;
use crate::engine::program::matcher::{Candidate, Condition, DependsOn, Matcher, MatcherId, Near, Trigger};
use crate::engine::program::sound::SoundTrie;
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
    literals: HashMap<String, Literal>,
    pub(super) sounds: HashMap<String, Literal>,
    /// Shared matchers that are compiled, and those that are being compiled.
    pub(super) terms: HashMap<String, MatcherId>,
    pub(super) open_terms: Vec<String>,
    pub(super) used_terms: BTreeMap<String, usize>,
    /// The only text the engine will be asked about, where it is known.
    pub(crate) specialised_for: Option<KnownText>,
    /// What is being compiled comes with the program: its mistakes were found by its tests.
    pub(crate) is_trusted: bool,
    /// Lists of required wordings made so far.
    pub(crate) required_wordings: u32,
    /// Guards that are compiled; `None` while one is being compiled.
    pub(super) guards: HashMap<String, Option<GuardId>>,
    /// How deep inside of `not-in` the compiler is.
    pub(super) covering: usize,
}

impl<'r> Compiler<'r> {
    pub(crate) fn new(rulebook: &'r Rulebook, sink: &'r mut Diagnostics) -> Self {
        Compiler {
            rulebook,
            sink,
            program: Program::default(),
            literals: HashMap::new(),
            sounds: HashMap::new(),
            terms: HashMap::new(),
            open_terms: Vec::new(),
            used_terms: BTreeMap::new(),
            specialised_for: None,
            is_trusted: false,
            required_wordings: 0,
            guards: HashMap::new(),
            covering: 0,
        }
    }

    /// Compiles a matcher and returns its number.
    pub(crate) fn matcher(&mut self, spec: &MatcherSpec) -> MatcherId {
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
        self.add_phrases(spec, &mut matcher.sought);
        self.add_patterns(spec, &mut matcher.sought);
        matcher.any_of.extend(spec.terms.iter().filter_map(|name| self.term(name)));
        matcher.any_of.extend(spec.any_of.iter().map(|nested| self.matcher(nested)));
        matcher.sought.entities = spec.entities.iter().filter_map(|name| self.entity(name)).collect();
        matcher.sought.similar = spec.similar.as_ref().map(|similar| {
            (similar.samples.iter().map(|sample| fold_phrase(&sample.value)).collect(), similar.score)
        });
        if self.specialised_for.is_some() && self.is_trusted && self.cannot_hit(spec, &matcher) {
            // What cannot hit needs no exceptions.
            return self.add(matcher);
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
        self.program.skip_separators |= spec.bridge;
        self.add(matcher)
    }

    /// Returns whether a matcher, of which what it seeks by itself is compiled, can hit nothing in the known text.
    fn cannot_hit(&self, spec: &MatcherSpec, matcher: &Matcher) -> bool {
        let is_never_triggered = |id: &MatcherId| {
            let trigger = self.program.matcher(*id).trigger.as_ref();
            trigger.is_some_and(|trigger| trigger.requirements.is_empty() && trigger.entities.is_empty())
        };
        let combines = !spec.all_of.is_empty() || spec.at_least.is_some();
        !combines && matcher.sought.is_empty() && matcher.any_of.iter().all(is_never_triggered)
    }

    pub(crate) fn finish(mut self) -> Program {
        let mut triggered: Vec<Vec<u32>> = vec![Vec::new(); self.program.requirements.len()];
        let mut unfiltered = BitSet::new(self.program.matchers.len());
        let by_entities = &mut self.program.triggered_by_entities;
        for (number, matcher) in (0u32..).zip(&self.program.matchers) {
            let Some(trigger) = &matcher.trigger else {
                unfiltered.insert(number);
                continue;
            };
            trigger.requirements.iter().for_each(|requirement| triggered[*requirement as usize].push(number));
            for precheck in &trigger.entities {
                match by_entities.iter_mut().find(|(known, _)| known == precheck) {
                    Some((_, matchers)) => matchers.push(number),
                    None => by_entities.push((*precheck, vec![number])),
                }
            }
        }
        self.program.prefilter = Prefilter::new(&self.program.requirements, self.literals.len(), triggered);
        self.program.unfiltered = unfiltered;
        if self.program.matchers.iter().any(Matcher::asks_for_subject) {
            self.program.subjects = SubjectFinder::new(&self.rulebook.subjects);
        }
        let (literals, sounds) = (std::mem::take(&mut self.literals), std::mem::take(&mut self.sounds));
        self.program.lengths = vec![0; literals.len()];
        literals.iter().for_each(|(text, number)| self.program.lengths[*number as usize] = text.len() as u32);
        self.program.automaton = self.automaton(&literals);
        self.program.sounds = SoundTrie::new(sounds.iter().map(|(phrase, literal)| (phrase.as_str(), *literal)));
        self.program
    }

    /// Builds an automaton; one that cannot be built is an error, for without it rules would be silent.
    fn automaton(&mut self, literals: &HashMap<String, Literal>) -> Option<Automaton> {
        Automaton::build(literals).unwrap_or_else(|error| {
            let message =
                huashu_model::message!("词句太多，无法编译：{error}", "too many phrases to compile: {error}");
            self.sink.problems.push(Problem::error("rulebook/too-large", message));
            None
        })
    }

    /// Returns the names of shared matchers that something uses.
    pub(crate) fn used_terms(&self) -> &BTreeMap<String, usize> {
        &self.used_terms
    }

    /// Adds a matcher whose parts are in the program already: works out what triggers it and what its hits depend on.
    fn add(&mut self, mut matcher: Matcher) -> MatcherId {
        let sought = &mut matcher.sought;
        for (number, expression) in (0u32..).zip(&sought.expressions) {
            if expression.requirements.is_empty() {
                sought.unfiltered_expressions.push(number as usize);
            }
            let candidate = Candidate::Expression(number);
            sought.candidates.extend(expression.requirements.iter().map(|met| (*met, candidate)));
        }
        if !sought.literals.is_empty() {
            let requirement = self.program.requirements.one_of(std::mem::take(&mut sought.literals));
            sought.candidates.push((requirement, Candidate::Literal));
        }
        sought.candidates.sort_unstable();
        sought.candidates.dedup();
        matcher.trigger = self.trigger_of(&matcher);
        matcher.depends_on = self.program.dependence_of(&matcher);
        if matcher.depends_on == DependsOn::Conversation && !matcher.sought.is_empty() {
            let sought = match matcher.equals.is_empty() {
                true => std::mem::take(&mut matcher.sought),
                // What agrees with the log is sought again, with the log.
                false => matcher.sought.clone(),
            };
            let mut text_part = Matcher { sought, ..Matcher::default() };
            text_part.trigger = self.trigger_of(&text_part);
            matcher.text_part = Some(self.program.push(text_part));
        }
        self.program.push(matcher)
    }

    /// Joins what triggers everything that can produce a hit.
    fn trigger_of(&mut self, matcher: &Matcher) -> Option<Trigger> {
        let sought = &matcher.sought;
        if !sought.sounds.is_empty() || sought.similar.is_some() || !sought.unfiltered_expressions.is_empty() {
            return None;
        }
        let mut trigger = Trigger::default();
        trigger.requirements.extend(sought.candidates.iter().map(|(requirement, _)| *requirement));
        for entity in &sought.entities {
            match entity.precheck() {
                Precheck::Any => return None,
                Precheck::Literals(texts) => {
                    let literals = texts.iter().map(|text| self.literal(text)).collect();
                    trigger.requirements.push(self.program.requirements.one_of(literals));
                }
                precheck => trigger.entities.push(precheck),
            }
        }
        for source in matcher.sources() {
            let source = self.program.matcher(source).trigger.as_ref()?;
            trigger.requirements.extend(&source.requirements);
            trigger.entities.extend(&source.entities);
        }
        trigger.requirements.sort_unstable();
        trigger.requirements.dedup();
        trigger.entities.sort_unstable();
        trigger.entities.dedup();
        Some(trigger)
    }

    /// Adds a matcher that never hits.
    pub(super) fn nothing(&mut self) -> MatcherId {
        self.add(Matcher::default())
    }

    pub(super) fn literal(&mut self, text: &str) -> Literal {
        let next = self.literals.len() as Literal;
        *self.literals.entry_ref(text).or_insert(next)
    }

    fn ignoring(&mut self, names: &[Text]) -> Option<MatcherId> {
        let any_of: Vec<MatcherId> = names.iter().filter_map(|name| self.term(name)).collect();
        (!any_of.is_empty()).then(|| self.add(Matcher { any_of, ..Matcher::default() }))
    }

    fn all(&mut self, specs: &[MatcherSpec]) -> Vec<MatcherId> {
        specs.iter().map(|spec| self.matcher(spec)).collect()
    }

    fn all_near(&mut self, specs: &[NearSpec]) -> Vec<Near> {
        let near = |spec: &NearSpec| Near {
            matcher: self.matcher(&spec.matcher),
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
