//! The help in Chinese: the words of `chinese.toml` put into the command line as clap knows it.
//!
//! Parsing never needs them; they are read only where help or a mistake is shown.

mod mistakes;

use std::collections::BTreeMap;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::error::ErrorKind;
use clap::{Arg, Command, Error};
use serde::Deserialize;

/// What `chinese.toml` holds.
#[derive(Debug, Deserialize)]
struct Chinese {
    about: String,
    after: String,
    values: BTreeMap<String, String>,
    texts: BTreeMap<String, String>,
    commands: BTreeMap<String, Words>,
}

/// The words of one command.
#[derive(Debug, Default, Deserialize)]
struct Words {
    about: String,
    #[serde(default)]
    texts: BTreeMap<String, String>,
}

/// Words that clap itself puts into help, which has no place to change them, and what stands for them.
const FIXED: [(&str, &str); 8] = [
    ("Usage:", "用法："),
    ("Commands:", "命令："),
    ("Arguments:", "参数："),
    ("Options:", "选项："),
    ("[OPTIONS]", "[选项]"),
    ("[COMMAND]", "[命令]"),
    ("<COMMAND>", "<命令>"),
    ("Possible values:", "可用："),
];

/// Returns the command line with everything said in Chinese; for help and mistakes, not for what was meant.
pub(super) fn translated(mut command: Command) -> Command {
    command.build();
    match toml::from_str::<Chinese>(include_str!("chinese.toml")) {
        Ok(words) => words.all(command),
        Err(_) => command,
    }
}

/// Returns what is shown of a mistake, or of a call for help, that a translated command line found; with colour where it
/// is wanted.
pub(super) fn told(error: &Error, colour: bool) -> String {
    let is_help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if error.use_stderr() && !is_help {
        return mistakes::told(error);
    }
    let page = error.render();
    without_english(&if colour { page.ansi().to_string() } else { page.to_string() })
}

/// Puts Chinese in the place of what clap says in English whatever the command line.
pub(super) fn without_english(help: &str) -> String {
    let help = FIXED.iter().fold(help.to_owned(), |help, (english, chinese)| help.replace(english, chinese));
    // These two words may stand on two lines.
    let parts: Vec<&str> = help.split("[possible").collect();
    let without = |part: &&str| part.trim_start().strip_prefix("values:").unwrap_or(part).trim_start().to_owned();
    let (first, rest) = parts.split_first().unwrap_or((&"", &[]));
    rest.iter().map(without).fold((*first).to_owned(), |help, part| help + "[可用：" + &part)
}

impl Chinese {
    fn all(&self, command: Command) -> Command {
        let after = self.after.trim_start().to_owned();
        let command = command.about(self.about.clone()).after_help(after);
        let command = command.mut_args(|argument| self.argument(argument, None));
        command.mut_subcommands(|command| self.one(command))
    }

    /// Translates a command, and those within it.
    fn one(&self, command: Command) -> Command {
        let words = self.commands.get(command.get_name());
        let command = match words {
            Some(words) => command.about(words.about.clone()),
            None => command,
        };
        let command = command.mut_args(|argument| self.argument(argument, words));
        command.mut_subcommands(|command| self.one(command))
    }

    /// Returns what is said of an argument, or of one of its choices, in a command.
    fn text<'w>(&'w self, words: Option<&'w Words>, key: &str) -> Option<&'w String> {
        words.and_then(|words| words.texts.get(key)).or_else(|| self.texts.get(key))
    }

    fn argument(&self, argument: Arg, words: Option<&Words>) -> Arg {
        let id = argument.get_id().to_string();
        let argument = match self.text(words, &id) {
            Some(text) => self.said(argument, text),
            None => argument,
        };
        let names: Vec<String> =
            argument.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
        let takes_value = argument.get_action().takes_values();
        let names = names.iter().map(|name| self.values.get(name).unwrap_or(name).clone());
        let argument = if takes_value { argument.value_names(Vec::from_iter(names)) } else { argument };
        let choices: Vec<PossibleValue> =
            argument.get_possible_values().iter().map(|choice| self.choice(choice, &id, words)).collect();
        if choices.is_empty() || !takes_value {
            return argument;
        }
        argument.value_parser(PossibleValuesParser::new(choices))
    }

