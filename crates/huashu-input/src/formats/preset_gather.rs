//! Conversations gathered by a preset, before they are cut and given on.

use std::sync::Arc;

use crate::chunk::{Chunk, Chunks, Content};
use crate::diagnostics::Diagnostics;
use crate::options::Options;
use crate::preset::cut::{cut, in_time_order, other_of_two};
use crate::preset::rules::{ConversationRules, Preset};
use crate::record::raw::{RawConversation, RawMessage};
use crate::record_limit::RecordLimit;
use crate::source::decode::Text;
use huashu_model::problem::Problem;
use huashu_model::transcript::{Clock, Zone};

/// Conversations in one chunk.
const CHUNK: usize = 256;

/// Conversations of one source.
pub(crate) struct Gathered {
    file: Arc<str>,
    conversations: Vec<RawConversation<'static>>,
    rules: ConversationRules,
    several_lists: bool,
    zone: Zone,
    name: String,
    pub(crate) diagnostics: Diagnostics,
    messages: u64,
}

impl Gathered {
    pub(crate) fn new(file: &Arc<str>, preset: &Preset, options: &Options) -> Self {
        let mut diagnostics = Diagnostics::default();
        let (name, title) = (preset.name(), preset.title());
        let (zh, en) = (&title.zh, &title.en);
        if name.is_empty() {
            diagnostics.remarks.insert(huashu_model::message!(
                "{file}：按行的样式 {zh} 读取",
                "{file}: read by the shape of its lines, {en}"
            ));
        } else if options.preset.is_none() {
            diagnostics.remarks.insert(huashu_model::message!(
                "{file}：认出是 {zh}（预设 {name}）",
                "{file}: recognised as {en} (preset {name})"
            ));
        }
        Gathered {
            file: Arc::clone(file),
            conversations: Vec::new(),
            rules: preset.conversation.clone(),
            several_lists: preset.message.at.len() > 1,
            zone: options.zone.clone(),
            name: name.to_owned(),
            diagnostics,
            messages: 0,
        }
    }

    /// Reads the whole text; `None` where it is longer than a record may be, which is noted.
    pub(crate) fn read_whole(&mut self, text: &mut Text, most: RecordLimit) -> Option<String> {
        let all = text.read_whole(most);
        self.take_notes(text);
        if all.is_none() {
            self.messages += 1;
            self.diagnostics.fail(most.problem_of_whole(&self.file));
        }
        all
    }

    /// Takes the problems and remarks of decoding.
    pub(crate) fn take_notes(&mut self, text: &mut Text) {
        self.diagnostics.take_notes(text);
    }

    /// Takes what could not be read.
    pub(crate) fn fail(&mut self, failed: Diagnostics) {
        self.messages += failed.failed;
        self.diagnostics.add(failed);
    }

    /// Begins a conversation of messages that have something in common; returns its place.
    pub(crate) fn begin(&mut self, mut conversation: RawConversation<'static>, common: Option<String>) -> usize {
        conversation.id = conversation.id.take().or(common.map(Into::into));
        self.conversations.push(conversation);
        self.conversations.len() - 1
    }

    /// Adds a message to a conversation begun.
    pub(crate) fn add(&mut self, at: usize, message: RawMessage<'static>) {
        if let Some(conversation) = self.conversations.get_mut(at) {
            self.messages += 1;
            conversation.messages.push(message);
        }
    }

    /// Adds a whole conversation.
    pub(crate) fn push(&mut self, conversation: RawConversation<'static>) {
        self.messages += conversation.messages.len() as u64;
        self.conversations.push(conversation);
    }

    /// Gives on that the source holds no conversations, and is not meant to.
    pub(crate) fn stand_aside<'o>(mut self) -> Chunks<'o> {
        self.messages = 1;
        self.diagnostics.skip("beside-exports", 1);
        self.into_chunks()
    }

    /// Cuts the conversations and gives them on.
    pub(crate) fn into_chunks<'o>(mut self) -> Chunks<'o> {
        if self.messages == 0 {
            self.diagnostics.tell(self.nothing_found());
            self.diagnostics.failed = self.diagnostics.failed.max(1);
            self.messages = self.diagnostics.failed;
        }
        let clock = Clock::new(&self.zone);
        let mut parts = Vec::with_capacity(self.conversations.len());
        for mut conversation in self.conversations {
            if self.several_lists {
                in_time_order(&mut conversation.messages, &clock);
            }
            parts.extend(cut(conversation, &self.rules, &clock).into_iter().map(|mut part| {
                if self.rules.of_two {
                    other_of_two(&mut part);
                }
                part
            }));
        }
        let (file, mut parts) = (self.file, parts.into_iter().peekable());
        let mut first = Some((self.diagnostics, self.messages));
        Chunks::new(std::iter::from_fn(move || {
            if parts.peek().is_none() && first.is_none() {
                return None;
            }
            let part: Vec<_> = parts.by_ref().take(CHUNK).collect();
            let mut chunk = Chunk::new(&file, Content::Conversations(part));
            if let Some((diagnostics, rows)) = first.take() {
                chunk.diagnostics = diagnostics;
                chunk.rows = rows;
            }
            Some(chunk)
        }))
    }

    fn nothing_found(&self) -> Problem {
        let name = &self.name;
        let message =
            huashu_model::message!("按预设 {name} 没有读到任何消息", "the preset {name} found no messages");
        let help = huashu_model::message!(
            "请检查是不是这个工具导出的文件，或预设里的路径",
            "check that the file is that tool's export, and the paths of the preset"
        );
        Problem::error("input/preset-misfit", message).at(&self.file, 1).with_help(help)
    }
}
