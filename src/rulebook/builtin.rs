//! The rulebooks that come with huashu, embedded in the binary.

/// Name and text of every embedded file; the name is its path under `rules/` without `.toml`.
///
/// Adding a rulebook is its own file and one line here.
pub const BUILTINS: &[(&str, &str)] = &[
    ("base", include_str!("../../rules/base.toml")),
    ("base/answer-terms", include_str!("../../rules/base/answer-terms.toml")),
    ("base/answers", include_str!("../../rules/base/answers.toml")),
    ("base/arrival", include_str!("../../rules/base/arrival.toml")),
    ("base/conflict", include_str!("../../rules/base/conflict.toml")),
    ("base/dialect", include_str!("../../rules/base/dialect.toml")),
    ("base/elements", include_str!("../../rules/base/elements.toml")),
    ("base/manner-terms", include_str!("../../rules/base/manner-terms.toml")),
    ("base/manners", include_str!("../../rules/base/manners.toml")),
    ("base/passing-on", include_str!("../../rules/base/passing-on.toml")),
    ("base/private-account", include_str!("../../rules/base/private-account.toml")),
    ("base/promise", include_str!("../../rules/base/promise.toml")),
    ("base/replies", include_str!("../../rules/base/replies.toml")),
    ("base/terms", include_str!("../../rules/base/terms.toml")),
    ("base/time", include_str!("../../rules/base/time.toml")),
    ("base/wording", include_str!("../../rules/base/wording.toml")),
    ("chat", include_str!("../../rules/chat.toml")),
    ("voice", include_str!("../../rules/voice.toml")),
    ("ecommerce", include_str!("../../rules/ecommerce.toml")),
    ("aftersales", include_str!("../../rules/aftersales.toml")),
    ("logistics", include_str!("../../rules/logistics.toml")),
    ("finance", include_str!("../../rules/finance.toml")),
    ("property", include_str!("../../rules/property.toml")),
    ("privacy", include_str!("../../rules/privacy.toml")),
    ("advertising-law", include_str!("../../rules/advertising-law.toml")),
    ("english", include_str!("../../rules/english.toml")),
    ("order-notes", include_str!("../../rules/order-notes.toml")),
];

/// The packs a user chooses from, in the order `builtin:all` loads them.
pub const PACKS: &[&str] = &[
    "base",
    "voice",
    "ecommerce",
    "logistics",
    "finance",
    "property",
    "privacy",
    "advertising-law",
    "english",
    "order-notes",
    "chat",
];

/// Returns the text of an embedded rulebook.
pub(super) fn text(name: &str) -> Option<&'static str> {
    BUILTINS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn names(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("the folder rules/") {
            let path = entry.expect("an entry").path();
            let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
            if path.is_dir() {
                names(&path, &format!("{prefix}{stem}/"), found);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                found.push(format!("{prefix}{stem}"));
            }
        }
    }

    #[test]
    fn every_file_under_rules_is_embedded_by_its_name() {
        let mut found = Vec::new();
        names(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), "", &mut found);
        let mut embedded: Vec<&str> = BUILTINS.iter().map(|(name, _)| *name).collect();
        found.sort();
        embedded.sort_unstable();
        assert_eq!(found, embedded);
    }

    #[test]
    fn every_pack_is_embedded() {
        assert!(PACKS.iter().all(|pack| text(pack).is_some()));
    }
}
