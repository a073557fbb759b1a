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
        let mut notes = self.diagnostics.clone();
        notes.add(context.into_diagnostics());
        Parsed {
            conversations,
            problems: notes.problems,
            untold: notes.untold,
            records: records + self.rows,
            failed: notes.failed,
            remarks: notes.remarks.into_iter().collect(),
            skipped: notes.skipped,
            recognised: self.recognised.clone(),
        }
    }
}
