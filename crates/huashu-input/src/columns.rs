//! Names of columns and fields: what the tools of the trade call things.
//!
//! Adding a tool means adding its names to [`NAMES`]. A configuration adds or
//! replaces names through [`Columns::set`]. Knows no file format.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// What a column or field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Identifier of the conversation.
    Conversation,
    /// Channel.
    Channel,
    /// Skill group or queue.
    Group,
    /// The agent as an object, or by name.
    Agent,
    /// The agent's job number.
    AgentId,
    /// The agent's name.
    AgentName,
    /// The customer as an object, or by name.
    Customer,
    /// The customer's number.
    CustomerId,
    /// The customer's name.
    CustomerName,
    /// When a human took over.
    HandedOver,
    /// Whether a human (0) or a bot (1) served.
    Interaction,
    /// The list of messages.
    Messages,
    /// The list of participants, with their roles.
    Participants,
    /// Further fields in an object of their own.
    Metadata,
    /// The speaker's part.
    Role,
    /// The speaker: a part, a name or a number.
    Sender,
    /// The speaker's number.
    SenderId,
    /// The speaker's name.
    Name,
    /// Whether the customer speaks (1) or the agent (0).
    FromUser,
    /// WeChat's code of who speaks: 3 customer, 4 system, 5 agent.
    Origin,
    /// What was said.
    Text,
    /// When it was said.
    Time,
    /// Milliseconds from the start.
    Offset,
    /// Microseconds, since 1970 or from the start.
    Micros,
    /// What the message holds.
    Kind,
    /// A code that is not 0 when a machine wrote the text.
    ChatType,
    /// Whether a machine wrote the text.
    Auto,
    /// Whether the message was taken back.
    Recalled,
    /// Whether the message is for staff only.
    Private,
    /// Identifier of the message.
    Message,
    /// Identifier of the message that this one takes back.
    Recalls,
    /// Short code of a canned reply.
    Code,
    /// Title of a canned reply.
    Title,
}

