//! What `[input]` of a rulebook means to whoever reads files.
//!
//! The rulebook has names and values as written, the reader has options; only here the two meet.

use std::sync::Arc;

use huashu_input::{Field, Options, Preset, RecordLimit};
use huashu_model::language::Message;
use huashu_model::problem::Problem;
use huashu_model::transcript::{Role, Zone};
use huashu_rulebook::InputSettings;

/// Sizes of records as examples, for messages.
pub const SIZES: &str = "64MB, 512KB, 2GB";

/// Makes input options of what the rulebook's `[input]` says; problems are returned.
pub fn input_options(settings: &InputSettings) -> (Options, Vec<Problem>) {
    let mut options = Options { auto_texts: settings.auto_texts.clone(), ..Default::default() };
    let mut problems = Vec::new();
    let mut unknown = |what_zh: &str, what_en: &str, word: &str, known: String| {
        let message =
            huashu_model::message!("[input] 里的{what_zh}「{word}」不认识", "[input]: unknown {what_en} `{word}`");
        let help = huashu_model::message!("可用：{known}", "one of: {known}");
        problems.push(Problem::error("input/unknown-setting", message).with_help(help));
    };
    for (column, names) in &settings.columns {
        match Field::from_name(column) {
            Some(field) => options.columns.set(field, names),
            None => unknown("列", "column", column, Field::names().collect::<Vec<_>>().join(", ")),
        }
    }
    for (value, role) in &settings.roles {
        match huashu_input::role_from_name(role) {
            Some(role) => options.roles.set(value, role),
            None => unknown("角色", "role", role, Role::ALL.map(Role::name).join(", ")),
        }
    }
    if let Some(name) = &settings.zone {
        match jiff::tz::TimeZone::get(name) {
            Ok(zone) => options.zone = Zone(zone),
            Err(_) => unknown("时区", "zone", name, "Asia/Shanghai, UTC, …".to_owned()),
        }
    }
    if let Some(name) = &settings.format {
        match huashu_input::format_from_name(name) {
            Some(format) => options.format = Some(format),
            None => unknown("格式", "format", name, huashu_input::format_names().join(", ")),
        }
    }
    if let Some(name) = &settings.encoding {
        match encoding_rs::Encoding::for_label(name.as_bytes()) {
            Some(encoding) => options.encoding = Some(encoding),
            None => unknown("编码", "encoding", name, "utf-8, gb18030, utf-16le, utf-16be, big5".to_owned()),
        }
    }
    if let Some(name) = &settings.preset {
        match huashu_input::preset_from_name(name) {
            Some(preset) => options.preset = Some(preset),
            None => unknown("预设", "preset", name, preset_names()),
        }
    }
    match settings.max_record.as_ref().map(|size| (size, RecordLimit::parse(size))) {
        Some((_, Some(limit))) => options.max_record = limit,
        Some((size, None)) => unknown("大小", "size", size, SIZES.to_owned()),
        None => {}
    }
    problems.extend(map(settings, &mut options));
    problems.extend(without_effect(settings));
    (options, problems)
}

fn preset_names() -> String {
    huashu_input::presets().iter().map(|preset| preset.name()).collect::<Vec<_>>().join(", ")
}

/// Takes in a company's own preset, where `[input]` is one.
fn map(settings: &InputSettings, options: &mut Options) -> Vec<Problem> {
    if settings.mapping.is_empty() {
        return Vec::new();
    }
    match Preset::from_table("huashu.toml", settings.mapping.clone()) {
        Ok(preset) => {
            options.preset = Some(Arc::new(preset));
            Vec::new()
        }
        Err(mistakes) => mistakes.into_iter().map(bad_mapping).collect(),
    }
}

fn bad_mapping(mistake: Message) -> Problem {
    let Message { zh, en } = mistake;
    Problem::error(
        "input/bad-mapping",
        huashu_model::message!("[input] 的映射写得不对：{zh}", "[input] cannot be used as a mapping: {en}"),
    )
}

/// Warns of settings that others of `[input]` make useless.
fn without_effect(settings: &InputSettings) -> Option<Problem> {
    let mapping = settings.mapping.keys().next();
    let (useless, instead) = match (mapping, &settings.preset) {
        (Some(table), Some(_)) => ("preset", format!("[input.{table}]")),
        (Some(table), None) if !settings.columns.is_empty() => ("columns", format!("[input.{table}]")),
        (None, Some(_)) if !settings.columns.is_empty() => ("columns", "preset".to_owned()),
        _ => return None,
    };
    let message = huashu_model::message!(
        "[input] 里的 {useless} 不起作用，因为已有 {instead}",
        "`{useless}` under [input] has no effect beside {instead}"
    );
    Some(Problem::warning("input/setting-without-effect", message))
}
