//! What a small input says, read before the rules are made ready.
//!
//! To make ready all that could be said takes longer than to check a small file; an engine for the texts that are there
//! takes a fraction of it, and its verdicts on them are the same.

use huashu_input::{Options, Source};

/// Files of more bytes together are not read twice: to check them takes longer than to make all rules ready.
const MOST_BYTES: u64 = 20 << 10;

/// Returns the texts of sources that are small files all together.
pub(super) fn texts(sources: &[Source], options: &Options) -> Option<Vec<String>> {
    let bytes: u64 = sources.iter().map(Source::length).sum::<Option<u64>>()?;
    if bytes > MOST_BYTES {
        return None;
    }
    let mut texts = Vec::new();
    let mut left = MOST_BYTES as usize;
    for source in sources {
        for chunk in huashu_input::read(source, options) {
            for utterance in chunk.parse(options).conversations.iter().flat_map(|talk| &talk.utterances) {
                // What is packed may be longer than it looks.
                left = left.checked_sub(utterance.text.len())?;
                texts.push(utterance.text.clone().into_owned());
            }
        }
    }
    Some(texts)
}
