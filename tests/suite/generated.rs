//! The pages in docs/ are those that the code and the rulebooks make.

use std::path::Path;

use huashu::reference;

#[test]
fn generated_files_are_fresh() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stale: Vec<String> = reference::files()
        .into_iter()
        .filter(|file| std::fs::read_to_string(root.join(&file.path)).ok().as_deref() != Some(&file.text))
        .map(|file| file.path)
        .collect();
    assert!(stale.is_empty(), "stale: {stale:#?}\nrefresh with `cargo run -- generate`");
}

#[test]
fn no_page_is_left_over() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let made: Vec<String> = reference::files().into_iter().map(|file| file.path).collect();
    for language in ["zh", "en"] {
        for entry in std::fs::read_dir(docs.join(language)).expect("docs/rules is there") {
            let name = entry.expect("readable").file_name();
            let path = format!("docs/rules/{language}/{}", name.to_string_lossy());
            assert!(made.contains(&path), "{path} belongs to no rulebook");
        }
    }
}
