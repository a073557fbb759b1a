//! `huashu completions`: completion scripts.

use std::io;

use clap::Args;

use super::global::{CLEAN, Global};

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell: bash, zsh, fish, powershell or elvish
    shell: clap_complete::Shell,
}

/// Prints the script on standard output.
pub(super) fn run(args: &CompletionsArgs, global: Global) -> io::Result<u8> {
    // Written to memory first: the generator panics on a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command_in(global.language), "huashu", &mut script);
    io::Write::write_all(&mut io::stdout(), &script)?;
    Ok(CLEAN)
}
