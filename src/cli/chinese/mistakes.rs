//! Mistakes in the command line, told in Chinese: what clap says of them, with its suggestions.

use std::error::Error as _;
use std::num::{ParseFloatError, ParseIntError};

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::refused::Refused;

/// Tells a mistake, and how the command is used.
pub(super) fn told(error: &Error) -> String {
    let mut page = format!("错误：{}\n", what(error));
    let hints = hints(error);
    if !hints.is_empty() {
        page.push('\n');
        hints.iter().for_each(|hint| page.push_str(&format!("  提示：{hint}\n")));
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        page.push_str(&format!("\n{}\n", super::without_english(usage.to_string().trim_end())));
    }
    page.push_str("\n更多说明见 --help\n");
    page
}

fn what(error: &Error) -> String {
    let argument = words(error, ContextKind::InvalidArg);
    let value = words(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("没有参数「{argument}」"),
        ErrorKind::InvalidSubcommand => format!("没有命令「{}」", words(error, ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue if value.is_empty() => format!("「{argument}」要写一个值{}", choices(error)),
        ErrorKind::InvalidValue => format!("「{argument}」的值「{value}」不对{}", choices(error)),
        ErrorKind::ValueValidation => format!("「{argument}」的值「{value}」不对：{}", reason(error)),
        ErrorKind::MissingRequiredArgument => format!("缺少：{argument}"),
        ErrorKind::MissingSubcommand => "要写一个命令".to_owned(),
        ErrorKind::TooManyValues => format!("「{argument}」不再要值「{value}」"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("「{argument}」的值个数不对"),
        ErrorKind::NoEquals => format!("「{argument}」和值之间要写 ="),
        ErrorKind::ArgumentConflict => conflict(error, &argument),
        ErrorKind::InvalidUtf8 => "参数不是合法的文字".to_owned(),
        _ => error.to_string(),
    }
}

fn conflict(error: &Error, argument: &str) -> String {
    let prior = words(error, ContextKind::PriorArg);
    match prior.is_empty() || prior == argument {
        true => format!("「{argument}」只能写一次"),
        false => format!("「{argument}」不能和「{prior}」一起用"),
    }
}

/// Returns the values there are, where clap knows them.
fn choices(error: &Error) -> String {
    match words(error, ContextKind::ValidValue) {
        known if known.is_empty() => String::new(),
        known => format!("；可用：{known}"),
    }
}

/// Returns why a value was refused.
fn reason(error: &Error) -> String {
    let Some(source) = error.source() else { return "写法不对".to_owned() };
    if let Some(refused) = source.downcast_ref::<Refused>() {
        return refused.message().zh.clone();
    }
    if source.is::<ParseIntError>() || source.is::<ParseFloatError>() {
        return "要写一个数".to_owned();
    }
    source.to_string()
}

fn hints(error: &Error) -> Vec<String> {
    let mut hints = Vec::new();
    for (kind, what) in [
        (ContextKind::SuggestedArg, "参数"),
        (ContextKind::SuggestedSubcommand, "命令"),
        (ContextKind::SuggestedValue, "值"),
    ] {
        let suggested = words(error, kind);
        if !suggested.is_empty() {
            hints.push(format!("有相近的{what}：{suggested}"));
        }
    }
    let as_value = match error.get(ContextKind::Suggested) {
        Some(ContextValue::StyledStrs(texts)) => texts.iter().any(|text| text.to_string().contains("as a value")),
        _ => false,
    };
    if as_value {
        let argument = words(error, ContextKind::InvalidArg);
        hints.push(format!("要把「{argument}」当作值，写成「-- {argument}」"));
    }
    hints
}

/// Returns what clap tells of a mistake, as words.
fn words(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(word)) => word.clone(),
        Some(ContextValue::Strings(words)) => words.join("、"),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;
    use crate::cli::chinese::translated;

    fn mistake(arguments: &[&str]) -> String {
        let arguments = ["huashu"].iter().chain(arguments);
        told(&translated(Cli::command()).try_get_matches_from(arguments).expect_err("a mistake"))
    }

    #[test]
    fn mistakes_are_told_with_suggestions() {
        for (arguments, told) in [
            (&["check", "--formt", "csv", "a.csv"][..], &["没有参数「--formt」", "--format", "用法："][..]),
            (&["chek"], &["没有命令「chek」", "有相近的命令：check"]),
            (&["check"], &["缺少：<路径>...", "用法："]),
            (&["check", "a.csv", "--as"], &["要写一个值", "canned"]),
            (&["check", "a.csv", "--as", "caned"], &["的值「caned」不对", "有相近的值：canned", "conversations、"]),
            (&["check", "a.csv", "--fail-on", "fatal"], &["「--fail-on <级别>」的值「fatal」不对：可用 error"]),
            (&["check", "a.csv", "--context", "two"], &["要写一个数"]),
            (&["check", "a.csv", "--update-baseline"], &["缺少：--baseline <文件>"]),
        ] {
            let page = mistake(arguments);
            for words in told {
                assert!(page.contains(words), "{arguments:?} lacks {words}:\n{page}");
            }
            for english in ["error:", "Usage", "tip", "OPTIONS", "the "] {
                assert!(!page.contains(english), "{arguments:?} says {english}:\n{page}");
            }
        }
    }
}
