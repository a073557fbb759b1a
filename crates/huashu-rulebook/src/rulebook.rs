//! A rulebook: everything that was loaded, merged into one.

use std::collections::{BTreeMap, BTreeSet};

use huashu_model::score::Scorecard;

use crate::fingerprint;
use crate::language::binary::Reader;
use crate::language::diagnostics::Diagnostics;
use crate::language::guard::GuardSpec;
use crate::language::matcher::MatcherSpec;
use crate::language::packed::Packed;
use crate::language::phrase::{PhraseError, PhraseNames, Piece, parse_with};
use crate::language::reference::Reference;
use crate::language::rewrite::{RewritePart, WordingPart, parse_parts, parse_wording};
use crate::language::rule::Rule;
use crate::language::shipped::ShippedPhrases;
use crate::language::subject::SubjectWords;
use crate::language::table_reader::Text;
use crate::load::{Loader, Merged};
use crate::nesting;
use crate::profile::Profile;
use crate::resolver::Resolver;
use crate::scorecard;
use crate::settings::InputSettings;
use crate::waiver::Waiver;

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
    pub terms: BTreeMap<String, Packed<MatcherSpec>>,
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
    /// Phrases that come with the program, parsed, by the numbers of their files; `None` where they have to be parsed anew.
    phrases: Vec<Option<ShippedPhrases>>,
}

/// The rulebooks that come with the program, as the build script read them.
const SHIPPED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/shipped.bin"));

/// The texts in them.
const SHIPPED_TEXTS: &str = include_str!(concat!(env!("OUT_DIR"), "/shipped.txt"));

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
        Rulebook::load_with(references, resolver, Reader::new(SHIPPED, SHIPPED_TEXTS), sink)
    }

    fn load_with(
        references: &[Reference],
        resolver: &dyn Resolver,
        shipped: Reader,
        sink: &mut Diagnostics,
    ) -> Rulebook {
        let merged = Loader::new(sink, resolver, shipped).load(references);
        Rulebook::read(merged, sink)
    }

    fn read(merged: Merged, sink: &mut Diagnostics) -> Rulebook {
        let fingerprint = fingerprint::of(&merged);
        let overgrown = nesting::overgrown(&merged.terms, &merged.rules, sink);
        let own: BTreeSet<&str> =
            merged.terms.iter().filter(|(_, term)| !term.is_shipped()).map(|(name, _)| name.as_str()).collect();
        let is_terms = |name: &str| merged.terms.contains_key(name);
        let mut phrases = merged.phrases;
        phrases.iter_mut().for_each(|file| *file = file.take().filter(|file| file.agree_with(&is_terms, &own)));
        let mut terms = BTreeMap::new();
        for (name, written) in merged.terms {
            // What was refused stays empty, so that nothing expands it.
            let spec = match overgrown.contains(&name) {
                true => Packed::default(),
                false => written.read(sink),
            };
            terms.insert(name, spec);
        }
        let mut guards = BTreeMap::new();
        for (name, written) in merged.guards {
            let guard = written.read(&name, sink);
            guards.insert(name, guard);
        }
        let mut subjects = SubjectWords::default();
        merged.subjects.iter().for_each(|table| subjects.add(table, sink));
        let profiles = merged.profiles.iter();
        let profiles = profiles.map(|(name, table)| Profile::read(name, table, &merged.rules, sink)).collect();
        let mut rules: Vec<Rule> = merged.rules.into_iter().filter_map(|rule| rule.read(sink)).collect();
        if merged.everything {
            rules.iter_mut().for_each(|rule| rule.enabled = true);
        }
        let input = merged.input.as_ref().map(|table| InputSettings::read(table, sink)).unwrap_or_default();
        let ids: Vec<&str> = rules.iter().map(|rule| rule.info.id.as_str()).collect();
        let score = scorecard::read(&merged.score, &ids, sink);
        let waivers = Waiver::read_all(&merged.waivers, &ids, sink);
        let (name, variables) = (merged.name, merged.variables);
        Rulebook {
            name,
            rules,
            terms,
            guards,
            subjects,
            profiles,
            variables,
            input,
            score,
            waivers,
            fingerprint,
            phrases,
        }
    }

    /// Returns the pieces of a phrase written in this rulebook, as [`Rulebook::parse_phrase`] does: of one that comes with
    /// the program as they were parsed when it was built.
    #[doc(hidden)]
    pub fn pieces_of(&self, text: &Text) -> Result<Vec<Piece>, PhraseError> {
        match self.shipped_parts(text).as_deref_mut() {
            Some([RewritePart { name: None, pieces }]) => Ok(std::mem::take(pieces)),
            _ => self.parse_phrase(&text.value),
        }
    }

    /// Returns a phrase with named slots, as rewritings have them.
    #[doc(hidden)]
    pub fn rewrite_parts_of(&self, text: &Text) -> Result<Vec<RewritePart>, PhraseError> {
        match self.shipped_parts(text) {
            Some(parts) => Ok(parts),
            None => self.parse_rewrite_phrase(&text.value),
        }
    }

    fn shipped_parts(&self, text: &Text) -> Option<Vec<RewritePart>> {
        let file = self.phrases.get(text.place.source.shipped()?)?.as_ref()?;
        file.find(text.place.span.start)
    }

    /// Parses a phrase written in this rulebook: its variables and terms are known.
    pub fn parse_phrase(&self, phrase: &str) -> Result<Vec<Piece>, PhraseError> {
        let variable = |name: &str| self.variables.get(name).cloned();
        parse_with(phrase, PhraseNames { variable: &variable, is_terms: &|name| self.terms.contains_key(name) })
    }

    fn parse_rewrite_phrase(&self, phrase: &str) -> Result<Vec<RewritePart>, PhraseError> {
        let variable = |name: &str| self.variables.get(name).cloned();
        let names = PhraseNames { variable: &variable, is_terms: &|name| self.terms.contains_key(name) };
        parse_parts(phrase, names)
    }

    /// Parses what a clause becomes.
    #[doc(hidden)]
    pub fn parse_wording(&self, wording: &str) -> Result<Vec<WordingPart>, PhraseError> {
        parse_wording(wording, &|name| self.variables.get(name).cloned())
    }

    /// Returns the rule called `id`.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.info.id == id)
    }
}

