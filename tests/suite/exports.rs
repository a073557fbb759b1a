//! In every sample of a tool's export the shipped rules find the three breaches, and charge nobody else's words.

use std::fs;
use std::path::Path;

use super::support;

#[test]
fn the_three_breaches_are_found_in_every_export() {
    let exports = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/exports");
    let folder = tempfile::tempdir().expect("a folder");
    for preset in huashu_input::presets() {
        let name = preset.name();
        let text = fs::read_to_string(exports.join(name).join("expected.toml")).expect("an expectation");
        let expected: toml::Table = toml::from_str(&text).expect("TOML");
        let mut rulebook = "[rulebook]\nid = \"sample\"\nextends = [\"builtin:chat\"]\n".to_owned();
        if expected.contains_key("named") {
            rulebook += &format!("[input]\npreset = \"{name}\"\n");
        }
        if let Some(toml::Value::Table(roles)) = expected.get("roles") {
            rulebook += &format!("[input.roles]\n{}", toml::to_string(roles).expect("TOML"));
        }
        let path = folder.path().join("rules.toml");
        fs::write(&path, rulebook).expect("written");
        let file = exports.join(name).join(expected["file"].as_str().expect("a file"));
        let output = support::program()
            .args(["check", "--format", "concise", "--select", "attitude/*", "--rulebook"])
            .arg(&path)
            .arg(&file)
            .output()
            .expect("the program runs");
        let shown = String::from_utf8_lossy(&output.stdout);
        let charges = shown.matches("attitude/").count();
        let lacks = |part: &str| {
            let parts = expected.get("without").and_then(toml::Value::as_array);
            parts.is_some_and(|parts| parts.iter().any(|lacking| lacking.as_str() == Some(part)))
        };
        if lacks("first") || lacks("roles") {
            // Where nobody speaks, or nobody can tell who does, nobody is charged; the latter is no clean run.
            assert_eq!((charges, output.status.code() == Some(2)), (0, lacks("roles")), "{name}: {shown}");
            continue;
        }
        for rule in ["attitude/dont-know", "attitude/brush-off", "attitude/quarrel"] {
            assert_eq!(shown.matches(rule).count(), 1, "{name}: {rule} in {shown}");
        }
        assert_eq!(charges, 3, "{name}: {shown}");
    }
}
