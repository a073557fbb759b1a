//! Rulebooks that come with the program, as the build script of this crate read them.
//!
//! It reads each file and packs what it says, so that nothing of it is parsed again when the program starts. Phrases are
//! packed apart from the rules that hold them, and found by their places: what a phrase means depends on the names that
//! are known where it is used, so a file's phrases are used only where those names mean what they meant then.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::binary::{Binary, Reader, Writer, binary_struct};
use super::guard::GuardSpec;
use super::matcher::MatcherSpec;
use super::node::Table;
use super::packed::Packed;
use super::phrase::PhraseNames;
use super::reach::Reach;
use super::rewrite::{RewritePart, parse_parts};
use super::rule::Rule;

/// A file that comes with the program.
#[derive(Debug)]
pub(crate) struct ShippedFile {
    /// What it says beside its parts.
    pub(crate) rest: Table,
    /// What of it was read.
    pub(crate) parts: ShippedParts,
}

/// What of such a file is read when the program is built.
#[derive(Debug)]
pub(crate) struct ShippedParts {
    /// Shared matchers by name.
    pub(crate) terms: Vec<(String, Shipped<Packed<MatcherSpec>>)>,
    /// Guards by name.
    pub(crate) guards: Vec<(String, Shipped<GuardSpec>)>,
    /// Rules, in the order written.
    pub(crate) rules: Vec<Shipped<Rule>>,
}

/// A part of such a file.
#[derive(Debug)]
pub(crate) struct Shipped<T> {
    /// As it is written.
    pub(crate) table: Packed<Table>,
    /// What it says.
    pub(crate) read: T,
    /// A number that changes with what is written.
    pub(crate) fingerprint: u64,
    /// What it names.
    pub(crate) reach: Reach<'static>,
}

/// The phrases of such a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShippedPhrases {
    /// Names that stood for terms, and names that did not, where the phrases were parsed.
    names: Reader,
    /// Pairs of four bytes each: where a phrase stands in the file, and where its parts begin in `parts`; sorted.
    index: &'static [u8],
    parts: Reader,
}

/// Bytes of one pair of the index.
const PAIR: usize = 8;

binary_struct!(ShippedFile { rest, parts });
binary_struct!(ShippedParts { terms, guards, rules });
binary_struct!(Shipped<Packed<MatcherSpec>> { table, read, fingerprint, reach });
binary_struct!(Shipped<GuardSpec> { table, read, fingerprint, reach });
binary_struct!(Shipped<Rule> { table, read, fingerprint, reach });
binary_struct!(Reach<'static> { own, whole, slots });

/// Takes apart what the build script put together: of each file what it says, and its phrases.
pub(crate) fn files(mut packed: Reader) -> Vec<(Reader, ShippedPhrases)> {
    std::iter::from_fn(|| {
        let file = packed.run()?;
        Some((file, ShippedPhrases { names: packed.run()?, parts: packed.run()?, index: packed.run()?.bytes() }))
    })
    .collect()
}

impl ShippedPhrases {
    /// Returns whether the names that its phrases ask for mean what they meant when it was packed: `own` are terms that did
    /// not come with the program.
    pub(crate) fn agree_with(&self, is_terms: &dyn Fn(&str) -> bool, own: &BTreeSet<&str>) -> bool {
        let mut names = self.names;
        let (Some(terms), Some(others)) = (Vec::<&str>::read(&mut names), names.run()) else { return false };
        let stands_for_nothing = |others: Vec<&str>| !others.into_iter().any(|name| own.contains(name));
        terms.into_iter().all(is_terms)
            && (own.is_empty() || Vec::read(&mut { others }).is_some_and(stands_for_nothing))
    }

    /// Returns the phrase that stands at a byte of the file, in parts; `None` where it was not packed.
    pub(crate) fn find(&self, start: usize) -> Option<Vec<RewritePart>> {
        let start = u32::try_from(start).ok()?;
        let (pairs, _) = self.index.as_chunks::<PAIR>();
        let halves = |pair: &[u8; PAIR]| {
            let pair = u64::from_le_bytes(*pair);
            (pair as u32, (pair >> 32) as usize)
        };
        let at = pairs.binary_search_by_key(&start, |pair| halves(pair).0).ok()?;
        Vec::read(&mut self.parts.behind(halves(&pairs[at]).1)?)
    }
}

/// Adds a file; `terms` are the names of all shared matchers that come with the program.
#[allow(dead_code, reason = "only the build script writes")]
pub(crate) fn pack(file: &ShippedFile, terms: &BTreeSet<String>, to: &mut Writer) {
    to.run_of(|to| file.write(to));
    let mut texts = std::mem::take(&mut to.texts);
    texts.sort_by_key(|(place, _)| place.span.start);
    texts.dedup_by_key(|(place, _)| place.span.start);
    let (mut names, mut index, mut parsed) = (BTreeMap::new(), Vec::new(), Vec::new());
    for (place, text) in texts {
        parsed.extend(parse_noting(&text, terms, &mut names).map(|parts| (place.span.start, parts)));
    }
    let (terms, others): (Vec<_>, Vec<_>) = names.into_iter().partition(|(_, is_terms)| *is_terms);
    let [terms, others] = [terms, others].map(|names| names.into_iter().map(|(name, _)| name).collect::<Vec<_>>());
    to.run_of(|to| {
        terms.write(to);
        to.run_of(|to| others.write(to));
    });
    to.run_of(|to| {
        for (start, parts) in &parsed {
            index.extend_from_slice(&(*start as u32).to_le_bytes());
            index.extend_from_slice(&(to.bytes.len() as u32).to_le_bytes());
            parts.write(to);
        }
    });
    to.run(&index);
}

/// Parses a phrase and notes the names it asked for; `None` where it is none, or names a variable.
#[allow(dead_code, reason = "only the build script writes")]
fn parse_noting(
    phrase: &str,
    terms: &BTreeSet<String>,
    names: &mut BTreeMap<String, bool>,
) -> Option<Vec<RewritePart>> {
    let asked = RefCell::new(BTreeMap::new());
    let is_terms = |name: &str| *asked.borrow_mut().entry(name.to_owned()).or_insert_with(|| terms.contains(name));
    let parts = parse_parts(phrase, PhraseNames { variable: &|_| None, is_terms: &is_terms }).ok()?;
    names.extend(asked.into_inner());
    Some(parts)
}
