//! How tools export their conversations, as data.
//!
//! Nothing here is code but the list: it knows neither how a preset is read nor what a conversation is.

/// Name and text of every preset, in the order of their names.
///
/// Adding a tool is its own file and one line here.
pub const PRESETS: &[(&str, &str)] = &[
    ("aliyun-asr", include_str!("aliyun-asr.toml")),
    ("memotrace-csv", include_str!("memotrace-csv.toml")),
    ("qianniu-copy", include_str!("qianniu-copy.toml")),
    ("wecom-archive", include_str!("wecom-archive.toml")),
];
