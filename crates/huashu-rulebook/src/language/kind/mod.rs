//! Kinds of rules as written: the keys of each, one file a kind.
//!
//! A kind reads its own keys into a spec; what runs of it is made by the
//! engine. Adding a kind is its own file here and one line in the list below,
//! and the same again for its check: the compiler asks for it.

mod spec;

use std::fmt;

use huashu_model::language::Bilingual;

use crate::language::diagnostics::Diagnostics;
use crate::language::matcher::MatcherSpec;
use crate::language::table_reader::TableReader;

/// One kind, as the registry knows it.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The name used in rulebooks.
    pub name: &'static str,
    /// Whether the kind reads remarks rather than talk, so that an example is one.
    pub reads_notes: bool,
    /// Whether the kind reads canned replies only, so that an example is one.
    pub reads_replies: bool,
    /// Whether an example shows something only if it is a dialogue.
    pub needs_dialogue: bool,
    describe: (&'static str, &'static str),
    read: fn(&TableReader<'_>, &mut Diagnostics) -> Body,
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Kind {
    /// Returns what the kind does, in a sentence.
    pub fn describe(&self) -> Bilingual {
        Bilingual { zh: Some(self.describe.0.to_owned()), en: Some(self.describe.1.to_owned()) }
    }

    /// Reads the kind's own keys; problems go to `sink`.
    pub(crate) fn read(&self, view: &TableReader<'_>, sink: &mut Diagnostics) -> Body {
        (self.read)(view, sink)
    }
}

/// Makes the registry: of each kind, its module and the spec in it.
macro_rules! kinds {
    ($($module:ident: $variant:ident($spec:ident)),+ $(,)?) => {
        $(mod $module;)+
        $(pub use $module::$spec;)+

        /// The body of a rule: what its kind has it say.
        #[derive(Debug)]
        pub enum Body {
            $(
                #[doc = concat!("A rule of the kind `", stringify!($module), "`.")]
                $variant($spec),
            )+
        }

        /// Every kind; the first is the one meant when a rule names none.
        pub const KINDS: &[Kind] = &[$(
            Kind {
                name: $spec::NAME,
                reads_notes: $spec::READS_NOTES,
                reads_replies: $spec::READS_REPLIES,
                needs_dialogue: $spec::NEEDS_DIALOGUE,
                describe: ($spec::ZH, $spec::EN),
                read: |view, sink| Body::$variant($spec::read(view, sink)),
            },
        )+];

        impl Body {
            /// Returns the matchers as written, outermost first.
            pub fn matchers(&self) -> Vec<&MatcherSpec> {
                match self { $(Body::$variant(spec) => spec.matchers(),)+ }
            }

            /// Returns the matchers that say what the rule seeks; the others are its occasions or exceptions.
            pub fn sought(&self) -> Vec<&MatcherSpec> {
                match self { $(Body::$variant(spec) => spec.sought(),)+ }
            }

            /// Returns whether the rule can be judged on one utterance alone, such as a draft or a canned reply.
            pub fn is_about_one_utterance(&self) -> bool {
                match self { $(Body::$variant(spec) => spec.is_about_one_utterance(),)+ }
            }
        }
    };
}

kinds! {
    forbid: Forbid(ForbidSpec),
    require: Require(RequireSpec),
    sequence: Sequence(SequenceSpec),
    timing: Timing(TimingSpec),
    count: Count(CountSpec),
    repeat: Repeat(RepeatSpec),
    clock: Clock(ClockSpec),
    note: Note(NoteSpec),
    reply: Reply(ReplySpec),
}

impl Default for Body {
    /// Demands nothing.
    fn default() -> Self {
        Body::Note(NoteSpec { cases: Vec::new() })
    }
}

use spec::Spec;

pub use clock::HourSpec;
pub use sequence::StepSpec;
pub use timing::Measure;
