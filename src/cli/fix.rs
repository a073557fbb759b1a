//! `huashu fix`: libraries of canned replies, and drafts, put right in place; never logs.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;

use clap::Args;
use similar::TextDiff;

use huashu::fixing::{self, Decoded, Entry, Fixer, Refusal, Replacement, splice};
use huashu_core::reword::Reworded;
use huashu_input::{Holds, Options};
use huashu_model::finding::Severity;
use huashu_model::language::Message;
use huashu_model::problem::Problem;
use huashu_model::text::visible;
use huashu_rulebook::Rule;

use super::check::{Limit, parse_limit};
use super::global::{CLEAN, FINDINGS, Global, INCOMPLETE};
use super::output::{self, Output};
use super::rulebooks::{self, RulebookArgs};

#[derive(Debug, Args)]
pub(super) struct FixArgs {
    /// Libraries, folders or patterns
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,

    #[command(flatten)]
    rules: RulebookArgs,

    /// The file is one text said by an agent, not a library of replies
    #[arg(long)]
    draft: bool,

    /// Make changes too that a person should look at afterwards
    #[arg(long)]
    r#unsafe: bool,

    /// Show what would change, and write nothing
    #[arg(long)]
    diff: bool,

    /// Ask for every change
    #[arg(long, short, conflicts_with = "diff")]
    interactive: bool,

    /// The least severity left that makes the exit status 1: error, warning, info or never
    #[arg(long, value_name = "SEVERITY", default_value = "error", value_parser = parse_limit)]
    fail_on: Limit,

    /// Encoding of the files, where it is not to be recognised
    #[arg(long, value_name = "ENCODING", value_parser = rulebooks::parse_encoding)]
    encoding: Option<&'static encoding_rs::Encoding>,
}

/// What became of all files.
#[derive(Debug, Default)]
struct Done {
    changed: u64,
    files: u64,
    placeholders: u64,
    left: Vec<Severity>,
    problems: Vec<Problem>,
}

/// Puts libraries right and returns the exit status.
pub(super) fn run(args: &FixArgs, global: Global) -> io::Result<u8> {
    let mut loaded = args.rules.load();
    let wants = |rule: &Rule| args.rules.wants(rule) && rule.body.is_about_one_utterance();
    let Some(engine) = loaded.engine(global, &wants).map(Arc::new) else { return Ok(INCOMPLETE) };
    let (mut options, problems) = rulebooks::input_options(&loaded.rulebook.input);
    options.holds = if args.draft { Holds::AgentText } else { Holds::CannedReplies };
    let found = huashu_input::find(&args.paths, &options);
    let mut done = Done { problems, ..Done::default() };
    done.problems.extend(found.problems);
    let mut fixer = Fixer::new(&engine, args.r#unsafe || args.interactive);
    for source in &found.sources {
        let file = File { name: &source.name, args, options: &options };
        file.fix(&mut fixer, &mut done, global)?;
    }
    report(&done, args, global);
    let fails = |limit| done.left.iter().any(|severity| *severity >= limit) || (args.diff && done.changed > 0);
    Ok(match (done.problems.is_empty(), args.fail_on.0.is_some_and(fails)) {
        (false, _) => INCOMPLETE,
        (true, true) => FINDINGS,
        (true, false) => CLEAN,
    })
}

fn report(done: &Done, args: &FixArgs, global: Global) {
    output::show_problems(&done.problems, global);
    let (changed, files, left) = (done.changed, done.files, done.left.len());
    let message = if args.diff {
        huashu_model::message!(
            "可以改 {changed} 条（{files} 个文件），还有 {left} 处要您自己改",
            "{changed} entries in {files} files can be changed; {left} breaches are left to you"
        )
    } else {
        huashu_model::message!(
            "改好 {changed} 条（{files} 个文件），还有 {left} 处要您自己改",
            "{changed} entries in {files} files changed; {left} breaches are left to you"
        )
    };
    output::remark(global, message.get(global.language));
    if done.placeholders > 0 {
        let count = done.placeholders;
        let message = huashu_model::message!(
            "新的话里有 {count} 处〔〕要填写",
            "the new wordings hold {count} places 〔〕 to be filled in"
        );
        output::remark(global, message.get(global.language));
    }
}

/// One file to be put right.
struct File<'f> {
    name: &'f Arc<str>,
    args: &'f FixArgs,
    options: &'f Options,
}

/// An entry whose wording changes.
struct Change {
    entry: Entry,
    new: String,
}

