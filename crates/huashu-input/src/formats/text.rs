//! Plain text: lines that begin with a speaker, headers as chat tools copy them, or one draft.
//!
//! Three forms are told apart by the beginning of the text:
//! - *prefix*: `客服：您好`, also `[09:30:05] 客服小李(1024)：您好`;
//! - *header*: `客服小李 2026-11-20 09:30:05` on a line of its own, the text below it;
//! - neither: who speaks is not known, and the text is refused, unless a person says that it is an agent's.
//!
//! A line that begins nothing goes on with the message above it. Conversations
//! are parted by `===` lines (which may hold an identifier) and begin anew with a
//! line such as `会话ID：c1`. Where there are neither, a blank line parts
//! conversations in prefix form, but only if each block has both an agent and a
//! customer speak: otherwise blank lines are mere spacing.

use std::sync::Arc;

use crate::chunk::{Chunk, Chunks, Content};
use crate::diagnostics::Diagnostics;
use crate::format::{Format, Head, Holds, Input};
use crate::formats::line_shapes;
use crate::formats::preset_text;
use crate::formats::spoken_lines::{
    DATE, FIELD, NUMBERED, PREFIX, SEPARATOR, Spoken, by_a_stranger, capture, cuts_a_clock, header, is_dated,
    is_stamped, prefix,
};
use crate::options::Options;
use crate::record::columns::Field;
use crate::record::raw::{RawConversation, RawMessage, Scalar};
use crate::source::lines::{Line, TextLines};
use huashu_model::problem::Problem;
use huashu_model::transcript::Role;

/// Plain text.
pub(crate) struct PlainText;

/// Conversations in one chunk.
const CHUNK: usize = 256;
/// Bytes that end a chunk of fewer conversations.
const CHUNK_BYTES: usize = 1024 * 1024;

impl Format for PlainText {
    fn name(&self) -> &'static str {
        "text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "log"]
    }

    fn matches(&self, _: &Head<'_>) -> bool {
        true
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        let by_cr = input.head.contains('\r') && !input.head.contains('\n');
        let head = if by_cr { input.head.replace('\r', "\n") } else { input.head.clone() };
        let form = Form::of(&head, input.options);
        if form.knows_an_agent(&head, input.options) {
            return read(input, form, by_cr);
        }
        match line_shapes::preset_of(&head, input.options) {
            Some(shape) => preset_text::read(input, &shape),
            None if form == Form::Draft => Chunks::of_unread(&input.source.name, unknown_shape(&input.source.name)),
            None => read(input, form, by_cr),
        }
    }
}

/// One text said by an agent, whatever it looks like; only when asked for.
pub(crate) struct Draft;

impl Format for Draft {
    fn name(&self) -> &'static str {
        "draft"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    fn holds(&self) -> Holds {
        Holds::AgentText
    }

    fn matches(&self, _: &Head<'_>) -> bool {
        true
    }

    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o> {
        read(input, Form::Draft, false)
    }
}

/// A text that does not say who speaks is not taken for anybody's words.
fn unknown_shape(file: &Arc<str>) -> Problem {
    let message = huashu_model::message!(
        "认不出这段文本里谁在说话，没有检查",
        "the text does not say who speaks, so it was not checked"
    );
    let help = huashu_model::message!(
        "huashu inspect {file} 列出认出了什么。若是聊天记录，用 --preset 指明工具（huashu presets 列出），或在 [input.lines] 写明行的样式、[input.roles] 写明谁是客服；若是客服写的一段话，加 --as agent-text；若是话术库，加 --as canned",
        "`huashu inspect {file}` shows what was recognised. For a chat, name its tool with --preset (`huashu presets` lists them), or give the shape of its lines under [input.lines] and who is an agent under [input.roles]; for one text by an agent add --as agent-text, for canned replies --as canned"
    );
    Problem::error("input/unknown-shape", message).at(file, 1).with_help(help)
}

