//! `huashu filter`: one conversation a line in, one result a line out, for engines that call programs.
//!
//! While lines come nothing is said but results, not even on standard error: there are engines that take a line there
//! for the answer.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::num::NonZeroUsize;
use std::sync::Arc;

use clap::Args;

use huashu::gate::Gate;
use huashu::nothing_done;
use huashu::pipeline::{Job, Judge, Settings};
use huashu_input::{Chunk, Format, Options, Parsed, RecordLimit};
use huashu_model::confidence::Confidence;
use huashu_model::finding::Finding;
use huashu_model::json::{ReadingNotes, ResultWriter};
use huashu_model::problem::{Level, Problem};
use huashu_model::score::Scorer;
use huashu_model::transcript::{Conversation, Role};
use huashu_rulebook::Rule;

use super::gate::hold_to_rulebook;
use super::global::{CLEAN, Global, INCOMPLETE};
use super::marks::MarksArgs;
use super::output;
use super::privacy::PrivacyArgs;
use super::rulebooks::{self, Loaded, RulebookArgs};

/// Formats of which a line is a record.
const JSON: [&str; 2] = ["jsonl", "messages"];

/// Bytes read and written at once.
const BUFFER: usize = 128 * 1024;

#[derive(Debug, Args)]
pub(super) struct FilterArgs {
    #[command(flatten)]
    rules: RulebookArgs,

    /// The longest line that is read, such as 512KB or 2GB; a longer one is answered by an error. Usually 64MB
    #[arg(long, value_name = "SIZE", value_parser = rulebooks::parse_record_limit)]
    max_record: Option<RecordLimit>,

    /// Leave out findings that are less sure: certain, likely or possible
    #[arg(long, value_name = "CONFIDENCE", default_value = "possible", value_parser = rulebooks::parse_confidence)]
    min_confidence: Confidence,

    #[command(flatten)]
    privacy: PrivacyArgs,

    #[command(flatten)]
    marks: MarksArgs,
}

impl FilterArgs {
    /// Returns how to read a line, where it can be read as the configuration says.
    fn options(&self, loaded: &Loaded) -> Result<Options, Vec<Problem>> {
        let (mut options, mut problems) = rulebooks::input_options(&loaded.rulebook.input);
        if options.preset.is_some() {
            problems.push(no_mapping());
        }
        let is_of_files = |format: &dyn Format| !JSON.contains(&format.name());
        if options.format.is_some_and(is_of_files)
            || options.encoding.is_some_and(|encoding| !encoding.is_ascii_compatible())
        {
            problems.push(no_lines());
        }
        options.max_record = self.max_record.unwrap_or(options.max_record);
        let is_refused = problems.iter().any(|problem| problem.level == Level::Error);
        if is_refused { Err(problems) } else { Ok(options) }
    }

    fn settings(&self) -> Settings {
        Settings {
            threads: NonZeroUsize::MIN,
            context: 0,
            min_confidence: self.min_confidence,
            duplicates: false,
            transcripts: false,
            by_agent: false,
            masked: self.privacy.masks(),
        }
    }
}

/// Answers every line and returns the exit status.
pub(super) fn run(args: &FilterArgs, global: Global) -> io::Result<u8> {
    let mut loaded = args.rules.load();
    let wants = |rule: &Rule| args.rules.wants(rule);
    let Some(engine) = loaded.engine(global, &wants).map(Arc::new) else { return Ok(INCOMPLETE) };
    let mut gate = Gate::default();
    let opened = hold_to_rulebook(&mut gate, &loaded, &engine, &args.marks).and_then(|()| args.options(&loaded));
    let options = match (opened, nothing_done::no_rules(&engine)) {
        (Ok(options), None) => options,
        (Ok(_), Some(problem)) => return Ok(refuse(&[problem], global)),
        (Err(problems), _) => return Ok(refuse(&problems, global)),
    };
    let expired: Vec<Problem> =
        gate.leftovers().into_iter().filter(|problem| problem.code == "waiver/expired").collect();
    output::show_problems(&expired, global);
    let scorer = Scorer::new(loaded.rulebook.score.clone(), engine.rules());
    let job = Job { sources: &[], options: &options, engine: &engine, scorer: &scorer, settings: args.settings() };
    let holds_all = gate.is_open();
    let mut keep = |findings: &mut Vec<Finding>| gate.keep(findings);
    let mut filter = Filter {
        judge: job.judge((!holds_all).then_some(&mut keep as _)),
        writer: ResultWriter::new(engine.rules().cloned().collect(), global.language),
        options: &options,
        name: Arc::from("-"),
    };
    let mut input = BufReader::with_capacity(BUFFER, io::stdin().lock());
    filter.answer_all(&mut input, &mut io::BufWriter::with_capacity(BUFFER, io::stdout().lock()))?;
    Ok(CLEAN)
}

fn refuse(problems: &[Problem], global: Global) -> u8 {
    output::show_problems(problems, global);
    INCOMPLETE
}

fn no_mapping() -> Problem {
    let message = huashu_model::message!(
        "huashu filter 每行读一个写好的会话，不用 [input] 里的预设和映射",
        "`huashu filter` reads conversations, one a line, and uses no preset or mapping of [input]"
    );
    let help = huashu_model::message!(
        "去掉 [input] 里的 preset 和映射，或用 huashu check；写法见 docs/filter.zh-CN.md",
        "take `preset` and mappings out of [input], or use `huashu check`; see docs/filter.md"
    );
    Problem::error("filter/mapping", message).with_help(help)
}

