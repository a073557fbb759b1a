//! Finding and reading rulebooks that are not built in. The only file of this crate that touches the disk.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path};

use huashu_model::language::Message;

/// Finds and reads the rulebooks that are named by a path, for whoever loads them and for `extends`.
///
/// The disk is one such place ([`FileResolver`]); an archive, a database or a map in memory may be others. Built-in
/// rulebooks never come here.
///
/// ```
/// use huashu_rulebook::{Diagnostics, Located, ResolveError, Resolver, Rulebook};
///
/// /// The house's rulebook, wherever it is asked for.
/// struct House(&'static str);
///
/// impl Resolver for House {
///     fn locate(&self, name: &str, parent: Option<&Located>) -> Result<Located, ResolveError> {
///         Ok(Located { name: name.to_owned(), identity: name.to_owned(), is_extended: parent.is_some() })
///     }
///
///     fn read(&self, _place: &Located) -> Result<Vec<u8>, ResolveError> {
///         Ok(self.0.as_bytes().to_vec())
///     }
/// }
///
/// let house = House("[[rule]]\nid = 'house/slogan'\nphrases = ['买贵就赔']\n");
/// let rulebook = Rulebook::load(&["house.toml".to_owned()], &house, &mut Diagnostics::default());
/// assert_eq!(rulebook.rules[0].info.id, "house/slogan");
/// ```
pub trait Resolver {
    /// Finds the rulebook called `name`: as given by whoever loads it, or as written in `extends` of `parent`.
    ///
    /// It is not read yet. An error means that it may not be read at all.
    fn locate(&self, name: &str, parent: Option<&Located>) -> Result<Located, ResolveError>;

    /// Reads the bytes of a rulebook that was found.
    fn read(&self, place: &Located) -> Result<Vec<u8>, ResolveError>;
}

/// A rulebook that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Its name in messages, and what the names in its own `extends` are relative to.
    pub name: String,
    /// The same however the rulebook is reached, so that it is read once and a circle is seen.
    pub identity: String,
    /// Whether another rulebook named it, and not whoever loads it.
    pub is_extended: bool,
}

/// Why a rulebook was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResolveError {
    /// `extends` leaves the place in which it may look.
    Outside,
    /// It cannot be read; the message says why.
    Unreadable(Message),
}

/// Reads rulebooks from the disk.
///
/// What a rulebook `extends` has to be a regular file in its own folder or below it.
#[derive(Debug, Clone, Default)]
pub struct FileResolver {
    /// Let `extends` reach files outside the folder of the rulebook that names them.
    pub extends_anywhere: bool,
}

/// Refuses every file: nothing but built-in rulebooks and texts at hand.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

/// Bytes of the longest rulebook that is read, 64 MiB.
const LONGEST: u64 = 64 << 20;

impl Resolver for FileResolver {
    fn locate(&self, name: &str, parent: Option<&Located>) -> Result<Located, ResolveError> {
        let path = match parent {
            Some(parent) => {
                let folder = Path::new(&parent.name).parent().unwrap_or(Path::new(""));
                let path = folder.join(name);
                if !self.extends_anywhere && leaves(folder, &path) {
                    return Err(ResolveError::Outside);
                }
                path
            }
            None => Path::new(name).to_owned(),
        };
        let identity = path.canonicalize().unwrap_or_else(|_| path.clone());
        Ok(Located {
            name: path.display().to_string(),
            identity: identity.display().to_string(),
            is_extended: parent.is_some(),
        })
    }

    fn read(&self, place: &Located) -> Result<Vec<u8>, ResolveError> {
        let unreadable = |error: std::io::Error| ResolveError::Unreadable(error.to_string().into());
        // Whoever names a pipe wants it read; a rulebook that names one would make us wait for ever.
        if place.is_extended && !std::fs::metadata(&place.name).map_err(unreadable)?.is_file() {
            let message = huashu_model::message!("不是普通文件", "not a regular file");
            return Err(ResolveError::Unreadable(message));
        }
        let mut bytes = Vec::new();
        let mut file = File::open(&place.name).map_err(unreadable)?.take(LONGEST + 1);
        file.read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > LONGEST {
            let limit = LONGEST >> 20;
            let message = huashu_model::message!("超过 {limit} MiB", "longer than {limit} MiB");
            return Err(ResolveError::Unreadable(message));
        }
        Ok(bytes)
    }
}

impl Resolver for NoFiles {
    fn locate(&self, name: &str, parent: Option<&Located>) -> Result<Located, ResolveError> {
        Ok(Located { name: name.to_owned(), identity: name.to_owned(), is_extended: parent.is_some() })
    }

    fn read(&self, _place: &Located) -> Result<Vec<u8>, ResolveError> {
        let message = huashu_model::message!(
            "这里只能用内置规则集和直接给出的文本",
            "only built-in rulebooks and texts at hand are read here"
        );
        Err(ResolveError::Unreadable(message))
    }
}

/// Returns whether `path`, with links and `..` resolved, stands outside `folder`.
fn leaves(folder: &Path, path: &Path) -> bool {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match (folder.canonicalize(), path.canonicalize()) {
        (Ok(folder), Ok(path)) => !path.starts_with(folder),
        _ => path.components().any(|part| part == Component::ParentDir) || path.is_absolute(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Diagnostics, Rulebook};

    fn codes(text: &str, name: &str, resolver: &dyn Resolver) -> Vec<&'static str> {
        let mut diagnostics = Diagnostics::default();
        Rulebook::load_text(name, text, resolver, &mut diagnostics);
        diagnostics.problems.iter().map(|problem| problem.code).collect()
    }

    #[cfg(unix)]
    #[test]
    fn a_rulebook_that_extends_a_pipe_is_not_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe.toml");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
        assert!(made.success());
        let name = folder.path().join("own.toml").display().to_string();
        let text = "[rulebook]\nextends = ['pipe.toml']\n";
        assert_eq!(codes(text, &name, &FileResolver::default()), ["rulebook/unreadable"]);
        // A folder is no file either.
        std::fs::create_dir(folder.path().join("sub")).expect("a folder");
        let text = "[rulebook]\nextends = ['sub']\n";
        assert_eq!(codes(text, &name, &FileResolver::default()), ["rulebook/unreadable"]);
    }

    #[test]
    fn a_rulebook_without_end_is_given_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("long.toml");
        // A file with a hole in it takes no room.
        File::create(&path).and_then(|file| file.set_len(LONGEST + 1)).expect("a file");
        let mut diagnostics = Diagnostics::default();
        Rulebook::load(&[path.display().to_string()], &FileResolver::default(), &mut diagnostics);
        let codes: Vec<_> = diagnostics.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["rulebook/unreadable"]);
    }

    #[test]
    fn without_files_only_what_is_built_in_can_be_extended() {
        assert!(codes("[rulebook]\nextends = ['builtin:base']\n", "own", &NoFiles).is_empty());
        assert_eq!(codes("[rulebook]\nextends = ['base.toml']\n", "own", &NoFiles), ["rulebook/unreadable"]);
        let everything = "[rulebook]\nextends = ['builtin:all']\n";
        assert_eq!(codes(everything, "own", &NoFiles), ["rulebook/unknown-builtin"]);
    }
}
