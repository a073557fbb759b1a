//! `huashu man`: manual pages.

use std::io::{self, Write};

use clap::Args;

use huashu_model::language::Message;
use huashu_model::problem::Problem;

use super::global::{CLEAN, Global, INCOMPLETE};
use super::output;

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The command whose page is wanted; without it the page of the whole program
    command: Option<String>,
}

/// Prints a page in the form that `man` reads on standard output.
pub(super) fn run(args: &ManArgs, global: Global) -> io::Result<u8> {
    let mut program = super::command_in(global.language);
    program.build();
    let command = match &args.command {
        None => Some(program),
        Some(name) => program.find_subcommand(name).cloned(),
    };
    let Some(command) = command else {
        let name = args.command.as_deref().unwrap_or_default();
        let message: Message = huashu_model::message!("没有命令「{name}」", "there is no command `{name}`");
        let help = huashu_model::message!("huashu --help 列出全部命令", "`huashu --help` lists them");
        output::show_problems(&[Problem::error("usage/unknown-command", message).with_help(help)], global);
        return Ok(INCOMPLETE);
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    io::stdout().write_all(&page)?;
    Ok(CLEAN)
}
