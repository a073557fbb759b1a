//! The data file of web pages: what is described there is recognised.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

/// The descriptions built in.
pub(super) static DESCRIPTIONS: LazyLock<Descriptions> =
    LazyLock::new(|| toml::from_str(include_str!("pages.toml")).unwrap_or_default());

/// What web pages of exporters look like.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Descriptions {
    #[serde(rename = "page")]
    pub(super) pages: Vec<Page>,
    #[serde(rename = "script")]
    pub(super) scripts: Vec<Script>,
}

/// A page with an element for each message.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Page {
    #[expect(dead_code, reason = "for readers of the data file")]
    name: String,
    #[expect(dead_code, reason = "for readers of the data file")]
    source: String,
    pub(super) message: String,
    pub(super) speaker: String,
    pub(super) text: String,
    pub(super) time: String,
    pub(super) time_attribute: String,
    time_pattern: String,
    pub(super) skip: Vec<String>,
    pub(super) divider: String,
}

/// A page whose script holds a list of messages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Script {
    #[expect(dead_code, reason = "for readers of the data file")]
    name: String,
    #[expect(dead_code, reason = "for readers of the data file")]
    source: String,
    pub(super) list: String,
    pub(super) text: String,
    pub(super) time: String,
    pub(super) speaker: String,
    pub(super) role: String,
    pub(super) roles: BTreeMap<String, String>,
    pub(super) kind: String,
    pub(super) text_kind: String,
    pub(super) system_kinds: Vec<String>,
}

impl Page {
    /// Returns the pattern of times, compiled anew; once a page.
    pub(super) fn time_pattern(&self) -> Option<Regex> {
        Regex::new(&self.time_pattern).ok()
    }
}

/// Returns whether an element with the classes `held` has all those that `wanted` names.
pub(super) fn has_classes(held: &str, wanted: &str) -> bool {
    wanted.split_whitespace().all(|class| held.split_ascii_whitespace().any(|other| other == class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_is_well_formed() {
        let read: Result<Descriptions, _> = toml::from_str(include_str!("pages.toml"));
        let descriptions = read.expect("pages.toml can be read");
        assert!(descriptions.pages.iter().all(|page| page.time_pattern().is_some()));
    }

    #[test]
    fn all_classes_must_be_there() {
        assert!(has_classes("message default clearfix", "message default"));
        assert!(!has_classes("message service", "message default"));
        assert!(!has_classes("messages", "message"));
    }
}
