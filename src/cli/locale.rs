//! The language of messages: as asked for, else the locale's, else Chinese.

use huashu_model::language::Language;

use super::refused::Refused;

/// Reads `zh` or `en`, with or without a region.
pub(super) fn parse(word: &str) -> Result<Language, Refused> {
    match word.split(['-', '_', '.']).next().unwrap_or_default() {
        "zh" | "cn" => Ok(Language::Chinese),
        "en" => Ok(Language::English),
        _ => {
            Err(huashu_model::message!("没有语言「{word}」，可用 zh、en", "unknown language `{word}`: zh or en")
                .into())
        }
    }
}

/// Returns the locale's language: English only where the locale says so.
pub(super) fn from_environment() -> Language {
    let locale = sys_locale::get_locale().unwrap_or_default();
    if locale.starts_with("en") { Language::English } else { Language::Chinese }
}
