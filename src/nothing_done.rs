//! Runs that have judged nothing, and must not look as if all were well.

use std::collections::BTreeMap;

use huashu_core::engine::Engine;
use huashu_model::problem::Problem;
use huashu_model::summary::Summary;
use huashu_model::transcript::Role;

/// Returns the problem of a run in which nobody is known to be an agent; `read` is the role that was asked for.
pub fn no_agent(read: Option<Role>, summary: &Summary) -> Option<Problem> {
    no_agent_among(read, &summary.ledger.utterances)
}

/// Returns the problem of utterances, counted by who said them, of which none is known to be an agent's.
pub fn no_agent_among(read: Option<Role>, utterances: &BTreeMap<Role, u64>) -> Option<Problem> {
    let said_by = |role: Role| utterances.get(&role).copied().unwrap_or_default();
    let all: u64 = Role::ALL.into_iter().map(said_by).sum();
    if all == 0 || said_by(Role::Agent) > 0 || read.is_some_and(|role| role != Role::Agent) {
        return None;
    }
    let unknown = said_by(Role::Unknown);
    let message = huashu_model::message!(
        "没有认出客服说的话，等于什么都没有检查（共 {all} 条，{unknown} 条不知道是谁说的）",
        "no agent's words were recognised, so nothing was checked ({all} utterances, {unknown} of them by nobody knows whom)"
    );
    let help = huashu_model::message!(
        "请在 huashu.toml 的 [input.roles] 中写明谁是客服，例如 \"小李\" = \"agent\"、\"*\" = \"customer\"；只查客户或机器人时加 --role。huashu inspect 列出认出了什么",
        "say under [input.roles] in huashu.toml who is an agent, as in \"小李\" = \"agent\" and \"*\" = \"customer\"; to check only customers or bots, add --role. `huashu inspect` shows what was recognised"
    );
    Some(Problem::error("input/no-agent", message).with_help(help))
}

/// A report must not take the place of what it is about.
pub fn replaces_input(path: &str) -> Problem {
    let message = huashu_model::message!(
        "--output 指向的 {path} 正是要读的文件，没有写",
        "--output names {path}, which is read; nothing was written"
    );
    let help = huashu_model::message!("给报告换一个文件名", "give the report another name");
    Problem::error("usage/replaces-input", message).with_help(help)
}

/// Says that problems are told in reports and not on standard error.
pub fn not_shown(problems: usize) -> Problem {
    let message = huashu_model::message!(
        "还有 {problems} 个问题没有列在这里",
        "{problems} more problems are not listed here"
    );
    Problem::warning(MORE_PROBLEMS, message)
}

/// The code of problems that are only counted.
pub const MORE_PROBLEMS: &str = "run/more-problems";

/// Returns the problem of a run without a rule.
pub fn no_rules(engine: &Engine) -> Option<Problem> {
    if engine.rules().next().is_some() {
        return None;
    }
    let rulebook = &engine.name;
    let message = huashu_model::message!(
        "没有一条规则在起作用（规则集：{rulebook}），等于什么都没有检查",
        "no rule is in force (rulebook: {rulebook}), so nothing was checked"
    );
    let help = huashu_model::message!(
        "用 huashu rules 看规则；检查 --select、--ignore、--role 和 [rules]",
        "see `huashu rules`; look at --select, --ignore, --role and [rules]"
    );
    Some(Problem::error("usage/no-rules", message).with_help(help))
}
