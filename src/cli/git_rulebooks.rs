//! Rulebooks as git keeps them: `git:REF:PATH` is the file at that commit, branch or tag.

use std::path::{Component, Path, PathBuf};
use std::process::Command;

use huashu_rulebook::{FileResolver, Located, ResolveError, Resolver};

const PREFIX: &str = "git:";

/// Reads rulebooks from git where their name says so, else from the disk.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    pub(super) files: FileResolver,
}

impl Resolver for Places {
    fn locate(&self, name: &str, parent: Option<&Located>) -> Result<Located, ResolveError> {
        let name = match parent {
            None if name.starts_with(PREFIX) => name.to_owned(),
            Some(parent) if parent.name.starts_with(PREFIX) => beside(&parent.name, name)?,
            _ => return self.files.locate(name, parent),
        };
        Ok(Located { identity: name.clone(), name, is_extended: parent.is_some() })
    }

    fn read(&self, place: &Located) -> Result<Vec<u8>, ResolveError> {
        match place.name.strip_prefix(PREFIX) {
            Some(object) => blob(object),
            None => self.files.read(place),
        }
    }
}

/// Returns the name of what a rulebook in git `extends`: at the same commit, in its own folder or below it.
fn beside(parent: &str, name: &str) -> Result<String, ResolveError> {
    let (commit, path) = parent.rsplit_once(':').ok_or(ResolveError::Outside)?;
    let leaves = Path::new(name).components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir));
    if leaves {
        return Err(ResolveError::Outside);
    }
    let path: PathBuf = Path::new(path).parent().unwrap_or(Path::new("")).join(name);
    Ok(format!("{commit}:{}", path.display().to_string().replace('\\', "/")))
}

/// Returns the bytes of `REF:PATH`, the path reckoned from this folder.
fn blob(object: &str) -> Result<Vec<u8>, ResolveError> {
    let unreadable = |message| Err(ResolveError::Unreadable(message));
    let Some((commit, path)) = object.split_once(':').filter(|(commit, _)| !commit.starts_with('-')) else {
        return unreadable(huashu_model::message!("写成 git:提交:路径", "write git:REF:PATH"));
    };
    let output = Command::new("git").args(["cat-file", "blob", &format!("{commit}:./{path}")]).output();
    match output {
        Ok(output) if output.status.success() => Ok(output.stdout),
        Ok(output) => unreadable(String::from_utf8_lossy(&output.stderr).trim().to_owned().into()),
        Err(error) => unreadable(error.to_string().into()),
    }
}
