//! Words for the speaker's part: what logs call agents, customers, bots and the system.

use std::collections::HashMap;

use super::columns::plain;
use huashu_model::transcript::Role;

/// The words for each role, built in and configured.
#[derive(Debug, Clone, Default)]
pub struct Roles {
    configured: HashMap<String, Role>,
}

const AGENT: &[&str] = &[
    "agent",
    "humanagent",
    "staff",
    "seller",
    "merchant",
    "service",
    "servicer",
    "customerservice",
    "kefu",
    "cs",
    "csr",
    "operator",
    "employee",
    "representative",
    "waiter",
    "kf",
    "kfweb",
    "seat",
    "outgoing",
    "human",
    "客服",
    "人工客服",
    "人工",
    "坐席",
    "座席",
    "商家",
    "卖家",
    "店家",
    "店铺",
    "店铺客服",
    "客服人员",
    "在线客服",
    "接线员",
    "话务员",
    "员工",
    "服务人员",
    "顾问",
    "导购",
    "客户经理",
    "客服代表",
    "人工坐席",
];
const CUSTOMER: &[&str] = &[
    "customer",
    "client",
    "user",
    "enduser",
    "visitor",
    "buyer",
    "guest",
    "caller",
    "consumer",
    "member",
    "incoming",
    "userh5",
    "客户",
    "顾客",
    "买家",
    "访客",
    "用户",
    "会员",
    "消费者",
    "来电人",
    "游客",
    "来访者",
];
const BOT: &[&str] = &[
    "bot",
    "robot",
    "chatbot",
    "ai",
    "automatedagent",
    "virtualagent",
    "machine",
    "agentbot",
    "ivr",
    "机器人",
    "智能客服",
    "智能助手",
    "ai客服",
    "ai助手",
    "虚拟客服",
    "智能机器人",
    "机器人客服",
    "客服机器人",
    "机器客服",
];
const SYSTEM: &[&str] = &[
    "system",
    "sys",
    "notice",
    "activity",
    "template",
    "platform",
    "系统",
    "系统消息",
    "系统提示",
    "系统通知",
    "平台",
    "平台消息",
    "通知",
    "提示",
];

/// Chinese words that may stand before a name, as in 客服小李.
const PREFIXES: &[(&str, Role)] = &[
    ("机器人", Role::Bot),
    ("智能客服", Role::Bot),
    ("系统", Role::System),
    ("人工客服", Role::Agent),
    ("在线客服", Role::Agent),
    ("客服", Role::Agent),
    ("坐席", Role::Agent),
    ("座席", Role::Agent),
    ("客户", Role::Customer),
    ("顾客", Role::Customer),
    ("买家", Role::Customer),
    ("访客", Role::Customer),
];

/// What follows 客户 or 客服 in the title of someone else.
const TITLES: &[(&str, Role)] = &[
    ("服务", Role::Agent),
    ("经理", Role::Agent),
    ("代表", Role::Agent),
    ("专员", Role::Agent),
    ("主管", Role::Agent),
    ("顾问", Role::Agent),
    ("机器人", Role::Bot),
    ("系统", Role::System),
];

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
        let lists = [
            (AGENT, Role::Agent),
            (CUSTOMER, Role::Customer),
            (BOT, Role::Bot),
            (SYSTEM, Role::System),
            (&["unknown"], Role::Unknown),
        ];
        lists.into_iter().find(|(list, _)| list.contains(&value.as_str())).map(|(_, role)| role)
    }

    /// Returns the role of a speaker written as `客服小李`, and the name in it.
    pub fn find_named<'s>(&self, speaker: &'s str) -> Option<(Role, Option<&'s str>)> {
        if let Some(role) = self.find(speaker) {
            return Some((role, None));
        }
        let (prefix, role) = PREFIXES.iter().find(|(prefix, _)| speaker.starts_with(prefix))?;
        let role = self.find(prefix).unwrap_or(*role);
        let rest = &speaker[prefix.len()..];
        if let Some((_, role)) = TITLES.iter().find(|(title, _)| rest.starts_with(title)) {
            return Some((*role, Some(speaker)));
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
