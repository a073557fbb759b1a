//! From what Python names to a rulebook, by the rules of the command line.

use huashu_core::engine::Engine;
use huashu_core::{Linter, Selection};
use huashu_input::Options;
use huashu_model::problem::{Level, Problem};
use huashu_model::score::Scorer;
use huashu_rulebook::{
    Diagnostics, FileResolver, InputSettings, NoFiles, Reference, Resolver, Rule, Rulebook, Sources,
};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::shipping::{Files, Recorder};

/// The rulebook used where none was named.
const DEFAULT: &str = "builtin:base";

/// A rulebook as Python names it: a name, and the text where that is at hand.
#[derive(Debug, Clone, FromPyObject)]
pub(crate) struct Named(String, Option<String>);

impl Named {
    fn reference(&self) -> Reference {
        let Named(name, text) = self;
        match text {
            Some(text) => Reference::Text { name: name.clone(), text: text.clone() },
            None => Reference::parse(name),
        }
    }
}

/// What a linter is made from.
#[derive(Debug, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Recipe {
    rulebooks: Vec<Named>,
    config: Option<Named>,
    select: Vec<String>,
    ignore: Vec<String>,
    allow_extends_outside: bool,
    /// Where files were read before; they are not read again.
    files: Option<Files>,
}

/// Rulebooks made ready.
pub(crate) struct Loaded {
    pub(crate) linter: Linter,
    pub(crate) rulebook: Rulebook,
    pub(crate) sources: Sources,
    pub(crate) scorer: Scorer,
    pub(crate) options: Options,
    pub(crate) files: Files,
}

impl Recipe {
    /// Loads and compiles; fails with every mistake at once.
    pub(crate) fn load(self) -> Result<Loaded, Vec<Problem>> {
        if let Some(files) = &self.files {
            return self.load_with(files, || files.clone());
        }
        let reads_files = self.rulebooks.iter().chain(&self.config).map(Named::reference);
        if reads_files.into_iter().any(|reference| matches!(reference, Reference::File(_))) {
            let recorder = Recorder::new(FileResolver { extends_anywhere: self.allow_extends_outside });
            return self.load_with(&recorder, || recorder.files());
        }
        self.load_with(&NoFiles, Files::default)
    }

    fn load_with(&self, resolver: &dyn Resolver, files: impl Fn() -> Files) -> Result<Loaded, Vec<Problem>> {
        let mut sink = Diagnostics::default();
        let rulebook = self.rulebook(resolver, &mut sink);
        let selection = Selection { select: &self.select, ignore: &self.ignore };
        sink.problems.extend(selection.unknown(&rulebook));
        let wants = |rule: &Rule| selection.wants(rule);
        let engine = Engine::compile(&rulebook, &mut sink, &wants);
        let (options, problems) = huashu::input_settings::input_options(&rulebook.input);
        sink.problems.extend(problems);
        sink.problems.extend(huashu::nothing_done::no_rules(&engine));
        if sink.problems.iter().any(|problem| problem.level == Level::Error) {
            return Err(sink.problems);
        }
        let scorer = Scorer::new(rulebook.score.clone(), engine.rules());
        let wanted = rulebook.rules.iter().filter(|rule| wants(rule));
        let linter = Linter::new(engine, wanted, 0, sink.problems);
        Ok(Loaded { linter, sources: sink.sources, scorer, options, files: files(), rulebook })
    }

    /// Loads what was named; a configuration is the rulebook where no other is, and says how input is read in any case.
    fn rulebook(&self, resolver: &dyn Resolver, sink: &mut Diagnostics) -> Rulebook {
        let load =
            |references: &[Reference], sink: &mut Diagnostics| Rulebook::load_all(references, resolver, sink);
        let default = [Reference::parse(DEFAULT)];
        let references: Vec<Reference> = self.rulebooks.iter().map(Named::reference).collect();
        let config = self.config.as_ref().map(|config| [config.reference()]);
        let Some(config) = config else {
            return load(if references.is_empty() { &default } else { &references }, sink);
        };
        if references.is_empty() {
            let rulebook = load(&config, sink);
            if !rulebook.rules.is_empty() || sink.has_errors() {
                return rulebook;
            }
            let mut default = load(&default, sink);
            default.input = rulebook.input;
            return default;
        }
        let mut rulebook = load(&references, sink);
        if rulebook.input == InputSettings::default() {
            rulebook.input = load(&config, sink).input;
        }
        rulebook
    }
}

/// Writes a configuration that Python has as a dictionary as the TOML that it would be.
#[pyfunction]
pub(crate) fn toml_from_json(config: &str) -> PyResult<String> {
    let wrong = |error: &dyn std::fmt::Display| PyValueError::new_err(format!("config: {error}"));
    let value: serde_json::Value = serde_json::from_str(config).map_err(|error| wrong(&error))?;
    toml::to_string(&value).map_err(|error| wrong(&error))
}