fn no_lines() -> Problem {
    let message = huashu_model::message!(
        "huashu filter 每行读一个 JSON 会话，[input] 里的 format 或 encoding 说的不是这样的输入",
        "`huashu filter` reads JSON, one conversation a line; `format` or `encoding` of [input] says otherwise"
    );
    let help = huashu_model::message!(
        "去掉 [input] 里的 format；encoding 可以是 UTF-8、GB18030、Big5，不能是 UTF-16",
        "take `format` out of [input]; `encoding` may be UTF-8, GB18030 or Big5, and not UTF-16"
    );
    Problem::error("filter/mapping", message).with_help(help)
}

/// What answers lines.
struct Filter<'f> {
    judge: Judge<'f>,
    writer: ResultWriter,
    options: &'f Options,
    /// The name of the input, as findings and problems call it.
    name: Arc<str>,
}

/// A line as it was read.
enum Line {
    Whole(Vec<u8>),
    /// Longer than a record may be; nothing of it was kept.
    TooLong,
}

impl Filter<'_> {
    /// Answers line by line; whatever is answered goes out before more input is waited for.
    fn answer_all<R: Read>(&mut self, input: &mut BufReader<R>, out: &mut impl Write) -> io::Result<()> {
        let (mut number, mut at) = (1, 0);
        let mut answer = Vec::new();
        while let Some((line, length)) = next_line(input, self.options.max_record)? {
            let chunk = match line {
                Line::Whole(bytes) => Chunk::of_line(&self.name, self.decoded(bytes), number, at),
                Line::TooLong => Chunk::of_long_line(&self.name, self.options.max_record, number),
            };
            answer.clear();
            self.answer(&chunk, number, &mut answer);
            out.write_all(&answer)?;
            if !input.buffer().contains(&b'\n') {
                out.flush()?;
            }
            number += 1;
            at += length;
        }
        out.flush()
    }

    /// Returns a line in UTF-8; one that is not in the encoding that was named is left as it is, which is told where it is
    /// parsed.
    fn decoded(&self, line: Vec<u8>) -> Vec<u8> {
        match self.options.encoding.map(|encoding| encoding.decode_without_bom_handling(&line)) {
            Some((Cow::Owned(text), false)) => text.into_bytes(),
            _ => line,
        }
    }

    fn answer(&mut self, chunk: &Chunk, number: u64, answer: &mut Vec<u8>) {
        let mut parsed = chunk.parse(self.options);
        parsed.problems.iter_mut().for_each(|problem| self.judge.mask(problem));
        parsed.remarks.iter_mut().for_each(|remark| self.judge.mask_remark(remark));
        match parsed.conversations.pop() {
            Some(conversation) => {
                let evaluation = self.judge.judge(&conversation);
                let utterances = said_by(&conversation);
                parsed.problems.extend(nothing_done::no_agent_among(None, &utterances));
                let is_understood = parsed.problems.iter().all(|problem| problem.level != Level::Error);
                let says_anything =
                    conversation.utterances.iter().any(|utterance| !utterance.text.trim().is_empty());
                let withholds_score = !is_understood || !says_anything;
                let notes = ReadingNotes { withholds_score, ..notes(&parsed) };
                self.writer.write(answer, conversation.id.as_deref(), &evaluation, notes);
            }
            None => {
                // What kept the record from being read was noted last.
                let error = parsed.problems.pop().unwrap_or_else(|| empty_line(&self.name, number));
                self.writer.write_error(answer, &error, notes(&parsed));
            }
        }
        answer.push(b'\n');
    }
}

fn notes<'n>(parsed: &'n Parsed<'_>) -> ReadingNotes<'n> {
    let (problems, remarks) = (&parsed.problems, &parsed.remarks);
    ReadingNotes { problems, remarks, skipped: Some(&parsed.skipped), withholds_score: false }
}

/// Counts utterances by who said them.
fn said_by(conversation: &Conversation<'_>) -> BTreeMap<Role, u64> {
    let mut counts = BTreeMap::new();
    conversation.utterances.iter().for_each(|utterance| *counts.entry(utterance.role).or_default() += 1);
    counts
}

fn empty_line(name: &Arc<str>, number: u64) -> Problem {
    let message = huashu_model::message!("这一行是空的", "the line is empty");
    Problem::error("filter/empty-line", message).at(name, number)
}

/// Reads a line without its end, and returns it with the bytes it took; `None` when nothing is left. Of a line that is
/// too long nothing is kept.
fn next_line(input: &mut impl BufRead, most: RecordLimit) -> io::Result<Option<(Line, u64)>> {
    let mut line = Vec::new();
    let mut length = 0;
    loop {
        let piece = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            piece => piece?,
        };
        let end = piece.iter().position(|byte| *byte == b'\n');
        let part = &piece[..end.unwrap_or(piece.len())];
        length += part.len();
        if length <= most.bytes() {
            line.extend_from_slice(part);
        } else {
            line = Vec::new();
        }
        let (is_over, taken) = (end.is_some() || piece.is_empty(), part.len() + usize::from(end.is_some()));
        input.consume(taken);
        if is_over {
            let is_there = end.is_some() || length > 0;
            let read = if length > most.bytes() { Line::TooLong } else { Line::Whole(line) };
            return Ok(is_there.then_some((read, length as u64 + u64::from(end.is_some()))));
        }
    }
}
