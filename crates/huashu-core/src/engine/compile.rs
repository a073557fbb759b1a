//! From what was written to what runs.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::gate::{self, Way};
use super::narrow::OnlyText;
use super::phrase;
use super::phrase_matcher;
use super::program::{
    Automaton, Condition, Expression, Lead, Literal, Matcher, MatcherId, Near, Program, Reach, Wake,
};
use super::scope::{Anchor, Scope};
use super::set::BitSet;
use super::sound;
use super::wake::{Waker, WayId};
use huashu_model::entity;
use huashu_model::problem::Problem;
use huashu_model::text::fold_phrase;
use huashu_rulebook::{
    ConditionSpec, Diagnostics, MatcherSpec, NearSpec, Part, Piece, Position, RoleFilter, Rulebook, ScopeSpec,
    Text, did_you_mean, parse_phrase,
};

/// Turns matchers as written into a [`Program`].
#[derive(Debug)]
pub struct Compiler<'r> {
    pub(super) rulebook: &'r Rulebook,
    /// Where problems go.
    pub sink: &'r mut Diagnostics,
    program: Program,
    literals: HashMap<String, Literal>,
    sounds: HashMap<String, Literal>,
    terms: HashMap<String, MatcherId>,
    open_terms: Vec<String>,
    used_terms: BTreeMap<String, usize>,
    /// The only text the engine will be asked about, where it is known.
    pub(super) only: Option<OnlyText>,
    /// What is being compiled comes with the program: its mistakes were found by its tests.
    pub(super) is_trusted: bool,
    /// Lists of samples made so far.
    pub(super) samples: u32,
    /// How deep inside of `not-in` the compiler is.
    covering: usize,
}

/// Shared matchers that name one another deeper than this are matched by an expression.
const MOST_TERMS_NESTED: usize = 4;

impl<'r> Compiler<'r> {
    pub(super) fn new(rulebook: &'r Rulebook, sink: &'r mut Diagnostics) -> Self {
        Compiler {
            rulebook,
            sink,
            program: Program::default(),
            literals: HashMap::new(),
            sounds: HashMap::new(),
            terms: HashMap::new(),
            open_terms: Vec::new(),
            used_terms: BTreeMap::new(),
            only: None,
            is_trusted: false,
            samples: 0,
            covering: 0,
        }
    }

    /// Compiles a matcher and returns its number.
    pub fn matcher(&mut self, spec: &MatcherSpec) -> MatcherId {
        let mut matcher = Matcher {
            at: spec.at,
            word: spec.word,
            bridge: spec.bridge,
            spare: spec.spare.clone(),
            ..Matcher::default()
        };
        self.add_phrases(spec, &mut matcher);
        self.add_patterns(spec, &mut matcher);
        matcher.base.extend(spec.terms.iter().filter_map(|name| self.term(name)));
        matcher.base.extend(spec.any_of.iter().map(|nested| self.matcher(nested)));
        matcher.entities = spec.entities.iter().filter_map(|name| self.entity(name)).collect();
        matcher.similar = spec.similar.as_ref().map(|similar| {
            (similar.samples.iter().map(|sample| fold_phrase(&sample.value)).collect(), similar.score)
        });
        if self.only.is_some() && self.is_trusted && self.is_mute(spec, &matcher) {
            // What cannot hit needs no exceptions.
            return self.add(matcher);
        }
        matcher.all_of = self.all(&spec.all_of);
        matcher.none_of = self.all(&spec.none_of);
        matcher.at_least = spec.at_least.as_ref().map(|(count, of)| (*count, self.all(of)));
        matcher.near = self.all_near(&spec.near);
        matcher.not_near = self.all_near(&spec.not_near);
        matcher.ignoring = self.ignoring(&spec.ignoring);
        self.covering += 1;
        matcher.not_in = self.all(&spec.not_in);
        self.covering -= 1;
        matcher.unless = self.conditions(&spec.unless);
        matcher.given = self.conditions(&spec.given);
        matcher.equals = spec
            .equals
            .iter()
            .map(|(capture, field)| (capture.value.to_string(), field.value.to_string()))
            .collect();
        self.program.bridges |= spec.bridge;
        self.add(matcher)
    }