#[cfg(test)]
mod tests {
    use huashu_rules::SCORECARDS;

    use super::*;
    use crate::resolver::NoFiles;

    /// Loads rulebooks twice, once with what the build script read of those that come with the program and once with
    /// their texts, and returns what each came to.
    fn both(references: &[Reference]) -> [(String, String); 2] {
        [Reader::new(SHIPPED, SHIPPED_TEXTS), Reader::default()].map(|shipped| {
            let mut sink = Diagnostics::default();
            let mut rulebook = Rulebook::load_with(references, &NoFiles, shipped, &mut sink);
            let examples = rulebook.rules.iter().map(|rule| rule.examples().len()).sum::<usize>();
            let excused = rulebook.guards.values().map(|guard| guard.examples().len()).sum::<usize>();
            assert!(examples > 0 && excused > 0);
            rulebook.phrases.clear();
            let problems: Vec<_> = sink.problems.iter().map(|problem| (problem, problem.to_string())).collect();
            (format!("{rulebook:?}"), format!("{problems:?}"))
        })
    }

    #[track_caller]
    fn assert_alike(references: &[Reference]) {
        let [(unpacked, its_problems), (read, problems)] = both(references);
        let differ = unpacked.bytes().zip(read.bytes()).position(|(one, other)| one != other);
        let part =
            |text: &str| differ.map(|at| String::from_utf8_lossy(&text.as_bytes()[at..][..200]).into_owned());
        assert_eq!(part(&unpacked), part(&read), "{references:?}");
        assert_eq!(unpacked.len(), read.len(), "{references:?}");
        assert_eq!(its_problems, problems, "{references:?}");
    }

