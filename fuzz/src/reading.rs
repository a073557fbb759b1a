//! What holds for whatever is read, in any format.

use huashu_input::{Chunk, Options, Source};
use huashu_model::problem::{Level, Problem};
use huashu_model::transcript::{Conversation, Role};

/// What came of reading a source.
#[derive(Debug, Default, PartialEq)]
pub struct Reading {
    /// Role and text of everything said.
    pub said: Vec<(Role, String)>,
    /// Codes of the problems.
    pub codes: Vec<&'static str>,
    /// How many conversations were read.
    pub conversations: u64,
    /// How many records were met.
    pub records: u64,
    /// How many of them could not be read.
    pub failed: u64,
    /// How much was left out for a stated reason.
    pub skipped: u64,
}

/// Reads bytes as the file `name` and asserts what holds for every format.
pub fn read(name: &str, bytes: &[u8], options: &Options) -> Reading {
    let source = Source::memory(name, bytes);
    let chunks: Vec<Chunk> = huashu_input::read(&source, options).collect();
    let mut reading = Reading::default();
    let mut errors = 0;
    for chunk in &chunks {
        let parsed = chunk.parse(options);
        parsed.problems.iter().for_each(problem);
        parsed.conversations.iter().for_each(|found| conversation(found, name));
        let again = chunk.parse(options);
        assert_eq!(parsed.conversations, again.conversations, "parsing is pure");
        assert_eq!(parsed.problems, again.problems, "parsing is pure");
        errors += parsed.problems.iter().filter(|problem| problem.level == Level::Error).count() as u64;
        reading.conversations += parsed.conversations.len() as u64;
        reading.records += parsed.records;
        reading.failed += parsed.failed;
        reading.skipped += parsed.skipped.values().sum::<u64>();
        reading.codes.extend(parsed.problems.iter().map(|problem| problem.code));
        let said = parsed.conversations.iter().flat_map(|conversation| &conversation.utterances);
        reading.said.extend(said.map(|utterance| (utterance.role, utterance.text.to_string())));
    }
    assert!(reading.failed <= errors, "every record that failed has a problem: {reading:?}");
    assert!(
        reading.conversations + reading.failed <= reading.records,
        "conversations and failures come from records: {reading:?}"
    );
    let silent = reading.said.is_empty() && reading.codes.is_empty() && reading.skipped == 0;
    assert!(!silent || reading.conversations > 0, "nothing is left out in silence: {reading:?}");
    reading
}

/// Asserts what holds for any problem with the input.
pub fn problem(problem: &Problem) {
    assert!(!problem.message.zh.is_empty() && !problem.message.en.is_empty());
    assert!(problem.place.line != Some(0) && problem.place.column != Some(0), "{problem:?}");
    if let Some(excerpt) = &problem.place.excerpt {
        assert!(excerpt.text.get(excerpt.span.range()).is_some(), "{problem:?}");
    }
}

fn conversation(conversation: &Conversation<'_>, name: &str) {
    assert_eq!(&*conversation.place.file, name);
    assert!(conversation.place.line > 0);
    for (index, utterance) in conversation.utterances.iter().enumerate() {
        assert_ne!(utterance.line, Some(0));
        let charged = conversation.agent_of(index).is_some();
        assert!(!charged || utterance.role == Role::Agent);
    }
}
