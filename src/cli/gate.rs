//! What a run is held to, as `huashu check` is told: known findings, changed lines, allowances, a number of findings.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use clap::Args;

use huashu::gate::{Allowances, Baseline, Changes, Gate, Waivers, portable};
use huashu_core::engine::Engine;
use huashu_input::Source;
use huashu_model::language::Message;
use huashu_model::problem::Problem;

use super::global::Global;
use super::marks::MarksArgs;
use super::output;
use super::rulebooks::Loaded;

/// Options of `check` for a gate.
#[derive(Debug, Args)]
pub(super) struct GateArgs {
    /// Leave out findings that this file knows
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Write the baseline anew without what is mended
    #[arg(long, requires = "baseline")]
    update_baseline: bool,

    /// Let --update-baseline take in findings that were not known
    #[arg(long, requires = "update_baseline")]
    accept_new: bool,

    /// Only findings in lines changed since this commit, branch or tag of git
    #[arg(long, value_name = "REF")]
    changed_since: Option<String>,

    /// Fail only when more than this many findings count; the text report shows no more in full
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) max_findings: u64,
}

/// Extensions of libraries that can hold comments.
const WITH_COMMENTS: [&str; 7] = ["toml", "yaml", "yml", "md", "markdown", "txt", "html"];

impl GateArgs {
    /// Makes the gate; what cannot be read is a problem.
    pub(super) fn open(&self, sources: &[Source], canned: bool, engine: &Engine) -> Result<Gate, Vec<Problem>> {
        let mut gate = Gate::default();
        let mut problems = Vec::new();
        match self.baseline.as_deref().map(|path| self.read_baseline(path)) {
            Some(Ok(mut baseline)) => {
                baseline.set_aside(|file| is_left_out(file, sources));
                gate.baseline = Some(baseline);
            }
            Some(Err(problem)) => problems.push(*problem),
            None => {}
        }
        match self.changed_since.as_deref().map(changes_since) {
            Some(Ok(changes)) => gate.changes = Some(changes),
            Some(Err(problem)) => problems.push(*problem),
            None => {}
        }
        if canned {
            problems.extend(read_allowances(&mut gate.allowances, sources, engine));
        }
        if problems.is_empty() { Ok(gate) } else { Err(problems) }
    }

    fn read_baseline(&self, path: &Path) -> Result<Baseline, Box<Problem>> {
        let shown = path.display();
        let text = match std::fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.accept_new => {
                return Ok(Baseline::default());
            }
            Err(error) => {
                let message = huashu_model::message!(
                    "读不了基线文件 {shown}：{error}",
                    "cannot read the baseline {shown}: {error}"
                );
                let help = huashu_model::message!(
                    "第一次要加 --update-baseline --accept-new 来建立",
                    "make it with --update-baseline --accept-new"
                );
                return Err(Box::new(Problem::error("baseline/unreadable", message).with_help(help)));
            }
            Ok(text) => text,
        };
        Baseline::read(&text).map_err(|error| {
            let message =
                huashu_model::message!("{shown} 不是基线文件：{error}", "{shown} is no baseline: {error}");
            let help = huashu_model::message!(
                "确认文件名；要重建，先删掉它再用 --update-baseline --accept-new",
                "check the name; to make it anew, delete it and use --update-baseline --accept-new"
            );
            Box::new(Problem::error("baseline/unreadable", message).with_help(help))
        })
    }

    /// Tells what was left out, and writes the baseline where that was asked for.
    pub(super) fn close(&self, gate: &Gate, global: Global) -> io::Result<()> {
        tell_exempted(gate, global);
        let (Some(path), Some(baseline)) = (&self.baseline, &gate.baseline) else { return Ok(()) };
        let (stale, unknown) = (baseline.stale(), baseline.unknown());
        if !self.update_baseline {
            if stale > 0 {
                let message = huashu_model::message!(
                    "基线里有 {stale} 条已经不在了；用 --update-baseline 去掉",
                    "{stale} findings of the baseline are gone; --update-baseline takes them out"
                );
                tell(global, &message);
            }
            return Ok(());
        }
        let mut file = output::Output::open(Some(path))?;
        io::Write::write_all(&mut file, baseline.write(self.accept_new)?.as_bytes())?;
        file.finish()?;
        let added = if self.accept_new { unknown } else { 0 };
        let shown = path.display();
        let message = huashu_model::message!(
            "基线 {shown} 已更新：去掉 {stale} 条，新增 {added} 条",
            "baseline {shown} written: {stale} taken out, {added} taken in"
        );
        tell(global, &message);
        Ok(())
    }

    /// Returns whether new findings are taken in, and so do not make the run fail.
    pub(super) fn accepts_new(&self) -> bool {
        self.accept_new
    }
}

