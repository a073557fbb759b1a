//! Whoever speaks of all formats, entities or kinds asks the lists, so that an entry in a list is all it takes.

use std::path::Path;

use crate::support::program;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file of the repository")
}

/// What a command says of its options.
fn help(command: &str) -> String {
    let output = program().args(["--lang", "en", command, "--help"]).output().expect("the program runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_help_names_every_format_of_reports() {
    let help = help("check");
    let line =
        help.split("Format of the report:").nth(1).and_then(|rest| rest.split("\n  -").next()).expect("the option");
    let named: Vec<&str> = line.split([',', ' ', '\n']).filter(|word| !word.is_empty()).collect();
    assert_eq!(named, Vec::from_iter(huashu_report::names()));
}

#[test]
fn fuzzing_takes_formats_and_entities_from_the_lists() {
    for (target, list) in [("report", "OUTPUTS"), ("canned", "FORMATS"), ("entity", "ENTITIES")] {
        let text = read(&format!("fuzz/fuzz_targets/{target}.rs"));
        assert!(text.contains(&format!("{list}.")) || text.contains(&format!("in {list}")), "{target} asks {list}");
    }
    let targets =
        ["json", "table", "text", "canned"].map(|target| read(&format!("fuzz/fuzz_targets/{target}.rs"))).concat();
    // What is for canned replies only is read by the target that asks the list; conversations are named one by one.
    for format in huashu_input::FORMATS.iter().filter(|format| !["yaml", "toml"].contains(&format.name())) {
        assert!(targets.contains(&format!("named(\"{}\")", format.name())), "{} is in no target", format.name());
    }
}

#[test]
fn tests_of_reports_keep_no_list_of_their_own() {
    for test in ["cli/output", "faults", "output_safety"] {
        let text = read(&format!("tests/suite/{test}.rs"));
        assert!(text.contains("huashu_report::names()"), "{test}");
    }
}

#[test]
fn the_manual_names_every_entity_and_kind() {
    for page in ["docs/rulebook.md", "docs/rulebook.zh-CN.md"] {
        let text = read(page);
        for entity in huashu_model::entity::ENTITIES {
            assert!(text.contains(&format!("`{}`", entity.name())), "{page} does not name {}", entity.name());
        }
        for kind in huashu_rulebook::KINDS {
            assert!(text.contains(&format!("`{}`", kind.name)), "{page} does not name {}", kind.name);
        }
    }
}

#[test]
fn every_scorecard_loads_by_itself() {
    for name in huashu_rules::SCORECARDS {
        let output = program().args(["rules", "--rulebook", &format!("builtin:{name}")]).output();
        let output = output.expect("the program runs");
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
