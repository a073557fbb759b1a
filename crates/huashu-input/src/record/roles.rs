//! Words for the speaker's part: what logs call agents, customers, bots and the system.

use std::collections::HashMap;

use crate::record::columns::plain;
use crate::record::names::NAMES;
use huashu_model::transcript::Role;

/// The words for each role, built in and configured.
#[derive(Debug, Clone, Default)]
pub struct Roles {
    configured: HashMap<String, Role>,
}

impl Roles {
    /// Says that `value` stands for `role`; it comes before the built-in words.
    pub fn set(&mut self, value: &str, role: Role) {
        self.configured.insert(plain(value), role);
    }

    /// Returns the role that a value stands for.
    pub fn find(&self, value: &str) -> Option<Role> {
        if self.configured.is_empty() {
            match value {
                "agent" | "客服" => return Some(Role::Agent),
                "customer" | "客户" => return Some(Role::Customer),
                _ => {}
            }
        }
        let value = plain(value);
        if let Some(role) = self.configured.get(&value) {
            return Some(*role);
        }
        NAMES.role(&value)
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
    fn names_behind_a_role() {
        let roles = Roles::default();
        assert_eq!(roles.find_named("客服小李"), Some((Role::Agent, Some("小李"))));
        assert_eq!(roles.find_named("客户-王女士"), Some((Role::Customer, Some("王女士"))));
        assert_eq!(roles.find_named("客户服务中心"), Some((Role::Agent, Some("客户服务中心"))));
        assert_eq!(roles.find_named("客服机器人"), Some((Role::Bot, None)));
        assert_eq!(roles.find_named("王女士"), None);
    }
}
