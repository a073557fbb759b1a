//! The rulebooks that come with huashu, as data.
//!
//! Nothing here is code but the list: it knows neither how a rulebook is read nor what a rule is.

/// Name and text of every embedded file; the name is its path under `rules/` without `.toml`.
///
/// Adding a rulebook is its own file and one line here.
pub const BUILTINS: &[(&str, &str)] = &[
    ("base", include_str!("base.toml")),
    ("base/answer-terms", include_str!("base/answer-terms.toml")),
    ("base/answers", include_str!("base/answers.toml")),
    ("base/arrival", include_str!("base/arrival.toml")),
    ("base/conflict", include_str!("base/conflict.toml")),
    ("base/dialect", include_str!("base/dialect.toml")),
    ("base/elements", include_str!("base/elements.toml")),
    ("base/manner-terms", include_str!("base/manner-terms.toml")),
    ("base/manners", include_str!("base/manners.toml")),
    ("base/passing-on", include_str!("base/passing-on.toml")),
    ("base/private-account", include_str!("base/private-account.toml")),
    ("base/promise", include_str!("base/promise.toml")),
    ("base/replies", include_str!("base/replies.toml")),
    ("base/reproach", include_str!("base/reproach.toml")),
    ("base/terms", include_str!("base/terms.toml")),
    ("base/time", include_str!("base/time.toml")),
    ("base/window", include_str!("base/window.toml")),
    ("base/wording", include_str!("base/wording.toml")),
    ("canned", include_str!("canned.toml")),
    ("chat", include_str!("chat.toml")),
    ("voice", include_str!("voice.toml")),
    ("ecommerce", include_str!("ecommerce.toml")),
    ("aftersales", include_str!("aftersales.toml")),
    ("logistics", include_str!("logistics.toml")),
    ("base/sales", include_str!("base/sales.toml")),
    ("finance", include_str!("finance.toml")),
    ("government", include_str!("government.toml")),
    ("healthcare", include_str!("healthcare.toml")),
    ("insurance", include_str!("insurance.toml")),
    ("property", include_str!("property.toml")),
    ("privacy", include_str!("privacy.toml")),
    ("advertising-law", include_str!("advertising-law.toml")),
    ("english", include_str!("english.toml")),
    ("guards", include_str!("guards.toml")),
    ("order-notes", include_str!("order-notes.toml")),
    ("subjects", include_str!("subjects.toml")),
    ("telecom", include_str!("telecom.toml")),
    ("strict-hotline", include_str!("strict-hotline.toml")),
    ("shop-chat", include_str!("shop-chat.toml")),
    ("government-12345", include_str!("government-12345.toml")),
];

/// What every rulebook may use without extending it: guards, and the words by which subjects are told. No rules stand there.
pub const ALWAYS: &[&str] = &["guards", "subjects"];

/// The packs a user chooses from, in the order `builtin:all` loads them.
pub const PACKS: &[&str] = &[
    "base",
    "voice",
    "ecommerce",
    "logistics",
    "finance",
    "insurance",
    "telecom",
    "healthcare",
    "government",
    "property",
    "privacy",
    "advertising-law",
    "english",
    "order-notes",
    "canned",
    "chat",
];

/// Packs with a scorecard: rules of other packs, and how breaches of them become a score.
pub const SCORECARDS: &[&str] = &["strict-hotline", "shop-chat", "government-12345"];

/// Returns where an embedded rulebook stands in [`BUILTINS`].
pub fn number(name: &str) -> Option<usize> {
    BUILTINS.iter().position(|(known, _)| *known == name)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn names(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("the folder rules/") {
            let path = entry.expect("an entry").path();
            let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
            if path.is_dir() && stem != "target" {
                names(&path, &format!("{prefix}{stem}/"), found);
            } else if path.extension().is_some_and(|extension| extension == "toml") && stem != "Cargo" {
                found.push(format!("{prefix}{stem}"));
            }
        }
    }

    #[test]
    fn every_file_under_rules_is_embedded_by_its_name() {
        let mut found = Vec::new();
        names(Path::new(env!("CARGO_MANIFEST_DIR")), "", &mut found);
        let mut embedded: Vec<&str> = BUILTINS.iter().map(|(name, _)| *name).collect();
        found.sort();
        embedded.sort_unstable();
        assert_eq!(found, embedded);
    }

    #[test]
    fn every_pack_is_embedded() {
        assert!(PACKS.iter().chain(SCORECARDS).all(|pack| number(pack).is_some()));
    }
}