    /// Returns whether a matcher, of which what it seeks by itself is compiled, can hit nothing in the only text.
    fn is_mute(&self, spec: &MatcherSpec, matcher: &Matcher) -> bool {
        let is_silent = |id: &MatcherId| {
            let wake = self.program.matcher(*id).wake.as_ref();
            wake.is_some_and(|wake| wake.ways.is_empty() && wake.entities.is_empty())
        };
        let combines = !spec.all_of.is_empty() || spec.at_least.is_some();
        !combines && !matcher.seeks_text() && matcher.base.iter().all(is_silent)
    }

    /// Compiles whose words a rule reads and where.
    pub fn scope(&mut self, role: RoleFilter, spec: &ScopeSpec) -> Scope {
        let when = spec.when.as_ref();
        let anchor = when.map(|when| Anchor {
            matcher: self.matcher(&when.matcher),
            role: when.role.unwrap_or(role),
            which: when.which,
            merge: when.merge,
            within: when.within.clone(),
        });
        Scope { role, anchor, within: spec.within.clone(), per_agent: spec.per_agent, recalled: true }
    }

    pub(super) fn finish(mut self) -> Program {
        let mut woken: Vec<Vec<u32>> = vec![Vec::new(); self.program.ways.len()];
        let mut always = BitSet::new(self.program.matchers.len());
        for (number, matcher) in (0u32..).zip(&self.program.matchers) {
            let Some(wake) = &matcher.wake else {
                always.insert(number);
                continue;
            };
            wake.ways.iter().for_each(|way| woken[*way as usize].push(number));
            for gate in &wake.entities {
                match self.program.woken_by.iter_mut().find(|(known, _)| known == gate) {
                    Some((_, woken)) => woken.push(number),
                    None => self.program.woken_by.push((*gate, vec![number])),
                }
            }
        }
        self.program.waker = Waker::new(&self.program.ways, self.literals.len(), woken);
        self.program.always = always;
        let (literals, sounds) = (std::mem::take(&mut self.literals), std::mem::take(&mut self.sounds));
        self.program.lengths = vec![0; literals.len()];
        literals.iter().for_each(|(text, number)| self.program.lengths[*number as usize] = text.len() as u32);
        self.program.automaton = self.automaton(&literals);
        self.program.sounded = self.automaton(&sounds);
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
    pub(super) fn used_terms(&self) -> &BTreeMap<String, usize> {
        &self.used_terms
    }

    fn add(&mut self, mut matcher: Matcher) -> MatcherId {
        for (number, expression) in (0u32..).zip(&matcher.expressions) {
            if expression.ways.is_empty() {
                matcher.ungated.push(number as usize);
            }
            matcher.leads.extend(expression.ways.iter().map(|way| (*way, Lead::Expression(number))));
        }
        if !matcher.literals.is_empty() {
            matcher.leads.push((self.program.ways.one_of(std::mem::take(&mut matcher.literals)), Lead::Hit));
        }
        matcher.leads.sort_unstable();
        matcher.leads.dedup();
        matcher.wake = self.wake_of(&matcher);
        matcher.reach = self.program.reach_of(&matcher);
        if matcher.reach == Reach::Conversation && matcher.seeks_text() {
            let mut own = if matcher.equals.is_empty() { matcher.split_own() } else { matcher.clone().split_own() };
            own.wake = self.wake_of(&own);
            matcher.own = Some(self.program.push(own));
        }
        self.program.push(matcher)
    }

    /// Joins what wakes everything that can produce a hit.
    fn wake_of(&mut self, matcher: &Matcher) -> Option<Wake> {
        if !matcher.sounds.is_empty() || matcher.similar.is_some() || !matcher.ungated.is_empty() {
            return None;
        }
        let mut wake = Wake::default();
        wake.ways.extend(matcher.leads.iter().map(|(way, _)| *way));
        for entity in &matcher.entities {
            match entity.needs() {
                entity::Gate::Any => return None,
                entity::Gate::Literals(texts) => {
                    let literals = texts.iter().map(|text| self.literal(text)).collect();
                    wake.ways.push(self.program.ways.one_of(literals));
                }
                gate => wake.entities.push(gate),
            }
        }
        for source in matcher.sources() {
            let source = self.program.matcher(source).wake.as_ref()?;
            wake.ways.extend(&source.ways);
            wake.entities.extend(&source.entities);
        }
        wake.ways.sort_unstable();
        wake.ways.dedup();
        wake.entities.sort_unstable();
        wake.entities.dedup();
        Some(wake)
    }

    fn literal(&mut self, text: &str) -> Literal {
        let next = self.literals.len() as Literal;
        *self.literals.entry_ref(text).or_insert(next)
    }

    fn add_phrases(&mut self, spec: &MatcherSpec, matcher: &mut Matcher) {
        let mut seen: HashMap<String, &Text> = HashMap::new();
        for text in &spec.phrases {
            let Some(pieces) = self.pieces(text) else { continue };
            if self.is_shipped(text.place) && !spec.homophones && !self.may_occur(&pieces) {
                continue;
            }
            let pieces = self.inlined(pieces);
            let folded = fold_phrase(&text.value);
            if seen.insert(folded, text).is_some() {
                let word = &text.value;
                let message = huashu_model::message!(
                    "「{word}」与同一列表里的另一条在折叠后相同",
                    "`{word}` equals another phrase of the list after folding"
                );
                self.sink.error("rulebook/duplicate-phrase", text.place, message);
                continue;
            }
            if !spec.homophones && !self.may_occur(&pieces) {
                continue;
            }
            match phrase::spellings(&pieces) {
                Some(spellings) if spec.homophones => {
                    for spelling in spellings {
                        let sounded = sound::sounded(&spelling);
                        let next = self.sounds.len() as Literal;
                        matcher.sounds.push(*self.sounds.entry(sounded).or_insert(next));
                    }
                }
                Some(spellings) if spellings.iter().all(|spelling| !spelling.is_empty()) => {
                    matcher.literals.extend(spellings.iter().map(|spelling| self.literal(spelling)));
                }
                _ => self.add_slotted(text, &pieces, spec.at, matcher),
            }
        }
        matcher.sounds.sort_unstable();
    }

    fn add_slotted(&mut self, text: &Text, pieces: &[Piece], at: Position, matcher: &mut Matcher) {
        let placed = phrase::gate(pieces);
        // What must fill or end an area, and what excuses by covering, is wanted as long as it can be read.
        let fills = at.area.is_some() && at.part != Part::Start;
        let longest = fills || self.covering > 0;
        if !placed.way.is_empty()
            && let Some(walk) = phrase_matcher::compile(pieces, longest)
        {
            let way = self.way(&placed.way);
            matcher.expressions.push(Expression::phrase(pieces, way, walk, placed.most_before));
            return;
        }
        let mut source = String::new();
        phrase::expression(pieces, &mut |name| self.alternatives(name, text), &mut source);
        if self.is_usable(&source, text) {
            let ways = match placed.way.is_empty() {
                true => regex_syntax::parse(&source).map(|hir| gate::ways(&hir)).unwrap_or_default(),
                false => vec![placed.way],
            };
            let ways = ways.iter().map(|way| self.way(way)).collect();
            matcher.expressions.push(Expression::slotted(source, ways));
        }
    }

    /// Returns the number of a way.
    fn way(&mut self, way: &Way) -> WayId {
        let mut lists = Vec::with_capacity(way.len());
        for literals in way {
            let literals = literals.iter().map(|text| self.literal(text)).collect();
            lists.push(self.program.ways.list(literals));
        }
        self.program.ways.way(lists)
    }

    /// Puts the phrases of shared matchers in place of the slots that name them, where they are phrases alone.
    fn inlined(&mut self, pieces: Vec<Piece>) -> Vec<Piece> {
        let inline = |piece: Piece| match piece {
            Piece::Terms(name) => match self.phrases_of(&name, 0) {
                Some(branches) => Piece::Choice(branches),
                None => Piece::Terms(name),
            },
            Piece::Choice(branches) => {
                Piece::Choice(branches.into_iter().map(|branch| self.inlined(branch)).collect())
            }
            other => other,
        };
        pieces.into_iter().map(inline).collect()
    }

    /// Returns the phrases of a shared matcher, or `None` when it is more than a list of phrases.
    fn phrases_of(&mut self, name: &str, depth: usize) -> Option<Vec<Vec<Piece>>> {
        let spec = self.rulebook.terms.get(name)?;
        if depth > MOST_TERMS_NESTED || !spec.patterns.is_empty() {
            return None;
        }
        *self.used_terms.entry(name.to_owned()).or_default() += 1;
        let mut branches = Vec::new();
        for text in &spec.phrases {
            let variables = &self.rulebook.variables;
            let pieces = parse_phrase(&text.value, &|name| variables.get(name).cloned()).ok()?;
            if pieces.iter().any(|piece| matches!(piece, Piece::Terms(_))) {
                return None;
            }
            branches.push(pieces);
        }
        for inner in &spec.terms {
            branches.extend(self.phrases_of(&inner.value, depth + 1)?);
        }
        Some(branches)
    }

    fn add_patterns(&mut self, spec: &MatcherSpec, matcher: &mut Matcher) {
        for text in &spec.patterns {
            let source = text.value.to_string();
            match regex_syntax::parse(&source) {
                Ok(hir) => {
                    let closed = |only: &OnlyText| !only.opens(&gate::quick(&hir));
                    if self.is_trusted && self.only.as_ref().is_some_and(closed) {
                        continue;
                    }
                    let mut ways = gate::ways(&hir);
                    let is_gated = !ways.is_empty();
                    if let Some(only) = &self.only {
                        ways.retain(|way| only.opens(way));
                    }
                    if self.is_usable(&source, text) && !(is_gated && ways.is_empty()) {
                        let ways = ways.iter().map(|way| self.way(way)).collect();
                        matcher.expressions.push(Expression::pattern(source, ways));
                    }
                }
                Err(error) => self.report_pattern(text, &error),
            }
        }
    }

    /// Returns whether a phrase may occur in what the engine will be asked about.
    fn may_occur(&self, pieces: &[Piece]) -> bool {
        self.only.as_ref().is_none_or(|only| only.may_hold(pieces))
    }

    /// Parses a phrase, reporting what is wrong with it.
    fn pieces(&mut self, text: &Text) -> Option<Vec<Piece>> {
        let variables = &self.rulebook.variables;
        let parsed = parse_phrase(&text.value, &|name| variables.get(name).cloned());
        match parsed {
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
    fn alternatives(&mut self, name: &str, at: &Text) -> String {
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

    fn look_up(&mut self, name: &str, at: &Text) -> Option<&'r MatcherSpec> {
        let found = self.rulebook.terms.get(name);
        if found.is_none() {
            let message = huashu_model::message!("没有 [terms.{name}]", "no [terms.{name}]");
            let near = did_you_mean(name, self.rulebook.terms.keys().map(String::as_str));
            let help = near.map(|near| huashu_model::message!("是不是想写 `{near}`？", "did you mean `{near}`?"));
            self.sink.error("rulebook/unknown-terms", at.place, message).help = help;
        }
        *self.used_terms.entry(name.to_owned()).or_default() += 1;
        found
    }

    /// Compiles a shared matcher once.
    fn term(&mut self, name: &Text) -> Option<MatcherId> {
        if let Some(id) = self.terms.get(&*name.value) {
            return Some(*id);
        }
        if self.open_terms.iter().any(|open| *open == *name.value) {
            self.report_cycle(&name.value, name);
            return None;
        }
        let spec = self.look_up(&name.value, name)?;
        self.open_terms.push(name.value.to_string());
        let id = self.matcher(spec);
        self.open_terms.pop();
        self.terms.insert(name.value.to_string(), id);
        Some(id)
    }

    fn entity(&mut self, name: &Text) -> Option<&'static dyn entity::Entity> {
        let found = entity::by_name(&name.value);
        if found.is_none() {
            let word = &name.value;
            let names: Vec<&str> = entity::ENTITIES.iter().map(|entity| entity.name()).collect();
            let list = names.join(", ");
            let message = huashu_model::message!("没有实体「{word}」", "no entity `{word}`");
            let help = huashu_model::message!("可用：{list}", "one of: {list}");
            self.sink.error("rulebook/unknown-entity", name.place, message).help = Some(help);
        }
        found
    }

    fn ignoring(&mut self, names: &[Text]) -> Option<MatcherId> {
        let base: Vec<MatcherId> = names.iter().filter_map(|name| self.term(name)).collect();
        (!base.is_empty()).then(|| self.add(Matcher { base, ..Matcher::default() }))
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

    /// Compiles circumstances of a hit.
    pub fn conditions(&mut self, specs: &[ConditionSpec]) -> Vec<Condition> {
        let condition = |spec: &ConditionSpec| Condition {
            matcher: self.matcher(&spec.matcher),
            surroundings: spec.surroundings,
            side: spec.side,
            role: spec.role,
        };
        specs.iter().map(condition).collect()
    }
}
