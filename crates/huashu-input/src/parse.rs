//! From a chunk to conversations: pure work, on any thread.

use crate::chunk::{Chunk, Content, Parsed};
use crate::options::Options;
use crate::record::assemble::assemble;
use crate::record::context::ParseContext;
use crate::record::shape as json;

impl Chunk {
    /// Parses the chunk. Pure work: no IO, and the same result on any thread.
    pub fn parse<'c>(&'c self, options: &Options) -> Parsed<'c> {
        let context = ParseContext::new(options, &self.file);
        let (conversations, records) = match &self.content {
            Content::Nothing => (Vec::new(), 0),
            Content::Lines { bytes, line, at } => json::parse_lines(bytes, *line, *at, &context),
            Content::Values { bytes, values } => json::parse_values(bytes, values, &context),
            Content::Conversations(sessions) => {
                let conversations =
                    sessions.iter().filter_map(|session| assemble(&mut session.borrow(), &context)).collect();
                (conversations, 0)
            }
        };
        let notes = context.into_diagnostics();
        let mut parsed = Parsed {
            conversations,
            problems: self.diagnostics.problems.clone(),
            records: records + self.rows,
            failed: self.diagnostics.failed + notes.failed,
            remarks: self.diagnostics.remarks.iter().cloned().chain(notes.remarks).collect(),
            skipped: self.diagnostics.skipped.clone(),
            recognised: self.recognised.clone(),
        };
        parsed.problems.extend(notes.problems);
        for (reason, count) in notes.skipped {
            *parsed.skipped.entry(reason).or_default() += count;
        }
        parsed
    }
}
