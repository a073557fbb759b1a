//! What a format of input is, and what it is shown of a source. Knows no format by name.

use std::fmt;

use crate::chunk::Chunks;
use crate::options::Options;
use crate::source::decode::Text;
use crate::source::origin::Source;

/// What a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Holds {
    /// Conversations between agents and customers.
    #[default]
    Conversations,
    /// Canned replies: every entry is one utterance of an agent.
    CannedReplies,
    /// One text, said by an agent, whatever it looks like.
    AgentText,
}

/// A format of input. One file a format; `FORMATS` lists them.
pub trait Format: Sync {
    /// Returns the name used by options and configurations.
    ///
    /// Conversations and libraries of canned replies written alike share a name.
    fn name(&self) -> &'static str;
    /// Returns the extensions, in lower case, that suggest the format.
    fn extensions(&self) -> &'static [&'static str];
    /// Returns what sources in the format hold.
    fn holds(&self) -> Holds {
        Holds::Conversations
    }
    /// Returns whether a text that begins like this is in the format.
    fn matches(&self, head: &Head<'_>) -> bool;
    /// Reads a source that is in the format.
    fn read<'o>(&self, input: Input<'o>) -> Chunks<'o>;
}

impl fmt::Debug for dyn Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The beginning of a source.
#[derive(Debug)]
pub struct Head<'h> {
    /// The first text, cut anywhere.
    pub text: &'h str,
    /// Whether that is the whole text.
    pub whole: bool,
    /// The extension in lower case, without one for compression.
    pub extension: &'h str,
    /// How to read.
    pub options: &'h Options,
}

impl Head<'_> {
    /// Returns the lines that are not blank; the last one may be cut.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|line| !line.trim().is_empty())
    }

    /// Returns the lines that are whole.
    pub fn whole_lines(&self) -> impl Iterator<Item = &str> {
        let end = if self.whole { self.text.len() } else { self.text.rfind('\n').unwrap_or(0) };
        self.text[..end].lines().filter(|line| !line.trim().is_empty())
    }
}

/// A source that has been opened.
pub struct Input<'o> {
    pub(crate) source: Source,
    pub(crate) text: Text,
    pub(crate) options: &'o Options,
    /// The beginning of the text, for a closer look.
    pub(crate) head: String,
    /// Whether that is all of it.
    pub(crate) head_is_whole: bool,
}

impl fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Input").field(&self.source).finish()
    }
}
