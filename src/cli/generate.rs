//! `huashu generate`: the pages and the schema that are made from the code, for people who work on huashu.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::Args;

use huashu::reference;
use huashu_model::problem::Problem;

use super::global::{CLEAN, FINDINGS, Global};
use super::output;

#[derive(Debug, Args)]
pub(super) struct GenerateArgs {
    /// The folder that holds docs/
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,

    /// Write nothing; the exit status is 1 when anything is stale
    #[arg(long)]
    check: bool,
}

/// Writes, or checks, the generated files and returns the exit status.
pub(super) fn run(args: &GenerateArgs, global: Global) -> io::Result<u8> {
    let mut stale = Vec::new();
    for file in reference::files() {
        let path = args.folder.join(&file.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            continue;
        }
        let shown = path.display();
        if args.check {
            let message = huashu_model::say!(global.language, "{shown} 已过时", "{shown} is stale");
            let help = huashu_model::say!(global.language, "运行 huashu generate", "run `huashu generate`");
            stale.push(Problem::error("generate/stale", message).with_help(help));
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, &file.text)?;
        output::remark(global, &huashu_model::say!(global.language, "已写 {shown}", "wrote {shown}"));
    }
    output::show_problems(&stale, global);
    Ok(if stale.is_empty() { CLEAN } else { FINDINGS })
}