/// Every field: its name in a configuration, and the names that logs use.
///
/// Names are compared without case, spaces, `_`, `-` and `.`; traditional
/// characters are compared as simplified ones.
#[rustfmt::skip]
pub const NAMES: &[(Field, &str, &[&str])] = &[
    (
        Field::Conversation,
        "conversation",
        &[
            "id", "_id", "session_id", "session", "conversation_id", "conversation", "conv_id", "dialog_id",
            "dialogue_id", "chat_id", "call_id", "contact_id", "ticket_id", "history_queue_id", "thread_id", "tid",
            "会话id", "会话编号", "会话号", "会话标识", "会话", "对话id", "对话编号", "通话id", "通话编号", "录音编号",
            "工单号", "工单编号", "咨询编号", "接待编号", "服务编号", "聊天id", "聊天编号",
        ],
    ),
    (
        Field::Channel,
        "channel",
        &["channel", "channel_id", "from_type", "渠道", "渠道来源", "来源渠道", "接入渠道", "会话渠道", "咨询渠道"],
    ),
    (
        Field::Group,
        "group",
        &[
            "group", "group_name", "from_group", "skill_group", "skill_group_name", "queue", "queue_name", "skill",
            "技能组", "技能组名称", "客服组", "客服组名称", "分组", "组别", "班组", "接待组", "坐席组", "队列", "团队",
        ],
    ),
    (Field::Agent, "agent", &["agent", "staff", "客服", "坐席", "座席"]),
    (
        Field::AgentId,
        "agent-id",
        &[
            "agent_id", "agent.id", "agent_number", "agent_no", "agent_code", "staff_id", "staff_no", "servicer_userid", "employee_id",
            "operator_id", "seat_id", "job_number", "work_no", "客服工号", "坐席工号", "座席工号", "工号", "员工工号",
            "员工编号", "客服id", "坐席id", "座席id", "客服编号", "坐席编号", "客服账号", "坐席账号",
        ],
    ),
    (
        Field::AgentName,
        "agent-name",
        &[
            "agent_name", "agent.name", "staff_name", "operator_name", "employee_name", "客服昵称", "客服姓名", "客服名称", "坐席姓名",
            "坐席名称", "座席姓名", "坐席昵称", "接待客服", "客服人员", "员工姓名",
        ],
    ),
    (Field::Customer, "customer", &["customer", "visitor", "client", "buyer", "客户", "访客", "顾客", "买家"]),
    (
        Field::CustomerId,
        "customer-id",
        &[
            "customer_id", "customer.id", "customer_token", "visitor_id", "external_userid", "buyer_id", "client_id", "uid",
            "客户id", "客户编号", "访客id", "访客编号", "会员id", "会员号", "买家id", "用户id",
        ],
    ),
    (
        Field::CustomerName,
        "customer-name",
        &[
            "customer_name", "customer.name", "visitor_name", "buyer_name", "buyer_nick", "client_name", "客户姓名", "客户昵称", "客户名称",
            "访客姓名", "访客昵称", "访客名称", "买家昵称", "买家姓名", "用户昵称", "会员昵称", "顾客姓名", "顾客昵称",
        ],
    ),
    (
        Field::HandedOver,
        "handed-over",
        &[
            "handed_over", "handed_over_at", "convert_manual_time", "manual_time", "agent_claim_time", "转人工时间",
            "接入时间", "人工接入时间", "分配时间",
        ],
    ),
    (Field::Interaction, "interaction", &["interaction"]),
    (
        Field::Messages,
        "messages",
        &[
            "messages", "utterances", "dialogue", "dialog", "entries", "transcript", "sentences", "turns", "msgs",
            "message_list", "msg_list", "chat_records", "chat_history", "history", "chat", "对话", "消息列表",
            "对话内容列表", "聊天记录",
        ],
    ),
    (Field::Participants, "participants", &["participants"]),
    (Field::Metadata, "metadata", &["metadata", "meta", "attributes", "extra", "conversation_info"]),
    (
        Field::Role,
        "role",
        &[
            "role", "sender_role", "sender_type", "speaker_role", "user_type", "source_type", "participant_role",
            "from_terminal", "send_msg_user_type", "direction", "direction_type", "角色", "发送方角色", "发送者角色",
            "发送者类型", "发送方类型", "发送人类型", "说话人角色", "身份", "消息方向", "消息来源",
        ],
    ),
    (
        Field::Sender,
        "sender",
        &[
            "sender", "from", "speaker", "author", "user", "msg_from", "sent_by", "发送方", "发送者", "发送人", "发言人",
            "说话人", "发言方", "消息发送者", "消息发送方", "消息发送人",
        ],
    ),
    (Field::SenderId, "sender-id", &["sender_id", "participant_id", "user_id", "from_id", "发送方id", "发送者id", "发送人id"]),
    (
        Field::Name,
        "name",
        &[
            "name", "sender_name", "sender_nickname", "display_name", "nickname", "nick", "speaker_name", "昵称", "姓名",
            "发送者昵称", "发送人昵称", "发送方昵称", "发送者姓名", "发送人姓名",
        ],
    ),
    (Field::FromUser, "from-user", &["from_user"]),
    (Field::Origin, "origin", &["origin"]),
    (
        Field::Text,
        "text",
        &[
            "text", "content", "message", "words", "body", "utterance", "sentence", "msg", "msg_content",
            "message_content", "message_text", "message_data", "消息内容", "内容", "消息", "文本", "消息文本", "聊天内容",
            "对话内容", "发送内容", "会话内容", "话术", "话术内容", "正文", "文字内容",
        ],
    ),
    (
        Field::Time,
        "time",
        &[
            "time", "timestamp", "ts", "created_at", "create_time", "date_created", "send_time", "sent_at", "msg_time",
            "message_time", "absolute_time", "datetime", "发送时间", "时间", "消息时间", "发言时间", "聊天时间",
            "消息发送时间", "日期时间", "说话时间",
        ],
    ),
    (
        Field::Offset,
        "offset",
        &["begin", "offset", "offset_ms", "begin_ms", "start_ms", "begin_time_ms", "begin_offset_millis", "开始毫秒", "偏移毫秒"],
    ),
    (Field::Micros, "micros", &["start_timestamp_usec", "timestamp_usec", "time_us"]),
    (
        Field::Kind,
        "kind",
        &[
            "kind", "type", "msg_type", "message_type", "content_type", "media_type", "action", "消息类型", "类型",
            "内容类型", "消息格式",
        ],
    ),
    (Field::ChatType, "chat-type", &["chat_type"]),
    (
        Field::Auto,
        "auto",
        &["auto", "is_auto", "auto_reply", "is_auto_reply", "is_system_send", "automatic", "自动", "自动回复", "是否自动回复", "自动消息", "是否自动"],
    ),
    (
        Field::Recalled,
        "recalled",
        &["recalled", "revoked", "is_recall", "is_recalled", "is_revoke", "is_revoked", "withdrawn", "撤回", "是否撤回", "已撤回"],
    ),
    (Field::Private, "private", &["private", "is_private", "internal", "is_internal", "whisper", "内部消息", "是否内部", "内部备注"]),
    (Field::Message, "message-id", &["message_id", "msgid", "消息id", "消息编号"]),
    (Field::Recalls, "recalls", &["recalls", "pre_msgid", "revoke"]),
    (
        Field::Code,
        "short-code",
        &["short_code", "shortcut", "shortcode", "code", "abbreviation", "快捷码", "快捷短码", "短码", "快捷键", "快捷编码", "编码", "简码", "话术编号", "快捷指令"],
    ),
    (Field::Title, "title", &["title", "subject", "标题", "话术标题", "名称", "话术名称", "问题"]),
];

