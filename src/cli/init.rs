//! `huashu init`: a configuration to begin with.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use huashu_model::problem::Problem;

use super::global::{CLEAN, Global, INCOMPLETE};
use super::output;

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Folder to write huashu.toml into; made where there is none
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

/// The configuration that is written.
const STARTER: &str = include_str!("starter.toml");

/// Writes the starter and returns the exit status; a file that is there is left alone.
pub(super) fn run(args: &InitArgs, global: Global) -> io::Result<u8> {
    let path = args.folder.join("huashu.toml");
    let shown = path.display();
    let written = fs::create_dir_all(&args.folder).and_then(|()| {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        file.write_all(STARTER.as_bytes())?;
        file.sync_all()
    });
    let language = global.language;
    match written {
        Ok(()) => {
            let words = huashu_model::say!(
                language,
                "已写好 {shown}；用 huashu test 试试其中的例子",
                "wrote {shown}; `huashu test` tries its examples"
            );
            output::remark(global, &words);
            Ok(CLEAN)
        }
        Err(error) => {
            let problem = if error.kind() == io::ErrorKind::AlreadyExists {
                let message =
                    huashu_model::say!(language, "{shown} 已经存在，没有改动", "{shown} exists and was left alone");
                let help =
                    language.pick("换一个文件夹，或先把它移走", "name another folder, or move it away first");
                Problem::error("init/exists", message).with_help(help)
            } else {
                let message =
                    huashu_model::say!(language, "写不了 {shown}：{error}", "cannot write {shown}: {error}");
                Problem::error("init/unwritable", message)
            };
            output::show_problems(&[problem], global);
            Ok(INCOMPLETE)
        }
    }
}