fn read(input: Input<'_>, form: Form, by_cr: bool) -> Chunks<'_> {
    let Input { text, options, .. } = input;
    let file = Arc::clone(&text.file);
    let lines = TextLines::new(text, options.max_record);
    let mut reader = Reader {
        options,
        form,
        lines: if by_cr { lines.ended_by_cr() } else { lines },
        file,
        session: RawConversation::default(),
        held: 0,
        after_blank: false,
        date: None,
        ready: Vec::new(),
        ready_bytes: 0,
        diagnostics: Diagnostics::default(),
    };
    let mut ended = false;
    Chunks::new(std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let (chunk, more) = reader.chunk();
        ended = !more;
        Some(chunk)
    }))
}

/// Returns whether a text of several lines marks who speaks.
pub(crate) fn is_log(text: &str, options: &Options) -> bool {
    text.trim().contains(['\n', '\r']) && Form::of(text, options) != Form::Draft
}

/// How speakers are marked.
#[derive(Debug, Clone, PartialEq)]
enum Form {
    Prefix {
        blank_parts: bool,
        /// Names that stand before colons again and again, where no role is known.
        names: Vec<String>,
    },
    Header,
    Draft,
}

impl Form {
    fn of(head: &str, options: &Options) -> Form {
        let lines: Vec<&str> = head.lines().filter(|line| capture(&DATE, line).is_none()).collect();
        let is_known = |spoken: &Spoken<'_>| options.roles.find_named(spoken.who).is_some();
        let headers: Vec<Spoken<'_>> = lines.iter().filter_map(|line| header(line, options)).collect();
        let prefixes: Vec<Spoken<'_>> = lines.iter().filter_map(|line| prefix(line, &[], options)).collect();
        let begins =
            lines.iter().find(|line| !line.trim().is_empty()).is_some_and(|line| header(line, options).is_some());
        if headers.len() >= prefixes.len()
            && (headers.len() > 1 || headers.iter().any(is_known) || (begins && !headers.is_empty()))
        {
            return Form::Header;
        }
        // 客服小李 alone before a colon may be addressed rather than speak; with a second speaker it is a log.
        let speaks = |spoken: &Spoken<'_>| {
            options.roles.find(spoken.who).is_some() || spoken.time.is_some() || spoken.id.is_some()
        };
        let several = prefixes.iter().any(|spoken| spoken.who != prefixes[0].who);
        if several || prefixes.iter().any(speaks) {
            return Form::Prefix { blank_parts: blank_parts(&lines, options), names: repeated_names(&lines) };
        }
        let names = repeated_names(&lines);
        if names.is_empty() { Form::Draft } else { Form::Prefix { blank_parts: false, names } }
    }
}

impl Form {
    /// Returns whether some line, read so, is by somebody who is known to be an agent.
    fn knows_an_agent(&self, head: &str, options: &Options) -> bool {
        let spoken = |line| match self {
            Form::Prefix { names, .. } => prefix(line, names, options),
            Form::Header => header(line, options),
            Form::Draft => None,
        };
        let role = |spoken: Spoken<'_>| options.roles.find_speaker(spoken.who).map(|(role, _)| role);
        head.lines().filter_map(spoken).any(|spoken| role(spoken) == Some(Role::Agent))
    }
}

/// Returns the names before colons, where most lines have one and few names return.
fn repeated_names(lines: &[&str]) -> Vec<String> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    let mut filled = 0;
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        filled += 1;
        let captures = capture(&PREFIX, line).filter(|captures| !cuts_a_clock(line, captures));
        let Some(captures) = captures else { continue };
        let who = Spoken::from(&captures).who;
        match counts.iter().position(|(name, _)| name == who) {
            Some(index) => counts[index].1 += 1,
            None if counts.len() < 100 => counts.push((who.to_owned(), 1)),
            None => {}
        }
    }
    counts.retain(|(name, count)| *count >= 2 && !name.starts_with("http"));
    let covered: usize = counts.iter().map(|(_, count)| count).sum();
    let likely = counts.len() >= 2 && counts.len() <= 6 && covered >= 4 && covered * 10 >= filled * 6;
    if likely { counts.into_iter().map(|(name, _)| name).collect() } else { Vec::new() }
}