    #[test]
    fn what_is_unpacked_is_what_was_written() {
        assert!(!SHIPPED.is_empty());
        assert_alike(&[Reference::Everything]);
        for pack in ["chat", "english"].iter().chain(SCORECARDS) {
            assert_alike(&[Reference::Builtin((*pack).to_owned())]);
        }
    }

    #[test]
    fn a_rulebook_changes_one_that_comes_with_the_program_as_it_changes_any() {
        for text in [
            "[rulebook]\nextends = ['builtin:base']\n[rules]\n'attitude/*' = 'off'\n'hold/*' = 'info'\n",
            "[rulebook]\nextends = ['builtin:voice']\n[vars]\ncompany = '青禾'\n[terms.hold]\nphrases = ['{稍等?}别挂']\n",
            "[rulebook]\nextends = ['builtin:base']\n[rules]\n'attitude/dont-know' = { add = { phrases = ['{查}一下'], \
             bad = ['⟦查一下⟧'] }, severity = 'warning' }\n[terms.x]\nterms = 'hold'\n",
            "[rulebook]\nextends = ['builtin:base']\n[profiles.letter.rules]\n'opening/*' = 'warning'\n\
             'attitude/dont-know' = { phrase = [] }\n[profiles.voice.rules]\n'nothing/*' = 'off'\n",
            "[rulebook]\nextends = ['builtin:chat', 'builtin:nothing']\n[guards.negated]\nphrases = ['不{hit}']\n\
             [[rule]]\nid = 'attitude/dont-know'\nphrases = ['不知道']\n",
        ] {
            let name = "own.toml".to_owned();
            assert_alike(&[Reference::Text { name, text: text.to_owned() }]);
        }
    }

    #[test]
    fn phrases_are_unpacked_as_they_parse() {
        let mut sink = Diagnostics::default();
        let rulebook = Rulebook::load_all(&[Reference::Everything], &NoFiles, &mut sink);
        let specs =
            rulebook.rules.iter().flat_map(Rule::matchers).chain(rulebook.terms.values().map(|term| &**term));
        let phrases: Vec<&Text> = specs.flat_map(|spec| &spec.phrases).collect();
        let packed = phrases.iter().filter(|text| rulebook.shipped_parts(text).is_some()).count();
        assert!(packed * 100 > phrases.len() * 95, "{packed} of {}", phrases.len());
        for text in phrases {
            assert_eq!(rulebook.pieces_of(text), rulebook.parse_phrase(&text.value), "{}", text.value);
        }
        let rewrites = rulebook.rules.iter().flat_map(|rule| rule.rewrites.iter());
        for text in rewrites.flat_map(|rewrite| &rewrite.phrases) {
            assert_eq!(
                rulebook.rewrite_parts_of(text),
                rulebook.parse_rewrite_phrase(&text.value),
                "{}",
                text.value
            );
        }
    }

    #[test]
    fn a_name_that_is_given_a_meaning_changes_the_phrases_that_come_with_the_program() {
        let text = "[rulebook]\nextends = ['builtin:base']\n[terms.'有']\nphrases = ['存在']\n";
        let references = [Reference::Text { name: "own.toml".to_owned(), text: text.to_owned() }];
        let rulebook = Rulebook::load_all(&references, &NoFiles, &mut Diagnostics::default());
        let specs =
            rulebook.rules.iter().flat_map(Rule::matchers).chain(rulebook.terms.values().map(|term| &**term));
        let mut named = 0;
        for text in specs.flat_map(|spec| &spec.phrases) {
            assert_eq!(rulebook.pieces_of(text), rulebook.parse_phrase(&text.value), "{}", text.value);
            named += usize::from(text.value.contains("{有?}"));
        }
        assert!(named > 0, "some phrase that comes with the program has the name in it");
    }
}
