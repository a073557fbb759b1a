//! Rulebooks as written: TOML read, merged and validated, with every problem at once.
//!
//! Nothing here runs a rule: a [`Rulebook`] is what was written, and
//! the engine makes of it what runs. Knows no conversations beyond the
//! little ones in examples.
//!
//! Whoever embeds huashu wants the crate `huashu-core`; what is documented here is what its builder is made of.

mod codes;
mod condition;
mod diagnostics;
mod example;
mod fingerprint;
mod guard;
mod kind;
mod load;
mod matcher;
mod nesting;
mod node;
mod phrase;
mod profile;
mod reference;
mod resolver;
mod rewrite;
mod rule;
mod scope;
mod scorecard;
mod settings;
mod subject;
mod table_reader;
mod waiver;

use std::collections::BTreeMap;

pub use diagnostics::Diagnostics;
pub use reference::Reference;
pub use resolver::{FileResolver, Located, NoFiles, ResolveError, Resolver};
pub use rule::Rule;

// What a rule is made of, for the engine that compiles it and for the pages that describe the language. It grows with
// every kind and key, so no promise is made of it.
#[doc(hidden)]
pub use codes::CODES;
#[doc(hidden)]
pub use condition::{ConditionSpec, Surroundings, read_conditions};
#[doc(hidden)]
pub use diagnostics::{Sources, did_you_mean};
#[doc(hidden)]
pub use example::{EXAMPLE_KEYS, Example, Expectation, unread_words};
#[doc(hidden)]
pub use guard::{GuardSpec, SaidBy};
#[doc(hidden)]
pub use kind::{
    Body, ClockSpec, CountSpec, ForbidSpec, HourSpec, KINDS, Kind, Measure, NoteSpec, RepeatSpec, ReplySpec,
    RequireSpec, SequenceSpec, StepSpec, TimingSpec,
};
#[doc(hidden)]
pub use matcher::{Area, MatcherSpec, NearSpec, Part, Position, Side, SimilarSpec, require_something};
#[doc(hidden)]
pub use node::{Entry, Node, SourceId, SourceSpan, Table, Value};
#[doc(hidden)]
pub use phrase::{PhraseError, PhraseNames, Piece, parse as parse_phrase, parse_with};
#[doc(hidden)]
pub use profile::{Profile, Shows};
#[doc(hidden)]
pub use reference::Author;
#[doc(hidden)]
pub use rewrite::{FORGOTTEN, RewriteExample, RewritePart, RewritePosition, RewriteSpec, WordingPart};
#[doc(hidden)]
pub use rule::{Lead, parse_severity};
#[doc(hidden)]
pub use scope::{
    Extent, RoleFilter, Same, ScopeSpec, WhenSpec, WhereSpec, Which, WithinSpec, parse_duration, read_duration,
    read_roles, read_when, role_names,
};
#[doc(hidden)]
pub use scorecard::score_keys;
#[doc(hidden)]
pub use settings::InputSettings;
#[doc(hidden)]
pub use subject::{Subject, SubjectWords, subject_names};
#[doc(hidden)]
pub use table_reader::{KeyType, KnownKey, TableReader, Text, choose, text_of, texts_of};
#[doc(hidden)]
pub use waiver::Waiver;

use huashu_model::score::Scorecard;
use load::{Loader, Merged};

/// Rulebooks merged into one, read and validated.
///
/// ```
/// use huashu_rulebook::{Diagnostics, NoFiles, Rulebook};
///
/// let toml = "[[rule]]\nid = 'shop/slogan'\nphrases = ['买贵就赔']\nseverty = 'error'\n";
/// let mut diagnostics = Diagnostics::default();
/// let rulebook = Rulebook::load_text("shop.toml", toml, &NoFiles, &mut diagnostics);
/// assert_eq!(rulebook.rules[0].info.id, "shop/slogan");
/// assert!(diagnostics.problems.iter().any(|problem| problem.code == "rulebook/unknown-key"));
/// ```
#[derive(Debug, Default)]
pub struct Rulebook {
    /// The names it was loaded from, joined with ` + `.
    pub name: String,
    /// The rules, on and off, in the order written.
    pub rules: Vec<Rule>,
    /// Shared matchers by name.
    pub terms: BTreeMap<String, MatcherSpec>,
    /// Guards by name, those that come with the program among them.
    pub guards: BTreeMap<String, GuardSpec>,
    /// The words by which it is told of whom a clause speaks.
    pub subjects: SubjectWords,
    /// What changes in conversations of a sort, in the order of their names.
    pub profiles: Vec<Profile>,
    /// Texts for `{var:NAME}`.
    pub variables: BTreeMap<String, String>,
    /// How input is to be read.
    pub input: InputSettings,
    /// How findings become a score.
    pub score: Scorecard,
    /// Findings that do not count, with reasons.
    pub waivers: Vec<Waiver>,
    /// Sixteen hex digits that change when anything in the rulebooks does but their comments and their layout.
    pub fingerprint: String,
}

