//! `huashu init` writes a configuration that works, and never over another.

use std::path::Path;
use std::process::Output;

use crate::support::program;

fn huashu(folder: &Path, arguments: &[&str]) -> Output {
    program().args(arguments).current_dir(folder).output().expect("huashu runs")
}

#[test]
fn the_starter_passes_its_own_tests() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(huashu(folder.path(), &["init", "team"]).status.code(), Some(0));
    let team = folder.path().join("team");
    let test = huashu(&team, &["test", "--lang", "en"]);
    let said = String::from_utf8_lossy(&test.stdout).into_owned();
    assert_eq!(test.status.code(), Some(0), "{said}");
    assert!(said.contains("1 rules, 10 examples: 0 missing, 0 noisy"), "{said}");
    let lint = huashu(&team, &["lint-rules", "--strict"]);
    assert_eq!(lint.status.code(), Some(0), "{}", String::from_utf8_lossy(&lint.stdout));
}

#[test]
fn a_configuration_is_never_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("huashu.toml");
    std::fs::write(&path, "# mine\n").expect("written");
    let again = huashu(folder.path(), &["init", "--lang", "en"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("exists"));
    assert_eq!(std::fs::read_to_string(&path).expect("read"), "# mine\n");
}