/// Returns whether blank lines part conversations: each block has both sides speak, and nothing else parts them.
fn blank_parts(lines: &[&str], options: &Options) -> bool {
    let others = |line: &&str| {
        let parts = [&SEPARATOR, &NUMBERED].into_iter().any(|pattern| capture(pattern, line).is_some());
        parts || conversation_id(line, options).is_some()
    };
    if lines.iter().any(others) {
        return false;
    }
    let mut blocks = 0;
    for block in lines.split(|line| line.trim().is_empty()) {
        let roles: Vec<Role> = block
            .iter()
            .filter_map(|line| prefix(line, &[], options))
            .filter_map(|spoken| options.roles.find_named(spoken.who).map(|(role, _)| role))
            .collect();
        if roles.is_empty() {
            continue;
        }
        blocks += 1;
        if !roles.contains(&Role::Agent) || !roles.contains(&Role::Customer) {
            return false;
        }
    }
    blocks >= 2
}

/// Returns the identifier on a line such as `会话ID：c1`.
fn conversation_id(line: &str, options: &Options) -> Option<String> {
    let captures = capture(&FIELD, line)?;
    (options.columns.find(&captures["key"]) == Some(Field::Conversation)).then(|| captures["value"].to_owned())
}

/// Reads conversations from lines.
struct Reader<'o> {
    options: &'o Options,
    form: Form,
    lines: TextLines,
    file: Arc<str>,
    session: RawConversation<'static>,
    /// Bytes of the lines of the conversation being read.
    held: usize,
    after_blank: bool,
    date: Option<String>,
    ready: Vec<RawConversation<'static>>,
    /// Bytes of the lines of those.
    ready_bytes: usize,
    diagnostics: Diagnostics,
}

