//! What every kind of rule answers for: its name, its keys, its matchers.

use std::fmt::Debug;

use crate::language::diagnostics::Diagnostics;
use crate::language::matcher::MatcherSpec;
use crate::language::table_reader::TableReader;

/// What a rule of one kind has written in it.
pub(crate) trait Spec: Debug + Sized {
    /// The name used in rulebooks.
    const NAME: &str;
    /// What the kind does, in a Chinese sentence.
    const ZH: &str;
    /// What the kind does, in an English sentence.
    const EN: &str;
    /// Whether the kind reads remarks rather than talk, so that an example is one.
    const READS_NOTES: bool = false;
    /// Whether the kind reads canned replies only, so that an example is one.
    const READS_REPLIES: bool = false;
    /// Whether an example shows something only if it is a dialogue.
    const NEEDS_DIALOGUE: bool = false;

    /// Reads the kind's own keys; problems go to `sink`, and it never stops at the first.
    fn read(view: &TableReader<'_>, sink: &mut Diagnostics) -> Self;

    /// Returns the matchers as written, outermost first.
    fn matchers(&self) -> Vec<&MatcherSpec>;

    /// Returns the matchers that say what the rule seeks; the others are its occasions or exceptions.
    fn sought(&self) -> Vec<&MatcherSpec> {
        self.matchers().into_iter().take(1).collect()
    }

    /// Returns whether the rule can be judged on one utterance alone, such as a draft or a canned reply.
    fn is_about_one_utterance(&self) -> bool {
        false
    }
}
