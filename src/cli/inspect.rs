//! `huashu inspect`: what was recognised in files, before anybody is judged by it.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::Arc;

use clap::Args;

use huashu::inspection::{Inspection, inspect};
use huashu_input::Recognised;
use huashu_model::language::Language;
use huashu_model::problem::Level;
use huashu_model::text::display_width;
use huashu_model::transcript::{Precision, Role, Time};
use huashu_report::labels;

use super::global::{CLEAN, Global, INCOMPLETE};
use super::output;
use super::rulebooks::{self, RulebookArgs};

/// Most names shown in one line.
const MOST_SHOWN: usize = 8;
/// Columns that labels take.
const LABEL_WIDTH: usize = 12;
/// Most problems shown; the check itself tells them all.
const MOST_PROBLEMS: usize = 5;

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// Files, folders, patterns, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,

    #[command(flatten)]
    rules: RulebookArgs,

    /// Format of the input, where it is not to be recognised
    #[arg(long, value_name = "FORMAT", value_parser = rulebooks::parse_format)]
    input_format: Option<&'static dyn huashu_input::Format>,

    /// Encoding of the input, where it is not to be recognised
    #[arg(long, value_name = "ENCODING", value_parser = rulebooks::parse_encoding)]
    encoding: Option<&'static encoding_rs::Encoding>,

    /// The longest record that is read, such as 512KB or 2GB; a longer one is a problem, the rest is read. Usually 64MB
    #[arg(long, value_name = "SIZE", value_parser = rulebooks::parse_record_limit)]
    max_record: Option<huashu_input::RecordLimit>,
}

/// Shows what was recognised and returns the exit status: 2 where something could not be read, or no agent was found.
pub(super) fn run(args: &InspectArgs, global: Global) -> io::Result<u8> {
    let mut loaded = args.rules.load();
    let wants = |rule: &huashu_rulebook::Rule| args.rules.wants(rule);
    let Some(engine) = loaded.engine(global, &wants).map(Arc::new) else { return Ok(INCOMPLETE) };
    let (mut options, mut problems) = rulebooks::input_options(&loaded.rulebook.input);
    options.format = args.input_format.or(options.format);
    options.encoding = args.encoding.or(options.encoding);
    options.max_record = args.max_record.unwrap_or(options.max_record);
    let found = huashu_input::find(&args.paths, &options);
    problems.extend(found.problems);
    let inspection = inspect(&found.sources, &options, &engine);
    let page = page(&inspection, &engine.name, global.language);
    io::stdout().write_all(output::shown(&page).as_bytes())?;
    let unread = problems.iter().chain(&inspection.problems).any(|problem| problem.level == Level::Error);
    problems.extend(inspection.problems.iter().take(MOST_PROBLEMS).cloned());
    output::show_problems(&problems, global);
    let known = inspection.utterances.contains_key(&Role::Agent);
    Ok(if unread || !known { INCOMPLETE } else { CLEAN })
}

fn page(inspection: &Inspection, rulebook: &str, language: Language) -> String {
    let mut page = String::new();
    for recognised in &inspection.recognised {
        line(&mut page, language.pick("文件", "file"), &file(recognised, language));
        if !recognised.names.is_empty() {
            line(&mut page, language.pick("列", "columns"), &columns(recognised));
        }
    }
    line(&mut page, language.pick("会话", "talks"), &conversations(inspection, language));
    for role in Role::ALL {
        let names = inspection.most_talkative(role);
        if !names.is_empty() {
            line(&mut page, labels::role(role, language), &speakers(&names, language));
        }
    }
    if !inspection.agents.is_empty() {
        let ids: Vec<&str> = inspection.agents.iter().map(String::as_str).collect();
        line(&mut page, language.pick("工号", "job numbers"), &several(&ids, "、", language));
    }
    line(&mut page, language.pick("时间", "times"), &times(inspection, language));
    if !inspection.channels.is_empty() {
        let channels: Vec<&str> = inspection.channels.iter().map(String::as_str).collect();
        line(&mut page, language.pick("渠道", "channel"), &several(&channels, "、", language));
    }
    if inspection.automatic > 0 {
        line(&mut page, language.pick("自动发送", "automatic"), &inspection.automatic.to_string());
    }
    for (reason, count) in &inspection.skipped {
        let words = format!("{} {count}", labels::skipped(reason, language));
        line(&mut page, language.pick("略过", "skipped"), &words);
    }
    for remark in &inspection.remarks {
        line(&mut page, language.pick("备注", "remark"), remark.get(language));
    }
    not_checkable(&mut page, inspection, rulebook, language);
    configuration(&mut page, inspection, language);
    page
}

fn line(page: &mut String, label: &str, words: &str) {
    let gap = LABEL_WIDTH.saturating_sub(display_width(label)).max(1);
    let _ = writeln!(page, "{label}{}{words}", " ".repeat(gap));
}