/// Returns whether a file of the baseline is still there, and not among those that are checked.
fn is_left_out(file: &str, sources: &[Source]) -> bool {
    // What an archive holds is named after it, behind a `!`.
    let is_checked = sources.iter().any(|source| {
        let name = portable(&source.name);
        file.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('!'))
    });
    let on_disk = file.split_once('!').map_or(file, |(archive, _)| archive);
    !is_checked && (Path::new(file).exists() || Path::new(on_disk).exists())
}

/// Holds a run to the waivers of the rulebook, and to what people judged.
pub(super) fn hold_to_rulebook(
    gate: &mut Gate,
    loaded: &Loaded,
    engine: &Engine,
    marks: &MarksArgs,
) -> Result<(), Vec<Problem>> {
    let today = jiff::Zoned::now().date();
    gate.waivers = Waivers::new(&loaded.rulebook.waivers, &loaded.sink.sources, engine.rules(), today);
    gate.refuted = marks.refuted()?;
    Ok(())
}

/// Tells how many findings were left out, and why.
pub(super) fn tell_exempted(gate: &Gate, global: Global) {
    for (count, zh, en) in [
        (gate.known, "条发现在基线里，没有计入", "findings were known to the baseline and are not counted"),
        (gate.unchanged, "条发现在没有改动的行里，没有计入", "findings stand in lines that did not change"),
        (gate.allowed, "条发现写明了豁免，没有计入", "findings are allowed by comments"),
        (
            gate.waived,
            "条发现由 [[waiver]] 豁免，没有计入",
            "findings are waived by the rulebook and are not counted",
        ),
        (gate.judged_wrong, "条发现经人判定有误，没有计入", "findings were judged wrong and are not counted"),
    ] {
        if count > 0 {
            tell(global, &Message::new(format!("{count} {zh}"), format!("{count} {en}")));
        }
    }
}

fn tell(global: Global, message: &Message) {
    output::remark(global, message.get(global.language));
}

/// Asks git what changed in the repository of this folder; files that git does not know yet are new.
fn changes_since(reference: &str) -> Result<Changes, Box<Problem>> {
    if reference.starts_with('-') {
        return Err(no_changes(reference, "-"));
    }
    let root = git(reference, ["rev-parse", "--show-toplevel"].iter())?;
    let root = root.trim_end_matches(['\r', '\n']);
    let settings = ["-C", root, "-c", "core.quotepath=off", "-c", "diff.mnemonicPrefix=false"];
    let diff = ["diff", "--no-color", "--no-ext-diff", "--no-prefix", "--unified=0", reference, "--"];
    let mut changes = Changes::read(Path::new(root), &git(reference, settings.iter().chain(&diff))?);
    let others = ["ls-files", "--others", "--exclude-standard", "-z"];
    let untracked = git(reference, settings.iter().chain(&others))?;
    untracked.split('\0').filter(|path| !path.is_empty()).for_each(|path| changes.add_file(path));
    Ok(changes)
}

fn git<'a>(reference: &str, arguments: impl Iterator<Item = &'a &'a str>) -> Result<String, Box<Problem>> {
    let output = Command::new("git").args(arguments).output();
    let output = output.map_err(|error| no_changes(reference, &error.to_string()))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(no_changes(reference, String::from_utf8_lossy(&output.stderr).trim())),
    }
}

fn no_changes(reference: &str, error: &str) -> Box<Problem> {
    let message = huashu_model::message!(
        "git 说不出 {reference} 以来改了什么：{error}",
        "git cannot tell what changed since {reference}: {error}"
    );
    let help = huashu_model::message!(
        "在仓库里运行，并确认这个提交取到了本地（CI 里常要 fetch-depth: 0）",
        "run it inside the repository, and make sure that the commit was fetched (fetch-depth: 0 in CI)"
    );
    Box::new(Problem::error("usage/no-changes", message).with_help(help))
}

/// Reads the comments of libraries that can hold any.
fn read_allowances(allowances: &mut Allowances, sources: &[Source], engine: &Engine) -> Vec<Problem> {
    let rules: Vec<&str> = engine.rules().map(|rule| rule.id.as_str()).collect();
    let mut problems = Vec::new();
    for source in sources {
        let extension = Path::new(&*source.name).extension().and_then(|extension| extension.to_str());
        if !extension.is_some_and(|extension| WITH_COMMENTS.contains(&extension.to_lowercase().as_str())) {
            continue;
        }
        // What cannot be read here is told by the reader of the library.
        if let Ok(text) = std::fs::read_to_string(&*source.name) {
            problems.extend(allowances.read(&Arc::clone(&source.name), &text, &rules));
        }
    }
    problems
}
