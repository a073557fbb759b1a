//! JSON of a tool that a preset describes. The whole source is read before the first conversation is given on.

use std::collections::HashMap;

use crate::chunk::Chunks;
use crate::format::{Format, Head, Input};
use crate::formats::json_lines::JsonLines;
use crate::formats::preset_gather::Gathered;
use crate::preset::extract::{Extracted, Extractor};
use crate::preset::path::{Path, Record, Scope};
use crate::preset::recognize::root_of;
use crate::preset::rules::Preset;
use crate::record::context::ParseContext;
use crate::record::messages;
use crate::record::raw::RawConversation;
use crate::record::tree::{Node, Spot, parse_json};

/// Reads a source by a preset.
pub(crate) fn read<'o>(input: Input<'o>, preset: &Preset) -> Chunks<'o> {
    let Input { source, mut text, options, head, head_is_whole } = input;
    let mut gathered = Gathered::new(&source.name, preset, options);
    if preset.beside {
        return gathered.stand_aside();
    }
    let seen = Head { text: &head, whole: head_is_whole, extension: &source.extension(), options };
    let is_lines = JsonLines.matches(&seen);
    let Some(all) = gathered.read_whole(&mut text, options.max_record) else { return gathered.into_chunks() };
    // Found by what was seen of the export, so that it is a path.
    let root = Path::parse(&root_of(preset, &head)).ok();
    let mut reader = JsonReader {
        extractor: Extractor::new(preset, options, false),
        context: ParseContext::new(options, &source.name),
        starts_with_list: starts_with_list(preset),
        root,
        lists: 0,
        grouped: HashMap::new(),
        gathered: &mut gathered,
    };
    if is_lines {
        for (number, line) in (1..).zip(all.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            reader.text(line, number);
        }
    } else {
        reader.text(&all, 1);
    }
    let failed = reader.context.into_diagnostics();
    gathered.fail(failed);
    gathered.into_chunks()
}

/// Returns whether the preset's own paths begin with a list at the top.
fn starts_with_list(preset: &Preset) -> bool {
    let paths = preset.conversation.at.iter().chain(&preset.message.at);
    paths.into_iter().any(Path::begins_with_list)
}

struct JsonReader<'g, 'o> {
    extractor: Extractor<'g>,
    context: ParseContext<'o>,
    starts_with_list: bool,
    /// Where records lie in what wraps them.
    root: Option<Path>,
    /// Lists of records seen.
    lists: usize,
    /// Where the conversation of each common value stands; messages without one belong to those of their list.
    grouped: HashMap<Result<String, usize>, usize>,
    gathered: &'g mut Gathered,
}

impl JsonReader<'_, '_> {
    fn text(&mut self, text: &str, line: u64) {
        match parse_json(text.trim_start_matches('\u{feff}'), line) {
            Ok(values) => values.iter().for_each(|value| self.value(value)),
            Err(error) => self.context.fail(messages::bad_json(&self.context, &error, text, line)),
        }
    }

    fn value(&mut self, value: &Spot) {
        let Some(root) = self.root.clone().filter(|root| !root.written.is_empty()) else {
            let whole = Record { spot: value, holder: value, list: 0 };
            return match &value.node {
                Node::List(records) if !self.starts_with_list => {
                    records.iter().for_each(|spot| self.record(Record { spot, ..whole }));
                }
                _ => self.record(whole),
            };
        };
        let (mut lists, mut found) = (self.lists, false);
        root.visit_records(value, &mut lists, &mut |record| {
            found = true;
            self.record(record);
        });
        self.lists = lists;
        if !found {
            self.gathered.diagnostics.skip("left-out-by-preset", 1);
        }
    }

    fn record(&mut self, record: Record<'_>) {
        let Record { spot, holder, list } = record;
        // Where messages are the records, what holds their list is their conversation.
        let of_messages = self.extractor.preset.message.at.is_empty();
        let nothing = Spot { line: spot.line, node: Node::Nothing };
        let conversation = match (of_messages, list) {
            (true, 0) => &nothing,
            (true, _) => holder,
            (false, _) => spot,
        };
        let whole = Scope { record: spot, conversation, here: spot };
        let at = &self.extractor.preset.conversation.at;
        if at.is_empty() {
            return self.conversation(whole, list);
        }
        let mut found = Vec::new();
        at.iter().for_each(|path| path.visit(whole, &mut |spot| found.push(spot.clone())));
        for inner in &found {
            self.conversation(Scope { record: spot, conversation: inner, here: inner }, list);
        }
    }

    fn conversation(&mut self, scope: Scope<'_>, list: usize) {
        let preset = self.extractor.preset;
        let mut conversation = self.extractor.conversation(scope);
        let participants = self.extractor.participants(scope);
        let mut messages = Vec::new();
        for path in &preset.message.at {
            path.visit(scope, &mut |spot| messages.push(spot.clone()));
        }
        if preset.message.at.is_empty() {
            messages.push(scope.here.clone());
        }
        if messages.is_empty() {
            self.gathered.diagnostics.skip("empty-conversation", 1);
        }
        let is_grouped = !preset.conversation.by.is_empty();
        for spot in &messages {
            let scope = Scope { here: spot, ..scope };
            if !preset.message.turns.is_empty() {
                let turns = self.extractor.turns(scope);
                if is_grouped && !turns.is_empty() {
                    let at = self.place(scope, self.extractor.common_of_record(scope), list);
                    turns.into_iter().for_each(|message| self.gathered.add(at, message));
                } else {
                    conversation.messages.extend(turns);
                }
                continue;
            }
            let Some(Extracted { message, common }) = self.extractor.message(scope, &participants, &conversation)
            else {
                self.gathered.diagnostics.skip("left-out-by-preset", 1);
                continue;
            };
            if is_grouped {
                let at = self.place(scope, common, list);
                self.gathered.add(at, message);
            } else {
                conversation.messages.push(message);
            }
        }
        if !is_grouped && !conversation.messages.is_empty() {
            self.gathered.push(conversation);
        }
    }

    /// Returns where the conversation stands to which a message belongs.
    fn place(&mut self, scope: Scope<'_>, common: Option<String>, list: usize) -> usize {
        let own = RawConversation { line: scope.here.line, ..self.extractor.conversation(scope) };
        let key = common.clone().ok_or(list);
        *self.grouped.entry(key).or_insert_with(|| self.gathered.begin(own, common))
    }
}
