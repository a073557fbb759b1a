//! The examples of embedding run, say what they should, and are what the READMEs show.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs an example, which `cargo test` has built beside the tests, and returns what it prints.
fn printed(name: &str) -> String {
    let tests = std::env::current_exe().expect("a test has a path");
    let folder: PathBuf = tests.ancestors().nth(2).expect("target/PROFILE/deps/TEST").join("examples");
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.is_file(), "{} is not built: cargo build --examples", program.display());
    let output = Command::new(&program).env_clear().output().expect("the example runs");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn a_conversation_is_checked() {
    let out = printed("check_conversation");
    let line = out.lines().find(|line| line.contains("attitude/")).expect("a finding");
    let finding: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!((&finding["rule"], &finding["text"]), (&"attitude/dont-know".into(), &"不知道".into()), "{out}");
    assert_eq!((&finding["agent"], &finding["utterance"]), (&"1024".into(), &3.into()), "{out}");
    assert!(out.contains("rules that could not be judged: "), "{out}");
}

#[test]
fn a_draft_is_checked_and_reworded() {
    let out = printed("check_draft");
    assert!(
        out.starts_with("您好，您的订单今天发出。\n您好。这个我不知道。\n  error attitude/dont-know: "),
        "{out}"
    );
    assert!(out.contains("  → 您好。") && out.contains("(read it before sending; findings left: 0)"), "{out}");
}

#[test]
fn a_rulebook_of_ones_own_is_used_and_its_mistakes_are_told() {
    let out = printed("own_rulebook");
    assert!(out.starts_with("shop/old-slogan – The old slogan is no longer used\n放心，价格问题"), "{out}");
    assert!(out.contains("shop.toml:4:") && out.contains("shop.toml:6:"), "{out}");
}

#[test]
fn the_readmes_show_the_example() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(root.join(name)).expect("a file");
    let example = read("examples/check_conversation.rs");
    let (_, code) = example.split_once("\n\n").expect("a head and code");
    for name in ["README.md", "README.zh-CN.md"] {
        assert!(
            read(name).contains(&format!("```rust\n{code}```\n")),
            "{name} does not show check_conversation.rs"
        );
    }
}
