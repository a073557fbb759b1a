//! Rulebooks ready to run, as `huashu.Linter` calls them.

use std::io;
use std::num::NonZeroUsize;
use std::sync::{Arc, OnceLock};

use huashu::pipeline::{self, Event, Handling, Job, Settings};
use huashu_core::{Draft, Stream, StreamPlan};
use huashu_input::{Chunks, Options, Source};
use huashu_model::confidence::Confidence;
use huashu_model::language::Language;
use huashu_model::mask::Mask;
use huashu_model::problem::{Level, Problem};
use huashu_model::summary::Summary;
use huashu_model::transcript::{Conversation, Role};
use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;

use crate::problems::{ProblemRecord, records, rulebook_error};
use crate::records::{DraftRecord, EvaluationRecord, FindingRecords, rules};
use crate::rulebooks::{Loaded, Recipe};
use crate::shipping::Files;

/// What records that are at hand are called in findings, as standard input is.
const NAME: &str = "-";
/// Conversations after which Python may want to be heard, for Ctrl-C.
const CONVERSATIONS_AT_ONCE: usize = 256;

/// How a linter answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    pub(crate) language: Language,
    pub(crate) masked: bool,
    pub(crate) min_confidence: Confidence,
}

/// Rulebooks ready to run.
#[pyclass(frozen, module = "huashu._huashu", name = "Linter")]
pub(crate) struct NativeLinter {
    pub(crate) loaded: Loaded,
    pub(crate) manner: Manner,
    /// Made when somebody first asks for a stream.
    plan: OnceLock<StreamPlan>,
}

/// What records came to.
#[derive(Debug, Default, IntoPyObject)]
pub(crate) struct Checked {
    evaluations: Vec<EvaluationRecord>,
    problems: Vec<ProblemRecord>,
    remarks: Vec<(String, String)>,
}

#[pymethods]
impl NativeLinter {
    #[new]
    #[pyo3(signature = (recipe, language, masked, min_confidence))]
    fn new(py: Python<'_>, recipe: Recipe, language: &str, masked: bool, min_confidence: &str) -> PyResult<Self> {
        let language = match language {
            "zh" => Language::Chinese,
            "en" => Language::English,
            other => return Err(PyValueError::new_err(format!("language: zh or en, not {other:?}"))),
        };
        let confidence = Confidence::ALL.into_iter().find(|confidence| confidence.name() == min_confidence);
        let unknown = || PyValueError::new_err("min_confidence: certain, likely or possible");
        let manner = Manner { language, masked, min_confidence: confidence.ok_or_else(unknown)? };
        let loaded = py.detach(|| recipe.load()).map_err(|problems| rulebook_error(&problems, language))?;
        Ok(NativeLinter { loaded, manner, plan: OnceLock::new() })
    }

    /// Checks records, one JSON object a line; places count from `first`.
    #[pyo3(signature = (records, threads, first=1))]
    fn check(&self, py: Python<'_>, records: &str, threads: usize, first: u64) -> PyResult<Checked> {
        py.detach(|| self.checked(records, NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN), first))
    }

    /// Checks what an agent is about to send, after a conversation where one is given as JSON.
    #[pyo3(signature = (text, before=None))]
    fn draft(&self, py: Python<'_>, text: &str, before: Option<&str>) -> (Option<DraftRecord>, Vec<ProblemRecord>) {
        py.detach(|| match self.drafted(text, before) {
            Ok(draft) => (Some(DraftRecord::new(&draft, self.manner.language)), Vec::new()),
            Err(problems) => (None, records(&problems)),
        })
    }

    /// Returns the rules in force as JSON objects.
    fn rules(&self) -> Vec<String> {
        let Loaded { rulebook, sources, linter, .. } = &self.loaded;
        rules(rulebook, sources, linter, self.manner.language)
    }

    /// Explains a rule, or the code of a problem.
    fn explain(&self, id: &str) -> PyResult<String> {
        let language = self.manner.language;
        if let Some(rule) = self.loaded.rulebook.rule(id) {
            return Ok(huashu::reference::explain_rule(rule, &self.loaded.sources, language));
        }
        huashu::reference::explain_code(id, language).ok_or_else(|| PyKeyError::new_err(id.to_owned()))
    }

    /// Returns what is probably not meant in the rulebooks.
    fn warnings(&self) -> Vec<ProblemRecord> {
        records(self.loaded.linter.warnings())
    }

    /// Returns every file that the linter was made from.
    fn files(&self) -> Files {
        self.loaded.files.clone()
    }

    /// Returns the names of the rulebooks, joined.
    #[getter]
    fn name(&self) -> &str {
        &self.loaded.rulebook.name
    }

    /// Returns what tells the rules from others: of what the rulebooks say.
    #[getter]
    fn fingerprint(&self) -> &str {
        &self.loaded.rulebook.fingerprint
    }
}

