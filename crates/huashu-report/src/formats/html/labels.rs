//! The words of the page, in the language of the run.

use std::collections::BTreeMap;

use huashu_model::language::Language;

/// Every word in Chinese and in English, by its key.
pub(super) const SOURCE: &str = include_str!("labels.json");

/// The words in one language.
pub(super) struct Labels {
    words: BTreeMap<String, String>,
}

impl Labels {
    pub(super) fn of(language: Language) -> Labels {
        // The file is part of the program and tested; were it broken, keys would stand in place of words.
        let both: BTreeMap<String, [String; 2]> = serde_json::from_str(SOURCE).unwrap_or_default();
        let pick = |[zh, en]: [String; 2]| match language {
            Language::Chinese => zh,
            Language::English => en,
        };
        Labels { words: both.into_iter().map(|(key, words)| (key, pick(words))).collect() }
    }

    /// Returns the word of a key; the key itself where there is none.
    pub(super) fn get<'l>(&'l self, key: &'l str) -> &'l str {
        self.words.get(key).map_or(key, String::as_str)
    }

    /// Returns all words, for the script.
    pub(super) fn all(&self) -> &BTreeMap<String, String> {
        &self.words
    }

    /// Returns the word of a key with prefix, such as `reason.no-time`; the name itself where there is none.
    pub(super) fn of_kind<'l>(&'l self, kind: &str, name: &'l str) -> &'l str {
        self.words.get(&format!("{kind}.{name}")).map_or(name, String::as_str)
    }
}
