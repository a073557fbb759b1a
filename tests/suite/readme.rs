//! What the READMEs show is what the program says.
//!
//! In a block ` ```console ` a line that begins with `$ ` is run, and what
//! stands below it must be its output. `status=1` after `console` is the exit
//! status, 0 unless given. `UPDATE=1 cargo test --test suite readme` writes
//! the outputs anew.

use std::path::Path;

use crate::support::program;

#[test]
fn the_english_readme_shows_what_happens() {
    check("README.md");
}

#[test]
fn the_chinese_readme_shows_what_happens() {
    check("README.zh-CN.md");
}

fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let written = std::fs::read_to_string(&path).expect("the README");
    let fresh = refreshed(&written);
    assert!(fresh.contains("$ cargo run -- check"), "{name} shows how to begin");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &fresh).expect("the README can be written");
        return;
    }
    for (number, (was, is)) in written.lines().zip(fresh.lines()).enumerate() {
        let line = number + 1;
        assert_eq!(was, is, "{name}:{line} is stale: UPDATE=1 cargo test --test suite readme");
    }
    assert_eq!(written, fresh, "{name} is stale: UPDATE=1 cargo test --test suite readme");
}

#[test]
fn rulebooks_shown_are_rulebooks() {
    for name in ["README.md", "README.zh-CN.md"] {
        let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("the README");
        let blocks: Vec<&str> =
            page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        assert!(!blocks.is_empty(), "{name} shows a rulebook");
        for block in blocks {
            let folder = tempfile::tempdir().expect("a folder");
            std::fs::write(folder.path().join("huashu.toml"), block).expect("a file");
            // Read as `[input]` says and checked by the rule that the block adds.
            let log = r#"{"session":"1","messages":[{"role":"小二","聊天正文":"放心，买贵就赔哦"}]}"#;
            std::fs::write(folder.path().join("log.jsonl"), log).expect("a file");
            for (arguments, shown) in [
                (&["test"][..], "1 条规则，2 个例子"),
                (&["check", "log.jsonl", "--select", "shop/*"], "shop/old-slogan"),
            ] {
                let output =
                    program().args(arguments).current_dir(folder.path()).output().expect("the program runs");
                assert_eq!(output.status.code(), Some(0), "{name}: {output:?}");
                let out = String::from_utf8_lossy(&output.stdout);
                assert!(out.contains(shown), "{name} {arguments:?}: {out}");
            }
        }
    }
}

/// Returns the page with the output of every shown command as it is now.
fn refreshed(page: &str) -> String {
    let mut fresh = String::new();
    // The exit status expected in the block at hand.
    let mut block: Option<i32> = None;
    for line in page.lines() {
        match block {
            Some(status) => {
                if let Some(command) = line.strip_prefix("$ ") {
                    fresh.push_str(&format!("{line}\n{}", output(command, status)));
                } else if line == "```" {
                    block = None;
                    fresh.push_str("```\n");
                }
            }
            None => {
                block = line.strip_prefix("```console").map(|info| {
                    info.trim().strip_prefix("status=").map_or(0, |status| status.parse().expect("a number"))
                });
                fresh.push_str(line);
                fresh.push('\n');
            }
        }
    }
    fresh
}

/// Runs a command line as shown and returns what it prints.
fn output(command: &str, status: i32) -> String {
    let words = words(command);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let arguments = match words.as_slice() {
        ["cargo", "run", "--", arguments @ ..] | ["huashu", arguments @ ..] => arguments,
        _ => panic!("not a command of huashu: {command}"),
    };
    let output = program().args(arguments).output().expect("the program runs");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{command}");
    assert_eq!(output.status.code(), Some(status), "{command}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Splits a command line at spaces outside double quotation marks.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in command.chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().expect("never empty").push(character),
        }
    }
    words
}
