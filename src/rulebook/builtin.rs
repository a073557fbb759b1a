//! The rulebooks that come with huashu, embedded in the binary.

/// Name and text of every embedded file; the name is its path under `rules/` without `.toml`.
///
/// Adding a rulebook is its own file and one line here.
pub const BUILTINS: &[(&str, &str)] = &[
    ("base/terms", include_str!("../../rules/base/terms.toml")),
    ("base/answers", include_str!("../../rules/base/answers.toml")),
    ("base/manners", include_str!("../../rules/base/manners.toml")),
    ("base/elements", include_str!("../../rules/base/elements.toml")),
    ("base/wording", include_str!("../../rules/base/wording.toml")),
    ("base/promise", include_str!("../../rules/base/promise.toml")),
];

/// The packs a user chooses from, in the order `builtin:all` loads them.
pub const PACKS: &[&str] = &["base", "chat", "voice"];

/// Returns the text of an embedded rulebook.
pub fn text(name: &str) -> Option<&'static str> {
    BUILTINS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