/// The names of columns, built in and configured.
#[derive(Debug, Clone)]
pub struct Columns {
    names: HashMap<String, Field>,
    /// Names as configured, for messages.
    configured: Vec<(Field, String)>,
}

impl Default for Columns {
    fn default() -> Self {
        let mut names = HashMap::new();
        for (field, _, list) in NAMES {
            for name in *list {
                names.entry(plain(name)).or_insert(*field);
            }
        }
        Columns { names, configured: Vec::new() }
    }
}

impl Columns {
    /// Says that columns called `names` hold `field`; names built in for it no longer count.
    pub fn set<S: AsRef<str>>(&mut self, field: Field, names: impl IntoIterator<Item = S>) {
        let configured: HashSet<String> = self.configured.iter().map(|(_, name)| plain(name)).collect();
        self.names.retain(|name, held| *held != field || configured.contains(name));
        for name in names {
            let name = name.as_ref();
            self.names.insert(plain(name), field);
            self.configured.push((field, name.to_owned()));
        }
    }

    /// Returns what a column of this name holds.
    pub fn find(&self, name: &str) -> Option<Field> {
        let name = plain(name);
        self.names.get(&name).copied().or_else(|| {
            // A remark in brackets, as in 发送时间(GMT+8), is not part of the name.
            let bare = name.split(['(', '（', '[', '【']).next().unwrap_or_default();
            if bare.is_empty() || bare.len() == name.len() { None } else { self.names.get(bare).copied() }
        })
    }

    /// Returns the names looked for as `field`, the configured ones alone where there are any.
    pub fn names_of(&self, field: Field) -> Vec<&str> {
        let configured: Vec<&str> =
            self.configured.iter().filter(|(held, _)| *held == field).map(|(_, name)| name.as_str()).collect();
        if !configured.is_empty() {
            return configured;
        }
        NAMES.iter().filter(|(held, ..)| *held == field).flat_map(|(.., names)| names.iter().copied()).collect()
    }

    /// Returns whether the configuration names columns for `field`.
    pub fn is_configured(&self, field: Field) -> bool {
        self.configured.iter().any(|(held, _)| *held == field)
    }
}

impl Field {
    /// Returns the field that a configuration calls `name`.
    pub fn from_name(name: &str) -> Option<Field> {
        let name = plain(name);
        NAMES.iter().find(|(_, canonical, _)| plain(canonical) == name).map(|(field, ..)| *field)
    }

    /// Returns the name that a configuration uses.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(field, ..)| *field == self).map_or("", |(_, name, _)| name)
    }
}

/// Returns a name as it is compared: half width, lower case, simplified, without spaces and joints.
pub(super) fn plain(name: &str) -> String {
    let narrow: String = name
        .chars()
        .filter_map(|character| match character {
            '_' | '-' | '.' | '*' | '\u{feff}' | '\u{200b}' => None,
            _ if character.is_whitespace() || character.is_control() => None,
            '！'..='～' => char::from_u32(u32::from(character) - 0xfee0),
            _ => Some(character),
        })
        .flat_map(char::to_lowercase)
        .collect();
    if narrow.is_ascii() { narrow } else { simplified(&narrow).into_owned() }
}

/// Returns a text with traditional characters as simplified ones.
pub(super) fn simplified(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(huashu_model::text::simplified(text)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_many_spellings() {
        let columns = Columns::default();
        for (name, field) in [
            ("会话ID", Field::Conversation),
            ("sessionId", Field::Conversation),
            ("Session ID", Field::Conversation),
            ("會話編號", Field::Conversation),
            ("ＩＤ", Field::Conversation),
            ("消息 内容", Field::Text),
            ("Content", Field::Text),
            ("sendTime", Field::Time),
            ("发送时间(GMT+8)", Field::Time),
            ("发送时间（北京）", Field::Time),
            ("staffId", Field::AgentId),
            ("ParticipantId", Field::SenderId),
            ("客服昵称", Field::AgentName),
            ("isAutoReply", Field::Auto),
        ] {
            assert_eq!(columns.find(name), Some(field), "{name}");
        }
        assert_eq!(columns.find("满意度"), None);
    }

    #[test]
    fn no_name_stands_for_two_fields() {
        let mut seen = HashMap::new();
        for (field, _, names) in NAMES {
            for name in *names {
                let earlier = seen.insert(plain(name), *field);
                assert!(earlier.is_none_or(|earlier| earlier == *field), "{name}: {earlier:?} and {field:?}");
            }
        }
    }

    #[test]
    fn a_configured_name_replaces_the_built_in_ones() {
        let mut columns = Columns::default();
        columns.set(Field::Text, ["正文A"]);
        assert_eq!(columns.find("正文A"), Some(Field::Text));
        assert_eq!(columns.find("content"), None);
        columns.set(Field::Text, ["正文B"]);
        assert_eq!(columns.find("正文A"), Some(Field::Text));
        assert_eq!(Field::from_name("agent_id"), Some(Field::AgentId));
    }
}
