//! The canonical JSON reads the same through the library's door as from a file.

use huashu_core::{Conversation, Place};
use huashu_input::{Options, Source};

#[test]
fn a_conversation_reads_the_same_as_from_a_log() {
    let options = Options::default();
    let mut read = 0;
    for file in ["bank", "hospital", "logistics", "property", "retail", "telecom"] {
        let path = format!("{}/fixtures/corpus/{file}.jsonl", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("a file");
        let source = Source::memory("log.jsonl", text.as_bytes());
        let chunks: Vec<_> = huashu_input::read(&source, &options).collect();
        let parsed: Vec<_> = chunks.iter().map(|chunk| chunk.parse(&options)).collect();
        let logged = parsed.iter().flat_map(|parsed| &parsed.conversations);
        for (line, logged) in text.lines().zip(logged) {
            let mut conversation = Conversation::from_json(line).expect("the corpus is canonical");
            assert_eq!(conversation.place, Place::default());
            conversation.place = logged.place.clone();
            assert_eq!(conversation, *logged, "{line}");
            read += 1;
        }
    }
    assert!(read > 50, "read {read}");
}
