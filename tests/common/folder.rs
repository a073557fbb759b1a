//! A folder for one test, and the program run in it.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A folder that goes with the test.
pub(super) struct Folder(TempDir);

impl Folder {
    /// Makes a folder that holds one file.
    pub(super) fn with(name: &str, bytes: impl AsRef<[u8]>) -> Folder {
        let folder = Folder(TempDir::new().expect("a folder"));
        folder.write(name, bytes);
        folder
    }

    /// Returns where the folder is.
    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and the folders it is in.
    pub(super) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// Returns the program, to be run in the folder.
    pub(super) fn huashu(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huashu"));
        command.current_dir(self.path());
        command
    }
}
