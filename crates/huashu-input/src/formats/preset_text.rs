//! Text of a tool that a preset describes by the shapes of its lines.

use crate::chunk::Chunks;
use crate::format::Input;
use crate::formats::preset_gather::Gathered;
use crate::preset::extract::{Extracted, Extractor, Participants};
use crate::preset::path::Scope;
use crate::preset::pattern::LinePattern;
use crate::preset::rules::{LineRules, Preset};
use crate::preset::subtitle::without_tags;
use crate::record::raw::{RawConversation, RawMessage};
use crate::record::tree::{Node, Spot};
use huashu_model::transcript::Role;

/// Reads a source by a preset.
pub(crate) fn read<'o>(input: Input<'o>, preset: &Preset) -> Chunks<'o> {
    let Input { source, mut text, options, .. } = input;
    let mut gathered = Gathered::new(&source.name, preset, options);
    let Some(mut all) = gathered.read_whole(&mut text, options.max_record) else { return gathered.into_chunks() };
    if !all.contains('\n') {
        // Lines of old Macintoshes end in CR.
        all = all.replace('\r', "\n");
    }
    if let Some(rules) = &preset.lines {
        let lines: Vec<(u64, &str)> = (1..).zip(all.split('\n')).collect();
        let mut reader = TextReader {
            rules,
            extractor: Extractor::new(preset, options, false),
            gathered: &mut gathered,
            conversation: None,
            open: None,
            date: None,
        };
        for (index, (number, line)) in lines.iter().enumerate() {
            let next = lines.get(index + 1).map_or("", |(_, line)| line);
            reader.line(*number, line.trim_end_matches('\r'), next.trim_end_matches('\r'));
        }
        reader.finish();
    }
    gathered.into_chunks()
}

struct TextReader<'g> {
    rules: &'g LineRules,
    extractor: Extractor<'g>,
    gathered: &'g mut Gathered,
    conversation: Option<RawConversation<'static>>,
    /// The parts of the message whose text goes on.
    open: Option<Spot>,
    date: Option<String>,
}

/// Returns the parts of a line in the first shape that it has.
fn parts(shapes: &[LinePattern], line: &str, number: u64) -> Option<Spot> {
    shapes.iter().find_map(|shape| shape.read(line, number))
}

fn part<'s>(spot: &'s Spot, name: &str) -> Option<&'s str> {
    match &spot.node.get(name)?.node {
        Node::Text(text) => Some(text),
        _ => None,
    }
}

fn set(spot: &mut Spot, name: &str, text: String) {
    let Node::Table(pairs) = &mut spot.node else { return };
    let line = spot.line;
    match pairs.iter_mut().find(|(key, _)| key == name) {
        Some((_, value)) => value.node = Node::Text(text),
        None => pairs.push((name.to_owned(), Spot { line, node: Node::Text(text) })),
    }
}