impl File<'_> {
    fn fix(&self, fixer: &mut Fixer, done: &mut Done, global: Global) -> io::Result<()> {
        let Some(extension) = rewritable(self.name) else {
            done.problems.push(self.refused(&Message::new(
                "工作簿、压缩包和标准输入不改写：另存为 CSV 再改，或照 huashu check 的结果在原处手工改",
                "workbooks, archives and standard input are not rewritten: save as CSV, or change by hand what `huashu check` shows",
            )));
            return Ok(());
        };
        let bytes = std::fs::read(&**self.name)?;
        let Some(decoded) = Decoded::of(&bytes, self.args.encoding) else {
            let message = Message::new("认不出编码，没有改写", "its encoding is not known; nothing was written");
            done.problems.push(self.refused(&message));
            return Ok(());
        };
        let entries = match self.entries(&decoded.text) {
            Ok(entries) => entries,
            Err(refusal) => {
                done.problems.push(self.refused(&why(&refusal, extension)));
                return Ok(());
            }
        };
        let mut changes = self.changes(entries, fixer, done, global)?;
        if let Some(text) = self.rewritten(&decoded, &mut changes, done).filter(|_| !changes.is_empty()) {
            done.changed += changes.len() as u64;
            done.files += 1;
            self.write(&decoded, &text)?;
        }
        Ok(())
    }

    fn entries(&self, text: &str) -> Result<Vec<Entry>, Refusal> {
        let as_log = Options { holds: Holds::Conversations, ..self.options.clone() };
        if !self.args.draft && fixing::is_log(self.name, text, &as_log) {
            return Err(Refusal::Log);
        }
        fixing::entries(self.name, text, self.options)
    }

    /// Returns what changes; where it is asked for, only what is agreed to.
    fn changes(
        &self,
        entries: Vec<Entry>,
        fixer: &mut Fixer,
        done: &mut Done,
        global: Global,
    ) -> io::Result<Vec<Change>> {
        let mut changes = Vec::new();
        for entry in entries {
            let reworded = fixer.fix(&entry);
            let agreed =
                reworded.text != entry.text && (!self.args.interactive || self.ask(&entry, &reworded, global)?);
            if !agreed {
                done.left.extend(reworded.findings.iter().map(|finding| finding.rule.severity));
                continue;
            }
            done.left.extend(reworded.left.iter().map(|finding| finding.rule.severity));
            done.placeholders += reworded.placeholders.len() as u64;
            changes.push(Change { entry, new: reworded.text });
        }
        Ok(changes)
    }

    /// Shows a change and waits for an answer; without a terminal nothing is agreed to.
    fn ask(&self, entry: &Entry, reworded: &Reworded, global: Global) -> io::Result<bool> {
        if !io::stdin().is_terminal() {
            return Ok(false);
        }
        let mut out = io::stdout().lock();
        writeln!(
            out,
            "{}:{}\n- {}\n+ {}",
            visible(self.name),
            entry.line,
            visible(&entry.text),
            visible(&reworded.text)
        )?;
        write!(out, "{}", global.language.pick("改吗？[y/N] ", "Change it? [y/N] "))?;
        out.flush()?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "是"))
    }

    /// Returns the file's new text, which was read again and holds what it should; a wording that is not found in the
    /// file stays, and is told.
    fn rewritten(&self, decoded: &Decoded, changes: &mut Vec<Change>, done: &mut Done) -> Option<String> {
        let replacement = |change: &Change| Replacement {
            line: change.entry.line,
            old: change.entry.text.clone(),
            new: change.new.clone(),
        };
        let replacements: Vec<Replacement> = changes.iter().map(replacement).collect();
        let (text, missing) = splice(&decoded.text, &replacements);
        for replacement in missing {
            done.problems.push(self.refused(&fixing::unplaced()).at(self.name, replacement.line));
            changes.retain(|change| change.entry.line != replacement.line || change.entry.text != replacement.old);
        }
        let mut expected = self.texts(&decoded.text);
        let mut new = changes.iter().peekable();
        for text in &mut expected {
            if let Some(change) = new.next_if(|change| change.entry.text == *text) {
                text.clone_from(&change.new);
            }
        }
        if new.peek().is_none() && self.texts(&text) == expected && decoded.encode(&text).is_some() {
            return Some(text);
        }
        let message = Message::new(
            "改写后再读，内容对不上，没有写入；请照 huashu check 的结果手工改",
            "read again after the change it would not hold the same entries; nothing was written; change by hand what `huashu check` shows",
        );
        done.problems.push(self.refused(&message));
        None
    }

    fn texts(&self, text: &str) -> Vec<String> {
        let entries = fixing::entries(self.name, text, self.options).unwrap_or_default();
        entries.into_iter().map(|entry| entry.text).collect()
    }

    fn write(&self, decoded: &Decoded, text: &str) -> io::Result<()> {
        if self.args.diff {
            let diff = TextDiff::from_lines(decoded.text.as_str(), text);
            let (old, new) = (format!("a/{}", self.name), format!("b/{}", self.name));
            let shown = diff.unified_diff().context_radius(1).header(&old, &new).to_string();
            return io::stdout().lock().write_all(output::shown(&shown).as_bytes());
        }
        let mut file = Output::open(Some(Path::new(&**self.name)))?;
        file.write_all(&decoded.encode(text).unwrap_or_default())?;
        file.finish()
    }

    fn refused(&self, reason: &Message) -> Problem {
        let mut problem = Problem::error("fix/refused", reason.clone());
        problem.place.file = Some(Arc::clone(self.name));
        problem
    }
}

/// Returns the extension of a file that is text.
fn rewritable(name: &str) -> Option<&str> {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let packed = ["xlsx", "xls", "xlsm", "xlsb", "ods", "zip", "gz", "zst"];
    (name != "-" && !packed.contains(&extension.to_lowercase().as_str())).then_some(extension)
}

fn why(refusal: &Refusal, extension: &str) -> Message {
    match refusal {
        Refusal::Log => Message::new(
            "像是会话记录，不改写：记录是证据；话术库请只放客服的话",
            "it looks like a log, and logs are evidence: only libraries of replies are rewritten",
        ),
        Refusal::Unreadable => huashu_model::message!(
            "没有读全，或没有话术（.{extension}），不改写；先看 huashu check --as canned 的提示",
            "it holds no replies, or could not be read wholly (.{extension}), and is left alone; see `huashu check --as canned`"
        ),
    }
}
