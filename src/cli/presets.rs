//! `huashu presets`: the tools whose exports are read as they are.

use std::io::{self, Write};

use clap::Args;

use super::global::{CLEAN, Global};

#[derive(Debug, Args)]
pub(super) struct PresetsArgs {
    /// Also show where the shape of each export is documented
    #[arg(long)]
    sources: bool,
}

/// Lists the presets and returns the exit status.
pub(super) fn run(args: &PresetsArgs, global: Global) -> io::Result<u8> {
    let mut out = io::BufWriter::new(io::stdout());
    let width = huashu_input::presets().iter().map(|preset| preset.name().len()).max().unwrap_or_default();
    for preset in huashu_input::presets() {
        writeln!(out, "{:width$}  {}", preset.name(), preset.title().get(global.language))?;
        for source in preset.sources().iter().filter(|_| args.sources) {
            writeln!(out, "{:width$}  {source}", "")?;
        }
    }
    out.flush()?;
    Ok(CLEAN)
}