impl NativeLinter {
    /// Begins a text that comes bit by bit.
    pub(crate) fn stream(&self) -> Stream {
        let Loaded { linter, rulebook, .. } = &self.loaded;
        Stream::new(linter, self.plan.get_or_init(|| StreamPlan::new(linter, rulebook)))
    }

    /// Returns how tables are read, of which nothing about files is true.
    pub(crate) fn table_options(&self) -> Options {
        let mut options = self.loaded.options.clone();
        (options.encoding, options.format) = (None, None);
        options
    }

    /// Returns how records at hand are read: as lines of JSON, unless a preset says otherwise.
    fn options(&self) -> Options {
        let mut options = self.table_options();
        options.format = if options.preset.is_some() { None } else { huashu_input::format_from_name("jsonl") };
        options
    }

    /// Returns what is to be done with sources.
    pub(crate) fn job<'j>(&'j self, sources: &'j [Source], threads: NonZeroUsize) -> Job<'j> {
        let settings = Settings {
            threads,
            context: 0,
            min_confidence: self.manner.min_confidence,
            duplicates: false,
            transcripts: false,
            by_agent: false,
            masked: self.manner.masked,
        };
        let Loaded { linter, scorer, options, .. } = &self.loaded;
        Job { sources, options, engine: linter.engine(), scorer, settings }
    }

    fn checked(&self, records: &str, threads: NonZeroUsize, first: u64) -> PyResult<Checked> {
        let linter = &self.loaded.linter;
        let options = self.options();
        let job = Job { options: &options, ..self.job(&[], threads) };
        let chunks = match options.preset {
            Some(_) => huashu_input::read(&Source::memory(NAME, records), &options),
            None => Chunks::of_lines(&Arc::from(NAME), records, first),
        };
        let mut findings = FindingRecords::new(self.manner.language);
        let mut checked = Checked::default();
        let mut interrupted = Ok(());
        let summary = pipeline::run_chunks(job, chunks, Handling::default(), &mut |event| {
            match event {
                Event::Conversation(evaluation) => {
                    checked.evaluations.push(EvaluationRecord::new(evaluation, linter, &mut findings));
                }
                Event::Problem(problem) => checked.problems.push(ProblemRecord::new(problem)),
                Event::Written(..) => {}
            }
            if checked.evaluations.len() % CONVERSATIONS_AT_ONCE == CONVERSATIONS_AT_ONCE - 1 {
                interrupted = Python::attach(|py| py.check_signals());
            }
            if interrupted.is_ok() { Ok(()) } else { Err(io::ErrorKind::Interrupted.into()) }
        });
        interrupted?;
        let summary = summary?;
        let remarks = summary.ledger.remarks.iter().map(|remark| (remark.zh.clone(), remark.en.clone()));
        checked.remarks.extend(remarks);
        checked.problems.extend(nobody(&summary).as_ref().map(ProblemRecord::new));
        Ok(checked)
    }

    fn drafted(&self, text: &str, before: Option<&str>) -> Result<Draft, Vec<Problem>> {
        let Some(before) = before else { return Ok(self.loaded.linter.draft(text)) };
        let options = self.options();
        let chunks: Vec<_> = huashu_input::read(&Source::memory(NAME, before), &options).collect();
        let (mut conversations, mut problems): (Vec<Conversation<'_>>, Vec<Problem>) = Default::default();
        for parsed in chunks.iter().map(|chunk| chunk.parse(&options)) {
            conversations.extend(parsed.conversations);
            problems.extend(parsed.problems);
        }
        match (conversations.pop(), problems.iter().any(|problem| problem.level == Level::Error)) {
            (Some(before), false) => Ok(self.loaded.linter.draft_after(&before, text)),
            // What was said so far may be nothing.
            (None, false) => Ok(self.loaded.linter.draft_after(&Conversation::default(), text)),
            (_, true) => {
                if self.manner.masked {
                    problems.iter_mut().for_each(|problem| Mask::default().problem(problem));
                }
                Err(problems)
            }
        }
    }
}

/// Returns the problem of records in which nobody is known to be an agent and somebody might be. Whoever hands over what
/// only customers said knows it.
pub(crate) fn nobody(summary: &Summary) -> Option<Problem> {
    let unknown = summary.ledger.utterances.get(&Role::Unknown).is_some_and(|count| *count > 0);
    huashu::nothing_done::no_agent(None, summary).filter(|_| unknown)
}
