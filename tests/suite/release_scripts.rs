//! The scripts that make a release, run on a stand-in for the program. Where a tool is missing the test says that it is
//! skipped.
#![cfg(unix)]

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::Folder;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn has(programs: &[&str]) -> bool {
    let is_missing = |program: &&&str| {
        let found = Command::new("sh").args(["-c", "command -v \"$0\"", program]).output();
        !found.is_ok_and(|found| found.status.success())
    };
    let missing = programs.iter().find(is_missing);
    missing.inspect(|program| eprintln!("SKIPPED: {program} is not installed"));
    missing.is_none()
}

fn run(program: impl AsRef<Path>, arguments: &[&Path]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(program.as_ref()).args(arguments).current_dir(root).output().expect("it runs");
    assert!(output.status.success(), "{}: {output:?}", program.as_ref().display());
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

/// Packs a stand-in for the program of a target; returns the archive.
fn archive(folder: &Folder, target: &str) -> PathBuf {
    folder.write("built", "#!/bin/sh\necho stand-in\n");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/pack-archive.sh");
    run(script, &[Path::new(target), &folder.path("built"), folder.root()]).into()
}

#[test]
fn a_zip_for_desks_can_be_read_by_any_editor_and_run_by_any_prompt() {
    if !has(&["bash", "tar", "zip", "unzip", "iconv", "python3"]) {
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/desk-zip.sh");
    for (target, runs) in
        [("x86_64-pc-windows-msvc", "run-sample.bat"), ("x86_64-unknown-linux-musl", "run-sample.sh")]
    {
        let folder = Folder::new();
        let zip = run(&script, &[&archive(&folder, target), folder.root()]);
        run("unzip", &[Path::new("-q"), Path::new(&zip), Path::new("-d"), folder.root()]);
        let desk = folder.path(format!("huashu-desk-v{VERSION}-{target}"));
        for text in ["快速上手.txt", "sample/chats.csv"] {
            let text = fs::read(desk.join(text)).expect("a text");
            assert!(text.starts_with(b"\xef\xbb\xbf"));
            assert_eq!(
                text.iter().filter(|byte| **byte == b'\n').count(),
                text.windows(2).filter(|end| end == b"\r\n").count()
            );
            let (_, _, is_lacking) = encoding_rs::GBK.encode(std::str::from_utf8(&text[3..]).expect("UTF-8"));
            assert!(!is_lacking, "a character that code page 936 lacks");
        }
        let runs = fs::read(desk.join(runs)).expect("what runs the sample");
        assert!(runs.is_ascii());
        assert_eq!(target.contains("windows"), runs.windows(2).any(|end| end == b"\r\n"));
    }
}

#[test]
fn npm_packages_are_made_of_archives() {
    if !has(&["bash", "tar", "node"]) {
        return;
    }
    let folder = Folder::new();
    let made = folder.path("packages");
    let packed = archive(&folder, "x86_64-unknown-linux-musl");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("npm/assemble.mjs");
    let said = run("node", &[&script, &made, &packed]);
    assert!(said.starts_with("made huashu, @huashu/cli-linux-x64; not made: "), "{said}");
    let package: serde_json::Value =
        serde_json::from_str(&folder.read("packages/cli-linux-x64/package.json")).expect("JSON");
    assert_eq!(
        (&package["version"], &package["os"][0], &package["cpu"][0]),
        (&VERSION.into(), &"linux".into(), &"x64".into())
    );
    let launcher = made.join("huashu/bin/huashu.js");
    let modules = made.join("huashu/node_modules/@huashu");
    fs::create_dir_all(&modules).expect("a folder");
    fs::rename(made.join("cli-linux-x64"), modules.join(format!("cli-{}-{}", node("platform"), node("arch"))))
        .expect("what npm would do");
    assert_eq!(run("node", &[&launcher]), "stand-in");
}

#[test]
fn the_launcher_of_npm_ends_as_the_program_ends() {
    if !has(&["node"]) {
        return;
    }
    let launcher = Path::new(env!("CARGO_MANIFEST_DIR")).join("npm/huashu/bin/huashu.js");
    for (ends, code, signal) in
        [("exit 3", Some(3), None), ("kill -TERM $$", None, Some(15)), ("kill -KILL $$", None, Some(9))]
    {
        let mut command = Command::new("node");
        command.arg(&launcher).args(["-c", ends]).env("HUASHU_BINARY", "/bin/sh");
        let status = command.status().expect("it runs");
        assert_eq!((status.code(), status.signal()), (code, signal), "{ends}");
    }
    let lacking = Command::new("node").arg(&launcher).env_remove("HUASHU_BINARY").output().expect("it runs");
    let said = String::from_utf8_lossy(&lacking.stderr);
    assert_eq!(lacking.status.code(), Some(2));
    assert!(said.contains("没有装上") && said.contains("is not installed"), "{said}");
}

fn node(field: &str) -> String {
    run("node", &[Path::new("-p"), Path::new(&format!("process.{field}"))])
}

#[test]
fn a_formula_names_the_checksum_of_every_archive() {
    if !has(&["bash", "awk"]) {
        return;
    }
    let targets =
        ["aarch64-apple-darwin", "x86_64-apple-darwin", "aarch64-unknown-linux-musl", "x86_64-unknown-linux-musl"];
    let sums: Vec<String> = (1..)
        .zip(targets)
        .map(|(number, target)| format!("{}  huashu-v{VERSION}-{target}.tar.gz\n", number.to_string().repeat(64)))
        .collect();
    let folder = Folder::with("SHA256SUMS", sums.concat());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/homebrew-formula.sh");
    let formula = run(&script, &[Path::new(VERSION), &folder.path("SHA256SUMS")]);
    for line in sums {
        let (sum, name) = line.trim().split_once("  ").expect("two words");
        assert!(formula.contains(&format!("/{name}\"\n      sha256 \"{sum}\"")), "{formula}");
    }
    folder.write("SHA256SUMS", "");
    let output = Command::new(&script).arg(VERSION).arg(folder.path("SHA256SUMS")).output().expect("it runs");
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
}
