//! Every file that names the version of a release names the same: Cargo.toml, the npm package, the wheel, the hook.

use std::path::Path;

use serde_json::Value;

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect(name)
}

fn table(name: &str) -> toml::Table {
    read(name).parse().expect("TOML")
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[test]
fn npm_packages_are_of_this_version() {
    let package: Value = serde_json::from_str(&read("npm/huashu/package.json")).expect("JSON");
    assert_eq!(package["version"], VERSION);
    let platforms = package["optionalDependencies"].as_object().expect("platforms");
    let script = read("npm/assemble.mjs");
    assert_eq!(platforms.len(), script.matches("{ os: ").count(), "platforms that are asked for are made");
    for (name, version) in platforms {
        assert_eq!(version, VERSION, "{name}");
    }
}

#[test]
fn crates_ask_for_one_another_in_this_version() {
    let manifest = table("Cargo.toml");
    let dependencies = manifest["workspace"]["dependencies"].as_table().expect("dependencies");
    let own: Vec<_> = dependencies.iter().filter(|(_, wanted)| wanted.get("path").is_some()).collect();
    assert!(own.len() > 5, "{own:?}");
    for (name, wanted) in own {
        assert_eq!(wanted["version"].as_str(), Some(VERSION), "{name}");
    }
}

#[test]
fn the_hook_fetches_this_version() {
    let hook = table("pre-commit/pyproject.toml");
    assert_eq!(hook["project"]["version"].as_str(), Some(VERSION));
    assert_eq!(hook["project"]["dependencies"][0].as_str(), Some(format!("huashu=={VERSION}").as_str()));
    assert!(read("pre-commit/README.md").contains(&format!("rev: v{VERSION}\n")));
}

#[cfg(unix)]
#[test]
fn the_release_compares_them_too() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/versions");
    let run = |version: &str| std::process::Command::new(&script).arg(version).output().expect("bash");
    let (same, other) = (run(VERSION), run("9.9.9"));
    assert!(same.status.success(), "{same:?}");
    assert!(!other.status.success());
    for file in [
        "Cargo.toml",
        "npm/huashu/package.json",
        "pre-commit/pyproject.toml",
        "pre-commit/README.md",
        "crates/huashu-python/Cargo.toml",
        "crates/huashu-python/Cargo.lock",
        "docs/gate.zh-CN.md",
        "docs/install.md",
    ] {
        assert!(String::from_utf8_lossy(&other.stdout).contains(file), "{file}: {other:?}");
    }
}
