//! The data file of names: what the tools of the trade call columns, roles and kinds.
//!
//! Nothing is named in code; `names.toml` is the one place to add a name.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::record::columns::{Field, plain};
use huashu_model::transcript::Role;

/// The names built in.
pub(crate) static NAMES: LazyLock<Names> = LazyLock::new(|| Names::parse(include_str!("names.toml")));

type Lists = BTreeMap<String, Vec<String>>;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    columns: Lists,
    canned: Lists,
    roles: Lists,
    prefixes: Lists,
    labels: Lists,
    label_starts: Lists,
    label_ends: Lists,
    titles: Lists,
    words: Words,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Words {
    no_text_kinds: Vec<String>,
    not_in_names: Vec<String>,
    auto_marks: Vec<String>,
    wrappers: Vec<String>,
}

/// Names of columns and words for roles.
pub(crate) struct Names {
    columns: Vec<(String, Field)>,
    canned: HashMap<String, Field>,
    roles: HashMap<String, Role>,
    /// The longest first.
    prefixes: Vec<(String, Role)>,
    labels: HashMap<String, Role>,
    label_starts: Vec<(String, Role)>,
    /// The longest first.
    label_ends: Vec<(String, Role)>,
    titles: Vec<(String, Role)>,
    words: Words,
}

impl Names {
    /// Reads the data file, which is a part of the program; a mistake in it shows in the tests.
    fn parse(text: &str) -> Names {
        let file: File = toml::from_str(text).unwrap_or_default();
        let columns = pairs(&file.columns, Field::from_name);
        let canned = pairs(&file.canned, Field::from_name);
        let roles = pairs(&file.roles, role);
        let mut prefixes = pairs(&file.prefixes, role);
        prefixes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        let mut label_ends = pairs(&file.label_ends, role);
        label_ends.sort_by_key(|(end, _)| std::cmp::Reverse(end.len()));
        Names {
            columns,
            canned: canned.into_iter().map(|(name, field)| (plain(&name), field)).collect(),
            roles: roles.into_iter().map(|(word, role)| (plain(&word), role)).collect(),
            prefixes,
            labels: pairs(&file.labels, role).into_iter().map(|(word, role)| (plain(&word), role)).collect(),
            label_starts: pairs(&file.label_starts, role),
            label_ends,
            titles: pairs(&file.titles, role),
            words: file.words,
        }
    }

    /// Returns every name of a column in a log, with what it holds.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&str, Field)> {
        self.columns.iter().map(|(name, field)| (name.as_str(), *field))
    }

    /// Returns what a column of a library of canned replies holds; the name is a plain one.
    pub(crate) fn canned_field(&self, name: &str) -> Option<Field> {
        self.canned.get(name).copied()
    }

    /// Returns the role that a plain word stands for.
    pub(crate) fn role(&self, word: &str) -> Option<Role> {
        if word == "unknown" { Some(Role::Unknown) } else { self.roles.get(word).copied() }
    }

    /// Returns the word for a role with which a speaker's name begins.
    pub(crate) fn prefix_of(&self, speaker: &str) -> Option<(&str, Role)> {
        let found = self.prefixes.iter().find(|(prefix, _)| speaker.starts_with(prefix.as_str()));
        found.map(|(prefix, role)| (prefix.as_str(), *role))
    }

    /// Returns the role of a speaker whose name is, begins with or ends in a word for one, and the name in it.
    pub(crate) fn label<'s>(&self, speaker: &'s str) -> Option<(Role, Option<&'s str>)> {
        let plain = plain(speaker);
        if let Some(role) = self.labels.get(&plain) {
            return Some((*role, None));
        }
        let start =
            self.label_starts.iter().find_map(|(start, role)| Some((without_start(speaker, start)?, *role)));
        if let Some((rest, role)) = start.filter(|(rest, _)| !rest.trim().is_empty()) {
            return Some(self.title_of(rest).map_or((role, Some(rest.trim())), |role| (role, Some(speaker))));
        }
        let ends = |(end, _): &&(String, Role)| plain.len() > end.len() && plain.ends_with(end.as_str());
        let (_, role) = self.label_ends.iter().find(ends).filter(|_| plain.chars().count() <= LONGEST_LABEL)?;
        Some((*role, Some(speaker)))
    }

    /// Returns the role of a title of which this follows 客户 or 客服.
    pub(crate) fn title_of(&self, rest: &str) -> Option<Role> {
        let is = |title: &str| {
            // Care is a title, Carey a name.
            without_start(rest, title)
                .is_some_and(|rest| !title.is_ascii() || !rest.starts_with(|next: char| next.is_alphanumeric()))
        };
        self.titles.iter().find(|(title, _)| is(title)).map(|(_, role)| *role)
    }

    /// Returns whether messages of a kind hold no words to match; the word is in lower case.
    pub(crate) fn is_kind_without_text(&self, word: &str) -> bool {
        self.words.no_text_kinds.iter().any(|kind| word.contains(kind.as_str()))
    }

    /// Returns whether a text says at its beginning, in brackets, that a machine sent it.
    pub(crate) fn is_marked_as_automatic(&self, text: &str) -> bool {
        let Some(rest) = text.trim_start().strip_prefix(['[', '【', '(', '（']) else { return false };
        let Some((mark, _)) = rest.split_once([']', '】', ')', '）']) else { return false };
        self.words.auto_marks.iter().any(|word| word.eq_ignore_ascii_case(mark.trim()))
    }

    /// Returns whether a text holds what no name holds.
    pub(crate) fn is_not_a_name(&self, text: &str) -> bool {
        self.words.not_in_names.iter().any(|part| text.contains(part.as_str()))
    }

    /// Returns whether a field of this plain name holds conversations, or objects that do.
    pub(crate) fn is_wrapper(&self, name: &str) -> bool {
        self.words.wrappers.iter().any(|wrapper| wrapper == name)
    }
}

/// Most characters of a name of which the end says who it is.
const LONGEST_LABEL: usize = 16;

/// Returns what follows a start, whatever the case of its letters.
fn without_start<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(start.len())?;
    head.eq_ignore_ascii_case(start).then_some(rest)
}

/// Returns the words of lists with what they stand for, in the order of the file's keys.
fn pairs<T: Copy>(lists: &Lists, meaning: impl Fn(&str) -> Option<T>) -> Vec<(String, T)> {
    let known = lists.iter().filter_map(|(key, words)| Some((meaning(key)?, words)));
    known.flat_map(|(meaning, words)| words.iter().map(move |word| (word.clone(), meaning))).collect()
}

fn role(name: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_the_data_file_is_known() {
        let file: File = toml::from_str(include_str!("names.toml")).expect("the file is TOML");
        for key in file.columns.keys().chain(file.canned.keys()) {
            assert!(Field::from_name(key).is_some(), "{key}");
        }
        for key in [&file.roles, &file.prefixes, &file.labels, &file.label_starts, &file.label_ends, &file.titles]
            .into_iter()
            .flat_map(|lists| lists.keys())
        {
            assert!(role(key).is_some(), "{key}");
        }
        assert!(Field::names().all(|name| file.columns.contains_key(name)));
    }

    #[test]
    fn titles_with_the_customer_in_them_are_no_customers() {
        for title in ["客户成功小李", "客户经理", "客户关系部小王", "客户服务中心"] {
            let roles = crate::record::roles::Roles::default();
            let found = roles.find_named(title).map(|(role, _)| role);
            assert_eq!(found, Some(Role::Agent), "{title}");
        }
    }
}