impl Reader<'_> {
    /// Reads the next conversations; `false` when there are no more.
    fn chunk(&mut self) -> (Chunk, bool) {
        let mut more = true;
        while self.ready.len() < CHUNK && self.ready_bytes < CHUNK_BYTES {
            match self.lines.next_line() {
                Some((number, Line::Whole(line))) => {
                    let line = line.to_owned();
                    self.line(number, &line);
                }
                Some((number, Line::TooLong)) => {
                    self.note_start(number);
                    self.hold(usize::MAX);
                }
                None => {
                    more = false;
                    self.finish();
                    break;
                }
            }
        }
        self.ready_bytes = 0;
        let (problems, remarks) = self.lines.notes();
        self.diagnostics.tell_all(problems);
        self.diagnostics.remarks.extend(remarks);
        let sessions = std::mem::take(&mut self.ready);
        let mut chunk = Chunk::new(&self.file, Content::Nothing);
        chunk.rows = sessions.len() as u64 + self.diagnostics.failed;
        chunk.content = Content::Conversations(sessions);
        chunk.diagnostics = std::mem::take(&mut self.diagnostics);
        (chunk, more)
    }

    fn line(&mut self, number: u64, line: &str) {
        if self.form == Form::Draft {
            return self.draft_line(number, line);
        }
        if line.trim().is_empty() {
            self.after_blank = true;
            return self.go_on("");
        }
        let after_blank = std::mem::take(&mut self.after_blank);
        if self.structure(number, line) {
            return;
        }
        let options = self.options;
        let (spoken, parts) = match &self.form {
            Form::Prefix { blank_parts, names } => (prefix(line, names, options), *blank_parts),
            _ => (header(line, options), false),
        };
        if after_blank && parts && !self.session.messages.is_empty() && (spoken.is_some() || self.is_field(line)) {
            self.finish();
        }
        match spoken {
            Some(spoken) => self.begin(number, &spoken),
            None if self.session.messages.is_empty() => self.field(number, line),
            // Never taken for more of what the speaker above said.
            None if is_stamped(line, options) => self.begin(number, &by_a_stranger(line)),
            None => self.go_on(line),
        }
    }

    /// Handles lines that part conversations or give the date.
    fn structure(&mut self, number: u64, line: &str) -> bool {
        if let Some(date) = capture(&DATE, line) {
            self.date = Some(date["date"].to_owned());
            if line.contains("===") {
                self.finish();
            }
            return true;
        }
        if let Some(separator) = capture(&SEPARATOR, line) {
            self.finish();
            let id =
                separator["id"].trim_start_matches("会话").trim_start_matches(['I', 'D', 'i', 'd', ':', '：', ' ']);
            self.session.id = (!id.is_empty()).then(|| id.to_owned().into());
            self.session.line = number;
            return true;
        }
        let numbered = || capture(&NUMBERED, line).map(|captures| captures["id"].to_owned());
        if let Some(id) = conversation_id(line, self.options).or_else(numbered) {
            if !self.session.messages.is_empty() {
                self.finish();
            }
            self.note_start(number);
            self.session.id = Some(id.into());
            return true;
        }
        false
    }

    fn note_start(&mut self, number: u64) {
        if self.session.line == 0 {
            self.session.line = number;
        }
    }

    fn is_field(&self, line: &str) -> bool {
        let field = capture(&FIELD, line).and_then(|captures| self.options.columns.find(&captures["key"]));
        field.is_some_and(|field| RawConversation::default().set(field, Scalar::text("")))
    }

    /// Takes a line before the first message as a field of the conversation.
    fn field(&mut self, number: u64, line: &str) {
        self.note_start(number);
        let Some(captures) = capture(&FIELD, line) else {
            self.diagnostics.skip("outside-messages", 1);
            return;
        };
        let value = Scalar::text(captures["value"].to_owned());
        let known =
            self.options.columns.find(&captures["key"]).is_some_and(|field| self.session.set(field, value.clone()));
        if !known {
            self.session.metadata.push((captures["key"].to_owned().into(), value.into_text()));
        }
    }

    /// Counts what a conversation holds; of one that is too long nothing is kept but that it is there.
    fn hold(&mut self, bytes: usize) {
        self.held = self.held.saturating_add(bytes);
        if self.is_too_long() {
            self.session.messages.clear();
            self.session.messages.push(RawMessage::default());
        }
    }

    fn is_too_long(&self) -> bool {
        self.options.max_record.is_exceeded_by(self.held)
    }

    fn begin(&mut self, number: u64, spoken: &Spoken<'_>) {
        self.note_start(number);
        self.hold(spoken.text.len() + spoken.who.len());
        if self.is_too_long() {
            return;
        }
        let mut message = RawMessage { line: Some(number), ..RawMessage::default() };
        if self.options.roles.find_named(spoken.who).is_some() {
            message.role = Some(spoken.who.to_owned().into());
        } else {
            message.sender = Some(spoken.who.to_owned().into());
        }
        message.agent_id = spoken.id.map(|id| id.to_owned().into());
        message.text = Some(spoken.text.to_owned().into());
        if let Some(time) = spoken.time {
            message.set(Field::Time, Scalar::text(self.full_time(time)));
        }
        self.session.messages.push(message);
    }

    /// Completes an hour of the day with the date of the line above that gave one.
    fn full_time(&self, time: &str) -> String {
        if is_dated(time) {
            return time.to_owned();
        }
        match &self.date {
            Some(date) => format!("{date} {time}"),
            None => time.to_owned(),
        }
    }

    fn go_on(&mut self, line: &str) {
        if self.session.messages.is_empty() {
            return;
        }
        self.hold(line.len() + 1);
        let too_long = self.is_too_long();
        let Some(message) = self.session.messages.last_mut().filter(|_| !too_long) else { return };
        let text = message.text.get_or_insert_default().to_mut();
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line);
    }

    fn draft_line(&mut self, number: u64, line: &str) {
        if self.session.messages.is_empty() {
            if line.trim().is_empty() {
                return;
            }
            self.note_start(number);
            let message = RawMessage {
                role_from_code: Some(Role::Agent),
                line: Some(number),
                template: true,
                ..RawMessage::default()
            };
            self.session.messages.push(message);
        }
        self.go_on(line);
    }

    /// Ends the conversation being read.
    fn finish(&mut self) {
        let mut session = std::mem::take(&mut self.session);
        let (too_long, held) = (self.is_too_long(), std::mem::take(&mut self.held));
        if too_long {
            self.diagnostics.fail(self.options.max_record.problem(&self.file, session.line.max(1)));
            return;
        }
        self.ready_bytes += held;
        for message in &mut session.messages {
            if let Some(text) = &mut message.text {
                let length = text.trim_end().len();
                text.to_mut().truncate(length);
            }
        }
        if !session.messages.is_empty() {
            self.ready.push(session);
        }
    }
}