fn file(recognised: &Recognised, language: Language) -> String {
    let mut words = format!("{}  {}", recognised.file, recognised.format);
    if let Some((name, title)) = &recognised.preset {
        let _ = write!(words, " · {} ({name})", title.get(language));
    }
    if let Some(encoding) = recognised.encoding {
        let _ = write!(words, " · {encoding}");
    }
    words
}

fn columns(recognised: &Recognised) -> String {
    let shown = recognised.names.iter().filter(|(name, _)| !name.is_empty());
    let words = shown.map(|(name, field)| match field {
        Some(field) => format!("{name} → {field}"),
        None => name.clone(),
    });
    words.collect::<Vec<_>>().join(" · ")
}

fn conversations(inspection: &Inspection, language: Language) -> String {
    let roles =
        inspection.utterances.iter().map(|(role, count)| format!("{} {count}", labels::role(*role, language)));
    let roles = roles.collect::<Vec<_>>().join(" · ");
    let (all, (records, failed)) = (inspection.all_utterances(), inspection.records);
    let conversations = inspection.conversations;
    let mut words = huashu_model::say!(
        language,
        "会话 {conversations}，消息 {all}：{roles}（记录 {records}）",
        "conversations {conversations}, utterances {all}: {roles} (records {records})"
    );
    if failed > 0 {
        words += &huashu_model::say!(language, "，其中 {failed} 条没有读出", ", {failed} of them not read");
    }
    words
}

fn speakers(names: &[(&str, u64)], language: Language) -> String {
    let names: Vec<String> = names.iter().map(|(name, count)| format!("{name} ×{count}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    several(&names, "、", language)
}

fn several(names: &[&str], by: &str, language: Language) -> String {
    let mut words = names.iter().take(MOST_SHOWN).copied().collect::<Vec<_>>().join(by);
    if names.len() > MOST_SHOWN {
        let more = names.len() - MOST_SHOWN;
        words += &huashu_model::say!(language, " 等，另 {more} 个", " and {more} more");
    }
    words
}

fn times(inspection: &Inspection, language: Language) -> String {
    let (timed, all) = (inspection.timed, inspection.all_utterances());
    let Some((first, last)) = inspection.span else {
        return language.pick("没有：时限类规则无法检查", "none: rules about time cannot be judged").to_owned();
    };
    let precision = match inspection.coarsest {
        Precision::SECOND => "",
        Precision::MINUTE => language
            .pick("，只到分钟：时限按最宽的读法判", ", in whole minutes: limits are judged by the widest reading"),
        _ => language.pick("，有的只有日期", ", some of them dates alone"),
    };
    let (first, last) = (moment(first), moment(last));
    huashu_model::say!(
        language,
        "{first} – {last}（{all} 条中 {timed} 条有时间）{precision}",
        "{first} – {last} ({timed} of {all} utterances have one){precision}"
    )
}

/// Returns a time as a person writes it.
fn moment(time: Time) -> String {
    let clock = |seconds: i64| format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    match time {
        Time::Clock { millis, offset, .. } => {
            let zone = jiff::tz::Offset::from_seconds(offset).unwrap_or(jiff::tz::Offset::UTC);
            let time = jiff::Timestamp::from_millisecond(millis).map(|time| zone.to_datetime(time));
            time.map(|time| time.strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
        }
        Time::Dateless { millis, .. } => clock(millis / 1000),
        Time::Elapsed(millis) => format!("+{}", clock(millis / 1000)),
    }
}

fn not_checkable(page: &mut String, inspection: &Inspection, rulebook: &str, language: Language) {
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for (rule, reason) in &inspection.not_checkable {
        match by_reason.iter_mut().find(|(known, _)| known == reason) {
            Some((_, rules)) => rules.push(rule),
            None => by_reason.push((reason, vec![rule])),
        }
    }
    for (reason, rules) in by_reason {
        let rules = several(&rules, ", ", language);
        let words =
            huashu_model::say!(language, "{reason}：{rules}（{rulebook}）", "{reason}: {rules} ({rulebook})");
        line(page, language.pick("无法检查", "not judged"), &words);
    }
}

/// Writes the lines of configuration that would settle what was not understood.
fn configuration(page: &mut String, inspection: &Inspection, language: Language) {
    let unknown = inspection.most_talkative(Role::Unknown);
    let nobody = inspection.all_utterances() > 0 && !inspection.utterances.contains_key(&Role::Agent);
    if unknown.is_empty() && !nobody {
        return;
    }
    let head = language.pick(
        "要补的配置（写进 huashu.toml；把客服的那几行改成 \"agent\"）：",
        "To settle it, write into huashu.toml, with \"agent\" for those who are:",
    );
    let _ = writeln!(page, "\n{head}\n\n[input.roles]");
    for (name, _) in unknown.iter().take(MOST_SHOWN) {
        let name = name.replace('\\', "\\\\").replace('"', "\\\"");
        let _ = writeln!(page, "\"{name}\" = \"customer\"");
    }
    if unknown.len() > MOST_SHOWN || unknown.is_empty() {
        let _ = writeln!(page, "\"*\" = \"customer\"");
    }
}