impl TextReader<'_> {
    fn line(&mut self, number: u64, line: &str, next: &str) {
        let rules = self.rules;
        let is = |shapes: &[LinePattern]| shapes.iter().any(|shape| shape.is_match(line));
        if let Some(spoken) = parts(&rules.message, line, number).or_else(|| parts(&rules.header, line, number)) {
            return self.begin(spoken);
        }
        if is(&rules.before_header) && rules.header.iter().any(|shape| shape.is_match(next)) {
            return;
        }
        if let Some(spot) = parts(&rules.conversation, line, number) {
            self.finish();
            let scope = Scope { record: &spot, conversation: &spot, here: &spot };
            let mut conversation = self.extractor.conversation(scope);
            let id = part(&spot, "id").or_else(|| part(&spot, "name"));
            conversation.id = id.map(|id| id.to_owned().into());
            self.conversation = Some(conversation);
            return;
        }
        if let Some(spot) = parts(&rules.date, line, number) {
            self.date = part(&spot, "date").map(str::to_owned);
            return;
        }
        if let Some(mut spot) = parts(&rules.system, line, number) {
            if part(&spot, "text").is_none() {
                set(&mut spot, "text", line.trim().to_owned());
            }
            self.end();
            self.date(&mut spot);
            return self.add(&spot, Some(Role::System));
        }
        if is(&rules.skip) {
            return self.gathered.diagnostics.skip("outside-messages", 1);
        }
        if rules.ends_at_blank && line.trim().is_empty() {
            return self.end();
        }
        match &mut self.open {
            Some(open) => {
                let text = part(open, "text").map_or_else(String::new, |text| format!("{text}\n"));
                set(open, "text", text + line);
            }
            None if line.trim().is_empty() => {}
            None => self.gathered.diagnostics.skip("outside-messages", 1),
        }
    }

    fn begin(&mut self, mut spoken: Spot) {
        self.end();
        self.date(&mut spoken);
        self.open = Some(spoken);
    }

    /// Puts the day of the line above before a time without one.
    fn date(&self, spoken: &mut Spot) {
        if let (Some(date), Some(time)) = (&self.date, part(spoken, "time"))
            && !time.contains(['-', '/', '年', '月'])
        {
            let time = format!("{date} {time}");
            set(spoken, "time", time);
        }
    }

    /// Ends the message whose text went on; where others speak in it, it becomes a message of each.
    fn end(&mut self) {
        let Some(mut spoken) = self.open.take() else { return };
        let mut text = part(&spoken, "text").unwrap_or_default().trim_matches(['\n', '\r']).trim_end().to_owned();
        if self.rules.markup {
            text = text.replace("</v>", "\n").trim_end().to_owned();
        }
        let mut said: Vec<String> = Vec::new();
        for line in text.split('\n') {
            let Some((speaker, words)) = self.speaker(line, spoken.line) else {
                said.push(self.words(line));
                continue;
            };
            if !said.is_empty() {
                self.say(&mut spoken, &std::mem::take(&mut said));
            }
            for name in ["name", "id", "speaker"] {
                set(&mut spoken, name, part(&speaker, name).unwrap_or_default().to_owned());
            }
            said.push(words);
        }
        self.say(&mut spoken, &said);
    }

    /// Returns who a line says that speaks in it, and the words.
    ///
    /// A word before a colon is a speaker only where it is known to stand for one: 价格:5元 is none.
    fn speaker(&self, line: &str, number: u64) -> Option<(Spot, String)> {
        let plain = self.words(line);
        let marked = parts(&self.rules.voice, line, number).or_else(|| parts(&self.rules.voice, &plain, number));
        let speaker = marked.or_else(|| {
            parts(&self.rules.speaker, &plain, number).filter(|speaker| {
                let scope = Scope { record: speaker, conversation: speaker, here: speaker };
                let read = self.extractor.message(scope, &Participants::new(), &RawConversation::default());
                read.is_some_and(|read| read.message.role_from_code.is_some())
            })
        })?;
        let words = self.words(part(&speaker, "text").unwrap_or_default());
        Some((speaker, words))
    }

    /// Returns a line without what is no word.
    fn words(&self, line: &str) -> String {
        if self.rules.markup { without_tags(line) } else { line.to_owned() }
    }

    fn say(&mut self, spoken: &mut Spot, lines: &[String]) {
        let text = lines.join("\n").trim_end().to_owned();
        // A subtitle without words is none; a message without words may have been a picture.
        if self.rules.markup && text.is_empty() {
            return self.gathered.diagnostics.skip("empty-entry", 1);
        }
        set(spoken, "text", text);
        self.add(spoken, None);
    }

    fn add(&mut self, spot: &Spot, role: Option<Role>) {
        let scope = Scope { record: spot, conversation: spot, here: spot };
        let new = || RawConversation { line: spot.line, ..self.extractor.conversation(scope) };
        let conversation = self.conversation.get_or_insert_with(new);
        match self.extractor.message(scope, &Participants::new(), conversation) {
            Some(Extracted { message, .. }) => {
                let role_from_code = role.or(message.role_from_code);
                conversation.messages.push(RawMessage { role_from_code, ..message });
            }
            None => self.gathered.diagnostics.skip("left-out-by-preset", 1),
        }
    }

    fn finish(&mut self) {
        self.end();
        if let Some(conversation) =
            self.conversation.take().filter(|conversation| !conversation.messages.is_empty())
        {
            self.gathered.push(conversation);
        }
    }
}