impl Rulebook {
    /// Loads and merges `names`: paths, `builtin:NAME`, or `builtin:all` for every rule of every pack switched on.
    ///
    /// Every problem goes to `sink`; what could be read is returned all the same.
    pub fn load(names: &[String], resolver: &dyn Resolver, sink: &mut Diagnostics) -> Rulebook {
        let references: Vec<Reference> = names.iter().map(|name| Reference::parse(name)).collect();
        Rulebook::load_all(&references, resolver, sink)
    }

    /// Reads a rulebook from text; `name` stands for its path in messages and for relative `extends`.
    pub fn load_text(name: &str, text: &str, resolver: &dyn Resolver, sink: &mut Diagnostics) -> Rulebook {
        let reference = Reference::Text { name: name.to_owned(), text: text.to_owned() };
        Rulebook::load_all(&[reference], resolver, sink)
    }

    /// Loads and merges rulebooks, as [`Rulebook::load`] does.
    pub fn load_all(references: &[Reference], resolver: &dyn Resolver, sink: &mut Diagnostics) -> Rulebook {
        let merged = Loader::new(sink, resolver).load(references);
        Rulebook::read(merged, sink)
    }

    fn read(merged: Merged, sink: &mut Diagnostics) -> Rulebook {
        let fingerprint = fingerprint::of(&merged);
        let mut terms = BTreeMap::new();
        let overgrown = nesting::overgrown(&merged.terms, &merged.rules, sink);
        for (name, table) in &merged.terms {
            // What was refused stays empty, so that nothing expands it.
            let spec = match overgrown.contains(name) {
                true => MatcherSpec::default(),
                false => MatcherSpec::read_whole(TableReader::new(table), sink),
            };
            terms.insert(name.clone(), spec);
        }
        let guards = merged.guards.iter();
        let guards = guards.map(|(name, table)| (name.clone(), GuardSpec::read(name, table, sink))).collect();
        let mut subjects = SubjectWords::default();
        merged.subjects.iter().for_each(|table| subjects.add(table, sink));
        let profiles = merged.profiles.iter();
        let profiles = profiles.map(|(name, table)| Profile::read(name, table, &merged.rules, sink)).collect();
        let mut rules: Vec<Rule> = merged.rules.into_iter().filter_map(|table| Rule::read(table, sink)).collect();
        if merged.everything {
            rules.iter_mut().for_each(|rule| rule.enabled = true);
        }
        let input = merged.input.as_ref().map(|table| InputSettings::read(table, sink)).unwrap_or_default();
        let ids: Vec<&str> = rules.iter().map(|rule| rule.info.id.as_str()).collect();
        let score = scorecard::read(&merged.score, &ids, sink);
        let waivers = Waiver::read_all(&merged.waivers, &ids, sink);
        let (name, variables) = (merged.name, merged.variables);
        Rulebook { name, rules, terms, guards, subjects, profiles, variables, input, score, waivers, fingerprint }
    }

    /// Parses a phrase written in this rulebook: its variables and terms are known.
    pub fn parse_phrase(&self, phrase: &str) -> Result<Vec<Piece>, PhraseError> {
        let variable = |name: &str| self.variables.get(name).cloned();
        parse_with(phrase, PhraseNames { variable: &variable, is_terms: &|name| self.terms.contains_key(name) })
    }

    /// Parses a phrase with named slots, as rewritings have them.
    #[doc(hidden)]
    pub fn parse_rewrite_phrase(&self, phrase: &str) -> Result<Vec<RewritePart>, PhraseError> {
        let variable = |name: &str| self.variables.get(name).cloned();
        let names = PhraseNames { variable: &variable, is_terms: &|name| self.terms.contains_key(name) };
        rewrite::parse_parts(phrase, names)
    }

    /// Parses what a clause becomes.
    #[doc(hidden)]
    pub fn parse_wording(&self, wording: &str) -> Result<Vec<WordingPart>, PhraseError> {
        rewrite::parse_wording(wording, &|name| self.variables.get(name).cloned())
    }

    /// Returns the rule called `id`.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.info.id == id)
    }
}
