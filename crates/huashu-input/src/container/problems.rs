//! Problems of containers as a whole.

use huashu_model::problem::Problem;

use crate::source::origin::Source;

/// Returns the problem of a container that is broken, in the words of its reader.
pub(super) fn broken(source: &Source, reason: &str) -> Problem {
    let message = huashu_model::message!("文件已损坏，读不出来：{reason}", "the file is broken: {reason}");
    let help = huashu_model::message!("请重新导出或下载", "export or download it again");
    Problem::error("input/broken-file", message).at(&source.name, 1).with_help(help)
}

/// Returns the problem of a container that asks for a password.
pub(super) fn locked(source: &Source) -> Problem {
    let message = huashu_model::message!("文件有密码，读不出来", "the file asks for a password");
    let help = huashu_model::message!("请去掉密码后再检查", "remove the password and check it again");
    Problem::error("input/locked-file", message).at(&source.name, 1).with_help(help)
}
