//! How tools export their conversations, as data.
//!
//! Nothing here is code but the list: it knows neither how a preset is read nor what a conversation is.

/// Name and text of every preset, in the order of their names.
///
/// Adding a tool is its own file and one line here.
pub const PRESETS: &[(&str, &str)] = &[
    ("aliyun-asr", include_str!("aliyun-asr.toml")),
    ("dingtalk-export", include_str!("dingtalk-export.toml")),
    ("dongdong-chatlog", include_str!("dongdong-chatlog.toml")),
    ("dongdong-copy", include_str!("dongdong-copy.toml")),
    ("dongdong-records", include_str!("dongdong-records.toml")),
    ("echotrace", include_str!("echotrace.toml")),
    ("feige-messages", include_str!("feige-messages.toml")),
    ("feishu-messages", include_str!("feishu-messages.toml")),
    ("kuaishou-copy", include_str!("kuaishou-copy.toml")),
    ("line-text", include_str!("line-text.toml")),
    ("memotrace-csv", include_str!("memotrace-csv.toml")),
    ("memotrace-txt", include_str!("memotrace-txt.toml")),
    ("pinduoduo-copy", include_str!("pinduoduo-copy.toml")),
    ("pinduoduo-messages", include_str!("pinduoduo-messages.toml")),
    ("pinduoduo-page", include_str!("pinduoduo-page.toml")),
    ("qianniu-copy", include_str!("qianniu-copy.toml")),
    ("qianniu-history", include_str!("qianniu-history.toml")),
    ("qianniu-sync", include_str!("qianniu-sync.toml")),
    ("qq-chat-exporter", include_str!("qq-chat-exporter.toml")),
    ("qq-text", include_str!("qq-text.toml")),
    ("slack-channels", include_str!("slack-channels.toml")),
    ("slack-day", include_str!("slack-day.toml")),
    ("slack-users", include_str!("slack-users.toml")),
    ("telegram-account", include_str!("telegram-account.toml")),
    ("telegram-chat", include_str!("telegram-chat.toml")),
    ("wechat-kf", include_str!("wechat-kf.toml")),
    ("wechat-mp", include_str!("wechat-mp.toml")),
    ("wecom-archive", include_str!("wecom-archive.toml")),
    ("wecom-chatdata", include_str!("wecom-chatdata.toml")),
    ("wecom-zone", include_str!("wecom-zone.toml")),
    ("weflow", include_str!("weflow.toml")),
    ("whatsapp-android", include_str!("whatsapp-android.toml")),
    ("whatsapp-android-zh", include_str!("whatsapp-android-zh.toml")),
    ("whatsapp-ios", include_str!("whatsapp-ios.toml")),
    ("whatsapp-ios-zh", include_str!("whatsapp-ios-zh.toml")),
    ("xiaohongshu-messages", include_str!("xiaohongshu-messages.toml")),
];
