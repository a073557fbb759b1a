//! Rulebooks that travel: every file that a linter was made from, so that it can be made again where there are no files.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use huashu_rulebook::{FileResolver, Located, ResolveError, Resolver};
use pyo3::prelude::*;

/// Files of rulebooks, by what they were asked for as.
#[derive(Debug, Clone, Default, FromPyObject, IntoPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Files {
    /// The name asked for, the name of the rulebook that asked, the name found, and what the file is known by.
    located: Vec<(String, Option<String>, String, String)>,
    /// What each file holds, by what it is known by.
    contents: BTreeMap<String, Vec<u8>>,
}

/// Reads files and remembers them.
#[derive(Debug, Clone)]
pub(crate) struct Recorder {
    files: FileResolver,
    read: Arc<Mutex<Files>>,
}

impl Recorder {
    /// Reads files as `files` does.
    pub(crate) fn new(files: FileResolver) -> Recorder {
        Recorder { files, read: Arc::default() }
    }

    /// Returns what was read.
    pub(crate) fn files(&self) -> Files {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Resolver for Recorder {
    fn locate(&self, name: &str, parent: Option<&Located>) -> Result<Located, ResolveError> {
        let found = self.files.locate(name, parent)?;
        let asked = (name.to_owned(), parent.map(|parent| parent.name.clone()));
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.located.push((asked.0, asked.1, found.name.clone(), found.identity.clone()));
        Ok(found)
    }

    fn read(&self, place: &Located) -> Result<Vec<u8>, ResolveError> {
        let bytes = self.files.read(place)?;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.contents.insert(place.identity.clone(), bytes.clone());
        Ok(bytes)
    }
}

impl Resolver for Files {
    fn locate(&self, name: &str, parent: Option<&Located>) -> Result<Located, ResolveError> {
        let asks = |asked: &&(String, Option<String>, String, String)| {
            asked.0 == name && asked.1.as_deref() == parent.map(|parent| parent.name.as_str())
        };
        let found = self.located.iter().find(asks).ok_or_else(missing)?;
        Ok(Located { name: found.2.clone(), identity: found.3.clone(), is_extended: parent.is_some() })
    }

    fn read(&self, place: &Located) -> Result<Vec<u8>, ResolveError> {
        self.contents.get(&place.identity).cloned().ok_or_else(missing)
    }
}

fn missing() -> ResolveError {
    ResolveError::Unreadable(huashu_model::message!(
        "不在随检查器一起带来的文件里",
        "not among the files that came with the linter"
    ))
}