    /// Says what an argument is for, and what it is where it is not given; its choices stand in the text, or have
    /// texts of their own in the long help.
    fn said(&self, argument: Arg, text: &str) -> Arg {
        let text = with_formats(text);
        let defaults: Vec<String> =
            argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
        let is_told = argument.is_hide_default_value_set() || !argument.get_action().takes_values();
        let long = match is_told || defaults.is_empty() {
            true => text,
            false => format!("{text}（不写就是 {}）", defaults.join("、")),
        };
        let argument = argument.hide_default_value(true).help(long).long_help(None::<&str>);
        let has_texts = argument.get_possible_values().iter().any(|choice| choice.get_help().is_some());
        if has_texts { argument } else { argument.hide_possible_values(true) }
    }

    fn choice(&self, choice: &PossibleValue, id: &str, words: Option<&Words>) -> PossibleValue {
        let name = choice.get_name();
        let said = PossibleValue::new(name.to_owned()).hide(choice.is_hide_set());
        match (choice.get_help(), self.text(words, &format!("{id}.{name}"))) {
            (Some(_), Some(text)) => said.help(text.clone()),
            (Some(english), None) => said.help(english.clone()),
            (None, _) => said,
        }
    }
}

/// Names the formats of reports where a text asks for them.
fn with_formats(text: &str) -> String {
    text.replace("{formats}", &huashu_report::names().collect::<Vec<_>>().join("、"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    fn words() -> Chinese {
        toml::from_str(include_str!("chinese.toml")).expect("a table of words")
    }

    /// Says what has no Chinese in a command.
    fn lacking(words: &Chinese, command: &Command, said: Option<&Words>, lacking: &mut Vec<String>) {
        let name = command.get_name();
        for argument in command.get_arguments() {
            let id = argument.get_id();
            if words.text(said, id.as_str()).is_none() {
                lacking.push(format!("{name}: {id}"));
            }
            if !argument.get_action().takes_values() {
                continue;
            }
            for value in argument.get_value_names().unwrap_or_default() {
                if !words.values.contains_key(value.as_str()) {
                    lacking.push(format!("[values] {value}"));
                }
            }
            for choice in argument.get_possible_values().iter().filter(|choice| choice.get_help().is_some()) {
                let key = format!("{id}.{}", choice.get_name());
                if words.text(said, &key).is_none() {
                    lacking.push(format!("{name}: {key}"));
                }
            }
        }
    }

    #[test]
    fn everything_is_said_in_chinese() {
        let words = words();
        let mut command = Cli::command();
        command.build();
        let mut missing = Vec::new();
        lacking(&words, &command, None, &mut missing);
        for one in command.get_subcommands() {
            let said = words.commands.get(one.get_name());
            if said.is_none() {
                missing.push(format!("the command {}", one.get_name()));
            }
            if one.get_name() != "help" {
                lacking(&words, one, said, &mut missing);
            }
            // Commands within a command, such as `review import`.
            for inner in
                one.get_subcommands().filter(|inner| one.get_name() != "help" && inner.get_name() != "help")
            {
                let said = words.commands.get(inner.get_name());
                if said.is_none() {
                    missing.push(format!("the command {} {}", one.get_name(), inner.get_name()));
                }
                lacking(&words, inner, said, &mut missing);
            }
        }
        assert!(missing.is_empty(), "add to src/cli/chinese.toml:\n{}", missing.join("\n"));
    }

    #[test]
    fn no_words_are_kept_that_nothing_says() {
        let words = words();
        let mut command = Cli::command();
        command.build();
        let names: Vec<&str> = command
            .get_subcommands()
            .flat_map(|one| one.get_subcommands().map(Command::get_name).chain([one.get_name()]))
            .collect();
        for (name, said) in &words.commands {
            assert!(names.contains(&name.as_str()), "there is no command {name}");
            let Some(one) = command.find_subcommand(name) else { continue };
            for key in said.texts.keys() {
                let id = key.split('.').next().unwrap_or_default();
                assert!(one.get_arguments().any(|argument| argument.get_id() == id), "{name} has no argument {id}");
            }
        }
    }

    #[test]
    fn every_page_of_help_is_chinese() {
        for (name, flag) in ["", "check", "score", "draft", "accuracy", "completions", "man"]
            .into_iter()
            .flat_map(|name| [(name, "--help"), (name, "-h")])
        {
            let arguments = ["huashu", name, flag].into_iter().filter(|word| !word.is_empty());
            let error = translated(Cli::command()).try_get_matches_from(arguments).expect_err("help is no command");
            let help = told(&error, false);
            for english in ["Usage", "Options", "Print", "default", "values", "the "] {
                assert!(!help.contains(english), "{name} says {english}:\n{help}");
            }
            assert!(help.contains("用法：huashu") || help.contains("用法： huashu"), "{help}");
        }
    }
}
