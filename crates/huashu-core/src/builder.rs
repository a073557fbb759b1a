//! From rulebooks to a linter, or to everything that is wrong with them.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use huashu_model::problem::{Level, Problem};
use huashu_rulebook::{Diagnostics, FileResolver, NoFiles, Reference, Resolver, Rulebook};

use crate::engine::Engine;
use crate::linter::Linter;
use crate::selection::Selection;

/// The rulebook of a linter for which none was named.
const DEFAULT: &str = "builtin:base";

/// Collects rulebooks and options for a [`Linter`].
///
/// ```
/// use huashu_core::Linter;
///
/// let linter = Linter::builder().rulebook("builtin:chat").ignore("closing/*").build()?;
/// assert!(linter.rules().all(|rule| !rule.id.starts_with("closing/")));
/// # Ok::<(), huashu_core::RulebookErrors>(())
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct LinterBuilder {
    references: Vec<Reference>,
    resolver: Option<Arc<dyn Resolver + Send + Sync>>,
    select: Vec<String>,
    ignore: Vec<String>,
    context: usize,
}

impl LinterBuilder {
    /// Adds a rulebook by its name: `builtin:NAME`, `builtin:all`, or a path.
    ///
    /// Rulebooks are merged in the order added; without any, `builtin:base` is used.
    pub fn rulebook(mut self, name: &str) -> Self {
        self.references.push(Reference::parse(name));
        self
    }

    /// Adds the rulebook in a file. What it extends has to lie in its folder, unless [`LinterBuilder::resolver`] says
    /// otherwise.
    pub fn rulebook_file(mut self, path: impl AsRef<Path>) -> Self {
        self.references.push(Reference::File(path.as_ref().display().to_string()));
        self
    }

    /// Adds a rulebook that is at hand as TOML; `name` stands for its path in messages.
    pub fn rulebook_text(mut self, name: &str, toml: &str) -> Self {
        self.references.push(Reference::Text { name: name.to_owned(), text: toml.to_owned() });
        self
    }

    /// Reads rulebooks that are not built in through `resolver`.
    ///
    /// Without it, files are read only where a file was added; texts can then extend nothing but built-in rulebooks.
    pub fn resolver(mut self, resolver: impl Resolver + Send + Sync + 'static) -> Self {
        self.resolver = Some(Arc::new(resolver));
        self
    }

    /// Runs only this rule, or the rules that fit a pattern such as `attitude/*`; may be repeated. A rule named by its
    /// whole id runs even where the rulebook switches it off.
    pub fn select(mut self, rule: &str) -> Self {
        self.select.push(rule.to_owned());
        self
    }

    /// Does not run this rule, or the rules that fit a pattern; may be repeated.
    pub fn ignore(mut self, rule: &str) -> Self {
        self.ignore.push(rule.to_owned());
        self
    }

    /// Adds so many utterances on either side to every finding; none unless asked for.
    pub fn context(mut self, utterances: usize) -> Self {
        self.context = utterances;
        self
    }

    /// Loads and compiles the rulebooks.
    ///
    /// # Errors
    ///
    /// Every mistake at once, each with its place; there is no linter of a rulebook with errors.
    pub fn build(self) -> Result<Linter, RulebookErrors> {
        let LinterBuilder { mut references, resolver, select, ignore, context } = self;
        let selection = Selection { select: &select, ignore: &ignore };
        if references.is_empty() {
            references.push(Reference::parse(DEFAULT));
        }
        let reads_files = references.iter().any(|reference| matches!(reference, Reference::File(_)));
        let resolver: &dyn Resolver = match &resolver {
            Some(resolver) => resolver.as_ref(),
            None if reads_files => &FileResolver { extends_anywhere: false },
            None => &NoFiles,
        };
        let mut diagnostics = Diagnostics::default();
        let rulebook = Rulebook::load_all(&references, resolver, &mut diagnostics);
        diagnostics.problems.extend(selection.unknown(&rulebook));
        let engine = Engine::compile(&rulebook, &mut diagnostics, &|rule| selection.wants(rule));
        if diagnostics.has_errors() {
            return Err(RulebookErrors { problems: diagnostics.problems });
        }
        let wanted = rulebook.rules.iter().filter(|rule| selection.wants(rule));
        Ok(Linter::new(engine, wanted, context, diagnostics.problems))
    }
}

impl fmt::Debug for LinterBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LinterBuilder { references, resolver: _, select, ignore, context } = self;
        f.debug_struct("LinterBuilder")
            .field("references", references)
            .field("select", select)
            .field("ignore", ignore)
            .field("context", context)
            .finish_non_exhaustive()
    }
}

/// Everything that is wrong with the rulebooks of a linter.
///
/// It is shown as one line a problem, in English; [`RulebookErrors::problems`] has both languages and more.
///
/// ```
/// use huashu_core::Linter;
///
/// let toml = "[[rule]]\nid = 'shop/slogan'\nphrase = ['买贵就赔']\nseverity = 'fatal'\n";
/// let errors = Linter::builder().rulebook_text("shop.toml", toml).build().expect_err("two mistakes");
/// let lines: Vec<_> = errors.problems().iter().filter_map(|problem| problem.place.line).collect();
/// assert!(lines.contains(&3) && lines.contains(&4));
/// println!("{errors}");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RulebookErrors {
    problems: Vec<Problem>,
}

impl RulebookErrors {
    /// Returns every problem, in the order met: at least one error, and warnings.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for RulebookErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.problems.iter().filter(|problem| problem.level == Level::Error);
        for (index, problem) in errors.enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for RulebookErrors {}
