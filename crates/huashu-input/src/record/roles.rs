//! Words for the speaker's part: what logs call agents, customers, bots and the system.

use std::collections::HashMap;

use crate::record::columns::plain;
use crate::record::names::NAMES;
use huashu_model::text::glob;
use huashu_model::transcript::Role;

/// Words and patterns for roles, as a configuration or a preset gives them.
#[derive(Debug, Clone, Default)]
pub(crate) struct RoleWords {
    exact: HashMap<String, Role>,
    /// Patterns such as `wm*`, those that say most first.
    patterns: Vec<(String, Role)>,
    /// What all others stand for.
    others: Option<Role>,
}

impl RoleWords {
    /// Says that a value, a pattern with `*`, or everything else (`*`) stands for a role.
    pub(crate) fn set(&mut self, value: &str, role: Role) {
        if value == "*" {
            self.others = Some(role);
        } else if value.contains('*') {
            let pattern: Vec<String> = value.split('*').map(plain).collect();
            self.patterns.push((pattern.join("*"), role));
            self.patterns.sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.len()));
        } else {
            self.exact.insert(plain(value), role);
        }
    }

    /// Returns what a value stands for by itself or by a pattern.
    pub(crate) fn specific(&self, value: &str) -> Option<Role> {
        if self.exact.is_empty() && self.patterns.is_empty() {
            return None;
        }
        let value = plain(value);
        let by_pattern = || self.patterns.iter().find(|(pattern, _)| glob(pattern, &value)).map(|(_, role)| *role);
        self.exact.get(&value).copied().or_else(by_pattern)
    }

    /// Returns what every value stands for that stands for nothing else.
    pub(crate) fn others(&self) -> Option<Role> {
        self.others
    }
}

/// The words for each role, built in and configured.
#[derive(Debug, Clone, Default)]
pub struct Roles {
    configured: RoleWords,
}

impl Roles {
    /// Says that `value` stands for `role`; it comes before the built-in words.
    ///
    /// `wm*` stands for all values that begin so, `*` for all that stand for nothing else.
    pub fn set(&mut self, value: &str, role: Role) {
        self.configured.set(value, role);
    }

    /// Returns what the configuration says.
    pub(crate) fn configured(&self) -> &RoleWords {
        &self.configured
    }

    /// Returns the role that a value stands for.
    pub fn find(&self, value: &str) -> Option<Role> {
        if self.configured.exact.is_empty() && self.configured.patterns.is_empty() {
            match value {
                "agent" | "客服" => return Some(Role::Agent),
                "customer" | "客户" => return Some(Role::Customer),
                _ => {}
            }
        }
        if let Some(role) = self.configured.specific(value) {
            return Some(role);
        }
        let value = plain(value);
        NAMES.role(&value)
    }

    /// Returns the role of whoever stands where a speaker must: also by words that elsewhere may be part of what was said.
    pub fn find_speaker<'s>(&self, speaker: &'s str) -> Option<(Role, Option<&'s str>)> {
        self.find_named(speaker).or_else(|| NAMES.label(speaker))
    }

    /// Returns the role of a speaker written as `客服小李`, and the name in it.
    pub fn find_named<'s>(&self, speaker: &'s str) -> Option<(Role, Option<&'s str>)> {
        if let Some(role) = self.find(speaker) {
            return Some((role, None));
        }
        let (prefix, role) = NAMES.prefix_of(speaker)?;
        let role = self.find(prefix).unwrap_or(role);
        let rest = &speaker[prefix.len()..];
        if let Some(role) = NAMES.title_of(rest) {
            return Some((role, Some(speaker)));
        }
        let name = rest.trim_start_matches([' ', '-', '_', '·', '—', '\u{3000}', '/']).trim();
        Some((role, (!name.is_empty()).then_some(name)))
    }
}

/// Returns the role that a canonical name stands for, for configurations.
pub fn role_from_name(name: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_configuration() {
        let mut roles = Roles::default();
        for (value, role) in [
            ("AGENT", Role::Agent),
            ("END_USER", Role::Customer),
            ("Automated Agent", Role::Bot),
            ("客戶", Role::Customer),
            ("坐席", Role::Agent),
            ("系统消息", Role::System),
        ] {
            assert_eq!(roles.find(value), Some(role), "{value}");
        }
        assert_eq!(roles.find("0"), None);
        roles.set("0", Role::Customer);
        roles.set("客户", Role::Agent);
        assert_eq!(roles.find("0"), Some(Role::Customer));
        assert_eq!(roles.find("客户"), Some(Role::Agent));
    }

    #[test]
    fn speakers_by_their_labels() {
        let roles = Roles::default();
        for (speaker, role) in [
            ("业务员", Role::Agent),
            ("保险顾问", Role::Agent),
            ("某某旗舰店客服", Role::Agent),
            ("Agent Smith", Role::Agent),
            ("Customer Success", Role::Agent),
            ("Customer Smith", Role::Customer),
            ("Customer Carey", Role::Customer),
            ("微信用户", Role::Customer),
            ("云小蜜智能客服", Role::Bot),
            ("專員", Role::Agent),
        ] {
            assert_eq!(roles.find_speaker(speaker).map(|(role, _)| role), Some(role), "{speaker}");
        }
        for speaker in ["王女士", "主叫", "1", "A", "我们一起去找他们的那个什么什么旗舰店客服", "老师"]
        {
            assert_eq!(roles.find_speaker(speaker), None, "{speaker}");
        }
        assert_eq!(roles.find_named("业务员"), None);
    }

    #[test]
    fn names_behind_a_role() {
        let roles = Roles::default();
        assert_eq!(roles.find_named("客服小李"), Some((Role::Agent, Some("小李"))));
        assert_eq!(roles.find_named("客户-王女士"), Some((Role::Customer, Some("王女士"))));
        assert_eq!(roles.find_named("客户服务中心"), Some((Role::Agent, Some("客户服务中心"))));
        assert_eq!(roles.find_named("客服机器人"), Some((Role::Bot, None)));
        assert_eq!(roles.find_named("王女士"), None);
    }
}
